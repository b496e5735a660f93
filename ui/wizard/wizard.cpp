// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/wizard.h"

#include "ui/common/card.h"
#include "ui/common/labels.h"
#include "ui/common/page_frame.h"
#include "ui/common/stepper.h"
#include "ui/common/text.h"
#include "ui/progress/push_page.h"
#include "ui/theme/button.h"
#include "ui/wizard/audience_page.h"
#include "ui/wizard/confirm_page.h"
#include "ui/wizard/destination_page.h"
#include "ui/wizard/review_page.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QStackedWidget>
#include <QTime>
#include <QTimer>
#include <QVBoxLayout>

namespace pathways::ui {

Wizard::Wizard(WizardServices services, QWidget* parent)
    : QWidget(parent)
    , m_services(services)
    , m_stepper(new Stepper(this))
    , m_stack(new QStackedWidget(this))
    , m_audience(new AudiencePage(services, m_state, this))
    , m_destination(new DestinationPage(services, m_state, this))
    , m_review(new ReviewPage(services, m_state, this))
    , m_confirm(new ConfirmPage(services, m_state, this))
    , m_push(new PushPage(services, this))
    , m_pages{m_audience, m_destination, m_review, m_confirm}
    , m_footers(new QStackedWidget(this)) {
    setObjectName(QStringLiteral("wizard"));
    auto* top = new Surface(Role::Window, Qt::BottomEdge, this);
    auto* topRow = new QHBoxLayout(top);
    topRow->setContentsMargins(0, 0, 0, 0);
    topRow->addWidget(m_stepper);
    top->setFixedHeight(std::max(Theme::px(68), m_stepper->sizeHint().height()));
    addPages();
    // The footer is made last: Tab goes through the page first and then along its foot (rule U69).
    buildFooter();
    m_footers->addWidget(m_push->footer());
    auto* bottom = new Surface(Role::Window, Qt::TopEdge, this);
    auto* bottomRow = new QHBoxLayout(bottom);
    bottomRow->setContentsMargins(0, 0, 0, 0);
    bottomRow->addWidget(m_footers);
    bottom->setMinimumHeight(Theme::px(60));
    bottom->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(top);
    layout->addWidget(m_stack, 1);
    layout->addWidget(bottom);
    connect(m_stepper, &Stepper::stepRequested, this, [this](int step) {
        if (step < m_step && m_step < PushShown && !m_state.pathway.leaving) {
            goTo(step);
        }
    });
    connectPush();
}

void Wizard::addPages() {
    for (WizardPage* page : m_pages) {
        m_stack->addWidget(new PageFrame(page, m_stack));
        connect(page, &WizardPage::changed, this, &Wizard::refresh);
        connect(page, &WizardPage::forwardWanted, this, &Wizard::goForward);
        connect(page, &WizardPage::readyToGo, this, [this] { m_forward->setFocus(Qt::OtherFocusReason); });
        connect(page, &WizardPage::connectionsWanted, this, [this](const ConnectionId& id) {
            keepDraft();
            emit connectionsWanted(id);
        });
        connect(page, &WizardPage::audiencesWanted, this, &Wizard::audiencesWanted);
        // Queued, as the page deletes the banner with the pressed button.
        connect(
            page, &WizardPage::freshStartWanted, this,
            [this] {
                m_state = {};
                goTo(AudienceStep);
            },
            Qt::QueuedConnection);
    }
    m_stack->addWidget(new PageFrame(m_push, m_stack));
    connect(m_audience, &AudiencePage::samplesWanted, this, &Wizard::samplesWanted);
    connect(m_review, &ReviewPage::audienceWanted, this, [this] { goTo(AudienceStep); });
}

void Wizard::connectPush() {
    connect(m_push, &PushPage::closed, this, &Wizard::closed);
    connect(m_push, &PushPage::activityWanted, this, &Wizard::activityWanted);
    connect(m_push, &PushPage::connectionsWanted, this, &Wizard::connectionsWanted);
    connect(m_push, &PushPage::sendAgainWanted, this, [this](const PathwayId& id) { confirmAgain(id); });
    connect(m_push, &PushPage::endedChanged, this, [this] {
        if (m_step == PushShown) {
            m_stepper->setCurrent(m_push->ended() ? PushShown : ConfirmStep);
        }
    });
}

Wizard::~Wizard() = default;

void Wizard::buildFooter() {
    m_footer = new QWidget(this);
    m_cancel = new Button(tr("Cancel"), ButtonKind::QuietText, m_footer);
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_noteIcon = new IconLabel(QStringLiteral("lock"), Role::TextMuted, 16, m_footer);
    m_note = new ElidedLabel(QString(), TextStyle::Small, Role::TextMuted, m_footer);
    m_note->setObjectName(QStringLiteral("footerNote"));
    m_note->setMinimumWidth(1); // the note shrinks before the buttons
    m_back = new Button(tr("Back"), ButtonKind::Plain, m_footer);
    m_back->setObjectName(QStringLiteral("back"));
    m_forward = new Button(tr("Next"), ButtonKind::Primary, m_footer);
    m_forward->setObjectName(QStringLiteral("forward"));
    for (Button* button : {m_cancel, m_back, m_forward}) {
        button->setAutoDefault(true);
    }
    auto* row = new QHBoxLayout(m_footer);
    row->setContentsMargins(Theme::px(20), Theme::px(10), Theme::px(28), Theme::px(10));
    row->setSpacing(Theme::px(10));
    row->addWidget(m_cancel);
    row->addWidget(m_noteIcon);
    row->addWidget(m_note, 1);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    m_footers->addWidget(m_footer);
    connect(m_cancel, &QAbstractButton::clicked, this, &Wizard::cancel);
    connect(m_back, &QAbstractButton::clicked, this, &Wizard::goBack);
    connect(m_forward, &QAbstractButton::clicked, this, &Wizard::goForward);
}

WizardPage* Wizard::page(int step) const {
    return step >= 0 && step < int(m_pages.size()) ? m_pages[std::size_t(step)] : nullptr;
}

void Wizard::start() {
    m_started = true;
    const auto saved = m_services.pathways.savedDraft();
    if (saved && saved->has_value()) {
        const PathwayService::Draft& draft = **saved;
        const auto audience = m_services.audiences.find(draft.pathway.audience);
        if (audience) {
            m_state = {};
            m_state.pathway = draft.pathway;
            m_state.audience = *audience;
            const auto connection = m_services.connections.find(draft.pathway.connection);
            if (connection) {
                m_state.connection = *connection;
            } else {
                m_state.pathway.connection = {};
            }
            m_state.drafted = connection.has_value() && draft.step >= ReviewStep;
            if (draft.step > AudienceStep) {
                m_state.resets << tr("Your draft was kept. You can continue where you left off.");
                m_state.resumed = true;
            }
            goTo(std::clamp<int>(draft.step, AudienceStep, connection ? ConfirmStep : DestinationStep));
            return;
        }
    }
    goTo(AudienceStep);
}

void Wizard::startWith(const AudienceId& audience, const ConnectionId& connection) {
    m_started = true;
    m_state = {};
    if (const auto found = m_services.audiences.find(audience)) {
        m_state.chooseAudience(*found);
    }
    if (m_state.audience && !connection.isEmpty()) {
        for (const DestinationChoice& choice :
             m_services.connections.choicesFor(audience).value_or(QList<DestinationChoice>{})) {
            if (choice.summary.connection.id == connection && choice.selectable) {
                m_state.chooseConnection(choice.summary);
            }
        }
    }
    goTo(!m_state.audience ? AudienceStep : m_state.connection ? ReviewStep : DestinationStep);
}

void Wizard::setSamplesOffered(bool offered) {
    m_audience->setSamplesOffered(offered);
}

void Wizard::confirmAgain(const PathwayId& id, bool leaving) {
    m_started = true;
    const auto pathway = m_services.pathways.find(id);
    const auto audience = pathway ? m_services.audiences.find(pathway->audience) : fail(pathway.error());
    const auto connection = pathway ? m_services.connections.find(pathway->connection) : fail(pathway.error());
    m_state = {};
    if (!pathway || !audience || !connection) {
        goTo(AudienceStep);
        return;
    }
    m_state.pathway = *pathway;
    m_state.pathway.leaving = pathway->leaving || leaving;
    m_state.audience = *audience;
    m_state.connection = *connection;
    m_state.drafted = true;
    goTo(ConfirmStep);
}

void Wizard::keepDraft() {
    std::optional<PathwayService::Draft> draft;
    if (m_step < PushShown && !m_state.pathway.audience.isEmpty() && !m_state.pathway.leaving) {
        draft = PathwayService::Draft{m_step, m_state.pathway};
    }
    // A draft that cannot be saved should not stop the user; the next page change tries again.
    [[maybe_unused]] const auto kept = m_services.pathways.saveDraft(draft);
}

void Wizard::goTo(int step) {
    if (WizardPage* before = page(m_step)) {
        before->leave();
    }
    m_step = step;
    m_stepper->setLocked(m_state.pathway.leaving); // Nothing is left to choose of it.
    m_footers->setCurrentWidget(m_footer);
    WizardPage* shown = page(step);
    m_stack->setCurrentIndex(step);
    shown->enter();
    keepDraft();
    refresh();
    focusPage();
}

void Wizard::focusPage() {
    m_pages[std::size_t(m_step)]->focusFirst();
}

void Wizard::refresh() {
    if (m_step >= PushShown) {
        return;
    }
    const WizardPage* now = page(m_step);
    m_stepper->setCurrent(m_step);
    for (int i = 0; i < kSteps; ++i) {
        m_stepper->setChoice(i, i < m_step ? page(i)->choice() : QString());
    }
    m_back->setEnabled(m_step > AudienceStep && !m_state.pathway.leaving);
    // A name in it may hold an ampersand, which a button would read as the mark of its shortcut.
    m_forward->setText(now->forwardText().replace(u'&', QStringLiteral("&&")));
    m_forward->setSize(m_step == ConfirmStep ? ButtonSize::Commit : ButtonSize::Regular);
    // On the first steps the button is always enabled (rule U6); on the last one, once the plan has been visible.
    m_forward->setEnabled(m_step < ConfirmStep || m_confirm->canCommit());
    m_forward->setAccessibleDescription(m_step == ConfirmStep ? m_confirm->forwardDescription() : QString());
    m_forward->setKind(m_step == ConfirmStep ? m_confirm->forwardKind() : ButtonKind::Primary);
    m_note->setText(now->footerNote());
    m_noteIcon->setIcon(now->footerIcon(), Role::TextMuted);
}

void Wizard::goForward() {
    if (m_step >= PushShown || !m_forward->isEnabled() || !page(m_step)->validate()) {
        return;
    }
    if (m_step == ConfirmStep) {
        commit();
    } else {
        goTo(m_step + 1);
    }
}

void Wizard::goBack() {
    if (m_step > AudienceStep && m_step < PushShown && !m_state.pathway.leaving) {
        goTo(m_step - 1);
    }
}

void Wizard::commit() {
    m_forward->setText(tr("Processing"));
    m_forward->setEnabled(false);
    const auto push = m_confirm->commit();
    if (!push) {
        m_confirm->showTrouble(push.error());
        refresh();
        return;
    }
    showPush(*push);
    emit pushStarted(*push);
}

void Wizard::showPush(const PushId& push) {
    m_started = true;
    if (WizardPage* before = page(m_step)) {
        before->leave();
    }
    for (int i = 0; i < ConfirmStep; ++i) {
        m_stepper->setChoice(i, m_step == ConfirmStep ? page(i)->choice() : QString());
    }
    m_step = PushShown;
    [[maybe_unused]] const auto kept = m_services.pathways.saveDraft(std::nullopt);
    m_stepper->setChoice(ConfirmStep,
                         tr("Confirmed at %1").arg(QLocale().toString(QTime::currentTime(), QLocale::ShortFormat)));
    m_stepper->setLocked(true);
    m_stepper->setCurrent(ConfirmStep);
    m_stack->setCurrentIndex(PushShown);
    m_footers->setCurrentWidget(m_push->footer());
    m_push->watch(push);
}

void Wizard::cancel() {
    // Work on the mapping is kept and offered again; anything else is a few clicks (rule U8).
    if (m_step >= ReviewStep && m_review->hasWork()) {
        keepDraft();
    } else {
        m_state = {};
        keepDraft();
    }
    emit closed();
}

bool Wizard::accountChanged() const {
    const auto now = m_services.connections.find(m_state.pathway.connection);
    return now && m_state.connection && now->connection.accountId != m_state.connection->connection.accountId;
}

void Wizard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_step < PushShown) {
        cancel();
        return;
    }
    QWidget::keyPressEvent(event);
}

void Wizard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!m_started) {
        start();
    } else if (m_step < ReviewStep) {
        // Audiences and connections may have changed on other pages meanwhile.
        page(m_step)->enter();
        refresh();
    } else if (m_step == ReviewStep && !m_state.review) {
        page(m_step)->enter();
    } else if (m_step < PushShown && accountChanged()) {
        // Another account has other lists and other people.
        m_state.review.reset();
        m_state.plan.reset();
        m_state.resets << tr("The connection leads to another account now, so everything is checked again.");
        goTo(ReviewStep);
    }
    // Afterwards, as hiding a widget moves the focus.
    QTimer::singleShot(0, this, [this] {
        const QWidget* now = window()->focusWidget();
        if (isVisible() && (now == nullptr || !now->isVisible() || !isAncestorOf(now))) {
            m_step < PushShown ? focusPage() : m_push->focusFirst();
        }
    });
}

} // namespace pathways::ui
