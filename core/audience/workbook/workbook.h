// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/sheet_rows.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace pathways {

/// A workbook, whatever its format: its sheets, and what they share.
class Workbook {
public:
    virtual ~Workbook() = default;

    [[nodiscard]] const QString& path() const { return m_path; }
    /// The visible sheets with cells, in their order; at least one.
    [[nodiscard]] QStringList sheets() const;
    /// The rows of a sheet; an empty name stands for the first. Null if there is no such sheet.
    [[nodiscard]] std::unique_ptr<SheetRows> rows(const QString& sheet) const;

protected:
    /// A sheet and where its rows are: the name of a part, or its place within the only one.
    struct Sheet {
        QString name;
        QString part;
        int index = 0;
    };
    explicit Workbook(QString path)
        : m_path(std::move(path)) {}
    /// One more sheet, as long as there are not far more than in any workbook.
    void addSheet(const QString& name, const QString& part, int index);

private:
    [[nodiscard]] virtual std::unique_ptr<SheetRows> rowsOf(const Sheet& sheet) const = 0;

    QString m_path;
    std::vector<Sheet> m_sheets;
};

} // namespace pathways
