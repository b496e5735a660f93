// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audiences/countries.h"

#include <QCollator>
#include <QComboBox>
#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace pathways::ui {

void fillCountries(QComboBox& box) {
    struct Entry {
        QString name;
        QString code;
    };
    QList<Entry> entries;
    for (int t = int(QLocale::AnyTerritory) + 1; t <= int(QLocale::LastTerritory); ++t) {
        const auto territory = QLocale::Territory(t);
        const QString code = QLocale::territoryToCode(territory);
        if (code.size() == 2 && code.front().isLetter()) {
            entries.append({QLocale::territoryToString(territory), code});
        }
    }
    const QCollator collator;
    std::sort(entries.begin(), entries.end(),
              [&](const Entry& a, const Entry& b) { return collator.compare(a.name, b.name) < 0; });
    box.clear();
    box.addItem(QCoreApplication::translate("pathways::ui::Words", "Not chosen"), QString());
    for (const Entry& entry : entries) {
        box.addItem(entry.name, entry.code);
    }
    chooseCountry(box, QLocale::system().territory() == QLocale::AnyTerritory
                           ? QString()
                           : QLocale::territoryToCode(QLocale::system().territory()));
}

void chooseCountry(QComboBox& box, const QString& code) {
    const int index = box.findData(code);
    if (index >= 0) {
        box.setCurrentIndex(index);
    }
}

} // namespace pathways::ui
