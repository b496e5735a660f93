// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/mailchimp_connector.h"

#include "core/destinations/check_finding.h"
#include "core/destinations/mailchimp/mailchimp_api.h"
#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/mailchimp/mailchimp_fields.h"
#include "core/destinations/mailchimp/mailchimp_session.h"
#include "core/destinations/mailchimp/mailchimp_type.h"
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <QSet>

namespace pathways::mailchimp {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailchimp)
};

constexpr qint64 kPage = 1000;

Error unclear(const char* detail) {
    return answers::notUnderstood(QStringLiteral("Mailchimp"), QString::fromLatin1(detail));
}

QUrlQuery fieldsQuery(const QString& fields) {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("fields"), fields);
    return query;
}

/// All pages of a collection.
Result<QList<QJsonObject>> pages(const Api& api, const QString& path, const QString& key, const QString& fields,
                                 const std::stop_token& stop) {
    QList<QJsonObject> all;
    for (;;) {
        QUrlQuery query = fieldsQuery(fields);
        query.addQueryItem(QStringLiteral("count"), QString::number(kPage));
        query.addQueryItem(QStringLiteral("offset"), QString::number(all.size()));
        const auto answer = api.get(path, query, stop);
        if (!answer) {
            return fail(answer.error());
        }
        const QJsonValue list = (*answer)[key];
        const qint64 total = (*answer)[QLatin1String("total_items")].toInteger(-1);
        if (!list.isArray() || total < 0) {
            return fail(unclear("page without its list or total"));
        }
        const QJsonArray items = list.toArray();
        for (const auto& item : items) {
            all.append(item.toObject());
        }
        if (items.isEmpty() || all.size() >= total) {
            return all;
        }
    }
}

Result<QList<QJsonObject>> mergeFields(const Api& api, const QString& listId, const std::stop_token& stop) {
    return pages(
        api, QStringLiteral("/lists/%1/merge-fields").arg(encoded(listId)), QStringLiteral("merge_fields"),
        QStringLiteral("merge_fields.tag,merge_fields.name,merge_fields.type,merge_fields.required,"
                       "merge_fields.default_value,merge_fields.options,merge_fields.display_order,total_items"),
        stop);
}

void checkList(const QJsonObject& list, QList<Finding>& findings) {
    if (list[QLatin1String("has_welcome")].toBool()) {
        findings.append(
            checkFinding(Severity::Warning, Texts::tr("This list sends a welcome email to everyone who is new to it."),
                         Texts::tr("Turn the welcome email off in Mailchimp if these people should not get it.")));
    }
}

void checkFields(const QList<FieldSpec>& there, const PushTarget& target, QList<Finding>& findings) {
    QSet<QString> ids;
    for (const FieldSpec& field : there) {
        ids.insert(field.id);
    }
    for (const FieldSpec& field : target.fields) {
        if (field.id != kPersonIdField && !ids.contains(field.id)) {
            findings.append(checkFinding(
                Severity::Blocking, Texts::tr("The field “%1” is no longer in this list.").arg(field.label),
                Texts::tr("Map its column to another field, or take it out of the mapping."), field.id));
        }
    }
}

} // namespace

MailchimpConnector::MailchimpConnector()
    : m_type(describeType()) {}

RetryPolicy MailchimpConnector::retryPolicy() const {
    return retryAdvice;
}

Result<AccountInfo> MailchimpConnector::validate(const CallContext& context) const {
    const auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    const auto ping = api->get(QStringLiteral("/ping"), {}, context.stop);
    if (!ping) {
        return fail(ping.error());
    }
    if ((*ping)[QLatin1String("health_status")].toString().isEmpty()) {
        return fail(unclear("ping without a health status"));
    }
    const auto root =
        api->get(QStringLiteral("/"), fieldsQuery(QStringLiteral("account_id,account_name,role")), context.stop);
    if (!root) {
        return fail(root.error());
    }
    AccountInfo account;
    account.id = (*root)[QLatin1String("account_id")].toString();
    account.name = (*root)[QLatin1String("account_name")].toString();
    account.detail = (*root)[QLatin1String("role")].toString();
    if (account.id.isEmpty()) {
        return fail(unclear("account without an id"));
    }
    return account;
}

Result<QList<DestinationObject>> MailchimpConnector::listObjects(const CallContext& context) const {
    const auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    const auto lists = pages(*api, QStringLiteral("/lists"), QStringLiteral("lists"),
                             QStringLiteral("lists.id,lists.name,lists.stats.member_count,total_items"), context.stop);
    if (!lists) {
        return fail(lists.error());
    }
    QList<DestinationObject> objects;
    for (const QJsonObject& list : *lists) {
        DestinationObject object;
        object.id = list[QLatin1String("id")].toString();
        object.name = list[QLatin1String("name")].toString();
        const QJsonValue count = list[QLatin1String("stats")].toObject()[QLatin1String("member_count")];
        if (count.isDouble()) {
            object.size = count.toInteger();
        }
        object.kind = Texts::tr("List");
        object.detail = Texts::tr("Audience ID %1").arg(object.id);
        if (object.id.isEmpty()) {
            return fail(unclear("list without an id"));
        }
        objects.append(object);
    }
    return objects;
}

Result<QList<FieldSpec>> MailchimpConnector::fields(const CallContext& context, const DestinationObject& object) const {
    const auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    const auto found = mergeFields(*api, object.id, context.stop);
    if (!found) {
        return fail(found.error());
    }
    return fieldsFrom(*found);
}

Result<FieldSpec> MailchimpConnector::createField(const CallContext& context, const DestinationObject& object,
                                                  const FieldSpec& wanted) const {
    const auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    const HttpReply reply = api->send(api->request(QByteArrayLiteral("POST"),
                                                   QStringLiteral("/lists/%1/merge-fields").arg(encoded(object.id)), {},
                                                   newFieldBody(wanted)),
                                      context.stop);
    if (reply.ok()) {
        const auto made = answers::object(reply);
        const auto specs = made ? specsOf(*made) : QList<FieldSpec>();
        return specs.isEmpty() ? Result<FieldSpec>(fail(unclear("merge field without a tag"))) : specs.front();
    }
    if (reply.end == HttpEnd::Unknown || reply.status == 400) {
        // The answer was lost, or the field exists already: reading the fields settles both.
        const auto found = mergeFields(*api, object.id, context.stop);
        const QString tag = tagFor(wanted);
        for (const QJsonObject& field : found.value_or(QList<QJsonObject>())) {
            if (field[QLatin1String("tag")].toString() == tag && !specsOf(field).isEmpty()) {
                return specsOf(field).front();
            }
        }
    }
    return fail(errorFor(reply));
}

Result<QList<Finding>> MailchimpConnector::check(const CallContext& context, const PushTarget& target) const {
    const auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    const auto list = api->get(QStringLiteral("/lists/%1").arg(encoded(target.object.id)),
                               fieldsQuery(QStringLiteral("id,name,has_welcome")), context.stop);
    if (!list) {
        return fail(list.error());
    }
    const auto found = fields(context, target.object);
    if (!found) {
        return fail(found.error());
    }
    QList<Finding> findings;
    checkList(*list, findings);
    checkFields(*found, target, findings);
    const bool tagged = !target.options.value(kTagOption).trimmed().isEmpty() ||
                        !target.options.value(kSegmentOption).trimmed().isEmpty();
    if (target.removalMeaning == kTagOff && !tagged && removes(target.method)) {
        findings.append(checkFinding(
            Severity::Blocking, Texts::tr("There is no tag to switch off and no segment to remove people from."),
            Texts::tr("Name a tag or a segment for this pathway, or let people be archived when they leave.")));
    }
    return findings;
}

Result<std::unique_ptr<PushSession>> MailchimpConnector::beginPush(const CallContext& context,
                                                                   PushTarget target) const {
    auto api = Api::open(context);
    if (!api) {
        return fail(api.error());
    }
    return std::make_unique<MailchimpSession>(*api, std::move(target));
}

} // namespace pathways::mailchimp
