// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"
#include "tests/support/batch_builder.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pathways::test {

/// One connector that speaks something else than HTTP, with its real server behind it, as the contract suite needs it
/// (server_harnesses.cpp). The server is one for the whole program; the object is made afresh for each test.
class ServerHarness {
public:
    virtual ~ServerHarness() = default;

    [[nodiscard]] virtual const Connector& connector() const = 0;
    [[nodiscard]] virtual bool available() = 0;
    /// port: where the server is reached, or a line to it.
    [[nodiscard]] virtual Connection connection(quint16 port) const = 0;
    [[nodiscard]] virtual quint16 port() const = 0;
    [[nodiscard]] virtual Secret goodSecret() const = 0;
    /// Takes the sign-in out of the connection and the secret.
    virtual void withoutSignIn(Connection& connection, Secret& secret) const = 0;
    /// A sign-in of the right shape that is not this account's.
    virtual void wrongSignIn(Connection& connection, Secret& secret) const = 0;
    /// From now on the server does not let us in any more; true takes it back.
    virtual void allowSignIn(bool allowed) = 0;
    /// Fields, clears and identifiers are filled by the suite from fieldIds().
    [[nodiscard]] virtual PushTarget target() = 0;
    [[nodiscard]] virtual std::vector<QString> fieldIds() const = 0;
    /// Values of the n-th person; canary() is part of each text.
    [[nodiscard]] virtual BatchBuilder::Values person(int n) const = 0;
    /// Somebody whom the server refuses; nothing where it takes everybody.
    [[nodiscard]] virtual std::optional<BatchBuilder::Values> refusedPerson() const { return std::nullopt; }
    /// How many rows of the n-th person there are now.
    [[nodiscard]] virtual int copies(int n) = 0;
    virtual void addObjects(int count) = 0;

    /// Part of every donor value: must never be seen outside an exchange.
    [[nodiscard]] static std::string canary() { return "zyxqcanary"; }
};

struct ServerSubject {
    const char* name;
    std::function<std::unique_ptr<ServerHarness>()> make;
};
[[nodiscard]] std::vector<ServerSubject> serverSubjects();
void stopContractServers();

} // namespace pathways::test
