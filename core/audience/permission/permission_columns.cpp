// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/permission/permission_columns.h"

#include "core/audience/column_content.h"
#include "core/audience/permission/cell_answer.h"

#include <QMap>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>

namespace pathways::permission {

namespace {

constexpr qsizetype kMostValues = 12; ///< Different ones of a column of answers.
constexpr int kEnoughRows = 20;       ///< To doubt a header because of how many it would leave out.

/// What the rows that were looked at say in one column.
struct Content {
    int rows = 0;
    int filled = 0;
    int emails = 0;
    std::array<int, std::size_t(Answer::NotUnderstood) + 1> counts{};
    QSet<QString> different;

    [[nodiscard]] int of(Answer answer) const { return counts[std::size_t(answer)]; }
    [[nodiscard]] int statements() const {
        int sum = 0;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            sum += isStatement(Answer(i)) ? counts[i] : 0;
        }
        return sum;
    }
    [[nodiscard]] int answers() const { return of(Answer::Yes) + of(Answer::No); }
    /// Whether so many of 100 filled cells are these.
    [[nodiscard]] bool mostly(int cells, int percent) const { return filled > 0 && cells * 100 >= filled * percent; }
    [[nodiscard]] bool areDates() const { return mostly(of(Answer::Date), 90); }
};

Content contentOfColumn(const QList<QStringList>& rows, qsizetype column) {
    Content content;
    for (const QStringList& row : rows) {
        ++content.rows;
        const QString cell = row.value(column).trimmed();
        const Answer answer = answerOf(cell).answer;
        if (answer == Answer::Blank) {
            continue;
        }
        ++content.filled;
        ++content.counts[std::size_t(answer)];
        content.emails += looksLikeEmail(cell) ? 1 : 0;
        if (content.different.size() <= kMostValues) {
            content.different.insert(cell.toCaseFolded());
        }
    }
    return content;
}

/// The language in which the file's other headers are known; empty where two are equally so.
QString languageOf(const QStringList& columns) {
    QMap<QString, int> votes;
    for (const QString& column : columns) {
        const auto senses = PermissionWords::get().header(column);
        if (senses.size() == 1) {
            ++votes[senses.first().language];
        }
    }
    QString best;
    int most = 0;
    for (auto vote = votes.begin(); vote != votes.end(); ++vote) {
        best = vote.value() > most ? vote.key() : vote.value() == most ? QString() : best;
        most = std::max(most, vote.value());
    }
    return best;
}

bool speaksOfEmail(Channel channel) {
    return channel == Channel::Any || channel == Channel::Email;
}

/// One sense out of those of several languages: of the file's language, else one that is asked about.
HeaderSense oneOf(const QList<HeaderSense>& senses, const QString& language) {
    HeaderSense chosen = senses.first();
    bool differ = false;
    for (const HeaderSense& sense : senses) {
        if (sense.language == language) {
            return sense;
        }
        differ = differ || sense.means != chosen.means || sense.channel != chosen.channel ||
                 sense.polarity != chosen.polarity || sense.certainty != chosen.certainty;
        chosen.attested = chosen.attested || sense.attested;
    }
    if (differ) {
        for (const HeaderSense& sense : senses) {
            // The one that could leave somebody out.
            if (speaksOfEmail(sense.channel) && (!speaksOfEmail(chosen.channel) || sense.means != Means::Consent)) {
                chosen = sense;
            }
        }
        chosen.certainty = Certainty::Ask;
    }
    return chosen;
}

/// Whether a header is one of those that say something else where its values do not agree.
bool valuesDisagree(const HeaderSense& sense, const Content& content) {
    if (content.filled == 0) {
        return false;
    }
    const int understood = content.filled - content.of(Answer::NotUnderstood);
    const bool large = content.rows >= kEnoughRows;
    switch (sense.polarity) {
    case Polarity::YesMeansYes: {
        const int agree = understood - content.of(Answer::Date) - content.of(Answer::InUse);
        const bool all = !sense.attested && sense.language != QLatin1String("en");
        const int refused = content.of(Answer::No) + content.of(Answer::Refused);
        return !content.mostly(agree, all ? 100 : 90) || (large && refused * 100 > content.filled * 95);
    }
    case Polarity::YesMeansNo: {
        const int refused = content.filled - content.of(Answer::No) - content.of(Answer::Subscribed) -
                            content.of(Answer::NotUnderstood);
        return !content.mostly(understood, 50) || (large && refused * 100 > content.rows * 60);
    }
    case Polarity::FilledMeansNo:
        return large && content.filled * 100 > content.rows * 60;
    case Polarity::FilledMeansYes:
    case Polarity::ByValue:
    case Polarity::List:
        return false;
    }
    return false;
}

/// "Is Active": the state it asks for.
QString withoutIs(const QString& header) {
    static const QRegularExpression is(QStringLiteral("^is[ _]|\\s*\\?$"), QRegularExpression::CaseInsensitiveOption);
    return QString(header).remove(is);
}

/// A header known as a whole, with what its values make of it.
void weighValues(PermissionColumn& column, const Content& content) {
    HeaderSense& sense = column.sense;
    if (valuesDisagree(sense, content)) {
        sense.certainty = Certainty::Ask;
    }
    if (content.areDates() && sense.polarity == Polarity::YesMeansNo) {
        sense.polarity = Polarity::FilledMeansNo;
    } else if (content.areDates() && sense.polarity == Polarity::YesMeansYes) {
        sense.polarity = Polarity::FilledMeansYes;
    }
    const bool subscriptions = content.of(Answer::Subscribed) + content.of(Answer::Refused) > 0 &&
                               content.of(Answer::InUse) + content.of(Answer::Open) == 0 &&
                               content.mostly(content.statements(), 95);
    if (sense.polarity == Polarity::ByValue && sense.means == Means::Status) {
        const bool answered = content.mostly(content.answers(), 95);
        const Answer header = answered ? answerOf(withoutIs(column.name)).answer : Answer::NotUnderstood;
        if (subscriptions) {
            sense.certainty = Certainty::Certain;
        } else if (header == Answer::InUse || header == Answer::Open) {
            // “Inactive” with a yes says what “inactive” says in a column of states.
            sense.polarity = header == Answer::InUse ? Polarity::YesMeansYes : Polarity::YesMeansNo;
            return;
        }
    }
    // The state of a record, or a list that may hold anything: where most is not understood, it is about something
    // else. States of the United States and Canada are no answers: ON is Ontario.
    const bool byWords = sense.polarity == Polarity::ByValue || sense.polarity == Polarity::List;
    if (byWords && (sense.certainty == Certainty::Ask ||
                    (sense.means == Means::Status && sense.channel != Channel::Email && !subscriptions))) {
        column.oddIsOpen = content.mostly(content.statements(), 50);
    }
    column.blankIsOpen =
        (sense.polarity == Polarity::ByValue && sense.certainty == Certainty::Certain &&
         content.of(Answer::Subscribed) > 0) ||
        (sense.polarity == Polarity::YesMeansYes &&
         (sense.certainty == Certainty::Certain || content.of(Answer::Yes) + content.of(Answer::Subscribed) > 0));
}

/// A header that nobody knows as a whole: given away by its words, or by its values.
bool guess(PermissionColumn& column, const Content& content) {
    const Smell smell = PermissionWords::get().smell(column.name);
    const bool few = content.different.size() <= kMostValues;
    const bool answers = few && content.mostly(content.answers() + content.statements(), 95);
    column.known = false;
    column.sense.certainty = Certainty::Ask;
    if ((smell.refusal || smell.consent) && !PermissionWords::get().isSomethingElse(column.name) &&
        (answers || content.filled == 0)) {
        column.sense.means = smell.refusal ? Means::Refusal : Means::Consent;
        column.sense.polarity = smell.refusal ? Polarity::YesMeansNo : Polarity::YesMeansYes;
        column.sense.channel = smell.elsewhere ? Channel::Phone : Channel::Any;
        column.oddIsOpen = content.filled > 0;
        if (smell.unsure) {
            // Which of its answers is the no, nobody can say: both wait.
            column.sense.means = Means::Status;
            column.sense.polarity = Polarity::ByValue;
        }
        return true;
    }
    const int refusals = content.of(Answer::Refused) + content.of(Answer::Dead);
    if (refusals > 0 && few && content.mostly(content.statements(), 95)) {
        column.sense.means = Means::Status;
        column.sense.polarity = Polarity::ByValue;
        column.sense.channel = smell.elsewhere ? Channel::Phone : Channel::Any;
        column.onlyRefusals = true;
        column.oddIsOpen = false;
        return true;
    }
    return false;
}

bool meansNo(Polarity polarity) {
    return polarity == Polarity::YesMeansNo || polarity == Polarity::FilledMeansNo || polarity == Polarity::List;
}

bool turnsRound(const PermissionColumn& column, bool found, PermissionUse use) {
    const Smell smell = PermissionWords::get().smell(column.name);
    const bool elsewhere = found && !speaksOfEmail(column.sense.channel);
    if (use == PermissionUse::Consent) {
        return elsewhere || (found && column.known ? meansNo(column.sense.polarity) : smell.refusal && !smell.consent);
    }
    if (use == PermissionUse::Refusal) {
        return elsewhere || (found && column.known && column.sense.means == Means::Consent);
    }
    return false;
}

/// Puts the user's choice on what was found.
void decide(PermissionColumn& column, bool found, const Content& content) {
    const PermissionUse use = column.choice.use;
    if (use == PermissionUse::Ignored) {
        return;
    }
    column.contrary = turnsRound(column, found, use);
    if (column.contrary) {
        if (!found || !column.known) {
            column.sense.means = Means::Refusal;
            column.sense.polarity = Polarity::YesMeansNo;
        }
        return;
    }
    column.decided = true;
    column.sense.certainty = Certainty::Certain;
    column.oddIsOpen = true;
    column.onlyRefusals = false;
    if (use == PermissionUse::Found) {
        return;
    }
    const bool consent = use == PermissionUse::Consent;
    column.sense.means = consent ? Means::Consent : found && column.known ? column.sense.means : Means::Refusal;
    column.sense.channel = Channel::Any;
    column.sense.polarity = content.areDates() ? (consent ? Polarity::FilledMeansYes : Polarity::FilledMeansNo)
                                               : (consent ? Polarity::YesMeansYes : Polarity::YesMeansNo);
}

std::optional<PermissionColumn> findIn(const QStringList& columns, qsizetype index, const QList<QStringList>& rows,
                                       const QString& language, const PermissionChoice* choice) {
    PermissionColumn column;
    column.name = columns[index];
    column.index = std::size_t(index);
    const auto senses = PermissionWords::get().header(column.name);
    const Content content = contentOfColumn(rows, index);
    bool found = false;
    if (content.mostly(content.emails, 50)) {
        found = false; // Two columns are called "Email", and one of them is full of addresses.
    } else if (!senses.isEmpty()) {
        column.sense = oneOf(senses, language);
        weighValues(column, content);
        found = true;
    } else {
        found = guess(column, content);
    }
    if (choice != nullptr) {
        column.choice = *choice;
        decide(column, found, content);
        if (!found && choice->use == PermissionUse::Found) {
            // Decided once, and nothing of it shows here: what is a no by itself, or was called one, is a no.
            column.sense.means = Means::Status;
            column.sense.polarity = Polarity::ByValue;
            column.sense.channel = Channel::Any;
            column.oddIsOpen = false;
            column.onlyRefusals = true;
        }
        found = found || choice->use != PermissionUse::Ignored;
    }
    return found ? std::optional(column) : std::nullopt;
}

const PermissionChoice* choiceFor(const QList<PermissionChoice>& choices, const QString& column) {
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [&column](const PermissionChoice& one) { return one.column == column; });
    return found != choices.end() ? &*found : nullptr;
}

} // namespace

bool PermissionColumn::applies() const {
    return choice.use != PermissionUse::Ignored && (contrary || speaksOfEmail(sense.channel));
}

QList<PermissionColumn> findPermissionColumns(const QStringList& columns, const QList<QStringList>& rows,
                                              const QList<PermissionChoice>& choices) {
    const QString language = languageOf(columns);
    QList<PermissionColumn> found;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        if (auto column = findIn(columns, i, rows, language, choiceFor(choices, columns[i]))) {
            found << *column;
        }
    }
    return found;
}

QStringList fingerprintOf(const QList<PermissionColumn>& columns) {
    QStringList parts;
    for (const PermissionColumn& column : columns) {
        if (!column.applies()) {
            continue;
        }
        parts << column.name << QString::number(int(column.sense.means)) << QString::number(int(column.sense.polarity))
              << QString::number(int(column.sense.channel)) << QString::number(int(column.sense.certainty))
              << QString::number((column.decided ? 1 : 0) | (column.contrary ? 2 : 0) | (column.blankIsOpen ? 4 : 0) |
                                 (column.oddIsOpen ? 8 : 0) | (column.onlyRefusals ? 16 : 0))
              << column.choice.allowed.join(u'\n') << column.choice.denied.join(u'\n');
    }
    return parts;
}

} // namespace pathways::permission
