// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/permission/permission_judge.h"

#include "core/audience/permission/cell_answer.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace pathways::permission {

namespace {

constexpr std::size_t kRemembered = 4096; ///< Different values per column.

bool lists(const QStringList& values, const QString& text) {
    return std::any_of(values.begin(), values.end(), [&text](const QString& value) {
        return value.simplified().compare(text.simplified(), Qt::CaseInsensitive) == 0;
    });
}

/// What a cell says one by one: of a list its entries, unless the whole is one answer ("No emails, please").
QStringList entriesOf(const PermissionColumn& column, const QString& value) {
    static const QRegularExpression marks(QStringLiteral("[,;|/\\n\\r]"));
    const CellAnswer whole = answerOf(value);
    QStringList entries;
    if (column.sense.polarity == Polarity::List && (whole.goesOn || whole.answer == Answer::NotUnderstood)) {
        for (const QString& entry : value.split(marks, Qt::SkipEmptyParts)) {
            if (!entry.trimmed().isEmpty()) {
                entries << entry.trimmed();
            }
        }
    }
    return entries.isEmpty() ? QStringList{value} : entries;
}

/// Of two reasons the one that is said: a death before a wish, a wish before a missing consent.
int weight(Reason reason) {
    constexpr std::array kOrder{Reason::Deceased, Reason::NotToBeEmailed, Reason::NoConsent, Reason::Bounced,
                                Reason::PermissionUnclear};
    return int(std::find(kOrder.begin(), kOrder.end(), reason) - kOrder.begin());
}

/// A text that begins with a word that is understood is that word only where that leaves somebody out, or where
/// nothing in it takes the word back.
Answer settled(const CellAnswer& said, Polarity polarity) {
    if (!said.goesOn) {
        return said.answer;
    }
    const bool consent = polarity == Polarity::YesMeansYes || polarity == Polarity::FilledMeansYes;
    switch (said.answer) {
    case Answer::Refused:
    case Answer::Dead:
    case Answer::Bounced:
        return said.answer;
    case Answer::No:
        return consent ? said.answer : Answer::NotUnderstood; // "No emails please" in “Do Not Email”
    case Answer::Yes:
        return consent && said.unsettled ? Answer::NotUnderstood : said.answer;
    case Answer::Subscribed:
        return consent && !said.unsettled ? said.answer : Answer::NotUnderstood;
    default:
        return Answer::NotUnderstood;
    }
}

} // namespace

PermissionJudge::PermissionJudge(const QList<PermissionColumn>& columns) {
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(m_columns),
                 [](const PermissionColumn& column) { return column.applies(); });
    m_known.resize(std::size_t(m_columns.size()));
}

Verdict PermissionJudge::judge(const std::vector<std::string_view>& cells) {
    Verdict verdict;
    int consents = 0;
    int silent = -1; ///< A consent column without an answer.
    bool silentHeld = false;
    const auto worsen = [&verdict](Outcome outcome, Reason reason, int column) {
        if (outcome > verdict.outcome || (outcome == verdict.outcome && weight(reason) < weight(verdict.reason))) {
            verdict = {outcome, reason, outcome == Outcome::Denied, column};
        }
    };
    for (std::size_t i = 0; i < m_known.size(); ++i) {
        const PermissionColumn& column = m_columns[qsizetype(i)];
        const Cell cell = cellOf(i, column.index < cells.size() ? cells[column.index] : std::string_view());
        switch (cell.voice) {
        case Voice::Nothing:
            break;
        case Voice::Consents:
            ++consents;
            break;
        case Voice::Silent:
            // A consent that nobody has confirmed yet asks; one that was decided leaves out.
            if (silent < 0 || (silentHeld && column.decided)) {
                silent = int(i);
                silentHeld = !column.decided;
            }
            break;
        case Voice::Held:
            worsen(Outcome::Held, cell.reason, int(i));
            break;
        case Voice::Denied:
            worsen(Outcome::Denied, cell.reason, int(i));
            break;
        }
    }
    if (silent >= 0 && consents == 0 && verdict.outcome != Outcome::Denied) {
        worsen(silentHeld ? Outcome::Held : Outcome::Denied, silentHeld ? Reason::PermissionUnclear : Reason::NoConsent,
               silent);
        verdict.said = false;
    }
    return verdict;
}

PermissionJudge::Cell PermissionJudge::cellOf(std::size_t column, std::string_view text) {
    Known& known = m_known[column];
    if (const auto found = known.find(text); found != known.end()) {
        return found->second;
    }
    const Cell cell = read(m_columns[qsizetype(column)], QString::fromUtf8(text.data(), qsizetype(text.size())));
    if (known.size() < kRemembered) {
        known.emplace(text, cell);
    }
    return cell;
}

PermissionJudge::Cell PermissionJudge::read(const PermissionColumn& column, const QString& text) {
    const QString value = text.trimmed();
    QStringList entries = entriesOf(column, value);
    const auto answered = [](const QStringList& answers) {
        return [&answers](const QString& entry) { return !entry.isEmpty() && lists(answers, entry); };
    };
    if (std::any_of(entries.begin(), entries.end(), answered(column.choice.denied)) ||
        answered(column.choice.denied)(value)) {
        return {Voice::Denied, column.sense.means == Means::Consent ? Reason::NoConsent : Reason::NotToBeEmailed};
    }
    entries.removeIf(answered(column.choice.allowed));
    if (entries.isEmpty() || answered(column.choice.allowed)(value)) {
        return {column.sense.means == Means::Consent ? Voice::Consents : Voice::Nothing};
    }
    // Each entry speaks; the harshest counts.
    Cell cell = readPart(column, entries.takeFirst());
    for (const QString& entry : std::as_const(entries)) {
        const Cell next = readPart(column, entry);
        if (next.voice > cell.voice || (next.voice == cell.voice && weight(next.reason) < weight(cell.reason))) {
            cell = next;
        }
    }
    const bool certain = column.sense.certainty == Certainty::Certain;
    if (column.contrary) {
        // The words say no where the user said yes, or the reverse: only what both call a no is one.
        const bool no = cell.voice == Voice::Denied && certain && column.choice.use == PermissionUse::Consent &&
                        (column.sense.channel == Channel::Any || column.sense.channel == Channel::Email);
        const bool blank = answerOf(value).answer == Answer::Blank;
        return no ? cell
                  : Cell{blank && column.choice.use == PermissionUse::Refusal ? Voice::Nothing : Voice::Held,
                         Reason::PermissionUnclear};
    }
    if (cell.voice == Voice::Denied && !certain) {
        return {Voice::Held, Reason::PermissionUnclear};
    }
    if (!certain && (cell.voice == Voice::Consents || cell.voice == Voice::Silent)) {
        // Nobody knows yet whether this is a consent: no yes for another column, and no blank that leaves out.
        return cell.voice == Voice::Silent && column.blankIsOpen ? Cell{Voice::Held, Reason::PermissionUnclear}
                                                                 : Cell{};
    }
    return cell;
}

PermissionJudge::Cell PermissionJudge::readPart(const PermissionColumn& column, const QString& text) {
    const Means means = column.sense.means;
    const Cell nothing;
    const Cell held{Voice::Held, Reason::PermissionUnclear};
    const Cell odd = column.oddIsOpen ? held : nothing;
    const Cell bounced = column.onlyRefusals ? nothing : Cell{Voice::Held, Reason::Bounced};
    const Cell dead{Voice::Denied, Reason::Deceased};
    const Cell denied{Voice::Denied, means == Means::Death     ? Reason::Deceased
                                     : means == Means::Consent ? Reason::NoConsent
                                                               : Reason::NotToBeEmailed};
    const Cell filled = means == Means::Bounce ? bounced : denied;
    const Cell silent{Voice::Silent, Reason::NoConsent};
    const CellAnswer said = answerOf(text);
    const Polarity polarity = column.sense.polarity;
    const Answer answer = settled(said, polarity);
    if (answer == Answer::Dead) {
        return dead;
    }
    if (answer == Answer::Bounced) {
        return bounced;
    }
    switch (polarity) {
    case Polarity::YesMeansYes:
    case Polarity::FilledMeansYes:
        switch (answer) {
        case Answer::Yes:
        case Answer::Subscribed:
            return {Voice::Consents};
        case Answer::No:
        case Answer::Refused:
            return denied;
        case Answer::Blank:
        case Answer::Open:
        case Answer::Elsewhere:
            return silent;
        case Answer::Date:
            return polarity == Polarity::FilledMeansYes ? Cell{Voice::Consents} : odd;
        default:
            return odd;
        }
    case Polarity::YesMeansNo:
        switch (answer) {
        case Answer::Yes:
        case Answer::Date:
            return filled;
        case Answer::Refused:
            return denied;
        case Answer::Open:
            return held;
        case Answer::NotUnderstood:
            return odd;
        default:
            return nothing;
        }
    case Polarity::FilledMeansNo:
        switch (answer) {
        case Answer::Blank:
        case Answer::No:
        case Answer::Subscribed:
        case Answer::InUse:
        case Answer::Elsewhere:
            return nothing;
        case Answer::Open:
            return held;
        default:
            return filled;
        }
    case Polarity::ByValue:
        switch (answer) {
        case Answer::Refused:
            return denied;
        case Answer::Open:
            return column.onlyRefusals ? nothing : odd;
        case Answer::Blank:
            return column.blankIsOpen ? held : nothing;
        case Answer::Yes:
        case Answer::No:
        case Answer::Date:
        case Answer::NotUnderstood:
            return odd;
        default:
            return nothing;
        }
    case Polarity::List:
        switch (answer) {
        case Answer::Refused:
            return denied;
        case Answer::Blank:
        case Answer::No:
        case Answer::Elsewhere:
        case Answer::Subscribed:
            return nothing;
        case Answer::Open:
            return held;
        default:
            return odd;
        }
    }
    return nothing;
}

} // namespace pathways::permission
