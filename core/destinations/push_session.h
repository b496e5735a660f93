// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/destinations/batch_result.h"
#include "core/destinations/change_batch.h"
#include "core/model/finding.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace pathways {

/// A person at the destination, read back.
struct RemoteMember {
    /// The normalised email address; where DestinationType::oneKey is set, that key as stored there.
    std::string identity;
    bool reachable = true; ///< false: left by their own choice or bounced; never to be added again.
    Reason reason = Reason::None;
    std::string form;      ///< The key in the destination's own form, where PushSession::keyForm() is not empty.
    bool removable = true; ///< false: written down and read again, the key is not the same key; never to be removed.
    std::optional<QDateTime> joined; ///< When they came to be there as they are; nothing: it does not say.
};

/// Somebody who left a list, or is back on it.
struct RemoteLeaver {
    std::string identity; ///< The normalised email address.
    /// Unsubscribed, Bounced, or TakenOutThere: by others, or by this workspace itself, which the list cannot tell.
    /// None: they are subscribed again.
    Reason reason = Reason::None;
    QDateTime changed; ///< When, by the platform's clock.
};

/// Progress of an asynchronous platform with what it accepted.
struct ProcessingState {
    bool done = true;
    qint64 received = 0;
    qint64 rejected = 0;
    QString note; ///< Whole sentence, e.g. when people are usable.
    std::optional<Error> problem;
    std::chrono::milliseconds askAgainIn{30'000};
    /// Receipts whose people the platform did not accept after all: they must not count as being there.
    QList<QByteArray> failed;
};

/// One push's conversation with a platform, made by Connector::beginPush(). send() is called from several threads at a
/// time (at most the type's parallelBatches); everything else from one. Nothing here retries: the HTTP client does
/// where it is harmless, the push does the rest.
class PushSession {
public:
    virtual ~PushSession() = default;

    /// Delivers one batch, at most once unless the operation is idempotent.
    [[nodiscard]] virtual BatchResult send(const ChangeBatch& batch, std::stop_token stop) = 0;

    /// Whether sending the same batch again is harmless. When it is, an unknown outcome is settled by sending again.
    [[nodiscard]] virtual bool resendable(const ChangeBatch& batch) const = 0;

    /// Finds out the outcome of a batch that is unknown and not resendable, by its receipt or by reading back. Unknown
    /// again means that it cannot be known now.
    [[nodiscard]] virtual BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                             std::stop_token stop) = 0;

    /// By which rules the destination compares keys, where it has rules of its own (a column's type and collation, and
    /// what they depend on); empty: keys are equal when they are spelt alike. Forms made under another name of the
    /// rules cannot be compared with these.
    [[nodiscard]] virtual Result<QString> keyForm(std::stop_token stop);
    /// The destination's own form of each key: equal exactly where the destination takes two keys for one. Nothing for
    /// a key that it could never hold. At most kKeysAtATime. Any thread.
    [[nodiscard]] virtual Result<std::vector<std::optional<std::string>>>
    serverForm(const std::vector<std::string>& keys, std::stop_token stop);
    static constexpr std::size_t kKeysAtATime = 10'000;

    /// Whether members can be told apart under this push's options, where the type can read back at all.
    [[nodiscard]] virtual bool tellsMembers() const { return true; }
    /// Streams the members of the object, where the type can read back. Stops when the sink returns false.
    [[nodiscard]] virtual Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink,
                                                   std::stop_token stop);

    /// Streams everybody whom a list keeps out, where absence there is Absence::ByOthers. since: only those whose entry
    /// changed after it, and also whoever is subscribed and changed after it; by the platform's clock. Stops when the
    /// sink returns false.
    [[nodiscard]] virtual Result<void>
    readLeavers(const QDateTime& since, const std::function<bool(const RemoteLeaver&)>& sink, std::stop_token stop);

    /// After all additions are acknowledged, before the first removal (e.g. waits that belong to the platform).
    [[nodiscard]] virtual Result<void> beforeRemovals(std::stop_token stop);

    /// Once, after the last batch: closes sessions, renames uploaded files. Must be harmless when repeated. Where
    /// DestinationType::writesAtEnd is set, this is when what was sent takes effect: what this push has sent, over all
    /// its sessions, and never what an earlier one has left, as others have written since and it was planned anew.
    [[nodiscard]] virtual Result<void> finish(std::stop_token stop);

    /// For platforms that accept now and process later. receipts: those of all acknowledged batches.
    [[nodiscard]] virtual Result<ProcessingState> poll(const QList<QByteArray>& receipts, std::stop_token stop);
};

} // namespace pathways
