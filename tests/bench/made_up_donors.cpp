// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/made_up_donors.h"

#include <QFile>

#include <cstdio>
#include <string>

namespace pathways::bench {

namespace {

const char* const kFirst[] = {"Ada", "Bj\xc3\xb6rn",    "Chlo\xc3\xa9", "David",
                              "Eve", "Fran\xc3\xa7ois", "Grace",        "Hanna"};
const char* const kLast[] = {"Smith",
                             "M\xc3\xbcller",
                             "O'Neill",
                             "Garc\xc3\xad"
                             "a",
                             "Jones",
                             "Brown",
                             "Nowak",
                             "Lee"};
const char* const kCity[] = {"Springfield", "Portland", "Austin", "Salem", "Denver", "Boston", "Dayton", "Tucson"};

} // namespace

void writeDonors(const QString& path, quint64 rows, int changedPercent) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        qFatal("cannot write");
    }
    file.write(
        "Donor ID,Email,First Name,Last Name,Phone,City,State,Postal Code,Country,Date of Birth,Last Gift,Notes\n");
    std::string block;
    char line[320];
    for (quint64 i = 0; i < rows; ++i) {
        const bool changed = changedPercent > 0 && i % 100 < quint64(changedPercent);
        const int size =
            std::snprintf(line, sizeof line,
                          "%llu,donor%llu@example%llu.net,%s,\"%s\",212555%04llu,%s,OR,97%03llu,US,19%02llu-0%llu-1%"
                          "llu,%llu.50,\"%s\"\n",
                          static_cast<unsigned long long>(100000 + i), static_cast<unsigned long long>(i),
                          static_cast<unsigned long long>(i % 97), kFirst[i % 8], kLast[(i / 8) % 8],
                          static_cast<unsigned long long>(i % 10000), kCity[(i / 3) % 8],
                          static_cast<unsigned long long>(i % 1000), static_cast<unsigned long long>(40 + i % 60),
                          static_cast<unsigned long long>(1 + i % 9), static_cast<unsigned long long>(i % 10),
                          static_cast<unsigned long long>(i % 500), changed ? "gave again" : "spring appeal");
        block.append(line, std::size_t(size));
        if (block.size() > 1 << 20) {
            file.write(block.data(), qint64(block.size()));
            block.clear();
        }
    }
    file.write(block.data(), qint64(block.size()));
}

} // namespace pathways::bench
