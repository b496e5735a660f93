// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>

namespace pathways::mailchimp {

/// Passes the content of each file in a gzipped tar archive to the sink, in order. Nothing is written to disk, so file
/// names do not matter. False when it is damaged, cut short, or larger than maxBytes unpacked (a zip bomb), or when the
/// sink returns false.
[[nodiscard]] bool readTarGz(const QByteArray& archive, qint64 maxBytes,
                             const std::function<bool(const QByteArray& content)>& sink);

} // namespace pathways::mailchimp
