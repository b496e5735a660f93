// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>

namespace pathways {

/// A request's body as a sequential device: Qt cannot rewind it, and so cannot deliver the request again by itself when
/// the connection breaks (traps T1 and T2). Used for requests without a body as well.
class UploadDevice final : public QIODevice {
public:
    explicit UploadDevice(QByteArray body)
        : m_body(std::move(body)) {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_body.size() - m_position; }
    [[nodiscard]] bool atEnd() const override { return bytesAvailable() == 0; }
    /// Qt asks for the body only after it has written the head to the socket.
    [[nodiscard]] bool wasAskedFor() const { return m_asked; }

protected:
    qint64 readData(char* data, qint64 maxSize) override;
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    QByteArray m_body;
    qint64 m_position = 0;
    bool m_asked = false;
};

} // namespace pathways
