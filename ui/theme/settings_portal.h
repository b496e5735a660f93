// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDBusVariant;

namespace pathways::ui {

/// What the Linux desktop's settings portal says about appearance, now and whenever it changes. Asks asynchronously;
/// silent where there is no session bus or no portal.
class SettingsPortal final : public QObject {
    Q_OBJECT
public:
    explicit SettingsPortal(QObject* parent = nullptr);
    void start();

signals:
    /// 0 no wish, 1 dark, 2 light.
    void colorScheme(uint scheme);
    void highContrast(bool high);
    void reducedMotion(bool reduced);

private slots:
    void settingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void read(const QString& space, const QString& key);
    void take(const QString& space, const QString& key, const QVariant& value);
};

} // namespace pathways::ui
