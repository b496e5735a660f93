// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pathways {

/// Switches core dumps and the reading of this process's memory by others of the same user off, so that no secret ends
/// up in a crash file (F63). Call first in main(). Returns false where the system refused.
bool forbidCoreDumps();

} // namespace pathways
