// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/tar_gz.h"

#include <QStringBuilder>

#include <cstring>
#include <zlib.h>

namespace pathways::practice {

namespace {

constexpr qsizetype kBlock = 512;

void put(QByteArray& header, qsizetype at, const QByteArray& value) {
    std::memcpy(header.data() + at, value.constData(), size_t(value.size()));
}

QByteArray octal(qint64 value, int digits) {
    return QByteArray::number(value, 8).rightJustified(digits, '0');
}

} // namespace

void TarGz::add(const QByteArray& name, const QByteArray& content) {
    QByteArray header(kBlock, '\0');
    put(header, 0, name.left(100));
    put(header, 100, octal(0644, 7));
    put(header, 108, octal(0, 7));
    put(header, 116, octal(0, 7));
    put(header, 124, octal(content.size(), 11));
    put(header, 136, octal(0, 11));
    put(header, 148, QByteArray(8, ' '));
    header[156] = '0';
    put(header, 257, QByteArray("ustar\00000", 8));
    int sum = 0;
    for (const char byte : std::as_const(header)) {
        sum += static_cast<unsigned char>(byte);
    }
    put(header, 148, octal(sum, 6) + QByteArray("\0 ", 2));
    m_tar += header;
    m_tar += content;
    m_tar.resize((m_tar.size() + kBlock - 1) / kBlock * kBlock, '\0');
}

QByteArray TarGz::finish() {
    return gzip(m_tar + QByteArray(2 * kBlock, '\0'));
}

QByteArray gzip(const QByteArray& plain) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return {};
    }
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(plain.size()))) + 64, Qt::Uninitialized);
    // zlib does not write through next_in.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.constData()));
    stream.avail_in = uInt(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

} // namespace pathways::practice
