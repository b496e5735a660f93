// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connection_service.h"
#include "ui/common/card.h"

#include <QAbstractButton>

namespace pathways::ui {

/// One connected account: its name, state, use, and the one action for it.
class ConnectionTile final : public Card {
    Q_OBJECT
public:
    explicit ConnectionTile(const ConnectionSummary& summary, QWidget* parent = nullptr);
    [[nodiscard]] const ConnectionSummary& summary() const { return m_summary; }

signals:
    void detailsWanted(const pathways::ConnectionId& id);
    void checkWanted(const pathways::ConnectionId& id);
    void signInWanted(const pathways::ConnectionId& id);
    void pushWanted(const pathways::ConnectionId& id);

private:
    ConnectionSummary m_summary;
};

/// "Add a connection": one destination type.
class TypeTile final : public QAbstractButton {
    Q_OBJECT
public:
    explicit TypeTile(const DestinationType& type, QWidget* parent = nullptr);
    [[nodiscard]] QString typeKey() const { return m_key; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_key;
    QString m_icon;
    QString m_note;
    DestinationKind m_kind;
};

} // namespace pathways::ui
