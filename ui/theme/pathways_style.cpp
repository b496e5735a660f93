// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/pathways_style.h"

#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTextEdit>

namespace pathways::ui {
namespace {

void chevron(const QString& name, const QStyleOption& option, QPainter& painter) {
    const int side = Theme::px(16);
    const QRectF at(option.rect.center().x() - side / 2.0 + 0.5, option.rect.center().y() - side / 2.0 + 0.5, side,
                    side);
    icons::paint(painter, name, at,
                 Theme::color(option.state & QStyle::State_Enabled ? Role::TextMuted : Role::TextDisabled),
                 option.direction);
}

/// A line edit inside a combo or spin box has no frame of its own.
bool isInner(const QWidget* widget) {
    return widget && (qobject_cast<const QComboBox*>(widget->parentWidget()) ||
                      qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()));
}

} // namespace

PathwaysStyle::PathwaysStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {
    setObjectName(QStringLiteral("pathways"));
}

void PathwaysStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
        qobject_cast<QLineEdit*>(widget) || qobject_cast<QScrollBar*>(widget) ||
        qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QHeaderView*>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (auto* menu = qobject_cast<QMenu*>(widget)) {
        menu->setAttribute(Qt::WA_TranslucentBackground);
        menu->setWindowFlag(Qt::NoDropShadowWindowHint);
        menu->setWindowFlag(Qt::FramelessWindowHint);
    }
}

void PathwaysStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                  const QWidget* widget) const {
    switch (element) {
    case PE_PanelButtonCommand:
        drawing::pushButtonFrame(*option, *painter, widget);
        return;
    case PE_PanelButtonTool:
        drawing::toolButtonFrame(*option, *painter, widget);
        return;
    case PE_PanelLineEdit: {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame && frame->lineWidth > 0 && !isInner(widget)) {
            drawing::fieldFrame(*option, *painter, widget);
        }
        return;
    }
    case PE_FrameLineEdit:
    case PE_FrameFocusRect: // the focus ring is drawn outside, for keyboard focus only (FocusRing)
    case PE_FrameDefaultButton:
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawing::checkMark(*painter, option->rect, option->state);
        return;
    case PE_IndicatorRadioButton:
        drawing::radioMark(*painter, option->rect, option->state);
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorHeaderArrow:
        chevron(QStringLiteral("down"), *option, *painter);
        return;
    case PE_IndicatorArrowRight:
    case PE_IndicatorArrowLeft:
        chevron(QStringLiteral("right"), *option, *painter);
        return;
    case PE_FrameMenu:
        return;
    case PE_PanelMenu:
    case PE_PanelTipLabel:
        drawing::roundedBox(*painter, option->rect, element == PE_PanelMenu ? Theme::px(9) : 0,
                            Theme::color(Role::Raised), Theme::color(Role::Border));
        return;
    case PE_Frame:
        if (qobject_cast<const QPlainTextEdit*>(widget) || qobject_cast<const QTextEdit*>(widget)) {
            drawing::fieldFrame(*option, *painter, widget);
        } else {
            painter->save();
            painter->setPen(Theme::color(Role::Divider));
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            painter->restore();
        }
        return;
    case PE_PanelItemViewRow:
        return;
    case PE_PanelItemViewItem: {
        const bool chosen = option->state & State_Selected;
        if (chosen || (option->state & State_MouseOver && option->state & State_Enabled)) {
            painter->fillRect(option->rect, Theme::color(chosen ? Role::Selected : Role::Hover));
        }
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void PathwaysStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const {
    switch (element) {
    case CE_PushButtonBevel:
        drawing::pushButtonFrame(*option, *painter, widget);
        return;
    case CE_PushButtonLabel:
        drawing::pushButtonLabel(*option, *painter, widget);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        drawing::headerSection(*option, *painter);
        return;
    case CE_HeaderLabel:
        drawing::headerLabel(*option, *painter);
        return;
    case CE_MenuItem:
        drawing::menuItem(*option, *painter, widget);
        return;
    case CE_MenuEmptyArea:
        return;
    case CE_ProgressBar:
        drawing::progressBar(*option, *painter);
        return;
    case CE_FocusFrame: {
        const int radius =
            widget && widget->property("ringRadius").isValid() ? widget->property("ringRadius").toInt() : 7;
        drawing::focusRing(*painter, QRectF(option->rect).adjusted(4, 4, -4, -4), Theme::px(radius));
        return;
    }
    case CE_ItemViewItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
            QStyleOptionViewItem copy(*item);
            // Chosen rows keep the text colour: they are tinted, not filled.
            copy.palette.setColor(QPalette::HighlightedText, item->palette.color(QPalette::Text));
            copy.state &= ~State_HasFocus;
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    case CE_ShapedFrame:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option)) {
            if (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine) {
                const bool flat = frame->frameShape == QFrame::HLine;
                const QPoint c = option->rect.center();
                painter->fillRect(flat ? QRect(option->rect.left(), c.y(), option->rect.width(), 1)
                                       : QRect(c.x(), option->rect.top(), 1, option->rect.height()),
                                  Theme::color(Role::Divider));
                return;
            }
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void PathwaysStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                       const QWidget* widget) const {
    if (control == CC_ComboBox) {
        const bool hover = option->state & State_MouseOver && option->state & State_Enabled;
        drawing::fieldFrame(*option, *painter, widget);
        if (hover || option->state & State_On) {
            drawing::roundedBox(*painter, option->rect, Theme::px(7), Theme::color(Role::Hover),
                                Theme::color(Role::Border));
        }
        QStyleOption arrow(*option);
        arrow.rect = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
        chevron(QStringLiteral("down"), arrow, *painter);
        return;
    }
    if (control == CC_SpinBox) {
        drawing::fieldFrame(*option, *painter, widget);
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        if (spin && spin->buttonSymbols != QAbstractSpinBox::NoButtons) {
            QStyleOption arrow(*option);
            arrow.rect = subControlRect(CC_SpinBox, option, SC_SpinBoxDown, widget);
            chevron(QStringLiteral("down"), arrow, *painter);
            const QRect up = subControlRect(CC_SpinBox, option, SC_SpinBoxUp, widget);
            painter->save();
            painter->translate(QRectF(up).center());
            painter->scale(1, -1);
            painter->translate(-QRectF(up).center());
            arrow.rect = up;
            chevron(QStringLiteral("down"), arrow, *painter);
            painter->restore();
        }
        return;
    }
    if (control == CC_ScrollBar) {
        drawing::scrollBar(*option, subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget), *painter);
        return;
    }
    if (control == CC_ToolButton) {
        const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        if (tool) {
            drawing::toolButtonFrame(*option, *painter, widget);
            QStyleOptionToolButton label(*tool);
            label.features &= ~(QStyleOptionToolButton::HasMenu | QStyleOptionToolButton::MenuButtonPopup);
            drawControl(CE_ToolButtonLabel, &label, painter, widget);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QSize PathwaysStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                      const QWidget* widget) const {
    const int line = option ? option->fontMetrics.height() : 0;
    const int control = std::max(Theme::px(34), line + Theme::px(10));
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_LineEdit:
        if (!isInner(widget)) {
            result.setHeight(widget && widget->property("small").toBool() ? std::max(Theme::px(28), line + 6)
                                                                          : control);
        }
        break;
    case CT_ComboBox:
        result = QSize(size.width() + Theme::px(10 + 30), control);
        if (widget && widget->property("small").toBool()) {
            result.setHeight(std::max(Theme::px(28), line + 6));
        }
        break;
    case CT_SpinBox:
        result = QSize(size.width() + Theme::px(8 + 28 + 8), control);
        break;
    case CT_PushButton:
        result = QSize(size.width() + Theme::px(28), control);
        break;
    case CT_CheckBox:
    case CT_RadioButton:
        result.setHeight(std::max({result.height(), Theme::px(24), 24}));
        break;
    case CT_HeaderSection:
        result.setHeight(std::max(Theme::px(32), line + Theme::px(8)));
        result.rwidth() += Theme::px(16);
        break;
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator) {
                return {10, Theme::px(9)};
            }
            const QFontMetrics metrics(item->font);
            int width = metrics.size(Qt::TextShowMnemonic, item->text).width() + Theme::px(12 + 24);
            if (item->checkType != QStyleOptionMenuItem::NotCheckable || item->maxIconWidth > 0) {
                width += Theme::px(26);
            }
            return {width, std::max(Theme::px(32), metrics.height() + 10)};
        }
        break;
    default:
        break;
    }
    return result;
}

QRect PathwaysStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    if (element == SE_LineEditContents && !isInner(widget)) {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        const int side = frame && frame->lineWidth > 0 ? Theme::px(8) : 0;
        return option->rect.adjusted(side, 1, -side, -1);
    }
    if (element == SE_ProgressBarGroove || element == SE_ProgressBarContents) {
        return option->rect;
    }
    if (element == SE_HeaderLabel) {
        return option->rect;
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect PathwaysStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                    const QWidget* widget) const {
    const QRect r = option->rect;
    if (control == CC_ComboBox) {
        const int arrow = Theme::px(30);
        switch (part) {
        case SC_ComboBoxEditField:
            return visualRect(option->direction, r,
                              QRect(r.x() + Theme::px(8), r.y(), r.width() - Theme::px(8) - arrow, r.height()));
        case SC_ComboBoxArrow:
            return visualRect(option->direction, r, QRect(r.right() - arrow + 1, r.y(), arrow, r.height()));
        case SC_ComboBoxListBoxPopup:
            return r.adjusted(0, 2, 0, 2);
        default:
            return r;
        }
    }
    if (control == CC_SpinBox) {
        const int buttons = Theme::px(28);
        const int half = r.height() / 2;
        switch (part) {
        case SC_SpinBoxEditField:
            return visualRect(
                option->direction, r,
                QRect(r.x() + Theme::px(8), r.y() + 1, r.width() - Theme::px(8) - buttons, r.height() - 2));
        case SC_SpinBoxUp:
            return visualRect(option->direction, r, QRect(r.right() - buttons + 1, r.y(), buttons, half));
        case SC_SpinBoxDown:
            return visualRect(option->direction, r,
                              QRect(r.right() - buttons + 1, r.y() + half, buttons, r.height() - half));
        default:
            return r;
        }
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!bar) {
            return r;
        }
        const bool flat = bar->orientation == Qt::Horizontal;
        const int length = flat ? r.width() : r.height();
        const double range = double(bar->maximum) - bar->minimum;
        int thumb = length;
        if (range > 0) {
            thumb = std::max(Theme::px(32), int(double(bar->pageStep) * length / (range + bar->pageStep)));
            thumb = std::min(thumb, length);
        }
        const int start =
            sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - thumb, bar->upsideDown);
        const auto along = [&](int from, int size) {
            return flat ? QRect(r.x() + from, r.y(), size, r.height()) : QRect(r.x(), r.y() + from, r.width(), size);
        };
        switch (part) {
        case SC_ScrollBarSlider:
            return along(start, thumb);
        case SC_ScrollBarGroove:
            return r;
        case SC_ScrollBarSubPage:
            return along(0, start);
        case SC_ScrollBarAddPage:
            return along(start + thumb, length - start - thumb);
        default:
            return {};
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

int PathwaysStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return Theme::px(18);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return Theme::px(8);
    case PM_ScrollBarExtent:
        return Theme::px(12);
    case PM_ScrollBarSliderMin:
        return Theme::px(32);
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuDesktopFrameWidth:
        return 0;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return Theme::px(4);
    case PM_MenuPanelWidth:
        return 1;
    case PM_ToolTipLabelFrameWidth:
        return Theme::px(8);
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 4;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return Theme::px(16);
    case PM_HeaderMargin:
        return 2; // on all four sides; the label itself keeps 14 at its sides
    case PM_DefaultFrameWidth:
        return 1;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int PathwaysStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                             QStyleHintReturn* data) const {
    switch (hint) {
    case SH_ComboBox_Popup:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ScrollBar_Transient:
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    case SH_FocusFrame_AboveWidget:
    case SH_ItemView_ShowDecorationSelected:
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    case SH_Widget_Animation_Duration:
        return Theme::ms(Motion::State);
    case SH_Table_GridLineColor:
        return int(Theme::color(Role::Divider).rgba());
    case SH_ToolTip_WakeUpDelay:
        return 400;
    case SH_MessageBox_CenterButtons:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace pathways::ui
