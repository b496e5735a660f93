// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spool/stream_io.h"

namespace pathways {

StreamWriter::StreamWriter(EncryptedFileWriter& file, StreamId id, std::size_t blockBytes)
    : m_file(file)
    , m_id(id)
    , m_blockBytes(blockBytes)
    , m_cipher(file.cipher(id)) {
    m_buffer.reserve(blockBytes + blockBytes / 4);
}

Result<Location> StreamWriter::append(std::string_view bytes) {
    if (m_buffer.empty()) {
        m_block = m_file.reserve(m_id);
    }
    const Location location = Location(m_block) << 16 | m_buffer.size();
    m_buffer.append(bytes);
    if (m_buffer.size() >= m_blockBytes) {
        if (auto written = flush(); !written) {
            return fail(written.error());
        }
    }
    return location;
}

Result<void> StreamWriter::flush() {
    if (m_buffer.empty()) {
        return {};
    }
    auto written = m_file.put(m_id, m_block, m_buffer, m_cipher);
    m_buffer.clear();
    return written;
}

StreamCursor::StreamCursor(const EncryptedFile& file, StreamId id)
    : m_file(file)
    , m_id(id)
    , m_cipher(file.cipher(id)) {}

Result<std::string_view> StreamCursor::block(std::uint32_t number) {
    for (const Slot& slot : m_slots) {
        if (slot.block == std::int64_t(number)) {
            return std::string_view(slot.plain);
        }
    }
    Slot& slot = m_slots[m_next];
    m_next = (m_next + 1) % kSlots;
    slot.block = -1;
    if (auto read = m_file.read(m_id, number, m_cipher, m_sealed, slot.plain); !read) {
        return fail(read.error());
    }
    slot.block = std::int64_t(number);
    return std::string_view(slot.plain);
}

Result<std::string_view> StreamCursor::at(Location location) {
    return block(std::uint32_t(location >> 16)).and_then([location](std::string_view all) -> Result<std::string_view> {
        const std::size_t offset = location & 0xffff;
        if (offset >= all.size()) {
            return fail(damagedFile());
        }
        return all.substr(offset);
    });
}

namespace {

void packNumber(std::size_t value, std::string& out) {
    while (value >= 0x80) {
        out.push_back(char((value & 0x7f) | 0x80));
        value >>= 7;
    }
    out.push_back(char(value));
}

bool unpackNumber(std::string_view& in, std::size_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 35 && !in.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(in.front());
        in.remove_prefix(1);
        value |= std::size_t(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return true;
        }
    }
    return false;
}

} // namespace

void packTexts(const std::vector<std::string_view>& texts, std::string& out) {
    packNumber(texts.size(), out);
    for (const std::string_view text : texts) {
        packNumber(text.size(), out);
        out.append(text);
    }
}

bool unpackTexts(std::string_view& packed, std::vector<std::string_view>& texts) {
    texts.clear();
    std::size_t count = 0;
    if (!unpackNumber(packed, count) || count > packed.size()) {
        return false;
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t size = 0;
        if (!unpackNumber(packed, size) || size > packed.size()) {
            return false;
        }
        texts.push_back(packed.substr(0, size));
        packed.remove_prefix(size);
    }
    return true;
}

} // namespace pathways
