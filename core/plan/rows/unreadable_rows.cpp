// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/rows/unreadable_rows.h"

#include "core/plan/file/plan_format.h"

namespace pathways {

Result<qint64> writeUnreadable(UnreadableRows& rows, const Snapshot* before, EncryptedFileWriter& file) {
    StreamWriter out(file, plan_format::kUnreadable, StreamWriter::blockFor(sizeof(std::uint64_t)));
    RecordWalk<std::uint64_t> known(before != nullptr ? &before->file() : nullptr, Snapshot::kUnreadable);
    qint64 added = 0;
    auto done = known.start().and_then([&rows] { return rows.start(); });
    while (done && rows.current() != nullptr) {
        const std::uint64_t row = *rows.current();
        while (done && known.current() != nullptr && *known.current() < row) {
            done = known.advance();
        }
        // Rows that are alike are counted one by one.
        const bool isKnown = known.current() != nullptr && *known.current() == row;
        added += isKnown ? 0 : 1;
        done = done.and_then([&] { return isKnown ? known.advance() : Result<void>{}; })
                   .and_then([&] { return out.appendRecord(row); })
                   .and_then([&rows](Location) { return rows.advance(); });
    }
    return done.and_then([&out] { return out.flush(); }).map([added] { return added; });
}

} // namespace pathways
