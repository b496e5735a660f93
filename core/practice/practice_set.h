// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/practice_platform.h"

#include <QJsonObject>

#include <memory>

namespace pathways::practice {

/// All practice destinations on one loopback port, each below its own prefix (http://127.0.0.1:PORT/mailchimp), and a
/// control route by which any process steers them:
///
///   GET    /control/state[/PLATFORM]   what they hold
///   GET    /control/requests[/PLATFORM] counts, see DeliveryLog
///   POST   /control/latency            {"milliseconds":200, "platform"?}: before each answer
///   POST   /control/faults             one rule or {"rules":[...]}, see FaultPlan;   DELETE clears them
///   POST   /control/release            clears them as well: what is held goes on
///   POST   /control/clock              {"advance_seconds":3600};   GET {"now"}
///   POST   /control/reset              {"platform"?}: the seeded state, no faults, no latency, counts at zero
///   POST   /control/PLATFORM/VERB      a platform's own controls, see its header
///
/// Answers are JSON. Nothing here is reachable from outside the machine.
class PracticeSet final {
public:
    PracticeSet();
    ~PracticeSet();

    /// Adds a platform beside the built-in ones; before start().
    void add(std::unique_ptr<PracticePlatform> platform);
    /// Port 0 takes a free one.
    [[nodiscard]] Result<void> start(quint16 port = 0);
    void stop();
    /// The object of docs/design.md, "The command line": one entry per platform and "control".
    [[nodiscard]] QJsonObject description() const;
    /// URL of a platform ("mailchimp") or of "control"; no slash at the end.
    [[nodiscard]] QUrl url(const QString& name) const;
    /// The clock that platforms made outside are to share.
    [[nodiscard]] PracticeClock& clock();
    /// Writes what the platforms hold into a folder, one file a platform; false when that cannot be done.
    [[nodiscard]] bool save(const QString& folder) const;
    /// Takes back what save() wrote; a platform without a file, or with one that is no JSON, keeps its seeded state.
    void restore(const QString& folder);
    /// For tests within the process: the same as the control route.
    [[nodiscard]] QJsonObject state(const QString& platform) const;
    [[nodiscard]] QJsonObject requests(const QString& platform) const;
    bool addFault(const QJsonObject& rule);
    void clearFaults();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways::practice
