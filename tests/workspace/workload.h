// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/workspace.h"

#include <QByteArray>

#include <functional>
#include <string>
#include <vector>

namespace pathways::test {

/// What a user and a push write into a workspace, step by step; always the same values. Each step is one call that has
/// to be whole or absent.
[[nodiscard]] std::vector<std::function<Result<void>(Database&)>> workloadSteps();

/// Everything stored, as text, except what differs from run to run (nonces).
[[nodiscard]] QByteArray dump(Database& database);

/// Everything, read the way the program reads it; an error when any part is reported as damaged.
[[nodiscard]] Result<QByteArray> readEverything(Database& database);

/// Copies a folder with its files and subfolders.
void copyFolder(const QString& from, const QString& to);

} // namespace pathways::test
