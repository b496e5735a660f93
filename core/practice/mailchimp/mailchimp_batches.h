// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/practice_platform.h"

#include <QJsonArray>
#include <QJsonObject>

#include <functional>
#include <mutex>

namespace pathways::practice::mailchimp {

/// Batch operations: each look at a batch moves it one state on (pending, preprocessing, started, finalizing,
/// finished); the operations run when it starts. The results are a tar.gz behind a link that is good for ten minutes.
/// Thread-safe.
class Batches final {
public:
    using Perform = std::function<PracticeResponse(const PracticeRequest&)>;

    explicit Batches(const PracticeClock& clock)
        : m_clock(clock) {}
    /// /batches and /batches/{id}. perform answers one operation as if it had been requested.
    [[nodiscard]] PracticeResponse handle(const PracticeRequest& request, const QByteArray& id, const Perform& perform);
    /// The link to the results; needs no sign-in.
    [[nodiscard]] PracticeResponse results(const QByteArray& token) const;
    void clear();
    [[nodiscard]] int open() const;

private:
    struct Batch {
        QByteArray id;
        QJsonArray operations;
        int state = 0;
        int errored = 0;
        QDateTime submitted;
        QDateTime completed;
        QByteArray archive;
        QByteArray token;
        QDateTime tokenUntil;
    };

    [[nodiscard]] PracticeResponse create(const PracticeRequest& request);
    void advance(Batch& batch, const PracticeRequest& request, const Perform& perform);
    void run(Batch& batch, const PracticeRequest& request, const Perform& perform) const;
    [[nodiscard]] QJsonObject toJson(const Batch& batch, const QByteArray& baseUrl) const;

    const PracticeClock& m_clock;
    mutable std::mutex m_mutex;
    QList<Batch> m_batches;
};

} // namespace pathways::practice::mailchimp
