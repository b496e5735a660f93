// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/meta_connector.h"

#include "core/destinations/advertising/marked_creation.h"
#include "core/destinations/advertising/platform_address.h"
#include "core/destinations/check_finding.h"
#include "core/destinations/meta/meta_api.h"
#include "core/destinations/meta/meta_audience.h"
#include "core/destinations/meta/meta_errors.h"
#include "core/destinations/meta/meta_payload.h"
#include "core/destinations/meta/meta_session.h"
#include "core/destinations/meta/meta_token.h"
#include "core/destinations/meta/meta_type.h"
#include "core/destinations/meta/name_check.h"
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace pathways {

using namespace meta;

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Meta)
};

constexpr int kPageSize = 200;
constexpr int kMostPages = 50; // An account has at most 500 customer lists (contract 3.4).

QUrlQuery fieldsQuery(const QString& fields) {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("fields"), fields);
    return query;
}

/// A complete reply without an error, as an object.
Result<QJsonObject> objectOf(const HttpReply& reply) {
    if (!reply.ok() || parseFault(reply)) {
        return fail(errorOf(reply));
    }
    const auto body = answers::object(reply);
    if (!body) {
        return fail(answers::notUnderstood(Texts::tr("Meta"), QStringLiteral("not a JSON object")));
    }
    return *body;
}

Result<QList<QJsonObject>> fetchAudiences(const Api& api, std::stop_token stop) {
    QList<QJsonObject> audiences;
    QString after;
    for (int page = 0; page < kMostPages; ++page) {
        QUrlQuery query = fieldsQuery(kAudienceFields);
        query.addQueryItem(QStringLiteral("limit"), QString::number(kPageSize));
        if (!after.isEmpty()) {
            query.addQueryItem(QStringLiteral("after"), QString::fromLatin1(QUrl::toPercentEncoding(after)));
        }
        const auto body = objectOf(api.get(api.adAccount() + QStringLiteral("/customaudiences"), query, stop));
        if (!body) {
            return fail(body.error());
        }
        if (!(*body)[QLatin1String("data")].isArray()) {
            return fail(answers::notUnderstood(Texts::tr("Meta"), QStringLiteral("customaudiences: no data")));
        }
        for (const QJsonValue& value : (*body)[QLatin1String("data")].toArray()) {
            audiences << value.toObject();
        }
        // "next" is a URL that contains the token; it is not followed and only says that there is more.
        const QJsonObject paging = (*body)[QLatin1String("paging")].toObject();
        const QString cursor = paging[QLatin1String("cursors")].toObject()[QLatin1String("after")].toString();
        if (!paging.contains(QLatin1String("next")) || cursor.isEmpty() || cursor == after) {
            break;
        }
        after = cursor;
    }
    return audiences;
}

Error termsMissing(const Api& api) {
    return Error{ErrorKind::Permission,
                 Texts::tr("The Custom Audience terms have not been accepted for this account."),
                 Texts::tr("Until then Meta accepts nobody."),
                 Texts::tr("Accept them at https://www.facebook.com/customaudiences/app/tos/?act=%1, then try again.")
                     .arg(digitsOf(api.adAccount())),
                 {}};
}

/// Reads the ad account; an error if it cannot accept people.
Result<QJsonObject> readAccount(const Api& api, std::stop_token stop) {
    const auto account = objectOf(
        api.get(api.adAccount(), fieldsQuery(QStringLiteral("id,account_id,name,account_status,tos_accepted")), stop));
    if (!account) {
        return fail(account.error());
    }
    const qint64 status = toInt64((*account)[QLatin1String("account_status")]).value_or(1);
    if (status == 2 || status == 100 || status == 101) { // Disabled, about to be closed, closed.
        return fail(ErrorKind::Permission, Texts::tr("This ad account is closed or disabled."),
                    Texts::tr("Meta accepts nobody for it."),
                    Texts::tr("Check the account in Ads Manager, or connect another one."));
    }
    const QJsonObject terms = (*account)[QLatin1String("tos_accepted")].toObject();
    if (toInt64(terms[QLatin1String("custom_audience_tos")]) != 1) {
        return fail(termsMissing(api));
    }
    return *account;
}

Error nameRefused(const NameConcern& concern) {
    const QString what =
        concern.health
            ? Texts::tr("The name or description contains “%1”, which suggests people’s health.").arg(concern.word)
            : Texts::tr("The name or description contains “%1”, which suggests people’s finances.").arg(concern.word);
    return Error{ErrorKind::Input,
                 what,
                 Texts::tr("Meta blocks such audiences, so it was not created."),
                 Texts::tr("Use a neutral name, such as “%1”, “%2” or “%3”.")
                     .arg(concern.suggestions.value(0), concern.suggestions.value(1), concern.suggestions.value(2)),
                 {}};
}

QJsonObject newAudience(const NewObject& wanted) {
    QString description = wanted.description;
    if (!wanted.marker.isEmpty()) {
        description += (description.isEmpty() ? QString() : QStringLiteral(" ")) + u'(' + wanted.marker + u')';
    }
    QString source = wanted.options.value(kFileSource);
    if (source.isEmpty()) {
        source = QStringLiteral("USER_PROVIDED_ONLY");
    }
    QJsonObject audience{{QStringLiteral("name"), wanted.name},
                         {QStringLiteral("subtype"), QStringLiteral("CUSTOM")},
                         {QStringLiteral("description"), description},
                         {QStringLiteral("customer_file_source"), source}};
    if (wanted.options.value(kValueBased) == kYes) {
        audience[QLatin1String("is_value_based")] = true;
    }
    return audience;
}

MarkedObject markedAudience(const Api& api, const QString& marker, std::stop_token stop) {
    return firstMarked(
        fetchAudiences(api, std::move(stop)),
        [&marker](const QJsonObject& audience) {
            return audience[QLatin1String("description")].toString().contains(marker);
        },
        toObject);
}

CreationAnswer createAudience(const Api& api, const NewObject& wanted, std::stop_token stop) {
    QJsonObject audience = newAudience(wanted);
    const HttpReply reply = api.create(api.adAccount() + QStringLiteral("/customaudiences"), audience, std::move(stop));
    const auto fault = parseFault(reply);
    if (reply.ok() && !fault) {
        const auto body = answers::object(reply);
        const QString id = body ? toIdText((*body)[QLatin1String("id")]) : QString();
        if (id.isEmpty()) {
            return {fail(answers::notUnderstood(Texts::tr("Meta"), QStringLiteral("create: no id"))), true};
        }
        audience[QLatin1String("id")] = id;
        return {toObject(audience)};
    }
    return {fail(errorOf(reply)),
            reply.end == HttpEnd::Unknown || (fault && (fault->httpStatus >= 500 || fault->transient))};
}

bool maps(const PushTarget& target, QLatin1String id) {
    return std::any_of(target.fields.begin(), target.fields.end(),
                       [id](const FieldSpec& field) { return field.id == id; });
}

} // namespace

MetaConnector::MetaConnector()
    : m_type(makeType()) {}

const DestinationType& MetaConnector::type() const {
    return m_type;
}

RetryPolicy MetaConnector::retryPolicy() const {
    return retryAdvice;
}

Result<AccountInfo> MetaConnector::validate(const CallContext& context) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    const auto account = readAccount(*api, context.stop);
    if (!account) {
        return fail(account.error());
    }
    AccountInfo info;
    info.id = api->adAccount();
    info.name = (*account)[QLatin1String("name")].toString();
    info.detail = Texts::tr("Ad account %1").arg(digitsOf(api->adAccount()));
    readTokenEnd(*api, context.stop, info);
    return info;
}

Result<QList<DestinationObject>> MetaConnector::listObjects(const CallContext& context) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    const auto audiences = fetchAudiences(*api, context.stop);
    if (!audiences) {
        return fail(audiences.error());
    }
    QList<DestinationObject> objects;
    for (const QJsonObject& audience : *audiences) {
        const DestinationObject object = toObject(audience);
        if (object.id.isEmpty()) {
            return fail(answers::notUnderstood(Texts::tr("Meta"), QStringLiteral("customaudiences: one without id")));
        }
        objects << object;
    }
    return objects;
}

Result<DestinationObject> MetaConnector::createObject(const CallContext& context, const NewObject& wanted) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    if (wanted.name.trimmed().isEmpty()) {
        return fail(ErrorKind::Input, Texts::tr("The new audience needs a name."),
                    Texts::tr("No audience was created."), Texts::tr("Enter a name."));
    }
    for (const QString& text : {wanted.name, wanted.description}) {
        if (const auto concern = checkAudienceName(text)) {
            return fail(nameRefused(*concern));
        }
    }
    return createMarked(
        wanted, [&] { return markedAudience(*api, wanted.marker, context.stop); },
        [&] { return createAudience(*api, wanted, context.stop); });
}

Result<QList<FieldSpec>> MetaConnector::fields(const CallContext& context, const DestinationObject& object) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    const auto audience = objectOf(api->get(object.id, fieldsQuery(kAudienceFields), context.stop));
    if (!audience) {
        return fail(audience.error());
    }
    QList<FieldSpec> fields = customerFields();
    if (!(*audience)[QLatin1String("is_value_based")].toBool()) {
        // An audience created without values refuses everyone who has one, so the field is not offered.
        fields.removeIf([](const FieldSpec& field) { return field.kind == FieldKind::Money; });
    }
    return fields;
}

Result<QList<Finding>> MetaConnector::check(const CallContext& context, const PushTarget& target) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    if (const auto account = readAccount(*api, context.stop); !account) {
        return fail(account.error());
    }
    const HttpReply reply = api->get(target.object.id, fieldsQuery(kAudienceFields), context.stop);
    const auto audience = objectOf(reply);
    if (!audience) {
        return fail(audience.error());
    }
    QList<Finding> findings;
    if (!reply.header("x-ad-api-version-warning").isEmpty()) {
        findings << checkFinding(Severity::Info,
                                 Texts::tr("Meta will soon retire the version of its interface that Pathways uses."),
                                 Texts::tr("Install the newest version of Pathways within the next few months."));
    }
    if (const QString reason = whyNot(*audience); !reason.isEmpty()) {
        findings << checkFinding(Severity::Blocking, reason, Texts::tr("Choose another audience, or create one."));
    } else if (const auto concern = checkAudienceName((*audience)[QLatin1String("name")].toString())) {
        findings << checkFinding(
            Severity::Warning,
            Texts::tr("The audience’s name contains “%1”. Meta may block it for that.").arg(concern->word),
            Texts::tr("Give it a neutral name in Ads Manager."));
    }
    const bool valueBased = (*audience)[QLatin1String("is_value_based")].toBool();
    const bool valueMapped = maps(target, QLatin1String("LOOKALIKE_VALUE"));
    if (valueBased != valueMapped) {
        findings
            << (valueBased
                    ? checkFinding(Severity::Warning, Texts::tr("This audience expects a value for each person."),
                                   Texts::tr("Map a column to “Value”, for example the total each person has given."))
                    : checkFinding(Severity::Blocking, Texts::tr("This audience does not accept values."),
                                   Texts::tr("Remove “Value” from the mapping, or create an audience for values.")));
    }
    return findings;
}

Result<std::unique_ptr<PushSession>> MetaConnector::beginPush(const CallContext& context, PushTarget target) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    const MethodSupport support = m_type.methods.at(target.method);
    if (!support.possible) {
        return fail(ErrorKind::Input, support.reason, Texts::tr("Nothing was sent."),
                    Texts::tr("Choose another method for this pathway."));
    }
    return std::make_unique<MetaSession>(std::move(*api), PayloadEncoder(target), target.object.id, context.clock);
}

} // namespace pathways
