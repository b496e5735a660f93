// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/ods_rows.h"

#include "core/audience/workbook/cell_format.h"

#include <QRegularExpression>
#include <QTime>

#include <algorithm>

namespace pathways {

namespace {

const QLatin1String kOffice("urn:oasis:names:tc:opendocument:xmlns:office:1.0");
const QLatin1String kTable("urn:oasis:names:tc:opendocument:xmlns:table:1.0");
const QLatin1String kText("urn:oasis:names:tc:opendocument:xmlns:text:1.0");
const QLatin1String kStyle("urn:oasis:names:tc:opendocument:xmlns:style:1.0");
const QLatin1String kCalcExt("urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0");

constexpr qint64 kMostRepeats = 1'048'576; // rows of a sheet, and more than its columns
constexpr QStringView kCell = u"/table:table-cell";
constexpr QStringView kParagraph = u"/table:table-cell/text:p";

qint64 repeatsOf(const QXmlStreamAttributes& attributes, QLatin1String name) {
    const auto text = attributes.value(kTable, name);
    return text.isEmpty() ? 1 : std::clamp<qint64>(text.toLongLong(), 1, kMostRepeats);
}

std::string digitsOf(const std::string& text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A number with zeros, signs or letters in front, as postal codes, phone numbers and ids are formatted, is what the
/// cell shows; every other one is what it holds, as what is shown is rounded and written as one country does. shown:
/// not blank.
std::string numberText(const std::string& value, const std::string& shown) {
    const std::string plain = CellFormat().text(value, false);
    const std::string digits = digitsOf(shown);
    if (digits.empty() && isLetter(shown.front()) && (plain == "0" || plain == "1")) {
        return plain == "1" ? "yes" : "no"; // a formula that is TRUE or FALSE
    }
    const bool whole = !plain.empty() && digitsOf(plain) == plain;
    const bool grouped = shown.find_first_of(".,%'") != std::string::npos;
    const bool marked = shown.front() == '+' || isLetter(shown.front());
    return whole && !grouped && (digits.size() > plain.size() || marked) && digits.ends_with(plain) ? shown : plain;
}

/// "PT10H30M05S" -> "10:30:05"
std::string durationText(const QString& value) {
    static const QRegularExpression parts(QStringLiteral("^PT(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+)(?:[.,]\\d+)?S)?$"));
    const auto match = parts.match(value);
    if (!match.hasMatch()) {
        return value.toStdString();
    }
    return QStringLiteral("%1:%2:%3")
        .arg(match.captured(1).toInt(), 2, 10, QLatin1Char('0'))
        .arg(match.captured(2).toInt(), 2, 10, QLatin1Char('0'))
        .arg(match.captured(3).toInt(), 2, 10, QLatin1Char('0'))
        .toStdString();
}

} // namespace

std::span<const PartNamespace> openDocumentNamespaces() {
    static const PartNamespace known[] = {{kTable, QLatin1String("table:")},
                                          {kText, QLatin1String("text:")},
                                          {kOffice, QLatin1String("office:")},
                                          {kStyle, QLatin1String("style:")}};
    return known;
}

OdsRows::OdsRows(const QString& path, int index)
    : m_reader(path, QStringLiteral("content.xml"), openDocumentNamespaces())
    , m_index(index) {}

bool OdsRows::findSheet() {
    int at = -1;
    for (auto event = m_reader.next(); event != PartReader::Event::Done; event = m_reader.next()) {
        if (event == PartReader::Event::Begin && m_reader.path() == kOdsSheet && ++at == m_index) {
            return true;
        }
    }
    return false;
}

Result<bool> OdsRows::next(SheetRow& row) {
    if (m_left > 0) {
        --m_left;
        row = m_repeated;
        return true;
    }
    RowFiller filler(row);
    filler.begin(false);
    m_found = m_found || findSheet();
    qsizetype rowAt = 0; // where the path of a cell goes on from that of its row; 0 outside a row
    for (auto event = PartReader::Event::Begin; m_found && !m_ended && event != PartReader::Event::Done;) {
        event = m_reader.next();
        const QStringView path = m_reader.path();
        const bool begins = event == PartReader::Event::Begin;
        if (rowAt == 0) {
            // Rows stand in the sheet itself, or in groups and headers of it.
            if (begins && path.endsWith(u"/table:table-row")) {
                rowAt = path.size();
                beginRow(filler);
            }
            m_ended = event == PartReader::Event::End && path == kOdsSheet;
        } else if (path.size() > rowAt) {
            inRow(event, path.sliced(rowAt), filler);
        } else if (event == PartReader::Event::End) {
            rowAt = 0;
            if (row.filled()) {
                return repeat(row);
            }
        }
        if (filler.error()) {
            return fail(*filler.error());
        }
    }
    if (!m_ended) {
        return fail(m_reader.error());
    }
    row.cells.clear();
    return false;
}

void OdsRows::beginRow(RowFiller& row) {
    const QXmlStreamAttributes attributes = m_reader.attributes();
    const auto visibility = attributes.value(kTable, QLatin1String("visibility"));
    row.begin(visibility == QLatin1String("collapse") || visibility == QLatin1String("filter"));
    m_rowRepeats = repeatsOf(attributes, QLatin1String("number-rows-repeated"));
    m_column = 0;
}

Result<bool> OdsRows::repeat(const SheetRow& row) {
    m_repeats += m_rowRepeats - 1;
    if (m_repeats > kMostRepeats) {
        return fail(oversizedWorkbook(m_reader.workbook()));
    }
    m_left = m_rowRepeats - 1;
    if (m_left > 0) {
        m_repeated = row;
    }
    return true;
}

void OdsRows::inRow(PartReader::Event event, QStringView within, RowFiller& row) {
    const bool begins = event == PartReader::Event::Begin;
    if (begins && (within == kCell || within == u"/table:covered-table-cell")) {
        beginCell();
    } else if (begins && within == kParagraph) {
        m_reader.collect(true);
        m_text += m_anyText ? QStringLiteral("\n") : QString();
        m_anyText = true;
    } else if (begins && within.startsWith(kParagraph)) {
        if (within.endsWith(u"/text:s")) {
            const auto count = m_reader.attributes().value(kText, QLatin1String("c"));
            m_reader.add(QString(std::clamp(count.isEmpty() ? 1 : count.toInt(), 1, 1000), u' '));
        } else if (within.endsWith(u"/text:line-break")) {
            m_reader.add(QStringLiteral("\n"));
        } else if (within.endsWith(u"/text:tab")) {
            m_reader.add(QStringLiteral("\t"));
        }
    } else if (event == PartReader::Event::End && within == kParagraph) {
        m_text += m_reader.collected();
        m_reader.collect(false);
    } else if (event == PartReader::Event::End && within == kCell) {
        endCell(row);
    } else if (event == PartReader::Event::End && within == u"/table:covered-table-cell") {
        m_column += std::size_t(m_cellRepeats); // under a merged cell; what it may hold is not shown
    }
}

void OdsRows::beginCell() {
    const QXmlStreamAttributes attributes = m_reader.attributes();
    m_cellRepeats = repeatsOf(attributes, QLatin1String("number-columns-repeated"));
    m_type = attributes.value(kOffice, QLatin1String("value-type")).toString();
    m_failed = attributes.value(kCalcExt, QLatin1String("value-type")) == QLatin1String("error");
    m_formula = attributes.hasAttribute(kTable, QLatin1String("formula"));
    m_value.clear();
    for (const char* const name : {"value", "date-value", "time-value", "boolean-value", "string-value"}) {
        if (const auto text = attributes.value(kOffice, QLatin1String(name)); !text.isEmpty()) {
            m_value = text.toString();
        }
    }
    m_text.clear();
    m_anyText = false;
}

void OdsRows::endCell(RowFiller& row) {
    const std::string text = value();
    if (m_formula && m_type.isEmpty()) {
        row.putUncalculated();
    }
    for (qint64 i = 0; i < m_cellRepeats && !text.empty() && !row.error(); ++i) {
        row.put(m_column + std::size_t(i), text);
    }
    m_column += std::size_t(m_cellRepeats);
}

std::string OdsRows::value() const {
    static const QRegularExpression error(QStringLiteral("^(#(N/A|REF!|VALUE!|NAME\\?|DIV/0!|NUM!|NULL!)|Err:\\d+)$"));
    if (m_failed || (m_formula && error.match(m_text).hasMatch())) {
        return {}; // "#N/A" is no value
    }
    if (m_type == u"float" || m_type == u"currency" || m_type == u"percentage") {
        const bool bare = m_type == u"float" && !m_text.isEmpty();
        return bare ? numberText(m_value.toStdString(), m_text.toStdString())
                    : CellFormat().text(m_value.toStdString(), false);
    }
    if (m_type == u"date") {
        return isoDayText(m_value.toStdString());
    }
    if (m_type == u"time") {
        return durationText(m_value);
    }
    if (m_type == u"boolean") {
        return m_value == u"true" ? "yes" : "no";
    }
    return (m_anyText ? m_text : m_value).toStdString();
}

} // namespace pathways
