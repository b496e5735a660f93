// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/open_workbook.h"

#include "core/audience/workbook/ods_workbook.h"
#include "core/audience/workbook/workbook_package.h"
#include "core/audience/workbook/xlsx_workbook.h"

namespace pathways {

Result<std::shared_ptr<const Workbook>> openWorkbook(const QString& path) {
    const auto format = workbookFormatOf(path);
    if (!format) {
        return fail(format.error());
    }
    return *format == WorkbookFormat::Xlsx ? openXlsx(path) : openOds(path);
}

} // namespace pathways
