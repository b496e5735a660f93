// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/destinations/connector.h"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace pathways::test {

/// A mailing list in memory, as a platform that remembers people: who is subscribed, who left and why, which tags they
/// have, and what others put there. It outlives every session. It knows nothing of the program's memory. Thread-safe.
class ListPlace {
public:
    enum class Status { Subscribed, Unsubscribed, Cleaned, Archived };
    struct Member {
        Status status = Status::Subscribed;
        std::string name;
        std::set<std::string> tags;
        bool byOthers = false; ///< Put there by somebody else, before us or beside us.
        bool byStaff = false;  ///< With Archived: staff did it at the platform, not a push.
        std::string putBy;     ///< The push that put them there.
        QDateTime joined = {}; ///< When they came to be as they are.
    };
    /// What goes wrong with one delivery.
    enum class Fault { None, LostRequest, LostAnswer, Refused };

    [[nodiscard]] std::map<std::string, Member> members() const;
    [[nodiscard]] bool subscribed(const std::string& address) const;
    void change(const std::function<void(std::map<std::string, Member>&)>& edit);

    std::function<Fault(int delivery)> fault; ///< Asked for each delivery of a push, from 0.

    /// How often each kind of operation has happened: a history without any of a kind has not tried it.
    struct Seen {
        int puts = 0;
        int renames = 0;
        int archivings = 0;
        int tagsOff = 0;
        int lost = 0;
    };
    [[nodiscard]] Seen seen() const;

private:
    friend class ListSession;
    mutable std::mutex m_mutex;
    std::map<std::string, Member> m_members; ///< By address.
    Seen m_seen;
    int m_deliveries = 0;
};

/// One push's conversation with the list. Fields are EMAIL and NAME; removal meaning "tag-off" takes off the tag of the
/// option "tag", anything else archives.
class ListSession final : public PushSession {
public:
    ListSession(ListPlace& place, std::string push, std::string tag, bool tagOff, bool appends, Clock& clock);

    BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch&) const override { return true; }
    BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt, std::stop_token stop) override;
    Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token stop) override;

private:
    void put(const PersonChange& person, std::uint32_t index, BatchResult& result);
    void takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result);

    ListPlace& m_place;
    std::string m_push;
    std::string m_tag;
    bool m_tagOff;
    bool m_appends;
    Clock& m_clock;
};

} // namespace pathways::test
