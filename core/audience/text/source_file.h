// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QDateTime>
#include <QString>

#include <cstdint>
#include <string>

namespace pathways {

/// A file that is read once, and notices if it changes meanwhile. Never mapped, as truncating a mapped file would crash
/// the program.
class SourceFile final {
public:
    /// The error says whether the file is missing, a folder, not permitted or something else.
    [[nodiscard]] static Result<SourceFile> open(const QString& path);
    SourceFile(SourceFile&& other) noexcept;
    SourceFile& operator=(SourceFile&& other) noexcept;
    SourceFile(const SourceFile&) = delete;
    SourceFile& operator=(const SourceFile&) = delete;
    ~SourceFile();

    /// Up to size bytes; 0 at the end.
    [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size);
    /// Bytes at an offset, without moving the place of reading. Fewer at the end.
    [[nodiscard]] Result<std::string> readAt(std::uint64_t offset, std::size_t size) const;
    [[nodiscard]] std::uint64_t size() const { return m_mark.size; }
    /// Time of the last change, UTC.
    [[nodiscard]] QDateTime changed() const;
    [[nodiscard]] const QString& path() const { return m_path; }
    /// Whether it is still the same file, unchanged since it was opened.
    [[nodiscard]] Result<void> verifyUnchanged() const;

private:
    /// Identifies a state of the file.
    struct Mark {
        std::uint64_t size = 0;
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t seconds = 0;
        std::int64_t nanoseconds = 0;
        friend bool operator==(const Mark&, const Mark&) = default;
    };
    SourceFile(int descriptor, QString path, const Mark& mark);
    void close() noexcept;

    int m_descriptor = -1;
    QString m_path;
    Mark m_mark;
};

} // namespace pathways
