// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/meta_type.h"

#include <QCoreApplication>

namespace pathways::meta {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Meta)
};

FieldSpec field(const char* id, const QString& label, FieldKind kind) {
    FieldSpec spec;
    spec.id = QLatin1String(id);
    spec.label = label;
    spec.kind = kind;
    spec.hashed = true;
    return spec;
}

FieldSpec contact(const char* id, const QString& label, FieldKind kind, bool hashed) {
    FieldSpec spec = field(id, label, kind);
    spec.identifier = true;
    spec.hashed = hashed;
    spec.required = true;
    spec.alternatives = QStringLiteral("person");
    return spec;
}

QList<PathwayOptionSpec> options() {
    PathwayOptionSpec source;
    source.key = kFileSource;
    source.label = Texts::tr("Where these people’s details come from");
    source.hint = Texts::tr("Meta shows this to people who ask why they see an ad. Used when an audience is created.");
    source.defaultValue = QStringLiteral("USER_PROVIDED_ONLY");
    source.choices = {QStringLiteral("USER_PROVIDED_ONLY"), QStringLiteral("PARTNER_PROVIDED_ONLY"),
                      QStringLiteral("BOTH_USER_AND_PARTNER_PROVIDED")};
    source.choiceLabels = {Texts::tr("From the people themselves"), Texts::tr("From partners"), Texts::tr("From both")};
    source.required = true;

    PathwayOptionSpec value;
    value.key = kValueBased;
    value.label = Texts::tr("For finding people similar to your most generous donors");
    value.hint = Texts::tr("The new audience then accepts a value for each person (map “Value”). Used when an audience "
                           "is created; it cannot be changed later.");
    value.defaultValue = QStringLiteral("no");
    value.choices = {QStringLiteral("no"), kYes};
    value.choiceLabels = {Texts::tr("No"), Texts::tr("Yes")};

    PathwayOptionSpec processing;
    processing.key = kDataProcessing;
    processing.label = Texts::tr("Limited data use");
    processing.hint = Texts::tr("Asks Meta to handle these people under California’s privacy law.");
    processing.defaultValue = QStringLiteral("none");
    processing.choices = {QStringLiteral("none"), kLimitedUse};
    processing.choiceLabels = {Texts::tr("Off"), Texts::tr("On (California)")};
    return {source, value, processing};
}

} // namespace

QList<FieldSpec> customerFields() {
    FieldSpec value = field("LOOKALIKE_VALUE", Texts::tr("Value"), FieldKind::Money);
    value.hashed = false;
    return {contact("EMAIL", Texts::tr("Email"), FieldKind::Email, true),
            contact("PHONE", Texts::tr("Phone"), FieldKind::Phone, true),
            contact("EXTERN_ID", Texts::tr("Your donor ID"), FieldKind::ExternalId, false),
            contact("MADID", Texts::tr("Mobile advertising ID"), FieldKind::MobileAdId, false),
            field("FN", Texts::tr("First name"), FieldKind::FirstName),
            field("LN", Texts::tr("Last name"), FieldKind::LastName),
            field("CT", Texts::tr("City"), FieldKind::City),
            field("ST", Texts::tr("State"), FieldKind::Region),
            field("ZIP", Texts::tr("Postal code"), FieldKind::PostalCode),
            field("COUNTRY", Texts::tr("Country"), FieldKind::Country),
            field("GEN", Texts::tr("Gender"), FieldKind::Gender),
            field("DOBY", Texts::tr("Year of birth"), FieldKind::BirthYear),
            field("DOBM", Texts::tr("Month of birth"), FieldKind::BirthMonth),
            field("DOBD", Texts::tr("Day of birth"), FieldKind::BirthDay),
            value};
}

DestinationType makeType() {
    DestinationType type;
    type.key = QStringLiteral("meta");
    type.name = Texts::tr("Meta");
    type.icon = QStringLiteral("megaphone");
    type.kind = DestinationKind::Advertising;
    type.rules = IdentityRules::Meta;
    type.signIn = SignInKind::AccessToken;
    type.secretLabel = Texts::tr("Access token");
    type.secretHint = Texts::tr("In Meta Business settings: System users > Generate token, with ads_management and "
                                "business_management. With one that never expires, you need not sign in again.");
    SettingSpec account;
    account.key = kAccount;
    account.label = Texts::tr("Ad account ID");
    account.hint = Texts::tr("In Ads Manager, beside the account’s name.");
    account.placeholder = QStringLiteral("act_1234567890");
    account.required = true;
    type.settings = {account};
    type.objectTexts = {Texts::tr("Meta custom audience"),
                        Texts::tr("There is no custom audience in this account yet."),
                        Texts::tr("Name of the new custom audience")};
    type.canCreateObjects = true;
    type.canReadBack = false;
    // A modeled audience is sent as its base audience, from which Meta finds similar people.
    type.refusesModeled = false;
    type.methods[SyncMethod::Mirror] = {};
    type.methods[SyncMethod::UpdateOrCreate] = {};
    type.methods[SyncMethod::Append] = {};
    type.methods[SyncMethod::UpdateOnly] = {
        false, Texts::tr("Meta never says who is in a custom audience, so Pathways cannot know whom to update.")};
    type.options = options();
    type.limits.peoplePerBatch = kPeoplePerRequest;
    type.limits.bytesPerBatch = 16 * 1024 * 1024;
    type.limits.parallelBatches = 4;
    type.limits.parallelRequests = 4;
    type.limits.requestTimeoutSeconds = 120;
    type.usableAfter = Texts::tr("Ready within 24 hours, once at least 100 people have been matched.");
    // Meta forgets which account an external ID stands for after 90 days (contract 0.4-5).
    type.refreshDays = 60;
    return type;
}

} // namespace pathways::meta
