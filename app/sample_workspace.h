// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace pathways {

class Program;

/// Fills an empty workspace with made-up donors and practice destinations, so that everything can be tried without an
/// account and without risk (rule U100). Does nothing in a workspace that already has audiences or connections.
void addSample(Program& program, const QString& file, QObject* receiver, std::function<void()> done);

} // namespace pathways
