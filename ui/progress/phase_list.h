// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"
#include "ui/common/card.h"

#include <array>

namespace pathways::ui {

class IconLabel;
class TextLabel;

/// The phases of a push and how far it has got.
class PhaseList final : public Card {
    Q_OBJECT
public:
    explicit PhaseList(QWidget* parent = nullptr);
    /// removals: how many are planned; 0 when there are none or they are held back.
    void begin(qint64 people, qint64 removals, bool removalsHeld, const QString& platform);
    void setProgress(const PushProgress& progress);

private:
    enum Line { Plan, Add, Remove, Finish, LineCount };
    struct Row {
        IconLabel* icon;
        TextLabel* name;
        TextLabel* state;
    };
    void set(Line line, const QString& icon, int tone, const QString& state);

    std::array<Row, LineCount> m_rows{};
    qint64 m_removals = 0;
    bool m_held = false;
    QString m_platform;
};

} // namespace pathways::ui
