// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connection_service.h"
#include "ui/common/card.h"

class QLineEdit;

namespace pathways::ui {

class Banner;
class Button;
class FormRow;
class Glyph;
class StatusBadge;
class TextLabel;

/// Everything about one connection: account, state, what depends on it, and what can be done.
class ConnectionDetails final : public Card {
    Q_OBJECT
public:
    explicit ConnectionDetails(QWidget* parent = nullptr);
    void show(const ConnectionSummary& summary);
    [[nodiscard]] const ConnectionSummary& summary() const { return m_summary; }

signals:
    void checkWanted(const pathways::ConnectionId& id);
    void signInWanted(const pathways::ConnectionId& id);
    void removeConfirmed(const pathways::ConnectionId& id);
    void renamed(const pathways::ConnectionId& id, const QString& name);
    void supportWanted(const pathways::ConnectionId& id);

private:
    void askBeforeRemoving();
    TextLabel* addLine(const QString& name);

    ConnectionSummary m_summary;
    QVBoxLayout* m_lines;
    Glyph* m_glyph;
    QLineEdit* m_name;
    StatusBadge* m_state;
    Banner* m_banner;
    TextLabel* m_account;
    TextLabel* m_key;
    TextLabel* m_expires;
    TextLabel* m_checked;
    TextLabel* m_success;
    TextLabel* m_users;
    Button* m_check;
    Button* m_signIn;
    Button* m_support;
    Button* m_remove;
};

} // namespace pathways::ui
