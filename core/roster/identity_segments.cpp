// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/identity_segments.h"

#include <QJsonObject>
#include <QVariant>

#include <algorithm>

namespace pathways {

namespace {

/// Small blocks: identifiers are read one by one, in no order.
constexpr std::size_t kIdentityBlock = 8 * 1024;
constexpr qsizetype kMaxSegments = 24;
constexpr qint64 kMaxGarbage = 2;

} // namespace

QJsonArray toJson(const QList<IdentitySegment>& segments) {
    QJsonArray json;
    for (const IdentitySegment& segment : segments) {
        json.append(QJsonObject{{QStringLiteral("id"), int(segment.id)},
                                {QStringLiteral("fields"), QJsonArray::fromStringList(segment.fields)},
                                {QStringLiteral("entries"), segment.entries}});
    }
    return json;
}

QList<IdentitySegment> segmentsFromJson(const QJsonArray& json) {
    QList<IdentitySegment> segments;
    for (const auto& value : json) {
        const QJsonObject object = value.toObject();
        IdentitySegment segment;
        segment.id = quint32(object.value(u"id").toInt());
        segment.fields = object.value(u"fields").toVariant().toStringList();
        segment.entries = object.value(u"entries").toInteger();
        segments.append(segment);
    }
    return segments;
}

QStringList allFields(const QList<IdentitySegment>& segments) {
    QStringList fields;
    for (const IdentitySegment& segment : segments) {
        for (const QString& field : segment.fields) {
            if (!fields.contains(field)) {
                fields << field;
            }
        }
    }
    return fields;
}

bool needsRewriting(const QList<IdentitySegment>& segments, qint64 records) {
    qint64 entries = 0;
    for (const IdentitySegment& segment : segments) {
        entries += segment.entries;
    }
    return segments.size() >= kMaxSegments || entries > kMaxGarbage * records + 1000;
}

IdentityOrder::IdentityOrder(const EncryptedFile& file, const QList<IdentitySegment>& segments) {
    for (const IdentitySegment& segment : segments) {
        m_first.emplace_back(segment.id, m_blocks);
        m_blocks += file.blocks(segment.stream());
    }
    std::sort(m_first.begin(), m_first.end());
}

std::uint64_t IdentityOrder::rank(std::uint64_t where) const {
    const auto segment =
        std::lower_bound(m_first.begin(), m_first.end(), std::pair<std::uint64_t, std::uint64_t>(where >> 40, 0));
    const std::uint64_t block = (where & kNowhere) >> 16;
    return segment != m_first.end() ? segment->second + block : block;
}

IdentityReader::IdentityReader(const EncryptedFile& file, const QList<IdentitySegment>& segments,
                               const QStringList& fields) {
    for (const IdentitySegment& segment : segments) {
        if (!file.has(segment.stream())) {
            continue;
        }
        std::vector<int> order;
        for (const QString& field : fields) {
            order.push_back(int(segment.fields.indexOf(field)));
        }
        m_segments.emplace(segment.id, Segment{StreamCursor(file, segment.stream()), std::move(order)});
    }
}

Result<void> IdentityReader::read(std::uint64_t where, std::vector<std::string_view>& values) {
    values.clear();
    const auto segment = m_segments.find(quint32(where >> 40));
    if (segment == m_segments.end()) {
        return fail(damagedFile());
    }
    auto bytes = segment->second.cursor.at(where & kNowhere);
    if (!bytes) {
        return fail(bytes.error());
    }
    std::string_view packed = *bytes;
    if (!unpackTexts(packed, m_stored)) {
        return fail(damagedFile());
    }
    for (const int place : segment->second.order) {
        values.push_back(place >= 0 && std::size_t(place) < m_stored.size() ? m_stored[std::size_t(place)]
                                                                            : std::string_view());
    }
    return {};
}

Result<void> IdentityWriter::keep(const EncryptedFile& from, const QList<IdentitySegment>& segments) {
    for (const IdentitySegment& segment : segments) {
        if (auto copied = m_file.copy(segment.stream(), from, segment.stream()); !copied) {
            return copied;
        }
        m_segments.append(segment);
    }
    return {};
}

Result<quint32> IdentityWriter::adopt(const EncryptedFile& from, const IdentitySegment& segment) {
    IdentitySegment taken = segment;
    taken.id = nextId();
    return m_file.copy(taken.stream(), from, segment.stream()).map([&] {
        m_segments.append(taken);
        return taken.id;
    });
}

quint32 IdentityWriter::nextId() const {
    quint32 id = 1;
    for (const IdentitySegment& segment : m_segments) {
        id = std::max(id, segment.id + 1);
    }
    return id;
}

void IdentityWriter::begin(const QStringList& fields) {
    IdentitySegment segment;
    segment.id = nextId();
    segment.fields = fields;
    m_segments.append(segment);
    m_file.addStream(segment.stream());
    m_stream = std::make_unique<StreamWriter>(m_file, segment.stream(), kIdentityBlock);
}

Result<std::uint64_t> IdentityWriter::add(const std::vector<std::string_view>& values) {
    m_scratch.clear();
    packTexts(values, m_scratch);
    ++m_segments.back().entries;
    return m_stream->append(m_scratch).map(
        [this](Location location) { return std::uint64_t(m_segments.back().id) << 40 | location; });
}

IdentityWriter::Helper::Helper(IdentityWriter& writer)
    : m_segment(std::uint64_t(writer.m_segments.back().id) << 40)
    , m_stream(writer.m_file, writer.m_segments.back().stream(), kIdentityBlock) {}

Result<std::uint64_t> IdentityWriter::Helper::add(const std::vector<std::string_view>& values) {
    m_scratch.clear();
    packTexts(values, m_scratch);
    ++m_entries;
    return m_stream.append(m_scratch).map([this](Location location) { return m_segment | location; });
}

} // namespace pathways
