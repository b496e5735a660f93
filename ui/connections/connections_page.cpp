// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connections_page.h"

#include "core/base/async.h"
#include "ui/common/banner.h"
#include "ui/common/empty_state.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/text.h"
#include "ui/connections/connect_form.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connection_texts.h"
#include "ui/connections/connection_tile.h"
#include "ui/theme/button.h"
#include "ui/wording/destination_kinds.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollArea>
#include <QStackedWidget>

namespace pathways::ui {
namespace {

/// A scrolling page of the stack, for large text; transparent, so that the window's surface shows through.
QScrollArea* scrolling(QWidget* inner) {
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(inner);
    return area;
}

} // namespace

ConnectionsPage::ConnectionsPage(const Services& services, QWidget* parent)
    : Page(tr("Connections"), {}, parent)
    , m_services(services)
    , m_stack(new QStackedWidget(this))
    , m_search(new SearchField(tr("Search connections"), this))
    , m_kinds(new SegmentedControl(tr("Kind"), this))
    , m_back(new Button(tr("All connections"), ButtonKind::Quiet, this))
    , m_banner(new Banner(Tone::Danger, this)) {
    m_kinds->addSegment(tr("All"));
    m_kinds->addSegment(kindText(DestinationKind::Email));
    m_kinds->addSegment(kindText(DestinationKind::Advertising));
    m_kinds->addSegment(kindText(DestinationKind::FilesAndDatabases));
    m_back->setIconName(QStringLiteral("back"));
    actions()->addWidget(m_back);
    actions()->addWidget(m_search);
    m_banner->hide();
    giveRingsRoom();
    auto* banner = new QVBoxLayout;
    banner->setContentsMargins(kRingRoom, 0, kRingRoom, 0);
    banner->addWidget(m_banner);
    content()->addLayout(banner);
    m_list = makeList();
    m_detailsHost = makeDetails();
    m_formHost = makeForm();
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_detailsHost);
    m_stack->addWidget(m_formHost);
    content()->addWidget(m_stack, 1);
    connect(m_back, &QAbstractButton::clicked, this, &ConnectionsPage::showList);
    connect(m_search, &QLineEdit::textChanged, this, [this] {
        fillTiles();
        fillTypes();
    });
    connect(m_kinds, &SegmentedControl::currentChanged, this, [this] {
        fillTiles();
        fillTypes();
    });
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &ConnectionsPage::refresh);
    connect(&m_services.connections, &ConnectionService::changed, this, [this] { m_soon.start(); });
    connect(&m_services.pathways, &PathwayService::changed, this, [this] { m_soon.start(); });
    // A push is the first to notice that a sign-in is no longer valid.
    connect(&m_services.pushes, &PushService::finished, this, [this] { m_soon.start(); });
    refresh();
    fillTypes();
    showList();
}

QWidget* ConnectionsPage::makeList() {
    auto* inner = new QWidget;
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(kRingRoom, kRingRoom, kRingRoom, Theme::px(12));
    column->setSpacing(Theme::px(12));
    auto* kinds = new QHBoxLayout;
    kinds->addWidget(m_kinds);
    kinds->addStretch(1);
    column->addLayout(kinds);
    m_tiles = new TileGrid(inner);
    m_tiles->setObjectName(QStringLiteral("connectionTiles"));
    m_types = new TileGrid(inner);
    m_addHeading = new TextLabel(tr("Add a connection"), TextStyle::Heading, Role::Text, inner);
    m_noHit = new EmptyState(EmptyState::Drawing::Search, tr("No connection matches"), {}, inner);
    connect(m_noHit->addPlain(tr("Clear search")), &QAbstractButton::clicked, this, [this] {
        m_search->clear();
        m_kinds->setCurrent(0);
    });
    m_noHit->hide();
    column->addWidget(m_tiles);
    column->addWidget(m_noHit);
    column->addSpacing(Theme::px(8));
    column->addWidget(m_addHeading);
    column->addWidget(m_types);
    auto* promise = new QHBoxLayout;
    promise->setSpacing(Theme::px(8));
    promise->addWidget(new IconLabel(QStringLiteral("shield"), Role::TextMuted, 16, inner), 0, Qt::AlignTop);
    auto* words = new TextLabel(tr("Passwords and keys are never shown again, never written to a log, and never leave "
                                   "this computer except to sign in."),
                                TextStyle::Body, Role::TextMuted, inner);
    words->setWrapping();
    promise->addWidget(words, 1);
    column->addLayout(promise);
    m_removed = new QWidget(inner);
    m_removedRows = new QVBoxLayout(m_removed);
    m_removedRows->setContentsMargins(0, Theme::px(8), 0, 0);
    m_removedRows->setSpacing(Theme::px(4));
    column->addWidget(m_removed);
    column->addStretch(1);
    return scrolling(inner);
}

QWidget* ConnectionsPage::makeDetails() {
    auto* inner = new QWidget;
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(kRingRoom, kRingRoom, kRingRoom, Theme::px(12));
    m_details = new ConnectionDetails(inner);
    m_details->setMaximumWidth(Theme::px(760));
    column->addWidget(m_details);
    column->addStretch(1);
    connect(m_details, &ConnectionDetails::checkWanted, this, &ConnectionsPage::check);
    connect(m_details, &ConnectionDetails::signInWanted, this, &ConnectionsPage::signIn);
    connect(m_details, &ConnectionDetails::removeConfirmed, this, &ConnectionsPage::remove);
    connect(m_details, &ConnectionDetails::supportWanted, this, &ConnectionsPage::copySupport);
    connect(m_details, &ConnectionDetails::renamed, this, [this](const ConnectionId& id, const QString& name) {
        if (const auto done = m_services.connections.rename(id, name); !done) {
            m_banner->setError(done.error());
            m_banner->show();
        }
    });
    return scrolling(inner);
}

QWidget* ConnectionsPage::makeForm() {
    auto* inner = new QWidget;
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(kRingRoom, kRingRoom, kRingRoom, Theme::px(12));
    m_form = new ConnectForm(m_services.connections, inner);
    m_form->setMaximumWidth(Theme::px(660));
    column->addWidget(m_form);
    column->addStretch(1);
    connect(m_form, &ConnectForm::canceled, this, &ConnectionsPage::showList);
    connect(m_form, &ConnectForm::guideWanted, this,
            [this](const QString& heading) { emit guideWanted(QStringLiteral("connecting.md"), heading); });
    connect(m_form, &ConnectForm::connected, this, [this](const ConnectionId&, const QString& name) {
        refresh();
        showList();
        emit toastWanted(tr("“%1” is connected.").arg(name), {});
    });
    return scrolling(inner);
}

const ConnectionSummary* ConnectionsPage::find(const ConnectionId& id) const {
    for (const ConnectionSummary& summary : m_connections) {
        if (summary.connection.id == id) {
            return &summary;
        }
    }
    return nullptr;
}

bool ConnectionsPage::wanted(DestinationKind kind, const QString& text) const {
    const int chosen = m_kinds->current();
    const bool right = chosen <= 0 || DestinationKind(chosen - 1) == kind;
    return right && text.contains(m_search->text().trimmed(), Qt::CaseInsensitive);
}

void ConnectionsPage::refresh() {
    const auto list = m_services.connections.list();
    if (!list) {
        m_banner->setError(list.error());
        m_banner->show();
        return;
    }
    m_connections = *list;
    fillTiles();
    fillRemoved();
    if (m_stack->currentWidget() == m_detailsHost) {
        if (const ConnectionSummary* summary = find(m_details->summary().connection.id)) {
            m_details->show(*summary);
        } else {
            showList();
        }
    }
}

void ConnectionsPage::fillTiles() {
    // The tile with the focus keeps it: checking must not throw a keyboard user back.
    ConnectionId focused;
    for (QWidget* widget : m_tiles->tiles()) {
        if (widget->isAncestorOf(focusWidget())) {
            focused = static_cast<ConnectionTile*>(widget)->summary().connection.id;
        }
    }
    m_tiles->clear();
    ConnectionTile* again = nullptr;
    for (const ConnectionSummary& summary : std::as_const(m_connections)) {
        const QString text = summary.connection.name + u' ' + summary.typeName + u' ' + accountLine(summary);
        if (!wanted(summary.kind, text)) {
            continue;
        }
        auto* tile = new ConnectionTile(summary, m_tiles);
        connectTile(tile);
        m_tiles->addTile(tile);
        if (summary.connection.id == focused) {
            again = tile;
        }
    }
    if (again) {
        if (auto* button = again->findChild<Button*>()) {
            button->setFocus(Qt::OtherFocusReason);
        }
    }
    const bool filtered = !m_search->text().isEmpty() || m_kinds->current() > 0;
    m_noHit->setTexts(tr("No connection matches"), tr("None matches this search and kind."));
    m_noHit->setVisible(m_tiles->tiles().isEmpty() && filtered && !m_connections.isEmpty());
    m_tiles->setVisible(!m_tiles->tiles().isEmpty());
    tabInLayoutOrder(this);
}

void ConnectionsPage::connectTile(ConnectionTile* tile) {
    connect(tile, &ConnectionTile::detailsWanted, this, &ConnectionsPage::showConnection);
    connect(tile, &ConnectionTile::checkWanted, this, &ConnectionsPage::check);
    connect(tile, &ConnectionTile::signInWanted, this, &ConnectionsPage::signIn);
    connect(tile, &ConnectionTile::pushWanted, this, [this](const ConnectionId& id) {
        emit wizardWanted({{}, id, {}});
    });
}

void ConnectionsPage::fillTypes() {
    m_types->clear();
    for (const DestinationType& type : m_services.connections.types()) {
        if (!wanted(type.kind, type.name)) {
            continue;
        }
        auto* tile = new TypeTile(type, m_types);
        const QString key = type.key;
        connect(tile, &QAbstractButton::clicked, this, [this, key] { beginNew(key); });
        m_types->addTile(tile);
    }
    m_addHeading->setVisible(!m_types->tiles().isEmpty());
    tabInLayoutOrder(this);
}

void ConnectionsPage::fillRemoved() {
    while (QLayoutItem* item = m_removedRows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const auto removed = m_services.connections.removed();
    m_removed->setVisible(removed && !removed->isEmpty());
    if (!removed || removed->isEmpty()) {
        return;
    }
    m_removedRows->addWidget(
        new TextLabel(tr("Removed in the last 30 days"), TextStyle::Heading, Role::Text, m_removed));
    for (const Connection& connection : *removed) {
        auto* holder = new QWidget(m_removed);
        auto* row = new QHBoxLayout(holder);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(Theme::px(12));
        auto* words = new TextLabel(tr("%1, removed %2. Its key was deleted, so it needs a new sign-in.")
                                        .arg(isolated(connection.name), whenText(*connection.removedAt)),
                                    TextStyle::Body, Role::TextMuted, holder);
        words->setWrapping();
        auto* back = new Button(tr("Bring back"), ButtonKind::Quiet, holder);
        back->setSize(ButtonSize::Small);
        back->setAccessibleName(tr("Bring back %1").arg(connection.name));
        row->addWidget(words, 1);
        row->addWidget(back);
        connect(back, &QAbstractButton::clicked, this, [this, id = connection.id] { restore(id); });
        m_removedRows->addWidget(holder);
    }
}

void ConnectionsPage::restore(const ConnectionId& id) {
    if (const auto restored = m_services.connections.restore(id); !restored) {
        m_banner->setError(restored.error());
        m_banner->show();
    }
    refresh();
}

void ConnectionsPage::fitKinds() {
    // Full words where there is room, short ones for large text in a small window.
    m_kinds->setSegmentText(2, kindText(DestinationKind::Advertising));
    m_kinds->setSegmentText(3, kindText(DestinationKind::FilesAndDatabases));
    const int room = width() - Theme::px(64);
    if (m_kinds->sizeHint().width() > room) {
        m_kinds->setSegmentText(2, tr("Ads"));
        m_kinds->setSegmentText(3, tr("Data"));
    }
}

void ConnectionsPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    fitKinds();
}

void ConnectionsPage::showList() {
    m_form->leave();
    m_stack->setCurrentWidget(m_list);
    setTitle(tr("Connections"));
    setInstruction(tr("Sign in once to each account. Its key is kept in your computer’s keychain."));
    m_search->show();
    m_back->hide();
}

void ConnectionsPage::showConnection(const ConnectionId& id) {
    m_banner->hide();
    refresh(); // The news that somebody comes here for may not have reached the page yet.
    const ConnectionSummary* summary = find(id);
    if (!summary) {
        showList();
        return;
    }
    m_form->leave();
    m_details->show(*summary);
    m_stack->setCurrentWidget(m_detailsHost);
    setTitle(summary->connection.name);
    setInstruction(tr("Manage this account."));
    m_search->hide();
    m_back->show();
}

void ConnectionsPage::beginNew(const QString& typeKey) {
    m_banner->hide();
    m_form->beginNew(typeKey);
    m_stack->setCurrentWidget(m_formHost);
    setTitle(m_form->title());
    setInstruction(tr("Fill in what the platform asks for. Nothing is stored unless it works."));
    m_search->hide();
    m_back->show();
}

void ConnectionsPage::signIn(const ConnectionId& id) {
    m_banner->hide();
    refresh();
    const ConnectionSummary* summary = find(id);
    if (!summary) {
        return;
    }
    m_form->beginAgain(*summary);
    m_stack->setCurrentWidget(m_formHost);
    setTitle(m_form->title());
    setInstruction(tr("Sign in again. Nothing has been lost."));
    m_search->hide();
    m_back->show();
}

void ConnectionsPage::check(const ConnectionId& id) {
    const ConnectionSummary* summary = find(id);
    const QString name = summary ? summary->connection.name : QString();
    whenDone(m_services.connections.test(id), this, [this, name](const Result<AccountInfo>& account) {
        refresh();
        if (account) {
            emit toastWanted(tr("“%1” works.").arg(name), {});
        }
    });
    refresh();
}

void ConnectionsPage::remove(const ConnectionId& id) {
    const ConnectionSummary* summary = find(id);
    const QString name = summary ? summary->connection.name : QString();
    whenDone(m_services.connections.remove(id), this, [this, id, name](const Result<void>& removed) {
        if (!removed) {
            m_banner->setError(removed.error());
            m_banner->show();
            return;
        }
        // refresh() leaves the page only if it still shows the removed connection: the user may have opened a form
        // meanwhile.
        refresh();
        emit toastWanted(tr("“%1” was removed and its key deleted.").arg(name), [this, id] { restore(id); });
    });
}

void ConnectionsPage::copySupport(const ConnectionId& id) {
    const auto pathways = m_services.pathways.list();
    if (!pathways) {
        m_banner->setError(pathways.error());
        m_banner->show();
        return;
    }
    QStringList texts;
    for (const Pathway& pathway : *pathways) {
        if (pathway.connection == id) {
            if (const auto text = m_services.pushes.supportDetails(pathway.id)) {
                texts.append(*text);
            }
        }
    }
    QGuiApplication::clipboard()->setText(texts.join(QStringLiteral("\n\n")));
    emit toastWanted(tr("Support details copied. They contain no donor data."), {});
}

} // namespace pathways::ui
