// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connect_form.h"

#include "core/base/async.h"
#include "ui/common/banner.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/page.h"
#include "ui/common/text.h"
#include "ui/connections/browser_panel.h"
#include "ui/connections/connection_texts.h"
#include "ui/connections/date_entry.h"
#include "ui/theme/button.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>

namespace pathways::ui {
namespace {
constexpr int kOwnAccount = 0;
constexpr int kPractice = 1;
} // namespace

ConnectForm::ConnectForm(ConnectionService& connections, QWidget* parent)
    : Card(parent)
    , m_connections(connections)
    , m_rows(new QVBoxLayout)
    , m_mode(new SegmentedControl(tr("Which account"), this))
    , m_note(new TextLabel({}, TextStyle::Body, Role::TextMuted, this))
    , m_banner(new Banner(Tone::Danger, this))
    , m_browser(new BrowserPanel(this))
    , m_connect(new Button(tr("Connect"), ButtonKind::Primary, this))
    , m_cancel(new Button(tr("Cancel"), ButtonKind::QuietText, this))
    , m_guide(new Button(tr("Show me how"), ButtonKind::Quiet, this))
    , m_waiting(new TextLabel(tr("Checking with the platform"), TextStyle::Small, Role::TextMuted, this)) {
    auto* column = new QVBoxLayout(this);
    // The words of quiet buttons, not their unseen edges, stand in line with what is above and below.
    const int edge = Theme::px(20);
    const int inset = Button::quietInset();
    column->setContentsMargins(edge - inset, Theme::px(18), edge - inset, Theme::px(18));
    column->setSpacing(Theme::px(14));
    auto* middle = new QVBoxLayout;
    middle->setContentsMargins(inset, 0, inset, 0);
    middle->setSpacing(Theme::px(14));
    m_mode->addSegment(tr("Your account"));
    m_mode->addSegment(tr("Practice"));
    auto* mode = new QHBoxLayout;
    mode->setContentsMargins(inset, 0, 0, 0);
    mode->addWidget(m_mode);
    mode->addStretch(1);
    mode->addWidget(m_guide);
    m_guide->setIconName(QStringLiteral("help"));
    column->addLayout(mode);
    m_note->setWrapping();
    column->addLayout(middle);
    middle->addWidget(m_note);
    m_rows->setSpacing(Theme::px(12));
    middle->addLayout(m_rows);
    m_banner->hide();
    middle->addWidget(m_banner);
    middle->addWidget(m_browser);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(Theme::px(10));
    foot->setContentsMargins(0, 0, inset, 0);
    foot->addWidget(m_cancel);
    foot->addWidget(m_waiting);
    foot->addStretch(1);
    foot->addWidget(m_connect);
    column->addLayout(foot);
    m_waiting->hide();
    connect(m_mode, &SegmentedControl::currentChanged, this, [this](int index) { showPractice(index == kPractice); });
    connect(m_cancel, &QAbstractButton::clicked, this, [this] {
        leave();
        emit canceled();
    });
    connect(m_connect, &QAbstractButton::clicked, this, [this] { submit({}); });
    connect(m_guide, &QAbstractButton::clicked, this, [this] { emit guideWanted(guideHeading(m_type.key)); });
    connect(m_browser, &BrowserPanel::ended, this, [this](const Result<ConnectionId>& result) {
        const QString who = m_browser->connecting()->who();
        const QString name = m_name ? m_name->text().trimmed() : m_again.connection.name;
        answered(result, who.isEmpty() ? name : tr("%1 (%2)", "connection, who signed in").arg(name, isolated(who)));
    });
}

void ConnectForm::leave() {
    ++m_asked; // an answer still on its way is no longer wanted
    m_browser->drop();
    busy(false);
    for (QLineEdit* field : {m_secret, m_clientSecret}) {
        if (field) {
            field->clear();
        }
    }
}

QString ConnectForm::title() const {
    return m_again.connection.id.isEmpty() ? tr("Connect %1").arg(m_type.name)
                                           : tr("Sign in again to %1").arg(m_again.connection.name);
}

void ConnectForm::clearRows() {
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_settings.clear();
    m_name = nullptr;
    m_nameRow = nullptr;
    m_secret = nullptr;
    m_secretRow = nullptr;
    m_clientId = nullptr;
    m_clientSecret = nullptr;
    m_clientIdRow = nullptr;
    m_clientSecretRow = nullptr;
    m_ends = nullptr;
    m_endsRow = nullptr;
    m_rehearse = nullptr;
    m_browser->drop();
}

void ConnectForm::beginNew(const QString& typeKey) {
    const DestinationType* type = m_connections.type(typeKey);
    if (!type) {
        return;
    }
    ++m_asked;
    m_type = *type;
    m_again = {};
    clearRows();
    addNameRow();
    addSettingRows(m_type);
    addSecretRow(m_type);
    addEndRow(m_type);
    if (m_type.signIn == SignInKind::Browser) {
        addClientRows();
    }
    m_banner->hide();
    m_guide->setAccessibleName(tr("Show me how to connect %1").arg(m_type.name));
    m_mode->show();
    m_mode->setCurrent(kOwnAccount);
    showPractice(m_mode->current() == kPractice);
    busy(false);
    tabInLayoutOrder(this);
}

void ConnectForm::beginAgain(const ConnectionSummary& summary) {
    const DestinationType* type = m_connections.type(summary.connection.type);
    if (!type) {
        return;
    }
    ++m_asked;
    m_type = *type;
    m_again = summary;
    clearRows();
    addSecretRow(m_type);
    addEndRow(m_type);
    if (byBrowser() && !summary.connection.practice) {
        addClientRows();
        m_clientSecretRow->setHint(tr("Empty: the one of before stays."));
        m_rehearse->hide();
    }
    m_banner->hide();
    m_guide->setAccessibleName(tr("Show me how to connect %1").arg(m_type.name));
    m_mode->hide();
    const QString account = isolated(accountLine(summary));
    m_note->setText(byBrowser()
                        ? tr("Sign in to %1 with your browser. A push that waits goes on where it was.").arg(account)
                        : tr("Enter the new key of %1. A push that waits goes on where it was.").arg(account));
    m_note->show();
    m_connect->setText(byBrowser() ? tr("Sign in with your browser") : tr("Sign in"));
    m_connect->show();
    busy(false);
    tabInLayoutOrder(this);
}

void ConnectForm::addNameRow() {
    m_name = new QLineEdit(m_type.name);
    m_name->setMaxLength(100);
    m_nameRow = new FormRow(tr("Name"), m_name, tr("What you call this account."), this);
    m_rows->addWidget(m_nameRow);
}

void ConnectForm::addSettingRows(const DestinationType& type) {
    for (const SettingSpec& setting : type.settings) {
        QWidget* field = nullptr;
        if (setting.choices.isEmpty()) {
            auto* edit = new QLineEdit;
            edit->setPlaceholderText(setting.placeholder);
            field = edit;
        } else {
            auto* box = new QComboBox;
            box->addItems(setting.choices);
            field = box;
        }
        auto* row = new FormRow(setting.label, field, setting.hint, this);
        m_settings.insert(setting.key, row);
        m_rows->addWidget(row);
    }
}

void ConnectForm::addSecretRow(const DestinationType& type) {
    if (type.signIn == SignInKind::None || type.signIn == SignInKind::Browser) {
        return;
    }
    m_secret = new QLineEdit;
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);
    const QString label = type.secretLabel.isEmpty() ? tr("Key") : type.secretLabel;
    m_secretRow = new FormRow(label, m_secret, type.secretHint, this);
    m_rows->addWidget(m_secretRow);
    connect(m_secret, &QLineEdit::textEdited, this, [this](const QString& text) {
        const QString bare = text.simplified().remove(u' '); // pasting brings spaces and line ends along
        if (bare != text && m_type.signIn != SignInKind::UserAndPassword) {
            m_secret->setText(bare);
        }
        m_secretRow->setProblem({});
        m_banner->hide();
    });
    connect(m_secret, &QLineEdit::returnPressed, m_connect, &QAbstractButton::click);
}

void ConnectForm::addEndRow(const DestinationType& type) {
    if (type.signIn != SignInKind::AccessToken) {
        return;
    }
    m_ends = new QLineEdit;
    m_ends->setPlaceholderText(tr("For example %1").arg(dayExample(QDate::currentDate().addDays(60))));
    m_endsRow = new FormRow(
        tr("Token ends on"), m_ends,
        tr("Only where %1 named a day when it made the token. Pathways reminds you a week ahead.").arg(type.name),
        this);
    m_rows->addWidget(m_endsRow);
    connect(m_ends, &QLineEdit::textEdited, this, [this] { m_endsRow->setProblem({}); });
    connect(m_ends, &QLineEdit::returnPressed, m_connect, &QAbstractButton::click);
}

std::optional<QDate> ConnectForm::endsOn() const {
    const bool asked = m_ends && !m_ends->text().trimmed().isEmpty();
    return asked ? std::optional(dayFrom(m_ends->text())) : std::nullopt;
}

void ConnectForm::addClientRows() {
    m_clientId = new QLineEdit;
    // The same organisation, so the same client: nobody should have to look for it twice.
    for (const ConnectionSummary& other : m_connections.list().value_or(QList<ConnectionSummary>())) {
        const bool wanted = m_again.connection.id.isEmpty() || m_again.connection.id == other.connection.id;
        if (wanted && other.connection.type == m_type.key && !other.connection.practice) {
            m_clientId->setText(other.connection.settings.value(QStringLiteral("client_id")));
        }
    }
    m_clientIdRow = new FormRow(tr("Your organisation’s client ID"), m_clientId,
                                tr("From your organisation’s project at the platform: a client of the kind “Desktop "
                                   "app”. The user guide shows how to make one."),
                                this);
    m_rows->addWidget(m_clientIdRow);
    m_clientSecret = new QLineEdit;
    m_clientSecret->setEchoMode(QLineEdit::Password);
    m_clientSecret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);
    m_clientSecretRow = new FormRow(tr("Client secret"), m_clientSecret,
                                    tr("Shown beside the client ID. It is kept in your computer’s keychain."), this);
    m_rows->addWidget(m_clientSecretRow);
    m_rehearse = new QCheckBox(tr("Practise signing in with the browser, too"), this);
    m_rows->addWidget(m_rehearse);
    connect(m_rehearse, &QCheckBox::toggled, this, [this] { showPractice(m_mode->current() == kPractice); });
    connect(m_clientId, &QLineEdit::textEdited, this, [this] { m_clientIdRow->setProblem({}); });
}

bool ConnectForm::byBrowser() const {
    if (!m_again.connection.id.isEmpty()) {
        return m_connections.usesBrowser(m_again.connection);
    }
    return m_type.signIn == SignInKind::Browser && (m_mode->current() != kPractice || m_rehearse->isChecked());
}

void ConnectForm::showPractice(bool practice) {
    if (!m_again.connection.id.isEmpty()) {
        return;
    }
    for (FormRow* row : std::as_const(m_settings)) {
        row->setVisible(!practice);
    }
    if (m_secretRow) {
        m_secretRow->setVisible(!practice);
    }
    if (m_endsRow) {
        m_endsRow->setVisible(!practice);
    }
    if (m_clientIdRow) {
        m_clientIdRow->setVisible(!practice);
        m_clientSecretRow->setVisible(!practice);
        m_rehearse->setVisible(practice);
    }
    const bool browser = byBrowser();
    m_note->setVisible(practice || browser);
    m_note->setText(
        practice ? tr("A practice %1 runs on this computer. It refuses what the real one refuses; people "
                      "pushed there go nowhere.")
                       .arg(m_type.name)
                 : tr("%1 signs you in through your browser. Pathways never sees your password.").arg(m_type.name));
    const QString practiceName = tr("Practice %1").arg(m_type.name);
    if (practice && m_name->text() == m_type.name) {
        m_name->setText(practiceName);
    } else if (!practice && m_name->text() == practiceName) {
        m_name->setText(m_type.name);
    }
    m_connect->setText(browser    ? tr("Sign in with your browser")
                       : practice ? tr("Use the practice destination")
                                  : tr("Connect"));
    m_banner->hide();
}

QString ConnectForm::valueOf(const QString& key) const {
    const FormRow* row = m_settings.value(key);
    if (const auto* edit = qobject_cast<const QLineEdit*>(row->field())) {
        return edit->text().trimmed();
    }
    return qobject_cast<const QComboBox*>(row->field())->currentText();
}

bool ConnectForm::complete() {
    QWidget* gap = nullptr;
    const auto missing = [&gap](FormRow* row, const QString& sentence) {
        row->setProblem(sentence);
        if (!gap) {
            gap = row->field();
        }
    };
    const bool practice = m_again.connection.id.isEmpty() && m_mode->current() == kPractice;
    if (m_nameRow && m_name->text().trimmed().isEmpty()) {
        missing(m_nameRow, tr("Give it a name."));
    }
    if (!practice) {
        for (const SettingSpec& setting : m_type.settings) {
            if (FormRow* row = m_settings.value(setting.key);
                row && setting.required && valueOf(setting.key).isEmpty()) {
                missing(row, tr("This is needed to connect."));
            }
        }
        if (m_secretRow && m_secret->text().isEmpty()) {
            missing(m_secretRow, tr("This is needed to sign in."));
        }
        if (const auto day = endsOn(); day && !day->isValid()) {
            missing(m_endsRow, tr("This is not a date. Write it like %1, or leave it empty.")
                                   .arg(dayExample(QDate::currentDate().addDays(60))));
        } else if (day && *day < QDate::currentDate()) {
            missing(m_endsRow, tr("This day has passed. Make a new token, or leave it empty."));
        }
        if (m_clientIdRow && m_clientId->text().trimmed().isEmpty()) {
            missing(m_clientIdRow, tr("This is needed to sign in."));
        }
    }
    if (gap) {
        gap->setFocus(Qt::OtherFocusReason);
    }
    return gap == nullptr;
}

void ConnectForm::submit(const ReconnectChoice& choice) {
    if (!complete()) {
        return;
    }
    m_banner->hide();
    busy(true);
    if (byBrowser()) {
        sendToBrowser();
    } else if (m_again.connection.id.isEmpty()) {
        sendNew(choice.thisTimeOnly);
    } else {
        sendAgain(choice);
    }
}

NewConnection ConnectForm::wanted(bool thisTimeOnly) const {
    NewConnection wanted;
    wanted.type = m_type.key;
    wanted.name = m_name->text().trimmed();
    wanted.practice = m_mode->current() == kPractice;
    wanted.thisTimeOnly = thisTimeOnly;
    if (wanted.practice) {
        if (byBrowser()) {
            wanted.settings.insert(QStringLiteral("sign_in"), QStringLiteral("browser"));
        }
        return wanted;
    }
    for (auto it = m_settings.constBegin(); it != m_settings.constEnd(); ++it) {
        if (const QString value = valueOf(it.key()); !value.isEmpty()) {
            wanted.settings.insert(it.key(), value);
        }
    }
    wanted.endsOn = endsOn();
    if (m_clientId) {
        wanted.settings.insert(QStringLiteral("client_id"), m_clientId->text().trimmed());
    }
    return wanted;
}

void ConnectForm::sendNew(bool thisTimeOnly) {
    const NewConnection asked = wanted(thisTimeOnly);
    Secret secret = asked.practice || !m_secret ? Secret() : Secret(m_secret->text().toUtf8());
    const quint64 number = ++m_asked;
    whenDone(m_connections.connectWithSecret(asked, std::move(secret)), this,
             [this, number, name = asked.name](const Result<ConnectionId>& id) {
                 if (number == m_asked) {
                     answered(id, name);
                 }
             });
}

void ConnectForm::sendAgain(const ReconnectChoice& decided) {
    const quint64 number = ++m_asked;
    ReconnectChoice choice = decided;
    choice.endsOn = endsOn();
    const Connection connection = m_again.connection;
    Secret secret = m_secret ? Secret(m_secret->text().toUtf8()) : Secret();
    whenDone(m_connections.reconnect(connection.id, std::move(secret), choice), this,
             [this, number, connection](const Result<void>& done) {
                 if (number == m_asked) {
                     answered(done ? Result<ConnectionId>(connection.id) : fail(done.error()), connection.name);
                 }
             });
}

void ConnectForm::sendToBrowser() {
    Secret secret = m_clientSecret ? Secret(m_clientSecret->text().toUtf8()) : Secret();
    auto connecting = m_again.connection.id.isEmpty()
                          ? m_connections.connectWithBrowser(wanted(false), std::move(secret))
                          : m_connections.reconnectWithBrowser(
                                m_again.connection.id, m_clientId ? m_clientId->text() : QString(), std::move(secret));
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
    // The browser's answer is still good: the decision alone is missing.
    const auto decided = [this](const ReconnectChoice& choice) {
        if (!m_browser->canGoOn()) {
            submit(choice);
            return;
        }
        m_banner->hide();
        busy(true);
        m_waiting->hide();
        m_browser->goOn({choice.thisTimeOnly, choice.otherAccount});
    };
    if (error.kind == ErrorKind::Keychain) {
        // Never a silent fallback: the user decides, and the secret stays in memory.
        Button* again = m_banner->addAction(tr("Try again"));
        Button* once = m_banner->addAction(tr("Connect this time only"));
        once->setToolTip(tr("The sign-in is kept in memory until Pathways closes. Until there is a keychain, Pathways "
                            "also forgets whom it pushed: pushes add and update people, and remove nobody."));
        connect(again, &QAbstractButton::clicked, this, [decided] { decided({}); });
        connect(once, &QAbstractButton::clicked, this, [decided] { decided({.thisTimeOnly = true}); });
    } else if (error.kind == ErrorKind::NeedsDecision && !m_again.connection.id.isEmpty()) {
        Button* other = m_banner->addAction(tr("Use this account instead"));
        connect(other, &QAbstractButton::clicked, this, [decided] { decided({.otherAccount = true}); });
    }
    m_banner->show();
    if (error.kind == ErrorKind::SignIn && m_secret) {
        m_secretRow->setProblem(error.what);
        m_secret->setFocus(Qt::OtherFocusReason);
        m_secret->selectAll();
    } else if (error.kind != ErrorKind::Canceled) {
        m_connect->setFocus(Qt::OtherFocusReason);
    }
}

void ConnectForm::busy(bool busy) {
    m_waiting->setVisible(busy);
    m_connect->setEnabled(!busy);
    for (FormRow* row : findChildren<FormRow*>()) {
        // Where the browser cannot answer by itself, its address is pasted while the form waits.
        if (!m_browser->isAncestorOf(row)) {
            row->field()->setEnabled(!busy);
        }
    }
    m_mode->setEnabled(!busy);
    if (m_rehearse) {
        m_rehearse->setEnabled(!busy);
    }
}

} // namespace pathways::ui
