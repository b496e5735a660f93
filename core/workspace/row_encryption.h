// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/blob_cipher.h"
#include "core/model/push.h"

#include <QByteArray>

namespace pathways {

/// Identity, field and note of a row outcome, encrypted, and bound to the push, the row, its kind and its reason.
[[nodiscard]] QByteArray sealRow(BlobCipher& sealer, const PushId& push, const RowOutcome& row);

/// Fills identity, field and note of a row whose other members are set. False when they cannot be read any more.
[[nodiscard]] bool openRow(BlobCipher& sealer, const PushId& push, const QByteArray& sealed, RowOutcome& row);

} // namespace pathways
