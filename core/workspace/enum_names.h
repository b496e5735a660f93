// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/audience.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"
#include "core/model/push.h"

#include <QLatin1String>
#include <QString>

#include <optional>
#include <span>

namespace pathways::json {

/// The stored name of one value of an enumeration. Never change a name: workspaces hold them.
template <typename E>
struct Name {
    E value;
    const char* name;
};

template <typename E>
[[nodiscard]] std::span<const Name<E>> names();

template <>
[[nodiscard]] std::span<const Name<TextEncoding>> names();
template <>
[[nodiscard]] std::span<const Name<RuleOperator>> names();
template <>
[[nodiscard]] std::span<const Name<AudienceKind>> names();
template <>
[[nodiscard]] std::span<const Name<PermissionUse>> names();
template <>
[[nodiscard]] std::span<const Name<FieldKind>> names();
template <>
[[nodiscard]] std::span<const Name<MappingEvidence>> names();
template <>
[[nodiscard]] std::span<const Name<ErrorKind>> names();
template <>
[[nodiscard]] std::span<const Name<MatchState>> names();

template <typename E>
[[nodiscard]] QString nameOf(E value) {
    for (const Name<E>& entry : names<E>()) {
        if (entry.value == value) {
            return QLatin1String(entry.name);
        }
    }
    Q_UNREACHABLE();
}

template <typename E>
[[nodiscard]] std::optional<E> valueOf(const QString& name) {
    for (const Name<E>& entry : names<E>()) {
        if (name == QLatin1String(entry.name)) {
            return entry.value;
        }
    }
    return std::nullopt;
}

} // namespace pathways::json
