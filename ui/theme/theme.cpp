// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/pathways_style.h"
#include "ui/theme/settings_portal.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QStyle>
#include <QToolTip>

#include <cmath>

namespace pathways::ui {
namespace {

/// The palette in force: application-wide by nature, like QGuiApplication::palette().
Palette g_current = Palette::Light;
bool g_reducedMotion = false;

/// Text below this is hard to read; desktops without a theme of their own ask for 12 px.
constexpr int kSmallestBodyPx = 13;
constexpr int kSmallestTextPx = 11;
constexpr double kDesignFontPx = 14.0;

void fill(QPalette& palette, QPalette::ColorGroup group, bool disabled) {
    using P = QPalette;
    const QColor text = Theme::color(disabled ? Role::TextDisabled : Role::Text);
    palette.setColor(group, P::Window, Theme::color(Role::Window));
    palette.setColor(group, P::WindowText, text);
    palette.setColor(group, P::Base, Theme::color(Role::Surface));
    palette.setColor(group, P::AlternateBase, Theme::color(Role::Sunken));
    palette.setColor(group, P::ToolTipBase, Theme::color(Role::Raised));
    palette.setColor(group, P::ToolTipText, Theme::color(Role::Text));
    palette.setColor(group, P::Text, text);
    palette.setColor(group, P::Button, Theme::color(Role::Surface));
    palette.setColor(group, P::ButtonText, text);
    palette.setColor(group, P::BrightText, Theme::color(Role::Text));
    palette.setColor(group, P::PlaceholderText, Theme::color(disabled ? Role::TextDisabled : Role::TextMuted));
    palette.setColor(group, P::Light, Theme::color(Role::Raised));
    palette.setColor(group, P::Midlight, Theme::color(Role::Divider));
    palette.setColor(group, P::Mid, Theme::color(Role::Border));
    palette.setColor(group, P::Dark, Theme::color(Role::Border));
    palette.setColor(group, P::Shadow, Theme::color(Role::Border));
    palette.setColor(group, P::Highlight, Theme::color(Role::Accent));
    palette.setColor(group, P::HighlightedText, Theme::color(Role::AccentText));
    palette.setColor(group, P::Link, Theme::color(disabled ? Role::TextDisabled : Role::TextLink));
    palette.setColor(group, P::LinkVisited, Theme::color(disabled ? Role::TextDisabled : Role::TextLink));
}

} // namespace

Theme::Theme(QApplication& application, QObject* parent)
    : QObject(parent)
    , m_application(application) {
    m_platformDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    if (QFontInfo(QApplication::font()).pixelSize() < kSmallestBodyPx) {
        QFont font = QApplication::font();
        font.setPixelSize(kSmallestBodyPx);
        QApplication::setFont(font);
    }
    QApplication::setStyle(new PathwaysStyle);
    apply();
    followPortal();
    m_application.installEventFilter(this);
}

Theme::~Theme() = default;

void Theme::setAppearance(Appearance appearance) {
    m_appearance = appearance;
    apply();
}

void Theme::setSystemScheme(uint scheme) {
    m_scheme = scheme;
    apply();
}

void Theme::setSystemContrast(bool high) {
    m_contrast = high;
    apply();
}

void Theme::setReducedMotion(bool reduced) {
    g_reducedMotion = reduced;
}

bool Theme::systemIsDark() const {
    return m_scheme == 1 || (m_scheme == 0 && m_platformDark);
}

void Theme::apply() {
    bool dark = systemIsDark();
    bool high = m_contrast;
    if (m_appearance == Appearance::Light || m_appearance == Appearance::Dark) {
        dark = m_appearance == Appearance::Dark;
        high = false;
    } else if (m_appearance == Appearance::HighContrast) {
        high = true;
    }
    g_current = high ? (dark ? Palette::HighContrastDark : Palette::HighContrastLight)
                     : (dark ? Palette::Dark : Palette::Light);
    QPalette palette;
    fill(palette, QPalette::Active, false);
    fill(palette, QPalette::Inactive, false);
    fill(palette, QPalette::Disabled, true);
    m_applying = true;
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    QToolTip::setFont(font(TextStyle::Small));
    m_applying = false;
    emit changed();
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
    // Qt 6.4 has no colour-scheme signal, so a palette change that we did not cause is the desktop's.
    if (watched == &m_application && event->type() == QEvent::ApplicationPaletteChange && !m_applying) {
        const QColor window = QGuiApplication::palette().color(QPalette::Window);
        if (window != color(Role::Window)) {
            m_platformDark = window.lightness() < 128;
            QMetaObject::invokeMethod(this, &Theme::apply, Qt::QueuedConnection);
        }
    }
    return QObject::eventFilter(watched, event);
}

void Theme::followPortal() {
    auto* portal = new SettingsPortal(this);
    connect(portal, &SettingsPortal::colorScheme, this, &Theme::setSystemScheme);
    connect(portal, &SettingsPortal::highContrast, this, &Theme::setSystemContrast);
    connect(portal, &SettingsPortal::reducedMotion, this, &Theme::setReducedMotion);
    portal->start();
}

QColor Theme::color(Role role) {
    return color(g_current, role);
}

QColor Theme::color(Palette palette, Role role) {
    return Tokens::get().colors.at(size_t(palette)).at(size_t(role));
}

Palette Theme::current() {
    return g_current;
}

QFont Theme::font(TextStyle style) {
    const Tokens::Type type = Tokens::get().types.at(size_t(style));
    const QFont body = QApplication::font();
    QFont font = style == TextStyle::Mono ? QFontDatabase::systemFont(QFontDatabase::FixedFont) : body;
    const double px = QFontInfo(body).pixelSize() * type.factor;
    font.setPixelSize(std::max(kSmallestTextPx, int(std::lround(px))));
    font.setWeight(type.strong ? QFont::DemiBold : QFont::Normal);
    return font;
}

int Theme::px(double design) {
    return int(std::lround(design * QFontInfo(QApplication::font()).pixelSize() / kDesignFontPx));
}

int Theme::ms(Motion motion) {
    return g_reducedMotion ? 0 : int(motion);
}

} // namespace pathways::ui
