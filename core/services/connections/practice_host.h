// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/connection.h"

#include <QString>

#include <memory>

namespace pathways {

/// The practice destinations of a workspace, in this process: started when a practice connection without an address of
/// its own is first used, kept over restarts in the workspace's practice/ folder. GUI thread.
class PracticeHost final {
public:
    /// folder: where the practice destinations keep what was pushed to them.
    explicit PracticeHost(QString folder);
    ~PracticeHost();
    PracticeHost(const PracticeHost&) = delete;
    PracticeHost& operator=(const PracticeHost&) = delete;

    /// Fills in a practice connection's address (unless it has one) and its public, built-in credential.
    [[nodiscard]] Result<void> complete(Connection& connection, Secret& secret);
    /// Writes the state down; also done when this object goes.
    void save();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
