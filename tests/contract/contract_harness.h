// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"
#include "core/practice/practice_platform.h"
#include "tests/support/batch_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/in_process_transport.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pathways::test {

/// One connector with a well-behaved platform behind it, as the contract suite needs it. Every connector that speaks
/// HTTP has one (contract_harnesses.cpp); the suite does the rest. Made afresh for each test.
class ContractHarness {
public:
    virtual ~ContractHarness() = default;

    [[nodiscard]] virtual const Connector& connector() const = 0;
    /// The platform, behaving well. Answers arrive over InProcessTransport.
    [[nodiscard]] virtual practice::PracticeHandler& platform() = 0;
    /// False where the real software behind it is not installed: the tests skip, saying so.
    [[nodiscard]] virtual bool available() { return true; }
    [[nodiscard]] virtual Connection connection() const = 0;
    [[nodiscard]] virtual QByteArray goodSecret() const = 0;
    /// Shaped like a secret, but not this account's.
    [[nodiscard]] virtual QByteArray wrongSecret() const = 0;
    /// From now on the platform says that the sign-in has ended.
    virtual void expireSignIn() = 0;
    /// An Update or Create to an object that is there; fields, clears and identifiers are filled by the suite from
    /// fieldIds().
    [[nodiscard]] virtual PushTarget target() = 0;
    [[nodiscard]] virtual std::vector<QString> fieldIds() const = 0;
    /// Normalised values of the n-th person, in the order of fieldIds(). Contains canary() in each text.
    [[nodiscard]] virtual BatchBuilder::Values person(int n) const = 0;
    /// Somebody whom the platform refuses while it takes the others; nothing where it names nobody.
    [[nodiscard]] virtual std::optional<BatchBuilder::Values> refusedPerson() const { return std::nullopt; }
    /// Whether the n-th person is there now.
    [[nodiscard]] virtual bool holds(int n) = 0;
    /// Whether a request delivers additions or updates.
    [[nodiscard]] virtual bool delivers(const HttpRequest& request) const = 0;
    /// People in such a request.
    [[nodiscard]] virtual int peopleIn(const HttpRequest& request) const = 0;
    /// Everything this platform says when it wants its callers to wait.
    [[nodiscard]] virtual std::vector<HttpReply> throttlings() = 0;
    /// The platform's own routes name people by their address; nothing logs a URL.
    [[nodiscard]] virtual bool namesPeopleInPaths() const { return false; }
    /// Makes so many objects more at the platform, to be paged through; false where it cannot have many.
    virtual bool addObjects(int count) = 0;

    /// Part of every donor value: must never be seen outside a request.
    [[nodiscard]] static std::string canary() { return "zyxqcanary"; }
    [[nodiscard]] static HttpReply replyOf(const practice::PracticeResponse& response) {
        HttpReply reply = InProcessTransport::answered(response.status, response.body);
        for (const auto& [name, value] : response.headers) {
            reply.headers.emplaceBack(name.toLower(), value);
        }
        return reply;
    }
};

struct ContractSubject {
    const char* name;
    std::function<std::unique_ptr<ContractHarness>()> make;
};

/// Every connector that speaks HTTP. A new destination adds one line in contract_harnesses.cpp.
[[nodiscard]] std::vector<ContractSubject> contractSubjects();

} // namespace pathways::test
