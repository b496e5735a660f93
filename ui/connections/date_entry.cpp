// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/date_entry.h"

#include <QLocale>

namespace pathways::ui {
namespace {

/// The locale's short format with a four-digit year: two digits leave the century open.
QString wholeYearFormat() {
    QString format = QLocale().dateFormat(QLocale::ShortFormat);
    return format.contains(QStringLiteral("yyyy")) ? format
                                                   : format.replace(QStringLiteral("yy"), QStringLiteral("yyyy"));
}

} // namespace

QDate dayFrom(const QString& text) {
    const QString bare = text.simplified();
    for (const QDate& day : {QDate::fromString(bare, Qt::ISODate), QLocale().toDate(bare, wholeYearFormat()),
                             QLocale().toDate(bare, QLocale::LongFormat)}) {
        if (day.isValid() && day.year() >= 2000) {
            return day;
        }
    }
    const QDate twoDigits = QLocale().toDate(bare, QLocale::ShortFormat);
    return twoDigits.isValid() && twoDigits.year() < 2000 ? twoDigits.addYears(100) : twoDigits;
}

QString dayExample(const QDate& day) {
    return QLocale().toString(day, wholeYearFormat());
}

} // namespace pathways::ui
