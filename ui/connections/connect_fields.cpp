// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connect_fields.h"

#include "ui/common/form.h"
#include "ui/connections/connect_rows.h"

#include <QBoxLayout>
#include <QCheckBox>

namespace pathways::ui {

ConnectFields::ConnectFields(QVBoxLayout* rows, QWidget* form)
    : QObject(form)
    , m_rows(rows)
    , m_form(form) {}

void ConnectFields::begin(const DestinationType& type) {
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_platform = type.name;
    m_practice = false;
    m_name = nullptr;
    m_nameRow = nullptr;
    m_settings.clear();
    m_secret = nullptr;
    m_ends = nullptr;
    m_clientId = nullptr;
    m_clientIdRow = nullptr;
    m_clientSecret = nullptr;
    m_rehearse = nullptr;
}

void ConnectFields::setNew(const DestinationType& type, const QString& clientId) {
    begin(type);
    addName();
    for (const SettingSpec& setting : type.settings) {
        m_settings << new SettingRow(setting, m_form);
        m_rows->addWidget(m_settings.constLast());
    }
    addSecret(type);
    addTokenEnd(type);
    if (type.signIn == SignInKind::Browser) {
        addClient(clientId);
    }
}

void ConnectFields::setAgain(const DestinationType& type, const std::optional<QString>& clientId) {
    begin(type);
    addSecret(type);
    addTokenEnd(type);
    if (clientId) {
        addClient(*clientId);
        m_clientSecret->setHint(tr("Leave blank to keep the current one."));
        m_rehearse->hide();
    }
}

void ConnectFields::addName() {
    m_name = new QLineEdit(m_platform);
    m_name->setObjectName(QStringLiteral("connectionName"));
    m_name->setMaxLength(100);
    m_nameRow = new FormRow(tr("Name"), m_name, tr("What you call this account."), m_form);
    m_rows->addWidget(m_nameRow);
}

void ConnectFields::addSecret(const DestinationType& type) {
    if (type.signIn == SignInKind::None || type.signIn == SignInKind::Browser) {
        return;
    }
    m_secret = new SecretRow(type.secretLabel.isEmpty() ? tr("Key") : type.secretLabel, type.secretHint, m_form);
    if (type.signIn != SignInKind::UserAndPassword) {
        m_secret->dropSpaces();
    }
    m_rows->addWidget(m_secret);
    connect(m_secret, &SecretRow::edited, this, &ConnectFields::secretEdited);
    connect(m_secret, &SecretRow::submitted, this, &ConnectFields::submitted);
}

void ConnectFields::addTokenEnd(const DestinationType& type) {
    if (type.signIn != SignInKind::AccessToken) {
        return;
    }
    m_ends = new TokenEndRow(type.name, m_form);
    m_rows->addWidget(m_ends);
    connect(m_ends, &TokenEndRow::submitted, this, &ConnectFields::submitted);
}

void ConnectFields::addClient(const QString& clientId) {
    m_clientId = new QLineEdit(clientId);
    m_clientId->setObjectName(QStringLiteral("clientId"));
    m_clientIdRow = new FormRow(tr("Your organisation’s client ID"), m_clientId,
                                tr("From your organisation’s project at the platform: a client of the kind “Desktop "
                                   "app”. The user guide shows how to make one."),
                                m_form);
    m_rows->addWidget(m_clientIdRow);
    m_clientSecret = new SecretRow(tr("Client secret"),
                                   tr("Shown beside the client ID. It is kept in your computer’s keychain."), m_form);
    m_clientSecret->field()->setObjectName(QStringLiteral("clientSecret"));
    m_rows->addWidget(m_clientSecret);
    m_rehearse = new QCheckBox(tr("Practise signing in with the browser as well"), m_form);
    m_rehearse->setObjectName(QStringLiteral("rehearseSignIn"));
    m_rows->addWidget(m_rehearse);
    connect(m_rehearse, &QCheckBox::toggled, this, &ConnectFields::rehearsalChosen);
    connect(m_clientId, &QLineEdit::textEdited, m_clientIdRow, [row = m_clientIdRow] { row->setProblem({}); });
}

void ConnectFields::setPractice(bool practice) {
    m_practice = practice;
    const QString practiceName = tr("Practice %1").arg(m_platform);
    const QString& other = practice ? m_platform : practiceName;
    if (m_name && m_name->text() == other) { // A name of the user's own stays.
        m_name->setText(practice ? practiceName : m_platform);
    }
    for (SettingRow* row : std::as_const(m_settings)) {
        row->setVisible(!practice);
    }
    for (QWidget* row : {static_cast<QWidget*>(m_secret), static_cast<QWidget*>(m_ends),
                         static_cast<QWidget*>(m_clientIdRow), static_cast<QWidget*>(m_clientSecret)}) {
        if (row) {
            row->setVisible(!practice);
        }
    }
    if (m_rehearse) {
        m_rehearse->setVisible(practice);
    }
}

bool ConnectFields::rehearsesSignIn() const {
    return m_rehearse && m_rehearse->isChecked();
}

bool ConnectFields::complete() {
    QWidget* first = nullptr;
    const auto need = [&first](FormRow* row, const QString& gap) {
        if (gap.isEmpty()) {
            return;
        }
        row->setProblem(gap);
        if (!first) {
            first = row->field();
        }
    };
    if (m_name && name().isEmpty()) {
        need(m_nameRow, tr("Give it a name."));
    }
    if (!m_practice) {
        for (SettingRow* row : std::as_const(m_settings)) {
            need(row, row->gap());
        }
        if (m_secret && m_secret->isEmpty()) {
            need(m_secret, tr("This is needed to sign in."));
        }
        if (m_ends) {
            need(m_ends, m_ends->gap());
        }
        if (m_clientId && clientId().isEmpty()) {
            need(m_clientIdRow, tr("This is needed to sign in."));
        }
    }
    if (first) {
        first->setFocus(Qt::OtherFocusReason);
    }
    return first == nullptr;
}

QString ConnectFields::name() const {
    return m_name ? m_name->text().trimmed() : QString();
}

void ConnectFields::writeTo(NewConnection& wanted) const {
    wanted.name = name();
    wanted.practice = m_practice;
    if (m_practice) {
        if (rehearsesSignIn()) {
            wanted.settings.insert(QStringLiteral("sign_in"), QStringLiteral("browser"));
        }
        return;
    }
    for (const SettingRow* row : m_settings) {
        if (const QString value = row->value(); !value.isEmpty()) {
            wanted.settings.insert(row->key(), value);
        }
    }
    wanted.endsOn = endsOn();
    if (m_clientId) {
        wanted.settings.insert(QStringLiteral("client_id"), clientId());
    }
}

Secret ConnectFields::secret() const {
    return m_secret && !m_practice ? m_secret->secret() : Secret();
}

QString ConnectFields::clientId() const {
    return m_clientId ? m_clientId->text().trimmed() : QString();
}

Secret ConnectFields::clientSecret() const {
    return m_clientSecret && !m_practice ? m_clientSecret->secret() : Secret();
}

std::optional<QDate> ConnectFields::endsOn() const {
    return m_ends ? m_ends->day() : std::nullopt;
}

bool ConnectFields::refuseSecret(const QString& why) {
    if (m_secret) {
        m_secret->refuse(why);
    }
    return m_secret != nullptr;
}

void ConnectFields::forgetSecrets() {
    for (SecretRow* row : {m_secret, m_clientSecret}) {
        if (row) {
            row->forget();
        }
    }
}

void ConnectFields::setEnabled(bool enabled) {
    for (int i = 0; i < m_rows->count(); ++i) {
        auto* row = qobject_cast<FormRow*>(m_rows->itemAt(i)->widget());
        (row ? row->field() : m_rows->itemAt(i)->widget())->setEnabled(enabled);
    }
}

} // namespace pathways::ui
