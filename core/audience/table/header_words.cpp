// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/table/header_words.h"

#include "core/audience/column_names.h"

#include <QRegularExpression>
#include <QSet>

namespace pathways {

namespace {

// Words as bareName() makes them that name columns and hardly ever people, places or funds.
constexpr const char* kWords =
    "email emails mail name names phone mobile id ids date amount consent notes note comments comment optin optout "
    "unsubscribed deceased address zip postcode gift gifts donation donations total currency status type newsletter "
    "salutation title company organisation organization tags group groups amt qty number campaign fund appeal "
    "betrag datum spende spenden notiz notizen bemerkung einwilligung anrede titel firma wahrung "
    "montant date don dons consentement remarque civilite devise "
    "importe fecha donativo consentimiento notas importo donazione consenso note "
    "valor quantia doacao bedrag gift toestemming opmerking kwota zgoda uwagi";

} // namespace

bool isHeaderWord(const QString& cell) {
    static const QSet<QString> words = [] {
        const QStringList list = QString::fromLatin1(kWords).split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    static const QRegularExpression between(QStringLiteral("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})"),
                                            QRegularExpression::UseUnicodePropertiesOption);
    constexpr qsizetype kLongest = 60;
    constexpr qsizetype kMostWords = 6;
    const QString text = cell.trimmed();
    if (text.isEmpty() || text.size() > kLongest || text.contains(u'@')) {
        return false;
    }
    if (kindOfHeader(text) || words.contains(bareName(text))) {
        return true;
    }
    const QStringList parts = text.split(between, Qt::SkipEmptyParts);
    return parts.size() > 1 && parts.size() <= kMostWords &&
           std::any_of(parts.begin(), parts.end(), [](const QString& part) { return words.contains(bareName(part)); });
}

} // namespace pathways
