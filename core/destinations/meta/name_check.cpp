// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/name_check.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace pathways::meta {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Meta)
};

// Beginnings of words, matched at a word's start, so that "diabet" finds "diabetes" and "diabetic".
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

template <std::size_t N>
QString firstOf(const char* const (&words)[N], const QString& text) {
    for (const char* word : words) {
        const QString start = QRegularExpression::escape(QLatin1String(word));
        // "rich" and "poor" only as whole words, as in "Richmond" there is no statement about anybody.
        const bool whole = qstrlen(word) <= 4;
        // The user's own boundaries: names often join words with digits, dots or underscores.
        const QRegularExpression pattern(
            QStringLiteral("(?<![\\p{L}])%1%2")
                .arg(start, whole ? QStringLiteral("(?![\\p{L}])") : QStringLiteral("\\p{L}*")),
            QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
        const auto match = pattern.match(text);
        if (match.hasMatch()) {
            return match.captured(0);
        }
    }
    return {};
}

} // namespace

std::optional<NameConcern> checkAudienceName(const QString& text) {
    NameConcern concern;
    concern.word = firstOf(kHealth, text);
    if (concern.word.isEmpty()) {
        concern.word = firstOf(kFinance, text);
        concern.health = false;
    }
    if (concern.word.isEmpty()) {
        return std::nullopt;
    }
    concern.suggestions = {Texts::tr("Supporters A"), Texts::tr("Spring appeal list"), Texts::tr("Newsletter group 1")};
    return concern;
}

} // namespace pathways::meta
