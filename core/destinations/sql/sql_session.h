// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"
#include "core/destinations/sql/sql_database.h"

namespace pathways {

/// One push into a table. Each batch is one transaction on a connection of its own: it happens whole or not at all, and
/// every statement is an upsert or a delete by key, so that sending a batch again is harmless.
class SqlSession final : public PushSession {
public:
    SqlSession(const CallContext& context, PushTarget target, SqlKind kind);

    [[nodiscard]] BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch& batch) const override;
    [[nodiscard]] BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                     std::stop_token stop) override;
    [[nodiscard]] Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink,
                                           std::stop_token stop) override;

private:
    struct Statements;
    [[nodiscard]] Statements prepare(SqlDatabase& database) const;
    [[nodiscard]] bool apply(Statements& statements, const PersonChange& person, std::uint32_t index,
                             BatchResult& result) const;
    [[nodiscard]] bool upsert(Statements& statements, const PersonChange& person, std::uint32_t index,
                              BatchResult& result) const;
    [[nodiscard]] bool rename(Statements& statements, const PersonChange& person) const;
    [[nodiscard]] BatchResult refused(const QSqlError& error, const ChangeBatch& batch) const;

    const CallContext& m_context;
    PushTarget m_target;
    SqlKind m_kind;
};

} // namespace pathways
