// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/identity/normaliser.h"
#include "core/model/finding.h"
#include "core/model/pathway.h"

#include <memory>
#include <string>
#include <unordered_map>

namespace pathways {

/// Whom the destination has now, by the workspace's digest of the value it recognises them by: read back where a method
/// or "match exactly" needs it.
struct MemberIndex {
    struct Member {
        bool reachable = true;
        Reason reason = Reason::None;
        std::string identity;    ///< As it stands there.
        std::string form;        ///< RemoteMember::form.
        bool removable = true;   ///< RemoteMember::removable.
        std::int64_t joined = 0; ///< Seconds since 1970; 0: the destination does not say.
    };
    struct KeyHash {
        std::size_t operator()(const PersonKey& key) const noexcept;
    };
    std::unordered_map<PersonKey, Member, KeyHash> members;
};

/// The field whose value a destination's members are read back by: the one key of a table or a file, else the email
/// address.
[[nodiscard]] FieldSpec memberField(const DestinationType& type, const Pathway& pathway);

/// Fills an index from members as they are read back, bringing their values into the form that rows are brought into:
/// only then do the two sides meet (promise P2 rests on it). Not thread-safe.
class MemberIndexBuilder final {
public:
    MemberIndexBuilder(const DestinationType& type, const Pathway& pathway, const QByteArray& macKey);
    void add(MemberIndex::Member member);
    [[nodiscard]] std::unique_ptr<MemberIndex> take() { return std::move(m_index); }

private:
    FieldSpec m_field;
    std::unique_ptr<FieldNormaliser> m_normaliser; ///< Null: connectors give the normalised email address.
    KeyedDigest m_digest;
    std::string m_scratch;
    std::unique_ptr<MemberIndex> m_index = std::make_unique<MemberIndex>();
};

} // namespace pathways
