// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <QAbstractTableModel>
#include <QHash>

namespace pathways {
class PushService;
}

namespace pathways::ui {

/// The people of a finished push with one reason, read page by page, masked until values are shown. Where more were
/// left out than are listed, a last line says how many.
class OutcomesModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { PersonColumn, WhyColumn, NoteColumn, RowColumn, ColumnCount };
    explicit OutcomesModel(PushService& pushes, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(const PushId& push, Reason reason, qint64 people);
    void setShowValues(bool show);

private:
    [[nodiscard]] const RowOutcome* outcome(int row) const;

    PushService& m_pushes;
    PushId m_push;
    Reason m_reason = Reason::None;
    int m_count = 0;
    qint64 m_unlisted = 0; ///< People of that reason without a row; the last line says how many.
    bool m_showValues = false;
    mutable QHash<int, QList<RowOutcome>> m_pages;
};

} // namespace pathways::ui
