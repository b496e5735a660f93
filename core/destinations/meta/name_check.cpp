// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/name_check.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace pathways::meta {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Meta)
};

// Prefixes matched at the start of a word, so that "diabet" finds "diabetes" and "diabetic".
const char* const kHealth[] = {
    "addict",    "aids",      "alcoholi", "allerg",     "alzheimer", "amput",       "anorexi",   "anxiety",
    "arthriti",  "asthma",    "autis",    "bipolar",    "blindness", "bulimi",      "cancer",    "cardiac",
    "chemo",     "chronic",   "clinic",   "dementia",   "depressi",  "diabet",      "diagnos",   "dialysis",
    "disab",     "disease",   "disorder", "epilep",     "fertilit",  "health",      "hepatiti",  "hiv",
    "hospice",   "hospital",  "illness",  "impairment", "infertil",  "insulin",     "kidney",    "leukaemia",
    "leukemia",  "lupus",     "medical",  "medicat",    "mental",    "miscarriage", "obes",      "oncolog",
    "parkinson", "patient",   "pregnan",  "prescri",    "rehab",     "sclerosis",   "sick",      "stroke",
    "suicid",    "surgery",   "survivor", "symptom",    "therap",    "transplant",  "treatment", "tumor",
    "tumour",    "wheelchair"};

const char* const kFinance[] = {
    "affluent",       "bankrupt", "benefits claim", "credit",   "debt",      "foreclos", "high net worth",
    "high-net-worth", "hnw",      "income",         "insolven", "investor",  "loan",     "low-income",
    "millionaire",    "mortgage", "net worth",      "networth", "overdraft", "payday",   "pension",
    "poor",           "poverty",  "rich",           "salary",   "unemploy",  "wealth",   "welfare"};

/// One pattern for all words, because compiling one per name is slow.
template <std::size_t N>
QRegularExpression anyOf(const char* const (&words)[N]) {
    QStringList alternatives;
    for (const char* word : words) {
        // Short ones only as whole words: "Richmond" says nothing about money.
        const bool whole = qstrlen(word) <= 4;
        alternatives << QRegularExpression::escape(QLatin1String(word)) +
                            (whole ? QStringLiteral("(?!\\p{L})") : QStringLiteral("\\p{L}*"));
    }
    // Names often join words with digits, dots or underscores, so only a letter before it makes it another word.
    return QRegularExpression(QStringLiteral("(?<!\\p{L})(?:%1)").arg(alternatives.join(u'|')),
                              QRegularExpression::CaseInsensitiveOption |
                                  QRegularExpression::UseUnicodePropertiesOption);
}

QString firstOf(const QRegularExpression& words, const QString& text) {
    const auto match = words.match(text);
    return match.hasMatch() ? match.captured(0) : QString();
}

} // namespace

std::optional<NameConcern> checkAudienceName(const QString& text) {
    static const QRegularExpression health = anyOf(kHealth);
    static const QRegularExpression finance = anyOf(kFinance);
    NameConcern concern;
    concern.word = firstOf(health, text);
    if (concern.word.isEmpty()) {
        concern.word = firstOf(finance, text);
        concern.health = false;
    }
    if (concern.word.isEmpty()) {
        return std::nullopt;
    }
    concern.suggestions = {Texts::tr("Supporters A"), Texts::tr("Spring appeal list"), Texts::tr("Newsletter group 1")};
    return concern;
}

} // namespace pathways::meta
