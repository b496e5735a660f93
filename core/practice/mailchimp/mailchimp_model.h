// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace pathways::practice::mailchimp {

enum class Status : std::uint8_t { Subscribed, Unsubscribed, Cleaned, Pending, Transactional, Archived };

[[nodiscard]] std::string_view statusName(Status status);
[[nodiscard]] std::optional<Status> statusNamed(std::string_view name);

/// MD5 of the lower-cased address: how Mailchimp names a member within a list.
using Hash = std::array<std::uint8_t, 16>;
/// For hash tables: a hash is random enough by itself.
struct HashHasher {
    std::size_t operator()(const Hash& hash) const {
        std::size_t value = 0;
        std::memcpy(&value, hash.data(), sizeof(value));
        return value;
    }
};
[[nodiscard]] Hash hashOf(std::string_view email);
[[nodiscard]] std::string toHex(const Hash& hash);
/// Takes the hexadecimal form or a plain address, as the API does.
[[nodiscard]] Hash hashFromPath(std::string_view part);

/// A field of a list beside the address.
struct MergeField {
    int id = 0;
    std::string tag;
    std::string name;
    std::string type =
        "text"; ///< As in the API: text number address phone date url imageurl radio dropdown birthday zip.
    bool required = false;
    std::vector<std::string> choices;
    std::string phoneFormat = "none"; ///< "US" or "none" (international).
    std::string dateFormat = "MM/DD/YYYY";
};

/// Kept small: a practice list holds a million of them.
struct Member {
    std::string email;
    Hash hash{};
    /// Values in the order of the list's fields, divided by 0x1f; an address as its JSON.
    std::string merge;
    std::vector<std::uint32_t> tags; ///< Ids of static segments.
    std::array<char, 8> language{};  ///< As given, e.g. "fr" or "pt_PT"; ends with a nought.
    std::int64_t optIn = 0;          ///< Seconds since 1970.
    std::int64_t lastChanged = 0;
    Status status = Status::Subscribed;
    Status beforeArchive = Status::Subscribed;
    bool ownWish = false;  ///< Unsubscribed by the person, or bounced: the API cannot subscribe them again.
    bool byOthers = false; ///< Last written through the control route, not through the API.
    bool vip = false;
    bool gone = false;        ///< Deleted for ever; the entry stays so that the order does.
    std::uint32_t writes = 0; ///< Through the API.
};

/// A segment of a list; those that are static are called tags.
struct Segment {
    std::uint32_t id = 0;
    std::string name;
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t members = 0;
};

/// A list (an audience, in Mailchimp's newer words) with its members.
struct List {
    std::string id;
    std::string name;
    std::int64_t created = 0;
    int webId = 0;
    std::vector<MergeField> fields;
    std::deque<Member> members; ///< In the order of their arrival.
    std::unordered_map<Hash, std::uint32_t, HashHasher> byHash;
    std::unordered_set<Hash, HashHasher> forgotten;
    std::vector<Segment> segments;
    std::array<std::int64_t, 6> counts{}; ///< By Status.
    std::int64_t resubscribed = 0;        ///< How often the API made someone subscribed who had left or bounced.
    std::uint64_t version = 0;            ///< Changes with every write to a member.

    /// The answer to the latest query, so that paging through a million members costs one pass.
    struct Page {
        std::string query;
        std::uint64_t version = 0;
        std::vector<std::uint32_t> indices;
    } page;

    [[nodiscard]] Member* find(const Hash& hash);
    Member& add(const Hash& hash, std::string_view email, std::int64_t now);
    void setStatus(Member& member, Status status);
    void rename(Member& member, const Hash& hash, std::string_view email);
    /// Deletes for ever; the address cannot be imported again.
    void forget(Member& member);
    [[nodiscard]] Segment* segment(std::uint32_t segmentId);
    [[nodiscard]] Segment* segmentNamed(std::string_view segmentName);
    Segment& addSegment(std::string_view segmentName, std::int64_t now);
    bool tag(Member& member, Segment& segment);
    bool untag(Member& member, Segment& segment);
    [[nodiscard]] int fieldIndex(std::string_view tag) const;
};

/// Cut to what there is room for.
void setLanguage(Member& member, std::string_view code);
/// The values of a member, as many as the list has fields.
[[nodiscard]] std::vector<std::string_view> unpack(const Member& member, std::size_t fields);
[[nodiscard]] std::string pack(const std::vector<std::string>& values);
/// "2026-11-24T03:00:00+00:00".
[[nodiscard]] std::string isoTime(std::int64_t seconds);

} // namespace pathways::practice::mailchimp
