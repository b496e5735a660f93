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
    std::optional<ConnectionSummary> connection; ///< None: removed.
    std::optional<Push> last;
    std::optional<PushProgress> running;

    /// The status people see; none when it was never pushed.
    [[nodiscard]] std::optional<PushStatus> status() const;
    /// What a person should do about it, with the word on its button; empty when nothing.
    struct Advice {
        enum class Kind { None, SignIn, Continue, Look, Start };
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
    enum ItemRole : int { StatusRole = Qt::UserRole + 200, FractionRole, LineRole };

    explicit PathwayListModel(QObject* parent = nullptr);
    void setLines(QList<PathwayLine> lines);
    [[nodiscard]] const QList<PathwayLine>& lines() const { return m_lines; }
    /// Updates the running push in its row; says whether there is one.
    bool setProgress(const PushProgress& progress);

private:
    void fillRow(int row);
    QList<PathwayLine> m_lines;
};

/// Draws the status column: a pill, with the bar and the per cent while a push runs.
class PathwayDelegate final : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace pathways::ui
