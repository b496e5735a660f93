// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/text_check.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <QtEndian>

#include <algorithm>

namespace pathways {

namespace {

// The context of these texts is that of the preview, which shows them most often.
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Preview)
};

struct Kind {
    QString what;
    QString remedy;
};

QString asCsv() {
    return Texts::tr("Open it in a spreadsheet program and save it as CSV.");
}

QString asWorkbook() {
    return Texts::tr("Open it in a spreadsheet program and save it as XLSX or CSV.");
}

std::string wide(std::string_view text) {
    std::string bytes;
    for (const char c : text) {
        bytes += {c, '\0'};
    }
    return bytes;
}

/// The older container of office programs: its directory names the streams in it (MS-CFB, 2.2 and 2.6).
Kind kindOfContainer(const SourceFile& file, const std::string& head) {
    constexpr std::size_t kShiftAt = 30;
    constexpr std::size_t kDirectoryAt = 48;
    constexpr std::size_t kDirectory = 64 * 1024; // its first sectors; they nearly always stand together
    std::string names;
    if (head.size() >= kDirectoryAt + 4) {
        const auto shift = std::min<unsigned>(qFromLittleEndian<quint16>(head.data() + kShiftAt), 16);
        const auto sector = std::uint64_t(qFromLittleEndian<quint32>(head.data() + kDirectoryAt));
        names = file.readAt((sector + 1) << shift, kDirectory).value_or(std::string());
    }
    const auto holds = [&names](std::string_view name) { return names.find(wide(name)) != std::string::npos; };
    if (holds("EncryptedPackage")) {
        return {
            Texts::tr("“%1” is protected by a password."),
            Texts::tr("Open it in a spreadsheet program and save it without a password, or save its sheet as CSV.")};
    }
    if (holds("WordDocument")) {
        return {Texts::tr("“%1” is a document, but not a spreadsheet."),
                Texts::tr("Copy its table to a spreadsheet, and save that as XLSX or CSV.")};
    }
    return {Texts::tr("“%1” is a workbook in an old format (XLS)."), asWorkbook()};
}

std::optional<Kind> kindOfPage(const std::string& head) {
    static const QRegularExpression xml(QStringLiteral("^\\s*<\\?xml\\b"));
    static const QRegularExpression page(QStringLiteral("^\\s*<(!doctype html|html|table|head|body)\\b"),
                                         QRegularExpression::CaseInsensitiveOption);
    const QString begin = QString::fromUtf8(head.data(), qsizetype(std::min<std::size_t>(head.size(), 4096)))
                              .remove(QChar::ByteOrderMark);
    if (xml.match(begin).hasMatch()) {
        const bool sheet = begin.contains(QLatin1String("schemas-microsoft-com:office:spreadsheet")) ||
                           begin.contains(QLatin1String("opendocument.spreadsheet"));
        return sheet ? Kind{Texts::tr("“%1” is a workbook in an XML format."), asWorkbook()}
                     : Kind{Texts::tr("“%1” is an XML file, not a table."), asCsv()};
    }
    return page.match(begin).hasMatch() ? Kind{Texts::tr("“%1” is a web page, despite its name."), asCsv()}
                                        : std::optional<Kind>();
}

std::optional<Kind> kindOf(const SourceFile& file, const std::string& head) {
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x01\x02")) {
        return Kind{Texts::tr("“%1” is a workbook or a compressed file."), asCsv()};
    }
    if (head.starts_with("\xD0\xCF\x11\xE0")) {
        return kindOfContainer(file, head);
    }
    if (head.starts_with("%PDF")) {
        return Kind{Texts::tr("“%1” is a PDF document."),
                    Texts::tr("Export the people as CSV from the program that made it.")};
    }
    for (const std::string_view packed : {"\x1f\x8b", "BZh", "\xFD\x37zXZ", "7z\xBC\xAF", "\x28\xB5\x2F\xFD", "Rar!"}) {
        if (head.starts_with(packed)) {
            return Kind{Texts::tr("“%1” is a compressed file."),
                        Texts::tr("Unpack it first, and choose the file inside.")};
        }
    }
    if (head.starts_with("SQLite format 3")) {
        return Kind{Texts::tr("“%1” is a database."),
                    Texts::tr("Connect it as a database, and write a query that selects people.")};
    }
    return kindOfPage(head);
}

} // namespace

Result<void> checkText(const SourceFile& file) {
    constexpr std::size_t kHead = 4096;
    const auto head = file.readAt(0, kHead);
    if (!head) {
        return fail(head.error());
    }
    const auto kind = kindOf(file, *head);
    if (!kind) {
        return {};
    }
    return fail(ErrorKind::Input, kind->what.arg(QFileInfo(file.path()).fileName()),
                Texts::tr("Nobody can be read from it as it is."), kind->remedy);
}

} // namespace pathways
