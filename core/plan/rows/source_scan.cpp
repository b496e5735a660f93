// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/rows/source_scan.h"

#include "core/base/memory_guard.h"
#include "core/plan/file/plan_errors.h"

#include <thread>

namespace pathways {

namespace {

constexpr std::size_t kWorkers = 2;

/// Nothing that a mapping or the rules decide: the digest of a row that cannot be read is of its bytes alone.
const QByteArray kUnreadableContext = QByteArrayLiteral("unreadable row");

} // namespace

/// One thread's own tools and findings.
struct SourceScan::Worker {
    explicit Worker(SourceScan& scan)
        : mapper(scan.m_fields, scan.m_input.pathway, scan.m_input.audience, scan.m_input.type, scan.m_input.keys.mac,
                 scan.m_input.excluded, scan.m_input.place.noes,
                 scan.m_input.keyRules.apply() ? &forms.emplace(*scan.m_input.keyRules.session) : nullptr)
        , fingerprinter(scan.m_input.keys.mac, scan.m_rowContext)
        , unreadableDigest(scan.m_input.keys.mac, kUnreadableContext)
        , values(scan.m_file, plan_format::kValues)
        , notes(scan.m_file, plan_format::kNotes)
        , leftOut(scan.m_leftOut)
        , records(scan.m_rows)
        , unreadable(scan.m_unreadable) {}

    RowBatch batch;
    CellBuffer cells;
    MappedRow mapped;
    std::optional<ServerForms> forms; ///< Of the batch's keys, where the destination has rules of its own for them.
    RowMapper mapper;
    RowFingerprinter fingerprinter;
    RowFingerprinter unreadableDigest;
    StreamWriter values;
    StreamWriter notes;
    LeftOutSorter::Input leftOut;
    RecordSorter::Input records;
    UnreadableRows::Input unreadable;
    std::vector<std::uint64_t> tags;
    std::vector<std::uint32_t> found;
    std::vector<PersonKey> keys;
    std::string scratch;
    qint64 total = 0;
    std::uint32_t lastRow = 0;
    std::uint64_t digest = 0;
    std::map<Reason, qint64> reasons;
};

SourceScan::SourceScan(const PlanInput& input, RowReader& source, const PlanFields& fields, const RowFilter& filter,
                       const QByteArray& rowContext, UnchangedRowIndex& seen, RecordSorter& rows,
                       LeftOutSorter& leftOut, UnreadableRows& unreadable, EncryptedFileWriter& file,
                       PlanProgress& progress)
    : m_input(input)
    , m_source(source)
    , m_fields(fields)
    , m_filter(filter)
    , m_rowContext(rowContext)
    , m_seen(seen)
    , m_rows(rows)
    , m_leftOut(leftOut)
    , m_unreadable(unreadable)
    , m_file(file)
    , m_progress(progress) {}

Result<ScanResult> SourceScan::run(std::stop_token stop) {
    std::vector<std::unique_ptr<Worker>> workers;
    for (std::size_t i = 0; i < kWorkers; ++i) {
        workers.push_back(std::make_unique<Worker>(*this));
    }
    {
        std::jthread other([&] { work(*workers[1], stop); });
        work(*workers[0], stop);
    }
    if (m_error) {
        return fail(*m_error);
    }
    if (auto unchanged = m_source.verifyUnchanged(); !unchanged) {
        return fail(unchanged.error());
    }
    ScanResult result;
    result.filled.resize(m_fields.fields.size());
    for (const auto& worker : workers) {
        result.total += worker->total;
        result.lastRow = std::max(result.lastRow, worker->lastRow);
        result.digest += worker->digest;
        result.mapped += worker->mapper.rows();
        for (const auto& [reason, count] : worker->reasons) {
            result.leftOut[reason] += count;
        }
        for (const auto& [drop, count] : worker->mapper.drops()) {
            result.drops[drop] += count;
        }
        const std::vector<PersonKey>& yes = worker->mapper.saidYes();
        result.saidYes.insert(result.saidYes.end(), yes.begin(), yes.end());
        for (std::size_t i = 0; i < result.filled.size(); ++i) {
            result.filled[i] += worker->mapper.filled()[i];
        }
    }
    return result;
}

Result<bool> SourceScan::nextBatch(RowBatch& batch, const std::stop_token& stop) {
    const std::lock_guard lock(m_mutex);
    if (m_atEnd || m_error) {
        return false;
    }
    if (stop.stop_requested()) {
        return fail(plan_errors::stopped());
    }
    batch.clear();
    auto more = m_source.next(batch, stop);
    if (!more && stop.stop_requested()) {
        return fail(plan_errors::stopped());
    }
    if (more) {
        m_atEnd = !*more;
        m_progress.bytes.store(m_source.bytesRead(), std::memory_order_relaxed);
    }
    return more;
}

/// Nothing is thrown out of here: one of the workers runs in a thread of its own.
void SourceScan::work(Worker& worker, const std::stop_token& stop) {
    const auto done = withinMemory(InterruptedWork::Plan, [&] { return takeAll(worker, stop); });
    if (!done) {
        const std::lock_guard lock(m_mutex);
        if (!m_error) {
            m_error = done.error();
        }
    }
}

Result<void> SourceScan::takeAll(Worker& worker, const std::stop_token& stop) {
    for (;;) {
        auto more = nextBatch(worker.batch, stop);
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            break;
        }
        if (auto taken = take(worker, stop); !taken) {
            return taken;
        }
    }
    return worker.records.flush()
        .and_then([&] { return worker.unreadable.flush(); })
        .and_then([&] { return worker.values.flush(); })
        .and_then([&] { return worker.notes.flush(); })
        .and_then([&] { return worker.leftOut.flush(); });
}

/// Of the rows that have to be looked at, in as few questions as there can be.
Result<void> SourceScan::askForms(Worker& worker, const std::stop_token& stop) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < worker.batch.size(); ++i) {
        if (worker.found[i] == UnchangedRowIndex::kNone) {
            m_source.split(worker.batch.row(i), worker.cells);
            worker.mapper.keyTexts(worker.cells, texts);
        }
    }
    return worker.forms->ask(texts, stop);
}

Result<void> SourceScan::take(Worker& worker, const std::stop_token& stop) {
    const std::size_t count = worker.batch.size();
    worker.fingerprinter.tags(worker.batch, worker.tags);
    m_seen.find(worker.tags, worker.found);
    if (worker.forms) {
        if (auto asked = askForms(worker, stop); !asked) {
            return asked;
        }
    }
    const auto first = std::uint32_t(worker.batch.firstRow);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t row = first + std::uint32_t(i);
        // A sum, as the workers take turns; an odd factor for each row, as the order counts too.
        worker.digest += worker.tags[i] * (2 * std::uint64_t(row) + 1);
        if (worker.found[i] == UnchangedRowIndex::kNone) {
            if (auto taken = takeRow(worker, worker.batch.row(i), row, worker.tags[i]); !taken) {
                return taken;
            }
            continue;
        }
        ++worker.total;
        if (const std::uint32_t before = m_seen.see(worker.found[i], row); before != 0) {
            ++worker.reasons[Reason::Duplicate];
            const plan_format::LeftOutEntry entry{std::min(before, row), Reason::Duplicate,
                                                  plan_format::NameSource::Snapshot, 0xff, worker.found[i]};
            if (auto added = worker.leftOut.add(entry); !added) {
                return added;
            }
        }
    }
    m_progress.rows.fetch_add(count, std::memory_order_relaxed);
    if (count > 0) {
        worker.lastRow = std::max(worker.lastRow, first + std::uint32_t(count) - 1);
    }
    return {};
}

Result<void> SourceScan::takeRow(Worker& worker, std::string_view row, std::uint32_t number, std::uint64_t tag) {
    m_source.split(row, worker.cells);
    const bool readable = !worker.cells.malformed && !worker.cells.badEncoding;
    if (readable && !m_filter.matchesEverybody() && !m_filter.matches(worker.cells.cells)) {
        return {};
    }
    ++worker.total;
    worker.mapper.map(worker.cells, worker.mapped);
    PersonRecord& record = worker.mapped.record;
    record.number = number;
    record.tag = tag;
    if (record.reason != Reason::None && (record.flags & kDenied) == 0) {
        return stopRow(worker, row, number);
    }
    worker.scratch.assign(reinterpret_cast<const char*>(&record), sizeof record);
    packTexts(worker.mapped.values, worker.scratch);
    const std::size_t size = worker.scratch.size() - sizeof record;
    auto where = worker.values.append(worker.scratch);
    if (!where) {
        return fail(where.error());
    }
    // The size rides along above the location, so that batches can be cut without reading the values again.
    record.where = *where | std::uint64_t(std::min<std::size_t>(size, 0xffff)) << 40;
    return worker.records.add(record);
}

Result<void> SourceScan::stopRow(Worker& worker, std::string_view row, std::uint32_t number) {
    const MappedRow& mapped = worker.mapped;
    ++worker.reasons[mapped.record.reason];
    worker.scratch.clear();
    packTexts({mapped.identity, mapped.value, std::string_view()}, worker.scratch);
    auto where = worker.notes.append(worker.scratch);
    if (!where) {
        return fail(where.error());
    }
    const plan_format::LeftOutEntry entry{number, mapped.record.reason, plan_format::NameSource::Notes, mapped.field,
                                          *where};
    if (auto added = worker.leftOut.add(entry); !added) {
        return added;
    }
    worker.keys.clear();
    if (mapped.keyed) {
        worker.keys.push_back(mapped.record.key);
    } else {
        worker.mapper.keysIn(worker.cells, worker.keys);
    }
    if (worker.keys.empty()) {
        return worker.unreadable.add(worker.unreadableDigest.tag(row));
    }
    for (const PersonKey& key : worker.keys) {
        PersonRecord present;
        present.key = key;
        present.address = mapped.keyed ? mapped.record.address : key;
        present.number = number;
        present.flags = std::uint16_t(kPresentOnly | (mapped.keyed ? mapped.record.flags & ~kDenied : 0));
        if (auto added = worker.records.add(present); !added) {
            return added;
        }
    }
    return {};
}

} // namespace pathways
