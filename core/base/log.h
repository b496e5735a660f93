// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace pathways {

// One category per concern. Nothing that stands for a person or a secret is ever passed to them; the message handler
// installed by installRedactingLog() redacts once more, for what third parties print (trap T6).
Q_DECLARE_LOGGING_CATEGORY(lcNet)
Q_DECLARE_LOGGING_CATEGORY(lcPush)
Q_DECLARE_LOGGING_CATEGORY(lcWorkspace)
Q_DECLARE_LOGGING_CATEGORY(lcCredentials)
Q_DECLARE_LOGGING_CATEGORY(lcApp)

/// Sends every message of the process through redacted() to standard error and, when a path is given, to that file
/// (0600, replaced at 2 MB). Call once, early in main().
void installRedactingLog(const QString& filePath = {});

} // namespace pathways
