// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/network_card.h"

#include "core/base/async.h"
#include "ui/common/banner.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/theme/button.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QSpinBox>

namespace pathways::ui {

NetworkCard::NetworkCard(NetworkService& network, QWidget* parent)
    : Card(parent)
    , m_network(network)
    , m_proxy(new QComboBox)
    , m_host(new QLineEdit)
    , m_port(new QSpinBox)
    , m_user(new QLineEdit)
    , m_password(new QLineEdit)
    , m_caFile(new QLineEdit)
    , m_banner(new Banner(Tone::Danger, this))
    , m_done(new TextLabel({}, TextStyle::Small, Role::TextMuted, this))
    , m_use(new Button(tr("Use these settings"), ButtonKind::Plain, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::px(16), Theme::px(14), Theme::px(16), Theme::px(14));
    column->setSpacing(Theme::px(12));
    m_proxy->addItem(tr("Use system settings"), int(NetworkChoice::Proxy::System));
    m_proxy->addItem(tr("No proxy"), int(NetworkChoice::Proxy::None));
    m_proxy->addItem(tr("Use this proxy"), int(NetworkChoice::Proxy::Manual));
    m_host->setPlaceholderText(QStringLiteral("proxy.example.org"));
    m_port->setRange(1, 65535);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);
    m_hostRow = new FormRow(tr("Proxy server"), m_host, tr("Its name or address."), this);
    m_portRow = new FormRow(tr("Port"), m_port, tr("Often 8080 or 3128."), this);
    m_userRow = new FormRow(tr("User"), m_user, tr("Leave blank if the proxy needs no sign-in."), this);
    m_passwordRow = new FormRow(tr("Password"), m_password,
                                tr("Kept in your computer’s keychain. Leave blank to keep the current one."), this);
    m_caRow = new FormRow(tr("Your network’s certificate"), makeCaField(),
                          tr("Only if your IT team inspects secure traffic: its certificate file (.pem). Certificates "
                             "are always checked."),
                          this);
    column->addWidget(new FormRow(tr("Network"), m_proxy, tr("How Pathways reaches the platforms."), this));
    for (QWidget* row : {m_hostRow, m_portRow, m_userRow, m_passwordRow, m_caRow}) {
        column->addWidget(row);
    }
    m_banner->setObjectName(QStringLiteral("networkBanner"));
    m_use->setObjectName(QStringLiteral("useNetworkSettings"));
    m_password->setObjectName(QStringLiteral("proxyPassword"));
    m_banner->hide();
    column->addWidget(m_banner);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_done);
    foot->addStretch(1);
    foot->addWidget(m_use);
    column->addLayout(foot);
    load();
    connect(m_proxy, &QComboBox::activated, this, &NetworkCard::showRows);
    connect(m_use, &QAbstractButton::clicked, this, &NetworkCard::use);
    for (QLineEdit* field : {m_host, m_user, m_password, m_caFile}) {
        connect(field, &QLineEdit::returnPressed, m_use, &QAbstractButton::click);
        connect(field, &QLineEdit::textEdited, this, [this] {
            m_done->setText({});
            m_banner->hide();
        });
    }
}

QWidget* NetworkCard::makeCaField() {
    auto* holder = new QWidget;
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::px(8));
    auto* choose = new Button(tr("Choose file…"), ButtonKind::Plain, holder);
    m_caFile->setAccessibleName(tr("Your network’s certificate"));
    row->addWidget(m_caFile, 1);
    row->addWidget(choose);
    holder->setFocusProxy(m_caFile);
    connect(choose, &QAbstractButton::clicked, this, &NetworkCard::chooseCaFile);
    return holder;
}

void NetworkCard::load() {
    const auto now = m_network.settings();
    if (!now) {
        told(fail(now.error()));
        return;
    }
    m_proxy->setCurrentIndex(std::max(0, m_proxy->findData(int(now->proxy))));
    m_host->setText(now->host);
    m_port->setValue(now->port);
    m_user->setText(now->user);
    m_caFile->setText(now->caFile);
    showRows();
}

void NetworkCard::showRows() {
    const bool manual = m_proxy->currentData().toInt() == int(NetworkChoice::Proxy::Manual);
    for (QWidget* row : {m_hostRow, m_portRow, m_userRow, m_passwordRow}) {
        row->setVisible(manual);
    }
    m_done->setText({});
    m_banner->hide();
}

void NetworkCard::chooseCaFile() {
    auto* dialog = new QFileDialog(this, tr("Your network’s certificate"), m_caFile->text(),
                                   tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, m_caFile, &QLineEdit::setText);
    dialog->open();
}

void NetworkCard::use() {
    NetworkChoice choice;
    choice.proxy = NetworkChoice::Proxy(m_proxy->currentData().toInt());
    const bool manual = choice.proxy == NetworkChoice::Proxy::Manual;
    if (manual) {
        choice.host = m_host->text();
        choice.port = quint16(m_port->value());
        choice.user = m_user->text();
    }
    choice.caFile = m_caFile->text();
    std::optional<Secret> password;
    if (manual && !m_password->text().isEmpty()) {
        password.emplace(m_password->text().toUtf8());
    }
    m_use->setEnabled(false);
    m_password->setModified(false);
    whenDone(m_network.change(choice, std::move(password)), this, [this](const Result<void>& result) { told(result); });
}

void NetworkCard::told(const Result<void>& result) {
    m_use->setEnabled(true);
    m_banner->clearActions();
    if (!result) {
        m_banner->setError(result.error());
        m_banner->show();
        m_done->setText({});
        return;
    }
    if (!m_password->isModified()) { // Another one may have been begun meanwhile.
        m_password->clear();
    }
    m_banner->hide();
    m_done->setText(tr("Saved."));
}

} // namespace pathways::ui
