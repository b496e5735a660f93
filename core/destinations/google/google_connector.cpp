// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/google/google_connector.h"

#include "core/destinations/advertising/marked_creation.h"
#include "core/destinations/advertising/platform_address.h"
#include "core/destinations/check_finding.h"
#include "core/destinations/google/google_api.h"
#include "core/destinations/google/google_errors.h"
#include "core/destinations/google/google_members.h"
#include "core/destinations/google/google_session.h"
#include "core/destinations/google/google_type.h"
#include "core/destinations/reply_helpers.h"
#include "core/model/everyone_option.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <algorithm>

namespace pathways {

using namespace google;

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(GoogleAds)
};

constexpr int kPageSize = 1000;
constexpr int kMostPages = 200; // A server that keeps on naming next pages is not believed for ever.
constexpr qint64 kSecondsPerDay = 86'400;

QString option(const QMap<QString, QString>& options, QLatin1String key) {
    return options.value(key);
}

bool says(const PushTarget& target, QLatin1String key, QLatin1String value) {
    return option(target.options, key) == value;
}

/// When practising there are no real people whose consent could be stated.
bool stated(const PushTarget& target, const Connection& connection, QLatin1String key, QLatin1String value) {
    const bool silent = option(target.options, key).isEmpty();
    return says(target, key, value) || (silent && connection.practice);
}

QString sizeText(const QJsonObject& list) {
    const QJsonObject sizes = list[QLatin1String("sizeInfo")].toObject();
    const auto display = toInt64(sizes[QLatin1String("displayNetworkMembersCount")]);
    const auto search = toInt64(sizes[QLatin1String("searchNetworkMembersCount")]);
    if (display.value_or(0) <= 0 && search.value_or(0) <= 0) {
        return Texts::tr("Size not known yet");
    }
    const QLocale locale;
    return Texts::tr("About %1 on Search, %2 on Display")
        .arg(locale.toString(search.value_or(0)), locale.toString(display.value_or(0)));
}

QString whyNot(const QJsonObject& list) {
    const QJsonObject ingested = list[QLatin1String("ingestedUserListInfo")].toObject();
    const QJsonArray keys = ingested[QLatin1String("uploadKeyTypes")].toArray();
    if (keys.size() != 1 || keys.first().toString() != QLatin1String("CONTACT_ID")) {
        return Texts::tr("This list is not built from email addresses, phone numbers or postal addresses.");
    }
    const QString access = list[QLatin1String("accessReason")].toString();
    if (!access.isEmpty() && access != QLatin1String("OWNED")) {
        return Texts::tr("This list belongs to another account that shares it with yours.");
    }
    if (list[QLatin1String("readOnly")].toBool()) {
        return Texts::tr("Google does not let this account change this list.");
    }
    if (list[QLatin1String("membershipStatus")].toString() == QLatin1String("CLOSED")) {
        return Texts::tr("This list is closed to new people. Open it again in Google Ads.");
    }
    return {};
}

qint64 membershipDays(const QJsonObject& list) {
    QString duration = list[QLatin1String("membershipDuration")].toString();
    if (duration.endsWith(u's')) {
        duration.chop(1);
    }
    return duration.toLongLong() / kSecondsPerDay;
}

DestinationObject toObject(const QJsonObject& list) {
    DestinationObject object;
    object.id = toIdText(list[QLatin1String("id")]);
    object.name = list[QLatin1String("displayName")].toString();
    object.kind = Texts::tr("Customer list");
    object.sizeText = sizeText(list);
    if (const qint64 days = membershipDays(list); days > 0) {
        object.detail = Texts::tr("People stay for %n day(s).", nullptr, int(days));
    }
    object.reason = whyNot(list);
    object.selectable = object.reason.isEmpty();
    return object;
}

struct ListPage {
    QList<QJsonObject> lists;
    QString next;
};

Result<ListPage> fetchPage(const Api& api, const QString& filter, const QString& token, std::stop_token stop) {
    const HttpReply reply = api.listUserLists(filter, token, kPageSize, stop);
    if (!reply.ok()) {
        return fail(errorOf(reply));
    }
    const auto body = answers::object(reply);
    if (!body) {
        return fail(answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("userLists: not a JSON object")));
    }
    ListPage page;
    for (const QJsonValue& value : (*body)[QLatin1String("userLists")].toArray()) {
        const QJsonObject list = value.toObject();
        if (toIdText(list[QLatin1String("id")]).isEmpty()) {
            return fail(
                answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("userLists: a list without id")));
        }
        page.lists << list;
    }
    page.next = (*body)[QLatin1String("nextPageToken")].toString();
    return page;
}

Result<QList<QJsonObject>> fetchLists(const Api& api, const QString& filter, std::stop_token stop) {
    QList<QJsonObject> lists;
    QString token;
    for (int pages = 0; pages < kMostPages; ++pages) {
        auto page = fetchPage(api, filter, token, stop);
        if (!page) {
            return fail(page.error());
        }
        lists << page->lists;
        if (page->next.isEmpty() || page->next == token) {
            return lists;
        }
        token = page->next;
    }
    return lists;
}

QJsonObject newList(const NewObject& wanted) {
    QJsonObject list{{QStringLiteral("displayName"), wanted.name},
                     {QStringLiteral("membershipStatus"), QStringLiteral("OPEN")},
                     {QStringLiteral("ingestedUserListInfo"),
                      QJsonObject{{QStringLiteral("uploadKeyTypes"), QJsonArray{QStringLiteral("CONTACT_ID")}},
                                  {QStringLiteral("contactIdInfo"),
                                   QJsonObject{{QStringLiteral("dataSourceType"),
                                                QStringLiteral("DATA_SOURCE_TYPE_FIRST_PARTY")}}}}}};
    if (!wanted.description.isEmpty()) {
        list[QLatin1String("description")] = wanted.description;
    }
    if (!wanted.marker.isEmpty()) {
        list[QLatin1String("integrationCode")] = wanted.marker;
    }
    if (const int days = option(wanted.options, kMembershipDays).toInt(); days > 0) {
        list[QLatin1String("membershipDuration")] = QStringLiteral("%1s").arg(qint64(days) * kSecondsPerDay);
    }
    return list;
}

MarkedObject markedList(const Api& api, const QString& marker, std::stop_token stop) {
    QString quoted = marker;
    quoted.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return firstMarked(
        fetchLists(api, QStringLiteral("integration_code = \"%1\"").arg(quoted), std::move(stop)),
        [&marker](const QJsonObject& list) { return list[QLatin1String("integrationCode")].toString() == marker; },
        toObject);
}

CreationAnswer createList(const Api& api, const NewObject& wanted, std::stop_token stop) {
    const HttpReply reply = api.createUserList(newList(wanted), std::move(stop));
    if (reply.ok()) {
        const auto body = answers::object(reply);
        if (body && !toIdText((*body)[QLatin1String("id")]).isEmpty()) {
            return {toObject(*body)};
        }
        return {fail(answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("create: no id"))), true};
    }
    return {fail(errorOf(reply)),
            reply.end == HttpEnd::Unknown || (reply.end == HttpEnd::Answered && reply.status >= 500)};
}

RequestFrame frameFor(const Api& api, const PushTarget& target, const Connection& connection) {
    RequestFrame frame;
    frame.account = api.account();
    frame.loginAccount = api.loginAccount();
    frame.listId = target.object.id;
    frame.consentUserData = stated(target, connection, kConsentUserData, kGranted);
    frame.consentPersonalization = stated(target, connection, kConsentPersonalization, kGranted);
    frame.termsAccepted = stated(target, connection, kTerms, kAccepted);
    return frame;
}

ExactMatch exactMatch(const PushTarget& target) {
    return {target.method == SyncMethod::Mirror && says(target, kEveryoneOption, kYes), target.object.id,
            target.estimatedPeople};
}

QList<Finding> statementFindings(const PushTarget& target, const RequestFrame& frame) {
    QList<Finding> findings;
    if (!frame.consentUserData) {
        findings << (says(target, kConsentUserData, kDenied)
                         ? checkFinding(
                               Severity::Blocking,
                               Texts::tr("Google accepts nobody who has not agreed to their details being used."),
                               Texts::tr("Use a segment of people who agreed, and say so in the pathway."))
                         : checkFinding(Severity::Blocking,
                                        Texts::tr("This pathway does not say whether people agreed."),
                                        Texts::tr("Answer the consent questions of this pathway.")));
    } else if (!frame.consentPersonalization) {
        findings << checkFinding(
            Severity::Warning,
            Texts::tr("Without consent to personalised ads, Google may not show these people ads meant for them."),
            Texts::tr("Check the consent questions of this pathway."));
    }
    if (!frame.termsAccepted) {
        findings << checkFinding(Severity::Blocking,
                                 Texts::tr("The Customer Match terms are not accepted in this pathway."),
                                 Texts::tr("Read Google’s terms and accept them in the pathway’s settings."));
    }
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return findings;
}

} // namespace

GoogleConnector::GoogleConnector()
    : m_type(makeType()) {}

const DestinationType& GoogleConnector::type() const {
    return m_type;
}

RetryPolicy GoogleConnector::retryPolicy() const {
    return retryAdvice;
}

Result<AccountInfo> GoogleConnector::validate(const CallContext& context) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    const HttpReply reply = api->listUserLists({}, {}, 1, context.stop);
    if (!reply.ok()) {
        return fail(errorOf(reply));
    }
    if (!answers::object(reply)) {
        return fail(answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("userLists: not a JSON object")));
    }
    AccountInfo info;
    info.id = api->account();
    const QString id = api->account();
    info.name = id.size() == 10 ? QStringLiteral("%1-%2-%3").arg(id.left(3), id.mid(3, 3), id.mid(6)) : id;
    if (!api->loginAccount().isEmpty()) {
        info.detail = Texts::tr("Through manager account %1").arg(api->loginAccount());
    }
    return info;
}

Result<QList<DestinationObject>> GoogleConnector::listObjects(const CallContext& context) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    auto lists = fetchLists(*api, {}, context.stop);
    if (!lists) {
        return fail(lists.error());
    }
    QList<DestinationObject> objects;
    for (const QJsonObject& list : *lists) {
        objects << toObject(list);
    }
    return objects;
}

Result<DestinationObject> GoogleConnector::createObject(const CallContext& context, const NewObject& wanted) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    if (wanted.name.trimmed().isEmpty()) {
        return fail(ErrorKind::Input, Texts::tr("The new list needs a name."), Texts::tr("No list was created."),
                    Texts::tr("Enter a name."));
    }
    return createMarked(
        wanted, [&] { return markedList(*api, wanted.marker, context.stop); },
        [&] { return createList(*api, wanted, context.stop); });
}

Result<QList<FieldSpec>> GoogleConnector::fields(const CallContext&, const DestinationObject&) const {
    return customerFields();
}

Result<QList<Finding>> GoogleConnector::check(const CallContext& context, const PushTarget& target) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    const HttpReply reply = api->getUserList(target.object.id, context.stop);
    if (!reply.ok()) {
        return fail(errorOf(reply));
    }
    const auto list = answers::object(reply);
    if (!list) {
        return fail(answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("userList: not a JSON object")));
    }
    const RequestFrame frame = frameFor(*api, target, context.connection);
    QList<Finding> findings = statementFindings(target, frame);
    if (const QString reason = whyNot(*list); !reason.isEmpty()) {
        findings << checkFinding(Severity::Blocking, reason, Texts::tr("Choose another customer list, or create one."));
    }
    if (const qint64 days = membershipDays(*list); days > 0 && days <= m_type.refreshDays) {
        findings << checkFinding(
            Severity::Warning,
            Texts::tr("This list forgets people after %n day(s), before Pathways sends them again.", nullptr,
                      int(days)),
            Texts::tr("Increase the membership duration of the list in Google Ads."));
    }
    if (exactMatch(target).wanted) {
        findings << checkFinding(Severity::Warning,
                                 Texts::tr("This push also removes people whom others put in this list. Google does "
                                           "not say who they are, or how many."),
                                 Texts::tr("If others use this list as well, do not make it match exactly."));
    }
    const bool blocked = std::any_of(findings.cbegin(), findings.cend(),
                                     [](const Finding& found) { return found.severity == Severity::Blocking; });
    if (!blocked) {
        const HttpReply trial = api->audienceMembers("ingest", MemberEncoder(target, frame).trial(), context.stop);
        if (!trial.ok()) {
            return fail(errorOf(trial));
        }
    }
    return findings;
}

Result<std::unique_ptr<PushSession>> GoogleConnector::beginPush(const CallContext& context, PushTarget target) const {
    auto api = Api::make(context);
    if (!api) {
        return fail(api.error());
    }
    const MethodSupport support = m_type.methods.at(target.method);
    if (!support.possible) {
        return fail(ErrorKind::Input, support.reason, Texts::tr("Nothing was sent."),
                    Texts::tr("Choose another method for this pathway."));
    }
    const RequestFrame frame = frameFor(*api, target, context.connection);
    for (const Finding& found : statementFindings(target, frame)) {
        if (found.severity == Severity::Blocking) {
            return fail(ErrorKind::Permission, found.text, Texts::tr("Nothing was sent."), found.remedy);
        }
    }
    return std::make_unique<GoogleSession>(std::move(*api), MemberEncoder(target, frame), context.clock,
                                           exactMatch(target));
}

} // namespace pathways
