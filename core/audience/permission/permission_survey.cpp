// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/permission/permission_survey.h"

#include "core/audience/peeked_rows.h"
#include "core/audience/permission/permission_judge.h"
#include "core/audience/permission/permission_text.h"
#include "core/audience/rules.h"

namespace pathways::permission {

namespace {

/// How many each column decides about, by its index in the judge.
class Count {
public:
    explicit Count(const QList<PermissionColumn>& columns)
        : m_judge(columns)
        , m_leftOut(std::size_t(m_judge.columns().size()))
        , m_held(m_leftOut.size()) {}

    void take(const std::vector<std::string_view>& cells) {
        const Verdict verdict = m_judge.judge(cells);
        if (verdict.column >= 0) {
            ++(verdict.outcome == Outcome::Denied ? m_leftOut : m_held)[std::size_t(verdict.column)];
        }
    }

    /// Without numbers where not every row was taken.
    [[nodiscard]] QList<PermissionLine> lines(const QList<PermissionColumn>& found, bool whole) const {
        QList<PermissionLine> lines;
        for (const PermissionColumn& column : found) {
            PermissionLine line;
            line.column = column.name;
            line.certain = column.sense.certainty == Certainty::Certain && !column.contrary;
            line.applies = column.applies();
            line.consent = column.sense.means == Means::Consent;
            line.contrary = column.contrary;
            line.use = column.choice.use;
            for (std::size_t i = 0; i < m_leftOut.size(); ++i) {
                if (m_judge.columns()[qsizetype(i)].index == column.index) {
                    line.leftOut = m_leftOut[i];
                    line.held = m_held[i];
                }
            }
            QStringList sentences;
            if (whole && line.leftOut > 0) {
                sentences << leftOutText(column, line.leftOut);
            }
            if (whole && line.held > 0) {
                sentences << heldText(column, line.held);
            }
            line.text = sentences.isEmpty() ? ruleText(column) : sentences.join(u' ');
            lines << line;
        }
        return lines;
    }

private:
    PermissionJudge m_judge;
    std::vector<qint64> m_leftOut;
    std::vector<qint64> m_held;
};

} // namespace

QList<PermissionLine> permissionLines(const QStringList& columns, const QList<QStringList>& rows,
                                      const QList<PermissionChoice>& choices, bool whole) {
    const auto found = findPermissionColumns(columns, rows, choices);
    Count count(found);
    for (const QStringList& row : rows) {
        std::vector<std::string> texts;
        for (const QString& cell : row) {
            texts.push_back(cell.toStdString());
        }
        count.take({texts.begin(), texts.end()});
    }
    return count.lines(found, whole);
}

Result<QList<PermissionLine>> surveyPermission(RowReader& reader, const Audience& audience, QDate today,
                                               PermissionCount counted) {
    PeekedRows rows(reader);
    const auto first = rows.peek({});
    const auto filter = filterFor(audience, reader.columns(), today);
    if (!first || !filter) {
        return fail(first ? filter.error() : first.error());
    }
    const auto found = findPermissionColumns(reader.columns(), *first, audience.permission);
    Count count(found);
    if (counted == PermissionCount::None) {
        return count.lines(found, false);
    }
    RowBatch batch;
    CellBuffer cells;
    for (;;) {
        const auto more = rows.next(batch, {});
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            return count.lines(found, true);
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            rows.split(batch.row(i), cells);
            if (!cells.malformed && !cells.badEncoding && filter->matches(cells.cells)) {
                count.take(cells.cells);
            }
        }
    }
}

} // namespace pathways::permission
