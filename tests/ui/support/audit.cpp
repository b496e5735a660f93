// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/audit.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QTest>
#include <QTextDocumentFragment>

#include <cmath>

namespace pathways::test {
namespace {

/// A part inside a composite control that the control speaks for.
bool isInner(const QWidget* widget) {
    const QWidget* parent = widget->parentWidget();
    return qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent) ||
           qobject_cast<const QHeaderView*>(widget) ||
           (qobject_cast<const QAbstractScrollArea*>(parent) &&
            widget->objectName().startsWith(QLatin1String("qt_scrollarea")));
}

QList<QWidget*> focusables(QWidget* root) {
    QList<QWidget*> result;
    for (QWidget* widget : root->findChildren<QWidget*>()) {
        if (widget->isVisibleTo(root) && widget->isVisible() && widget->isEnabled() &&
            (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && !isInner(widget)) {
            result.append(widget);
        }
    }
    return result;
}

QString nameOf(QWidget* widget) {
    QAccessibleInterface* iface = QAccessible::queryAccessibleInterface(widget);
    return iface ? iface->text(QAccessible::Name) : QString();
}

QString describe(QWidget* widget) {
    return QStringLiteral("%1 '%2' in %3")
        .arg(QLatin1String(widget->metaObject()->className()), nameOf(widget),
             QLatin1String(widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "nothing"));
}

/// What is left of a text that was escaped and is not read as markup.
constexpr QLatin1String kMarks[] = {QLatin1String("&amp;"), QLatin1String("&lt;"), QLatin1String("&gt;"),
                                    QLatin1String("&quot;")};

QRect placeIn(QWidget* widget, QWidget* root) {
    return {widget->mapTo(root, QPoint(0, 0)), widget->size()};
}

} // namespace

QStringList auditAccessibility(QWidget* root) {
    QStringList faults;
    QHash<QString, QWidget*> seen;
    for (QWidget* widget : focusables(root)) {
        const QString name = nameOf(widget);
        if (name.trimmed().isEmpty()) {
            faults.append(QStringLiteral("no accessible name: ") + describe(widget));
            continue;
        }
        const QAccessibleInterface* iface = QAccessible::queryAccessibleInterface(widget);
        const QString key = QStringLiteral("%1/%2").arg(int(iface->role())).arg(name);
        if (seen.contains(key)) {
            faults.append(QStringLiteral("name used twice: ") + describe(widget));
        }
        seen.insert(key, widget);
        if (const auto* view = qobject_cast<QAbstractItemView*>(widget); view && view->model()) {
            const QAbstractItemModel* model = view->model();
            for (int row = 0; row < std::min(model->rowCount(), 30); ++row) {
                QString spoken;
                for (int column = 0; column < model->columnCount(); ++column) {
                    const QModelIndex index = model->index(row, column);
                    spoken += index.data(Qt::AccessibleTextRole).toString() + index.data().toString();
                }
                if (spoken.isEmpty()) {
                    faults.append(QStringLiteral("row %1 says nothing: ").arg(row) + describe(widget));
                }
            }
        }
    }
    return faults;
}

QList<QWidget*> tabRound(QWidget* root) {
    QList<QWidget*> round;
    const QList<QWidget*> all = focusables(root);
    if (all.isEmpty()) {
        return round;
    }
    all.first()->setFocus(Qt::TabFocusReason);
    QWidget* window = root->window();
    for (qsizetype i = 0; i <= 2 * all.size() + 10; ++i) {
        QWidget* now = QApplication::focusWidget();
        if (!now || (!round.isEmpty() && now == round.first())) {
            break;
        }
        if (round.contains(now)) {
            round.append(now); // a round that never comes back to its start
            break;
        }
        round.append(now);
        QTest::keyClick(now, Qt::Key_Tab);
    }
    Q_UNUSED(window)
    return round;
}

QStringList auditKeyboard(QWidget* root) {
    QStringList faults;
    const QList<QWidget*> all = focusables(root);
    const QList<QWidget*> round = tabRound(root);
    for (QWidget* widget : all) {
        // In a group of radio buttons Tab goes to one of them; the arrows reach the others.
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const bool grouped = button && button->isCheckable() && (button->group() || button->autoExclusive());
        if (!grouped && !round.contains(widget)) {
            faults.append(QStringLiteral("Tab never reaches ") + describe(widget));
        }
    }
    for (qsizetype i = 1; i < round.size(); ++i) {
        QWidget* before = round.at(i - 1);
        QWidget* after = round.at(i);
        if (before->parentWidget() != after->parentWidget() || !root->isAncestorOf(before) ||
            !root->isAncestorOf(after)) {
            continue; // order is a matter of one group; groups stand side by side
        }
        const QRect a = placeIn(before, root);
        const QRect b = placeIn(after, root);
        const bool above = b.bottom() <= a.top();
        const bool sameLine = b.top() < a.bottom() && b.bottom() > a.top();
        const bool backwards =
            root->layoutDirection() == Qt::RightToLeft ? b.left() >= a.right() : b.right() <= a.left();
        if (above || (sameLine && backwards)) {
            faults.append(QStringLiteral("Tab goes back from %1 to %2").arg(describe(before), describe(after)));
        }
    }
    return faults;
}

QStringList auditTargets(QWidget* root) {
    QStringList faults;
    for (QWidget* widget : root->findChildren<QWidget*>()) {
        const bool target = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
                            qobject_cast<QLineEdit*>(widget);
        if (target && widget->isVisible() && !isInner(widget) && (widget->width() < 24 || widget->height() < 24)) {
            faults.append(QStringLiteral("%1 x %2: ").arg(widget->width()).arg(widget->height()) + describe(widget));
        }
    }
    return faults;
}

QStringList auditClipping(QWidget* root) {
    QStringList faults;
    for (QLabel* label : root->findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty()) {
            continue;
        }
        const bool tooNarrow = !label->wordWrap() && label->width() + 1 < label->sizeHint().width();
        const bool tooLow = label->wordWrap() ? label->height() + 1 < label->heightForWidth(label->width())
                                              : label->height() + 1 < label->fontMetrics().height();
        if (tooNarrow || tooLow) {
            faults.append(
                QStringLiteral("label '%1' needs %2 x %3, has %4 x %5")
                    .arg(label->text())
                    .arg(label->sizeHint().width())
                    .arg(label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height())
                    .arg(label->width())
                    .arg(label->height()));
        }
    }
    for (QAbstractButton* button : root->findChildren<QAbstractButton*>()) {
        const bool wordy = qobject_cast<QPushButton*>(button) || qobject_cast<QCheckBox*>(button) ||
                           qobject_cast<QRadioButton*>(button);
        if (button->isVisible() && wordy && button->width() + 1 < button->sizeHint().width()) {
            faults.append(QStringLiteral("button '%1' needs %2, has %3")
                              .arg(button->text())
                              .arg(button->sizeHint().width())
                              .arg(button->width()));
        }
    }
    return faults;
}

QStringList auditPlainText(QWidget* root) {
    QStringList faults;
    for (QLabel* label : root->findChildren<QLabel*>()) {
        if (label->textFormat() != Qt::PlainText && !label->text().isEmpty()) {
            faults.append(QStringLiteral("label may read markup: ") + label->text());
        }
    }
    return faults;
}

QStringList auditToolTips(QWidget* root, const QStringList& names) {
    QStringList tips;
    for (const QWidget* widget : root->findChildren<QWidget*>()) {
        if (!widget->isVisible()) {
            continue;
        }
        tips << widget->toolTip();
        if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model()) {
            for (int row = 0; row < view->model()->rowCount(); ++row) {
                for (int column = 0; column < view->model()->columnCount(); ++column) {
                    tips << view->model()->index(row, column).data(Qt::ToolTipRole).toString();
                }
            }
        }
    }
    QStringList faults;
    for (const QString& tip : std::as_const(tips)) {
        // As Qt shows it.
        const bool markup = Qt::mightBeRichText(tip);
        const QString shown = markup ? QTextDocumentFragment::fromHtml(tip).toPlainText() : tip;
        const bool read = std::any_of(names.begin(), names.end(), [&](const QString& name) {
            return markup && Qt::mightBeRichText(name) && tip.contains(name);
        });
        const bool marked = std::any_of(std::begin(kMarks), std::end(kMarks), [&](QLatin1String mark) {
            return shown.contains(mark) && names.filter(mark).isEmpty();
        });
        if (read || marked) {
            faults.append(QStringLiteral("tool tip: ") + tip);
        }
    }
    return faults;
}

double contrast(const QColor& a, const QColor& b) {
    const auto luminance = [](const QColor& c) {
        const auto channel = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        return 0.2126 * channel(c.redF()) + 0.7152 * channel(c.greenF()) + 0.0722 * channel(c.blueF());
    };
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QString PseudoTranslator::translate(const char* context, const char* source, const char*, int) const {
    const QByteArray where(context);
    if (!where.startsWith("pathways") && where.startsWith('Q')) {
        return {}; // Qt's own texts
    }
    const QString text = QString::fromUtf8(source);
    // Longer by words as languages are, so that lines can break; a single word grows only a little.
    QString more;
    while (more.size() < text.size() * 2 / 5) {
        more += QStringLiteral(" ~~~~");
    }
    return QStringLiteral("[%1%2]").arg(text, more);
}

} // namespace pathways::test
