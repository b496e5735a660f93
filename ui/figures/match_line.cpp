// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/match_line.h"

#include "ui/common/labels.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>

namespace pathways::ui {

MatchLine::MatchLine(QWidget* parent)
    : QWidget(parent)
    , m_icon(new IconLabel(QStringLiteral("wait"), Role::TextMuted, 16, this))
    , m_text(new TextLabel({}, TextStyle::Body, Role::TextMuted, this)) {
    m_text->setWrapping();
    m_text->setObjectName(QStringLiteral("uptake"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::px(6));
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    hide();
}

QString MatchLine::text() const {
    return m_text->text();
}

void MatchLine::setPush(const Push& push) {
    const QString state = displayName(push.matchState);
    const QString note = push.matchNote;
    // The platform's own sentence if there is one, otherwise the state.
    m_text->setText(note.isEmpty() ? state : note);
    switch (push.matchState) {
    case MatchState::Usable:
        m_icon->setIcon(QStringLiteral("ok"), Role::TextMuted);
        break;
    case MatchState::Partly:
        m_icon->setIcon(QStringLiteral("warn"), Role::WarningInk);
        break;
    default:
        m_icon->setIcon(QStringLiteral("wait"), Role::TextMuted);
    }
    setVisible(!m_text->text().isEmpty());
}

} // namespace pathways::ui
