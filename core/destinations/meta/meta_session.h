// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/meta/meta_api.h"
#include "core/destinations/meta/meta_errors.h"
#include "core/destinations/meta/meta_payload.h"
#include "core/destinations/push_session.h"

#include <atomic>

namespace pathways::meta {

/// Delays requests while the usage headers of earlier replies say that the account is blocked, or close to it
/// (contract 3.4). Thread-safe.
class UsageGate final {
public:
    explicit UsageGate(Clock& clock)
        : m_clock(clock) {}
    void note(const Usage& usage);
    /// Waits for as long as asked; false when stopped meanwhile.
    bool pass(std::stop_token stop);

private:
    Clock& m_clock;
    std::atomic<qint64> m_notBefore{0}; ///< Monotonic milliseconds.
};

/// One push to one custom audience. Membership is a set, so adding and removing are harmless when repeated.
class MetaSession final : public PushSession {
public:
    /// The clock must outlive the session.
    MetaSession(Api api, PayloadEncoder encoder, QString audience, Clock& clock);

    [[nodiscard]] BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch& batch) const override;
    /// Looks up the batch's session; if it is incomplete there, the batch is sent again.
    [[nodiscard]] BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                     std::stop_token stop) override;
    /// Reads the audience: a session's own stage may say "uploading" for ever (contract 3.6).
    [[nodiscard]] Result<ProcessingState> poll(const QList<QByteArray>& receipts, std::stop_token stop) override;

private:
    struct Delivery {
        const ChangeBatch& batch;
        std::vector<std::uint32_t> who;
        PayloadEncoder::Action action = PayloadEncoder::Action::Put;
    };

    [[nodiscard]] BatchResult putAgain(const ChangeBatch& removed, BatchResult result, std::stop_token stop);
    [[nodiscard]] BatchResult deliver(const Delivery& delivery, std::stop_token stop);
    [[nodiscard]] BatchResult judge(const Delivery& delivery, const ReplaceSession& session,
                                    const QJsonObject& answer) const;
    [[nodiscard]] BatchResult judgeInvalid(const Delivery& delivery, const QJsonObject& answer, qint64 invalid) const;
    [[nodiscard]] bool alreadyThere(const ReplaceSession& session, std::stop_token stop);

    Api m_api;
    PayloadEncoder m_encoder;
    QString m_audience;
    Clock& m_clock;
    UsageGate m_gate;
    int m_rounds = 0;
};

} // namespace pathways::meta
