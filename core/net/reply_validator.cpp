// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/reply_validator.h"

#include <memory>
#include <rapidjson/reader.h>
#include <zlib.h>

namespace pathways {

namespace {

constexpr qsizetype kStep = 256 * 1024;

bool looksLikeGzip(const QByteArray& body) {
    return body.startsWith("\x1f\x8b");
}

/// Inflates; gives out nothing where out is null, but checks all the same.
Unpacked::State inflateAll(const QByteArray& packed, qint64 maxBytes, QByteArray* out) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) {
        return Unpacked::State::Cut;
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> ending(&stream, inflateEnd);
    QByteArray step(kStep, Qt::Uninitialized);
    // zlib does not write through next_in.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.constData()));
    stream.avail_in = uInt(packed.size());
    qint64 total = 0;
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(step.data());
        stream.avail_out = uInt(kStep);
        const int state = inflate(&stream, Z_NO_FLUSH);
        const qsizetype got = kStep - qsizetype(stream.avail_out);
        total += got;
        if (total > maxBytes) {
            return Unpacked::State::TooLarge;
        }
        if (out != nullptr) {
            out->append(step.constData(), got);
        }
        if (state == Z_STREAM_END) {
            return stream.avail_in == 0 ? Unpacked::State::Whole : Unpacked::State::Cut;
        }
        if (state != Z_OK || (got == 0 && stream.avail_in == 0)) {
            return Unpacked::State::Cut;
        }
    }
}

} // namespace

Unpacked unpackGzip(const QByteArray& packed, qint64 maxBytes) {
    Unpacked result;
    result.state = inflateAll(packed, maxBytes, &result.bytes);
    if (result.state != Unpacked::State::Whole) {
        result.bytes.clear();
    }
    return result;
}

bool isWholeJson(const QByteArray& body) {
    const QByteArray trimmed = body.trimmed();
    if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) {
        return false;
    }
    rapidjson::MemoryStream stream(trimmed.constData(), size_t(trimmed.size()));
    rapidjson::Reader reader;
    rapidjson::BaseReaderHandler<> ignore;
    return !reader.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(stream, ignore)
                .IsError();
}

bool provesItselfWhole(const QByteArray& body) {
    if (looksLikeGzip(body)) {
        return inflateAll(body, 1024LL * 1024 * 1024, nullptr) == Unpacked::State::Whole;
    }
    return isWholeJson(body);
}

} // namespace pathways
