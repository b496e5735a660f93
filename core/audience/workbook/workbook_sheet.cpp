// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/workbook_sheet.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace pathways {

namespace {

constexpr std::size_t kMostColumns = 5000;
constexpr std::size_t kMostTextBytes = std::size_t(128) * 1024 * 1024;
constexpr std::size_t kMostTexts = 20'000'000;
constexpr qsizetype kLongestCell = 1024 * 1024;
constexpr std::size_t kLongestRow = 16 * 1024 * 1024; // as in a text file
// What cells that refer to shared texts add up to: a few bytes can stand for a megabyte, again and again.
constexpr qint64 kSharedFreely = qint64(64) * 1024 * 1024;
constexpr qint64 kMostSharedRatio = 100;
constexpr int kDeepest = 64;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Workbook)
};

Error damaged(const QString& path) {
    return {ErrorKind::Source,
            Texts::tr("The workbook “%1” is damaged or has an unusual structure.").arg(QFileInfo(path).fileName()),
            Texts::tr("Nothing was taken from it, so that nobody goes missing unnoticed."),
            Texts::tr("Open it in a spreadsheet program and save it again, or save the sheet as CSV."),
            {}};
}

/// Reads an XML part element by element and refuses what no workbook needs: entity declarations, deep nesting.
class PartReader {
public:
    PartReader(const QString& path, const QString& name)
        : m_part(WorkbookPart::open(path, name))
        , m_xml(m_part.get()) {}

    [[nodiscard]] bool exists() const { return m_part != nullptr; }
    QXmlStreamReader& xml() { return m_xml; }
    /// The next element that begins; false at the end.
    bool nextElement() {
        while (!m_xml.atEnd()) {
            switch (m_xml.readNext()) {
            case QXmlStreamReader::StartElement:
                m_refused = m_refused || ++m_depth > kDeepest;
                break;
            case QXmlStreamReader::EndElement:
                --m_depth;
                continue;
            case QXmlStreamReader::DTD:
                m_refused = true;
                break;
            default:
                continue;
            }
            return !m_refused;
        }
        return false;
    }
    /// The text of the element that has begun, without its children's; it has then ended.
    QString text() {
        --m_depth;
        return m_xml.readElementText(QXmlStreamReader::SkipChildElements);
    }
    [[nodiscard]] bool good() const { return !m_refused && !m_xml.hasError() && !m_part->broken(); }

private:
    std::unique_ptr<WorkbookPart> m_part;
    QXmlStreamReader m_xml;
    int m_depth = 0;
    bool m_refused = false;
};

QString relation(const QXmlStreamAttributes& attributes) {
    for (const QXmlStreamAttribute& attribute : attributes) {
        if (attribute.name() == QLatin1String("id") && attribute.namespaceUri().contains(u"relationships")) {
            return attribute.value().toString();
        }
    }
    return {};
}

/// "_x000D_" stands for a character that XML cannot hold.
QString unescaped(QString text) {
    static const QRegularExpression code(QStringLiteral("_x([0-9A-Fa-f]{4})_"));
    if (!text.contains(QLatin1String("_x"))) {
        return text;
    }
    for (auto match = code.match(text); match.hasMatch(); match = code.match(text, match.capturedStart() + 1)) {
        text.replace(match.capturedStart(), match.capturedLength(), QChar(match.captured(1).toUShort(nullptr, 16)));
    }
    return text;
}

/// The meaning of a number format: whether it shows days or times. Quoted text, colours and escaped letters are
/// ignored.
CellStyle styleOf(QString format) {
    static const QRegularExpression silent(QStringLiteral("\"[^\"]*\"|\\\\.|\\[(?!h+\\]|m+\\]|s+\\])[^\\]]*\\]|_."));
    static const QRegularExpression zeros(QStringLiteral("^0{2,}$"));
    CellStyle style;
    if (zeros.match(format).hasMatch()) {
        style.zeros = int(format.size());
        return style;
    }
    format.remove(silent);
    static const QRegularExpression day(QStringLiteral("[ymdhs]"), QRegularExpression::CaseInsensitiveOption);
    style.date = day.match(format).hasMatch() && !format.contains(u'#') &&
                 format.compare(QLatin1String("general"), Qt::CaseInsensitive) != 0;
    return style;
}

/// Built-in formats, which have a number but no text (ECMA-376, 18.8.30).
bool isBuiltInDate(int id) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/// "BC12" -> 54; npos when it is none.
std::size_t columnOf(QStringView reference) {
    std::size_t column = 0;
    qsizetype letters = 0;
    for (const QChar c : reference) {
        const char16_t upper = c.toUpper().unicode();
        if (upper < u'A' || upper > u'Z') {
            break;
        }
        column = column * 26 + std::size_t(upper - u'A' + 1);
        if (++letters > 4) {
            break;
        }
    }
    return letters == 0 || letters > 3 ? std::string::npos : column - 1;
}

} // namespace

Result<std::shared_ptr<const Workbook>> Workbook::open(const QString& path) {
    if (auto checked = checkWorkbook(path); !checked) {
        return fail(checked.error());
    }
    std::shared_ptr<Workbook> workbook(new Workbook(path));
    for (auto part : {&Workbook::readSheets, &Workbook::readTexts, &Workbook::readStyles}) {
        if (auto read = ((*workbook).*part)(); !read) {
            return fail(read.error());
        }
    }
    return std::shared_ptr<const Workbook>(std::move(workbook));
}

Result<void> Workbook::readSheets() {
    PartReader links(m_path, QStringLiteral("xl/_rels/workbook.xml.rels"));
    QHash<QString, QString> targets;
    while (links.exists() && links.nextElement()) {
        if (links.xml().name() == QLatin1String("Relationship")) {
            QString target = links.xml().attributes().value(QLatin1String("Target")).toString();
            target = target.startsWith(u'/') ? target.sliced(1) : QStringLiteral("xl/") + target;
            targets.insert(links.xml().attributes().value(QLatin1String("Id")).toString(), target);
        }
    }
    PartReader book(m_path, QStringLiteral("xl/workbook.xml"));
    if (!book.exists() || (links.exists() && !links.good())) {
        return fail(damaged(m_path));
    }
    while (book.nextElement()) {
        const QXmlStreamAttributes attributes = book.xml().attributes();
        if (book.xml().name() == QLatin1String("workbookPr")) {
            const auto from = attributes.value(QLatin1String("date1904"));
            m_from1904 = from == QLatin1String("1") || from == QLatin1String("true");
        } else if (book.xml().name() == QLatin1String("sheet") && m_sheets.size() < 10'000) {
            const QString part = targets.value(relation(attributes));
            const auto state = attributes.value(QLatin1String("state"));
            const bool hidden = state == QLatin1String("hidden") || state == QLatin1String("veryHidden");
            if (!hidden && part.contains(QLatin1String("sheet"), Qt::CaseInsensitive)) {
                m_sheets.push_back({attributes.value(QLatin1String("name")).toString(), part});
            }
        }
    }
    return book.good() && !m_sheets.empty() ? Result<void>() : fail(damaged(m_path));
}

Result<void> Workbook::readTexts() {
    PartReader part(m_path, QStringLiteral("xl/sharedStrings.xml"));
    if (!part.exists()) {
        return {};
    }
    bool any = false;
    bool aside = false; // within a pronunciation guide, which is not part of the text
    while (part.nextElement()) {
        const auto name = part.xml().name();
        if (name == QLatin1String("si")) {
            if (any) {
                m_textEnds.push_back(m_texts.size());
            }
            any = true;
            aside = false;
        } else if (name == QLatin1String("rPh")) {
            aside = true;
        } else if (name == QLatin1String("r")) {
            aside = false;
        } else if (name == QLatin1String("t")) {
            const QString text = part.text();
            if (!aside) {
                m_texts += unescaped(text).left(kLongestCell).toStdString();
            }
            aside = false;
        }
        if (m_texts.size() > kMostTextBytes || m_textEnds.size() > kMostTexts) {
            return fail(damaged(m_path));
        }
    }
    if (any) {
        m_textEnds.push_back(m_texts.size());
    }
    return part.good() ? Result<void>() : fail(damaged(m_path));
}

Result<void> Workbook::readStyles() {
    PartReader part(m_path, QStringLiteral("xl/styles.xml"));
    if (!part.exists()) {
        return {};
    }
    QHash<int, CellStyle> formats;
    bool cells = false;
    while (part.nextElement()) {
        const QXmlStreamAttributes attributes = part.xml().attributes();
        const auto name = part.xml().name();
        if (name == QLatin1String("numFmt")) {
            formats.insert(attributes.value(QLatin1String("numFmtId")).toInt(),
                           styleOf(attributes.value(QLatin1String("formatCode")).toString()));
        } else if (name == QLatin1String("cellXfs")) {
            cells = true;
        } else if (name == QLatin1String("cellStyles") || name == QLatin1String("dxfs")) {
            cells = false;
        } else if (name == QLatin1String("xf") && cells && m_styles.size() < 100'000) {
            const int id = attributes.value(QLatin1String("numFmtId")).toInt();
            CellStyle style = formats.value(id);
            style.date = style.date || (!formats.contains(id) && isBuiltInDate(id));
            m_styles.push_back(style);
        }
    }
    return part.good() ? Result<void>() : fail(damaged(m_path));
}

QStringList Workbook::sheets() const {
    QStringList names;
    for (const Sheet& sheet : m_sheets) {
        names << sheet.name;
    }
    return names;
}

QString Workbook::partOf(const QString& sheet) const {
    if (sheet.isEmpty()) {
        return m_sheets.front().part;
    }
    for (const Sheet& one : m_sheets) {
        if (one.name == sheet) {
            return one.part;
        }
    }
    return {};
}

std::string_view Workbook::text(std::size_t index) const {
    if (index >= m_textEnds.size()) {
        return {};
    }
    const std::size_t begin = index == 0 ? 0 : m_textEnds[index - 1];
    return std::string_view(m_texts).substr(begin, m_textEnds[index] - begin);
}

CellStyle Workbook::style(std::size_t index) const {
    return index < m_styles.size() ? m_styles[index] : CellStyle();
}

std::string Workbook::dateText(double day) const {
    constexpr double kLastDay = 2'958'466; // The end of the year 9999.
    if (!(day >= 0) || day >= kLastDay) {
        return {};
    }
    const auto whole = qint64(std::floor(day));
    const auto seconds = qint64(std::llround((day - double(whole)) * 86'400));
    if (whole == 0 && !m_from1904) {
        return QTime(0, 0).addSecs(int(std::min<qint64>(seconds, 86'399))).toString(Qt::ISODate).toStdString();
    }
    // Spreadsheets treat 1900 as a leap year, so from March 1900 on the numbers are one too high.
    const QDate start = m_from1904 ? QDate(1904, 1, 1) : whole < 60 ? QDate(1899, 12, 31) : QDate(1899, 12, 30);
    const QDateTime when = QDateTime(start.addDays(whole), QTime(0, 0), Qt::UTC).addSecs(seconds);
    return seconds == 0 ? when.date().toString(Qt::ISODate).toStdString()
                        : when.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")).toStdString();
}

WorkbookRows::WorkbookRows(std::shared_ptr<const Workbook> workbook, const QString& part)
    : m_workbook(std::move(workbook))
    , m_part(WorkbookPart::open(m_workbook->path(), part))
    , m_xml(m_part.get())
    , m_refused(m_part == nullptr) {}

WorkbookRows::~WorkbookRows() = default;

Result<bool> WorkbookRows::next(std::vector<std::string>& cells) {
    cells.clear();
    m_column = 0;
    m_rowBytes = 0;
    int depth = 0;
    while (!m_refused && !m_xml.atEnd()) {
        const auto token = m_xml.readNext();
        if (token == QXmlStreamReader::DTD) {
            m_refused = true;
        } else if (token == QXmlStreamReader::StartElement) {
            if (m_xml.name() == QLatin1String("c")) {
                readCell(cells);
            } else {
                m_refused = m_refused || ++depth > kDeepest;
            }
        } else if (token == QXmlStreamReader::EndElement) {
            --depth;
            const bool filled =
                std::any_of(cells.begin(), cells.end(), [](const std::string& cell) { return !cell.empty(); });
            if (m_xml.name() == QLatin1String("row")) {
                if (filled) {
                    break;
                }
                cells.clear();
                m_column = 0;
                m_rowBytes = 0;
            } else if (m_xml.name() == QLatin1String("sheetData")) {
                return false; // nothing after the rows matters
            }
        }
        if (m_tooWide) {
            return fail(ErrorKind::Source, Texts::tr("A row of the sheet has more than %L1 columns.").arg(kMostColumns),
                        Texts::tr("It is probably not a table of people."), Texts::tr("Choose another sheet or file."));
        }
    }
    const bool cut = m_xml.hasError() || m_refused || m_part->broken();
    if (cut) {
        return fail(damaged(m_workbook->path()));
    }
    return !cells.empty();
}

/// Reads one cell up to its end. Its address may leave out cells before it.
void WorkbookRows::readCell(std::vector<std::string>& cells) {
    const QXmlStreamAttributes attributes = m_xml.attributes();
    const QString type = attributes.value(QLatin1String("t")).toString();
    const QString style = attributes.value(QLatin1String("s")).toString();
    if (const auto reference = attributes.value(QLatin1String("r")); !reference.isEmpty()) {
        const std::size_t column = columnOf(reference);
        m_column = column == std::string::npos ? kMostColumns : column;
    }
    std::string raw;
    int depth = 1;
    bool aside = false;
    while (depth > 0 && !m_xml.atEnd() && !m_refused) {
        const auto token = m_xml.readNext();
        if (token == QXmlStreamReader::StartElement) {
            const auto name = m_xml.name();
            aside = aside || name == QLatin1String("rPh");
            if (name == QLatin1String("v") || name == QLatin1String("t")) {
                const QString text = m_xml.readElementText(QXmlStreamReader::SkipChildElements);
                if (!aside && qsizetype(raw.size()) < kLongestCell) {
                    raw += text.left(kLongestCell).toStdString();
                }
                continue;
            }
            m_refused = ++depth > kDeepest;
        } else if (token == QXmlStreamReader::EndElement) {
            aside = aside && m_xml.name() != QLatin1String("rPh");
            --depth;
        }
    }
    if (m_column >= kMostColumns) {
        m_tooWide = m_tooWide || !raw.empty();
        return;
    }
    if (cells.size() <= m_column) {
        cells.resize(m_column + 1);
    }
    std::string& cell = cells[m_column++];
    m_rowBytes -= cell.size();
    cell = valueOf(type, style, raw);
    m_rowBytes += cell.size();
    m_refused = m_refused || m_rowBytes > kLongestRow;
}

/// The shared text of this number; refuses a sheet whose cells ask for far more text than they are long.
std::string_view WorkbookRows::sharedText(const std::string& raw) {
    std::size_t index = 0;
    const auto [end, code] = std::from_chars(raw.data(), raw.data() + raw.size(), index);
    if (code != std::errc()) {
        return {};
    }
    const std::string_view text = m_workbook->text(index);
    m_shared += qint64(text.size());
    m_refused = m_refused || (m_shared > kSharedFreely && m_shared > m_part->unpacked() * kMostSharedRatio);
    return text;
}

std::string WorkbookRows::valueOf(const QString& type, const QString& style, const std::string& raw) {
    if (raw.empty() || type == QLatin1String("e")) {
        return {}; // "#N/A" is not a value
    }
    if (type == QLatin1String("s")) {
        return std::string(sharedText(raw));
    }
    if (type == QLatin1String("b")) {
        return raw == "1" || raw == "true" ? "yes" : "no";
    }
    if (!type.isEmpty() && type != QLatin1String("n")) {
        return type == QLatin1String("d") ? raw : unescaped(QString::fromStdString(raw)).toStdString();
    }
    double number = 0;
    const auto [end, code] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
    if (code != std::errc() || end != raw.data() + raw.size() || !std::isfinite(number)) {
        return raw;
    }
    const CellStyle meant = m_workbook->style(std::size_t(std::max(0, style.toInt())));
    if (meant.date) {
        return m_workbook->dateText(number);
    }
    // Whole numbers with all their digits: 447700900123 is a phone number, not 4.477E+11.
    constexpr double kExact = 1e15;
    if (number == std::floor(number) && std::fabs(number) < kExact) {
        std::string digits = std::to_string(qint64(number));
        if (number >= 0 && int(digits.size()) < meant.zeros) {
            digits.insert(0, std::size_t(meant.zeros) - digits.size(), '0');
        }
        return digits;
    }
    return QByteArray::number(number, 'g', 15).toStdString();
}

} // namespace pathways
