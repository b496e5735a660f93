// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/google/google_api.h"
#include "core/destinations/google/google_members.h"
#include "core/destinations/push_session.h"

#include <QHash>

#include <mutex>

namespace pathways::google {

/// What a push does beyond its own people.
struct ExactMatch {
    bool wanted = false;       ///< Everyone who was not in this push is removed at its end.
    QString listId;            ///< PushTarget::object.
    qint64 expectedPeople = 0; ///< Additions and updates of this push: PushTarget::estimatedPeople.
};

/// One push to one customer list. Adding and removing are both harmless when repeated: membership is a set, so an
/// unknown outcome is settled by sending the same batch again.
class GoogleSession final : public PushSession {
public:
    /// The clock must outlive the session.
    GoogleSession(Api api, MemberEncoder encoder, const Clock& clock, ExactMatch exact = {});

    [[nodiscard]] BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch& batch) const override;
    [[nodiscard]] BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                     std::stop_token stop) override;
    /// Asks for each request that is not known to be done yet (contract 2.3). Counts only: Google does not name rows.
    /// With an exact match, removes everyone else once every request of the push has fully succeeded, and waits for
    /// that too.
    [[nodiscard]] Result<ProcessingState> poll(const QList<QByteArray>& receipts, std::stop_token stop) override;

private:
    struct RequestOutcome {
        bool done = false;
        bool failed = false; ///< Google accepted nothing of it.
        bool removal = false;
        qint64 received = 0;
        qint64 rejected = 0;
        QStringList reasons;
        std::optional<std::chrono::milliseconds> askAgainIn;
    };

    using Encode = QByteArray (MemberEncoder::*)(const ChangeBatch&, const std::vector<std::uint32_t>&) const;
    [[nodiscard]] BatchResult deliver(const char* verb, Encode encode, const ChangeBatch& batch,
                                      std::vector<std::uint32_t> who, std::stop_token stop) const;
    [[nodiscard]] BatchResult sendRemovals(const ChangeBatch& batch, std::stop_token stop) const;
    [[nodiscard]] BatchResult putAgain(const ChangeBatch& removed, BatchResult result, std::stop_token stop) const;
    [[nodiscard]] BatchResult sendAdditions(const ChangeBatch& batch, std::stop_token stop) const;
    [[nodiscard]] Result<RequestOutcome> ask(const QByteArray& requestId, std::stop_token stop) const;
    [[nodiscard]] ProcessingState summary(const QList<QByteArray>& receipts);
    [[nodiscard]] Result<QByteArray> startTime(std::stop_token stop);
    [[nodiscard]] BatchResult withStart(BatchResult result, const ChangeBatch& batch) const;
    [[nodiscard]] std::optional<QByteArray> startWhenWhole(const QList<QByteArray>& receipts) const;
    [[nodiscard]] Result<void> removeOthers(ProcessingState& state, const QList<QByteArray>& receipts,
                                            std::stop_token stop);

    Api m_api;
    MemberEncoder m_encoder;
    const Clock* m_clock;
    ExactMatch m_exact;
    mutable std::mutex m_mutex;
    QByteArray m_start;       ///< Google's time before the first addition, RFC 3339; guarded by m_mutex.
    QByteArray m_removingAll; ///< The request that removes the others; poll() only.
    QHash<QByteArray, RequestOutcome> m_outcomes; ///< poll() only, which is called from one thread.
    int m_rounds = 0;
};

} // namespace pathways::google
