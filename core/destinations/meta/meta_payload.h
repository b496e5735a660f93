// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/advertising/json_body.h"
#include "core/destinations/change_batch.h"
#include "core/destinations/push_target.h"

#include <QSet>

#include <string>
#include <vector>

namespace pathways::meta {

/// A session of one request. Each batch is a session of its own, with an id that follows from the push and the batch:
/// batches run in parallel, may be cut in halves and are sent again after a crash, so a shared session could neither
/// have a last batch nor counts that can be checked; this way what Meta says it received is exactly this batch's.
struct ReplaceSession {
    qint64 id = 0;
    std::size_t rows = 0;
};

/// Turns people into payloads: a schema of keys and a list of lists, blank text for what is unknown (contract 3.1).
/// Immutable, so usable from several threads.
class PayloadEncoder final {
public:
    explicit PayloadEncoder(const PushTarget& target);

    [[nodiscard]] bool identifies(const PersonChange& person) const;
    [[nodiscard]] bool removable(const PersonChange& person) const;
    /// Whether the person was there under a main identifier that is no longer theirs (promise P9).
    [[nodiscard]] bool renamed(const PersonChange& person) const;

    [[nodiscard]] ReplaceSession session(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                         bool removing) const;
    [[nodiscard]] QByteArray users(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                   const ReplaceSession& session) const;
    /// A key that was uploaded, as removing by another does nothing at Meta (contract 3.6), and of those the person's
    /// main one alone: a phone that is shared with somebody who stays would take that one out as well (contract 0.4-4).
    /// The email goes before the external ID, which Meta forgets after 90 days.
    [[nodiscard]] QByteArray removal(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                     const ReplaceSession& session) const;

    /// Those of who whose identifying values, as they were sent, are among the given texts.
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
