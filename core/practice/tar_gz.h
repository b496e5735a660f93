// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>

struct archive;

namespace pathways::practice {

/// Makes a gzip-packed tar archive (ustar) in memory.
class TarGz final {
public:
    TarGz();
    Q_DISABLE_COPY_MOVE(TarGz) // The writer knows where the bytes go.
    void add(const QByteArray& name, const QByteArray& content);
    /// The archive; empty if it could not be made. Nothing can be added afterwards.
    [[nodiscard]] QByteArray finish();

private:
    struct Close {
        void operator()(archive* writer) const;
    };

    QByteArray m_packed;
    std::unique_ptr<archive, Close> m_writer;
    bool m_ok = false;
};

} // namespace pathways::practice
