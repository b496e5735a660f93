// SPDX-License-Identifier: GPL-3.0-or-later
// F68: files of unusual shape. (Ten million rows are measured by tests/bench.)
#include "core/audience/text/csv_reader.h"
#include "tests/support/engine_fixture.h"

#include <QFile>

#include <sys/resource.h>

namespace pathways::test {
namespace {

QString write(const QTemporaryDir& folder, const QByteArray& header, int rows,
              const std::function<QByteArray(int)>& row) {
    const QString path = folder.filePath(QStringLiteral("big.csv"));
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(header + '\n');
    for (int i = 0; i < rows; ++i) {
        file.write(row(i) + '\n');
    }
    return path;
}

Result<std::shared_ptr<PlanFile>> planOf(Engine& engine, const QString& path) {
    auto reader = CsvReader::open(path, Dialect{});
    if (!reader) {
        return fail(reader.error());
    }
    engine.columns = (*reader)->columns();
    return engine.planFrom(**reader);
}

QByteArray address(int i) {
    return "p" + QByteArray::number(i) + "@riverbank.org";
}

TEST(BigSources, FiveHundredColumnsAreReadAndPushed) {
    Engine engine;
    QByteArray header = "Email,Name";
    QByteArray rest;
    for (int i = 2; i < 500; ++i) {
        header += ",Column " + QByteArray::number(i);
        rest += ",value " + QByteArray::number(i);
    }
    const QString path =
        write(engine.temporary, header, 2'000, [&](int i) -> QByteArray { return address(i) + ",Name" + rest; });
    auto plan = planOf(engine, path);
    ASSERT_TRUE(plan) << plan.error().text().toStdString();
    EXPECT_EQ((*plan)->summary().counts.add, 2'000);
    engine.type.limits.peoplePerBatch = 500;
    auto push = engine.push(*plan);
    ASSERT_TRUE(push);
    EXPECT_EQ(push->counts.accepted, 2'000);
}

TEST(BigSources, ACellOfAMegabyteCostsItsRowAtMost) {
    rusage before{};
    ::getrusage(RUSAGE_SELF, &before);
    Engine engine;
    const QByteArray huge(1 << 20, 'x');
    const QString path = write(engine.temporary, "Email,Name", 200, [&](int i) -> QByteArray {
        return address(i) + ',' + (i % 10 == 5 ? huge : QByteArray("Name"));
    });
    auto plan = planOf(engine, path);
    ASSERT_TRUE(plan) << plan.error().text().toStdString();
    const PlanSummary& summary = (*plan)->summary();
    EXPECT_TRUE(summary.counts.addsUp());
    EXPECT_EQ(summary.counts.total, 200);
    EXPECT_GE(summary.counts.add, 180);
    auto push = engine.push(*plan);
    ASSERT_TRUE(push);
    const PushCounts& counts = push->counts;
    EXPECT_EQ(counts.accepted + counts.invalid + counts.rejected + counts.leftOut + counts.unchanged, counts.total);
    rusage after{};
    ::getrusage(RUSAGE_SELF, &after);
    EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 300 * 1024);
}

} // namespace
} // namespace pathways::test
