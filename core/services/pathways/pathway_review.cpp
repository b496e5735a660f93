// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/pathway_review.h"

#include "core/audience/mapping_suggester.h"
#include "core/push/push_target.h"
#include "core/services/connections/account_check.h"

#include <QCoreApplication>
#include <QLocale>

namespace pathways {

namespace {

constexpr std::size_t kSampleRows = 200;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PathwayReview)
};

Result<QList<QStringList>> sampleRows(RowReader& reader) {
    QList<QStringList> rows;
    RowBatch batch;
    CellBuffer cells;
    const Result<bool> more = reader.next(batch, {});
    if (!more) {
        return fail(more.error());
    }
    for (std::size_t i = 0; *more && i < std::min(batch.size(), kSampleRows); ++i) {
        reader.split(batch.row(i), cells);
        QStringList row;
        for (const std::string_view cell : cells.cells) {
            row << QString::fromUtf8(cell.data(), qsizetype(cell.size()));
        }
        rows << row.mid(0, reader.columns().size());
    }
    return rows;
}

/// The object of the draft as it is now, or the one that a first look would choose: the only one there is.
Result<DestinationObject> chooseObject(const Pathway& draft, const QList<DestinationObject>& objects,
                                       const DestinationType& type) {
    if (draft.object.id.isEmpty()) {
        for (const DestinationObject& object : objects) {
            if (object.selectable) {
                return object;
            }
        }
        return DestinationObject{};
    }
    for (const DestinationObject& object : objects) {
        if (object.id == draft.object.id) {
            return object;
        }
    }
    return fail(ErrorKind::NotFound, Texts::tr("“%1” is no longer there at %2.").arg(draft.object.name, type.name),
                Texts::tr("Nobody can be pushed to it."), Texts::tr("Choose another one, or create it again."));
}

const Pathway* lastLike(const ReviewInput& input) {
    const Pathway* latest = nullptr;
    for (const Pathway& pathway : input.saved) {
        if (pathway.audience == input.draft.audience && pathway.connection == input.draft.connection &&
            pathway.object.id == input.draft.object.id && (latest == nullptr || pathway.changed > latest->changed)) {
            latest = &pathway;
        }
    }
    return latest;
}

/// The draft's own choices stand; everything else is what was suggested.
QList<ColumnMapping> merged(const QList<ColumnMapping>& suggested, const QList<ColumnMapping>& chosen,
                            const QStringList& columns) {
    QList<ColumnMapping> lines = suggested;
    for (ColumnMapping& line : lines) {
        for (const ColumnMapping& own : chosen) {
            if (own.field.id == line.field.id && columns.contains(own.column)) {
                line.column = own.column;
                line.clear = own.clear;
                line.accepted = own.accepted;
                line.evidence = own.evidence;
            }
        }
    }
    return lines;
}

FieldSpec personIdField() {
    FieldSpec field;
    field.id = kPersonIdField;
    field.label = Texts::tr("Your donor ID");
    field.kind = FieldKind::ExternalId;
    return field;
}

} // namespace

Result<PathwayReview> reviewPathway(const ReviewInput& input, const OpenConnection& connection,
                                    const AudienceSource& source) {
    const Connector& connector = *connection.connector;
    const DestinationType& type = connector.type();
    const CallContext context = connection.context();
    PathwayReview review;
    review.methods = type.methods;

    auto account = validateAccount(connection);
    if (!account) {
        return fail(account.error());
    }
    review.account = *account;
    auto objects = connector.listObjects(context);
    if (!objects) {
        return fail(objects.error());
    }
    review.objects = *objects;
    auto object = chooseObject(input.draft, *objects, type);
    if (!object) {
        return fail(object.error());
    }
    if (object->id.isEmpty()) {
        return review; // Nothing to choose yet: the page offers to create one.
    }
    auto fields = connector.fields(context, *object);
    if (!fields) {
        return fail(fields.error());
    }
    review.fields = *fields;
    const bool hasOwnId = std::any_of(fields->cbegin(), fields->cend(),
                                      [](const FieldSpec& field) { return field.kind == FieldKind::ExternalId; });
    if (!hasOwnId) {
        review.fields << personIdField();
    }

    auto reader = openRows(source);
    if (!reader) {
        return fail(reader.error());
    }
    review.columns = (*reader)->columns();
    auto rows = sampleRows(**reader);
    if (!rows) {
        return fail(rows.error());
    }
    const Pathway* last = lastLike(input);
    MappingHints hints;
    hints.last = last != nullptr ? last->mapping : QList<ColumnMapping>{};
    hints.mappedBefore = input.mappedBefore;
    const QList<ColumnMapping> suggested = suggestMapping(review.columns, *rows, review.fields, hints);
    review.mapping = merged(suggested, input.draft.mapping, review.columns);
    QSet<QString> used;
    bool same = last != nullptr;
    for (const ColumnMapping& line : review.mapping) {
        used.insert(line.column);
        same = same && (line.column.isEmpty() || line.evidence == MappingEvidence::LastPathway);
    }
    for (const QString& column : review.columns) {
        if (!used.contains(column)) {
            review.unusedColumns << column;
        }
    }
    if (same) {
        review.sameAs =
            Texts::tr("Same as on %1").arg(QLocale().toString(last->changed.toLocalTime().date(), QLocale::LongFormat));
    }
    Pathway checked = input.draft;
    checked.object = *object;
    checked.mapping = review.mapping;
    auto findings = connector.check(context, targetOf(checked, type, input.keys, {}, {}, 0));
    if (!findings) {
        return fail(findings.error());
    }
    review.findings = *findings + sensitiveColumnFindings(review.mapping, *rows, review.columns);
    return review;
}

} // namespace pathways
