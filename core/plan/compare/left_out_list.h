// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/plan_tally.h"
#include "core/plan/file/plan_format.h"

namespace pathways {

/// The people of a plan who are left out although their rows can be read: named in the sealed plan, and counted.
class LeftOutList final {
public:
    LeftOutList(EncryptedFileWriter& file, PlanTally& tally)
        : m_stream(file, plan_format::kLeftOut, StreamWriter::blockFor(sizeof(plan_format::LeftOutEntry)))
        , m_tally(tally) {}

    /// values: PersonRecord::where of the row, which names them.
    [[nodiscard]] Result<void> add(std::uint32_t row, std::uint64_t values, Reason reason) {
        return add({row, reason, plan_format::NameSource::Values, 0xff, values & kNowhere});
    }
    [[nodiscard]] Result<void> add(const plan_format::LeftOutEntry& entry) {
        ++m_tally.leftOut[entry.reason];
        return m_stream.appendRecord(entry).map([](Location) {});
    }
    [[nodiscard]] Result<void> flush() { return m_stream.flush(); }

private:
    StreamWriter m_stream;
    PlanTally& m_tally;
};

} // namespace pathways
