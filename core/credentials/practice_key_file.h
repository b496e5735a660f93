// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <QString>

#include <optional>

namespace pathways {

/// The file practice.key of a workspace's folder (0600); workspace_keys.h says when there is one.
class PracticeKeyFile final {
public:
    explicit PracticeKeyFile(const QString& folder);
    /// No value when there is no such file. Permissions that are too wide are narrowed.
    [[nodiscard]] Result<std::optional<Secret>> read() const;
    /// Whole or not at all.
    [[nodiscard]] Result<void> write(const Secret& keys) const;
    /// Overwrites and removes it, if it is there.
    void wipe() const;

private:
    QString m_path;
};

} // namespace pathways
