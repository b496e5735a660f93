// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/text.h"

#include <QCoreApplication>
#include <QLocale>

#include <climits>
#include <cmath>

namespace pathways::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(pathways::ui::Words)
};

QString nameOf(char32_t c) {
    switch (c) {
    case 0x200B:
        return QStringLiteral("ZWSP");
    case 0x200C:
        return QStringLiteral("ZWNJ");
    case 0x200D:
        return QStringLiteral("ZWJ");
    case 0x200E:
        return QStringLiteral("LRM");
    case 0x200F:
        return QStringLiteral("RLM");
    case 0x202A:
        return QStringLiteral("LRE");
    case 0x202B:
        return QStringLiteral("RLE");
    case 0x202D:
        return QStringLiteral("LRO");
    case 0x202E:
        return QStringLiteral("RLO");
    case 0x2060:
        return QStringLiteral("WJ");
    case 0xFEFF:
        return QStringLiteral("BOM");
    case 0x00AD:
        return QStringLiteral("SHY");
    default:
        return {};
    }
}

/// The locale's date without the year and the weekday; Qt has no ready format for that.
QString dayAndMonth(const QDate& date, const QLocale& locale) {
    QString format = locale.dateFormat(QLocale::LongFormat);
    const QStringList unwanted{QStringLiteral("dddd"), QStringLiteral("yyyy")};
    for (const QString& part : unwanted) {
        format.remove(part);
    }
    while (!format.isEmpty() && !format.front().isLetterOrNumber()) {
        format.remove(0, 1);
    }
    while (!format.isEmpty() && !format.back().isLetterOrNumber() && format.back() != u'\'') {
        format.chop(1);
    }
    return locale.toString(date, format);
}

} // namespace

QString countText(qint64 count) {
    return QLocale().toString(count);
}

int plural(qint64 count) {
    return int(std::min<qint64>(count, INT_MAX));
}

QString whenText(const QDateTime& utc, const QDateTime& now) {
    if (!utc.isValid()) {
        return {};
    }
    const QLocale locale;
    const QDateTime local = utc.toLocalTime();
    const QDate today = now.toLocalTime().date();
    QString format = locale.timeFormat(QLocale::ShortFormat);
    format.remove(QStringLiteral(":ss")); // the plain "C" locale counts seconds
    const QString time = locale.toString(local.time(), format);
    if (local.date() == today) {
        return Words::tr("Today, %1").arg(time);
    }
    if (local.date() == today.addDays(-1)) {
        return Words::tr("Yesterday, %1").arg(time);
    }
    if (local.date().year() == today.year()) {
        return dayAndMonth(local.date(), locale);
    }
    return Words::tr("%1 %2", "day and month, then year")
        .arg(dayAndMonth(local.date(), locale), QString::number(local.date().year()));
}

QString exactWhenText(const QDateTime& utc) {
    if (!utc.isValid()) {
        return {};
    }
    return QLocale().toString(utc.toLocalTime(), QLocale::LongFormat);
}

QString percentText(double fraction) {
    // Never "100 %" before it is true.
    const int percent = fraction >= 1.0 ? 100 : std::min(99, int(std::floor(fraction * 100.0)));
    return Words::tr("%1 %", "per cent").arg(QLocale().toString(std::max(0, percent)));
}

QString durationText(qint64 seconds) {
    if (seconds < 60) {
        return Words::tr("Less than a minute");
    }
    const qint64 minutes = (seconds + 30) / 60;
    if (minutes < 60) {
        return Words::tr("About %Ln minute(s)", nullptr, int(minutes));
    }
    return Words::tr("About %Ln hour(s)", nullptr, plural((minutes + 30) / 60));
}

QString isolated(const QString& data) {
    return QChar(0x2068) + data + QChar(0x2069);
}

QString visibleText(const QString& value) {
    QString result;
    result.reserve(value.size());
    for (const QChar c : value) {
        const QString name = nameOf(c.unicode());
        if (!name.isEmpty()) {
            result += u'[' + name + u']';
        } else if (c.category() == QChar::Separator_Space && c != u' ') {
            result += QChar(0x00B7);
        } else if (c.category() == QChar::Other_Control) {
            result += u"[U+" + QStringLiteral("%1").arg(int(c.unicode()), 4, 16, QLatin1Char('0')).toUpper() + u']';
        } else {
            result += c;
        }
    }
    return result;
}

} // namespace pathways::ui
