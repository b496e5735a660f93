// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/plan.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>

#include <memory>

namespace pathways {
class PlanPeople;
}

namespace pathways::ui {

/// The people of one part of a plan, however many: read page by page while the table scrolls, masked until values are
/// shown. Until a page has arrived its lines say "Reading". When one cannot be read the model is empty from then on.
class PeopleModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { PersonColumn, WhyColumn, PlaceColumn, NoteColumn, ColumnCount };

    explicit PeopleModel(QObject* parent = nullptr);
    ~PeopleModel() override;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// people: how many there are.
    void show(std::unique_ptr<PlanPeople> reader, PlanPart part, qint64 people);
    void setShowValues(bool show);
    /// What the last column says of removals: they happen, or they are held back.
    void setRemovalsHeld(bool held);
    /// Looks through all of them; empty: everybody again. The first 1,000 hits are shown.
    void search(const QString& text);
    [[nodiscard]] const QString& searchText() const { return m_search; }
    [[nodiscard]] PlanPart part() const { return m_part; }

signals:
    /// A search has ended with so many hits (the limit included).
    void searched(int hits);
    /// A page or a search could not be read.
    void failed(const pathways::Error& error);

private:
    using People = Result<QList<PlanPerson>>;
    [[nodiscard]] const PlanPerson* person(int row) const;
    void fetch(int page);
    void take(int page, const QList<PlanPerson>& people);
    void giveUp(const Error& error);
    [[nodiscard]] QString text(const PlanPerson& person, int column) const;

    std::unique_ptr<PlanPeople> m_reader; ///< Null: nobody, or they could not be read.
    PlanPart m_part = PlanPart::Add;
    int m_count = 0;
    bool m_showValues = false;
    bool m_held = false;
    QString m_search;
    QList<PlanPerson> m_hits;
    QHash<int, QList<PlanPerson>> m_pages; ///< Read ones; at most a few dozen are kept.
    QSet<int> m_wanted;                    ///< Being read.
    int m_generation = 0;                  ///< Answers to earlier questions are dropped.
};

} // namespace pathways::ui
