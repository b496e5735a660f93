// SPDX-License-Identifier: GPL-3.0-or-later
// The parsers that were weighed against ours, on the same text, doing no more than counting cells.
#include "tests/bench/parse_support.h"

#include <benchmark/benchmark.h>
#include <csv.h>
#include <orcus/csv_parser.hpp>

namespace pathways {

namespace {

struct CountCells : orcus::csv_handler {
    std::size_t count = 0;
    void cell(const char* /*p*/, std::size_t /*n*/, bool /*transient*/) { ++count; }
};

void liborcus(benchmark::State& state) {
    const std::string text = bench::donorRows(200'000, state.range(0) != 0);
    orcus::csv::parser_config config;
    config.delimiters.push_back(',');
    config.text_qualifier = '"';
    for (auto step : state) {
        CountCells handler;
        orcus::csv_parser<CountCells> parser(text.data(), text.size(), handler, config);
        parser.parse();
        state.counters["cells"] = double(handler.count);
    }
    state.SetBytesProcessed(state.iterations() * std::int64_t(text.size()));
}
BENCHMARK(liborcus)->Arg(0)->Arg(1)->ArgName("quoted")->Unit(benchmark::kMillisecond);

void onCell(void* /*text*/, std::size_t /*size*/, void* count) {
    ++*static_cast<std::size_t*>(count);
}
void onRow(int /*end*/, void* /*count*/) {}

void libcsv(benchmark::State& state) {
    const std::string text = bench::donorRows(200'000, state.range(0) != 0);
    for (auto step : state) {
        csv_parser parser{};
        csv_init(&parser, 0);
        std::size_t count = 0;
        csv_parse(&parser, text.data(), text.size(), onCell, onRow, &count);
        csv_fini(&parser, onCell, onRow, &count);
        csv_free(&parser);
        state.counters["cells"] = double(count);
    }
    state.SetBytesProcessed(state.iterations() * std::int64_t(text.size()));
}
BENCHMARK(libcsv)->Arg(0)->Arg(1)->ArgName("quoted")->Unit(benchmark::kMillisecond);

} // namespace

} // namespace pathways
