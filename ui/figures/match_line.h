// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <QWidget>

namespace pathways::ui {

class IconLabel;
class TextLabel;

/// How far a platform that accepts people now and matches them later has got with a push. Hidden where it does not
/// apply.
class MatchLine final : public QWidget {
    Q_OBJECT
public:
    explicit MatchLine(QWidget* parent = nullptr);
    void setPush(const Push& push);
    [[nodiscard]] QString text() const;

private:
    IconLabel* m_icon;
    TextLabel* m_text;
};

} // namespace pathways::ui
