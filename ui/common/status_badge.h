// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace pathways::ui {

/// The meaning of a message; chooses tint, edge and ink.
enum class Tone { Neutral, Info, Success, Warning, Danger, Accent };

/// A state in a word with its pictogram. The word alone is enough; colour and picture repeat it.
class StatusBadge : public QWidget {
    Q_OBJECT
public:
    struct Look {
        QString text;
        QString icon;
        Tone tone = Tone::Neutral;
    };

    explicit StatusBadge(const Look& look, QWidget* parent = nullptr);
    explicit StatusBadge(QWidget* parent = nullptr)
        : StatusBadge(Look{QString(), QString(), Tone::Neutral}, parent) {}
    void set(const Look& look);
    void setStatus(PushStatus status) { set(lookOf(status)); }
    [[nodiscard]] static Look lookOf(PushStatus status);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

    // For delegates and painted components.
    [[nodiscard]] static QSize sizeFor(const Look& look);
    /// The width of the longest status, so that a column never cuts one off.
    [[nodiscard]] static int widestStatus();
    static void paint(QPainter& painter, const QRect& rect, const Look& look, Qt::LayoutDirection direction);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    Look m_look;
};

/// The colours of a tone.
struct ToneRoles {
    Role ink;
    Role edge;
    Role tint;
};
[[nodiscard]] ToneRoles rolesOf(Tone tone);

} // namespace pathways::ui
