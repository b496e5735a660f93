// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSet>
#include <QSvgRenderer>

#include <cmath>

namespace pathways::ui::icons {
namespace {

QString pathOf(const QString& name) {
    return QStringLiteral(":/pathways/icons/%1.svg").arg(name);
}

QByteArray source(const QString& name) {
    static QHash<QString, QByteArray> cache; // the files are compiled in and never change
    auto found = cache.constFind(name);
    if (found == cache.constEnd()) {
        QFile file(pathOf(name));
        found = cache.insert(name, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
    }
    return *found;
}

bool mirrors(const QString& name) {
    static const QSet<QString> pointing{QStringLiteral("arrow"),    QStringLiteral("push"), QStringLiteral("undo"),
                                        QStringLiteral("right"),    QStringLiteral("back"), QStringLiteral("maillist"),
                                        QStringLiteral("external"), QStringLiteral("mark")};
    return pointing.contains(name);
}

class ThemedEngine final : public QIconEngine {
public:
    ThemedEngine(QString name, Role role)
        : m_name(std::move(name))
        , m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const int side = std::min(rect.width(), rect.height());
        QRectF square(0, 0, side, side);
        square.moveCenter(QRectF(rect).center());
        icons::paint(*painter, m_name, square, color(mode), QGuiApplication::layoutDirection());
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1.0);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override {
        // Qt asks in device pixels here.
        const int side = int(std::lround(std::min(size.width(), size.height()) / scale));
        return icons::pixmap(m_name, side, color(mode), scale, QGuiApplication::layoutDirection());
    }
    QIconEngine* clone() const override { return new ThemedEngine(*this); }
    QString key() const override { return QStringLiteral("pathways"); }

private:
    QColor color(QIcon::Mode mode) const { return Theme::color(mode == QIcon::Disabled ? Role::TextDisabled : m_role); }

    QString m_name;
    Role m_role;
};

} // namespace

bool exists(const QString& name) {
    return QFile::exists(pathOf(name));
}

QPixmap pixmap(const QString& name, int size, const QColor& color, qreal pixelRatio, Qt::LayoutDirection direction) {
    const bool mirrored = direction == Qt::RightToLeft && mirrors(name);
    const QString key = QStringLiteral("pathways/%1/%2/%3/%4/%5")
                            .arg(name)
                            .arg(size)
                            .arg(color.rgba(), 0, 16)
                            .arg(pixelRatio)
                            .arg(mirrored);
    QPixmap result;
    if (QPixmapCache::find(key, &result)) {
        return result;
    }
    QByteArray svg = source(name);
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    if (size <= 16) {
        svg.replace("stroke-width=\"1.5\"", "stroke-width=\"1.75\""); // thin lines vanish at this size
    }
    const int device = std::max(1, int(std::lround(size * pixelRatio)));
    result = QPixmap(device, device);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    painter.setRenderHint(QPainter::Antialiasing);
    if (mirrored) {
        painter.translate(device, 0);
        painter.scale(-1, 1);
    }
    QSvgRenderer renderer(svg);
    renderer.render(&painter, QRectF(0, 0, device, device));
    painter.end();
    result.setDevicePixelRatio(pixelRatio);
    QPixmapCache::insert(key, result);
    return result;
}

void paint(QPainter& painter, const QString& name, const QRectF& square, const QColor& color,
           Qt::LayoutDirection direction) {
    const qreal ratio = painter.device() ? painter.device()->devicePixelRatioF() : 1.0;
    const int size = int(std::lround(square.width()));
    painter.drawPixmap(QPointF(std::round(square.x()), std::round(square.y())),
                       pixmap(name, size, color, ratio, direction));
}

QIcon icon(const QString& name, Role role) {
    return QIcon(new ThemedEngine(name, role));
}

} // namespace pathways::ui::icons
