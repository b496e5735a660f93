// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDBusVariant;

namespace pathways::ui {

/// Appearance settings of the Linux desktop from its settings portal, now and whenever they change. Asynchronous; does
/// nothing without a session bus or portal.
class SettingsPortal final : public QObject {
    Q_OBJECT
public:
    explicit SettingsPortal(QObject* parent = nullptr);
    void start();

signals:
    /// 0 no preference, 1 dark, 2 light.
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
