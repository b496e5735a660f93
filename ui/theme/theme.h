// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

class QApplication;

namespace pathways::ui {

/// What a colour is for. The values live in resources/style/tokens.json and nowhere else.
enum class Role {
    Window,
    Nav,
    Surface,
    Raised,
    Sunken,
    Hover,
    Pressed,
    Selected,
    Divider,
    Border,
    Text,
    TextMuted,
    TextDisabled,
    TextLink,
    Accent,
    AccentHover,
    AccentPressed,
    AccentText,
    AccentInk,
    AccentTint,
    Focus,
    Success,
    SuccessInk,
    SuccessTint,
    Warning,
    WarningInk,
    WarningTint,
    Danger,
    DangerFill,
    DangerInk,
    DangerTint,
    DangerText,
    Info,
    InfoInk,
    InfoTint,
    NeutralInk,
    NeutralTint,
    Add,
    Update,
    Remove,
    Unchanged,
    LeftOut,
    Track,
    KindEmailInk,
    KindEmailTint,
    KindAdsInk,
    KindAdsTint,
    KindDataInk,
    KindDataTint,
    Count
};

enum class TextStyle { Figure, Title, Heading, Body, BodyStrong, Small, SmallStrong, Tiny, Mono };

/// What the user asked for in Preferences.
enum class Appearance { System, Light, Dark, HighContrast };

/// One of the four sets of colours.
enum class Palette { Light, Dark, HighContrastLight, HighContrastDark };

/// Durations of animations in milliseconds; 0 when the desktop asks for reduced motion.
enum class Motion { State = 120 };

/// Loads the tokens, sets the application's palette and style, and follows the desktop. One per program, made by the
/// composition root after QApplication; GUI thread. The static functions use the current palette, as
/// QGuiApplication::palette() does, so that painting code needs no reference to a theme.
class Theme final : public QObject {
    Q_OBJECT
public:
    explicit Theme(QApplication& application, QObject* parent = nullptr);
    ~Theme() override;

    void setAppearance(Appearance appearance);
    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    /// What the settings portal said: 0 no preference, 1 dark, 2 light. Public for tests.
    void setSystemScheme(uint scheme);
    void setSystemContrast(bool high);
    void setReducedMotion(bool reduced);

    /// The colour for a role in the current palette.
    [[nodiscard]] static QColor color(Role role);
    [[nodiscard]] static QColor color(Palette palette, Role role);
    [[nodiscard]] static Palette current();
    /// A font of the type scale, derived from QApplication::font().
    [[nodiscard]] static QFont font(TextStyle style);
    /// A measure of the design (made for 14 px text) in logical pixels, growing with the font.
    [[nodiscard]] static int px(double design);
    [[nodiscard]] static int ms(Motion motion);

signals:
    /// The current palette changed; widgets also get QEvent::PaletteChange.
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    void followPortal();
    [[nodiscard]] bool systemIsDark() const;

    QApplication& m_application;
    Appearance m_appearance = Appearance::System;
    uint m_scheme = 0;
    bool m_contrast = false;
    bool m_platformDark = false;
    bool m_applying = false;
};

} // namespace pathways::ui
