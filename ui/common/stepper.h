// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QWidget>

#include <array>

namespace pathways::ui {

class StepButton;

/// The four steps of the wizard. They never move and their number never changes (rule U1). Done steps are buttons.
class Stepper : public QWidget {
    Q_OBJECT
public:
    static constexpr int kSteps = 4;

    explicit Stepper(QWidget* parent = nullptr);

    /// The current step, 0 to 3; 4 when all are done.
    void setCurrent(int step);
    [[nodiscard]] int current() const { return m_current; }
    /// What was chosen in a done step, shown below its name.
    void setChoice(int step, const QString& choice);
    /// Makes going back impossible, while a push runs and after it.
    void setLocked(bool locked);
    [[nodiscard]] QString label(int step) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    /// A done step was pressed.
    void stepRequested(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void place();

    std::array<StepButton*, kSteps> m_buttons{};
    std::array<QString, kSteps> m_choices;
    int m_current = 0;
    bool m_locked = false;
};

} // namespace pathways::ui
