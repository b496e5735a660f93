// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pathways/pathway_list.h"

#include "ui/common/status_badge.h"
#include "ui/common/table_cell.h"
#include "ui/common/text.h"
#include "ui/theme/drawing.h"

#include <QPainter>

namespace pathways::ui {
namespace {

QString iconOf(const PathwayLine& line) {
    return line.connection ? line.connection->icon : QStringLiteral("plug");
}

/// Counts with a second line about whoever was not simply accepted, the most urgent first.
TableCell peopleCell(const Push& push) {
    const PushCounts& c = push.counts;
    const qint64 refused = c.invalid + c.rejected;
    TableCell cell(c.accepted > 0   ? PathwayListModel::tr("%Ln accepted", nullptr, plural(c.accepted))
                   : c.removed > 0  ? PathwayListModel::tr("%Ln removed", nullptr, plural(c.removed))
                   : c.marksOff > 0 ? PathwayListModel::tr("%Ln untagged", "people whose tag or segment was taken off",
                                                           plural(c.marksOff))
                                    : PathwayListModel::tr("Nothing sent"));
    if (refused > 0) {
        return std::move(cell).second(PathwayListModel::tr("%Ln not accepted", nullptr, plural(refused)),
                                      Role::DangerInk);
    }
    if (push.trial) {
        return std::move(cell).second(PathwayListModel::tr("trial with a few people", "below a number of people"));
    }
    if (push.matchState == MatchState::Processing) {
        return std::move(cell).second(PathwayListModel::tr("still being matched", "people of a push, by the platform"));
    }
    if (c.accepted > 0 && c.removed > 0) {
        return std::move(cell).second(PathwayListModel::tr("%Ln removed", nullptr, plural(c.removed)));
    }
    return cell;
}

} // namespace

std::optional<PushStatus> PathwayLine::status() const {
    if (running) {
        return running->status;
    }
    if (last) {
        return last->status;
    }
    return {};
}

PathwayLine::Advice PathwayLine::advice() const {
    using Kind = Advice::Kind;
    if (running) {
        return {};
    }
    if (!connection) {
        return {Kind::SignIn, PathwayListModel::tr("The connection of this pathway was removed."),
                PathwayListModel::tr("Nobody is pushed or removed until it has a connection again."),
                PathwayListModel::tr("Open Connections")};
    }
    if (connection->state == ConnectionState::NeedsSignIn) {
        return {Kind::SignIn, PathwayListModel::tr("%1 needs you to sign in again.").arg(connection->connection.name),
                PathwayListModel::tr("Nothing was lost. The pathway continues where it stopped."),
                PathwayListModel::tr("Sign in again")};
    }
    if (last && last->problem) {
        const QString body = last->problem->meaning + u' ' + last->problem->remedy;
        if (last->problem->kind == ErrorKind::SignIn || last->problem->kind == ErrorKind::Keychain) {
            return {Kind::SignIn, last->problem->what, body, PathwayListModel::tr("Open Connections")};
        }
        if (last->resumable) {
            return {Kind::Continue, last->problem->what, body, PathwayListModel::tr("Continue")};
        }
        return {Kind::Start, last->problem->what, body, PathwayListModel::tr("Push again")};
    }
    if (last && last->resumable) {
        return {Kind::Continue, PathwayListModel::tr("The last push did not finish."),
                PathwayListModel::tr("What was accepted is kept. The rest is sent when you continue."),
                PathwayListModel::tr("Continue")};
    }
    if (pathway.leaving) {
        return {Kind::TakeOut, PathwayListModel::tr("Its people are to be taken out, and some are still there."),
                PathwayListModel::tr("The pathway is removed once everybody is out. You see first how many go."),
                PathwayListModel::tr("Take them out")};
    }
    if (last && last->trial) {
        return {Kind::Start, PathwayListModel::tr("Only the first few people were pushed, to try."),
                PathwayListModel::tr("Look at them there. If everything is right, push everyone."),
                PathwayListModel::tr("Push everyone")};
    }
    if (last && last->status == PushStatus::SyncedWithExceptions) {
        const qint64 refused = last->counts.invalid + last->counts.rejected;
        return {Kind::Look, PathwayListModel::tr("%Ln people were not accepted.", nullptr, plural(refused)),
                PathwayListModel::tr("Everyone else is taken care of."), PathwayListModel::tr("Look at them")};
    }
    return {};
}

PathwayListModel::PathwayListModel(QObject* parent)
    : QStandardItemModel(0, ColumnCount, parent) {
    setHorizontalHeaderLabels({tr("Audience"), tr("Destination"), tr("Status"), tr("People"), tr("Last pushed")});
}

void PathwayListModel::setLines(QList<PathwayLine> lines) {
    m_lines = std::move(lines);
    setRowCount(int(m_lines.size()));
    for (int row = 0; row < int(m_lines.size()); ++row) {
        fillRow(row);
    }
}

bool PathwayListModel::setProgress(const PushProgress& progress) {
    for (int row = 0; row < int(m_lines.size()); ++row) {
        PathwayLine& line = m_lines[row];
        const bool same =
            (line.running && line.running->id == progress.id) || (line.last && line.last->id == progress.id);
        if (same) {
            line.running = progress;
            fillRow(row);
            return true;
        }
    }
    return false;
}

void PathwayListModel::fillRow(int row) {
    const PathwayLine& line = m_lines.at(row);
    const QString method = displayName(line.pathway.method);
    setItem(row, Route,
            TableCell(line.audience.isEmpty() ? line.pathway.name : line.audience)
                .strong()
                .second(method)
                .icon(line.modeled ? QStringLiteral("modeled") : QStringLiteral("people"))
                .item());
    setItem(row, Destination,
            TableCell(line.pathway.object.name)
                .second(line.connection ? tr("%1, %2", "platform, connection")
                                              .arg(line.connection->typeName, line.connection->connection.name)
                                        : tr("Connection removed"))
                .icon(iconOf(line))
                .item());
    const std::optional<PushStatus> status = line.status();
    TableCell cell(status ? displayName(*status) : tr("Not pushed yet"));
    if (status) {
        cell = std::move(cell).with(int(*status), StatusRole);
    }
    if (line.running) {
        cell = std::move(cell)
                   .with(line.running->fraction, FractionRole)
                   .spoken(
                       tr("%1, %2", "status, per cent").arg(displayName(*status), percentText(line.running->fraction)));
    }
    setItem(row, Status, std::move(cell).muted().item());
    if (line.running) {
        const PushCounts& c = line.running->counts;
        setItem(row, People,
                TableCell(tr("%1 of %2", "number of people done, number of people in all")
                              .arg(countText(c.settled), countText(c.planned)))
                    .second(line.running->waiting.isEmpty() ? QString() : line.running->waiting)
                    .item());
        setItem(row, When, TableCell(tr("Now", "time of the last push")).item());
        return;
    }
    if (line.last) {
        setItem(row, People, peopleCell(*line.last).item());
        const QDateTime when = line.last->ended.value_or(line.last->started);
        setItem(row, When, TableCell(whenText(when)).tip(exactWhenText(when)).item());
    } else {
        setItem(row, People, TableCell().item());
        setItem(row, When, TableCell(tr("Not yet", "time of the last push")).muted().item());
    }
}

void PathwayDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QVariant status = index.data(PathwayListModel::StatusRole);
    if (index.column() != PathwayListModel::Status || !status.isValid()) {
        RowDelegate::paint(painter, option, index);
        return;
    }
    paintRow(*painter, option, index);
    const StatusBadge::Look look = StatusBadge::lookOf(PushStatus(status.toInt()));
    const QRect room = content(option);
    const QVariant fraction = index.data(PathwayListModel::FractionRole);
    QSize size = StatusBadge::sizeFor(look);
    size.setWidth(std::min(size.width(), room.width()));
    int y = room.center().y() - size.height() / 2;
    if (fraction.isValid()) {
        y -= Theme::px(6);
        const QRectF track(room.x(), y + size.height() + Theme::px(5), std::min(room.width(), Theme::px(130)),
                           Theme::px(4));
        QRectF placedTrack = QStyle::visualRect(option.direction, room, track.toRect());
        drawing::roundedBox(*painter, placedTrack, 2, Theme::color(Role::Track), QColor());
        QRectF part = placedTrack;
        part.setWidth(std::max(placedTrack.height(), placedTrack.width() * fraction.toDouble()));
        if (option.direction == Qt::RightToLeft) {
            part.moveRight(placedTrack.right());
        }
        drawing::roundedBox(*painter, part, 2, Theme::color(Role::AccentInk), QColor());
    }
    StatusBadge::paint(*painter, QStyle::visualRect(option.direction, room, QRect(QPoint(room.x(), y), size)), look,
                       option.direction);
}

QSize PathwayDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QSize size = RowDelegate::sizeHint(option, index);
    return index.column() == PathwayListModel::Status
               ? QSize(StatusBadge::widestStatus() + Theme::px(2 * 14), size.height())
               : size;
}

} // namespace pathways::ui
