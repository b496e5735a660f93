// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/rows/left_out_sorter.h"

namespace pathways {

Result<void> writeLeftOut(LeftOutSorter& leftOut, EncryptedFileWriter& file) {
    using plan_format::LeftOutEntry;
    StreamWriter out(file, plan_format::kLeftOut, StreamWriter::blockFor(sizeof(LeftOutEntry)));
    return leftOut
        .sorted([&out](std::span<const LeftOutEntry> run) -> Result<void> {
            for (const LeftOutEntry& one : run) {
                if (auto written = out.appendRecord(one); !written) {
                    return fail(written.error());
                }
            }
            return {};
        })
        .and_then([&out] { return out.flush(); });
}

} // namespace pathways
