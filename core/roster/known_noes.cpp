// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/known_noes.h"

#include "core/base/log.h"
#include "core/workspace/repositories.h"
#include "core/workspace/said_no_repository.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>
#include <limits>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(KnownNoes)
};

bool byAddress(const KnownNo& a, const KnownNo& b) {
    return a.address < b.address;
}

Error noesLocked() {
    return {ErrorKind::Keychain,
            Texts::tr("People have said no in another audience, and who they are can be told only with the keychain."),
            Texts::tr("Somebody might be written to against their wish. Nobody was added or removed."),
            Texts::tr("Unlock or start the keychain, then push again."), QString()};
}

} // namespace

const KnownNo* KnownNoes::find(const PersonKey& address) const {
    const auto at = std::lower_bound(others.begin(), others.end(), KnownNo{address, 0, 0}, byAddress);
    return at != others.end() && at->address == address ? &*at : nullptr;
}

QByteArray KnownNoes::digest() const {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const KnownNo& one : others) {
        hash.addData(QByteArrayView(one.address.bytes.data(), qsizetype(one.address.bytes.size())));
    }
    return hash.result();
}

Result<KnownNoes> readNoes(Database& database, const WorkspaceKeys& keys, const QString& place, const AudienceId& own,
                           const QList<Pathway>& senders) {
    auto stored = SaidNoRepository(database, keys).of(place);
    if (!stored) {
        return fail(stored.error());
    }
    KnownNoes noes;
    for (const auto& [id, people] : stored->byAudience) {
        if (id == own.value) {
            std::transform(people.begin(), people.end(), std::back_inserter(noes.own),
                           [](const SaidNo& one) { return one.address; });
            continue;
        }
        const bool sent = std::any_of(senders.begin(), senders.end(),
                                      [&id = id](const Pathway& one) { return one.audience.value == id; });
        const auto audience = AudienceRepository(database).find(AudienceId{id});
        if (!sent || !audience || noes.audiences.size() > std::numeric_limits<std::uint8_t>::max()) {
            continue;
        }
        if (stored->locked.contains(id) && keys.temporary) {
            return fail(noesLocked());
        }
        if (stored->locked.contains(id)) {
            qCWarning(lcPush) << "who said no was stored with other keys, and is not known any more";
        }
        const auto number = std::uint8_t(noes.audiences.size());
        noes.audiences << audience->name;
        for (const SaidNo& one : people) {
            noes.others.push_back({one.address, one.day, number});
        }
    }
    std::stable_sort(noes.others.begin(), noes.others.end(), byAddress);
    const auto same = [](const KnownNo& a, const KnownNo& b) { return a.address == b.address; };
    noes.others.erase(std::unique(noes.others.begin(), noes.others.end(), same), noes.others.end());
    return noes;
}

} // namespace pathways
