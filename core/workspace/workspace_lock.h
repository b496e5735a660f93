// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QLockFile>
#include <QString>

#include <memory>

namespace pathways {

/// Holds a workspace folder for this process until it is destroyed. Two files: workspace.guard, which is locked and
/// never deleted, so that nobody can hold a lock on a file that others do not see any more; and workspace.lock, which
/// says to people, to other computers and to older versions of the program who it is.
class WorkspaceLock final {
public:
    /// Takes it, or says who has it (kind InUse). One that a killed process left behind is taken over at once, also
    /// when its process number belongs to another program by now (F15); one held by another computer never is (F17).
    /// On a drive that knows no locks: kind Storage.
    [[nodiscard]] static Result<std::unique_ptr<WorkspaceLock>> take(const QString& folder);
    ~WorkspaceLock();
    WorkspaceLock(const WorkspaceLock&) = delete;
    WorkspaceLock& operator=(const WorkspaceLock&) = delete;

private:
    explicit WorkspaceLock(int guard)
        : m_guard(guard) {}
    [[nodiscard]] Result<void> name(const QString& folder);

    int m_guard;
    std::unique_ptr<QLockFile> m_named;
};

} // namespace pathways
