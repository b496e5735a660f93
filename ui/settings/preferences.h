// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

#include <QObject>
#include <QSettings>

namespace pathways::ui {

/// How the program reaches the network. The composition root applies it.
struct ProxyChoice {
    enum class Kind { System, None, Manual };
    Kind kind = Kind::System;
    QString host;
    int port = 8080;
    friend bool operator==(const ProxyChoice&, const ProxyChoice&) = default;
};

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
    [[nodiscard]] ProxyChoice proxy() const;
    void setProxy(const ProxyChoice& proxy);
    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);

signals:
    void appearanceChanged(pathways::ui::Appearance appearance);
    void languageChanged(const QString& language);
    void proxyChanged(const pathways::ui::ProxyChoice& proxy);

private:
    QSettings& m_settings;
};

} // namespace pathways::ui
