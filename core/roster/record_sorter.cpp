// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/record_sorter.h"

#include "core/spool/parallel_sort.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace pathways {

namespace {

bool before(const PersonRecord& a, const PersonRecord& b) {
    const int order = std::memcmp(a.key.bytes.data(), b.key.bytes.data(), a.key.bytes.size());
    return order != 0 ? order < 0 : a.number < b.number;
}

struct Handle {
    std::uint64_t prefix;
    std::uint32_t position;
};

/// About the middle of the prefixes, which are spread evenly.
std::uint64_t medianOf(const std::vector<Handle>& handles) {
    const auto [low, high] = std::minmax_element(handles.begin(), handles.end(),
                                                 [](const Handle& a, const Handle& b) { return a.prefix < b.prefix; });
    return low->prefix + (high->prefix - low->prefix) / 2;
}

/// Sorts small pairs of key prefix and position, then moves each record once: several times faster than sorting the
/// records themselves.
void sortRecords(std::vector<PersonRecord>& records) {
    std::vector<Handle> handles(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        std::uint64_t prefix = 0;
        std::memcpy(&prefix, records[i].key.bytes.data(), sizeof prefix);
        handles[i] = {__builtin_bswap64(prefix), std::uint32_t(i)};
    }
    const auto less = [&records](const Handle& a, const Handle& b) {
        return a.prefix != b.prefix ? a.prefix < b.prefix : before(records[a.position], records[b.position]);
    };
    const std::uint64_t middle = handles.empty() ? 0 : medianOf(handles);
    sortInTwo(
        handles.begin(), handles.end(), [middle](const Handle& handle) { return handle.prefix < middle; }, less);
    std::vector<PersonRecord> out;
    out.reserve(records.size());
    for (const Handle& handle : handles) {
        out.push_back(records[handle.position]);
    }
    records.swap(out);
}

} // namespace

RecordSorter::RecordSorter(QString scratchFolder, std::uint64_t expected, std::size_t inMemory)
    : m_folder(std::move(scratchFolder))
    , m_inMemory(inMemory)
    , m_toDisk(expected > inMemory) {}

Result<void> RecordSorter::add(std::vector<PersonRecord>& records) {
    const std::lock_guard lock(m_mutex);
    m_sorted = false;
    m_size += records.size();
    Result<void> done;
    if (m_toDisk) {
        done = distribute(records);
    } else {
        if (m_records.capacity() ==
            0) { // At once, or growing would need twice the memory; untouched pages cost nothing.
            m_records.reserve(m_inMemory + 20'000);
        }
        m_records.insert(m_records.end(), records.begin(), records.end());
        if (m_records.size() > m_inMemory) {
            m_toDisk = true;
            done = distribute(m_records);
            m_records = {};
        }
    }
    records.clear();
    return done;
}

Result<void> RecordSorter::distribute(const std::vector<PersonRecord>& records) {
    for (const PersonRecord& record : records) {
        const std::size_t number = record.key.bytes[0] >> 2;
        std::vector<PersonRecord>& part = m_parts[number];
        if (part.capacity() == 0) {
            part.reserve(kPartBuffer);
        }
        part.push_back(record);
        if (part.size() == kPartBuffer) {
            if (auto written = flush(number); !written) {
                return written;
            }
        }
    }
    return {};
}

Result<void> RecordSorter::flush(std::size_t number) {
    std::vector<PersonRecord>& part = m_parts[number];
    if (part.empty()) {
        return {};
    }
    if (!m_scratch) {
        auto file = DiskFile::scratch(m_folder);
        if (!file) {
            return fail(file.error());
        }
        m_scratch = std::move(*file);
    }
    const std::size_t bytes = part.size() * sizeof(PersonRecord);
    if (auto written = m_scratch->writeAt(m_end, part.data(), bytes); !written) {
        return written;
    }
    m_extents[number].push_back({m_end, part.size()});
    m_end += bytes;
    part.clear();
    return {};
}

Result<void> RecordSorter::sorted(const std::function<Result<void>(const std::vector<PersonRecord>&)>& sink) {
    if (!m_toDisk) {
        if (!m_sorted) {
            sortRecords(m_records);
            m_sorted = true;
        }
        return sink(m_records);
    }
    for (std::size_t i = 0; i < kPartitions; ++i) {
        if (auto flushed = flush(i); !flushed) {
            return flushed;
        }
    }
    m_parts = {};
    std::vector<PersonRecord> run;
    for (const auto& extents : m_extents) {
        run.clear();
        for (const Extent& extent : extents) {
            const std::size_t at = run.size();
            run.resize(at + extent.count);
            auto read = m_scratch->readAt(extent.offset, run.data() + at, extent.count * sizeof(PersonRecord));
            if (!read) {
                return read;
            }
        }
        sortRecords(run);
        if (auto taken = sink(run); !taken) {
            return taken;
        }
    }
    return {};
}

} // namespace pathways
