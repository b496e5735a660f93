// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/xlsx_workbook.h"

#include "core/audience/workbook/xlsx_rows.h"
#include "core/audience/workbook/xlsx_shared.h"

#include <QDir>
#include <QHash>

namespace pathways {

namespace {

constexpr PartNamespace kRelationships[] = {
    {QLatin1String("http://schemas.openxmlformats.org/package/2006/relationships"), QLatin1String()},
    {QLatin1String(), QLatin1String()}};

/// A part that another one refers to.
struct Relation {
    QString kind; ///< The last word of its type, which both editions of the standard share: "worksheet".
    QString part;
};
using Relations = QHash<QString, Relation>;

/// A target, as it stands in a part of this folder.
QString resolved(const QString& folder, const QString& target) {
    const QString whole = target.startsWith(u'/') ? target : u'/' + folder + u'/' + target;
    return QDir::cleanPath(whole).sliced(1);
}

Result<Relations> relationsOf(const QString& path, const QString& part) {
    const qsizetype slash = part.lastIndexOf(u'/');
    const QString folder = part.left(std::max<qsizetype>(slash, 0));
    PartReader reader(path,
                      (slash < 0 ? QString() : folder + u'/') + QStringLiteral("_rels/") + part.mid(slash + 1) +
                          QStringLiteral(".rels"),
                      kRelationships);
    Relations relations;
    if (!reader.exists()) {
        return relations;
    }
    for (auto event = reader.next(); event != PartReader::Event::Done; event = reader.next()) {
        if (event != PartReader::Event::Begin || reader.path() != u"/Relationships/Relationship") {
            continue;
        }
        const QXmlStreamAttributes attributes = reader.attributes();
        const auto type = attributes.value(QLatin1String("Type"));
        const QString target = attributes.value(QLatin1String("Target")).toString();
        if (attributes.value(QLatin1String("TargetMode")) != QLatin1String("External") && !target.isEmpty()) {
            relations.insert(attributes.value(QLatin1String("Id")).toString(),
                             {type.mid(type.lastIndexOf(u'/') + 1).toString(), resolved(folder, target)});
        }
    }
    if (!reader.good()) {
        return fail(reader.error());
    }
    return relations;
}

QString partOfKind(const Relations& relations, QLatin1String kind, const QString& otherwise) {
    for (const Relation& one : relations) {
        if (one.kind == kind) {
            return one.part;
        }
    }
    return otherwise;
}

class XlsxWorkbook final : public Workbook {
public:
    explicit XlsxWorkbook(const QString& path)
        : Workbook(path) {}

    Result<void> read() {
        const auto package = relationsOf(path(), {});
        if (!package) {
            return fail(package.error());
        }
        const QString book = partOfKind(*package, QLatin1String("officeDocument"), QStringLiteral("xl/workbook.xml"));
        const auto relations = relationsOf(path(), book);
        if (!relations) {
            return fail(relations.error());
        }
        if (auto sheets = readSheets(book, *relations); !sheets) {
            return sheets;
        }
        const QString texts =
            partOfKind(*relations, QLatin1String("sharedStrings"), QStringLiteral("xl/sharedStrings.xml"));
        if (auto read = m_shared->readTexts(path(), texts); !read) {
            return read;
        }
        return m_shared->readFormats(path(),
                                     partOfKind(*relations, QLatin1String("styles"), QStringLiteral("xl/styles.xml")));
    }

private:
    Result<void> readSheets(const QString& book, const Relations& relations) {
        PartReader reader(path(), book, spreadsheetNamespaces());
        for (auto event = reader.next(); event != PartReader::Event::Done; event = reader.next()) {
            if (event != PartReader::Event::Begin) {
                continue;
            }
            const QXmlStreamAttributes attributes = reader.attributes();
            if (reader.path() == u"/workbook/workbookPr") {
                const auto from = attributes.value(QLatin1String("date1904"));
                m_shared->from1904 = from == QLatin1String("1") || from == QLatin1String("true");
            } else if (reader.path() == u"/workbook/sheets/sheet") {
                addVisible(attributes, relations);
            }
        }
        if (!reader.good()) {
            return fail(reader.error());
        }
        return sheets().isEmpty() ? fail(damagedWorkbook(path())) : Result<void>();
    }

    void addVisible(const QXmlStreamAttributes& attributes, const Relations& relations) {
        const auto state = attributes.value(QLatin1String("state"));
        if (state == QLatin1String("hidden") || state == QLatin1String("veryHidden")) {
            return;
        }
        for (const QXmlStreamAttribute& attribute : attributes) {
            // The attribute's namespace differs between the editions.
            if (attribute.name() == QLatin1String("id") && attribute.namespaceUri().contains(u"relationships")) {
                // Charts, dialogs and macros are sheets of other kinds, without cells.
                if (const Relation link = relations.value(attribute.value().toString()); link.kind == u"worksheet") {
                    addSheet(attributes.value(QLatin1String("name")).toString(), link.part, 0);
                }
            }
        }
    }

    std::unique_ptr<SheetRows> rowsOf(const Sheet& sheet) const override {
        return std::make_unique<XlsxRows>(path(), sheet.part, m_shared);
    }

    std::shared_ptr<XlsxShared> m_shared = std::make_shared<XlsxShared>();
};

} // namespace

Result<std::shared_ptr<const Workbook>> openXlsx(const QString& path) {
    const auto workbook = std::make_shared<XlsxWorkbook>(path);
    return workbook->read().map([&workbook] { return std::shared_ptr<const Workbook>(workbook); });
}

} // namespace pathways
