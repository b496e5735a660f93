// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spool/disk_file.h"
#include "core/spool/parallel_sort.h"

#include <QString>

#include <algorithm>
#include <optional>
#include <type_traits>
#include <vector>

namespace pathways {

/// Puts items in the order of their rows in bounded memory: what does not fit goes to a nameless file in sorted runs,
/// which are merged while they are read. An item is copied byte by byte and has a member row, the only one with its
/// number. First add(), then start(), then current() and advance() to the end. One thread at a time.
template <typename T>
class RowSorter final {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    /// Keeps up to inMemory items before it uses the disk.
    explicit RowSorter(QString scratchFolder, std::size_t inMemory = kMegabytes * 1024 * 1024 / sizeof(T))
        : m_folder(std::move(scratchFolder))
        , m_inMemory(inMemory) {}

    [[nodiscard]] Result<void> add(const T& item) {
        if (m_items.capacity() == 0) {
            m_items.reserve(
                m_inMemory); // At once, or growing would need twice the memory; untouched pages cost nothing.
        }
        m_items.push_back(item);
        return m_items.size() < m_inMemory ? Result<void>{} : spill();
    }

    [[nodiscard]] Result<void> start() {
        if (m_runs.empty()) {
            sortItems();
            m_current = m_items.empty() ? nullptr : m_items.data();
            return {};
        }
        if (auto spilled = spill(); !spilled) {
            return spilled;
        }
        m_items = {};
        for (Run& run : m_runs) {
            if (auto loaded = refill(run); !loaded) {
                return loaded;
            }
        }
        choose();
        return {};
    }

    /// The item at hand; null at the end.
    [[nodiscard]] const T* current() const { return m_current; }
    [[nodiscard]] Result<void> advance() {
        if (m_runs.empty()) {
            m_current = m_current + 1 == m_items.data() + m_items.size() ? nullptr : m_current + 1;
            return {};
        }
        Run& run = m_runs[m_chosen];
        if (++run.at == run.buffer.size()) {
            if (auto loaded = refill(run); !loaded) {
                return loaded;
            }
        }
        choose();
        return {};
    }

private:
    static constexpr std::size_t kMegabytes = 32;
    static constexpr std::size_t kBuffer = 64 * 1024 / sizeof(T); ///< Items of a run that are read together.
    struct Run {
        std::uint64_t offset = 0;
        std::size_t left = 0; ///< Items still on the disk.
        std::vector<T> buffer;
        std::size_t at = 0;
    };

    void sortItems() {
        std::uint32_t last = 0;
        for (const T& item : m_items) {
            last = std::max(last, item.row);
        }
        sortInTwo(
            m_items.begin(), m_items.end(), [half = last / 2](const T& item) { return item.row <= half; },
            [](const T& a, const T& b) { return a.row < b.row; });
    }

    Result<void> spill() {
        if (m_items.empty()) {
            return {};
        }
        if (!m_scratch) {
            auto file = DiskFile::scratch(m_folder);
            if (!file) {
                return fail(file.error());
            }
            m_scratch = std::move(*file);
        }
        sortItems();
        Run run;
        run.offset = m_end;
        run.left = m_items.size();
        const std::size_t bytes = m_items.size() * sizeof(T);
        if (auto written = m_scratch->writeAt(m_end, m_items.data(), bytes); !written) {
            return written;
        }
        m_end += bytes;
        m_runs.push_back(std::move(run));
        m_items.clear();
        return {};
    }

    Result<void> refill(Run& run) {
        run.at = 0;
        run.buffer.resize(std::min(run.left, kBuffer));
        const std::size_t bytes = run.buffer.size() * sizeof(T);
        if (auto read = m_scratch->readAt(run.offset, run.buffer.data(), bytes); !read) {
            return read;
        }
        run.offset += bytes;
        run.left -= run.buffer.size();
        return {};
    }

    void choose() {
        m_current = nullptr;
        for (std::size_t i = 0; i < m_runs.size(); ++i) {
            const Run& run = m_runs[i];
            if (run.at < run.buffer.size() && (m_current == nullptr || run.buffer[run.at].row < m_current->row)) {
                m_current = &run.buffer[run.at];
                m_chosen = i;
            }
        }
    }

    QString m_folder;
    std::size_t m_inMemory;
    std::vector<T> m_items;
    std::optional<DiskFile> m_scratch;
    std::uint64_t m_end = 0;
    std::vector<Run> m_runs;
    std::size_t m_chosen = 0;
    const T* m_current = nullptr;
};

} // namespace pathways
