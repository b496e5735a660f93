// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace pathways::practice {

/// Makes a gzip-packed ustar archive in memory.
class TarGz final {
public:
    void add(const QByteArray& name, const QByteArray& content);
    [[nodiscard]] QByteArray finish();

private:
    QByteArray m_tar;
};

/// Packs with a gzip header.
[[nodiscard]] QByteArray gzip(const QByteArray& plain);

} // namespace pathways::practice
