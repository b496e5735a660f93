// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/workbook_package.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <archive.h>
#include <archive_entry.h>

namespace pathways {

namespace {

constexpr qint64 kFreely = 100 * 1024; // small parts may have any packing ratio
constexpr qint64 kMostRatio = 100;
constexpr qint64 kLargestPart = qint64(1024) * 1024 * 1024;
constexpr int kMostParts = 1000;
constexpr std::size_t kBlock = 64 * 1024;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Workbook)
};

archive* openZip(const QString& path) {
    archive* handle = archive_read_new();
    if (handle != nullptr && archive_read_support_format_zip_seekable(handle) == ARCHIVE_OK &&
        archive_read_open_filename(handle, QFile::encodeName(path).constData(), kBlock) == ARCHIVE_OK) {
        return handle;
    }
    archive_read_free(handle);
    return nullptr;
}

Error unusable(const QString& path, const QString& what, const QString& remedy) {
    return {ErrorKind::Input,
            what.arg(QFileInfo(path).fileName()),
            Texts::tr("Nobody can be read from it as it is."),
            remedy,
            {}};
}

} // namespace

void WorkbookPart::Closer::operator()(archive* handle) const {
    archive_read_free(handle);
}

WorkbookPart::~WorkbookPart() = default;

std::unique_ptr<WorkbookPart> WorkbookPart::open(const QString& path, const QString& name) {
    std::unique_ptr<WorkbookPart> part(new WorkbookPart);
    part->m_packed = QFileInfo(path).size();
    part->m_archive.reset(openZip(path));
    if (!part->m_archive) {
        return nullptr;
    }
    const QByteArray wanted = name.toUtf8();
    archive_entry* entry = nullptr;
    for (int i = 0; i <= kMostParts && archive_read_next_header(part->m_archive.get(), &entry) == ARCHIVE_OK; ++i) {
        const char* found = archive_entry_pathname_utf8(entry);
        // Part names are compared without regard to case (ECMA-376, part 2).
        if (found != nullptr && qstricmp(found, wanted.constData()) == 0) {
            part->QIODevice::open(QIODevice::ReadOnly);
            return part;
        }
    }
    return nullptr;
}

qint64 WorkbookPart::readData(char* data, qint64 size) {
    // Qt asks for nothing when its own buffer has just run empty: nothing is then no end.
    if (m_broken || m_atEnd || size <= 0) {
        return m_broken ? -1 : 0;
    }
    const la_ssize_t got = archive_read_data(m_archive.get(), data, std::size_t(size));
    m_unpacked += std::max<la_ssize_t>(got, 0);
    const bool tooTight = m_unpacked > kFreely && m_unpacked > m_packed * kMostRatio;
    if (got < 0 || tooTight || m_unpacked > kLargestPart) {
        m_broken = true;
        return -1;
    }
    m_atEnd = got == 0;
    return qint64(got);
}

Result<void> checkWorkbook(const QString& path) {
    const std::unique_ptr<archive, decltype(&archive_read_free)> zip(openZip(path), &archive_read_free);
    bool workbook = false;
    QString other;
    int parts = 0;
    int state = zip ? ARCHIVE_OK : ARCHIVE_FATAL;
    archive_entry* entry = nullptr;
    while (zip && (state = archive_read_next_header(zip.get(), &entry)) == ARCHIVE_OK && ++parts <= kMostParts) {
        const QString name = QString::fromUtf8(archive_entry_pathname_utf8(entry));
        workbook = workbook || name.compare(QLatin1String("xl/workbook.xml"), Qt::CaseInsensitive) == 0;
        if (archive_entry_is_encrypted(entry) != 0) {
            return fail(unusable(path, Texts::tr("“%1” is protected by a password."),
                                 Texts::tr("Save it without a password, or save its sheet as CSV.")));
        }
        if (name == QLatin1String("content.xml") || name == QLatin1String("xl/workbook.bin")) {
            other = name;
        }
    }
    if (parts > kMostParts) {
        return fail(unusable(path, Texts::tr("“%1” has far more parts than a usual workbook."),
                             Texts::tr("Save its sheet as CSV.")));
    }
    if (workbook) {
        return {};
    }
    if (!other.isEmpty()) {
        return fail(unusable(path, Texts::tr("“%1” is a workbook in a format that Pathways cannot read."),
                             Texts::tr("Open it in a spreadsheet program and save it as XLSX or CSV.")));
    }
    return fail(state == ARCHIVE_EOF ? unusable(path, Texts::tr("“%1” is a compressed file, not a workbook."),
                                                Texts::tr("Unpack it first, and choose the file inside."))
                                     : unusable(path, Texts::tr("“%1” is damaged or was not saved completely."),
                                                Texts::tr("Export or download it again.")));
}

} // namespace pathways
