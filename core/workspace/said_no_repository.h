// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/place.h"
#include "core/workspace/workspace.h"

#include <map>
#include <set>
#include <vector>

namespace pathways {

class Database;

/// Who said no in the audiences that are sent to a place. Plain storage. A row that is damaged gives an error of kind
/// Storage.
class SaidNoRepository final {
public:
    SaidNoRepository(Database& database, const WorkspaceKeys& keys)
        : m_database(database)
        , m_keys(keys) {}

    struct Stored {
        std::map<QString, std::vector<SaidNo>> byAudience; ///< By AudienceId; each sorted by address.
        std::set<QString> locked; ///< Audiences of which some were stored with other keys: nobody can say who they are.
    };
    [[nodiscard]] Result<Stored> of(const QString& place);
    /// One that stands already keeps its day; of an address that is in both lists the no counts. Parts that were stored
    /// with other keys are replaced: nobody could be found by them.
    [[nodiscard]] Result<void> change(const QString& place, const AudienceId& audience, std::vector<SaidNo> said,
                                      std::vector<PersonKey> over);

private:
    [[nodiscard]] Result<void> changePart(const QString& place, const AudienceId& audience, int part,
                                          const std::vector<SaidNo>& said, const std::vector<PersonKey>& over);

    Database& m_database;
    WorkspaceKeys m_keys;
};

} // namespace pathways
