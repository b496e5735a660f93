// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <QWidget>

namespace pathways::ui {

class IconLabel;
class TextLabel;

/// How a platform that accepts people now and matches them later gets on with a push. Hidden where there is nothing to
/// tell.
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
