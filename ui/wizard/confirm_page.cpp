// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/confirm_page.h"

#include "core/base/async.h"
#include "core/services/pathways/plan_people.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/labels.h"
#include "ui/common/text.h"
#include "ui/figures/pathway_header.h"
#include "ui/figures/progress_panel.h"
#include "ui/figures/proportion_bar.h"
#include "ui/theme/button.h"
#include "ui/wizard/people_list.h"
#include "ui/wizard/people_model.h"
#include "ui/wizard/review_rules.h"
#include "ui/wording/route.h"
#include "ui/wording/sentences.h"

#include <QCheckBox>
#include <QCryptographicHash>
#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace pathways::ui {

namespace {
constexpr int kTickMs = 100;
} // namespace

ConfirmPage::ConfirmPage(WizardServices services, WizardState& state, QWidget* parent)
    : WizardPage(services, state, tr("Step 4: Confirm"), tr("Check what will happen, then push."), parent)
    , m_route(new PathwayHeader(this))
    , m_usable(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, this))
    , m_usableIcon(new IconLabel(QStringLiteral("activity"), Role::TextMuted, 16, this))
    , m_banner(new Banner(Tone::Info, this))
    , m_waiting(new QWidget(this))
    , m_waitingText(new TextLabel(tr("Reading the audience"), TextStyle::Body, Role::Text, m_waiting))
    , m_waitingBar(new PushProgressBar(tr("Making the plan"), m_waiting))
    , m_body(new QWidget(this))
    , m_bar(new ProportionBar(m_body))
    , m_inAudience(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, m_body))
    , m_noLonger(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, m_body))
    , m_trial(new Button(QString(), ButtonKind::Quiet, m_body))
    , m_cards(new CountCards(m_body))
    , m_staying(new Card(m_body))
    , m_stayingText(new TextLabel(QString(), TextStyle::BodyStrong, Role::Text, m_staying))
    , m_stayingWhy(new TextLabel(QString(), TextStyle::Body, Role::TextMuted, m_staying))
    , m_former(new TextLabel(QString(), TextStyle::Body, Role::Text, m_body))
    , m_guard(new GuardBanner(m_body))
    , m_removal(new QWidget(m_body))
    , m_removeToo(new QCheckBox(m_removal))
    , m_people(new PeopleList(m_body))
    , m_gap(new TextLabel(QString(), TextStyle::SmallStrong, Role::DangerInk, m_body)) {
    setObjectName(QStringLiteral("confirmPage"));
    actions()->addWidget(m_usableIcon);
    actions()->addWidget(m_usable);
    m_banner->hide();
    m_gap->setObjectName(QStringLiteral("gap"));
    m_gap->hide();
    m_removeToo->setObjectName(QStringLiteral("removeToo"));
    m_waiting->setObjectName(QStringLiteral("planning"));
    m_trial->setObjectName(QStringLiteral("trial"));
    m_trial->setSize(ButtonSize::Small);
    layOut();
    m_ticker.setInterval(kTickMs);
    connect(&m_ticker, &QTimer::timeout, this, &ConfirmPage::showReading);
    connect(m_cards, &CountCards::partChosen, this, &ConfirmPage::openPart);
    connect(m_guard, &GuardBanner::decisionChanged, this, &ConfirmPage::showDecision);
    connect(m_trial, &QAbstractButton::clicked, this, [this] { setTrial(!m_state.trial); });
    connect(m_removeToo, &QCheckBox::toggled, this, &ConfirmPage::showDecision);
    connect(m_people, &PeopleList::planWanted, this, &ConfirmPage::plan);
}

void ConfirmPage::layOut() {
    auto* waiting = new QVBoxLayout(m_waiting);
    waiting->setContentsMargins(0, Theme::px(8), 0, 0);
    waiting->setSpacing(Theme::px(8));
    waiting->addWidget(m_waitingText);
    waiting->addWidget(m_waitingBar);
    waiting->addStretch(1);
    auto* staying = new QHBoxLayout(m_staying);
    staying->setContentsMargins(Theme::px(16), Theme::px(10), Theme::px(16), Theme::px(10));
    staying->setSpacing(Theme::px(12));
    staying->addWidget(new IconLabel(QStringLiteral("merge"), Role::AccentInk, 20, m_staying));
    auto* why = new QVBoxLayout;
    why->setSpacing(Theme::px(2));
    why->addWidget(m_stayingText);
    why->addWidget(m_stayingWhy);
    staying->addLayout(why, 1);
    m_staying->setObjectName(QStringLiteral("staying"));
    m_former->setObjectName(QStringLiteral("formerMarks"));
    m_former->setWordWrap(true);
    m_stayingText->setWordWrap(true);
    m_stayingWhy->setWordWrap(true);
    auto* removal = new QHBoxLayout(m_removal);
    removal->setContentsMargins(0, 0, 0, 0);
    removal->addWidget(m_removeToo);
    removal->addStretch(1);

    auto* captions = new QHBoxLayout;
    captions->setSpacing(Theme::px(4));
    captions->addWidget(m_inAudience);
    captions->addWidget(m_trial);
    captions->addStretch(1);
    captions->addWidget(m_noLonger);
    auto* bars = new QVBoxLayout;
    bars->setSpacing(Theme::px(5));
    bars->addLayout(captions);
    bars->addWidget(m_bar);
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(Theme::px(10));
    body->addLayout(bars);
    body->addWidget(m_cards);
    body->addWidget(m_staying);
    body->addWidget(m_former);
    body->addWidget(m_guard);
    body->addWidget(m_removal);
    body->addWidget(m_gap);
    body->addWidget(m_people, 1);
    content()->addWidget(m_route);
    content()->addWidget(m_banner);
    content()->addWidget(m_waiting, 1);
    content()->addWidget(m_body, 1);
}

/// Shows the number of rows read while the plan is made.
void ConfirmPage::showReading() {
    const auto rows = qint64(m_progress ? m_progress->rows.load(std::memory_order_relaxed) : 0);
    const qint64 people = m_state.trial ? kTrialPeople : m_state.audience ? m_state.audience->audience.people : -1;
    m_waitingText->setText(rows == 0 ? tr("Reading the audience")
                                     : tr("Reading the audience: %Ln rows so far", nullptr, plural(rows)));
    if (people > 0) {
        m_waitingBar->setFraction(std::min(0.99, double(rows) / double(people)));
    }
}

const PlanSummary* ConfirmPage::summary() const {
    return m_state.plan ? &PathwayService::summaryOf(*m_state.plan) : nullptr;
}

QString ConfirmPage::destination() const {
    return m_state.connection
               ? destinationForButton(m_state.connection->typeName, m_state.connection->connection.practice)
               : QString();
}

void ConfirmPage::enter() {
    showRoute();
    showResets(m_banner);
    plan();
}

void ConfirmPage::leave() {
    ++m_generation;
    m_planning = false;
    m_ticker.stop();
    m_services.pathways.stopPlanning();
}

void ConfirmPage::showRoute() {
    routeTo(*m_route, m_state.pathway, m_state.audience, m_state.connection);
    const DestinationType* type =
        m_state.connection ? m_services.connections.type(m_state.connection->connection.type) : nullptr;
    m_usable->setText(type != nullptr ? type->usableAfter : QString());
    m_usable->setVisible(!m_usable->text().isEmpty());
    m_usableIcon->setVisible(!m_usable->text().isEmpty());
}

void ConfirmPage::plan() {
    const int generation = ++m_generation;
    m_hadPlan = m_state.plan != nullptr;
    m_before = m_hadPlan ? summary()->counts : PlanCounts{};
    m_planning = true;
    m_body->hide();
    m_waiting->show();
    m_waitingBar->reset();
    m_waitingText->setText(tr("Reading the audience"));
    m_progress = std::make_shared<PlanProgress>();
    m_ticker.start();
    emit changed();
    whenDone(m_services.pathways.plan(m_state.toPush(), m_progress, m_state.trial ? kTrialPeople : 0), this,
             [this, generation](const Result<std::shared_ptr<PlanFile>>& result) {
                 if (generation == m_generation) {
                     planned(result);
                 }
             });
}

void ConfirmPage::planned(const Result<std::shared_ptr<PlanFile>>& result) {
    m_planning = false;
    m_ticker.stop();
    m_waiting->hide();
    if (!result) {
        m_state.plan.reset();
        showTrouble(result.error());
        if (PathwayService::asksToAcceptLosses(result.error())) {
            offerToAcceptLoss(tr("They are out of my audience"));
        }
        emit changed();
        return;
    }
    m_state.plan = *result;
    showPlan();
    m_shown.start();
    if (isVisible()) {
        focusFirst();
    }
    // Enables the button once the half second is over.
    QTimer::singleShot(kQuietMs + 10, this, &WizardPage::changed);
    emit changed();
}

void ConfirmPage::showTrouble(const Error& error) {
    m_banner->setError(error);
    m_banner->clearActions();
    connect(m_banner->addAction(remedyText(Remedy::CheckAgain)), &QAbstractButton::clicked, this, [this] {
        m_banner->hide();
        plan();
    });
    m_banner->show();
}

void ConfirmPage::showPlan() {
    const PlanSummary& plan = *summary();
    m_banner->hide();
    m_bar->setPlan(plan.counts);
    showTrial(plan);
    m_noLonger->setVisible(plan.noLongerIn() > 0);
    m_noLonger->setText(tr("No longer in it: %1").arg(QLocale().toString(plan.noLongerIn())));
    m_staying->setVisible(plan.staying.count > 0);
    m_stayingText->setText(plan.staying.text);
    m_stayingWhy->setText(plan.staying.remedy);
    const bool guarded = plan.needsConfirmation();
    m_guard->setVisible(guarded);
    if (guarded) {
        m_guard->setGuard(plan.toConfirm(), plan.marksOnly, plan.guardText);
        m_guard->setLeaving(m_state.pathway.leaving);
    }
    const bool plain = !guarded && plan.noLongerIn() > 0 && !plan.removalsHeldBack;
    m_removal->setVisible(plain);
    const QSignalBlocker quiet(m_removeToo);
    m_removeToo->setChecked(true);
    m_removeToo->setText(
        plan.counts.remove > 0
            ? tr("Remove %Ln people who are no longer in the audience", nullptr, plural(plan.counts.remove))
            : tr("Take the tag or segment off %Ln people who are no longer in the audience; they stay there", nullptr,
                 plural(plan.counts.marksOff)));
    showGap(m_gap, {});
    showFindings(plan);
    m_body->show();
    const PlanPart first = guarded                  ? PlanPart::Remove
                           : plan.counts.add > 0    ? PlanPart::Add
                           : plan.counts.update > 0 ? PlanPart::Update
                           : plan.noLongerIn() > 0  ? PlanPart::Remove
                                                    : PlanPart::Unchanged;
    m_cards->setChosen(first);
    showDecision();
    openPart(first);
}

/// It goes together with the removals, which the user may hold back.
void ConfirmPage::showFormer(const PlanSummary& plan) {
    m_former->setVisible(plan.counts.formerOff > 0);
    m_former->setText(
        decision().removalsToo
            ? tr("The tag or segment that this pathway had before is taken off %Ln people. Nobody goes for it.",
                 nullptr, plural(plan.counts.formerOff))
            : tr("%Ln people keep the tag or segment that this pathway had before, this time.", nullptr,
                 plural(plan.counts.formerOff)));
}

void ConfirmPage::setTrial(bool trial) {
    m_state.trial = trial;
    m_state.plan.reset();
    plan();
}

/// The first push to a list can be tried with a few people.
void ConfirmPage::showTrial(const PlanSummary& plan) {
    const bool first = plan.snapshotPeople == 0 && plan.counts.add + plan.counts.update > kTrialPeople;
    m_inAudience->setText(m_state.trial
                              ? tr("A trial with the first %Ln people of the audience", nullptr, int(plan.counts.total))
                          : m_state.pathway.leaving ? tr("The pathway is to be removed")
                                                    : tr("In the audience: %1").arg(peopleText(plan.counts.total)));
    m_trial->setText(m_state.trial ? tr("Plan for everyone instead")
                                   : tr("Try with %Ln people first", nullptr, kTrialPeople));
    m_trial->setVisible(m_state.trial || first);
}

void ConfirmPage::showFindings(const PlanSummary& plan) {
    QStringList texts; // the first is the banner's title
    Tone tone = Tone::Info;
    if (m_hadPlan && m_before != plan.counts) {
        texts << tr("The audience changed since you looked.")
              << tr("Before, there were %1 to add, %2 to update and %3 to remove.")
                     .arg(QLocale().toString(m_before.add), QLocale().toString(m_before.update),
                          QLocale().toString(m_before.remove));
    }
    for (const Finding& finding : plan.findings) {
        if (finding.severity == Severity::Info) {
            continue;
        }
        texts << finding.text << finding.remedy;
        tone = finding.severity >= Severity::Problem ? Tone::Danger : tone == Tone::Danger ? tone : Tone::Warning;
    }
    texts.removeAll(QString());
    // One banner per page, and the guard comes first, as it asks for a decision.
    const bool quiet = texts.isEmpty() || plan.needsConfirmation();
    m_banner->setVisible(!quiet);
    if (!quiet) {
        m_banner->setTone(tone);
        m_banner->clearActions();
        const QString first = texts.takeFirst();
        m_banner->setText(first, texts.mid(0, 3).join(u' '));
        if (lossIsOpen()) {
            offerToAcceptLoss(tr("Don’t say this again"));
        }
    }
}

bool ConfirmPage::lossIsOpen() const {
    const auto open = m_services.pathways.hasLosses(m_state.toPush());
    return open && *open;
}

/// What the memory of the place has lost is said until the user has seen it (promise P15).
void ConfirmPage::offerToAcceptLoss(const QString& text) {
    Button* button = m_banner->addAction(text);
    button->setObjectName(QStringLiteral("acceptLoss"));
    connect(button, &QAbstractButton::clicked, this, [this] {
        if (const auto accepted = m_services.pathways.acceptLosses(m_state.toPush()); !accepted) {
            showTrouble(accepted.error());
            return;
        }
        m_banner->hide();
        plan();
    });
}

void ConfirmPage::showDecision() {
    const PlanSummary* plan = summary();
    if (plan == nullptr) {
        return;
    }
    const bool held = !decision().removalsToo || plan->removalsHeldBack;
    m_cards->setPlan(*plan, held);
    m_people->setRemovalsHeld(held);
    showFormer(*plan);
    showGap(m_gap, {});
    emit changed();
}

void ConfirmPage::openPart(PlanPart part) {
    const PlanSummary* plan = summary();
    if (plan == nullptr) {
        return;
    }
    const PlanCounts& counts = plan->counts;
    const qint64 people = part == PlanPart::Add         ? counts.add
                          : part == PlanPart::Update    ? counts.update
                          : part == PlanPart::Remove    ? plan->noLongerIn()
                          : part == PlanPart::Unchanged ? counts.unchanged
                                                        : counts.leftOut;
    m_people->show(m_services.pathways.people(m_state.plan, part), part, people);
}

PushDecision ConfirmPage::decision() const {
    const PlanSummary* plan = summary();
    PushDecision decision;
    if (plan == nullptr) {
        decision.removalsToo = false;
        return decision;
    }
    decision.trial = m_state.trial;
    if (m_state.trial) {
        decision.removalsToo = false;
    } else if (plan->needsConfirmation()) {
        decision.removalsToo = m_guard->removalChosen();
        decision.allowedRemovals = m_guard->allowedRemovals();
    } else {
        decision.removalsToo = plan->noLongerIn() == 0 || m_removeToo->isChecked();
    }
    return decision;
}

bool ConfirmPage::removes() const {
    const PlanSummary* plan = summary();
    return plan != nullptr && plan->noLongerIn() > 0 && !plan->removalsHeldBack && decision().removalsToo;
}

QString ConfirmPage::forwardText() const {
    const PlanSummary* plan = summary();
    if (plan == nullptr || m_planning) {
        return tr("Confirm");
    }
    return commitText(plan->counts, removes(), destination());
}

QString ConfirmPage::forwardDescription() const {
    return m_state.connection
               ? commitDescription(m_state.pathway, m_state.connection->connection, m_state.connection->typeName)
               : QString();
}

ButtonKind ConfirmPage::forwardKind() const {
    const PlanSummary* plan = summary();
    if (plan == nullptr || !plan->needsConfirmation() || !removes()) {
        return ButtonKind::Primary;
    }
    return m_guard->allowedRemovals() ? ButtonKind::DangerFilled : ButtonKind::Danger;
}

bool ConfirmPage::canCommit() const {
    return summary() != nullptr && !m_planning && m_shown.isValid() && m_shown.elapsed() >= kQuietMs;
}

void ConfirmPage::focusFirst() {
    if (summary() == nullptr || m_planning) {
        return; // called again when the plan is ready
    }
    m_cards->card(m_cards->chosen())->setFocus(Qt::OtherFocusReason);
}

bool ConfirmPage::validate() {
    if (!canCommit()) {
        return false;
    }
    const PlanSummary& plan = *summary();
    const bool leaving = m_state.pathway.leaving;
    if (leaving && plan.nothingToDo()) {
        showGap(m_gap, tr("Nobody is there whom this pathway put there. Cancel, and let its people stay."));
        return false;
    }
    if (leaving && plan.needsConfirmation() && !m_guard->removalChosen()) {
        showGap(m_gap, tr("Type the number to take them out. To let them stay, cancel and remove the pathway so."));
        return false;
    }
    if (plan.needsConfirmation() && m_guard->removalChosen() && !m_guard->allowedRemovals()) {
        showGap(m_gap, tr("Type the number to allow the removal, or choose to only add and update."));
        m_guard->focusNumber();
        return false;
    }
    if (plan.counts.total == 0 && !removes() && !leaving) {
        showGap(m_gap, tr("The audience has nobody in it, so there is nothing to push. Choose another one."));
        return false;
    }
    return true;
}

Result<PushId> ConfirmPage::commit() {
    const auto stored = m_services.pathways.save(m_state.toPush());
    if (!stored) {
        return fail(stored.error());
    }
    m_state.pathway.id = *stored;
    auto started = m_services.pushes.start(*stored, m_state.plan, decision());
    if (!started && m_state.pathway.leaving) {
        Pathway asBefore = m_state.toPush();
        asBefore.leaving = false;
        static_cast<void>(m_services.pathways.save(asBefore)); // Nobody was taken out: it does not go.
    }
    return started;
}

QString ConfirmPage::choice() const {
    return {};
}

QString ConfirmPage::footerNote() const {
    return removes() ? tr("People removed from the list stay in your own records.") : WizardPage::footerNote();
}

QByteArray ConfirmPage::digest() const {
    const PlanSummary* plan = summary();
    if (plan == nullptr) {
        return {};
    }
    const PlanCounts& c = plan->counts;
    const QString all = QStringLiteral("%1|%2|%3|%4|%5|%6|")
                            .arg(c.add)
                            .arg(c.update)
                            .arg(c.remove)
                            .arg(c.unchanged)
                            .arg(c.leftOut)
                            .arg(c.total) +
                        forwardText() + forwardDescription();
    return QCryptographicHash::hash(all.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace pathways::ui
