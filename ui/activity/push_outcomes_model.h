// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/push_service.h"

#include <QAbstractTableModel>

#include <optional>

namespace pathways::ui {

/// The people with one outcome of a push, fetched page by page while scrolling.
class PushOutcomesModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Person, Row, Field, Note, ColumnCount };

    explicit PushOutcomesModel(PushService& pushes, QObject* parent = nullptr);
    void show(const PushId& push, Reason reason);
    /// Labels of the platform's fields, by id.
    void setFieldNames(const QMap<QString, QString>& names) { m_fieldNames = names; }
    [[nodiscard]] const QMap<QString, QString>& fieldNames() const { return m_fieldNames; }
    /// The error of the last read, if it failed.
    [[nodiscard]] const std::optional<Error>& problem() const { return m_problem; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

private:
    [[nodiscard]] bool saysHowManyMore() const;

    PushService& m_pushes;
    PushId m_push;
    Reason m_reason = Reason::None;
    QList<RowOutcome> m_rows;
    QMap<QString, QString> m_fieldNames;
    qint64 m_unlisted = 0; ///< People of that reason without a row; a last line says how many.
    bool m_complete = true;
    std::optional<Error> m_problem;
};

} // namespace pathways::ui
