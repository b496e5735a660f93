// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/permission/cell_answer.h"

#include "core/audience/column_content.h"
#include "core/audience/permission/permission_words.h"

#include <QRegularExpression>
#include <QSet>

namespace pathways::permission {

namespace {

constexpr qsizetype kLongest = 200;    ///< Longer texts are notes.
constexpr qsizetype kShortestWord = 2; ///< A single letter at the beginning of a text is anything.

bool isPlaceholder(const QString& text) {
    static const QSet<QString> placeholders{
        QStringLiteral("-"),      QStringLiteral("--"),     QStringLiteral("."),       QStringLiteral("#n/a"),
        QStringLiteral("null"),   QStringLiteral("(null)"), QStringLiteral("(blank)"), QStringLiteral("\u2013"),
        QStringLiteral("\u2014"), QStringLiteral("(none)"), QStringLiteral("(empty)")};
    return text.isEmpty() || placeholders.contains(text.toCaseFolded());
}

/// A date that programs write where there is none.
bool isNoDate(const QString& text) {
    static const QRegularExpression shape(
        QStringLiteral("^(?:0000-00-00|1900-01-0[01]|0?[01]/0?[01]/1900|0?1[./]0?1[./]1900)(?:[ T].*)?$"));
    return shape.match(text).hasMatch();
}

Answer ofMeaning(const ValueMeaning& meaning) {
    if (meaning.blank) {
        return Answer::Blank;
    }
    if (!meaning.speaksOfEmail()) {
        return Answer::Elsewhere;
    }
    switch (meaning.sense) {
    case ValueSense::Yes:
        return Answer::Yes;
    case ValueSense::No:
        return Answer::No;
    case ValueSense::Subscribed:
        return meaning.ask ? Answer::InUse : Answer::Subscribed;
    case ValueSense::Refused:
        return meaning.ask ? Answer::Open : Answer::Refused;
    case ValueSense::Unknown:
        return Answer::Open;
    case ValueSense::Bounced:
        return Answer::Bounced;
    case ValueSense::Dead:
        return Answer::Dead;
    }
    return Answer::NotUnderstood;
}

/// "on 3 May" and "off the list" are no answers that go on.
bool beginsSentences(const QString& word) {
    static const QSet<QString> words{QStringLiteral("on"), QStringLiteral("off"), QStringLiteral("none"),
                                     QStringLiteral("si"), QStringLiteral("mai")};
    return words.contains(word);
}

/// The longest beginning that is understood.
CellAnswer beginningOf(const QString& text) {
    static const QRegularExpression word(QStringLiteral("[\\p{L}\\p{M}\\p{N}'\u2019-]+"));
    QList<qsizetype> ends;
    for (auto match = word.globalMatch(text); match.hasNext();) {
        ends << match.next().capturedEnd();
    }
    for (qsizetype i = ends.size(); i-- > 0;) {
        const QString begin = text.left(ends[i]);
        const QString rest = text.mid(ends[i]).trimmed();
        const auto meaning = PermissionWords::get().value(begin);
        if (rest.isEmpty() || !meaning || begin.size() < kShortestWord || begin[0].isDigit() ||
            beginsSentences(begin.toCaseFolded())) {
            continue;
        }
        const Smell smell = PermissionWords::get().smell(rest);
        const bool parted = rest.startsWith(u',') || rest.startsWith(u'(') || rest.startsWith(u';') ||
                            rest.startsWith(u':') || rest.startsWith(u'-') || rest.startsWith(QChar(0x2013));
        return {ofMeaning(*meaning), true, !parted || smell.refusal || smell.elsewhere};
    }
    return {Answer::NotUnderstood};
}

} // namespace

CellAnswer answerOf(const QString& cell) {
    const QString text = cell.trimmed();
    if (isPlaceholder(text) || isNoDate(text)) {
        return {};
    }
    if (text.size() > kLongest) {
        return {Answer::NotUnderstood};
    }
    if (const auto meaning = PermissionWords::get().value(text)) {
        return {ofMeaning(*meaning)};
    }
    if (looksLikeDate(text)) {
        return {Answer::Date};
    }
    return beginningOf(text);
}

bool isStatement(Answer answer) {
    switch (answer) {
    case Answer::Subscribed:
    case Answer::Refused:
    case Answer::Dead:
    case Answer::Bounced:
    case Answer::InUse:
    case Answer::Open:
    case Answer::Elsewhere:
        return true;
    default:
        return false;
    }
}

} // namespace pathways::permission
