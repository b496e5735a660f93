// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailman/mailman_connector.h"

#include "core/destinations/mailman/mailman_api.h"
#include "core/destinations/mailman/mailman_session.h"

#include <QCoreApplication>

namespace pathways::mailman {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailman)
};

DestinationType describeType() {
    DestinationType type;
    type.key = QStringLiteral("mailman");
    type.name = QStringLiteral("Mailman");
    type.icon = QStringLiteral("maillist");
    type.kind = DestinationKind::Email;
    type.rules = IdentityRules::Plain;
    type.signIn = SignInKind::UserAndPassword;
    type.secretLabel = Texts::tr("Password");
    type.secretHint = Texts::tr("The password of the server’s REST interface (admin_pass in mailman.cfg).");
    SettingSpec url;
    url.key = QStringLiteral("url");
    url.label = Texts::tr("Address");
    url.hint = Texts::tr("Where the server’s REST interface can be reached. From another computer it needs https.");
    url.placeholder = QStringLiteral("http://127.0.0.1:8001");
    url.required = true;
    SettingSpec user;
    user.key = QStringLiteral("user");
    user.label = Texts::tr("User");
    user.hint = Texts::tr("The user of the REST interface (admin_user in mailman.cfg).");
    user.placeholder = QStringLiteral("restadmin");
    type.settings = {url, user};
    type.objectTexts = {Texts::tr("Mailman list"), Texts::tr("There is no list on this server yet."),
                        Texts::tr("Name of the new list")};
    type.canReadBack = true;
    type.absence = Absence::OwnWish;
    type.refusesModeled = true;
    for (const SyncMethod method : kSyncMethods) {
        type.methods[method] = MethodSupport{};
    }
    type.removalMeanings = {
        {QStringLiteral("remove"), Texts::tr("Remove from the list, without a goodbye message"), false}};
    // One member per request, about thirty requests per second: small batches keep the progress accurate.
    type.limits.peoplePerBatch = 50;
    type.limits.parallelBatches = 2;
    type.limits.parallelRequests = 3;
    type.usableAfter = Texts::tr("Ready at once.");
    return type;
}

} // namespace

MailmanConnector::MailmanConnector()
    : m_type(describeType()) {}

Result<AccountInfo> MailmanConnector::validate(const CallContext& context) const {
    const auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    const auto versions = api->get(QStringLiteral("/system/versions"), context.stop);
    if (!versions) {
        return fail(versions.error());
    }
    if ((*versions)[QLatin1String("api_version")].toString() != QLatin1String("3.1")) {
        return fail(unclear("another version of the REST interface"));
    }
    AccountInfo account;
    account.id = api->server();
    account.name = api->server();
    account.detail = (*versions)[QLatin1String("mailman_version")].toString().left(60);
    return account;
}

Result<QList<DestinationObject>> MailmanConnector::listObjects(const CallContext& context) const {
    const auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    QMap<QString, DestinationObject> objects; // By id: pages may repeat when lists come and go.
    const auto read = api->entries(
        QStringLiteral("/lists"),
        [&](const QJsonObject& list) {
            DestinationObject object;
            object.id = list[QLatin1String("list_id")].toString();
            object.name = list[QLatin1String("display_name")].toString();
            object.size = list[QLatin1String("member_count")].toInteger(0);
            object.kind = Texts::tr("List");
            object.detail = list[QLatin1String("fqdn_listname")].toString();
            if (!object.id.isEmpty()) {
                objects.insert(object.id, object);
            }
            return true;
        },
        context.stop);
    if (!read) {
        return fail(read.error());
    }
    return objects.values();
}

Result<QList<FieldSpec>> MailmanConnector::fields(const CallContext&, const DestinationObject&) const {
    FieldSpec email;
    email.id = kEmailField;
    email.label = Texts::tr("Email address");
    email.kind = FieldKind::Email;
    email.required = true;
    email.identifier = true;
    email.maxBytes = 255;
    FieldSpec name;
    name.id = kNameField;
    name.label = Texts::tr("Name");
    name.kind = FieldKind::FullName;
    name.maxBytes = 255;
    return QList<FieldSpec>{email, name};
}

Result<QList<Finding>> MailmanConnector::check(const CallContext& context, const PushTarget& target) const {
    const auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    const auto list = api->get(QStringLiteral("/lists/") + encoded(target.object.id), context.stop);
    if (!list) {
        return fail(list.error());
    }
    return QList<Finding>{};
}

Result<std::unique_ptr<PushSession>> MailmanConnector::beginPush(const CallContext& context, PushTarget target) const {
    auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    return std::make_unique<MailmanSession>(std::move(*api), std::move(target));
}

} // namespace pathways::mailman
