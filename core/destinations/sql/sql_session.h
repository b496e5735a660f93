// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/call_context.h"
#include "core/destinations/push_session.h"
#include "core/destinations/push_target.h"
#include "core/destinations/sql/sql_statements.h"

#include <mutex>
#include <optional>
#include <set>

namespace pathways {

/// One push into a table. Each batch is one transaction on a connection of its own: it happens whole or not at all, and
/// each person is written or deleted by key, so that sending a batch again is harmless.
class SqlSession final : public PushSession {
public:
    SqlSession(const CallContext& context, PushTarget target);

    [[nodiscard]] BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch& batch) const override;
    [[nodiscard]] BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                     std::stop_token stop) override;
    [[nodiscard]] Result<QString> keyForm(std::stop_token stop) override;
    [[nodiscard]] Result<std::vector<std::optional<std::string>>> serverForm(const std::vector<std::string>& keys,
                                                                             std::stop_token stop) override;
    [[nodiscard]] Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink,
                                           std::stop_token stop) override;

private:
    /// The key column, asked about once.
    [[nodiscard]] Result<SqlKey> key(SqlDatabase& database);
    [[nodiscard]] bool apply(SqlStatements& statements, const ChangeBatch& batch, std::uint32_t index,
                             BatchResult& result) const;
    void noteOthers(const ChangeBatch& batch, const BatchResult& undecided);
    [[nodiscard]] BatchResult refused(const QSqlError& error, const ChangeBatch& batch) const;

    const CallContext& m_context;
    PushTarget m_target;
    std::mutex m_mutex; ///< Guards the key column.
    std::optional<SqlKey> m_key;
    /// Of transactions whose outcome is unknown, whom they found there. send() runs one batch at a time here
    /// (PlatformLimits::parallelBatches).
    std::set<PersonKey> m_others;
};

} // namespace pathways
