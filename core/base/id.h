// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>
#include <QUuid>

namespace pathways {

/// A random identifier that cannot be mixed up with one of another kind. Empty means "none yet".
template <typename Tag>
struct Id {
    QString value;

    [[nodiscard]] static Id create() { return Id{QUuid::createUuid().toString(QUuid::WithoutBraces)}; }
    [[nodiscard]] bool isEmpty() const { return value.isEmpty(); }
    friend bool operator==(const Id&, const Id&) = default;
    friend size_t qHash(const Id& id, size_t seed = 0) { return ::qHash(id.value, seed); }
};

using AudienceId = Id<struct AudienceTag>;
using ConnectionId = Id<struct ConnectionTag>;
using PathwayId = Id<struct PathwayTag>;
using PushId = Id<struct PushTag>;

} // namespace pathways
