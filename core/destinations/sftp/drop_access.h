// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/push_target.h"
#include "core/destinations/sftp/drop_file.h"
#include "core/destinations/sftp/part_file.h"
#include "core/destinations/sftp/sftp_link.h"
#include "core/model/finding.h"

#include <optional>

namespace pathways {

// What lies in a drop folder, read as something that anybody may have put there. Blocking.

/// The file of people, empty where there is none. columns: of the pathway, key among them. Errors: NeedsDecision for a
/// file that must not be written over; the link's.
[[nodiscard]] Result<DropFile> readDropFile(SftpLink& link, const QString& path, const QStringList& columns,
                                            std::size_t key, bool spreadsheetSafe);

/// A part that whoever has the key wrote; nothing where it is anything else.
[[nodiscard]] Result<std::optional<PartFile>> readOwnPart(SftpLink& link, const QString& path,
                                                          const QByteArray& proofKey);

/// What somebody should know of the folder before a push: a file that is not this pathway's, parts that it leaves
/// alone.
[[nodiscard]] Result<QList<Finding>> lookAtDrop(SftpLink& link, const PushTarget& target);

} // namespace pathways
