// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/common/status_badge.h"

#include <QFrame>

#include <optional>

class QButtonGroup;
class QHBoxLayout;
class QLineEdit;
class QRadioButton;
class QVBoxLayout;

namespace pathways::ui {

class Button;
class IconLabel;
class TextLabel;

/// A message about the page, with its actions inside. One per page.
class Banner : public QFrame {
    Q_OBJECT
public:
    explicit Banner(Tone tone = Tone::Info, QWidget* parent = nullptr);

    void setTone(Tone tone);
    /// The bold first sentence and what follows it. Announced to screen readers when it changes while visible.
    void setText(const QString& title, const QString& body = {});
    /// The three parts of an error; the kind chooses tone and icon.
    void setError(const Error& error);
    void setIconName(const QString& icon);
    Button* addAction(const QString& text);
    void clearActions();
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString body() const;
    /// Layout for further widgets below the text.
    [[nodiscard]] QVBoxLayout* content() const { return m_content; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone;
    IconLabel* m_icon;
    TextLabel* m_title;
    TextLabel* m_body;
    QVBoxLayout* m_content;
    QHBoxLayout* m_actions;
};

/// The guard of rule U41: the cause, two choices, and the number that allows the removal. "Only add and update this
/// time" is the initial choice.
class GuardBanner : public Banner {
    Q_OBJECT
public:
    explicit GuardBanner(QWidget* parent = nullptr);

    /// How many would be removed, or only lose the pathway's mark, and why the guard asks (PlanSummary::guardText).
    /// Resets the choice.
    void setGuard(qint64 removals, bool marksOnly, const QString& cause);
    /// The pathway goes, and its people with it: there is nothing to add and update meanwhile. After setGuard().
    void setLeaving(bool leaving);
    /// The user chose to remove too, which the number must still allow.
    [[nodiscard]] bool removalChosen() const;
    /// The typed number, once it equals the plan's.
    [[nodiscard]] std::optional<qint64> allowedRemovals() const;
    void focusNumber();

signals:
    void decisionChanged();

private:
    QRadioButton* m_hold;
    QRadioButton* m_remove;
    QLineEdit* m_number;
    TextLabel* m_hint;
    qint64 m_removals = 0;
};

} // namespace pathways::ui
