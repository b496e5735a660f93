// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/meta_audience.h"

#include "core/destinations/advertising/platform_address.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace pathways::meta {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Meta)
};

// Ways of filling an audience that cannot be combined with multi-key rows (error 2650, contract 3.4).
const char* const kOtherSources[] = {"HASHES",
                                     "HASHES_OR_USER_IDS",
                                     "USER_IDS",
                                     "TOKENS",
                                     "DATA_FILE",
                                     "CONTACT_IMPORTER",
                                     "COPY_PASTE_EMAIL_HASHES",
                                     "MAIL_CHIMP_EMAIL_HASHES",
                                     "CONSTANT_CONTACTS_EMAIL_HASHES"};

qint64 codeOf(const QJsonObject& audience, const char* status) {
    return toInt64(audience[QLatin1String(status)].toObject()[QLatin1String("code")]).value_or(200);
}

QString sizeText(const QJsonObject& audience) {
    const qint64 lower = toInt64(audience[QLatin1String("approximate_count_lower_bound")]).value_or(-1);
    const qint64 upper = toInt64(audience[QLatin1String("approximate_count_upper_bound")]).value_or(-1);
    if (lower < 0 || upper < 0) {
        return Texts::tr("Size not known yet");
    }
    const QLocale locale;
    return lower == upper
               ? Texts::tr("About %1", "number of people").arg(locale.toString(lower))
               : Texts::tr("About %1 to %2", "number of people").arg(locale.toString(lower), locale.toString(upper));
}

} // namespace

QString whyNot(const QJsonObject& audience) {
    const QString subtype = audience[QLatin1String("subtype")].toString();
    if (!subtype.isEmpty() && subtype != QLatin1String("CUSTOM")) {
        return Texts::tr("Meta fills this audience by itself; people can only be added to customer lists.");
    }
    switch (codeOf(audience, "operation_status")) {
    case 471:
        return Texts::tr("Meta has blocked this audience because its name or description suggests people’s health or "
                         "finances. Give it a neutral name in Ads Manager.");
    case 414:
        return Texts::tr("Somebody is replacing everyone in this audience right now.");
    case 415:
        return Texts::tr("A replacement of this audience stopped halfway. Finish it in Ads Manager first.");
    default:
        break;
    }
    const QString source = audience[QLatin1String("data_source")].toObject()[QLatin1String("sub_type")].toString();
    const bool other = std::any_of(std::begin(kOtherSources), std::end(kOtherSources),
                                   [&source](const char* name) { return source == QLatin1String(name); });
    if (other) {
        return Texts::tr(
            "This audience was first filled in another way, and Meta does not mix the two. Create a new one.");
    }
    return {};
}

DestinationObject toObject(const QJsonObject& audience) {
    DestinationObject object;
    object.id = toIdText(audience[QLatin1String("id")]);
    object.name = audience[QLatin1String("name")].toString();
    object.kind = audience[QLatin1String("is_value_based")].toBool() ? Texts::tr("Customer list with values")
                                                                     : Texts::tr("Customer list");
    object.sizeText = sizeText(audience);
    if (codeOf(audience, "delivery_status") == 300) {
        object.detail = Texts::tr("Too small for ads right now.");
    }
    object.reason = whyNot(audience);
    object.selectable = object.reason.isEmpty();
    return object;
}

} // namespace pathways::meta
