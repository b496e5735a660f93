// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/plain_values.h"

#include "core/base/value_parsing.h"

#include <QUrl>

#include <algorithm>

namespace pathways {

namespace {

/// A short word in lower case, or empty if it is longer than any word that could be meant.
std::string lowerWord(std::string_view raw) {
    std::string word(trimmedValue(raw));
    if (word.size() > 200) {
        return {};
    }
    lowerText(word);
    return word;
}

} // namespace

const NormalisedValue& TextNormaliser::normalise(std::string_view raw) {
    const TidyText tidy = tidyText(raw, m_value.text);
    if (!tidy.isText) {
        return refuse(Reason::BadEncoding);
    }
    if (m_hashed && m_value.text.size() == 64 && looksScrambled(m_value.text)) {
        return refuse(Reason::AlreadyScrambled);
    }
    if (m_maxBytes > 0 && m_value.text.size() > m_maxBytes) {
        return refuse(Reason::TooLong);
    }
    return m_value.text.empty() ? blank() : accept(raw, tidy.change);
}

const NormalisedValue& NumberNormaliser::normalise(std::string_view raw) {
    const std::string_view trimmed = trimmedValue(raw);
    if (trimmed.empty() || isPlaceholder(trimmed)) {
        return blank();
    }
    auto decimal = parseDecimal(trimmed, m_decimalComma);
    if (!decimal) {
        return refuse(Reason::NotANumber);
    }
    if (m_kind == FieldKind::Money && decimal->starts_with('-')) {
        return refuse(Reason::NegativeValue);
    }
    m_value.text = std::move(*decimal);
    return accept(raw, Reason::Reformatted);
}

const NormalisedValue& UrlNormaliser::normalise(std::string_view raw) {
    const TidyText tidy = tidyText(raw, m_value.text);
    if (!tidy.isText) {
        return refuse(Reason::BadEncoding);
    }
    if (m_value.text.empty()) {
        return blank();
    }
    QString text = QString::fromStdString(m_value.text);
    if (!text.contains(QStringLiteral("://"))) {
        text.prepend(QStringLiteral("https://"));
    }
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    const bool web = scheme == u"http" || scheme == u"https";
    if (!url.isValid() || !web || !url.host().contains(u'.') || text.contains(u' ')) {
        return refuse(Reason::NotAUrl);
    }
    m_value.text = text.toStdString();
    if (m_maxBytes > 0 && m_value.text.size() > m_maxBytes) {
        return refuse(Reason::TooLong);
    }
    return accept(raw, Reason::Reformatted);
}

ChoiceNormaliser::ChoiceNormaliser(const FieldSpec& field) {
    for (const QString& choice : field.choices) {
        m_choices.emplace(lowerWord(choice.toStdString()), choice.toStdString());
    }
}

const NormalisedValue& ChoiceNormaliser::normalise(std::string_view raw) {
    const std::string word = lowerWord(raw);
    if (trimmedValue(raw).empty()) {
        return blank();
    }
    const auto choice = m_choices.find(word);
    if (choice == m_choices.end()) {
        return refuse(Reason::NotAChoice);
    }
    m_value.text = choice->second;
    return accept(raw, Reason::Reformatted);
}

const NormalisedValue& GenderNormaliser::normalise(std::string_view raw) {
    static constexpr std::string_view kMale[] = {
        "m",      "male",      "man",   "mr",   "mann",    "männlich",    "homme",     "h",   "masculin",
        "hombre", "masculino", "varón", "uomo", "maschio", "man(nelijk)", "mannelijk", "herr"};
    static constexpr std::string_view kFemale[] = {"f",     "female",  "woman", "w",       "frau",       "weiblich",
                                                   "mrs",   "ms",      "femme", "féminin", "mujer",      "femenino",
                                                   "donna", "femmina", "v",     "vrouw",   "vrouwelijk", "feminino"};
    const std::string word = lowerWord(raw);
    if (trimmedValue(raw).empty() || isPlaceholder(word)) {
        return blank();
    }
    const bool male = std::find(std::begin(kMale), std::end(kMale), word) != std::end(kMale);
    const bool female = std::find(std::begin(kFemale), std::end(kFemale), word) != std::end(kFemale);
    if (!male && !female) {
        return refuse(Reason::NotAChoice);
    }
    m_value.text = male ? "m" : "f";
    return accept(raw, Reason::Reformatted);
}

const NormalisedValue& LanguageNormaliser::normalise(std::string_view raw) {
    static const std::unordered_map<std::string, std::string> kNames = {
        {"english", "en"},    {"german", "de"},     {"deutsch", "de"},   {"french", "fr"},   {"français", "fr"},
        {"spanish", "es"},    {"español", "es"},    {"italian", "it"},   {"italiano", "it"}, {"dutch", "nl"},
        {"nederlands", "nl"}, {"portuguese", "pt"}, {"português", "pt"}, {"polish", "pl"},   {"polski", "pl"},
        {"swedish", "sv"},    {"danish", "da"},     {"norwegian", "no"}, {"finnish", "fi"},  {"welsh", "cy"},
        {"chinese", "zh"},    {"japanese", "ja"},   {"arabic", "ar"},    {"russian", "ru"},  {"ukrainian", "uk"},
        {"turkish", "tr"}};
    const std::string word = lowerWord(raw);
    if (trimmedValue(raw).empty() || isPlaceholder(word)) {
        return blank();
    }
    if (const auto name = kNames.find(word); name != kNames.end()) {
        m_value.text = name->second;
        return accept(raw, Reason::Reformatted);
    }
    const auto isLetters = [](std::string_view part) {
        return std::all_of(part.begin(), part.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    };
    const bool plain = word.size() == 2 && isLetters(word);
    const bool regional = word.size() == 5 && (word[2] == '-' || word[2] == '_') && isLetters(word.substr(0, 2)) &&
                          isLetters(word.substr(3));
    if (!plain && !regional) {
        return refuse(Reason::NotAChoice);
    }
    m_value.text = word;
    if (regional) {
        m_value.text[2] = '_';
        m_value.text[3] = char(word[3] - 32);
        m_value.text[4] = char(word[4] - 32);
    }
    return accept(raw, Reason::Reformatted);
}

const NormalisedValue& MobileAdIdNormaliser::normalise(std::string_view raw) {
    const std::string_view id = trimmedValue(raw);
    if (id.empty() || isPlaceholder(id)) {
        return blank();
    }
    bool allZero = true;
    bool wellFormed = id.size() == 36;
    for (std::size_t i = 0; i < id.size() && wellFormed; ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = lowerAscii(id[i]);
        wellFormed = hyphen ? c == '-' : isAsciiDigit(c) || (c >= 'a' && c <= 'f');
        allZero = allZero && (hyphen || c == '0');
    }
    if (!wellFormed) {
        return refuse(looksScrambled(id) ? Reason::AlreadyScrambled : Reason::NotAChoice);
    }
    if (allZero) {
        return blank();
    }
    m_value.text = id;
    if (m_rules == IdentityRules::Meta) {
        lowerText(m_value.text);
    }
    return accept(raw, Reason::Reformatted);
}

} // namespace pathways
