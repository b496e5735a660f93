// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/labels.h"

#include <QWidget>

namespace pathways::ui {

/// The audience, the method on an arrow, and the list with its account and number.
class PathwayHeader : public QWidget {
    Q_OBJECT
public:
    explicit PathwayHeader(QWidget* parent = nullptr);

    void setFrom(const QString& name, const QString& detail, bool modeled = false);
    void setMethod(const QString& method);
    void setTo(const QString& name, const QString& detail, const QString& icon, GlyphKind kind);
    /// Draws a dashed arrow and the word "Practice".
    void setPractice(bool practice);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    void refreshAccessible();
    int endWidth(const QString& name, const QString& detail) const;
    void paintEnd(QPainter& painter, const QRect& rect, const QString& icon, GlyphKind kind, const QString& name,
                  const QString& detail) const;
    void paintWire(QPainter& painter, const QRect& rect) const;

    QString m_fromName;
    QString m_fromDetail;
    QString m_fromIcon = QStringLiteral("people");
    QString m_method;
    QString m_toName;
    QString m_toDetail;
    QString m_toIcon = QStringLiteral("mail");
    GlyphKind m_toKind = GlyphKind::Email;
    bool m_practice = false;
};

} // namespace pathways::ui
