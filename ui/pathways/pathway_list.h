// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"
#include "core/model/push.h"
#include "core/services/connection_service.h"
#include "ui/common/table.h"

#include <QStandardItemModel>

#include <optional>

namespace pathways::ui {

/// One line of Push Audiences: a pathway, where it leads and how its last push went.
struct PathwayLine {
    Pathway pathway;
    QString audience;
    bool modeled = false;
    std::optional<ConnectionSummary> connection; ///< None if it was removed.
    std::optional<Push> last;
    std::optional<PushProgress> running;

    /// The status shown; none if it was never pushed.
    [[nodiscard]] std::optional<PushStatus> status() const;
    /// What the user should do about it, with the text of the button; empty if nothing.
    struct Advice {
        enum class Kind { None, SignIn, Continue, Look, Start, TakeOut };
        Kind kind = Kind::None;
        QString title;
        QString body;
        QString action;
    };
    [[nodiscard]] Advice advice() const;
};

/// The lines as a table model.
class PathwayListModel final : public QStandardItemModel {
    Q_OBJECT
public:
    enum Column { Route, Destination, Status, People, When, ColumnCount };
    enum ItemRole : int { StatusRole = Qt::UserRole + 200, FractionRole };

    explicit PathwayListModel(QObject* parent = nullptr);
    void setLines(QList<PathwayLine> lines);
    [[nodiscard]] const QList<PathwayLine>& lines() const { return m_lines; }
    /// Updates the running push in its row; false if it has none.
    bool setProgress(const PushProgress& progress);

private:
    void fillRow(int row);
    QList<PathwayLine> m_lines;
};

/// Draws the status column: a badge, and a bar with its per cent while a push runs.
class PathwayDelegate final : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace pathways::ui
