// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDate>
#include <QObject>
#include <QSettings>

namespace pathways::ui {

/// What the user prefers, kept in the settings file. Holds no secret.
class Preferences final : public QObject {
    Q_OBJECT
public:
    explicit Preferences(QSettings& settings, QObject* parent = nullptr);

    [[nodiscard]] Appearance appearance() const;
    void setAppearance(Appearance appearance);
    /// "en", "de" ...; empty: the desktop's.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString& language);
    /// The day on which the expiry of a connection's sign-in was last announced; invalid: never.
    [[nodiscard]] QDate expiryTold(const QString& connectionId) const;
    void setExpiryTold(const QString& connectionId, const QDate& day);
    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);

signals:
    void appearanceChanged(pathways::ui::Appearance appearance);
    void languageChanged(const QString& language);

private:
    QSettings& m_settings;
};

} // namespace pathways::ui
