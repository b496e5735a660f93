// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/upload_device.h"

#include <cstring>

namespace pathways {

qint64 UploadDevice::readData(char* data, qint64 maxSize) {
    if (maxSize <= 0) {
        return 0; // asked for nothing, which says nothing about the end
    }
    m_asked = true;
    const qint64 count = qMin(maxSize, bytesAvailable());
    if (count <= 0) {
        return -1;
    }
    std::memcpy(data, m_body.constData() + m_position, size_t(count));
    m_position += count;
    return count;
}

} // namespace pathways
