// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/mapping_check.h"

#include "core/audience/rules.h"
#include "core/services/pathways/pathway_texts.h"

#include <QLocale>

#include <map>

namespace pathways {

namespace {
constexpr int kSamples = 3;
constexpr int kMaxSampleLength = 120;

QString shortened(std::string_view text) {
    QString value = QString::fromUtf8(text.data(), qsizetype(text.size()));
    return value.size() <= kMaxSampleLength ? value : value.left(kMaxSampleLength) + u'…';
}
} // namespace

struct MappingCheck::Line {
    FieldSpec field;
    std::size_t column = 0;
    std::unique_ptr<FieldNormaliser> normaliser;
    ColumnReport report;
    qint64 filled = 0;
    std::map<Reason, qint64> reasons;

    void take(std::string_view raw) {
        const NormalisedValue& value = normaliser->normalise(raw);
        if (value.change != Reason::None) {
            ++reasons[value.change];
        }
        if (value.problem != Reason::None) {
            ++reasons[value.problem];
        }
        if (value.text.empty()) {
            return;
        }
        ++filled;
        if (report.samples.size() < kSamples) {
            report.samples << shortened(value.text);
            report.samplesBefore << shortened(raw);
        }
    }
};

MappingCheck::MappingCheck(const Pathway& pathway, const Audience& audience, const DestinationType& type)
    : m_pathway(pathway)
    , m_audience(audience)
    , m_type(type) {}

std::vector<MappingCheck::Line> MappingCheck::lines(const QStringList& columns) const {
    const NormaliserOptions options = optionsFor(m_audience);
    std::vector<Line> lines;
    for (const ColumnMapping& mapped : m_pathway.mapping) {
        const qsizetype column = columns.indexOf(mapped.column);
        if (!mapped.column.isEmpty() && column >= 0) {
            Line line;
            line.field = mapped.field;
            line.column = std::size_t(column);
            line.normaliser = makeNormaliser(mapped.field, m_type.rules, options);
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

Result<QMap<QString, ColumnReport>> MappingCheck::run(RowReader& reader, QDate today, std::stop_token stop) const {
    std::vector<Line> all = lines(reader.columns());
    const auto filter = filterFor(m_audience, reader.columns(), today);
    if (!filter) {
        return fail(filter.error());
    }
    qint64 people = 0;
    RowBatch batch;
    CellBuffer cells;
    for (;;) {
        const Result<bool> more = reader.next(batch, stop);
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            break;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            reader.split(batch.row(i), cells);
            if (!filter->matches(cells.cells)) {
                continue;
            }
            ++people;
            for (Line& line : all) {
                line.take(line.column < cells.cells.size() ? cells.cells[line.column] : std::string_view());
            }
        }
    }
    QMap<QString, ColumnReport> reports;
    for (Line& line : all) {
        line.report.filled = people > 0 ? double(line.filled) / double(people) : 0;
        for (const auto& [reason, count] : line.reasons) {
            line.report.findings << columnFinding(line.field, reason, count);
        }
        reports.insert(line.field.id, line.report);
    }
    return reports;
}

Result<QList<PlanPerson>> MappingCheck::find(RowReader& reader, const QString& fieldId, Reason reason, int limit,
                                             std::stop_token stop) const {
    std::vector<Line> all = lines(reader.columns());
    QList<PlanPerson> found;
    RowBatch batch;
    CellBuffer cells;
    while (found.size() < limit) {
        const Result<bool> more = reader.next(batch, stop);
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            break;
        }
        for (std::size_t i = 0; i < batch.size() && found.size() < limit; ++i) {
            reader.split(batch.row(i), cells);
            PlanPerson person;
            person.row = qint64(batch.firstRow + i);
            bool hit = false;
            for (Line& line : all) {
                const std::string_view raw =
                    line.column < cells.cells.size() ? cells.cells[line.column] : std::string_view();
                if (line.field.kind == FieldKind::Email) {
                    person.identity = shortened(raw);
                }
                if (line.field.id == fieldId) {
                    const NormalisedValue& value = line.normaliser->normalise(raw);
                    hit = value.change == reason || value.problem == reason;
                    person.value = shortened(raw);
                    person.reason = reason;
                }
            }
            if (hit) {
                found << person;
            }
        }
    }
    return found;
}

} // namespace pathways
