// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_format.h"
#include "core/spool/external_sorter.h"

#include <limits>

namespace pathways {

/// Unchanged people whose rows are written differently now: taken in any order, written by key.
class RetagList final {
public:
    explicit RetagList(const QString& scratchFolder)
        : m_sorter(scratchFolder, kInMemory)
        , m_input(m_sorter) {}
    [[nodiscard]] Result<void> add(const PersonKey& key, std::uint64_t tag) { return m_input.add({key, tag}); }
    /// After the last one.
    [[nodiscard]] Result<void> write(EncryptedFileWriter& file) {
        StreamWriter out(file, plan_format::kRetags, StreamWriter::blockFor(sizeof(plan_format::TagUpdate)));
        return m_input.flush()
            .and_then([&] {
                return m_sorter.sorted([&](std::span<const plan_format::TagUpdate> run) -> Result<void> {
                    for (const plan_format::TagUpdate& one : run) {
                        if (auto written = out.appendRecord(one); !written) {
                            return fail(written.error());
                        }
                    }
                    return {};
                });
            })
            .and_then([&] { return out.flush(); });
    }

private:
    static constexpr std::size_t kInMemory = 16 * 1024 * 1024 / sizeof(plan_format::TagUpdate);
    struct ByPerson {
        [[nodiscard]] static std::uint64_t rank(const plan_format::TagUpdate& one) {
            std::uint64_t first = 0;
            std::memcpy(&first, one.key.bytes.data(), sizeof first);
            return __builtin_bswap64(first);
        }
        [[nodiscard]] static constexpr std::uint64_t highest() { return std::numeric_limits<std::uint64_t>::max(); }
        [[nodiscard]] bool operator()(const plan_format::TagUpdate& a, const plan_format::TagUpdate& b) const {
            return a.key < b.key;
        }
    };
    using Sorter = ExternalSorter<plan_format::TagUpdate, ByPerson>;
    Sorter m_sorter;
    Sorter::Input m_input;
};

} // namespace pathways
