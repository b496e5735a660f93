// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/xlsx_shared.h"

#include <QHash>
#include <QRegularExpression>

namespace pathways {

namespace {

constexpr std::size_t kMostTextBytes = std::size_t(128) * 1024 * 1024;
constexpr std::size_t kMostTexts = 20'000'000;
constexpr std::size_t kMostStyles = 100'000;

} // namespace

std::span<const PartNamespace> spreadsheetNamespaces() {
    static const PartNamespace known[] = {
        {QLatin1String("http://schemas.openxmlformats.org/spreadsheetml/2006/main"), QLatin1String()},
        {QLatin1String("http://purl.oclc.org/ooxml/spreadsheetml/main"), QLatin1String()},
        {QLatin1String(), QLatin1String()}};
    return known;
}

QString unescapedText(QString text) {
    static const QRegularExpression code(QStringLiteral("_x([0-9A-Fa-f]{4})_"));
    if (!text.contains(QLatin1String("_x"))) {
        return text;
    }
    for (auto match = code.match(text); match.hasMatch(); match = code.match(text, match.capturedStart() + 1)) {
        text.replace(match.capturedStart(), match.capturedLength(), QChar(match.captured(1).toUShort(nullptr, 16)));
    }
    return text;
}

Result<void> XlsxShared::readTexts(const QString& path, const QString& part) {
    PartReader reader(path, part, spreadsheetNamespaces());
    if (!reader.exists()) {
        return {};
    }
    for (auto event = reader.next(); event != PartReader::Event::Done; event = reader.next()) {
        // Pronunciation guides (rPh) have texts as well, at another path: they are not part of the cell.
        if (event == PartReader::Event::End) {
            if (reader.path() == u"/sst/si") {
                m_textEnds.push_back(m_texts.size());
            }
        } else if (reader.path() == u"/sst/si/t" || reader.path() == u"/sst/si/r/t") {
            m_texts += unescapedText(reader.text()).toStdString();
        }
        if (m_texts.size() > kMostTextBytes || m_textEnds.size() > kMostTexts) {
            return fail(oversizedWorkbook(path));
        }
    }
    return reader.good() ? Result<void>() : fail(reader.error());
}

Result<void> XlsxShared::readFormats(const QString& path, const QString& part) {
    PartReader reader(path, part, spreadsheetNamespaces());
    if (!reader.exists()) {
        return {};
    }
    QHash<int, CellFormat> formats;
    for (auto event = reader.next(); event != PartReader::Event::Done; event = reader.next()) {
        if (event != PartReader::Event::Begin) {
            continue;
        }
        const int id = reader.attributes().value(QLatin1String("numFmtId")).toInt();
        if (reader.path() == u"/styleSheet/numFmts/numFmt") {
            formats.insert(id, CellFormat::ofCode(reader.attributes().value(QLatin1String("formatCode")).toString()));
        } else if (reader.path() == u"/styleSheet/cellXfs/xf" && m_formats.size() < kMostStyles) {
            const auto own = formats.constFind(id);
            m_formats.push_back(own != formats.constEnd() ? *own : CellFormat::builtIn(id));
        }
    }
    return reader.good() ? Result<void>() : fail(reader.error());
}

std::string_view XlsxShared::text(std::size_t index) const {
    if (index >= m_textEnds.size()) {
        return {};
    }
    const std::size_t begin = index == 0 ? 0 : m_textEnds[index - 1];
    return std::string_view(m_texts).substr(begin, m_textEnds[index] - begin);
}

const CellFormat& XlsxShared::format(std::size_t style) const {
    static const CellFormat general;
    return style < m_formats.size() ? m_formats[style] : general;
}

} // namespace pathways
