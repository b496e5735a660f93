// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <cstdint>
#include <functional>

namespace pathways {

/// A file whose every write is checked and that can be made durable. QSaveFile is not used: on a full disk it may
/// replace a good file with a truncated one and say that all went well (trap T9). Errors: DiskFull, Storage.
class DiskFile final {
public:
    /// A new file, readable and writable for its owner alone. Refuses to replace one.
    [[nodiscard]] static Result<DiskFile> create(const QString& path);
    [[nodiscard]] static Result<DiskFile> open(const QString& path);
    /// A nameless file in that folder, gone with its handle or with the process.
    [[nodiscard]] static Result<DiskFile> scratch(const QString& folder);
    DiskFile(DiskFile&& other) noexcept;
    DiskFile& operator=(DiskFile&& other) noexcept;
    DiskFile(const DiskFile&) = delete;
    DiskFile& operator=(const DiskFile&) = delete;
    ~DiskFile();

    /// Both may be called from several threads at a time.
    [[nodiscard]] Result<void> writeAt(std::uint64_t offset, const void* bytes, std::size_t size);
    [[nodiscard]] Result<void> readAt(std::uint64_t offset, void* bytes, std::size_t size) const;
    [[nodiscard]] Result<std::uint64_t> size() const;
    /// Until the bytes are on the disk.
    [[nodiscard]] Result<void> sync();

    /// Test seam: called before the n-th write, sync or rename of this process (from 0); returning true makes that
    /// one find the disk full.
    static void setFaultHook(std::function<bool(qint64 call)> hook);
    /// Test seam: called before each read of this process, on any thread; returning true makes that one fail.
    static void setReadHook(std::function<bool()> hook);

private:
    explicit DiskFile(int descriptor)
        : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

/// Gives the file its final name and makes the name durable.
[[nodiscard]] Result<void> renameDurably(const QString& from, const QString& to);

} // namespace pathways
