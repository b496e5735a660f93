// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <optional>

namespace pathways::permission {

/// What a column speaks of.
enum class Means {
    Consent,  ///< A yes is permission.
    Refusal,  ///< A yes is a no.
    Death,    ///< A yes, or a date.
    Status,   ///< The value decides.
    Bounce,   ///< About one address, not a wish.
    Suppress, ///< Blocked by the office, or restrictions listed in a cell.
};
/// By which way people are reached. Any counts for email too.
enum class Channel { Any, Email, Sms, Phone, Post };
/// How a cell's answer is to be taken. Filled: a date, a reason, any text.
enum class Polarity { YesMeansYes, YesMeansNo, FilledMeansYes, FilledMeansNo, ByValue, List };
/// Whether what is found is applied, or asked about first.
enum class Certainty { Certain, Ask };

/// What a header says.
struct HeaderSense {
    Means means = Means::Refusal;
    Channel channel = Channel::Any;
    Polarity polarity = Polarity::YesMeansNo;
    Certainty certainty = Certainty::Ask;
    bool attested = false; ///< Read in a program's own texts, not only known from the language.
    QString language;      ///< "en".
    friend bool operator==(const HeaderSense&, const HeaderSense&) = default;
};

/// What a value says. Yes and No are answers, whose sense depends on the column; the others speak for themselves.
enum class ValueSense { Yes, No, Subscribed, Refused, Unknown, Bounced, Dead };

/// What a value that is understood means.
struct ValueMeaning {
    ValueSense sense = ValueSense::Unknown;
    std::optional<Channel> channel; ///< Set: it speaks of this way only.
    bool ask = false;               ///< It can mean something else as well.
    bool blank = false;             ///< A blank written in words: "not specified".

    /// Whether what it says is about email, alone or among others.
    [[nodiscard]] bool speaksOfEmail() const {
        return !channel || *channel == Channel::Any || *channel == Channel::Email;
    }
};

/// What the words of a header suggest where it is not known as a whole.
struct Smell {
    bool refusal = false;
    bool consent = false;
    bool unsure = false;    ///< One may take the other back: "has not opted out", "no consent".
    bool elsewhere = false; ///< It names the telephone, a text message or the post, and not email.
};

/// For comparing: without accents, capitals and anything but letters and digits.
[[nodiscard]] QString folded(const QString& text);

/// The words by which files say who may be written to, in eight languages: resources/permission/words.json, which also
/// says how they are matched. Any thread.
class PermissionWords final {
public:
    [[nodiscard]] static const PermissionWords& get();

    /// The senses of a header that is known as a whole, with and without a program's prefixes, or begins with a known
    /// question: one for each language that has it. Never found inside other words: "Do Not Mail" is no part of "Do
    /// Not Email".
    [[nodiscard]] QList<HeaderSense> header(const QString& text) const;
    /// A value as a whole; nothing where it is not understood.
    [[nodiscard]] std::optional<ValueMeaning> value(const QString& text) const;
    [[nodiscard]] Smell smell(const QString& header) const;
    /// Headers that look like permission and speak of something else: gift aid, photographs, terms.
    [[nodiscard]] bool isSomethingElse(const QString& header) const;

private:
    struct Question {
        QStringList words;
        HeaderSense sense;
    };

    explicit PermissionWords(const QByteArray& json);

    QHash<QString, QList<HeaderSense>> m_headers; ///< By folded text.
    QList<Question> m_questions;                  ///< Headers of five words or more.
    QHash<QString, ValueMeaning> m_values;        ///< As they stand, in small letters.
    QHash<QString, ValueMeaning> m_foldedValues;
    QSet<QString> m_somethingElse;
    QStringList m_refusalSmells;
    QStringList m_consentSmells;
    QSet<QString> m_emailWords;
    QSet<QString> m_otherWords; ///< Of the other ways.
};

} // namespace pathways::permission
