// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preferences.h"

namespace pathways::ui {
namespace {
const QString kAppearance = QStringLiteral("appearance");
const QString kLanguage = QStringLiteral("language");
const QString kExpiryTold = QStringLiteral("expiry-told/");
const QString kGeometry = QStringLiteral("window/geometry");

// Words, not numbers, so that the file stays readable and adding a value breaks nothing.
QString wordOf(Appearance appearance) {
    switch (appearance) {
    case Appearance::Light:
        return QStringLiteral("light");
    case Appearance::Dark:
        return QStringLiteral("dark");
    case Appearance::HighContrast:
        return QStringLiteral("high-contrast");
    case Appearance::System:
        break;
    }
    return QStringLiteral("system");
}
} // namespace

Preferences::Preferences(QSettings& settings, QObject* parent)
    : QObject(parent)
    , m_settings(settings) {}

Appearance Preferences::appearance() const {
    const QString word = m_settings.value(kAppearance).toString();
    for (const Appearance a : {Appearance::Light, Appearance::Dark, Appearance::HighContrast}) {
        if (wordOf(a) == word) {
            return a;
        }
    }
    return Appearance::System;
}

void Preferences::setAppearance(Appearance wanted) {
    if (wanted != appearance()) {
        m_settings.setValue(kAppearance, wordOf(wanted));
        emit appearanceChanged(wanted);
    }
}

QString Preferences::language() const {
    return m_settings.value(kLanguage).toString();
}

void Preferences::setLanguage(const QString& wanted) {
    if (wanted != language()) {
        m_settings.setValue(kLanguage, wanted);
        emit languageChanged(wanted);
    }
}

QDate Preferences::expiryTold(const QString& connectionId) const {
    return QDate::fromString(m_settings.value(kExpiryTold + connectionId).toString(), Qt::ISODate);
}

void Preferences::setExpiryTold(const QString& connectionId, const QDate& day) {
    m_settings.setValue(kExpiryTold + connectionId, day.toString(Qt::ISODate));
}

QByteArray Preferences::windowGeometry() const {
    return m_settings.value(kGeometry).toByteArray();
}

void Preferences::setWindowGeometry(const QByteArray& geometry) {
    m_settings.setValue(kGeometry, geometry);
}

} // namespace pathways::ui
