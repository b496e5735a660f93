// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spool/encrypted_file.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <memory>

namespace pathways {

// A memory, a roster or a snapshot, is one file, or two: a large base, and a delta on it with everything that changed
// since the base was written. The delta is what is named; its name tells that of its base. A push that changed little
// writes a new delta beside the old one, on the same base; once it would be large, all is written as one new file.

/// Name of the file that a memory of this name is based on; empty: it stands alone.
[[nodiscard]] QString baseOf(const QString& name);

/// The name for a delta with what changed since old, which may be a delta itself. name: as it would be called alone.
[[nodiscard]] QString nameOfDelta(const QString& name, const QString& old);

/// A memory that was opened, and what it says of itself.
struct OpenMemory {
    std::unique_ptr<EncryptedFile> file; ///< On its base, if it has one.
    QJsonObject meta;
};
/// Opens a memory and what it is based on. A file that is lost, or another one under the base's name, is damage.
/// Errors: Storage; isDamage().
[[nodiscard]] Result<OpenMemory> openMemory(const QString& path, const QByteArray& dataKey);

/// Key in the meta of a delta: the id of its base.
inline constexpr QLatin1String kBaseId("base");
/// For the meta of a delta on what old stands on; empty: old is not known.
[[nodiscard]] QString idOfBase(const EncryptedFile& old);

/// Whether so many more records should be written as a delta of old, rather than everything anew: as long as it stays
/// small beside its base. Small memories are always written anew, so that the one before is a whole one of its own.
[[nodiscard]] bool fitsIntoDelta(const EncryptedFile& old, std::uint64_t records);

/// When a delta is small enough.
struct DeltaLimits {
    std::uint64_t smallestBase = 1024 * 1024; ///< In bytes.
    std::uint64_t share = 32;                 ///< The base is at least so many times as large.
};
/// Test seam: deltas also of a few people.
void setDeltaLimits(const DeltaLimits& limits);

/// Deletes a memory that nothing names any more, and its base. What one of the kept ones needs stays.
void dropMemory(const QString& folder, const QString& gone, const QStringList& kept);

} // namespace pathways
