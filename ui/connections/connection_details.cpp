// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_details.h"

#include "ui/common/banner.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/text.h"
#include "ui/connections/connection_texts.h"
#include "ui/theme/button.h"
#include "ui/wording/destination_kinds.h"

#include <QBoxLayout>
#include <QLineEdit>

namespace pathways::ui {

ConnectionDetails::ConnectionDetails(QWidget* parent)
    : Card(parent)
    , m_lines(new QVBoxLayout)
    , m_glyph(new Glyph(QStringLiteral("plug"), GlyphKind::Neutral, 36, this))
    , m_name(new QLineEdit(this))
    , m_state(new StatusBadge(this))
    , m_banner(new Banner(Tone::Warning, this))
    , m_check(new Button(tr("Check again"), ButtonKind::Plain, this))
    , m_signIn(new Button(tr("Sign in again"), ButtonKind::Plain, this))
    , m_support(new Button(tr("Copy support details"), ButtonKind::Quiet, this))
    , m_remove(new Button(tr("Remove…"), ButtonKind::Danger, this)) {
    auto* column = new QVBoxLayout(this);
    // Align the text of the flat button, not its invisible frame, with the text above.
    const int inset = Button::quietInset();
    column->setContentsMargins(Theme::px(20) - inset, Theme::px(18), Theme::px(20), Theme::px(18));
    column->setSpacing(Theme::px(14));
    auto* upper = new QVBoxLayout;
    upper->setContentsMargins(inset, 0, 0, 0);
    upper->setSpacing(Theme::px(14));
    column->addLayout(upper);
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::px(12));
    head->addWidget(m_glyph);
    m_name->setAccessibleName(tr("Name of the connection"));
    m_name->setMaxLength(100);
    m_name->setMaximumWidth(Theme::px(360));
    head->addWidget(m_name, 1);
    head->addWidget(m_state);
    head->addStretch(1);
    upper->addLayout(head);
    m_banner->setObjectName(QStringLiteral("detailsBanner"));
    m_banner->hide();
    upper->addWidget(m_banner);
    m_lines->setSpacing(Theme::px(8));
    upper->addLayout(m_lines);
    m_account = addLine(tr("Account"));
    m_key = addLine(tr("Key"));
    m_expires = addLine(tr("Sign-in ends"));
    m_checked = addLine(tr("Last checked"));
    m_success = addLine(tr("Last good push"));
    m_users = addLine(tr("Pathways that use it"));
    auto* support = new QHBoxLayout;
    support->addWidget(m_support);
    support->addStretch(1);
    column->addLayout(support);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(Theme::px(8));
    foot->setContentsMargins(inset, 0, 0, 0);
    foot->addWidget(m_check);
    foot->addWidget(m_signIn);
    foot->addStretch(1);
    foot->addWidget(m_remove);
    column->addLayout(foot);
    column->addStretch(1);
    m_support->setIconName(QStringLiteral("copy"));
    connect(m_check, &QAbstractButton::clicked, this, [this] { emit checkWanted(m_summary.connection.id); });
    connect(m_signIn, &QAbstractButton::clicked, this, [this] { emit signInWanted(m_summary.connection.id); });
    connect(m_support, &QAbstractButton::clicked, this, [this] { emit supportWanted(m_summary.connection.id); });
    connect(m_remove, &QAbstractButton::clicked, this, &ConnectionDetails::askBeforeRemoving);
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        const QString name = m_name->text().trimmed();
        if (name.isEmpty()) {
            m_name->setText(m_summary.connection.name);
        } else if (name != m_summary.connection.name) {
            emit renamed(m_summary.connection.id, name);
        }
    });
}

TextLabel* ConnectionDetails::addLine(const QString& name) {
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::px(12));
    auto* label = new TextLabel(name, TextStyle::Body, Role::TextMuted, this);
    label->setFixedWidth(Theme::px(180));
    label->setWrapping();
    auto* value = new TextLabel({}, TextStyle::Body, Role::Text, this);
    value->setWrapping();
    row->addWidget(label, 0, Qt::AlignTop);
    row->addWidget(value, 1);
    m_lines->addLayout(row);
    return value;
}

void ConnectionDetails::show(const ConnectionSummary& summary) {
    const bool other = summary.connection.id != m_summary.connection.id;
    m_summary = summary;
    const Connection& c = summary.connection;
    m_glyph->set(iconName(summary.icon), glyphKind(summary.kind));
    if (other || !m_name->hasFocus()) {
        m_name->setText(c.name);
    }
    m_state->set(stateLook(summary));
    m_account->setText(c.practice ? tr("%1, practice on this computer").arg(summary.typeName)
                                  : tr("%1, %2").arg(summary.typeName, accountLine(summary)));
    m_key->setText(c.practice               ? tr("Built in and public")
                   : c.secretTail.isEmpty() ? tr("In your computer’s keychain")
                                            : tr("In your computer’s keychain, %1").arg(isolated(c.secretTail)));
    m_expires->setText(c.expires ? whenText(*c.expires) : tr("Not known"));
    m_checked->setText(c.lastChecked ? whenText(*c.lastChecked) : tr("Not yet"));
    m_success->setText(summary.lastSuccess ? whenText(*summary.lastSuccess) : tr("Not yet"));
    m_users->setText(summary.pathways.isEmpty() ? tr("None") : summary.pathways.join(u'\n'));
    m_signIn->setVisible(!c.practice || !summary.signedInAs.isEmpty());
    m_signIn->setKind(summary.state == ConnectionState::NeedsSignIn ? ButtonKind::Primary : ButtonKind::Plain);
    m_check->setEnabled(summary.state != ConnectionState::Checking);
    m_support->setVisible(!summary.pathways.isEmpty());
    m_banner->clearActions();
    if (c.problem && summary.state != ConnectionState::Checking) {
        m_banner->setError(*c.problem);
        m_banner->show();
    } else if (summary.state == ConnectionState::ExpiresSoon) {
        m_banner->setTone(Tone::Warning);
        m_banner->setText(summary.stateText,
                          tr("This sign-in expires: %1. Sign in again before then, so that pushes can continue.")
                              .arg(c.expires ? whenText(*c.expires) : summary.stateText));
        m_banner->show();
    } else {
        m_banner->hide();
    }
    m_remove->setEnabled(true);
}

void ConnectionDetails::askBeforeRemoving() {
    const int users = int(m_summary.pathways.size());
    m_banner->clearActions();
    m_banner->setTone(Tone::Warning);
    const QString waits = users == 0 ? tr("No pathway uses it.")
                                     : tr("%Ln pathways use it and will wait: %1.", nullptr, users)
                                           .arg(m_summary.pathways.join(tr(", ", "between names in a list")));
    const QString atPlatform = m_summary.connection.practice ? QString()
                               : m_summary.signedInAs.isEmpty()
                                   ? tr("It stays valid at %1 until you withdraw it there.").arg(m_summary.typeName)
                                   : tr("Your sign-in ends at %1 as well.").arg(m_summary.typeName);
    m_banner->setText(tr("Remove “%1”?").arg(m_summary.connection.name),
                      tr("%1 The people there stay and history is kept. The key is deleted from this computer for "
                         "good. %2 For 30 days you can bring the connection back and sign in again.")
                          .arg(waits, atPlatform)
                          .simplified());
    Button* keep = m_banner->addAction(tr("Keep it"));
    Button* go = m_banner->addAction(tr("Remove it"));
    go->setKind(ButtonKind::Danger);
    const ConnectionSummary before = m_summary;
    connect(keep, &QAbstractButton::clicked, this, [this, before] {
        show(before);
        m_remove->setFocus(Qt::OtherFocusReason);
    });
    connect(go, &QAbstractButton::clicked, this, [this] { emit removeConfirmed(m_summary.connection.id); });
    m_banner->show();
    m_remove->setEnabled(false);
    keep->setFocus(Qt::OtherFocusReason); // the safe one
}

} // namespace pathways::ui
