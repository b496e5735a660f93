// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>

namespace pathways::mailchimp {

/// Hands over the content of each file within a gzipped tar archive, in order. Nothing is written to disk, so names
/// within the archive do not matter. False when it is damaged, cut short, or larger than maxBytes unpacked (a zip
/// bomb), or when the sink returns false.
[[nodiscard]] bool readTarGz(const QByteArray& archive, qint64 maxBytes,
                             const std::function<bool(const QByteArray& content)>& sink);

} // namespace pathways::mailchimp
