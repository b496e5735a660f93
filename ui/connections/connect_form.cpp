// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connect_form.h"

#include "core/base/async.h"
#include "ui/common/banner.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/page.h"
#include "ui/common/text.h"
#include "ui/connections/browser_panel.h"
#include "ui/connections/connect_fields.h"
#include "ui/connections/connection_texts.h"
#include "ui/theme/button.h"

#include <QBoxLayout>

namespace pathways::ui {
namespace {
constexpr int kOwnAccount = 0;
constexpr int kPractice = 1;
} // namespace

ConnectForm::ConnectForm(ConnectionService& connections, QWidget* parent)
    : Card(parent)
    , m_connections(connections)
    , m_rows(new QVBoxLayout)
    , m_fields(new ConnectFields(m_rows, this))
    , m_mode(new SegmentedControl(tr("Which account"), this))
    , m_note(new TextLabel({}, TextStyle::Body, Role::TextMuted, this))
    , m_banner(new Banner(Tone::Danger, this))
    , m_browser(new BrowserPanel(this))
    , m_connect(new Button(tr("Connect"), ButtonKind::Primary, this))
    , m_cancel(new Button(tr("Cancel"), ButtonKind::QuietText, this))
    , m_guide(new Button(tr("Show me how"), ButtonKind::Quiet, this))
    , m_waiting(new TextLabel(tr("Checking with the platform"), TextStyle::Small, Role::TextMuted, this)) {
    m_banner->setObjectName(QStringLiteral("connectBanner"));
    m_connect->setObjectName(QStringLiteral("connectButton"));
    m_mode->addSegment(tr("Your account"));
    m_mode->addSegment(tr("Practice"));
    m_guide->setIconName(QStringLiteral("help"));
    m_note->setWrapping();
    arrange();
    m_banner->hide();
    m_waiting->hide();
    connect(m_mode, &SegmentedControl::currentChanged, this, [this](int index) { showPractice(index == kPractice); });
    connect(m_cancel, &QAbstractButton::clicked, this, [this] {
        leave();
        emit canceled();
    });
    connect(m_connect, &QAbstractButton::clicked, this, [this] { submit({}); });
    connect(m_fields, &ConnectFields::submitted, m_connect, &QAbstractButton::click);
    connect(m_fields, &ConnectFields::secretEdited, m_banner, &QWidget::hide);
    connect(m_fields, &ConnectFields::rehearsalChosen, this, [this] { showPractice(practising()); });
    connect(m_guide, &QAbstractButton::clicked, this, [this] { emit guideWanted(guideHeading(m_type.key)); });
    connect(m_browser, &BrowserPanel::ended, this, [this](const Result<ConnectionId>& result) {
        const QString who = m_browser->connecting()->who();
        answered(result,
                 who.isEmpty() ? name() : tr("%1 (%2)", "connection, who signed in").arg(name(), isolated(who)));
    });
}

void ConnectForm::arrange() {
    auto* column = new QVBoxLayout(this);
    // Align the text of flat buttons, not their invisible frame, with the fields.
    const int edge = Theme::px(20);
    const int inset = Button::quietInset();
    column->setContentsMargins(edge - inset, Theme::px(18), edge - inset, Theme::px(18));
    column->setSpacing(Theme::px(14));
    auto* mode = new QHBoxLayout;
    mode->setContentsMargins(inset, 0, 0, 0);
    mode->addWidget(m_mode);
    mode->addStretch(1);
    mode->addWidget(m_guide);
    column->addLayout(mode);
    auto* middle = new QVBoxLayout;
    middle->setContentsMargins(inset, 0, inset, 0);
    middle->setSpacing(Theme::px(14));
    middle->addWidget(m_note);
    m_rows->setSpacing(Theme::px(12));
    middle->addLayout(m_rows);
    middle->addWidget(m_banner);
    middle->addWidget(m_browser);
    column->addLayout(middle);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(Theme::px(10));
    foot->setContentsMargins(0, 0, inset, 0);
    foot->addWidget(m_cancel);
    foot->addWidget(m_waiting);
    foot->addStretch(1);
    foot->addWidget(m_connect);
    column->addLayout(foot);
}

void ConnectForm::leave() {
    ++m_asked;
    m_browser->drop();
    busy(false);
    m_fields->forgetSecrets();
}

QString ConnectForm::title() const {
    return isNew() ? tr("Connect %1").arg(m_type.name) : tr("Sign in again to %1").arg(m_again.connection.name);
}

QString ConnectForm::name() const {
    return isNew() ? m_fields->name() : m_again.connection.name;
}

void ConnectForm::begin(const DestinationType& type) {
    ++m_asked;
    m_type = type;
    m_browser->drop();
    m_banner->hide();
    m_guide->setAccessibleName(tr("Show me how to connect %1").arg(m_type.name));
}

void ConnectForm::beginNew(const QString& typeKey) {
    const DestinationType* type = m_connections.type(typeKey);
    if (!type) {
        return;
    }
    begin(*type);
    m_again = {};
    m_fields->setNew(m_type, knownClientId());
    m_mode->show();
    m_mode->setCurrent(kOwnAccount);
    showPractice(practising());
    busy(false);
    tabInLayoutOrder(this);
}

void ConnectForm::beginAgain(const ConnectionSummary& summary) {
    const DestinationType* type = m_connections.type(summary.connection.type);
    if (!type) {
        return;
    }
    begin(*type);
    m_again = summary;
    const bool ownClient = byBrowser() && !summary.connection.practice;
    m_fields->setAgain(m_type, ownClient ? std::optional(knownClientId()) : std::nullopt);
    m_mode->hide();
    const QString account = isolated(accountLine(summary));
    m_note->setText(byBrowser()
                        ? tr("Sign in to %1 with your browser. A waiting push continues where it stopped.").arg(account)
                        : tr("Enter the new key of %1. A waiting push continues where it stopped.").arg(account));
    m_note->show();
    m_connect->setText(byBrowser() ? tr("Sign in with your browser") : tr("Sign in"));
    m_connect->show();
    busy(false);
    tabInLayoutOrder(this);
}

/// The same organisation has the same client: nobody should have to look for it twice.
QString ConnectForm::knownClientId() const {
    QString known;
    for (const ConnectionSummary& other : m_connections.list().value_or(QList<ConnectionSummary>())) {
        const bool meant = isNew() || m_again.connection.id == other.connection.id;
        if (meant && other.connection.type == m_type.key && !other.connection.practice) {
            known = other.connection.settings.value(QStringLiteral("client_id"));
        }
    }
    return known;
}

bool ConnectForm::practising() const {
    return isNew() && m_mode->current() == kPractice;
}

bool ConnectForm::byBrowser() const {
    if (!isNew()) {
        return m_connections.usesBrowser(m_again.connection);
    }
    return m_type.signIn == SignInKind::Browser && (!practising() || m_fields->rehearsesSignIn());
}

void ConnectForm::showPractice(bool practice) {
    if (!isNew()) {
        return;
    }
    m_fields->setPractice(practice);
    const bool browser = byBrowser();
    m_note->setVisible(practice || browser);
    m_note->setText(
        practice ? tr("A practice %1 runs on this computer. It refuses what the real one refuses; people "
                      "pushed there go nowhere.")
                       .arg(m_type.name)
                 : tr("%1 signs you in through your browser. Pathways never sees your password.").arg(m_type.name));
    m_connect->setText(browser    ? tr("Sign in with your browser")
                       : practice ? tr("Use the practice destination")
                                  : tr("Connect"));
    m_banner->hide();
}

void ConnectForm::submit(const ReconnectChoice& choice) {
    if (!m_fields->complete()) {
        return;
    }
    m_banner->hide();
    busy(true);
    if (byBrowser()) {
        sendToBrowser();
    } else if (isNew()) {
        sendNew(choice.thisTimeOnly);
    } else {
        sendAgain(choice);
    }
}

NewConnection ConnectForm::wanted(bool thisTimeOnly) const {
    NewConnection wanted;
    wanted.type = m_type.key;
    wanted.thisTimeOnly = thisTimeOnly;
    m_fields->writeTo(wanted);
    return wanted;
}

void ConnectForm::sendNew(bool thisTimeOnly) {
    const NewConnection asked = wanted(thisTimeOnly);
    const quint64 number = ++m_asked;
    whenDone(m_connections.connectWithSecret(asked, m_fields->secret()), this,
             [this, number, name = asked.name](const Result<ConnectionId>& id) {
                 if (number == m_asked) {
                     answered(id, name);
                 }
             });
}

void ConnectForm::sendAgain(const ReconnectChoice& decided) {
    const quint64 number = ++m_asked;
    ReconnectChoice choice = decided;
    choice.endsOn = m_fields->endsOn();
    const Connection connection = m_again.connection;
    whenDone(m_connections.reconnect(connection.id, m_fields->secret(), choice), this,
             [this, number, connection](const Result<void>& done) {
                 if (number == m_asked) {
                     answered(done ? Result<ConnectionId>(connection.id) : fail(done.error()), connection.name);
                 }
             });
}

void ConnectForm::sendToBrowser() {
    auto connecting = isNew() ? m_connections.connectWithBrowser(wanted(false), m_fields->clientSecret())
                              : m_connections.reconnectWithBrowser(m_again.connection.id, m_fields->clientId(),
                                                                   m_fields->clientSecret());
    if (!connecting) {
        busy(false);
        refused(connecting.error());
        return;
    }
    m_waiting->hide(); // the panel says more
    m_browser->watch(std::move(*connecting));
}

void ConnectForm::answered(const Result<ConnectionId>& result, const QString& name) {
    busy(false);
    if (!result) {
        refused(result.error());
        return;
    }
    const ConnectionId id = *result;
    leave();
    emit connected(id, name);
}

void ConnectForm::refused(const Error& error) {
    m_banner->clearActions();
    m_banner->setError(error);
    offerDecisions(error);
    m_banner->show();
    if (error.kind == ErrorKind::SignIn && m_fields->refuseSecret(error.what)) {
        return;
    }
    if (error.kind != ErrorKind::Canceled) {
        m_connect->setFocus(Qt::OtherFocusReason);
    }
}

void ConnectForm::offerDecisions(const Error& error) {
    if (error.kind == ErrorKind::Keychain) {
        // Never a silent fallback: the user decides, and the secret stays in memory.
        Button* again = m_banner->addAction(tr("Try again"));
        Button* once = m_banner->addAction(tr("Connect this time only"));
        once->setToolTip(tr("The sign-in is kept in memory until Pathways closes. Without a keychain Pathways also "
                            "forgets whom it pushed: pushes add and update people, and remove nobody."));
        connect(again, &QAbstractButton::clicked, this, [this] { decide({}); });
        connect(once, &QAbstractButton::clicked, this, [this] { decide({.thisTimeOnly = true}); });
    } else if (error.kind == ErrorKind::NeedsDecision && !isNew()) {
        Button* other = m_banner->addAction(tr("Use this account instead"));
        connect(other, &QAbstractButton::clicked, this, [this] { decide({.otherAccount = true}); });
    }
}

void ConnectForm::decide(const ReconnectChoice& choice) {
    if (!m_browser->canGoOn()) {
        submit(choice);
        return;
    }
    // The browser's answer is still good: only the decision was missing.
    m_banner->hide();
    busy(true);
    m_waiting->hide();
    m_browser->goOn({choice.thisTimeOnly, choice.otherAccount});
}

void ConnectForm::busy(bool busy) {
    m_waiting->setVisible(busy);
    m_connect->setEnabled(!busy);
    m_fields->setEnabled(!busy);
    m_mode->setEnabled(!busy);
}

} // namespace pathways::ui
