// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/google/google_user_list.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace pathways::practice {

namespace {

constexpr qint64 kDay = 86'400;
constexpr qint64 kLongest = 540 * kDay;

/// Sizes come in steps, and small ones not at all.
qint64 rounded(qint64 people) {
    if (people < 100) {
        return 0;
    }
    const auto step = qint64(std::pow(10, std::floor(std::log10(double(people))) - 1));
    return people / step * step;
}

bool nameTaken(const QString& name, const GoogleUserLists& existing, const QString& except) {
    return std::any_of(existing.begin(), existing.end(), [&](const auto& entry) {
        return entry.second.displayName == name && entry.second.id != except;
    });
}

bool setName(GoogleUserList& list, const QString& name, const GoogleUserLists& existing, GoogleProblem& problem) {
    const char* reason = name.isEmpty() ? "REQUIRED_FIELD_MISSING"
                         : name.startsWith(QStringLiteral("AdWords optimized list"), Qt::CaseInsensitive)
                             ? "USER_LIST_NAME_RESERVED"
                         : nameTaken(name, existing, list.id) ? "DISPLAY_NAME_ALREADY_USED"
                                                              : nullptr;
    if (reason != nullptr) {
        problem = googleViolation(QStringLiteral("user_list.display_name"), reason);
        return false;
    }
    list.displayName = name;
    return true;
}

bool setDuration(GoogleUserList& list, const QString& text, GoogleProblem& problem) {
    static const QRegularExpression form(QStringLiteral("^(\\d{1,12})s$"));
    const auto match = form.match(text);
    const qint64 seconds = match.hasMatch() ? match.captured(1).toLongLong() : -1;
    if (seconds <= 0 || seconds % kDay != 0 || seconds > kLongest) {
        problem = googleViolation(QStringLiteral("user_list.membership_duration"),
                                  seconds > kLongest ? "MEMBERSHIP_DURATION_TOO_LONG" : "INVALID_FORMAT");
        return false;
    }
    list.durationSeconds = seconds;
    return true;
}

bool setStatus(GoogleUserList& list, const QString& status, GoogleProblem& problem) {
    if (status != QLatin1String("OPEN") && status != QLatin1String("CLOSED")) {
        problem = googleViolation(QStringLiteral("user_list.membership_status"), "INVALID_ENUM_VALUE");
        return false;
    }
    list.status = status;
    return true;
}

QString fieldOf(const GoogleUserList& list, const QString& name) {
    const QString plain = QString(name).remove(u'_').toLower();
    if (plain == QLatin1String("id")) {
        return list.id;
    }
    if (plain == QLatin1String("displayname")) {
        return list.displayName;
    }
    if (plain == QLatin1String("description")) {
        return list.description.isNull() ? QString(QLatin1String("")) : list.description;
    }
    if (plain == QLatin1String("membershipstatus")) {
        return list.status;
    }
    if (plain == QLatin1String("integrationcode")) {
        return list.integrationCode.isNull() ? QString(QLatin1String("")) : list.integrationCode;
    }
    if (plain == QLatin1String("accessreason")) {
        return list.access;
    }
    if (plain == QLatin1String("ingesteduserlistinfo.uploadkeytypes")) {
        return list.keyType;
    }
    return {};
}

bool compare(const QString& left, const QString& op, const QString& right) {
    if (op == QLatin1String("=") || op == QLatin1String(":")) {
        return left == right;
    }
    if (op == QLatin1String("!=")) {
        return left != right;
    }
    const qint64 a = left.toLongLong();
    const qint64 b = right.toLongLong();
    return op == QLatin1String("<")    ? a < b
           : op == QLatin1String("<=") ? a <= b
           : op == QLatin1String(">")  ? a > b
                                       : a >= b;
}

} // namespace

qint64 GoogleUserList::size(const QDateTime& now) const {
    const qint64 oldest = now.addSecs(-durationSeconds).toMSecsSinceEpoch();
    qint64 count = 0;
    people.forEach([&](const HashedPeople::Account& person) { count += person.lastAdded >= oldest ? 1 : 0; });
    return count;
}

QJsonObject GoogleUserList::toJson(const QString& account, const QDateTime& now) const {
    const QString rough = QString::number(rounded(size(now)));
    QJsonObject json{
        {QStringLiteral("name"), QStringLiteral("accountTypes/GOOGLE_ADS/accounts/%1/userLists/%2").arg(account, id)},
        {QStringLiteral("id"), id},
        {QStringLiteral("displayName"), displayName},
        {QStringLiteral("membershipStatus"), status},
        {QStringLiteral("membershipDuration"), QStringLiteral("%1s").arg(durationSeconds)},
        {QStringLiteral("accessReason"), access},
        {QStringLiteral("sizeInfo"), QJsonObject{{QStringLiteral("displayNetworkMembersCount"), rough},
                                                 {QStringLiteral("searchNetworkMembersCount"), rough}}},
        {QStringLiteral("ingestedUserListInfo"), QJsonObject{{QStringLiteral("uploadKeyTypes"), QJsonArray{keyType}}}}};
    if (readOnly) {
        json.insert(QStringLiteral("readOnly"), true);
    }
    if (!description.isEmpty()) {
        json.insert(QStringLiteral("description"), description);
    }
    if (!integrationCode.isEmpty()) {
        json.insert(QStringLiteral("integrationCode"), integrationCode);
    }
    return json;
}

QJsonObject GoogleUserList::saved() const {
    return {{QStringLiteral("id"), id},
            {QStringLiteral("name"), displayName},
            {QStringLiteral("description"), description},
            {QStringLiteral("code"), integrationCode},
            {QStringLiteral("status"), status},
            {QStringLiteral("keys"), keyType},
            {QStringLiteral("access"), access},
            {QStringLiteral("read_only"), readOnly},
            {QStringLiteral("seconds"), durationSeconds},
            {QStringLiteral("people"), QString::fromLatin1(people.saved().toBase64())}};
}

GoogleUserList GoogleUserList::restored(const QJsonObject& saved) {
    GoogleUserList list;
    list.id = saved.value(u"id").toString();
    list.displayName = saved.value(u"name").toString();
    list.description = saved.value(u"description").toString();
    list.integrationCode = saved.value(u"code").toString();
    list.status = saved.value(u"status").toString();
    list.keyType = saved.value(u"keys").toString();
    list.access = saved.value(u"access").toString();
    list.readOnly = saved.value(u"read_only").toBool();
    list.durationSeconds = saved.value(u"seconds").toInteger();
    list.people.restore(QByteArray::fromBase64(saved.value(u"people").toString().toLatin1()));
    return list;
}

std::optional<GoogleUserList> readUserList(const QJsonObject& wanted, const GoogleUserLists& existing,
                                           GoogleProblem& problem) {
    GoogleUserList list;
    list.durationSeconds = kLongest; // Left out: the longest there is.
    if (!setName(list, wanted.value(u"displayName").toString(), existing, problem)) {
        return std::nullopt;
    }
    if (wanted.contains(u"membershipDuration") &&
        !setDuration(list, wanted.value(u"membershipDuration").toString(), problem)) {
        return std::nullopt;
    }
    if (wanted.contains(u"membershipStatus") &&
        !setStatus(list, wanted.value(u"membershipStatus").toString(), problem)) {
        return std::nullopt;
    }
    const QJsonArray keys = wanted.value(u"ingestedUserListInfo").toObject().value(u"uploadKeyTypes").toArray();
    if (keys.size() != 1) {
        problem = googleViolation(QStringLiteral("user_list.ingested_user_list_info.upload_key_types"),
                                  keys.isEmpty() ? "REQUIRED_FIELD_MISSING" : "UNSUPPORTED_USER_LIST_UPLOAD_KEY_TYPES");
        return std::nullopt;
    }
    // Google's JSON takes an enumeration's number as well, as the vendor's libraries send it.
    static const char* const names[] = {
        "UPLOAD_KEY_TYPE_UNSPECIFIED", "CONTACT_ID", "MOBILE_ID", "USER_ID", "PAIR_ID", "PSEUDONYMOUS_ID"};
    const int number = keys.first().toInt(-1);
    list.keyType =
        number >= 0 && number < int(std::size(names)) ? QString(QLatin1String(names[number])) : keys.first().toString();
    list.description = wanted.value(u"description").toString();
    list.integrationCode = wanted.value(u"integrationCode").toString();
    return list;
}

bool patchUserList(GoogleUserList& list, const QJsonObject& wanted, const QByteArray& mask,
                   const GoogleUserLists& existing, GoogleProblem& problem) {
    QStringList fields = QString::fromUtf8(mask).remove(u'_').toLower().split(u',', Qt::SkipEmptyParts);
    if (fields.isEmpty()) {
        for (const QString& key : wanted.keys()) {
            fields << key.toLower();
        }
    }
    for (const QString& field : std::as_const(fields)) {
        bool done = true;
        if (field == QLatin1String("displayname")) {
            done = setName(list, wanted.value(u"displayName").toString(), existing, problem);
        } else if (field == QLatin1String("membershipduration")) {
            done = setDuration(list, wanted.value(u"membershipDuration").toString(), problem);
        } else if (field == QLatin1String("membershipstatus")) {
            done = setStatus(list, wanted.value(u"membershipStatus").toString(), problem);
        } else if (field == QLatin1String("description")) {
            list.description = wanted.value(u"description").toString();
        } else if (field == QLatin1String("integrationcode")) {
            list.integrationCode = wanted.value(u"integrationCode").toString();
        } else {
            const bool immutable = field.startsWith(QLatin1String("ingesteduserlistinfo"));
            problem = googleViolation(QStringLiteral("update_mask"),
                                      immutable ? "IMMUTABLE_FIELD_FOR_UPDATE" : "INVALID_UPDATE_MASK");
            done = false;
        }
        if (!done) {
            return false;
        }
    }
    return true;
}

std::optional<bool> passesFilter(const GoogleUserList& list, const QString& filter) {
    static const QRegularExpression condition(
        QStringLiteral("^\\s*([A-Za-z_.]+)\\s*(=|!=|>=|<=|>|<|:)\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s\"]+))\\s*"));
    QString rest = filter.trimmed();
    bool passes = true;
    while (!rest.isEmpty()) {
        const auto match = condition.match(rest);
        const QString value = match.hasMatch() ? fieldOf(list, match.captured(1)) : QString();
        if (value.isNull()) {
            return std::nullopt;
        }
        QString wanted = match.captured(4);
        if (wanted.isEmpty()) {
            wanted = match.captured(3);
            wanted.replace(QRegularExpression(QStringLiteral("\\\\(.)")), QStringLiteral("\\1"));
        }
        passes = passes && compare(value, match.captured(2), wanted);
        rest = rest.mid(match.capturedLength());
        if (!rest.isEmpty()) {
            if (!rest.startsWith(QLatin1String("AND "))) {
                return std::nullopt;
            }
            rest = rest.mid(4);
            if (rest.trimmed().isEmpty()) {
                return std::nullopt;
            }
        }
    }
    return passes;
}

} // namespace pathways::practice
