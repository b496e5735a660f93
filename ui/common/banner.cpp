// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/banner.h"

#include "ui/common/announce.h"
#include "ui/common/labels.h"
#include "ui/theme/button.h"
#include "ui/theme/drawing.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QRadioButton>

namespace pathways::ui {
namespace {

QString iconOf(Tone tone) {
    switch (tone) {
    case Tone::Warning:
        return QStringLiteral("warn");
    case Tone::Danger:
        return QStringLiteral("stopped");
    case Tone::Success:
        return QStringLiteral("ok");
    default:
        return QStringLiteral("info");
    }
}

Tone toneOf(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::Throttled:
    case ErrorKind::Network:
    case ErrorKind::Canceled:
        return Tone::Info;
    case ErrorKind::SignIn:
    case ErrorKind::NeedsDecision:
    case ErrorKind::Input:
    case ErrorKind::Source:
    case ErrorKind::NotFound:
    case ErrorKind::Keychain:
    case ErrorKind::InUse:
        return Tone::Warning;
    default:
        return Tone::Danger;
    }
}

} // namespace

Banner::Banner(Tone tone, QWidget* parent)
    : QFrame(parent)
    , m_tone(tone)
    , m_icon(new IconLabel(iconOf(tone), rolesOf(tone).ink, 20, this))
    , m_title(new TextLabel({}, TextStyle::BodyStrong, Role::Text, this))
    , m_body(new TextLabel({}, TextStyle::Body, Role::Text, this))
    , m_content(new QVBoxLayout)
    , m_actions(new QHBoxLayout) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::px(16), Theme::px(12), Theme::px(16), Theme::px(12));
    row->setSpacing(Theme::px(12));
    row->addWidget(m_icon, 0, Qt::AlignTop);
    m_content->setSpacing(Theme::px(3));
    m_content->addWidget(m_title);
    m_content->addWidget(m_body);
    m_actions->setSpacing(Theme::px(8));
    m_actions->setContentsMargins(0, 0, 0, 0);
    m_actions->addStretch(1);
    m_content->addLayout(m_actions);
    row->addLayout(m_content, 1);
    m_title->setWrapping();
    m_body->setWrapping();
    m_title->hide();
    m_body->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void Banner::setTone(Tone tone) {
    m_tone = tone;
    m_icon->setIcon(iconOf(tone), rolesOf(tone).ink);
    update();
}

void Banner::setIconName(const QString& icon) {
    m_icon->setIcon(icon, rolesOf(m_tone).ink);
}

void Banner::setText(const QString& title, const QString& body) {
    const bool different = title != m_title->text() || body != m_body->text();
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_body->setText(body);
    m_body->setVisible(!body.isEmpty());
    setAccessibleName(body.isEmpty() ? title : title + u' ' + body);
    if (different && isVisible()) {
        announce(this, accessibleName());
    }
}

void Banner::setError(const Error& error) {
    setTone(toneOf(error.kind));
    QString body = error.meaning;
    if (!error.remedy.isEmpty()) {
        body += (body.isEmpty() ? QString() : QStringLiteral(" ")) + error.remedy;
    }
    setText(error.what, body);
}

Button* Banner::addAction(const QString& text) {
    auto* button = new Button(text, ButtonKind::Plain, this);
    button->setSize(ButtonSize::Small);
    m_actions->insertWidget(m_actions->count() - 1, button);
    m_actions->setContentsMargins(0, Theme::px(6), 0, 0);
    return button;
}

void Banner::clearActions() {
    while (m_actions->count() > 1) {
        QLayoutItem* item = m_actions->takeAt(0);
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_actions->setContentsMargins(0, 0, 0, 0);
}

QString Banner::title() const {
    return m_title->text();
}

QString Banner::body() const {
    return m_body->text();
}

void Banner::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const ToneRoles roles = rolesOf(m_tone);
    drawing::roundedBox(painter, rect(), Theme::px(10), Theme::color(roles.tint), Theme::color(roles.edge));
}

GuardBanner::GuardBanner(QWidget* parent)
    : Banner(Tone::Warning, parent)
    , m_hold(new QRadioButton(tr("Only add and update this time"), this))
    , m_remove(new QRadioButton(tr("Remove them too. Type the number to allow it:"), this))
    , m_number(new QLineEdit(this))
    , m_hint(new TextLabel({}, TextStyle::Small, Role::TextMuted, this)) {
    auto* group = new QButtonGroup(this);
    group->addButton(m_hold);
    group->addButton(m_remove);
    m_number->setFixedWidth(Theme::px(110));
    m_number->setAccessibleName(tr("Number of people to remove"));
    m_number->setMaxLength(18);
    m_number->setProperty("small", true);
    // Stacked, as both sentences are long in most languages.
    content()->addSpacing(Theme::px(4));
    content()->addWidget(m_hold);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::px(8));
    row->addWidget(m_remove);
    row->addWidget(m_number);
    row->addWidget(m_hint, 1);
    content()->addLayout(row);
    connect(m_hold, &QRadioButton::toggled, this, [this](bool on) {
        if (on) {
            m_number->clear();
        }
        m_hint->clear();
        emit decisionChanged();
    });
    connect(m_remove, &QRadioButton::clicked, m_number, [this] { m_number->setFocus(Qt::OtherFocusReason); });
    connect(m_number, &QLineEdit::textEdited, this, [this] {
        m_remove->setChecked(true);
        m_hint->clear();
        emit decisionChanged();
    });
}

void GuardBanner::setGuard(qint64 removals, bool marksOnly, const QString& cause) {
    m_removals = removals;
    const int people = int(std::min<qint64>(removals, INT_MAX));
    setText(marksOnly ? tr("Taking the tag or segment off %Ln people needs your decision", nullptr, people)
                      : tr("Removing %Ln people needs your decision", nullptr, people),
            cause);
    m_number->clear();
    m_number->setPlaceholderText(QLocale().toString(removals));
    m_hold->setChecked(true);
    emit decisionChanged();
}

void GuardBanner::setLeaving(bool leaving) {
    m_hold->setText(leaving ? tr("Let them stay") : tr("Only add and update this time"));
    m_remove->setText(leaving ? tr("Take them out. Type the number to allow it:")
                              : tr("Remove them too. Type the number to allow it:"));
}

bool GuardBanner::removalChosen() const {
    return m_remove->isChecked();
}

std::optional<qint64> GuardBanner::allowedRemovals() const {
    if (!m_remove->isChecked()) {
        return {};
    }
    // The number may be typed with or without group separators.
    QString digits;
    for (const QChar c : m_number->text()) {
        if (c.isDigit()) {
            digits += QChar(u'0' + c.digitValue());
        }
    }
    bool ok = false;
    const qint64 typed = digits.toLongLong(&ok);
    return ok && typed == m_removals ? std::optional(typed) : std::nullopt;
}

void GuardBanner::focusNumber() {
    m_hint->setText(tr("Type %1 here first.").arg(QLocale().toString(m_removals)));
    m_number->setFocus(Qt::OtherFocusReason);
}

} // namespace pathways::ui
