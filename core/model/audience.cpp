// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/audience.h"

namespace pathways {

namespace {

/// Countries that write the month before the day (the United States, its territories, and the Philippines among
/// others).
bool countryWritesMonthFirst(const QString& country) {
    static const QStringList codes{QStringLiteral("US"), QStringLiteral("AS"), QStringLiteral("FM"),
                                   QStringLiteral("GU"), QStringLiteral("MH"), QStringLiteral("MP"),
                                   QStringLiteral("PH"), QStringLiteral("PR"), QStringLiteral("PW"),
                                   QStringLiteral("UM"), QStringLiteral("VI")};
    return country.isEmpty() || codes.contains(country);
}

} // namespace

bool readsMonthFirst(const Audience& audience) {
    const auto* file = std::get_if<FileSource>(&audience.source);
    switch (file != nullptr ? file->dialect.dates : DateOrder::ByCountry) {
    case DateOrder::MonthFirst:
        return true;
    case DateOrder::DayFirst:
        return false;
    case DateOrder::ByCountry:
        break;
    }
    return countryWritesMonthFirst(audience.defaultCountry);
}

bool readsDecimalComma(const Audience& audience) {
    const auto* file = std::get_if<FileSource>(&audience.source);
    return file != nullptr && file->dialect.decimalComma;
}

} // namespace pathways
