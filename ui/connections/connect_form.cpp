// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connect_form.h"

#include "core/base/async.h"
#include "ui/common/banner.h"
#include "ui/common/button.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/page.h"
#include "ui/common/text.h"
#include "ui/connections/connection_texts.h"

#include <QBoxLayout>
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
    , m_connect(new Button(tr("Connect"), ButtonKind::Primary, this))
    , m_cancel(new Button(tr("Cancel"), ButtonKind::QuietText, this))
    , m_waiting(new TextLabel(tr("Checking with the platform"), TextStyle::Small, Role::TextMuted, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::px(20), Theme::px(18), Theme::px(20), Theme::px(18));
    column->setSpacing(Theme::px(14));
    m_mode->addSegment(tr("Your account"));
    m_mode->addSegment(tr("Practice"));
    auto* mode = new QHBoxLayout;
    mode->addWidget(m_mode);
    mode->addStretch(1);
    column->addLayout(mode);
    m_note->setWrapping();
    column->addWidget(m_note);
    m_rows->setSpacing(Theme::px(12));
    column->addLayout(m_rows);
    m_banner->hide();
    column->addWidget(m_banner);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(Theme::px(10));
    foot->addWidget(m_cancel);
    foot->addWidget(m_waiting);
    foot->addStretch(1);
    foot->addWidget(m_connect);
    column->addLayout(foot);
    m_waiting->hide();
    connect(m_mode, &SegmentedControl::currentChanged, this, [this](int index) { showPractice(index == kPractice); });
    connect(m_cancel, &QAbstractButton::clicked, this, [this] {
        ++m_asked; // an answer still on its way is no longer wanted
        busy(false);
        if (m_secret) {
            m_secret->clear();
        }
        emit canceled();
    });
    connect(m_connect, &QAbstractButton::clicked, this, [this] { submit(false, false); });
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
    m_banner->hide();
    m_mode->show();
    m_mode->setCurrent(m_type.signIn == SignInKind::Browser ? kPractice : kOwnAccount);
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
    m_banner->hide();
    m_mode->hide();
    m_note->setText(
        tr("Enter the new key of %1. Pathways that wait go on by themselves.").arg(isolated(accountLine(summary))));
    m_note->show();
    m_connect->setText(tr("Sign in"));
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

void ConnectForm::showPractice(bool practice) {
    if (!m_again.connection.id.isEmpty()) {
        return;
    }
    const bool browserOnly = !practice && m_type.signIn == SignInKind::Browser;
    for (FormRow* row : std::as_const(m_settings)) {
        row->setVisible(!practice && !browserOnly);
    }
    if (m_secretRow) {
        m_secretRow->setVisible(!practice);
    }
    m_note->setVisible(practice || browserOnly);
    m_note->setText(practice ? tr("A practice %1 runs on this computer. It refuses what the real one refuses; people "
                                  "pushed there go nowhere.")
                                   .arg(m_type.name)
                             : tr("%1 signs you in through your browser. This version cannot do that yet; the practice "
                                  "destination works.")
                                   .arg(m_type.name));
    m_nameRow->setVisible(!browserOnly);
    const QString practiceName = tr("Practice %1").arg(m_type.name);
    if (practice && m_name->text() == m_type.name) {
        m_name->setText(practiceName);
    } else if (!practice && m_name->text() == practiceName) {
        m_name->setText(m_type.name);
    }
    m_connect->setText(practice ? tr("Use the practice destination") : tr("Connect"));
    m_connect->setVisible(!browserOnly);
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
    }
    if (gap) {
        gap->setFocus(Qt::OtherFocusReason);
    }
    return gap == nullptr;
}

void ConnectForm::submit(bool thisTimeOnly, bool acceptOtherAccount) {
    if (!complete()) {
        return;
    }
    m_banner->hide();
    busy(true);
    if (m_again.connection.id.isEmpty()) {
        sendNew(thisTimeOnly);
    } else {
        sendAgain(acceptOtherAccount);
    }
}

void ConnectForm::sendNew(bool thisTimeOnly) {
    NewConnection wanted;
    wanted.type = m_type.key;
    wanted.name = m_name->text().trimmed();
    wanted.practice = m_mode->current() == kPractice;
    wanted.thisTimeOnly = thisTimeOnly;
    if (!wanted.practice) {
        for (auto it = m_settings.constBegin(); it != m_settings.constEnd(); ++it) {
            if (const QString value = valueOf(it.key()); !value.isEmpty()) {
                wanted.settings.insert(it.key(), value);
            }
        }
    }
    Secret secret = wanted.practice || !m_secret ? Secret() : Secret(m_secret->text().toUtf8());
    const quint64 asked = ++m_asked;
    const QString name = wanted.name;
    whenDone(m_connections.connectWithSecret(wanted, std::move(secret)), this,
             [this, asked, name](const Result<ConnectionId>& id) {
                 if (asked != m_asked) {
                     return;
                 }
                 busy(false);
                 if (!id) {
                     refused(id.error());
                     return;
                 }
                 if (m_secret) {
                     m_secret->clear();
                 }
                 emit connected(*id, name);
             });
}

void ConnectForm::sendAgain(bool acceptOtherAccount) {
    const quint64 asked = ++m_asked;
    const ConnectionId id = m_again.connection.id;
    const QString name = m_again.connection.name;
    Secret secret = m_secret ? Secret(m_secret->text().toUtf8()) : Secret();
    whenDone(m_connections.reconnect(id, std::move(secret), acceptOtherAccount), this,
             [this, asked, id, name](const Result<void>& done) {
                 if (asked != m_asked) {
                     return;
                 }
                 busy(false);
                 if (!done) {
                     refused(done.error());
                     return;
                 }
                 if (m_secret) {
                     m_secret->clear();
                 }
                 emit connected(id, name);
             });
}

void ConnectForm::refused(const Error& error) {
    m_banner->clearActions();
    m_banner->setError(error);
    if (error.kind == ErrorKind::Keychain && m_again.connection.id.isEmpty()) {
        // Never a silent fallback: the user decides, and the secret stays in memory.
        Button* once = m_banner->addAction(tr("Connect this time only"));
        connect(once, &QAbstractButton::clicked, this, [this] { submit(true, false); });
    } else if (error.kind == ErrorKind::NeedsDecision && !m_again.connection.id.isEmpty()) {
        Button* other = m_banner->addAction(tr("Use this account instead"));
        connect(other, &QAbstractButton::clicked, this, [this] { submit(false, true); });
    }
    m_banner->show();
    if (error.kind == ErrorKind::SignIn && m_secret) {
        m_secretRow->setProblem(error.what);
        m_secret->setFocus(Qt::OtherFocusReason);
        m_secret->selectAll();
    }
}

void ConnectForm::busy(bool busy) {
    m_waiting->setVisible(busy);
    m_connect->setEnabled(!busy);
    for (FormRow* row : findChildren<FormRow*>()) {
        row->field()->setEnabled(!busy);
    }
    m_mode->setEnabled(!busy);
}

} // namespace pathways::ui
