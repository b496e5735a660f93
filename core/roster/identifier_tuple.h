// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/model/destination_type.h"

#include <QStringList>

#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Whether a place knows no people but identifiers, several of which may lead to one account, and one to several people
/// (ad platforms). There is no person to rename or to take out: only identifiers are put in and taken out.
[[nodiscard]] inline bool tellsByIdentifiers(const DestinationType& type) {
    return type.kind == DestinationKind::Advertising;
}

/// What stands for the one field that tells people apart, where all of their identifiers do together.
inline constexpr QLatin1String kAllIdentifiers("*");

/// The place key of somebody at such a place: a digest of all their identifiers. Whoever has other ones than before is
/// somebody else there, so that nothing that two people share is ever taken for one of them alone. The same whatever
/// the order of the fields is, and whichever of them are blank. One per worker.
class IdentifierTuple final {
public:
    /// fields: FieldSpec::id, in the order of the texts.
    explicit IdentifierTuple(const QStringList& fields);
    /// Missing texts are blank. All zero: there is no identifier.
    [[nodiscard]] PersonKey key(KeyedDigest& digest, const std::vector<std::string_view>& texts);

private:
    struct Field {
        std::string id;
        std::size_t index;
    };
    std::vector<Field> m_fields; ///< By id.
    std::string m_scratch;
};

} // namespace pathways
