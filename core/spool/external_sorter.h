// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spool/parallel_sort.h"
#include "core/spool/scratch_partitions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <type_traits>
#include <vector>

namespace pathways {

/// Sorts any number of items in bounded memory: what does not fit goes to a nameless file, in partitions of the order's
/// range, and each partition is sorted when its turn comes. Items are copied byte by byte.
///
/// Order says what comes first. order(a, b) is true when a comes before b. order.rank(item) is a number that never
/// falls from one item to the next; ranks should be spread over [0, order.highest()], as memory is only bounded then.
///
/// First all items through inputs, then either sorted() or start(), current() and advance(). Only inputs may be used by
/// several threads at a time. Reading may be repeated.
template <typename T, typename Order>
class ExternalSorter final {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    /// Keeps up to inMemory items before it uses the disk; where more are expected, at once.
    ExternalSorter(QString scratchFolder, std::size_t inMemory, Order order = {}, std::uint64_t expected = 0)
        : m_order(order)
        , m_inMemory(inMemory)
        , m_toDisk(expected > inMemory)
        , m_scratch(std::move(scratchFolder)) {}

    /// How one thread adds items. flush() at the end; the destructor does not add.
    class Input final {
    public:
        explicit Input(ExternalSorter& sorter)
            : m_sorter(sorter) {}
        [[nodiscard]] Result<void> add(const T& item) {
            if (m_items.empty()) {
                m_items.resize(kAtOnce);
            }
            m_items[m_count++] = item;
            return m_count < kAtOnce ? Result<void>{} : flush();
        }
        [[nodiscard]] Result<void> flush() {
            auto added = m_sorter.add({m_items.data(), m_count});
            m_count = 0;
            return added;
        }

    private:
        ExternalSorter& m_sorter;
        std::vector<T> m_items;
        std::size_t m_count = 0;
    };

    /// Sorts with the help of a free thread of this pool from now on, and starts none of its own. The pool outlives
    /// this.
    void sortOn(QThreadPool& helpers) { m_helpers = &helpers; }

    /// Calls sink with runs of sorted items that follow one another. Equal ranks are never spread over two runs.
    [[nodiscard]] Result<void> sorted(const std::function<Result<void>(std::span<const T>)>& sink) {
        auto done = start();
        while (done && !m_run.empty()) {
            done = sink(m_run).and_then([this] { return nextRun(); });
        }
        return done;
    }

    /// Goes to the first item.
    [[nodiscard]] Result<void> start() {
        if (!m_toDisk) {
            if (!m_isSorted) {
                sort(m_items);
                m_isSorted = true;
            }
            setRun(m_items);
            return {};
        }
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            if (auto flushed = flush(i); !flushed) {
                return flushed;
            }
        }
        m_parts = {};
        m_nextPartition = 0;
        return nextRun();
    }
    /// The item at hand; null at the end.
    [[nodiscard]] const T* current() const { return m_at < m_run.size() ? &m_run[m_at] : nullptr; }
    [[nodiscard]] Result<void> advance() { return ++m_at < m_run.size() ? Result<void>{} : nextRun(); }

private:
    static constexpr std::size_t kAtOnce = 10'000;                    ///< Items of an input that are added together.
    static constexpr std::size_t kPartBuffer = 64 * 1024 / sizeof(T); ///< Items that go to the disk together.
    static constexpr std::size_t kPartitions = ScratchPartitions::kCount;
    struct Handle {
        std::uint64_t rank;
        std::uint32_t position;
    };

    Result<void> add(std::span<const T> items) {
        const std::lock_guard lock(m_mutex);
        m_isSorted = false;
        if (m_toDisk) {
            return distribute(items);
        }
        if (m_items.capacity() == 0) {
            // At once, or growing would need twice the memory; untouched pages cost nothing.
            m_items.reserve(m_inMemory + kAtOnce);
        }
        m_items.insert(m_items.end(), items.begin(), items.end());
        if (m_items.size() <= m_inMemory) {
            return {};
        }
        m_toDisk = true;
        auto done = distribute(m_items);
        m_items = {};
        return done;
    }

    Result<void> distribute(std::span<const T> items) {
        const std::uint64_t share = m_order.highest() / kPartitions + 1;
        for (const T& item : items) {
            const auto number = std::size_t(std::min<std::uint64_t>(m_order.rank(item) / share, kPartitions - 1));
            std::vector<T>& part = m_parts[number];
            if (part.capacity() == 0) {
                part.reserve(kPartBuffer);
            }
            part.push_back(item);
            if (part.size() == kPartBuffer) {
                if (auto written = flush(number); !written) {
                    return written;
                }
            }
        }
        return {};
    }

    Result<void> flush(std::size_t number) {
        std::vector<T>& part = m_parts[number];
        if (part.empty()) {
            return {};
        }
        auto written = m_scratch.append(number, part.data(), part.size() * sizeof(T));
        part.clear();
        return written;
    }

    void setRun(const std::vector<T>& items) {
        m_run = items;
        m_at = 0;
    }

    /// The next partition with anything in it; none at the end, and none in memory.
    Result<void> nextRun() {
        m_run = {};
        m_at = 0;
        while (m_toDisk && m_run.empty() && m_nextPartition < kPartitions) {
            const std::size_t number = m_nextPartition++;
            m_items.resize(m_scratch.size(number) / sizeof(T));
            if (auto read = m_scratch.read(number, m_items.data()); !read) {
                return read;
            }
            sort(m_items);
            setRun(m_items);
        }
        return {};
    }

    /// Small items are sorted as they are. Of large ones, pairs of rank and position are, and each is then moved once:
    /// several times faster.
    void sort(std::vector<T>& items) const {
        if constexpr (sizeof(T) <= sizeof(Handle)) {
            sortByRank(
                items, [this](const T& item) { return m_order.rank(item); }, m_order, m_helpers);
        } else {
            std::vector<Handle> handles(items.size());
            for (std::size_t i = 0; i < items.size(); ++i) {
                handles[i] = {m_order.rank(items[i]), std::uint32_t(i)};
            }
            sortByRank(
                handles, [](const Handle& handle) { return handle.rank; },
                [this, &items](const Handle& a, const Handle& b) {
                    return a.rank != b.rank ? a.rank < b.rank : m_order(items[a.position], items[b.position]);
                },
                m_helpers);
            std::vector<T> sorted;
            sorted.reserve(items.size());
            for (const Handle& handle : handles) {
                sorted.push_back(items[handle.position]);
            }
            items = std::move(sorted);
        }
    }

    /// On two threads, which part in the middle of the ranks.
    template <typename Items, typename Rank, typename Less>
    static void sortByRank(Items& items, const Rank& rank, const Less& less, QThreadPool* helpers) {
        if (items.empty()) {
            return;
        }
        const auto [low, high] = std::minmax_element(
            items.begin(), items.end(), [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); });
        const std::uint64_t middle = rank(*low) + (rank(*high) - rank(*low)) / 2;
        sortInTwo(
            items.begin(), items.end(), [&rank, middle](const auto& item) { return rank(item) < middle; }, less,
            helpers);
    }

    Order m_order;
    std::size_t m_inMemory;
    QThreadPool* m_helpers = nullptr;
    std::mutex m_mutex; ///< Of adding.
    bool m_toDisk;
    bool m_isSorted = false;
    std::vector<T> m_items; ///< All of them, or the partition at hand.
    std::array<std::vector<T>, kPartitions> m_parts;
    ScratchPartitions m_scratch;
    std::size_t m_nextPartition = 0;
    std::span<const T> m_run;
    std::size_t m_at = 0;
};

} // namespace pathways
