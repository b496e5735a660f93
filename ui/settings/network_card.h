// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/network_service.h"
#include "ui/common/card.h"

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace pathways::ui {

class Banner;
class Button;
class FormRow;
class TextLabel;

/// How Pathways reaches the platforms: the proxy, its user and password, and the certificate authority of an
/// organisation that inspects TLS. There is no way to ignore certificate errors.
class NetworkCard final : public Card {
    Q_OBJECT
public:
    explicit NetworkCard(NetworkService& network, QWidget* parent = nullptr);

private:
    QWidget* makeCaField();
    void load();
    void showRows();
    void use();
    void chooseCaFile();
    void told(const Result<void>& result);

    NetworkService& m_network;
    QComboBox* m_proxy;
    QLineEdit* m_host;
    QSpinBox* m_port;
    QLineEdit* m_user;
    QLineEdit* m_password;
    QLineEdit* m_caFile;
    FormRow* m_hostRow;
    FormRow* m_portRow;
    FormRow* m_userRow;
    FormRow* m_passwordRow;
    FormRow* m_caRow;
    Banner* m_banner;
    TextLabel* m_done;
    Button* m_use;
};

} // namespace pathways::ui
