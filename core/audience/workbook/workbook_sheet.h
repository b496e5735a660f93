// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/workbook_package.h"

#include <QStringList>
#include <QXmlStreamReader>

#include <memory>
#include <string>
#include <vector>

namespace pathways {

/// What the numbers of a cell style mean.
struct CellStyle {
    bool date = false;
    int zeros = 0; ///< "00000": padded with zeros to so many digits, as postal codes are.
};

/// What all sheets of a workbook (XLSX) share: their names, the texts, the styles. The texts are held in memory, up to
/// a limit; everything else is streamed.
class Workbook final {
public:
    [[nodiscard]] static Result<std::shared_ptr<const Workbook>> open(const QString& path);

    /// The visible sheets, in their order.
    [[nodiscard]] QStringList sheets() const;
    /// The name of a sheet's part; empty when there is no such sheet.
    [[nodiscard]] QString partOf(const QString& sheet) const;
    [[nodiscard]] const QString& path() const { return m_path; }
    [[nodiscard]] std::string_view text(std::size_t index) const;
    [[nodiscard]] CellStyle style(std::size_t index) const;
    /// A day number of a spreadsheet as 2025-03-04, with its time where it has one.
    [[nodiscard]] std::string dateText(double day) const;

private:
    struct Sheet {
        QString name;
        QString part;
    };
    explicit Workbook(QString path)
        : m_path(std::move(path)) {}
    [[nodiscard]] Result<void> readSheets();
    [[nodiscard]] Result<void> readTexts();
    [[nodiscard]] Result<void> readStyles();

    QString m_path;
    std::vector<Sheet> m_sheets;
    std::string m_texts;
    std::vector<std::size_t> m_textEnds;
    std::vector<CellStyle> m_styles;
    bool m_from1904 = false;
};

/// Reads the rows of one sheet, one after the other.
class WorkbookRows final {
public:
    WorkbookRows(std::shared_ptr<const Workbook> workbook, const QString& part);
    ~WorkbookRows();

    /// The next row with a value; false at the end. Errors of kind Source.
    [[nodiscard]] Result<bool> next(std::vector<std::string>& cells);

private:
    void readCell(std::vector<std::string>& cells);
    [[nodiscard]] std::string_view sharedText(const std::string& raw);
    [[nodiscard]] std::string valueOf(const QString& type, const QString& style, const std::string& raw);

    std::shared_ptr<const Workbook> m_workbook;
    std::unique_ptr<WorkbookPart> m_part;
    QXmlStreamReader m_xml;
    std::size_t m_column = 0; ///< Where the next cell without an address of its own stands.
    std::size_t m_rowBytes = 0;
    qint64 m_shared = 0; ///< Bytes of shared texts that the cells have asked for.
    bool m_tooWide = false;
    bool m_refused = false;
};

} // namespace pathways
