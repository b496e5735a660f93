// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/normaliser.h"

#include "core/identity/dates.h"
#include "core/identity/email.h"
#include "core/identity/names.h"
#include "core/identity/phone.h"
#include "core/identity/places.h"
#include "core/identity/plain_values.h"

namespace pathways {

NormaliserOptions optionsFor(const Audience& audience) {
    NormaliserOptions options;
    if (!audience.defaultCountry.isEmpty()) {
        options.defaultCountry = audience.defaultCountry.toStdString();
    }
    options.monthFirst = readsMonthFirst(audience);
    options.decimalComma = readsDecimalComma(audience);
    return options;
}

std::unique_ptr<FieldNormaliser> makeNormaliser(const FieldSpec& field, IdentityRules rules,
                                                const NormaliserOptions& options) {
    const bool ads = rules == IdentityRules::Google || rules == IdentityRules::Meta;
    switch (field.kind) {
    case FieldKind::Email:
        return std::make_unique<EmailNormaliser>(rules);
    case FieldKind::Phone:
        return std::make_unique<PhoneNormaliser>(rules, field, options);
    case FieldKind::FirstName:
    case FieldKind::LastName:
        if (ads) {
            return std::make_unique<NameNormaliser>(rules, field.kind);
        }
        break;
    case FieldKind::City:
        if (rules == IdentityRules::Meta) {
            return std::make_unique<CityNormaliser>();
        }
        break;
    case FieldKind::Region:
        if (rules == IdentityRules::Meta) {
            return std::make_unique<RegionNormaliser>(options);
        }
        break;
    case FieldKind::PostalCode:
        return std::make_unique<PostalCodeNormaliser>(rules, field, options);
    case FieldKind::Country:
        return std::make_unique<CountryNormaliser>(rules);
    case FieldKind::Gender:
        if (ads) {
            return std::make_unique<GenderNormaliser>();
        }
        break;
    case FieldKind::BirthDate:
    case FieldKind::BirthYear:
    case FieldKind::BirthMonth:
    case FieldKind::BirthDay:
    case FieldKind::Birthday:
    case FieldKind::Date:
        return std::make_unique<DateNormaliser>(field.kind, options);
    case FieldKind::Number:
    case FieldKind::Money:
        return std::make_unique<NumberNormaliser>(field.kind, options.decimalComma);
    case FieldKind::Url:
        return std::make_unique<UrlNormaliser>(field);
    case FieldKind::Choice:
        return std::make_unique<ChoiceNormaliser>(field);
    case FieldKind::Language:
        return std::make_unique<LanguageNormaliser>();
    case FieldKind::MobileAdId:
        return std::make_unique<MobileAdIdNormaliser>(rules);
    case FieldKind::FullName:
    case FieldKind::Street:
    case FieldKind::Text:
    case FieldKind::ExternalId:
        break;
    }
    return std::make_unique<TextNormaliser>(field);
}

} // namespace pathways
