// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preferences_page.h"

#include "translations/languages.h"

#include "ui/common/card.h"
#include "ui/common/choice_card.h"
#include "ui/common/form.h"
#include "ui/settings/preferences.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QComboBox>
#include <QLocale>
#include <QSpinBox>

namespace pathways::ui {
PreferencesPage::PreferencesPage(const ServiceBundle& services, QWidget* parent)
    : Page(tr("Preferences"), tr("Choose how Pathways looks and reaches the network."), parent)
    , m_services(services) {
    content()->setSpacing(Theme::px(20));
    content()->addWidget(makeAppearance());
    content()->addWidget(makeLanguage());
    content()->addWidget(makeProxy());
    content()->addStretch(1);
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
    m_language->addItem(tr("Your desktop’s"), QString());
    for (const QString& code : shippedLanguages()) {
        m_language->addItem(QLocale(code).nativeLanguageName(), code);
    }
    m_language->setCurrentIndex(std::max(0, m_language->findData(m_services.preferences.language())));
    m_languageRow = new FormRow(tr("Language"), m_language,
                                tr("Of menus and sentences. Dates and numbers follow your desktop."), card);
    column->addWidget(m_languageRow);
    connect(m_language, &QComboBox::activated, this, [this] {
        m_services.preferences.setLanguage(m_language->currentData().toString());
        m_languageRow->setConfirmed(tr("In use when Pathways starts the next time."));
    });
    return card;
}

QWidget* PreferencesPage::makeProxy() {
    auto* card = new Card(this);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(Theme::px(16), Theme::px(14), Theme::px(16), Theme::px(14));
    column->setSpacing(Theme::px(12));
    m_proxy = new QComboBox;
    m_proxy->addItem(tr("As your desktop says"), int(ProxyChoice::Kind::System));
    m_proxy->addItem(tr("Straight to the internet"), int(ProxyChoice::Kind::None));
    m_proxy->addItem(tr("Through this proxy"), int(ProxyChoice::Kind::Manual));
    m_host = new QLineEdit;
    m_host->setPlaceholderText(QStringLiteral("proxy.example.org"));
    m_port = new QSpinBox;
    m_port->setRange(1, 65535);
    const ProxyChoice now = m_services.preferences.proxy();
    m_proxy->setCurrentIndex(std::max(0, m_proxy->findData(int(now.kind))));
    m_host->setText(now.host);
    m_port->setValue(now.port);
    column->addWidget(new FormRow(tr("Network"), m_proxy, tr("How Pathways reaches the platforms."), card));
    m_hostRow = new FormRow(tr("Proxy server"), m_host, {}, card);
    m_portRow = new FormRow(tr("Port"), m_port, {}, card);
    column->addWidget(m_hostRow);
    column->addWidget(m_portRow);
    const bool manual = now.kind == ProxyChoice::Kind::Manual;
    m_hostRow->setVisible(manual);
    m_portRow->setVisible(manual);
    connect(m_proxy, &QComboBox::activated, this, &PreferencesPage::proxyEdited);
    connect(m_host, &QLineEdit::editingFinished, this, &PreferencesPage::proxyEdited);
    connect(m_port, &QSpinBox::editingFinished, this, &PreferencesPage::proxyEdited);
    return card;
}

void PreferencesPage::proxyEdited() {
    ProxyChoice choice;
    choice.kind = ProxyChoice::Kind(m_proxy->currentData().toInt());
    choice.host = m_host->text().trimmed();
    choice.port = m_port->value();
    const bool manual = choice.kind == ProxyChoice::Kind::Manual;
    m_hostRow->setVisible(manual);
    m_portRow->setVisible(manual);
    if (manual && choice.host.isEmpty()) {
        m_hostRow->setProblem(tr("Enter the proxy’s address; until then the last setting holds."));
        return;
    }
    m_hostRow->setProblem({});
    m_services.preferences.setProxy(choice);
}

} // namespace pathways::ui
