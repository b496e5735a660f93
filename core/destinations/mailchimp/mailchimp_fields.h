// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/destination_type.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

namespace pathways::mailchimp {

/// The address, the merge fields of one answer of GET /lists/{id}/merge-fields, and the language.
[[nodiscard]] QList<FieldSpec> fieldsFrom(const QList<QJsonObject>& mergeFields);
/// The field or, for an address, its parts.
[[nodiscard]] QList<FieldSpec> specsOf(const QJsonObject& mergeField);
/// Body of POST /lists/{id}/merge-fields with the type that fits the kind.
[[nodiscard]] QByteArray newFieldBody(const FieldSpec& wanted);
/// A merge tag for a wanted field: upper case, letters, digits and underscores, at most ten.
[[nodiscard]] QString tagFor(const FieldSpec& wanted);

} // namespace pathways::mailchimp
