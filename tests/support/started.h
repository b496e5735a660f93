// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace pathways::test {

/// A server that is started when it is first needed, and serves all tests of a program.
template <typename Server>
Server& started(std::unique_ptr<Server>& server) {
    if (!server) {
        server = std::make_unique<Server>();
    }
    return *server;
}

} // namespace pathways::test
