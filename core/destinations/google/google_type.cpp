// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/google/google_type.h"

#include "core/model/everyone_option.h"

#include <QCoreApplication>

namespace pathways::google {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(GoogleAds)
};

FieldSpec field(const QString& id, const QString& label, FieldKind kind, bool hashed) {
    FieldSpec spec;
    spec.id = id;
    spec.label = label;
    spec.kind = kind;
    spec.hashed = hashed;
    return spec;
}

FieldSpec contact(const QString& id, const QString& label, FieldKind kind) {
    FieldSpec spec = field(id, label, kind, true);
    spec.identifier = true;
    return spec;
}

FieldSpec addressPart(const QString& id, const QString& label, FieldKind kind, bool hashed) {
    FieldSpec spec = field(id, label, kind, hashed);
    spec.compound = QStringLiteral("ADDRESS");
    return spec;
}

PathwayOptionSpec yesOrNo(QLatin1String key, const QString& label, const QString& hint) {
    PathwayOptionSpec option;
    option.key = key;
    option.label = label;
    option.hint = hint;
    option.choices = {kGranted, kDenied};
    option.choiceLabels = {Texts::tr("Yes, they agreed"), Texts::tr("No, they did not")};
    option.required = true;
    return option;
}

QList<PathwayOptionSpec> options() {
    PathwayOptionSpec terms;
    terms.key = kTerms;
    terms.label = Texts::tr("Google’s Customer Match terms");
    terms.hint = Texts::tr("Google accepts people only from organisations that agree to these terms: "
                           "https://support.google.com/adspolicy/answer/6299717");
    terms.choices = {kAccepted};
    terms.choiceLabels = {Texts::tr("My organisation accepts them")};
    terms.required = true;

    PathwayOptionSpec days;
    days.key = kMembershipDays;
    days.label = Texts::tr("People stay for");
    days.hint = Texts::tr("Used when a new customer list is created. People who are still in your audience are sent "
                          "again every 60 days, so they do not drop out.");
    days.defaultValue = QStringLiteral("540");
    days.choices = {QStringLiteral("90"), QStringLiteral("180"), QStringLiteral("365"), QStringLiteral("540")};
    days.choiceLabels = {Texts::tr("90 days"), Texts::tr("180 days"), Texts::tr("365 days"),
                         Texts::tr("540 days (the longest Google allows)")};
    PathwayOptionSpec everyone;
    everyone.key = kEveryoneOption;
    everyone.label = Texts::tr("Others in the list");
    everyone.hint = Texts::tr("For Mirror only. Google never says who is in a list. To remove people whom others put "
                              "there, each push sends everyone, and Google then removes whoever was not among them. "
                              "Not while other pathways have people in the list as well.");
    everyone.defaultValue = QStringLiteral("no");
    everyone.choices = {QStringLiteral("no"), kYes};
    everyone.choiceLabels = {Texts::tr("Leave them alone"), Texts::tr("Remove them: the list matches exactly")};
    return {yesOrNo(kConsentUserData, Texts::tr("Did these people agree to their details being used for ads?"),
                    Texts::tr("Google asks this for every upload and refuses people who did not agree.")),
            yesOrNo(kConsentPersonalization, Texts::tr("Did these people agree to personalised ads?"),
                    Texts::tr("Without it Google may count these people but not show them ads meant for them.")),
            terms, days, everyone};
}

QList<SettingSpec> settings() {
    SettingSpec account;
    account.key = kAccount;
    account.label = Texts::tr("Google Ads customer ID");
    account.hint = Texts::tr("Ten digits, at the top right of Google Ads.");
    account.placeholder = QStringLiteral("123-456-7890");
    account.required = true;

    SettingSpec login;
    login.key = kLoginAccount;
    login.label = Texts::tr("Manager account");
    login.hint = Texts::tr("Only if you reach this account through a manager account: the manager’s customer ID.");
    login.placeholder = QStringLiteral("098-765-4321");
    return {account, login};
}

} // namespace

QList<FieldSpec> customerFields() {
    FieldSpec email = contact(QStringLiteral("EMAIL"), Texts::tr("Email"), FieldKind::Email);
    email.required = true;
    email.alternatives = QStringLiteral("person");
    FieldSpec phone = contact(QStringLiteral("PHONE"), Texts::tr("Phone"), FieldKind::Phone);
    phone.required = true;
    phone.alternatives = QStringLiteral("person");
    return {email,
            phone,
            contact(QStringLiteral("EMAIL_2"), Texts::tr("Second email"), FieldKind::Email),
            contact(QStringLiteral("EMAIL_3"), Texts::tr("Third email"), FieldKind::Email),
            contact(QStringLiteral("PHONE_2"), Texts::tr("Second phone"), FieldKind::Phone),
            addressPart(QStringLiteral("FIRST_NAME"), Texts::tr("First name"), FieldKind::FirstName, true),
            addressPart(QStringLiteral("LAST_NAME"), Texts::tr("Last name"), FieldKind::LastName, true),
            addressPart(QStringLiteral("COUNTRY"), Texts::tr("Country"), FieldKind::Country, false),
            addressPart(QStringLiteral("POSTAL_CODE"), Texts::tr("Postal code"), FieldKind::PostalCode, false)};
}

DestinationType makeType() {
    DestinationType type;
    type.key = QStringLiteral("google-ads");
    type.name = Texts::tr("Google Ads");
    type.icon = QStringLiteral("target");
    type.kind = DestinationKind::Advertising;
    type.rules = IdentityRules::Google;
    type.signIn = SignInKind::Browser;
    type.settings = settings();
    type.objectTexts = {Texts::tr("Google Ads customer list"),
                        Texts::tr("There is no customer list in this account yet."),
                        Texts::tr("Name of the new customer list")};
    type.canCreateObjects = true;
    type.canReadBack = false;
    // A modeled audience is sent as its base audience, from which Google finds similar people.
    type.refusesModeled = false;
    type.needsConsent = true;
    type.methods[SyncMethod::Mirror] = {};
    type.methods[SyncMethod::UpdateOrCreate] = {};
    type.methods[SyncMethod::Append] = {};
    type.methods[SyncMethod::UpdateOnly] = {
        false, Texts::tr("Google never says who is in a customer list, so Pathways cannot know whom to update.")};
    type.options = options();
    type.limits.peoplePerBatch = kPeoplePerRequest;
    type.limits.bytesPerBatch = 8 * 1024 * 1024;
    type.limits.parallelBatches = 4;
    type.limits.parallelRequests = 6;
    type.limits.requestsPerMinute = 300; // Contract 2.4; the quota is of the whole Cloud project.
    type.limits.requestTimeoutSeconds = 120;
    type.usableAfter = Texts::tr("Ready within 24 hours; sizes are shown after up to 48 hours.");
    // Google keeps people for at most 540 days, and lists made here for at least 90: refreshed well before.
    type.refreshDays = 60;
    return type;
}

} // namespace pathways::google
