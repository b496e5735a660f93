// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pathways::bench {

/// A platform shaped like Meta on 127.0.0.1 that reads every byte of every request, counts the people in it and answers
/// as the contract wants, with the least work possible: what it costs is not the program's. Raw sockets that
/// acknowledge at once, as a stall of 40 ms per request would be measured otherwise (trap T8). Prints its port as one
/// line and runs until it is killed.
[[noreturn]] void runSink();

} // namespace pathways::bench
