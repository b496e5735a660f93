// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/ods_workbook.h"

#include "core/audience/workbook/ods_rows.h"

#include <QSet>

namespace pathways {

namespace {

const QLatin1String kTable("urn:oasis:names:tc:opendocument:xmlns:table:1.0");
const QLatin1String kStyle("urn:oasis:names:tc:opendocument:xmlns:style:1.0");
constexpr QStringView kTableStyle = u"/office:document-content/office:automatic-styles/style:style";

class OdsWorkbook final : public Workbook {
public:
    explicit OdsWorkbook(const QString& path)
        : Workbook(path) {}

    Result<void> read() {
        PartReader reader(path(), QStringLiteral("content.xml"), openDocumentNamespaces());
        QString style;
        QSet<QString> hidden; // styles of sheets that are not shown
        int index = 0;
        for (auto event = reader.next(); event != PartReader::Event::Done; event = reader.next()) {
            if (event != PartReader::Event::Begin) {
                continue;
            }
            const QStringView at = reader.path();
            if (at == kTableStyle) {
                style = reader.attributes().value(kStyle, QLatin1String("name")).toString();
            } else if (at.startsWith(kTableStyle) && at.endsWith(u"/style:table-properties")) {
                if (reader.attributes().value(kTable, QLatin1String("display")) == QLatin1String("false")) {
                    hidden.insert(style);
                }
            } else if (at == kOdsSheet) {
                const QXmlStreamAttributes attributes = reader.attributes();
                if (!hidden.contains(attributes.value(kTable, QLatin1String("style-name")).toString())) {
                    addSheet(attributes.value(kTable, QLatin1String("name")).toString(), {}, index);
                }
                ++index;
            }
        }
        if (!reader.good()) {
            return fail(reader.error());
        }
        return sheets().isEmpty() ? fail(damagedWorkbook(path())) : Result<void>();
    }

private:
    std::unique_ptr<SheetRows> rowsOf(const Sheet& sheet) const override {
        return std::make_unique<OdsRows>(path(), sheet.index);
    }
};

} // namespace

Result<std::shared_ptr<const Workbook>> openOds(const QString& path) {
    const auto workbook = std::make_shared<OdsWorkbook>(path);
    return workbook->read().map([&workbook] { return std::shared_ptr<const Workbook>(workbook); });
}

} // namespace pathways
