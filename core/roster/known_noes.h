// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/model/pathway.h"
#include "core/workspace/workspace.h"

#include <QList>
#include <QString>

#include <vector>

namespace pathways {

class Database;

/// Somebody who said no in another audience that is sent to the place.
struct KnownNo {
    PersonKey address;
    std::uint16_t day = 0;     ///< Since when it is known, days since 1970.
    std::uint8_t audience = 0; ///< Number of the audience in KnownNoes::audiences.
};

/// Who said no at a place, as a plan of one pathway sees it. A no counts for every pathway of the place (promise P11)
/// until a row of the same audience says yes, or no pathway sends that audience there any more.
struct KnownNoes {
    std::vector<KnownNo> others; ///< Of other audiences, sorted by address; the first audience that said it.
    std::vector<PersonKey> own;  ///< Of the pathway's own audience, sorted.
    QStringList audiences;       ///< Of the others, as the user calls them.

    /// Null: no other audience says no for them.
    [[nodiscard]] const KnownNo* find(const PersonKey& address) const;
    /// Changes with each of the others.
    [[nodiscard]] QByteArray digest() const;
};

/// senders: pathways that lead to the place, or did. With temporary keys nobody can be told who said no: kind Keychain.
/// Errors: Storage.
[[nodiscard]] Result<KnownNoes> readNoes(Database& database, const WorkspaceKeys& keys, const QString& place,
                                         const AudienceId& own, const QList<Pathway>& senders);

} // namespace pathways
