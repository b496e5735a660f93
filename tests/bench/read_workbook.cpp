// SPDX-License-Identifier: GPL-3.0-or-later
// How long a workbook or another file of people takes to preview and to read, and in how much memory: one file, in a
// process of its own.
#include "core/audience/file_rows.h"
#include "core/audience/preview.h"
#include "tests/bench/need.h"

#include <QCoreApplication>

#include <cstdio>
#include <sys/resource.h>

namespace {

struct Used {
    double seconds = 0; ///< Of the processor, of all threads.
    long megabytes = 0; ///< At most.
};

Used usedSoFar() {
    struct rusage used {};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return {seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss / 1024};
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
    const SourcePreview preview = need(previewSource(path));
    const Used previewed = usedSoFar();
    std::printf("preview: %.2f s of processor, peak %ld MB\n", previewed.seconds, previewed.megabytes);
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
    const Used read = usedSoFar();
    std::printf("rows: %zu, cells: %zu, %.2f s of processor, peak %ld MB\n", rows, filled,
                read.seconds - previewed.seconds, read.megabytes);
    return 0;
}
