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

/// The name of a part, without a leading slash. Some programs separate folders as Windows does.
QString partName(const char* name) {
    QString text = QString::fromUtf8(name).replace(u'\\', u'/');
    return text.startsWith(u'/') ? text.sliced(1) : text;
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
    archive_entry* entry = nullptr;
    for (int i = 0; i <= kMostParts && archive_read_next_header(part->m_archive.get(), &entry) == ARCHIVE_OK; ++i) {
        // Part names are compared without regard to case (ECMA-376, part 2).
        if (partName(archive_entry_pathname_utf8(entry)).compare(name, Qt::CaseInsensitive) == 0) {
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
    m_tooLarge = tooTight || m_unpacked > kLargestPart;
    if (got < 0 || m_tooLarge) {
        m_broken = true;
        return -1;
    }
    m_atEnd = got == 0;
    return qint64(got);
}

namespace {

/// What the names of the parts say about a package.
struct Contents {
    int parts = 0;
    bool whole = false; ///< The list could be read to its end.
    bool encrypted = false;
    bool officeOpen = false; ///< At the place where nearly all programs put it.
    bool types = false;      ///< Office Open XML of some kind.
    bool openDocument = false;
    bool binaryWorkbook = false;
    bool textDocument = false;
    bool numbers = false;
};

Contents contentsOf(const QString& path) {
    Contents found;
    const std::unique_ptr<archive, decltype(&archive_read_free)> zip(openZip(path), &archive_read_free);
    int state = zip ? ARCHIVE_OK : ARCHIVE_FATAL;
    archive_entry* entry = nullptr;
    while (zip && (state = archive_read_next_header(zip.get(), &entry)) == ARCHIVE_OK && ++found.parts <= kMostParts) {
        const QString name = partName(archive_entry_pathname_utf8(entry));
        const auto is = [&name](const char* other) {
            return name.compare(QLatin1String(other), Qt::CaseInsensitive) == 0;
        };
        found.encrypted = found.encrypted || archive_entry_is_encrypted(entry) != 0 || is("encrypted-package");
        found.officeOpen = found.officeOpen || is("xl/workbook.xml") || is("xl/_rels/workbook.xml.rels");
        found.types = found.types || is("[Content_Types].xml");
        found.binaryWorkbook = found.binaryWorkbook || is("xl/workbook.bin");
        found.openDocument = found.openDocument || is("content.xml");
        found.textDocument = found.textDocument || is("word/document.xml");
        found.numbers = found.numbers || is("Index.zip") || name.startsWith(QLatin1String("Index/"));
    }
    found.whole = state == ARCHIVE_EOF;
    return found;
}

bool holds(const QString& path, const QString& part, const QByteArray& text) {
    constexpr qint64 kLookedAt = 1024 * 1024;
    const auto opened = WorkbookPart::open(path, part);
    return opened && opened->read(kLookedAt).contains(text);
}

bool isTypedAsWorkbook(const QString& path) {
    const QString types = QStringLiteral("[Content_Types].xml");
    return holds(path, types, ".spreadsheetml.sheet.main+xml") || holds(path, types, ".sheet.macroEnabled.main+xml");
}

} // namespace

Result<WorkbookFormat> workbookFormatOf(const QString& path) {
    const Contents found = contentsOf(path);
    const QString asWorkbook = Texts::tr("Open it in a spreadsheet program and save it as XLSX or CSV.");
    if (found.parts > kMostParts) {
        return fail(unusable(path, Texts::tr("“%1” has far more parts than a usual workbook."),
                             Texts::tr("Save its sheet as CSV.")));
    }
    if (found.encrypted ||
        (found.openDocument && holds(path, QStringLiteral("META-INF/manifest.xml"), ":encryption-data"))) {
        return fail(lockedWorkbook(path));
    }
    if (found.binaryWorkbook) {
        return fail(unusable(path, Texts::tr("“%1” is a workbook in a binary format (XLSB) that Pathways cannot read."),
                             asWorkbook));
    }
    if (found.officeOpen || (found.types && isTypedAsWorkbook(path))) {
        return WorkbookFormat::Xlsx;
    }
    if (found.openDocument) {
        if (holds(path, QStringLiteral("mimetype"), "opendocument.spreadsheet")) {
            return WorkbookFormat::Ods;
        }
        return fail(unusable(path, Texts::tr("“%1” is a document, but not a spreadsheet."),
                             Texts::tr("Copy its table to a spreadsheet, and save that as XLSX or CSV.")));
    }
    if (found.textDocument) {
        return fail(unusable(path, Texts::tr("“%1” is a document, but not a spreadsheet."),
                             Texts::tr("Copy its table to a spreadsheet, and save that as XLSX or CSV.")));
    }
    if (found.numbers) {
        return fail(unusable(path, Texts::tr("“%1” is a Numbers document."),
                             Texts::tr("In Numbers, choose File, Export To and then Excel or CSV.")));
    }
    return fail(found.whole ? unusable(path, Texts::tr("“%1” is a compressed file, not a workbook."),
                                       Texts::tr("Unpack it first, and choose the file inside."))
                            : unusable(path, Texts::tr("“%1” is damaged or was not saved completely."),
                                       Texts::tr("Export or download it again.")));
}

Error lockedWorkbook(const QString& path) {
    return unusable(
        path, Texts::tr("“%1” is protected by a password."),
        Texts::tr("Open it in a spreadsheet program and save it without a password, or save its sheet as CSV."));
}

Error damagedWorkbook(const QString& path) {
    return {ErrorKind::Source,
            Texts::tr("The workbook “%1” is damaged or has an unusual structure.").arg(QFileInfo(path).fileName()),
            Texts::tr("Nothing was taken from it, so that nobody goes missing unnoticed."),
            Texts::tr("Open it in a spreadsheet program and save it again, or save the sheet as CSV."),
            {}};
}

Error oversizedWorkbook(const QString& path) {
    return {ErrorKind::Source,
            Texts::tr("The workbook “%1” unpacks to far more than a usual workbook.").arg(QFileInfo(path).fileName()),
            Texts::tr("Nothing was taken from it, so that nobody goes missing unnoticed."),
            Texts::tr("If you trust the file, open it in a spreadsheet program and save the sheet as CSV."),
            {}};
}

} // namespace pathways
