// SPDX-License-Identifier: GPL-3.0-or-later
// How fast text files are read: boundaries only, and with every row split.
#include "core/audience/preview.h"
#include "core/audience/text/csv_reader.h"
#include "core/audience/text/csv_scanner.h"
#include "core/audience/text/csv_split.h"
#include "tests/bench/parse_support.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

namespace pathways {

namespace {

constexpr std::int64_t kRows = 1'000'000;

const QTemporaryDir& folder() {
    static const QTemporaryDir dir;
    return dir;
}

const QString& donorFile(bool quoted) {
    const auto write = [](bool quotes) {
        const QString path = folder().filePath(quotes ? QStringLiteral("quoted.csv") : QStringLiteral("plain.csv"));
        const std::string text = bench::donorRows(kRows, quotes);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), qint64(text.size())) < 0) {
            std::abort();
        }
        return path;
    };
    static const QString plain = write(false);
    static const QString quotedPath = write(true);
    return quoted ? quotedPath : plain;
}

/// range(0): quoted or not; range(1): split or not.
void readFile(benchmark::State& state) {
    const QString& path = donorFile(state.range(0) != 0);
    std::int64_t bytes = 0;
    std::size_t rows = 0;
    for (auto step : state) {
        auto reader = CsvReader::open(path, {});
        RowBatch batch;
        CellBuffer cells;
        rows = 0;
        for (bool more = true; more;) {
            more = (*reader)->next(batch, {}).value_or(false);
            rows += batch.size();
            for (std::size_t i = 0; state.range(1) != 0 && i < batch.size(); ++i) {
                (*reader)->split(batch.row(i), cells);
                benchmark::DoNotOptimize(cells.cells.data());
            }
        }
        bytes += std::int64_t((*reader)->bytesTotal());
    }
    state.SetBytesProcessed(bytes);
    state.counters["rows"] = double(rows);
}
BENCHMARK(readFile)->ArgsProduct({{0, 1}, {0, 1}})->ArgNames({"quoted", "split"})->Unit(benchmark::kMillisecond);

/// The same in memory, to compare with other parsers, which have no file reading of their own.
void ours(benchmark::State& state) {
    std::string text = bench::donorRows(200'000, state.range(0) != 0);
    const std::size_t size = text.size();
    text.append(CsvScanner::kPadding, '\0');
    for (auto step : state) {
        CsvScanner scanner(',', '"');
        CellBuffer cells;
        std::size_t count = 0;
        for (const char *p = text.data(), *end = p + size; p < end;) {
            const RowSpan row = scanner.scan(p, end, true);
            splitCells({p, std::size_t(row.end - p)}, ',', '"', cells);
            count += cells.cells.size();
            p = row.next;
        }
        benchmark::DoNotOptimize(count);
        state.counters["cells"] = double(count);
    }
    state.SetBytesProcessed(state.iterations() * std::int64_t(size));
}
BENCHMARK(ours)->Arg(0)->Arg(1)->ArgName("quoted")->Unit(benchmark::kMillisecond);

void preview(benchmark::State& state) {
    const QString& path = donorFile(false);
    for (auto step : state) {
        const auto found = previewCsv(path);
        benchmark::DoNotOptimize(found);
    }
}
BENCHMARK(preview)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace pathways

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
