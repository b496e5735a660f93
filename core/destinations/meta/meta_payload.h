// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/advertising/json_body.h"
#include "core/destinations/change_batch.h"
#include "core/destinations/push_target.h"

#include <QSet>

#include <string>
#include <vector>

namespace pathways::meta {

/// A session of one request. Each batch has its own session, with an id derived from the push and the batch: batches
/// run in parallel, may be halved and are sent again after a crash, so a shared session would have no last batch and no
/// counts to check. This way the number Meta received is exactly this batch's.
struct ReplaceSession {
    qint64 id = 0;
    std::size_t rows = 0;
};

/// Turns people into payloads: a schema of keys and a list of lists, empty strings for unknown values (contract 3.1).
/// Immutable, so usable from several threads.
class PayloadEncoder final {
public:
    explicit PayloadEncoder(const PushTarget& target);

    [[nodiscard]] bool identifies(const PersonChange& person) const;
    [[nodiscard]] bool removable(const PersonChange& person) const;
    /// Whether the person was there under a first identifier that they no longer have (promise P9).
    [[nodiscard]] bool renamed(const PersonChange& person) const;

    [[nodiscard]] ReplaceSession session(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                         bool removing) const;
    [[nodiscard]] QByteArray users(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                   const ReplaceSession& session) const;
    /// By an uploaded key, because removing by any other does nothing at Meta (contract 3.6), and by the first of them
    /// alone: a phone shared with somebody who stays would remove that person as well (contract 0.4-4). Email comes
    /// before the external ID, which Meta forgets after 90 days.
    [[nodiscard]] QByteArray removal(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                     const ReplaceSession& session) const;

    /// Those of who whose identifiers, as sent, are among the given texts.
    [[nodiscard]] std::vector<std::uint32_t> holders(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                                     const QSet<QByteArray>& texts, bool removing) const;

private:
    struct Column {
        std::size_t index = 0;
        QByteArray key;
        bool hashed = true;
        bool identifier = false;
        bool value = false; ///< LOOKALIKE_VALUE
    };

    void writeSchema(JsonBody& body, const std::vector<Column>& columns, bool processing) const;
    static void writeCell(JsonBody& body, Sha256& hasher, const Column& column, std::string_view value);
    static void writeSession(JsonBody& body, const ReplaceSession& session);

    std::string m_reference;
    bool m_limitedUse = false;
    std::vector<Column> m_columns;     ///< Within PushTarget::fields.
    std::vector<Column> m_identifiers; ///< Within PersonChange::previous.
};

} // namespace pathways::meta
