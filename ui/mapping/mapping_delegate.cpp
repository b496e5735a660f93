// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mapping/mapping_delegate.h"

#include "core/model/finding.h"
#include "ui/common/text.h"
#include "ui/mapping/mapping_model.h"
#include "ui/theme/drawing.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace pathways::ui {

namespace {

constexpr int kPadding = 14;
constexpr int kRow = 46;

int lineHeight(const QFont& font) {
    return QFontMetrics(font).height();
}

/// Draws one line of text, elided at its end, at the leading side of the box; returns its width.
int drawLine(QPainter& painter, const QRect& box, int top, const QFont& font, const QColor& color, const QString& text,
             Qt::LayoutDirection direction, Qt::TextElideMode elide = Qt::ElideRight) {
    painter.setFont(font);
    painter.setPen(color);
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, elide, box.width());
    const QRect line(box.left(), top, box.width(), metrics.height());
    painter.drawText(line, int(QStyle::visualAlignment(direction, Qt::AlignLeading) | Qt::AlignVCenter), shown);
    return std::min(metrics.horizontalAdvance(shown), box.width());
}

/// A rectangle of this width at the leading or trailing edge of a box.
QRect edge(const QRect& box, int width, bool leading, Qt::LayoutDirection direction) {
    const bool left = leading == (direction == Qt::LeftToRight);
    return {left ? box.left() : box.right() - width + 1, box.top(), width, box.height()};
}

/// The text in two lines at most, elided at the end of the second.
QStringList wrapped(const QString& text, const QFont& font, int width) {
    QTextLayout layout(text, font);
    layout.beginLayout();
    QTextLine first = layout.createLine();
    if (!first.isValid()) {
        return {};
    }
    first.setLineWidth(width);
    const int end = first.textLength();
    layout.endLayout();
    if (end >= text.size()) {
        return {text};
    }
    return {text.left(end).trimmed(), text.mid(end)};
}

Role severityInk(int severity) {
    switch (Severity(severity)) {
    case Severity::Blocking:
    case Severity::Problem:
        return Role::DangerInk;
    case Severity::Warning:
        return Role::WarningInk;
    case Severity::Info:
        break;
    }
    return Role::InfoInk;
}

} // namespace

MappingDelegate::MappingDelegate(QObject* parent)
    : QStyledItemDelegate(parent) {}

QSize MappingDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    const int twoLines = lineHeight(Theme::font(TextStyle::BodyStrong)) + lineHeight(Theme::font(TextStyle::Small));
    return {Theme::px(100), std::max(Theme::px(kRow), twoLines + Theme::px(8))};
}

QRect MappingDelegate::acceptRect(const QRect& cell, Qt::LayoutDirection direction) {
    const int size = Theme::px(28);
    QRect box = edge(cell.adjusted(0, 0, -Theme::px(7), 0), size, false, direction);
    if (direction == Qt::RightToLeft) {
        box = edge(cell.adjusted(Theme::px(7), 0, 0, 0), size, false, direction);
    }
    return {box.left(), cell.center().y() - size / 2 + 1, size, size};
}

void MappingDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool hovered = index.row() == m_hovered;
    painter->fillRect(option.rect, Theme::color(hovered ? Role::Hover : Role::Surface));
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      Theme::color(Role::Divider));
    // Aligned with the header, whose sections begin fourteen pixels in.
    const int pad = Theme::px(kPadding);
    const bool last = index.column() == MappingModel::ColumnCount - 1;
    const bool ltr = option.direction == Qt::LeftToRight;
    const int end = last ? pad : 0;
    const QRect cell = option.rect.adjusted(ltr ? pad : end, 0, ltr ? -end : -pad, -1);
    switch (index.column()) {
    case MappingModel::FieldColumn:
        paintField(*painter, cell, option, index);
        break;
    case MappingModel::SourceColumn:
        paintSource(*painter, cell, option, index);
        break;
    case MappingModel::SamplesColumn:
        paintSamples(*painter, cell, index);
        break;
    case MappingModel::FilledColumn:
        paintFilled(*painter, cell, option, index);
        break;
    default:
        paintProblems(*painter, cell, option, index);
        break;
    }
    if ((option.state & QStyle::State_HasFocus) != 0 && FocusRing::keyboardInUse()) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(Theme::color(Role::Focus), 2));
        painter->drawRoundedRect(QRectF(option.rect).adjusted(3, 3, -3, -4), Theme::px(6), Theme::px(6));
    }
    painter->restore();
}

void MappingDelegate::paintField(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
    const QFont name = Theme::font(TextStyle::BodyStrong);
    const QFont small = Theme::font(TextStyle::Small);
    const QString second = index.data(MappingModel::SecondLineRole).toString();
    const int height = lineHeight(name) + (second.isEmpty() ? 0 : lineHeight(small));
    const int top = cell.center().y() - height / 2 + 1;
    drawLine(painter, cell, top, name, Theme::color(Role::Text), index.data().toString(), option.direction);
    if (!second.isEmpty()) {
        drawLine(painter, cell, top + lineHeight(name), small, Theme::color(Role::TextMuted), second, option.direction);
    }
}

void MappingDelegate::paintSource(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
    const bool mapped = index.data(MappingModel::MappedRole).toBool();
    const bool suggestion = index.data(MappingModel::SuggestionRole).toBool();
    const QFont name = Theme::font(mapped ? TextStyle::BodyStrong : TextStyle::Body);
    const QFont small = Theme::font(suggestion ? TextStyle::SmallStrong : TextStyle::Small);
    QRect text = cell;
    if (suggestion) {
        const QRect accept = acceptRect(option.rect, option.direction);
        drawing::roundedBox(painter, accept, Theme::px(7), Theme::color(Role::Surface), Theme::color(Role::Border));
        const int icon = Theme::px(16);
        icons::paint(painter, QStringLiteral("check"),
                     QRectF(accept.center().x() - icon / 2.0 + 0.5, accept.center().y() - icon / 2.0 + 0.5, icon, icon),
                     Theme::color(Role::InfoInk));
        (option.direction == Qt::LeftToRight) ? text.setRight(accept.left() - Theme::px(4))
                                              : text.setLeft(accept.right() + Theme::px(4));
    }
    const int top = cell.center().y() - (lineHeight(name) + lineHeight(small)) / 2 + 1;
    const int chevron = Theme::px(16);
    QRect first = text;
    (option.direction == Qt::LeftToRight) ? first.setRight(text.right() - chevron - Theme::px(6))
                                          : first.setLeft(text.left() + chevron + Theme::px(6));
    const int width = drawLine(painter, first, top, name, Theme::color(mapped ? Role::Text : Role::TextMuted),
                               index.data().toString(), option.direction);
    const double x = option.direction == Qt::LeftToRight ? first.left() + width + Theme::px(6)
                                                         : first.right() - width - Theme::px(6) - chevron;
    icons::paint(painter, QStringLiteral("down"),
                 QRectF(x, top + (lineHeight(name) - chevron) / 2.0 + 0.5, chevron, chevron),
                 Theme::color(Role::TextMuted));
    drawLine(painter, text, top + lineHeight(name), small, Theme::color(suggestion ? Role::InfoInk : Role::TextMuted),
             index.data(MappingModel::SecondLineRole).toString(), option.direction);
}

void MappingDelegate::paintSamples(QPainter& painter, const QRect& cell, const QModelIndex& index) const {
    const QStringList samples = index.data(MappingModel::SamplesRole).toStringList();
    const QFont font = Theme::font(TextStyle::Small);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    painter.setPen(Theme::color(Role::Text));
    // As many whole values as fit on two lines; a value longer than a line is elided in its middle. Data keeps its own
    // direction, so the flow is from the left in every language.
    const int gap = Theme::px(14);
    QList<QList<QString>> lines(1);
    int used = 0;
    for (const QString& sample : samples) {
        const QString shown = metrics.elidedText(sample, Qt::ElideMiddle, cell.width());
        const int width = metrics.horizontalAdvance(shown);
        if (used > 0 && used + gap + width > cell.width()) {
            if (lines.size() == 2) {
                break;
            }
            lines.append(QList<QString>());
            used = 0;
        }
        lines.last().append(shown);
        used += (used > 0 ? gap : 0) + width;
    }
    int top = cell.center().y() - int(lines.size()) * metrics.height() / 2 + 1;
    for (const QList<QString>& line : lines) {
        int x = cell.left();
        for (const QString& value : line) {
            painter.drawText(QRect(x, top, cell.right() - x + 1, metrics.height()),
                             Qt::AlignLeft | Qt::AlignAbsolute | Qt::AlignVCenter, isolated(value));
            x += metrics.horizontalAdvance(value) + gap;
        }
        top += metrics.height();
    }
}

void MappingDelegate::paintFilled(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
    const double filled = index.data(MappingModel::FilledRole).toDouble();
    if (filled < 0) {
        return;
    }
    const QFont font = Theme::font(TextStyle::Small);
    const int bar = Theme::px(4);
    const int top = cell.center().y() - (lineHeight(font) + Theme::px(3) + bar) / 2 + 1;
    drawLine(painter, cell, top, font, Theme::color(Role::Text), index.data().toString(), option.direction,
             Qt::ElideNone);
    const QRect track = edge(QRect(cell.left(), top + lineHeight(font) + Theme::px(3), cell.width(), bar),
                             std::min(Theme::px(44), cell.width()), true, option.direction);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::color(Role::Track));
    painter.drawRoundedRect(track, bar / 2.0, bar / 2.0);
    const int width = std::max(filled > 0 ? 2 : 0, int(track.width() * filled));
    painter.setBrush(Theme::color(Role::AccentInk));
    painter.drawRoundedRect(edge(track, width, true, option.direction), bar / 2.0, bar / 2.0);
}

void MappingDelegate::paintProblems(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const {
    const QString text = index.data().toString();
    const int severity = index.data(MappingModel::SeverityRole).toInt();
    const QFont plain = Theme::font(TextStyle::Small);
    if (severity < 0) {
        drawLine(painter, cell, cell.center().y() - lineHeight(plain) / 2 + 1, plain, Theme::color(Role::TextMuted),
                 text, option.direction);
        return;
    }
    const QColor ink = Theme::color(severityInk(severity));
    const int icon = Theme::px(16);
    const bool ltr = option.direction == Qt::LeftToRight;
    const double middle = cell.center().y() - icon / 2.0 + 1;
    const QRect iconBox = edge(cell, icon, true, option.direction);
    icons::paint(painter, Severity(severity) == Severity::Info ? QStringLiteral("info") : QStringLiteral("warn"),
                 QRectF(iconBox.left(), middle, icon, icon), ink);
    const QRect chevron = edge(cell, icon, false, option.direction);
    icons::paint(painter, QStringLiteral("right"), QRectF(chevron.left(), middle, icon, icon),
                 Theme::color(Role::TextMuted), option.direction);
    QRect box = cell;
    const int side = icon + Theme::px(7);
    box.setLeft(cell.left() + (ltr ? side : icon + Theme::px(4)));
    box.setRight(cell.right() - (ltr ? icon + Theme::px(4) : side));
    // Two lines at most; the whole text is in the tool tip and in the list that opens.
    const QFont strong = Theme::font(TextStyle::SmallStrong);
    const QFontMetrics metrics(strong);
    const QStringList lines = wrapped(text, strong, box.width());
    int top = box.center().y() - int(lines.size()) * metrics.height() / 2 + 1;
    for (const QString& line : lines) {
        drawLine(painter, box, top, strong, ink, line, option.direction);
        top += metrics.height();
    }
}

} // namespace pathways::ui
