// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/identity/normaliser.h"
#include "core/model/finding.h"
#include "core/model/pathway.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

struct RemoteMember;

/// Whom the destination has now, by the workspace's digest of the value it recognises them by: read back where a
/// method, the destination or "match exactly" needs it. Some 70 bytes a person, so that millions have room. Immutable.
class MemberIndex final {
public:
    struct Member {
        PersonKey key;
        std::string_view identity; ///< As it stands there; lives as long as the index.
        std::int64_t joined = 0;   ///< Seconds since 1970; 0: the destination does not say.
        std::uint32_t number = 0;  ///< Below size(); each has another.
        Reason reason = Reason::None;
        bool reachable = true;
        bool removable = true; ///< RemoteMember::removable.
    };

    /// Null: they are not there.
    [[nodiscard]] const Member* find(const PersonKey& key) const;
    [[nodiscard]] std::size_t size() const { return m_members.size(); }
    /// By key.
    [[nodiscard]] auto begin() const { return m_members.begin(); }
    [[nodiscard]] auto end() const { return m_members.end(); }

private:
    friend class MemberIndexBuilder;
    std::deque<Member> m_members; ///< Grows without being copied; sorted at last.
    std::vector<std::unique_ptr<char[]>> m_texts;
};

/// The field whose value a destination's members are read back by: the one key of a table or a file, else the email
/// address.
[[nodiscard]] FieldSpec memberField(const DestinationType& type, const Pathway& pathway);

/// Fills an index from members as they are read back, bringing their values into the form that rows are brought into:
/// only then do the two sides meet (promise P2 rests on it). Not thread-safe.
class MemberIndexBuilder final {
public:
    MemberIndexBuilder(const DestinationType& type, const Pathway& pathway, const QByteArray& macKey);
    /// Of two with the same key the later one counts.
    void add(const RemoteMember& member);
    /// Once, after the last.
    [[nodiscard]] std::unique_ptr<MemberIndex> take();

private:
    [[nodiscard]] PersonKey keyOf(const RemoteMember& member);
    [[nodiscard]] std::string_view kept(std::string_view text);

    FieldSpec m_field;
    std::unique_ptr<FieldNormaliser> m_normaliser; ///< Null: connectors give the normalised email address.
    KeyedDigest m_digest;
    std::string m_scratch;
    char* m_at = nullptr;   ///< In the last block of texts.
    std::size_t m_room = 0; ///< Bytes left there.
    std::unique_ptr<MemberIndex> m_index = std::make_unique<MemberIndex>();
};

} // namespace pathways
