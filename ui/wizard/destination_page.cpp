// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/destination_page.h"

#include "core/model/account_name.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/choice_card.h"
#include "ui/common/empty_state.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/page_frame.h"
#include "ui/common/text.h"
#include "ui/theme/button.h"
#include "ui/wording/destination_kinds.h"
#include "ui/wording/sentences.h"

#include <QButtonGroup>
#include <QCryptographicHash>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pathways::ui {

namespace {

/// Space around the tiles for their focus ring.
constexpr int kRing = 5;

QString accountText(const Connection& connection) {
    const QString account = accountNameOf(connection);
    const bool same = connection.accountId.isEmpty() || connection.accountId == account;
    return same ? account : account + QStringLiteral(", ") + connection.accountId;
}

} // namespace

DestinationPage::DestinationPage(WizardServices services, WizardState& state, QWidget* parent)
    : WizardPage(services, state, tr("Step 2: Choose a Destination"), tr("Choose the account that these people go to."),
                 parent)
    , m_stack(new QStackedWidget(this))
    , m_scroll(new QScrollArea(this))
    , m_empty(new EmptyState(EmptyState::Drawing::Start, tr("No destinations listed"),
                             tr("Connect an account first: an email or ad platform, a mailing list, a database or a "
                                "folder. Your choice of audience is kept."),
                             this))
    , m_noHit(new EmptyState(EmptyState::Drawing::Search, QString(), QString(), this))
    , m_search(new SearchField(tr("Search destinations"), this))
    , m_add(new Button(tr("Add a connection"), ButtonKind::Plain, this))
    , m_banner(new Banner(Tone::Info, this))
    , m_gap(new TextLabel(QString(), TextStyle::SmallStrong, Role::DangerInk, this)) {
    setObjectName(QStringLiteral("destinationPage"));
    m_search->setObjectName(QStringLiteral("destinationSearch"));
    m_search->setMinimumWidth(Theme::px(130));
    m_search->setMaximumWidth(Theme::px(220));
    m_add->setIconName(QStringLiteral("plus"));
    actions()->addWidget(m_search);
    actions()->addWidget(m_add);
    m_gap->setObjectName(QStringLiteral("gap"));
    m_gap->hide();
    m_banner->hide();

    m_addFirst = m_empty->addPrimary(tr("Add a connection"), QStringLiteral("plus"));
    m_addFirst->setObjectName(QStringLiteral("addFirstConnection"));
    connect(m_addFirst, &QAbstractButton::clicked, this, [this] { emit connectionsWanted({}); });
    connect(m_add, &QAbstractButton::clicked, this, [this] { emit connectionsWanted({}); });

    connect(m_noHit->addPrimary(tr("Clear search")), &QAbstractButton::clicked, this, [this] { m_search->clear(); });

    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_stack->addWidget(m_scroll);
    for (EmptyState* shown : {m_empty, m_noHit}) {
        auto* holder = new QWidget(m_stack);
        auto* inside = new QVBoxLayout(holder);
        inside->setContentsMargins(kRing, kRing, kRing, 0);
        inside->addWidget(shown);
        m_stack->addWidget(holder);
    }
    content()->addWidget(m_banner);
    content()->addWidget(m_gap);
    content()->addWidget(new OverflowFrame(m_stack, kRing, this), 1);
    connect(m_search, &QLineEdit::textChanged, this, [this] { buildTiles(); });
    connect(&m_services.connections, &ConnectionService::changed, this, [this] {
        if (isVisible()) {
            reload();
        }
    });
}

QString DestinationPage::forwardText() const {
    return tr("Review Pathway");
}

void DestinationPage::enter() {
    showResets(m_banner);
    showGap(m_gap, {});
    reload();
}

void DestinationPage::reload() {
    const auto choices = m_services.connections.choicesFor(m_state.pathway.audience);
    if (!choices) {
        m_banner->setError(choices.error());
        m_banner->show();
        m_choices.clear();
    } else {
        m_choices = *choices;
    }
    // Drops a destination chosen earlier if this audience cannot go there.
    for (const DestinationChoice& choice : m_choices) {
        if (choice.summary.connection.id == m_state.pathway.connection) {
            if (choice.selectable) {
                m_state.chooseConnection(choice.summary);
            } else {
                m_state.pathway.connection = {};
                m_state.connection.reset();
            }
        }
    }
    buildTiles();
    emit changed();
}

QString DestinationPage::stateText(const DestinationChoice& choice) const {
    if (m_state.audience) {
        for (const LastPushed& last : m_state.audience->pushed) {
            if (choice.alreadyPushed && last.connection == choice.summary.connection.id) {
                return tr("Last pushed %1, %2", "date, status")
                    .arg(whenText(last.when, QDateTime::currentDateTimeUtc()), displayName(last.status));
            }
        }
    }
    switch (choice.summary.state) {
    case ConnectionState::Active:
        return choice.summary.connection.practice ? tr("Try a push without any risk") : tr("Ready");
    default:
        return choice.summary.stateText;
    }
}

DestinationTile* DestinationPage::makeTile(const DestinationChoice& choice, QWidget* parent) const {
    const ConnectionSummary& summary = choice.summary;
    const bool signIn = summary.state == ConnectionState::NeedsSignIn;
    DestinationTile::Content tile;
    tile.icon = summary.icon;
    tile.kind = glyphKind(summary.kind);
    tile.name = summary.typeName;
    tile.account = summary.connection.practice ? summary.connection.name : accountText(summary.connection);
    tile.alreadyPushed = choice.alreadyPushed;
    tile.state = signIn && choice.reason == summary.stateText ? DestinationTile::State::NeedsSignIn
                 : !choice.selectable                         ? DestinationTile::State::Blocked
                 : choice.alreadyPushed                       ? DestinationTile::State::Used
                                                              : DestinationTile::State::Ready;
    tile.stateText = choice.selectable ? stateText(choice) : choice.reason;
    if (tile.state == DestinationTile::State::NeedsSignIn) {
        tile.action = tr("Sign in again");
    }
    auto* button = new DestinationTile(tile, parent);
    button->setObjectName(QStringLiteral("tile-") + summary.connection.name);
    button->setChecked(summary.connection.id == m_state.pathway.connection && choice.selectable);
    return button;
}

void DestinationPage::buildTiles() {
    const QString needle = m_search->text().trimmed();
    delete m_group;
    m_group = new QButtonGroup(this);
    m_group->setExclusive(true);
    m_tiles.clear();
    m_tilesHost = new QWidget;
    auto* column = new QVBoxLayout(m_tilesHost);
    // Room for the focus ring, which the edge of the scrolled area would cut off.
    column->setContentsMargins(kRing, kRing, kRing, kRing);
    column->setSpacing(Theme::px(7));
    int shown = 0;
    for (const DestinationKind kind :
         {DestinationKind::Advertising, DestinationKind::Email, DestinationKind::FilesAndDatabases}) {
        TileGrid* grid = nullptr;
        for (int i = 0; i < m_choices.size(); ++i) {
            const DestinationChoice& choice = m_choices.at(i);
            const ConnectionSummary& summary = choice.summary;
            const QString account = accountText(summary.connection);
            const bool hit = needle.isEmpty() || summary.typeName.contains(needle, Qt::CaseInsensitive) ||
                             summary.connection.name.contains(needle, Qt::CaseInsensitive) ||
                             account.contains(needle, Qt::CaseInsensitive);
            if (summary.kind != kind || !hit) {
                continue;
            }
            if (grid == nullptr) {
                auto* heading = new TextLabel(kindText(kind), TextStyle::SmallStrong, Role::TextMuted, m_tilesHost);
                column->addWidget(heading);
                grid = new TileGrid(m_tilesHost);
                grid->setColumns(240, 3);
                column->addWidget(grid);
                column->addSpacing(Theme::px(6));
            }
            auto* button = makeTile(choice, grid);
            m_group->addButton(button, i);
            m_tiles << button;
            connect(button, &DestinationTile::actionRequested, this,
                    [this, id = summary.connection.id] { emit connectionsWanted(id); });
            grid->addTile(button);
            ++shown;
        }
    }
    column->addStretch(1);
    m_scroll->setWidget(m_tilesHost);
    // New tiles come last in the window's tab order, but Tab should reach them before the footer (rule U69).
    QWidget* before = m_add;
    for (DestinationTile* tile : m_tiles) {
        setTabOrder(before, tile);
        before = tile;
    }
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on) {
            choose(index);
        }
    });
    const bool none = m_choices.isEmpty();
    m_search->setVisible(!none);
    m_add->setVisible(!none);
    m_noHit->setTexts(tr("Nothing is called “%1”").arg(needle), tr("No connected account has this in its name."));
    m_stack->setCurrentIndex(none ? 1 : shown == 0 ? 2 : 0);
}

void DestinationPage::choose(int index) {
    if (index < 0 || index >= m_choices.size() || !m_choices.at(index).selectable) {
        return;
    }
    m_state.chooseConnection(m_choices.at(index).summary);
    showGap(m_gap, {});
    showResets(m_banner);
    emit changed();
}

void DestinationPage::focusFirst() {
    DestinationTile* first = nullptr;
    for (DestinationTile* tile : m_tiles) {
        if (tile->isChecked()) {
            first = tile;
            break;
        }
        first = first == nullptr && tile->canBeChosen() ? tile : first;
    }
    if (first != nullptr) {
        first->setFocus(Qt::OtherFocusReason);
    } else {
        m_addFirst->setFocus(Qt::OtherFocusReason);
    }
}

bool DestinationPage::validate() {
    if (!m_state.pathway.connection.isEmpty()) {
        showGap(m_gap, {});
        return true;
    }
    if (m_choices.isEmpty()) {
        m_addFirst->setFocus(Qt::OtherFocusReason);
        return false;
    }
    showGap(m_gap, tr("Choose a destination first."));
    for (DestinationTile* tile : m_tiles) {
        if (tile->canBeChosen()) {
            tile->setFocus(Qt::OtherFocusReason);
            return false;
        }
    }
    if (!m_tiles.isEmpty()) {
        m_tiles.constFirst()->setFocus(Qt::OtherFocusReason);
    }
    return false;
}

QString DestinationPage::choice() const {
    if (!m_state.connection) {
        return {};
    }
    const Connection& connection = m_state.connection->connection;
    return tr("%1, %2", "platform, account").arg(m_state.connection->typeName, accountNameOf(connection));
}

QByteArray DestinationPage::digest() const {
    QString all = m_state.pathway.connection.value;
    for (const DestinationTile* tile : m_tiles) {
        const auto& c = tile->content();
        all += u'\n' + c.name + u'|' + c.account + u'|' + c.stateText + u'|' + (tile->isChecked() ? u'1' : u'0');
    }
    return QCryptographicHash::hash(all.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace pathways::ui
