// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connection_service.h"
#include "ui/common/card.h"

namespace pathways::ui {

class Banner;
class BrowserPanel;
class Button;
class ConnectFields;
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
    /// The form is left: cancels what is running and clears what was typed.
    void leave();

signals:
    void canceled();
    /// The user guide's steps for this type; heading as in a link.
    void guideWanted(const QString& heading);
    void connected(const pathways::ConnectionId& id, const QString& name);

private:
    void arrange();
    void begin(const DestinationType& type);
    void showPractice(bool practice);
    [[nodiscard]] bool isNew() const { return m_again.connection.id.isEmpty(); }
    [[nodiscard]] bool practising() const;
    [[nodiscard]] bool byBrowser() const;
    [[nodiscard]] QString knownClientId() const;
    [[nodiscard]] QString name() const;
    void submit(const ReconnectChoice& choice);
    [[nodiscard]] NewConnection wanted(bool thisTimeOnly) const;
    void sendNew(bool thisTimeOnly);
    void sendAgain(const ReconnectChoice& decided);
    void sendToBrowser();
    void answered(const Result<ConnectionId>& result, const QString& name);
    void refused(const Error& error);
    void offerDecisions(const Error& error);
    void decide(const ReconnectChoice& choice);
    void busy(bool busy);

    ConnectionService& m_connections;
    DestinationType m_type;
    ConnectionSummary m_again; ///< Its id is empty for a new connection.
    QVBoxLayout* m_rows;
    ConnectFields* m_fields;
    SegmentedControl* m_mode;
    TextLabel* m_note;
    Banner* m_banner;
    BrowserPanel* m_browser;
    Button* m_connect;
    Button* m_cancel;
    Button* m_guide;
    TextLabel* m_waiting;
    quint64 m_asked = 0; ///< Answers to earlier attempts are no longer wanted.
};

} // namespace pathways::ui
