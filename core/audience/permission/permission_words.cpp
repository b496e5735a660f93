// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/permission/permission_words.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QRegularExpression>

#include <algorithm>

// In a static library the linker drops resources that nobody names; outside any namespace, as the macro demands.
static void initPermissionResource() {
    Q_INIT_RESOURCE(permission);
}

namespace pathways::permission {

namespace {

constexpr qsizetype kQuestionWords = 5; ///< A header of so many words may go on: a form's question.
constexpr qsizetype kStemLength = 5;    ///< A smell word of so many letters may be the beginning of a word.

template <typename T>
T named(const QMap<QString, T>& names, const QJsonValue& value) {
    const auto found = names.find(value.toString());
    Q_ASSERT_X(found != names.end(), "permission words", qPrintable(value.toString()));
    return found != names.end() ? *found : T{};
}

Channel channelOf(const QJsonValue& value) {
    static const QMap<QString, Channel> names{{QStringLiteral("any"), Channel::Any},
                                              {QStringLiteral("email"), Channel::Email},
                                              {QStringLiteral("sms"), Channel::Sms},
                                              {QStringLiteral("phone"), Channel::Phone},
                                              {QStringLiteral("post"), Channel::Post}};
    return named(names, value);
}

HeaderSense headerSense(const QJsonObject& entry) {
    static const QMap<QString, Means> means{
        {QStringLiteral("consent"), Means::Consent}, {QStringLiteral("refusal"), Means::Refusal},
        {QStringLiteral("death"), Means::Death},     {QStringLiteral("status"), Means::Status},
        {QStringLiteral("bounce"), Means::Bounce},   {QStringLiteral("suppress"), Means::Suppress}};
    static const QMap<QString, Polarity> polarities{{QStringLiteral("yes-means-yes"), Polarity::YesMeansYes},
                                                    {QStringLiteral("yes-means-no"), Polarity::YesMeansNo},
                                                    {QStringLiteral("filled-means-yes"), Polarity::FilledMeansYes},
                                                    {QStringLiteral("filled-means-no"), Polarity::FilledMeansNo},
                                                    {QStringLiteral("by-value"), Polarity::ByValue},
                                                    {QStringLiteral("list"), Polarity::List}};
    HeaderSense sense;
    sense.means = named(means, entry.value(QLatin1String("means")));
    sense.channel = channelOf(entry.value(QLatin1String("channel")));
    sense.polarity = named(polarities, entry.value(QLatin1String("polarity")));
    sense.certainty =
        entry.value(QLatin1String("certainty")) == QLatin1String("certain") ? Certainty::Certain : Certainty::Ask;
    sense.attested = entry.value(QLatin1String("src")) != QLatin1String("own");
    sense.language = entry.value(QLatin1String("lang")).toString();
    return sense;
}

ValueMeaning valueMeaning(const QJsonObject& entry) {
    static const QMap<QString, ValueSense> senses{
        {QStringLiteral("yes"), ValueSense::Yes},         {QStringLiteral("no"), ValueSense::No},
        {QStringLiteral("refused"), ValueSense::Refused}, {QStringLiteral("subscribed"), ValueSense::Subscribed},
        {QStringLiteral("unknown"), ValueSense::Unknown}, {QStringLiteral("dead"), ValueSense::Dead},
        {QStringLiteral("bounced"), ValueSense::Bounced}};
    ValueMeaning meaning;
    meaning.sense = named(senses, entry.value(QLatin1String("means")));
    if (entry.contains(QLatin1String("channel"))) {
        meaning.channel = channelOf(entry.value(QLatin1String("channel")));
    }
    meaning.ask = entry.value(QLatin1String("certainty")) == QLatin1String("ask");
    meaning.blank = entry.value(QLatin1String("as")) == QLatin1String("blank");
    return meaning;
}

bool sameMeaning(const ValueMeaning& a, const ValueMeaning& b) {
    return a.sense == b.sense && a.channel == b.channel && a.ask == b.ask && a.blank == b.blank;
}

QString asItStands(const QString& text) {
    return text.simplified().toCaseFolded();
}

bool hasLetter(const QString& text) {
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.isLetter(); });
}

/// The words of a header, folded: parted at capitals inside, and at whatever is no letter and no digit.
QStringList wordsOf(const QString& header) {
    static const QRegularExpression capitals(QStringLiteral("(\\p{Ll})(\\p{Lu})"));
    static const QRegularExpression between(QStringLiteral("[^\\p{L}\\p{M}\\p{N}]+"));
    QString parted = header;
    parted.replace(capitals, QStringLiteral("\\1 \\2"));
    QStringList words;
    for (const QString& word : parted.split(between, Qt::SkipEmptyParts)) {
        words << folded(word);
    }
    return words;
}

/// Without what programs put around their columns' names.
QString withoutProgramMarks(const QString& header) {
    static const QRegularExpression before(
        QStringLiteral(
            "^\\s*(?:contact|constituent|lead|person|donor|account)\\d?\\s*:\\s*|^(?:npsp__|npe\\d+__|cnbio_)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression after(QStringLiteral("\\s*\\((?:C|F)\\)\\s*$|__c$"),
                                          QRegularExpression::CaseInsensitiveOption);
    QString plain = header;
    return plain.remove(before).remove(after);
}

/// How many of the words are smell words, or begin with a long one.
int countOf(const QStringList& smells, const QStringList& words) {
    int count = 0;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (words[i] == QLatin1String("no") && i > 0 && i + 1 == words.size()) {
            continue; // "Door No" is a number.
        }
        count += std::any_of(smells.begin(), smells.end(), [&word = words[i]](const QString& smell) {
            return word == smell || (smell.size() >= kStemLength && word.startsWith(smell));
        });
    }
    return count;
}

/// "Opt in to updates", "I opted in": the same word as in "opt out".
bool optsIn(const QStringList& words) {
    for (qsizetype i = 1; i < words.size(); ++i) {
        const bool opts = words[i - 1] == QLatin1String("opt") || words[i - 1] == QLatin1String("opted");
        if (opts && words[i] == QLatin1String("in")) {
            return true;
        }
    }
    return false;
}

QStringList strings(const QJsonValue& value) {
    QStringList texts;
    for (const QJsonValue& one : value.toArray()) {
        texts << one.toString();
    }
    return texts;
}

QStringList ofAllLanguages(const QJsonValue& byLanguage) {
    QStringList all;
    for (const QJsonValue& words : byLanguage.toObject()) {
        all << strings(words);
    }
    return all;
}

} // namespace

QString folded(const QString& text) {
    QString plain = text;
    plain.replace(QChar(0x142), u'l').replace(QChar(0x141), u'L').replace(QChar(0xdf), QStringLiteral("ss"));
    QString out;
    for (const QChar c : plain.normalized(QString::NormalizationForm_KD).toCaseFolded()) {
        if (c.isLetterOrNumber()) {
            out += c;
        }
    }
    return out;
}

const PermissionWords& PermissionWords::get() {
    static const PermissionWords words = [] {
        initPermissionResource();
        QFile file(QStringLiteral(":/permission/words.json"));
        const bool there = file.open(QIODevice::ReadOnly);
        Q_ASSERT(there);
        return PermissionWords(there ? file.readAll() : QByteArray());
    }();
    return words;
}

PermissionWords::PermissionWords(const QByteArray& json) {
    const QJsonObject all = QJsonDocument::fromJson(json).object();
    for (const QJsonValue& one : all.value(QLatin1String("headers")).toArray()) {
        const QJsonObject entry = one.toObject();
        const QString text = entry.value(QLatin1String("header_words")).toString();
        const HeaderSense sense = headerSense(entry);
        QList<HeaderSense>& known = m_headers[folded(text)];
        if (!known.contains(sense)) {
            known << sense;
        }
        if (const QStringList words = wordsOf(text); words.size() >= kQuestionWords) {
            m_questions << Question{words, sense};
        }
    }
    for (const QJsonValue& one : all.value(QLatin1String("values")).toArray()) {
        const QJsonObject entry = one.toObject();
        const QString text = entry.value(QLatin1String("value")).toString();
        const ValueMeaning meaning = valueMeaning(entry);
        m_values.insert(asItStands(text), meaning);
        if (!hasLetter(text)) {
            continue;
        }
        const QString plain = folded(text);
        const auto known = m_foldedValues.find(plain);
        if (known == m_foldedValues.end()) {
            m_foldedValues.insert(plain, meaning);
        } else if (!sameMeaning(*known, meaning)) {
            *known = {}; // The accents tell them apart, and are not there.
            known->ask = true;
        }
    }
    for (const QJsonValue& one : all.value(QLatin1String("not_permission")).toArray()) {
        for (const QString& text : strings(one.toObject().value(QLatin1String("header_words")))) {
            m_somethingElse.insert(folded(text));
        }
    }
    m_refusalSmells = ofAllLanguages(all.value(QLatin1String("smell_words")));
    m_consentSmells = ofAllLanguages(all.value(QLatin1String("consent_smell_words")));
    const QJsonObject ways = all.value(QLatin1String("channel_words")).toObject();
    for (auto way = ways.begin(); way != ways.end(); ++way) {
        QSet<QString>& words = way.key() == QLatin1String("email") ? m_emailWords : m_otherWords;
        for (const QString& word : strings(way.value())) {
            words.insert(folded(word));
        }
    }
}

QList<HeaderSense> PermissionWords::header(const QString& text) const {
    for (const QString& form : {text, withoutProgramMarks(text)}) {
        const auto found = m_headers.find(folded(form));
        if (found != m_headers.end()) {
            return *found;
        }
    }
    const QStringList words = wordsOf(text);
    for (const Question& question : m_questions) {
        if (words.size() > question.words.size() &&
            std::equal(question.words.begin(), question.words.end(), words.begin())) {
            HeaderSense sense = question.sense;
            sense.certainty = Certainty::Ask;
            return {sense};
        }
    }
    return {};
}

std::optional<ValueMeaning> PermissionWords::value(const QString& text) const {
    if (const auto found = m_values.find(asItStands(text)); found != m_values.end()) {
        return *found;
    }
    if (hasLetter(text)) {
        if (const auto found = m_foldedValues.find(folded(text)); found != m_foldedValues.end()) {
            return *found;
        }
    }
    return std::nullopt;
}

Smell PermissionWords::smell(const QString& header) const {
    const QStringList words = wordsOf(withoutProgramMarks(header));
    const auto names = [&words](const QSet<QString>& way) {
        return std::any_of(words.begin(), words.end(), [&way](const QString& word) { return way.contains(word); });
    };
    const bool in = optsIn(words);
    const int refusals = countOf(m_refusalSmells, words) - (in ? 1 : 0);
    const bool consent = in || countOf(m_consentSmells, words) > 0;
    return {.refusal = refusals > 0,
            .consent = consent,
            .unsure = refusals > 1 || (refusals > 0 && consent),
            .elsewhere = names(m_otherWords) && !names(m_emailWords)};
}

bool PermissionWords::isSomethingElse(const QString& header) const {
    return m_somethingElse.contains(folded(header)) || m_somethingElse.contains(folded(withoutProgramMarks(header)));
}

} // namespace pathways::permission
