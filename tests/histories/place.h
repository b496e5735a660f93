// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/destinations/connector.h"
#include "tests/histories/world.h"

#include <any>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pathways::test {

/// What goes wrong with one delivery.
enum class Mishap {
    None,
    LostRequest, ///< It does not arrive, and nobody knows.
    LostAnswer,  ///< It arrives, and nobody knows.
    Refused,     ///< The platform says no to all of it.
    RefusedWhole ///< The same, but it may be that it likes the halves.
};

/// What people, staff and other programs do at a destination.
enum class Happening { Unsubscribes, Bounces, TakenOutByStaff };

/// What such a thing means for what may be expected of a push.
enum class Meaning {
    Nothing,
    OwnWish,
    Bounce,
    ByStaff,
    Accident,
    Unknowable ///< The destination keeps no trace of it, and this workspace was never told that they were there.
};

/// How often each kind of operation has happened: a history without any of a kind has not tried it.
struct Operations {
    int puts = 0;
    int renames = 0;
    int removals = 0;
    int marksOff = 0;
    int lost = 0;
    int refused = 0;

    Operations& operator+=(const Operations& other);
};

/// A destination in memory, of one kind. It outlives every session and knows nothing of the program's memory: it is
/// what the promises are checked at. A key stands for whom it tells apart: an address, or what leads to an account.
/// Thread-safe.
class Place {
public:
    virtual ~Place() = default;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] const DestinationType& type() const { return m_type; }
    /// Lines of the mapping: what tells people apart first, then the other values.
    [[nodiscard]] virtual QList<ColumnMapping> mapping(bool named) const = 0;
    /// The clock is the platform's own.
    [[nodiscard]] virtual std::unique_ptr<PushSession> begin(const PushTarget& target, Clock& clock) = 0;

    /// What the place tells a person of a row apart by.
    [[nodiscard]] virtual std::string keyOf(const Donor& donor) const { return donor.address; }
    [[nodiscard]] virtual bool has(const std::string& key) const = 0;
    /// Nothing: they are not there, or the place knows no such value.
    [[nodiscard]] virtual std::optional<std::string> nameAt(const std::string& key) const = 0;
    [[nodiscard]] virtual bool hasTag(const std::string&, const std::string&) const { return true; }
    /// Whether they are not there because somebody else was taken out, with whom they have, and had, nothing in common
    /// that anybody here could know.
    [[nodiscard]] virtual bool wentAlong(const std::string&) const { return false; }
    /// Whether they are not there because somebody else was taken out, and the answer to that was lost: they are sent
    /// again by the next push of each pathway that wants them.
    [[nodiscard]] virtual bool isWaiting(const std::string&) const { return false; }
    /// Everybody there to whom none of these keys leads.
    [[nodiscard]] virtual std::vector<std::string> beside(const std::set<std::string>& keys) const = 0;
    /// Everybody there, in order.
    [[nodiscard]] std::vector<std::string> there() const { return beside({}); }

    /// Something happens to somebody there.
    virtual Meaning happen(Happening what, const std::string& who, Clock& clock) = 0;
    /// Others put somebody there; false: they were there, or may not be.
    virtual bool addedByOthers(const std::string& key, Clock& clock) = 0;
    /// Whether a damaged address cannot be told from a good one there.
    [[nodiscard]] virtual bool takesAnyKey() const { return false; }
    /// Whether the row of this person can be sent, and is taken.
    [[nodiscard]] virtual bool takes(const Donor& donor, bool named) const {
        return !(named && donor.isBad()) && !donor.isDamaged();
    }

    /// All of it, as it is now; to be put back when a history goes back to that moment.
    [[nodiscard]] virtual std::any keep() const = 0;
    virtual void putBack(const std::any& kept) = 0;

    std::function<Mishap(int delivery)> fault; ///< Asked for each delivery of a push, from 0.
    [[nodiscard]] Operations seen() const;
    /// Keys whose last delivery went without an answer: in doubt a place that does not tell who put them, or when,
    /// makes them somebody else's (promise P2).
    [[nodiscard]] bool doubtful(const std::string& key) const;
    /// Whom a push took out, and nobody has put back since.
    [[nodiscard]] std::set<std::string> takenOut() const;
    /// Keys that a push could not put or take out, although nobody had left.
    [[nodiscard]] std::set<std::string> refused(const std::string& push) const;
    /// Whether an answer that is given now may never be written down.
    std::atomic<bool> answersMayBeLost = false;

protected:
    Place() = default;
    /// What is remembered of deliveries; part of what is kept.
    struct Deliveries {
        std::set<std::string> doubtful;
        std::set<std::string> acknowledged;                   ///< There by the word that was given to us.
        std::set<std::string> takenOut;                       ///< By a push, whatever its answer was.
        std::map<std::string, std::set<std::string>> refused; ///< By push.
    };

    friend class PlaceSession;
    mutable std::mutex m_mutex;
    DestinationType m_type;
    Deliveries m_told;
    Operations m_seen;
    int m_delivery = 0;
};

/// One push's conversation with such a place. Goes wrong where the place's fault says so.
class PlaceSession : public PushSession {
public:
    PlaceSession(Place& place, PushTarget target, Clock& clock);

    BatchResult send(const ChangeBatch& batch, std::stop_token stop) final;
    [[nodiscard]] bool resendable(const ChangeBatch&) const final { return true; }
    BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt, std::stop_token stop) final;

protected:
    /// Under the place's lock, as all of these.
    virtual void put(const PersonChange& person, std::uint32_t index, BatchResult& result) = 0;
    virtual void takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) = 0;
    /// After all of a batch was put or taken out. answered: else the line broke before anything else was done.
    virtual void taken(const ChangeBatch&, bool answered) { static_cast<void>(answered); }
    [[nodiscard]] virtual std::string keyOf(const PersonChange& person) const;
    /// A key in the place's own form.
    [[nodiscard]] virtual std::string formOf(std::string_view key) const { return std::string(key); }
    [[nodiscard]] std::unique_lock<std::mutex> lock() const { return std::unique_lock(m_place.m_mutex); }
    [[nodiscard]] Operations& count() { return m_place.m_seen; }
    /// A value of theirs that the place never takes.
    [[nodiscard]] bool isBad(const PersonChange& person) const;
    [[nodiscard]] std::string nameIn(const PersonChange& person) const;

    PushTarget m_target;
    Clock& m_clock;
    bool m_repeated = false; ///< Of the batch being taken: it may have arrived before.

private:
    void doubt(const ChangeBatch& batch);
    void remember(const ChangeBatch& batch, const BatchResult& result, bool answered);
    Place& m_place;
};

enum class PlaceKind {
    List,           ///< Remembers who left and how, and says since when people are there.
    ForgetfulList,  ///< Whoever leaves is not there any more; says nothing else.
    Table,          ///< Keys are compared in a form of its own.
    File,           ///< Written when a push ends.
    Ads,            ///< Cannot be read; each identifier leads to an account of its own.
    AdsOfPeople,    ///< The same; several identifiers of a person lead to one account.
    AdsOfHouseholds ///< The same; whatever was put in together leads to one account.
};

[[nodiscard]] std::unique_ptr<Place> makePlace(PlaceKind kind);

} // namespace pathways::test
