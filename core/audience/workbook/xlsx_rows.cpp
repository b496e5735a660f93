// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/xlsx_rows.h"

#include <charconv>

namespace pathways {

namespace {

// What cells that refer to shared texts add up to: a few bytes can stand for a megabyte, again and again.
constexpr qint64 kSharedFreely = qint64(64) * 1024 * 1024;
constexpr qint64 kMostSharedRatio = 100;
constexpr std::size_t kFarOut = 1'000'000;

/// "BC12" -> 54; far out when it is no address.
std::size_t columnOf(QStringView reference) {
    std::size_t column = 0;
    qsizetype letters = 0;
    for (const QChar c : reference) {
        const char16_t upper = c.toUpper().unicode();
        if (upper < u'A' || upper > u'Z' || ++letters > 3) {
            break;
        }
        column = column * 26 + std::size_t(upper - u'A' + 1);
    }
    return letters == 0 || letters > 3 ? kFarOut : column - 1;
}

bool isTrue(QStringView text) {
    return text == u"1" || text == u"true";
}

} // namespace

XlsxRows::XlsxRows(const QString& path, const QString& part, std::shared_ptr<const XlsxShared> shared)
    : m_shared(std::move(shared))
    , m_reader(path, part, spreadsheetNamespaces()) {}

Result<bool> XlsxRows::next(SheetRow& row) {
    RowFiller filler(row);
    filler.begin(false);
    for (auto event = PartReader::Event::Begin; !m_ended && event != PartReader::Event::Done;) {
        event = m_reader.next();
        const QStringView path = m_reader.path();
        if (!path.startsWith(u"/worksheet/sheetData")) {
            continue;
        }
        const QStringView within = path.sliced(20);
        if (event == PartReader::Event::Begin) {
            if (within == u"/row/c/v") {
                m_raw = m_reader.text().toStdString();
                m_result = true;
            } else if (within == u"/row/c/f") {
                m_formula = true;
            } else if (within == u"/row/c/is/t" || within == u"/row/c/is/r/t") {
                m_inline += m_reader.text();
            } else if (within == u"/row/c") {
                beginCell();
            } else if (within == u"/row") {
                filler.begin(isTrue(m_reader.attributes().value(QLatin1String("hidden"))));
                m_column = 0;
            }
        } else if (event == PartReader::Event::End) {
            if (within == u"/row/c") {
                endCell(filler);
            } else if (within == u"/row" && row.filled()) {
                return true;
            } else if (within.isEmpty()) {
                m_ended = true; // nothing behind the rows matters
            }
        }
        if (filler.error()) {
            return fail(*filler.error());
        }
        if (m_tooMuchText) {
            return fail(oversizedWorkbook(m_reader.workbook()));
        }
    }
    if (!m_ended && !m_reader.good()) {
        return fail(m_reader.error());
    }
    m_ended = true;
    row.cells.clear();
    return false;
}

void XlsxRows::beginCell() {
    const QXmlStreamAttributes attributes = m_reader.attributes();
    m_type.clear();
    m_style = 0;
    m_raw.clear();
    m_inline.clear();
    m_formula = false;
    m_result = false;
    for (const QXmlStreamAttribute& attribute : attributes) {
        if (attribute.qualifiedName() == QLatin1String("r")) {
            m_column = columnOf(attribute.value()); // an address may leave out cells before it
        } else if (attribute.qualifiedName() == QLatin1String("s")) {
            m_style = std::size_t(attribute.value().toUInt());
        } else if (attribute.qualifiedName() == QLatin1String("t")) {
            m_type = attribute.value().toString();
        }
    }
}

void XlsxRows::endCell(RowFiller& row) {
    if (m_formula && !m_result) {
        row.putUncalculated(); // programs that cannot calculate leave the result to whoever opens the file
    }
    row.put(m_column++, value());
}

/// The shared text that the cell refers to; sees when the cells ask for far more text than they are long.
std::string_view XlsxRows::sharedText() {
    std::size_t index = 0;
    const auto [end, code] = std::from_chars(m_raw.data(), m_raw.data() + m_raw.size(), index);
    const std::string_view text = code == std::errc() ? m_shared->text(index) : std::string_view();
    m_sharedBytes += qint64(text.size());
    m_tooMuchText = m_sharedBytes > kSharedFreely && m_sharedBytes > m_reader.unpacked() * kMostSharedRatio;
    return text;
}

std::string XlsxRows::value() {
    if (m_type == u"inlineStr" && !m_inline.isEmpty()) {
        return unescapedText(m_inline).toStdString(); // whatever stands beside it
    }
    if (m_raw.empty() || m_type == u"e") {
        return {}; // "#N/A" is no value
    }
    if (m_type.isEmpty() || m_type == u"n") {
        return m_shared->format(m_style).text(m_raw, m_shared->from1904);
    }
    if (m_type == u"s") {
        return std::string(sharedText());
    }
    if (m_type == u"b") {
        return m_raw == "1" || m_raw == "true" ? "yes" : "no";
    }
    if (m_type == u"d") {
        return isoDayText(m_raw);
    }
    return unescapedText(QString::fromStdString(m_raw)).toStdString();
}

} // namespace pathways
