// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/redaction.h"

#include <QRegularExpression>

namespace pathways {

namespace {

QString escaped(const QString& text) {
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (u < 0x20 || u == 0x7f || (u >= 0x80 && u < 0xa0) || u == 0x2028 || u == 0x2029 ||
            (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069)) {
            out += QStringLiteral("\\u%1").arg(uint(u), 4, 16, QLatin1Char('0'));
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

QString redacted(QStringView text) {
    // Order matters: whole queries and headers before the pieces they are made of.
    static const QRegularExpression queryTail(QStringLiteral("(https?://[^\\s\"'?#]*)[?#][^\\s\"']*"));
    static const QRegularExpression userInfo(QStringLiteral("(https?://)[^\\s/@\"']+@"));
    static const QRegularExpression named(
        QStringLiteral(
            "((?:access_token|refresh_token|client_secret|api[-_]?key|apikey|password|authorization|secret|"
            "appsecret_proof|code_verifier|assertion)[\"']?\\s*[:=]\\s*[\"']?)(?:(?:bearer|basic|oauth)\\s+)?"
            "[^\\s\"',;&}]+"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression scheme(QStringLiteral("\\b(bearer|basic|oauth)\\s+[A-Za-z0-9._~+/=|:-]{6,}"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression email(QStringLiteral("[^\\s\"'<>()\\[\\],;:@]+@[\\w\\p{L}-]+(?:\\.[\\w\\p{L}-]+)+"),
                                          QRegularExpression::UseUnicodePropertiesOption);
    static const QRegularExpression encodedEmail(QStringLiteral("[A-Za-z0-9._+-]+%40[A-Za-z0-9.-]+"));
    static const QRegularExpression digest(QStringLiteral("\\b[A-Fa-f0-9]{24,}\\b"));
    static const QRegularExpression token(QStringLiteral("\\b(?:EAA|ya29\\.|1//|sk-|pk_)?[A-Za-z0-9_.-]{40,}\\b"));
    static const QRegularExpression keyWithDc(QStringLiteral("\\b[A-Za-z0-9]{16,}-us[0-9]{1,3}\\b"));
    static const QRegularExpression phone(QStringLiteral("(?<![\\w-])\\+?\\(?\\d(?:[ ().-]{0,2}\\d){7,14}(?![\\w-])"));

    QString out = text.toString();
    out.replace(userInfo, QStringLiteral("\\1[secret]@"));
    out.replace(queryTail, QStringLiteral("\\1?[query]"));
    out.replace(named, QStringLiteral("\\1[secret]"));
    out.replace(scheme, QStringLiteral("\\1 [secret]"));
    out.replace(keyWithDc, QStringLiteral("[secret]"));
    out.replace(email, QStringLiteral("[address]"));
    out.replace(encodedEmail, QStringLiteral("[address]"));
    out.replace(digest, QStringLiteral("[digest]"));
    out.replace(token, QStringLiteral("[secret]"));
    out.replace(phone, QStringLiteral("[number]"));
    return escaped(out);
}

QString masked(QStringView value) {
    if (value.isEmpty()) {
        return {};
    }
    const QString dots = QStringLiteral("•••");
    const qsizetype at = value.lastIndexOf(u'@');
    // A surrogate pair must stay whole.
    const qsizetype first = value.size() > 1 && value.front().isHighSurrogate() ? 2 : 1;
    if (at > 0) {
        return value.first(std::min(first, at)).toString() + dots + value.sliced(at).toString();
    }
    return value.first(first).toString() + dots;
}

} // namespace pathways
