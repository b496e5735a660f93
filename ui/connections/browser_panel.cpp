// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/browser_panel.h"

#include "ui/common/form.h"
#include "ui/theme/button.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QLineEdit>

namespace pathways::ui {

BrowserPanel::BrowserPanel(QWidget* parent)
    : Banner(Tone::Info, parent)
    , m_paste(new QLineEdit)
    , m_pasteRow(new FormRow(tr("Address of the last page"), m_paste, tr("It begins with http://127.0.0.1."), this))
    , m_use(new Button(tr("Use this address"), ButtonKind::Plain, this)) {
    m_paste->setObjectName(QStringLiteral("pasteAddress"));
    m_use->setSize(ButtonSize::Small);
    content()->addWidget(m_pasteRow);
    content()->addWidget(m_use, 0, Qt::AlignLeading);
    connect(m_use, &QAbstractButton::clicked, this, &BrowserPanel::takePasted);
    connect(m_paste, &QLineEdit::returnPressed, this, &BrowserPanel::takePasted);
    connect(m_paste, &QLineEdit::textEdited, this, [this] { m_pasteRow->setProblem({}); });
    hide();
}

void BrowserPanel::watch(std::unique_ptr<BrowserConnect> connecting) {
    drop();
    m_connecting = std::move(connecting);
    m_paste->clear();
    connect(m_connecting.get(), &BrowserConnect::phaseChanged, this, &BrowserPanel::refresh);
    connect(m_connecting.get(), &BrowserConnect::ended, this, [this](const Result<ConnectionId>& result) {
        hide();
        // The answer has arrived: bring the user back here.
        window()->raise();
        window()->activateWindow();
        emit ended(result);
    });
    connect(m_connecting.get(), &BrowserConnect::ready, this, [this] {
        refresh();
        openBrowser();
    });
    refresh();
    if (!m_connecting->url().isEmpty()) {
        openBrowser();
    }
}

void BrowserPanel::drop() {
    if (m_connecting) {
        // It may be emitting ended() right now.
        m_connecting->disconnect(this);
        m_connecting.release()->deleteLater();
    }
    hide();
}

void BrowserPanel::goOn(const BrowserConnect::Decision& decision) {
    if (m_connecting) {
        m_connecting->goOn(decision);
    }
}

void BrowserPanel::refresh() {
    clearActions();
    setTone(Tone::Info);
    if (m_connecting->phase() == BrowserConnect::Phase::Checking) {
        setIconName(QStringLiteral("progress"));
        setText(tr("Your browser answered"), tr("Checking the account with %1.").arg(m_connecting->platform()));
        m_pasteRow->hide();
        m_use->hide();
        show();
        return;
    }
    setIconName(QStringLiteral("external"));
    const auto notice = m_connecting->notice();
    m_pasteRow->setVisible(notice.has_value());
    m_use->setVisible(notice.has_value());
    if (notice) {
        setTone(Tone::Warning);
        setText(notice->what, notice->meaning + u' ' + notice->remedy);
    } else {
        setText(
            tr("Waiting for your browser"),
            tr("Sign in to %1 there and allow Pathways. This page continues by itself.").arg(m_connecting->platform()));
    }
    Button* again = addAction(tr("Open again"));
    Button* copy = addAction(tr("Copy link"));
    copy->setIconName(QStringLiteral("copy"));
    Button* stop = addAction(tr("Cancel sign-in"));
    connect(again, &QAbstractButton::clicked, this, &BrowserPanel::openBrowser);
    connect(copy, &QAbstractButton::clicked, this, [this, copy] {
        QGuiApplication::clipboard()->setText(m_connecting->url().toString(QUrl::FullyEncoded));
        copy->setText(tr("Link copied"));
    });
    connect(stop, &QAbstractButton::clicked, this, [this] { m_connecting->cancel(); });
    show();
    again->setFocus(Qt::OtherFocusReason);
}

void BrowserPanel::openBrowser() {
    if (!QDesktopServices::openUrl(m_connecting->url())) {
        setText(tr("Your browser did not open"),
                tr("Copy the link and open it in the browser yourself. This page continues by itself."));
    }
}

void BrowserPanel::takePasted() {
    if (const auto taken = m_connecting->acceptAddress(m_paste->text()); !taken) {
        m_pasteRow->setProblem(taken.error().what + u' ' + taken.error().remedy);
        m_paste->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace pathways::ui
