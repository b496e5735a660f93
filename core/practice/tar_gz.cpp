// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/tar_gz.h"

#include <archive.h>
#include <archive_entry.h>
#include <utility>

namespace pathways::practice {

namespace {

la_ssize_t append(archive* /*writer*/, void* packed, const void* bytes, std::size_t size) {
    static_cast<QByteArray*>(packed)->append(static_cast<const char*>(bytes), qsizetype(size));
    return la_ssize_t(size);
}

struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

} // namespace

void TarGz::Close::operator()(archive* writer) const {
    archive_write_free(writer);
}

TarGz::TarGz()
    : m_writer(archive_write_new()) {
    archive* const writer = m_writer.get();
    m_ok = writer != nullptr && archive_write_set_format_ustar(writer) == ARCHIVE_OK &&
           archive_write_add_filter_gzip(writer) == ARCHIVE_OK &&
           archive_write_open(writer, &m_packed, nullptr, append, nullptr) == ARCHIVE_OK;
}

void TarGz::add(const QByteArray& name, const QByteArray& content) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    if (!m_ok || entry == nullptr) {
        m_ok = false;
        return;
    }
    archive_entry_set_pathname(entry.get(), name.constData());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), content.size());
    m_ok = archive_write_header(m_writer.get(), entry.get()) == ARCHIVE_OK &&
           archive_write_data(m_writer.get(), content.constData(), std::size_t(content.size())) == content.size();
}

QByteArray TarGz::finish() {
    const bool written = m_ok && archive_write_close(m_writer.get()) == ARCHIVE_OK;
    m_ok = false;
    return written ? std::exchange(m_packed, {}) : QByteArray();
}

} // namespace pathways::practice
