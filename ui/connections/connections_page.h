// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/services.h"

#include <QTimer>

class QStackedWidget;
class QVBoxLayout;

namespace pathways::ui {

class Banner;
class Button;
class ConnectForm;
class ConnectionDetails;
class ConnectionTile;
class EmptyState;
class SearchField;
class SegmentedControl;
class TextLabel;
class TileGrid;

/// Settings > Connections: the accounts as tiles with search and kinds, the types one can add, one account's details,
/// and the form that connects one.
class ConnectionsPage final : public Page {
    Q_OBJECT
public:
    explicit ConnectionsPage(const Services& services, QWidget* parent = nullptr);
    void refresh();
    /// The details of one connection; if it is empty or removed, the list.
    void showConnection(const ConnectionId& id);
    void beginNew(const QString& typeKey);

signals:
    void wizardWanted(const pathways::ui::WizardStart& start);
    /// A page of the user guide, at a heading.
    void guideWanted(const QString& page, const QString& heading);
    void toastWanted(const QString& text, const std::function<void()>& undo);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeList();
    QWidget* makeDetails();
    QWidget* makeForm();
    void fillTiles();
    void fillTypes();
    void fitKinds();
    void fillRemoved();
    void restore(const ConnectionId& id);
    void showList();
    void signIn(const ConnectionId& id);
    void check(const ConnectionId& id);
    void remove(const ConnectionId& id);
    void copySupport(const ConnectionId& id);
    void connectTile(ConnectionTile* tile);
    [[nodiscard]] const ConnectionSummary* find(const ConnectionId& id) const;
    [[nodiscard]] bool wanted(DestinationKind kind, const QString& text) const;

    Services m_services;
    QList<ConnectionSummary> m_connections;
    QStackedWidget* m_stack;
    SearchField* m_search;
    SegmentedControl* m_kinds;
    Button* m_back;
    Banner* m_banner;
    TileGrid* m_tiles = nullptr;
    TileGrid* m_types = nullptr;
    TextLabel* m_addHeading = nullptr;
    QWidget* m_removed = nullptr; ///< Recently removed connections.
    QVBoxLayout* m_removedRows = nullptr;
    EmptyState* m_noHit = nullptr;
    ConnectionDetails* m_details = nullptr;
    ConnectForm* m_form = nullptr;
    QWidget* m_list = nullptr;
    QWidget* m_detailsHost = nullptr;
    QWidget* m_formHost = nullptr;
    QTimer m_soon;
};

} // namespace pathways::ui
