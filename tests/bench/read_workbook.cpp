// SPDX-License-Identifier: GPL-3.0-or-later
// How long a workbook or another file of people takes to preview and to read, and in how much memory: one file, in a
// process of its own.
#include "core/audience/file_rows.h"
#include "core/audience/preview.h"
#include "tests/bench/need.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>
#include <sys/resource.h>

namespace {

long peakMegabytes() {
    struct rusage used {};
    ::getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss / 1024;
}

} // namespace

int main(int argc, char** argv) {
    using namespace pathways;
    const QCoreApplication app(argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "bench_workbook FILE\n");
        return 2;
    }
    const QString path = QString::fromLocal8Bit(argv[1]);
    QElapsedTimer clock;
    clock.start();
    const SourcePreview preview = need(previewSource(path));
    std::printf("preview: %.2f s, peak %ld MB\n", double(clock.restart()) / 1000, peakMegabytes());
    const auto reader = need(openFileRows({path, preview.dialect, preview.sheet}));
    RowBatch batch;
    CellBuffer cells;
    std::size_t rows = 0;
    std::size_t filled = 0;
    while (need(reader->next(batch, {}))) {
        for (std::size_t i = 0; i < batch.size(); ++i) {
            reader->split(batch.row(i), cells);
            filled += cells.cells.size();
            ++rows;
        }
    }
    std::printf("rows: %zu, cells: %zu, %.2f s, peak %ld MB\n", rows, filled, double(clock.elapsed()) / 1000,
                peakMegabytes());
    return 0;
}
