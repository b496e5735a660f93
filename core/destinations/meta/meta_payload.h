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
    [[nodiscard]] bool removable(const ChangeBatch& batch, const PersonChange& person) const;

    /// What a request does with the people of a batch.
    enum class Action : std::uint8_t {
        Put,
        TakeOut, ///< By PersonChange::previous, as is the next.
        PutAgain
    };
    [[nodiscard]] ReplaceSession session(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                         Action action) const;
    [[nodiscard]] QByteArray users(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                   const ReplaceSession& session) const;
    /// By uploaded keys, because removing by any other does nothing at Meta (contract 3.6), and by all of them that
    /// nobody else has: the plan has left away the others (contract 0.4-4). putAgain: puts people in by them.
    [[nodiscard]] QByteArray known(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                   const ReplaceSession& session, bool putAgain) const;

    /// Those of who whose identifiers, as sent, are among the given texts.
    [[nodiscard]] std::vector<std::uint32_t> holders(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                                     const QSet<QByteArray>& texts, Action action) const;

private:
    struct Column {
        std::size_t index = 0;
        QByteArray key;
        bool hashed = true;
        bool identifier = false;
        bool value = false; ///< LOOKALIKE_VALUE
    };

    [[nodiscard]] std::vector<Column> knownColumns(const ChangeBatch& batch) const;
    void writeSchema(JsonBody& body, const std::vector<Column>& columns, bool processing) const;
    static void writeCell(JsonBody& body, Sha256& hasher, const Column& column, std::string_view value);
    static void writeSession(JsonBody& body, const ReplaceSession& session);

    std::string m_reference;
    bool m_limitedUse = false;
    std::vector<Column> m_columns;     ///< Within PushTarget::fields.
    std::vector<Column> m_identifiers; ///< Within PersonChange::previous, unless its batch says otherwise.
};

} // namespace pathways::meta
