// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/person_record.h"
#include "core/spool/disk_file.h"

#include <QString>

#include <array>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace pathways {

/// Sorts any number of records by key, then number, in bounded memory: what does not fit goes to a nameless file in
/// partitions by the key's first bits. Adding is thread-safe; reading may be repeated.
class RecordSorter final {
public:
    /// Keeps up to inMemory records (64 bytes each) before it uses the disk; where more are expected, at once.
    explicit RecordSorter(QString scratchFolder, std::uint64_t expected = 0, std::size_t inMemory = 1'200'000);
    /// Takes the records over and empties the vector.
    [[nodiscard]] Result<void> add(std::vector<PersonRecord>& records);
    /// Calls sink with sorted runs that follow one another; no key is spread over two.
    [[nodiscard]] Result<void> sorted(const std::function<Result<void>(const std::vector<PersonRecord>&)>& sink);
    [[nodiscard]] std::uint64_t size() const { return m_size; }

private:
    static constexpr std::size_t kPartitions = 64;
    static constexpr std::size_t kPartBuffer = 1024; ///< Records of a partition that go to the disk together.
    struct Extent {
        std::uint64_t offset;
        std::size_t count;
    };
    [[nodiscard]] Result<void> distribute(const std::vector<PersonRecord>& records);
    [[nodiscard]] Result<void> flush(std::size_t number);

    QString m_folder;
    std::size_t m_inMemory;
    std::mutex m_mutex;
    bool m_toDisk;
    std::vector<PersonRecord> m_records;
    std::array<std::vector<PersonRecord>, kPartitions> m_parts;
    std::optional<DiskFile> m_scratch;
    std::uint64_t m_end = 0;
    std::array<std::vector<Extent>, kPartitions> m_extents;
    std::uint64_t m_size = 0;
    bool m_sorted = false;
};

} // namespace pathways
