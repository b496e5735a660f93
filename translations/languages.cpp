// SPDX-License-Identifier: GPL-3.0-or-later
#include "translations/languages.h"

#include <QDir>

namespace pathways {

QStringList shippedLanguages() {
    static const QString prefix = QStringLiteral("pathways_");
    static const QString ending = QStringLiteral(".qm");
    QStringList codes;
    for (const QString& file :
         QDir(QStringLiteral(":/i18n")).entryList({prefix + u'*' + ending}, QDir::Files, QDir::Name)) {
        codes.append(file.sliced(prefix.size()).chopped(ending.size()));
    }
    return codes;
}

} // namespace pathways
