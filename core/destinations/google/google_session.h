// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"
#include "core/destinations/google/google_api.h"
#include "core/destinations/google/google_members.h"

#include <QHash>

namespace pathways::google {

/// One push to one customer list. Adding and removing are both harmless when repeated: membership is a set, so an
/// unknown outcome is settled by sending the same batch again.
class GoogleSession final : public PushSession {
public:
    /// The clock must outlive the session.
    GoogleSession(Api api, MemberEncoder encoder, const Clock& clock);

    [[nodiscard]] BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch& batch) const override;
    [[nodiscard]] BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                     std::stop_token stop) override;
    /// Asks for each request that is not known to be done yet (contract 2.3). Counts only: Google names no rows.
    [[nodiscard]] Result<ProcessingState> poll(const QList<QByteArray>& receipts, std::stop_token stop) override;

private:
    struct RequestOutcome {
        bool done = false;
        bool failed = false; ///< Nothing of it was taken over.
        qint64 received = 0;
        qint64 rejected = 0;
        QStringList reasons;
        std::optional<std::chrono::milliseconds> askAgainIn;
    };

    using Encode = QByteArray (MemberEncoder::*)(const ChangeBatch&, const std::vector<std::uint32_t>&) const;
    [[nodiscard]] BatchResult deliver(const char* verb, Encode encode, const ChangeBatch& batch,
                                      std::vector<std::uint32_t> who, std::stop_token stop) const;
    [[nodiscard]] BatchResult sendRemovals(const ChangeBatch& batch, std::stop_token stop) const;
    [[nodiscard]] BatchResult sendAdditions(const ChangeBatch& batch, std::stop_token stop) const;
    [[nodiscard]] Result<RequestOutcome> ask(const QByteArray& requestId, std::stop_token stop) const;
    [[nodiscard]] ProcessingState summary(const QList<QByteArray>& receipts);

    Api m_api;
    MemberEncoder m_encoder;
    const Clock* m_clock;
    QHash<QByteArray, RequestOutcome> m_outcomes; ///< poll() only, which is called from one thread.
    int m_rounds = 0;
};

} // namespace pathways::google
