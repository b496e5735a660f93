// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/mailman/mailman_api.h"
#include "core/destinations/push_session.h"
#include "core/destinations/push_target.h"

#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace pathways::mailman {

/// One push to one Mailman list. Mailman takes one member per request (contract 4.2-1), so a batch is a series of
/// requests; each person's outcome is remembered until the whole batch is acknowledged, so that sending it again
/// neither does nor reports anything twice.
///
/// Mailman does not remember who has left: it has no "unsubscribed". Somebody whom the pathway added and who is no
/// longer on the list has left, or was removed by its owner, and is not added again (promise P1).
class MailmanSession final : public PushSession {
public:
    MailmanSession(Api api, PushTarget target);

    [[nodiscard]] BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch&) const override { return true; }
    [[nodiscard]] BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                     std::stop_token stop) override;
    [[nodiscard]] Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink,
                                           std::stop_token stop) override;

private:
    struct Outcome {
        Reason reason = Reason::None;
        QString note;
        bool adopted = false;
    };
    using Member = std::optional<QJsonObject>;

    BatchResult addAndUpdate(const ChangeBatch& batch, const std::stop_token& stop);
    BatchResult remove(const ChangeBatch& batch, const std::stop_token& stop);
    Result<Outcome> deliver(const PersonChange& person, const std::stop_token& stop);
    Result<Outcome> subscribe(const PersonChange& person, const QString& address, const std::stop_token& stop);
    Result<Outcome> alreadyThere(const PersonChange& person, const QString& address, const std::stop_token& stop);
    Result<Outcome> update(const PersonChange& person, const QString& address, const std::stop_token& stop);
    Result<Outcome> rename(const PersonChange& person, const QString& before, const QString& address,
                           const std::stop_token& stop);
    Result<Outcome> both(const PersonChange& person, const QString& before, const QString& address,
                         const std::stop_token& stop);
    /// GET of a member of this list; nothing when there is none.
    Result<Member> find(const QString& address, const std::stop_token& stop) const;
    Result<Outcome> setName(const PersonChange& person, const QString& address, const std::stop_token& stop) const;
    Result<Outcome> patchName(const QString& path, const QString& name, const std::stop_token& stop) const;
    Result<std::map<QString, bool>> unsubscribe(const QStringList& addresses, const std::stop_token& stop) const;
    [[nodiscard]] QString valueOf(const PersonChange& person, std::size_t field) const;
    [[nodiscard]] QString previousAddress(const PersonChange& person) const;
    /// Whether this push may have delivered this person before.
    [[nodiscard]] bool triedBefore(const PersonKey& person);
    [[nodiscard]] bool registeredDuringThisPush(const QString& address, const std::stop_token& stop) const;

    Api m_api;
    PushTarget m_target;
    QDateTime m_started;
    std::size_t m_email;
    std::size_t m_name;
    std::size_t m_emailIdentifier;
    std::mutex m_mutex;
    std::set<PersonKey> m_doubtful;      ///< Sent once, outcome unknown.
    std::map<PersonKey, Outcome> m_done; ///< Of batches that are not acknowledged yet.
};

inline constexpr QLatin1String kEmailField("email");
inline constexpr QLatin1String kNameField("display_name");

} // namespace pathways::mailman
