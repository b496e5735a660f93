// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/progress/push_page.h"

#include "ui/common/announce.h"
#include "ui/common/banner.h"
#include "ui/common/labels.h"
#include "ui/common/status_badge.h"
#include "ui/figures/pathway_header.h"
#include "ui/figures/progress_panel.h"
#include "ui/figures/sparkline.h"
#include "ui/progress/phase_list.h"
#include "ui/progress/result_panel.h"
#include "ui/theme/button.h"
#include "ui/wording/route.h"
#include "ui/wording/sentences.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pathways::ui {

PushPage::PushPage(WizardServices services, QWidget* parent)
    : QWidget(parent)
    , m_services(services)
    , m_page(new Page(QString(), QString(), this))
    , m_pill(new StatusBadge({}, m_page))
    , m_route(new PathwayHeader(m_page))
    , m_banner(new Banner(Tone::Info, m_page))
    , m_live(new QWidget(m_page))
    , m_panel(new PushProgressPanel(m_live))
    , m_phases(new PhaseList(m_live))
    , m_chart(new Sparkline(tr("People acknowledged"), m_live))
    , m_result(new ResultPanel(services.pushes, m_page))
    , m_stack(new QStackedWidget(m_page))
    , m_footer(new QWidget) {
    setObjectName(QStringLiteral("pushPage"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_page);
    m_page->setMargins(20, 16);
    m_page->actions()->addWidget(m_pill);
    m_page->content()->addWidget(m_route);
    m_page->content()->addWidget(m_banner);
    m_page->content()->addWidget(m_stack, 1);
    m_banner->hide();
    buildLive();
    m_stack->addWidget(m_live);
    m_stack->addWidget(m_result);
    buildFooter();

    PushService& pushes = m_services.pushes;
    connect(&pushes, &PushService::progressed, this, &PushPage::progressed);
    connect(&pushes, &PushService::finished, this, [this](const Push& push) {
        if (push.id == m_push) {
            finished(push);
        }
    });
    // Match results may change numbers and status after the end.
    connect(&pushes, &PushService::outcomeRevised, this, [this](const Push& push) {
        if (push.id == m_push && m_ended) {
            finished(push);
        }
    });
    connect(m_result, &ResultPanel::sendAgainWanted, this, [this] { emit sendAgainWanted(m_pathway); });
    connect(m_result, &ResultPanel::reconnectWanted, this, [this] { emit connectionsWanted(m_connection); });
    connect(m_result, &ResultPanel::resumeWanted, this, &PushPage::resume);
    connect(m_result, &ResultPanel::allGroupsWanted, this, [this] { emit activityWanted(m_push); });
}

void PushPage::buildLive() {
    auto* chartCard = new Card(m_live);
    auto* chart = new QVBoxLayout(chartCard);
    chart->setContentsMargins(Theme::px(18), Theme::px(14), Theme::px(18), Theme::px(14));
    chart->addWidget(new TextLabel(tr("People acknowledged"), TextStyle::BodyStrong, Role::Text, chartCard));
    chart->addWidget(m_chart, 1);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(Theme::px(12));
    lower->addWidget(m_phases, 3);
    lower->addWidget(chartCard, 7);
    auto* live = new QVBoxLayout(m_live);
    live->setContentsMargins(0, 0, 0, 0);
    live->setSpacing(Theme::px(12));
    live->addWidget(m_panel);
    live->addLayout(lower, 1);
}

void PushPage::buildFooter() {
    m_support = new Button(tr("Copy details for support"), ButtonKind::Quiet, m_footer);
    m_support->setIconName(QStringLiteral("copy"));
    m_stopText = new ElidedLabel(QString(), TextStyle::Small, Role::TextMuted, m_footer);
    m_stopText->setObjectName(QStringLiteral("stopText"));
    m_stop = new Button(tr("Stop"), ButtonKind::Plain, m_footer);
    m_stop->setIconName(QStringLiteral("stop"));
    m_stop->setObjectName(QStringLiteral("stopPush"));
    m_close = new Button(tr("Close"), ButtonKind::Plain, m_footer);
    m_close->setObjectName(QStringLiteral("closePush"));
    m_close->setAccessibleDescription(tr("The push carries on by itself."));
    m_processing = new Button(tr("Processing"), ButtonKind::Primary, m_footer);
    m_processing->setObjectName(QStringLiteral("processing"));
    m_processing->setEnabled(false);
    m_activity = new Button(tr("Show in Activity"), ButtonKind::Plain, m_footer);
    m_done = new Button(tr("Back to Push Audiences"), ButtonKind::Primary, m_footer);
    m_done->setObjectName(QStringLiteral("donePush"));
    m_everyone = new Button(tr("Push everyone"), ButtonKind::Primary, m_footer);
    m_everyone->setObjectName(QStringLiteral("pushEveryone"));
    for (Button* button : {m_support, m_stop, m_close, m_activity, m_done, m_everyone}) {
        button->setAutoDefault(true);
    }
    auto* row = new QHBoxLayout(m_footer);
    row->setContentsMargins(Theme::px(28), 0, Theme::px(28), 0);
    row->setSpacing(Theme::px(10));
    row->addWidget(m_support);
    row->addStretch(1);
    row->addWidget(m_stopText, 4);
    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_stop, m_close, m_processing, m_activity, m_done, m_everyone}) {
        row->addWidget(widget);
    }
    m_stopText->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    m_activity->hide();
    m_done->hide();
    m_everyone->hide();
    connect(m_everyone, &QAbstractButton::clicked, this, [this] { emit sendAgainWanted(m_pathway); });
    connect(m_support, &QAbstractButton::clicked, this, [this] {
        const auto text = m_services.pushes.supportDetails(m_pathway);
        if (text) {
            QGuiApplication::clipboard()->setText(*text);
            m_support->setText(tr("Copied"));
            announce(m_support, tr("Copied"));
        }
    });
    connect(m_stop, &QAbstractButton::clicked, this, &PushPage::stop);
    connect(m_close, &QAbstractButton::clicked, this, &PushPage::closed);
    connect(m_done, &QAbstractButton::clicked, this, &PushPage::closed);
    connect(m_activity, &QAbstractButton::clicked, this, [this] { emit activityWanted(m_push); });
}

QString PushPage::destination() const {
    return destinationForButton(m_platform, m_practice);
}

void PushPage::showRoute(const Push& push) {
    const auto pathway = m_services.pathways.find(push.pathway);
    std::optional<AudienceSummary> audience;
    std::optional<ConnectionSummary> connection;
    if (pathway) {
        if (auto found = m_services.audiences.find(pathway->audience)) {
            audience = *found;
        }
        if (auto found = m_services.connections.find(pathway->connection)) {
            connection = *found;
            m_platform = found->typeName;
            m_practice = found->connection.practice;
            m_connection = found->connection.id;
        }
        routeTo(*m_route, *pathway, audience, connection);
    }
    if (!connection) {
        m_platform = push.destinationName;
    }
}

void PushPage::watch(const PushId& id) {
    m_push = id;
    const auto push = m_services.pushes.find(id);
    if (!push) {
        m_banner->setError(push.error());
        m_banner->show();
        return;
    }
    m_pathway = push->pathway;
    m_support->setText(tr("Copy details for support"));
    m_banner->hide();
    showRoute(*push);
    if (push->ended || push->status != PushStatus::Processing) {
        finished(*push);
    } else {
        showLive(*push);
    }
}

void PushPage::showLive(const Push& push) {
    m_ended = false;
    m_since.start();
    m_page->setTitle(tr("Pushing %1").arg(push.audienceName));
    m_page->setInstruction(underWayAdvice());
    m_pill->setStatus(PushStatus::Processing);
    m_panel->begin(destination());
    m_chart->clear();
    m_chart->setTarget(push.counts.planned);
    const auto pathway = m_services.pathways.find(push.pathway);
    const bool mirror = pathway && removes(pathway->method);
    // The counters show removals only once they begin, so the method decides whether to expect any.
    m_hadRemovals = mirror;
    m_phases->begin(push.counts.total, mirror ? 1 : 0, false, destination());
    m_stack->setCurrentWidget(m_live);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_stopText, m_stop, m_close, m_processing}) {
        widget->show();
    }
    m_activity->hide();
    m_done->hide();
    m_everyone->hide();
    m_stop->setEnabled(true);
    if (isVisible()) {
        focusFirst();
    }
    PushProgress start;
    start.id = push.id;
    start.counts = push.counts;
    progressed(m_services.pushes.progress(push.id).value_or(start));
    emit endedChanged();
}

void PushPage::progressed(const PushProgress& progress) {
    if (progress.id != m_push || m_ended) {
        return;
    }
    m_panel->setProgress(progress);
    m_phases->setProgress(progress);
    m_chart->append({m_since.elapsed(), progress.counts.settled, !progress.waiting.isEmpty()});
    m_stopText->setText(stopText(progress, destination()));
    m_stop->setEnabled(!progress.stopping);
    m_stop->setText(progress.stopping ? tr("Stopping") : tr("Stop"));
}

void PushPage::finished(const Push& push) {
    m_ended = true;
    m_pathway = push.pathway;
    m_pill->setStatus(push.status);
    m_page->setTitle(resultTitle(push, destination()));
    m_page->setInstruction(resultAdvice(push));
    m_result->show(push);
    m_stack->setCurrentWidget(m_result);
    const bool hadFocus = m_footer->isAncestorOf(QWidget::window()->focusWidget());
    for (QWidget* widget : std::initializer_list<QWidget*>{m_stopText, m_stop, m_close, m_processing}) {
        widget->hide();
    }
    m_activity->show();
    // After a trial, the next step is to push everyone.
    const bool trial = push.trial && push.counts.accepted > 0;
    m_done->setKind(trial ? ButtonKind::Plain : ButtonKind::Primary);
    m_done->show();
    m_everyone->setVisible(trial);
    if (hadFocus && isVisible()) {
        focusFirst();
    }
    announce(m_pill,
             tr("%1. %2", "status of a push, title of its result").arg(displayName(push.status), m_page->title()));
    emit endedChanged();
}

void PushPage::focusFirst() {
    QWidget* next = !m_ended ? m_close : m_everyone->isHidden() ? m_done : m_everyone;
    next->setFocus(Qt::OtherFocusReason);
}

void PushPage::stop() {
    m_stop->setEnabled(false);
    m_stop->setText(tr("Stopping"));
    m_services.pushes.stop(m_push);
}

void PushPage::resume() {
    const auto resumed = m_services.pushes.resume(m_push);
    if (!resumed) {
        m_banner->setError(resumed.error());
        m_banner->show();
        return;
    }
    m_banner->hide();
    if (const auto push = m_services.pushes.find(m_push)) {
        showLive(*push);
    }
}

} // namespace pathways::ui
