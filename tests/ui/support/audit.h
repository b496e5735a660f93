// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>
#include <QTranslator>

class QWidget;

namespace pathways::test {

/// Checks that a machine can make of any page. Each returns one sentence per fault; empty is good. The widget must be
/// shown and, for the keyboard, its window active.

/// Everything that can have the focus has an accessible name, unique among its kind (rule U67); items of tables have
/// text (rule U74).
[[nodiscard]] QStringList auditAccessibility(QWidget* root);
/// Tab goes once round all that can have the focus and comes back: no trap (rule U68), and in reading order (rule U69).
[[nodiscard]] QStringList auditKeyboard(QWidget* root);
/// Nothing to be pressed is smaller than 24 x 24 (rule U75).
[[nodiscard]] QStringList auditTargets(QWidget* root);
/// No label or button shows less than its text (rule U78). Labels that elide by design are not meant.
[[nodiscard]] QStringList auditClipping(QWidget* root);
/// No label interprets its text as markup (rule U83).
[[nodiscard]] QStringList auditPlainText(QWidget* root);

/// No tool tip reads a name as markup, and none shows the marks of escaping it (rule U83). names: what people wrote.
[[nodiscard]] QStringList auditToolTips(QWidget* root, const QStringList& names);

/// WCAG contrast of two opaque colours.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);

/// What has the focus as Tab is pressed, in order, once round.
[[nodiscard]] QList<QWidget*> tabRound(QWidget* root);

/// A language that does not exist: every text in brackets and 40 % longer, so that what was forgotten or does not fit
/// is seen (rule U81).
class PseudoTranslator final : public QTranslator {
public:
    [[nodiscard]] QString translate(const char* context, const char* source, const char* disambiguation,
                                    int n) const override;
    [[nodiscard]] bool isEmpty() const override { return false; }
};

} // namespace pathways::test
