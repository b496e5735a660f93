// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <optional>

namespace pathways {

/// Why a push ends before its work is done; the first reason stays.
class StopReason final {
public:
    void set(const Error& error);
    /// The journal could not be written: nothing may follow, whatever the reason was before.
    void setStorage(const Error& error);
    explicit operator bool() const { return m_problem.has_value(); }
    [[nodiscard]] PushStatus status() const { return m_status; }
    [[nodiscard]] const std::optional<Error>& problem() const { return m_problem; }

private:
    PushStatus m_status = PushStatus::NeedsYou;
    std::optional<Error> m_problem;
};

/// Somebody has to do something before the push can go on.
[[nodiscard]] bool needsPerson(ErrorKind kind);
/// It passes by itself; the batch is as it was.
[[nodiscard]] bool justWaits(ErrorKind kind);

} // namespace pathways
