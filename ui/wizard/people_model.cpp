// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/people_model.h"

#include "core/base/async.h"
#include "core/base/redaction.h"
#include "core/services/pathways/plan_people.h"
#include "ui/common/text.h"
#include "ui/theme/tool_tip.h"
#include "ui/wording/sentences.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <limits>

namespace pathways::ui {

namespace {
constexpr int kPage = 128;
constexpr int kPagesKept = 24;
constexpr int kHits = 1000;

/// "A•••• W••••": the first letter of each word; the dots say nothing about its length.
QString maskedName(const QString& name) {
    QStringList words;
    for (const QString& word : name.simplified().split(u' ', Qt::SkipEmptyParts).mid(0, 3)) {
        words << masked(word) + QChar(0x2022);
    }
    return words.join(u' ');
}
} // namespace

PeopleModel::PeopleModel(QObject* parent)
    : QAbstractTableModel(parent) {}

PeopleModel::~PeopleModel() = default;

int PeopleModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid()) {
        return 0;
    }
    return m_search.isEmpty() ? m_count : int(m_hits.size());
}

int PeopleModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant PeopleModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignLeading | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const bool remove = m_part == PlanPart::Remove;
    switch (section) {
    case PersonColumn:
        return tr("Person");
    case WhyColumn:
        return m_part == PlanPart::Add || m_part == PlanPart::Update || m_part == PlanPart::Unchanged
                   ? tr("What happens")
                   : tr("Why");
    case PlaceColumn:
        return remove ? tr("Added by this pathway?") : tr("Row in your file");
    case NoteColumn:
        return remove ? tr("This time") : m_part == PlanPart::LeftOut ? tr("Value") : QString();
    default:
        return {};
    }
}

const PlanPerson* PeopleModel::person(int row) const {
    if (!m_search.isEmpty()) {
        return row < m_hits.size() ? &m_hits.at(row) : nullptr;
    }
    const auto page = m_pages.constFind(row / kPage);
    if (page == m_pages.constEnd()) {
        const_cast<PeopleModel*>(this)->fetch(row / kPage); // The cache of a model that reads on demand.
        return nullptr;
    }
    return row % kPage < page->size() ? &page->at(row % kPage) : nullptr;
}

QString PeopleModel::text(const PlanPerson& person, int column) const {
    switch (column) {
    case PersonColumn: {
        const QString name = m_showValues ? visibleText(person.name) : maskedName(person.name);
        const QString identity = m_showValues ? visibleText(person.identity) : masked(person.identity);
        return name.isEmpty() ? identity : name + QStringLiteral("  ") + identity;
    }
    case WhyColumn:
        if (person.reason != Reason::None) {
            return person.column.isEmpty() ? reasonText(person.reason)
                                           : tr("%1 (“%2”)", "a reason, and the column of the file that says so")
                                                 .arg(reasonText(person.reason), person.column);
        }
        switch (m_part) {
        case PlanPart::Add:
            return tr("Joins the list");
        case PlanPart::Update:
            return tr("Gets the new values");
        case PlanPart::Unchanged:
            return tr("Stays as it is");
        case PlanPart::Remove:
            return tr("No longer in the audience");
        case PlanPart::LeftOut:
            return {};
        }
        return {};
    case PlaceColumn:
        if (m_part == PlanPart::Remove) {
            return person.foreign ? tr("No, someone else added them")
                   : person.since ? longDate(*person.since)
                                  : tr("Yes");
        }
        return person.row > 0 ? QLocale().toString(person.row) : QString();
    case NoteColumn:
        if (m_part == PlanPart::Remove) {
            return m_held ? tr("Stays") : person.stays ? tr("Stays without the tag or segment") : tr("Goes");
        }
        if (m_part == PlanPart::LeftOut && !person.value.isEmpty()) {
            return m_showValues ? visibleText(person.value) : masked(person.value);
        }
        return {};
    default:
        return {};
    }
}

QVariant PeopleModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)) {
        return {};
    }
    const PlanPerson* found = person(index.row());
    if (found == nullptr) {
        return index.column() == PersonColumn && role != Qt::ToolTipRole ? tr("Reading") : QString();
    }
    const QString shown = text(*found, index.column());
    return role == Qt::ToolTipRole ? plainToolTip(shown) : shown;
}

void PeopleModel::fetch(int page) {
    if (!m_reader || m_wanted.contains(page)) {
        return;
    }
    m_wanted.insert(page);
    whenDone(m_reader->page(qint64(page) * kPage, kPage), this,
             [this, page, generation = m_generation](const People& people) {
                 if (generation != m_generation) {
                     return;
                 }
                 m_wanted.remove(page);
                 if (people) {
                     take(page, *people);
                 } else {
                     giveUp(people.error());
                 }
             });
}

void PeopleModel::take(int page, const QList<PlanPerson>& people) {
    if (m_pages.size() >= kPagesKept) {
        // The page farthest from the one in sight goes.
        const QList<int> known = m_pages.keys();
        m_pages.remove(*std::max_element(known.cbegin(), known.cend(),
                                         [page](int a, int b) { return std::abs(a - page) < std::abs(b - page); }));
    }
    m_pages.insert(page, people);
    const int last = std::min(rowCount(), (page + 1) * kPage) - 1;
    if (m_search.isEmpty() && last >= page * kPage) {
        emit dataChanged(index(page * kPage, 0), index(last, ColumnCount - 1));
    }
}

void PeopleModel::giveUp(const Error& error) {
    show(nullptr, m_part, 0);
    emit failed(error);
}

void PeopleModel::show(std::unique_ptr<PlanPeople> reader, PlanPart part, qint64 people) {
    ++m_generation;
    beginResetModel();
    m_reader = std::move(reader);
    m_part = part;
    m_count = int(std::min<qint64>(people, std::numeric_limits<int>::max()));
    m_search.clear();
    m_hits.clear();
    m_pages.clear();
    m_wanted.clear();
    endResetModel();
}

void PeopleModel::setShowValues(bool show) {
    m_showValues = show;
    if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void PeopleModel::setRemovalsHeld(bool held) {
    m_held = held;
    if (rowCount() > 0) {
        emit dataChanged(index(0, NoteColumn), index(rowCount() - 1, NoteColumn));
    }
}

void PeopleModel::search(const QString& text) {
    const QString needle = text.trimmed();
    if (!m_reader || needle == m_search) {
        return;
    }
    ++m_generation;
    beginResetModel();
    m_search = needle;
    m_hits.clear();
    m_wanted.clear();
    endResetModel();
    m_reader->stopSearch();
    if (needle.isEmpty()) {
        emit searched(rowCount());
        return;
    }
    whenDone(m_reader->search(needle, kHits), this, [this, generation = m_generation](const People& people) {
        if (generation != m_generation) {
            return;
        }
        if (!people) {
            giveUp(people.error());
            return;
        }
        beginResetModel();
        m_hits = *people;
        endResetModel();
        emit searched(int(m_hits.size()));
    });
}

} // namespace pathways::ui
