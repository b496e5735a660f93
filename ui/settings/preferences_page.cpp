// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preferences_page.h"

#include "translations/languages.h"

#include "ui/common/card.h"
#include "ui/common/choice_card.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/settings/network_card.h"
#include "ui/settings/preferences.h"
#include "ui/theme/button.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QComboBox>
#include <QLocale>
#include <QScrollArea>

namespace pathways::ui {
PreferencesPage::PreferencesPage(const Services& services, QWidget* parent)
    : Page(tr("Preferences"), tr("Choose how Pathways looks and reaches the network."), parent)
    , m_services(services) {
    // Scrolls for large text or a low window; transparent, so that the window's surface shows through.
    auto* inner = new QWidget;
    auto* column = new QVBoxLayout(inner);
    giveRingsRoom();
    column->setContentsMargins(kRingRoom, kRingRoom, kRingRoom, Theme::px(12));
    column->setSpacing(Theme::px(20));
    column->addWidget(makeAppearance());
    column->addWidget(makeLanguage());
    if (m_services.network != nullptr) {
        column->addWidget(new NetworkCard(*m_services.network, inner));
    }
    column->addWidget(makeHelp());
    column->addStretch(1);
    auto* area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(inner);
    content()->addWidget(area, 1);
}

QWidget* PreferencesPage::makeHelp() {
    auto* card = new Card(this);
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(Theme::px(16), Theme::px(14), Theme::px(16), Theme::px(14));
    auto* words = new TextLabel(tr("The user guide shows each step with pictures. F1 opens it anywhere."),
                                TextStyle::Body, Role::TextMuted, card);
    words->setWrapping();
    auto* open = new Button(tr("Open the user guide"), ButtonKind::Plain, card);
    open->setIconName(QStringLiteral("help"));
    row->addWidget(words, 1);
    row->addWidget(open, 0, Qt::AlignTop);
    connect(open, &QAbstractButton::clicked, this, &PreferencesPage::guideWanted);
    return card;
}

QWidget* PreferencesPage::makeAppearance() {
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(8));
    column->addWidget(new TextLabel(tr("Appearance"), TextStyle::BodyStrong, Role::Text, holder));
    auto* grid = new TileGrid(holder);
    grid->setColumns(180, 4);
    m_appearance = new QButtonGroup(this);
    struct Choice {
        Appearance appearance;
        QString name;
        QString text;
    };
    const QList<Choice> choices{
        {Appearance::System, tr("System"), tr("Follows your desktop, day and night.")},
        {Appearance::Light, tr("Light"), tr("Dark text on warm paper.")},
        {Appearance::Dark, tr("Dark"), tr("Light text on a dark page.")},
        {Appearance::HighContrast, tr("High contrast"), tr("The strongest lines and letters.")}};
    for (const Choice& choice : choices) {
        auto* card = new ChoiceCard(choice.name, choice.text, grid);
        m_appearance->addButton(card, int(choice.appearance));
        grid->addTile(card);
    }
    m_appearance->button(int(m_services.preferences.appearance()))->setChecked(true);
    connect(m_appearance, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on) {
            m_services.preferences.setAppearance(Appearance(id));
            m_services.theme.setAppearance(Appearance(id));
        }
    });
    column->addWidget(grid);
    return holder;
}

QWidget* PreferencesPage::makeLanguage() {
    auto* card = new Card(this);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(Theme::px(16), Theme::px(14), Theme::px(16), Theme::px(14));
    m_language = new QComboBox;
    m_language->addItem(tr("Same as your desktop"), QString());
    for (const QString& code : shippedLanguages()) {
        m_language->addItem(QLocale(code).nativeLanguageName(), code);
    }
    m_language->setCurrentIndex(std::max(0, m_language->findData(m_services.preferences.language())));
    m_languageRow = new FormRow(tr("Language"), m_language,
                                tr("For menus and sentences. Dates and numbers follow your desktop."), card);
    column->addWidget(m_languageRow);
    connect(m_language, &QComboBox::activated, this, [this] {
        m_services.preferences.setLanguage(m_language->currentData().toString());
        m_languageRow->setConfirmed(tr("Takes effect the next time Pathways starts."));
    });
    return card;
}

} // namespace pathways::ui
