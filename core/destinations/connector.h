// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/connection.h"
#include "core/model/destination_type.h"
#include "core/model/finding.h"
#include "core/model/pathway.h"
#include "core/net/http_client.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// What a connector is given for one conversation with a platform. Connectors know nothing of SQL, threads, keychain
/// or dialogs: they get a client, a connection and its secret, and return values. Any method may be called from any
/// worker thread; the client is thread-safe.
struct CallContext {
    HttpClient& http;
    Clock& clock;
    const Connection& connection;
    const Secret& secret;
    std::stop_token stop;
};

/// What happens to a person at the destination. Plans store these numbers: new ones go to the end.
enum class ChangeKind : std::uint8_t { Add, Update, Remove };

/// One person's change within a batch. The views point into the batch's arena.
struct PersonChange {
    ChangeKind kind = ChangeKind::Add;
    std::uint64_t row = 0; ///< Row of the source from 1; 0 for removals.
    PersonKey key;
    /// Normalised values, aligned with PushTarget::fields; empty view: blank. Empty for removals.
    std::vector<std::string_view> values;
    /// What the platform last accepted of the identifier fields, aligned with PushTarget::identifiers; empty for
    /// additions. When it differs from the new values the person is to be renamed (promise P9).
    std::vector<std::string_view> previous;
    /// For updates: others had put the person there before this pathway, which therefore takes no identity of theirs
    /// out, not even one that has been replaced (promise P2).
    bool wasThere = false;
};

/// One request's worth of changes of one kind of phase: additions and updates together, or removals alone.
struct ChangeBatch {
    std::uint32_t number = 0; ///< Within the push, from 1; stable over restarts.
    bool removal = false;
    bool repeated = false; ///< It may have arrived before: its answer was lost, or the program ended while it was out.
    std::string arena;
    std::vector<PersonChange> people;
};

/// Where a push goes and how.
struct PushTarget {
    DestinationObject object;
    SyncMethod method = SyncMethod::Mirror;
    std::vector<FieldSpec> fields;        ///< The mapped fields, in the pathway's order (without _person_id).
    std::vector<bool> clears;             ///< Per field: a blank clears the value there (promise P7).
    std::vector<std::size_t> identifiers; ///< Indices into fields of those that are identifiers.
    QString removalMeaning;               ///< RemovalMeaning::key.
    QMap<QString, QString> options;       ///< PathwayOptionSpec::key -> value.
    QString pushReference;                ///< Random, stable over restarts of one push: for session ids and markers.
    QDateTime started; ///< When this push first began, UTC; stable over restarts. Tells our own earlier delivery of a
                       ///< person from somebody else's (BatchResult::adopted). Not valid: takes the session's start.
    qint64 estimatedPeople = 0; ///< To be added and updated; 0 outside a push.
};

/// What became of one person who was not simply accepted. Reasons below 100 (ValueDropped ...) mean accepted all the
/// same, with something to tell.
struct RowVerdict {
    std::uint32_t index = 0; ///< In ChangeBatch::people.
    Reason reason = Reason::RefusedOther;
    QString field;      ///< FieldSpec::id, when the platform names one.
    QString note;       ///< In our words or redacted; no donor value.
    bool again = false; ///< Not settled: leave it for the next push (never for a person's own wish).
};

/// Three outcomes, not two (contract 0.4-3).
enum class BatchVerdict {
    Acknowledged, ///< Complete, well-formed, and the counts add up. People named in rows were not accepted.
    Refused,      ///< The platform did nothing. With splittable set, halves are tried to find the bad row.
    Unknown       ///< May or may not have happened; settle() decides.
};

struct BatchResult {
    BatchVerdict verdict = BatchVerdict::Unknown;
    std::vector<RowVerdict> rows;
    /// Indices of accepted additions who were there before this pathway sent them: they are updated, but Mirror must
    /// never remove them later, as it did not put them there (promise P2). The runner marks them in the snapshot.
    std::vector<std::uint32_t> adopted;
    bool splittable = false;
    Error error;             ///< For Refused and Unknown. Kinds SignIn, Permission and NotFound stop the push.
    QByteArray receipt;      ///< Request, batch or session id to ask later about; stored before it is needed.
    bool processing = false; ///< Accepted now, matched later: PushSession::poll() tells when.
};

/// A person at the destination, read back.
struct RemoteMember {
    std::string identity;  ///< The normalised email address; where DestinationType::oneKey is set, that key as it
                           ///< stands there.
    bool reachable = true; ///< false: left at their own wish or bounced; never to be added again.
    Reason reason = Reason::None;
};

/// How an asynchronous platform gets on with what it accepted.
struct ProcessingState {
    bool done = true;
    qint64 received = 0;
    qint64 rejected = 0;
    QString note; ///< Whole sentence, e.g. when people are usable.
    std::optional<Error> problem;
    std::chrono::milliseconds askAgainIn{30'000};
    /// Receipts whose people the platform did not take over after all: they must not count as being there.
    QList<QByteArray> failed;
};

/// One push's conversation with a platform, made by Connector::beginPush(). send() is called from several threads at a
/// time (at most the type's parallelBatches); everything else from one. Nothing here retries by itself: the client does
/// where it is harmless, the runner does the rest.
class PushSession {
public:
    virtual ~PushSession() = default;

    /// Delivers one batch, at most once unless the operation is idempotent.
    [[nodiscard]] virtual BatchResult send(const ChangeBatch& batch, std::stop_token stop) = 0;

    /// Whether sending the same batch again is harmless. When it is, an unknown outcome is settled by sending again.
    [[nodiscard]] virtual bool resendable(const ChangeBatch& batch) const = 0;

    /// Finds out what became of a batch whose outcome is unknown and that is not resendable, by its receipt or by
    /// reading back. Unknown again means "cannot be known now".
    [[nodiscard]] virtual BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                             std::stop_token stop) = 0;

    /// Whether members can be told apart under this push's options, where the type can read back at all.
    [[nodiscard]] virtual bool tellsMembers() const { return true; }
    /// Streams the members of the object, where the type can read back. Stops when the sink returns false.
    [[nodiscard]] virtual Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink,
                                                   std::stop_token stop);

    /// After all additions are acknowledged, before the first removal (e.g. waits that belong to the platform).
    [[nodiscard]] virtual Result<void> beforeRemovals(std::stop_token stop);

    /// Once, after the last batch: closes sessions, renames uploaded files. Must be harmless when repeated.
    [[nodiscard]] virtual Result<void> finish(std::stop_token stop);

    /// For platforms that accept now and process later. receipts: those of all acknowledged batches.
    [[nodiscard]] virtual Result<ProcessingState> poll(const QList<QByteArray>& receipts, std::stop_token stop);
};

struct NewObject {
    QString name;
    QString description;
    QMap<QString, QString> options;
    QString marker; ///< Random; written where the platform has room so that a lost answer can be settled by looking.
    bool again = false; ///< An attempt with this marker got no answer before: look first, whether it was made then.
};

/// One platform. One folder under destinations/ and one line in the registry; see CONTRIBUTING, "A new destination".
class Connector {
public:
    virtual ~Connector() = default;
    [[nodiscard]] virtual const DestinationType& type() const = 0;
    /// This platform's dialect of "wait" for the client.
    [[nodiscard]] virtual RetryPolicy retryPolicy() const;
    /// Lives check of credential, account, permission and terms, by reading only.
    [[nodiscard]] virtual Result<AccountInfo> validate(const CallContext& context) const = 0;
    [[nodiscard]] virtual Result<QList<DestinationObject>> listObjects(const CallContext& context) const = 0;
    [[nodiscard]] virtual Result<DestinationObject> createObject(const CallContext& context,
                                                                 const NewObject& wanted) const;
    /// Fields that columns can feed, required first.
    [[nodiscard]] virtual Result<QList<FieldSpec>> fields(const CallContext& context,
                                                          const DestinationObject& object) const = 0;
    [[nodiscard]] virtual Result<FieldSpec> createField(const CallContext& context, const DestinationObject& object,
                                                        const FieldSpec& wanted) const;
    /// Checks that this push can be made (object still there, terms accepted, right kind), by reading only.
    [[nodiscard]] virtual Result<QList<Finding>> check(const CallContext& context, const PushTarget& target) const;
    /// Opens the conversation, also for reading members back before Confirm: changes nothing at the platform by itself.
    /// The context outlives the session.
    [[nodiscard]] virtual Result<std::unique_ptr<PushSession>> beginPush(const CallContext& context,
                                                                         PushTarget target) const = 0;
    /// Ends the credential at the platform, where it can be done.
    [[nodiscard]] virtual Result<void> revoke(const CallContext& context) const;
};

/// The known platforms, in the order in which they are offered.
class ConnectorRegistry final {
public:
    ConnectorRegistry();
    ~ConnectorRegistry();
    void add(std::unique_ptr<Connector> connector);
    [[nodiscard]] const Connector* find(const QString& type) const;
    [[nodiscard]] const std::vector<std::unique_ptr<Connector>>& all() const { return m_connectors; }

private:
    std::vector<std::unique_ptr<Connector>> m_connectors;
};

} // namespace pathways
