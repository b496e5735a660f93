// SPDX-License-Identifier: GPL-3.0-or-later
// What a server could send in place of a part or of the file of people: any bytes at all. Run under the sanitizers as
// well.
#include "core/base/digest.h"
#include "core/destinations/sftp/csv_rows.h"
#include "core/destinations/sftp/drop_file.h"
#include "core/destinations/sftp/part_file.h"
#include "tests/support/must.h"

#include <gtest/gtest.h>
#include <random>

namespace pathways {

namespace {

const QByteArray kKey(32, 'k');

PartHead head() {
    PartHead head;
    head.pathway = QStringLiteral("one");
    head.place = QStringLiteral("/drop/people.csv");
    head.push = QStringLiteral("push");
    head.stamp = QStringLiteral("20240101000000000");
    head.batch = 3;
    head.columns = {QStringLiteral("EMAIL"), QStringLiteral("NAME, first"), QStringLiteral("NOTE!")};
    head.key = head.columns.front();
    head.clears = {false, true, false};
    return head;
}

const QByteArray kRows = "add,,a@riverbank.test,\"Ann, \"\"A\"\"\",x\r\nremove,b@riverbank.test,,,\r\n";

/// Seeded, so that what it finds can be found again.
QByteArray mutated(QByteArray bytes, std::mt19937& random) {
    const int changes = 1 + int(random() % 4);
    for (int i = 0; i < changes && !bytes.isEmpty(); ++i) {
        const qsizetype at = qsizetype(random() % unsigned(bytes.size()));
        switch (random() % 5) {
        case 0:
            bytes[at] = char(random() % 256);
            break;
        case 1:
            bytes.remove(at, 1 + qsizetype(random() % 40));
            break;
        case 2:
            bytes.insert(at, QByteArray(1 + qsizetype(random() % 40), "\",\n\r\0a"[random() % 6]));
            break;
        case 3:
            bytes.truncate(at);
            break;
        default:
            bytes.insert(at, bytes.mid(qsizetype(random() % unsigned(bytes.size())), 60));
        }
    }
    return bytes;
}

} // namespace

TEST(HostileDrop, aPartSaysWhatWasPutIntoIt) {
    const auto part = test::must(openPart(sealPart(head(), kRows, kKey), kKey));
    EXPECT_EQ(part.head.columns, head().columns);
    EXPECT_EQ(part.head.clears, head().clears);
    EXPECT_EQ(part.head.batch, 3U);
    ASSERT_EQ(part.changes.size(), 2U);
    EXPECT_EQ(part.changes[0].values, (std::vector<std::string>{"a@riverbank.test", "Ann, \"A\"", "x"}));
    EXPECT_TRUE(part.changes[1].removal);
    EXPECT_EQ(part.changes[1].previous, "b@riverbank.test");
}

TEST(HostileDrop, noChangedByteOfAPartGoesUnnoticed) {
    const QByteArray sealed = sealPart(head(), kRows, kKey);
    for (qsizetype i = 0; i < sealed.size(); ++i) {
        QByteArray one = sealed;
        one[i] = char(one[i] ^ 1);
        EXPECT_FALSE(openPart(one, kKey)) << i;
        EXPECT_FALSE(openPart(sealed.left(i), kKey)) << i;
    }
    EXPECT_FALSE(openPart(sealed, QByteArray(32, 'x'))) << "another pathway's key";
    std::mt19937 random(1);
    for (int i = 0; i < 20'000; ++i) {
        const QByteArray one = mutated(sealed, random);
        EXPECT_TRUE(one == sealed || !openPart(one, kKey)) << i;
    }
}

TEST(HostileDrop, aProvenPartOfAnyWidthIsReadOrRefused) {
    std::mt19937 random(2);
    int read = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto part = openPart(sealPart(head(), mutated(kRows, random), kKey), kKey);
        for (const auto& change : part ? part->changes : std::vector<PartFile::Change>()) {
            ASSERT_EQ(change.values.size(), 3U);
            ++read;
        }
    }
    EXPECT_GT(read, 0);
}

TEST(HostileDrop, anyFileIsReadWholeOrRefused) {
    const QByteArray table = "EMAIL,NOTE,\"MORE\"\r\na@x,\"one, two\",3\r\nb@x,,\r\nc@x,'=1,\"\"\r\n";
    std::mt19937 random(3);
    std::map<DropFile::Loaded, int> seen;
    for (int i = 0; i < 40'000; ++i) {
        DropFile file({QStringLiteral("EMAIL"), QStringLiteral("FIRST")}, 0);
        const auto loaded = file.load(i == 0 ? table : mutated(table, random), true);
        ++seen[loaded];
        if (loaded == DropFile::Loaded::Whole) {
            // It can be written to, and what was written is a table again.
            file.put("d@x", {"Dee", "d@x"}, file.places({QStringLiteral("FIRST"), QStringLiteral("EMAIL")}),
                     {false, false});
            file.rename("a@x", "e@x");
            file.remove("b@x");
            DropFile again({QStringLiteral("EMAIL"), QStringLiteral("FIRST")}, 0);
            ASSERT_EQ(again.load(file.text(true), true), DropFile::Loaded::Whole) << i;
        }
    }
    EXPECT_GT(seen[DropFile::Loaded::Whole], 100);
    EXPECT_GT(seen[DropFile::Loaded::NoKeyColumn], 100);
    EXPECT_GT(seen[DropFile::Loaded::KeyedOtherwise], 100);
    EXPECT_GT(seen[DropFile::Loaded::NotATable], 100);
}

TEST(HostileDrop, aRowIsNeverWiderOrLongerThanATable) {
    for (const QByteArray& text :
         {QByteArray(10'000'000, ','), QByteArray(10'000'000, 'x'), QByteArray(10'000'000, '\n').prepend('"')}) {
        CsvRows rows(text, false);
        std::vector<std::string> row;
        EXPECT_FALSE(rows.next(row));
        EXPECT_FALSE(rows.wellFormed());
        EXPECT_LE(row.size(), CsvRows::kMostCells);
    }
    const QByteArray blank(10'000'000, '\n');
    CsvRows rows(blank, false);
    std::vector<std::string> row;
    EXPECT_FALSE(rows.next(row));
    EXPECT_TRUE(rows.wellFormed());
}

TEST(HostileDrop, namesTellWhosePartItIs) {
    const PartNames one(QStringLiteral("people.csv"), QStringLiteral("one"), kKey);
    const PartNames two(QStringLiteral("people.csv"), QStringLiteral("two"), kKey);
    const QString name = one.name(QStringLiteral("20240101000000000"), 7);
    EXPECT_EQ(one.whose(name), PartNames::Whose::Ours);
    EXPECT_EQ(two.whose(name), PartNames::Whose::Others);
    EXPECT_EQ(one.whose(QStringLiteral(".people.csv-20240101000000000-00000001.changes")), PartNames::Whose::Others);
    for (const char* other : {"people.csv", ".people.csv-", ".people.csv-x.changes", ".people2.csv-1-00000001.changes",
                              ".people.csv-1-00000001.changes.part"}) {
        EXPECT_EQ(one.whose(QString::fromLatin1(other)), PartNames::Whose::Nobodys) << other;
    }
    EXPECT_FALSE(name.contains(QStringLiteral("one"))) << "the server is not told which pathway it is";
}

} // namespace pathways
