// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"
#include "core/model/destination_type.h"
#include "core/services/connections/new_connection.h"

#include <QList>
#include <QObject>

#include <optional>

class QCheckBox;
class QLineEdit;
class QVBoxLayout;

namespace pathways::ui {

class FormRow;
class SecretRow;
class SettingRow;
class TokenEndRow;

/// The rows of the form that connects an account, as its destination type asks for them: which are shown, what is
/// missing, and what was entered.
class ConnectFields final : public QObject {
    Q_OBJECT
public:
    /// The form has a layout that the rows go to.
    ConnectFields(QVBoxLayout* rows, QWidget* form);

    /// All that a new connection of the type needs.
    void setNew(const DestinationType& type, const QString& clientId);
    /// Only what is needed to sign in again.
    void setAgain(const DestinationType& type, const std::optional<QString>& clientId);
    /// A practice destination needs a name and nothing else.
    void setPractice(bool practice);
    /// Whether practising includes the sign-in with the browser.
    [[nodiscard]] bool rehearsesSignIn() const;

    /// Says beside each field what is missing, and leads to the first of them.
    [[nodiscard]] bool complete();
    [[nodiscard]] QString name() const;
    /// Takes over what was entered.
    void writeTo(NewConnection& wanted) const;
    [[nodiscard]] Secret secret() const;
    [[nodiscard]] QString clientId() const;
    [[nodiscard]] Secret clientSecret() const;
    [[nodiscard]] std::optional<QDate> endsOn() const;

    /// Shows beside the secret why it was refused; false where there is none.
    bool refuseSecret(const QString& why);
    void forgetSecrets();
    void setEnabled(bool enabled);

signals:
    void secretEdited();
    void submitted();
    void rehearsalChosen();

private:
    void begin(const DestinationType& type);
    void addName();
    void addSecret(const DestinationType& type);
    void addTokenEnd(const DestinationType& type);
    void addClient(const QString& clientId);

    QVBoxLayout* m_rows;
    QWidget* m_form;
    QString m_platform;
    bool m_practice = false;
    QLineEdit* m_name = nullptr;
    FormRow* m_nameRow = nullptr;
    QList<SettingRow*> m_settings;
    SecretRow* m_secret = nullptr;
    TokenEndRow* m_ends = nullptr;
    QLineEdit* m_clientId = nullptr;
    FormRow* m_clientIdRow = nullptr;
    SecretRow* m_clientSecret = nullptr;
    QCheckBox* m_rehearse = nullptr;
};

} // namespace pathways::ui
