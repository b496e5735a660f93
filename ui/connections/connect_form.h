// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connection_service.h"
#include "ui/common/card.h"

#include <QDate>
#include <QHash>

#include <optional>

class QCheckBox;
class QLineEdit;

namespace pathways::ui {

class Banner;
class BrowserPanel;
class Button;
class FormRow;
class SegmentedControl;
class TextLabel;

/// Connects an account, or signs in to one again: the rows come from the destination type. The key is checked with a
/// live call before anything is stored; it is never shown again (rules U91, U92).
class ConnectForm final : public Card {
    Q_OBJECT
public:
    explicit ConnectForm(ConnectionService& connections, QWidget* parent = nullptr);
    /// A new connection of this type.
    void beginNew(const QString& typeKey);
    /// A new secret for this one.
    void beginAgain(const ConnectionSummary& summary);
    [[nodiscard]] QString title() const;
    [[nodiscard]] QLineEdit* secretField() const { return m_secret; }
    /// The day the token ends; null where tokens do not end by themselves.
    [[nodiscard]] QLineEdit* endField() const { return m_ends; }
    [[nodiscard]] Button* connectButton() const { return m_connect; }
    [[nodiscard]] Banner* banner() const { return m_banner; }
    [[nodiscard]] BrowserPanel* browser() const { return m_browser; }
    /// Nobody looks any more: what is under way ends, and what was typed is forgotten.
    void leave();

signals:
    void canceled();
    /// The user guide's steps for this type; heading as in a link.
    void guideWanted(const QString& heading);
    void connected(const pathways::ConnectionId& id, const QString& name);

private:
    void clearRows();
    void addNameRow();
    void addSettingRows(const DestinationType& type);
    void addSecretRow(const DestinationType& type);
    void addEndRow(const DestinationType& type);
    void addClientRows();
    void showPractice(bool practice);
    [[nodiscard]] bool complete();
    [[nodiscard]] QString valueOf(const QString& key) const;
    [[nodiscard]] bool byBrowser() const;
    void submit(const ReconnectChoice& choice);
    /// The day that was entered for the end of the token; none: nothing was.
    [[nodiscard]] std::optional<QDate> endsOn() const;
    [[nodiscard]] NewConnection wanted(bool thisTimeOnly) const;
    void sendNew(bool thisTimeOnly);
    void sendAgain(const ReconnectChoice& decided);
    void sendToBrowser();
    void answered(const Result<ConnectionId>& result, const QString& name);
    void refused(const Error& error);
    void busy(bool busy);

    ConnectionService& m_connections;
    DestinationType m_type;
    ConnectionSummary m_again; ///< Its id is empty for a new connection.
    QVBoxLayout* m_rows;
    SegmentedControl* m_mode;
    TextLabel* m_note;
    Banner* m_banner;
    BrowserPanel* m_browser;
    Button* m_connect;
    Button* m_cancel;
    Button* m_guide;
    TextLabel* m_waiting;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_secret = nullptr;
    FormRow* m_nameRow = nullptr;
    FormRow* m_secretRow = nullptr;
    QLineEdit* m_clientId = nullptr;
    QLineEdit* m_clientSecret = nullptr;
    FormRow* m_clientIdRow = nullptr;
    FormRow* m_clientSecretRow = nullptr;
    QLineEdit* m_ends = nullptr;
    FormRow* m_endsRow = nullptr;
    QCheckBox* m_rehearse = nullptr;
    QHash<QString, FormRow*> m_settings;
    quint64 m_asked = 0;
};

} // namespace pathways::ui
