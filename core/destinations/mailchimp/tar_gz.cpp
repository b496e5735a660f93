// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/tar_gz.h"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <memory>

namespace pathways::mailchimp {

namespace {
struct Closer {
    void operator()(archive* handle) const { archive_read_free(handle); }
};
} // namespace

bool readTarGz(const QByteArray& bytes, qint64 maxBytes, const std::function<bool(const QByteArray& content)>& sink) {
    const std::unique_ptr<archive, Closer> handle(archive_read_new());
    if (!handle || archive_read_support_filter_gzip(handle.get()) != ARCHIVE_OK ||
        archive_read_support_format_tar(handle.get()) != ARCHIVE_OK ||
        archive_read_open_memory(handle.get(), bytes.constData(), static_cast<std::size_t>(bytes.size())) !=
            ARCHIVE_OK) {
        return false;
    }
    std::array<char, 65536> chunk{};
    qint64 total = 0;
    archive_entry* entry = nullptr;
    int state = ARCHIVE_OK;
    while ((state = archive_read_next_header(handle.get(), &entry)) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG) {
            continue;
        }
        QByteArray content;
        la_ssize_t got = 0;
        while ((got = archive_read_data(handle.get(), chunk.data(), chunk.size())) > 0) {
            total += got;
            if (total > maxBytes) {
                return false;
            }
            content.append(chunk.data(), qsizetype(got));
        }
        if (got < 0 || !sink(content)) {
            return false;
        }
    }
    return state == ARCHIVE_EOF;
}

} // namespace pathways::mailchimp
