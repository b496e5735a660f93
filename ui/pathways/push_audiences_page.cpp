// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pathways/push_audiences_page.h"

#include "ui/common/banner.h"
#include "ui/common/empty_state.h"
#include "ui/common/form.h"
#include "ui/common/text.h"
#include "ui/theme/button.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QStackedWidget>

namespace pathways::ui {

PushAudiencesPage::PushAudiencesPage(const Services& services, QWidget* parent)
    : Page(tr("Push Audiences"), tr("See where your audiences go, and push one."), parent)
    , m_services(services)
    , m_model(new PathwayListModel(this))
    , m_table(new CardTable(tr("Pathways"), this))
    , m_stack(new QStackedWidget(this))
    , m_search(new SearchField(tr("Search pathways"), this))
    , m_banner(new Banner(Tone::Warning, this))
    , m_start(new Button(tr("Push an audience"), ButtonKind::Primary, this)) {
    m_start->setIconName(QStringLiteral("push"));
    actions()->addWidget(m_search);
    actions()->addWidget(m_start);
    connect(m_start, &QAbstractButton::clicked, this, [this] { emit wizardWanted({}); });

    m_table->setModel(m_model);
    new PathwayDelegate(m_table, RowHeight::TwoLines);
    m_table->setColumnWidths({0, 230, 0, 140, 130}, 0);
    m_empty =
        new EmptyState(EmptyState::Drawing::Nothing, tr("Your pathways will be here"),
                       tr("A pathway takes an audience to an email list or an ad audience and keeps it up to date. "
                          "Push an audience once to create one."),
                       this);
    connect(m_empty->addPrimary(tr("Push your first audience"), QStringLiteral("push")), &QAbstractButton::clicked,
            this, [this] { emit wizardWanted({}); });
    m_noHit = new EmptyState(EmptyState::Drawing::Search, tr("No pathway matches"), {}, this);
    connect(m_noHit->addPrimary(tr("Clear search")), &QAbstractButton::clicked, m_search, &QLineEdit::clear);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_noHit);
    m_banner->hide();
    m_actions = makeActions();
    content()->addWidget(m_stack, 1);
    content()->addWidget(m_banner);
    content()->addWidget(m_actions);

    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &PushAudiencesPage::refresh);
    const auto soon = [this] { m_soon.start(); };
    connect(&m_services.pathways, &PathwayService::changed, this, soon);
    connect(&m_services.audiences, &AudienceService::changed, this, soon);
    connect(&m_services.connections, &ConnectionService::changed, this, soon);
    connect(&m_services.pushes, &PushService::changed, this, soon);
    connect(&m_services.pushes, &PushService::finished, this, soon);
    connect(&m_services.pushes, &PushService::progressed, this, [this](const PushProgress& progress) {
        if (!m_model->setProgress(progress)) {
            m_soon.start(); // a pathway that is not in the list yet
        }
    });
    connect(m_search, &QLineEdit::textChanged, this, &PushAudiencesPage::refilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PushAudiencesPage::showChosen);
    refresh();
}

QWidget* PushAudiencesPage::makeActions() {
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::px(8));
    m_again = new Button(tr("Push again"), ButtonKind::Plain, holder);
    m_result = new Button(tr("Last result"), ButtonKind::Quiet, holder);
    auto* more = new IconButton(QStringLiteral("more"), tr("More about this pathway"), holder);
    auto* menu = new QMenu(more);
    m_support = menu->addAction(icons::icon(QStringLiteral("copy")), tr("Copy details for support"));
    m_remove = menu->addAction(icons::icon(QStringLiteral("trash")), tr("Remove pathway"));
    more->setMenu(menu);
    row->addWidget(m_again);
    row->addWidget(m_result);
    row->addWidget(more);
    row->addStretch(1);
    connect(m_again, &QAbstractButton::clicked, this, [this] {
        if (const PathwayLine* line = chosen()) {
            emit wizardWanted({line->pathway.audience, line->pathway.connection, line->pathway.id});
        }
    });
    connect(m_result, &QAbstractButton::clicked, this, [this] {
        if (const PathwayLine* line = chosen(); line && line->last) {
            emit pushWanted(line->running ? line->running->id : line->last->id);
        }
    });
    connect(m_support, &QAction::triggered, this, &PushAudiencesPage::copySupport);
    connect(m_remove, &QAction::triggered, this, &PushAudiencesPage::askWhatBecomesOfPeople);
    return holder;
}

const PathwayLine* PushAudiencesPage::chosen() const {
    const int row = m_table->chosenRow();
    return row >= 0 && row < int(m_model->lines().size()) ? &m_model->lines().at(row) : nullptr;
}

int PushAudiencesPage::needsYou() const {
    int count = 0;
    for (const PathwayLine& line : m_model->lines()) {
        const auto kind = line.advice().kind;
        using Kind = PathwayLine::Advice::Kind;
        count += kind == Kind::SignIn || kind == Kind::Continue || kind == Kind::TakeOut ? 1 : 0;
    }
    return count;
}

void PushAudiencesPage::refresh() {
    const PathwayId before = chosen() ? chosen()->pathway.id : PathwayId();
    const auto pathways = m_services.pathways.list();
    if (!pathways) {
        m_banner->setError(pathways.error());
        m_banner->show();
        return;
    }
    QHash<AudienceId, AudienceSummary> audiences;
    if (const auto list = m_services.audiences.list()) {
        for (const AudienceSummary& summary : *list) {
            audiences.insert(summary.audience.id, summary);
        }
    }
    QHash<ConnectionId, ConnectionSummary> connections;
    if (const auto list = m_services.connections.list()) {
        for (const ConnectionSummary& summary : *list) {
            connections.insert(summary.connection.id, summary);
        }
    }
    QList<PathwayLine> lines;
    for (const Pathway& pathway : *pathways) {
        PathwayLine line;
        line.pathway = pathway;
        line.audience = audiences.value(pathway.audience).audience.name;
        line.modeled = audiences.value(pathway.audience).audience.kind == AudienceKind::Modeled;
        if (const auto found = connections.constFind(pathway.connection); found != connections.constEnd()) {
            line.connection = *found;
        }
        if (const auto found = m_services.pushes.history(pathway.id, 1); found && !found->isEmpty()) {
            line.last = found->constFirst();
            line.running = m_services.pushes.progress(line.last->id);
            if (line.running && line.running->phase == PushPhase::Done) {
                line.running.reset();
            }
        }
        lines.append(line);
    }
    m_model->setLines(std::move(lines));
    int row = 0;
    for (int i = 0; i < int(m_model->lines().size()); ++i) {
        if (m_model->lines().at(i).pathway.id == before) {
            row = i;
        }
    }
    m_table->chooseRow(row);
    refilter();
    emit needsYouChanged(needsYou());
}

void PushAudiencesPage::refilter() {
    const QString wanted = m_search->text().trimmed();
    int shown = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const PathwayLine& line = m_model->lines().at(row);
        const QString text =
            line.audience + u' ' + line.pathway.name + u' ' + line.pathway.object.name + u' ' +
            (line.connection ? line.connection->typeName + u' ' + line.connection->connection.name : QString());
        const bool hit = wanted.isEmpty() || text.contains(wanted, Qt::CaseInsensitive);
        m_table->setRowHidden(row, !hit);
        shown += hit ? 1 : 0;
    }
    const bool empty = m_model->rowCount() == 0;
    if (shown == 0 && !empty) {
        m_noHit->setTexts(tr("No pathway matches"),
                          tr("The search for “%1” hides all %Ln pathways.", nullptr, m_model->rowCount()).arg(wanted));
    }
    m_stack->setCurrentWidget(empty        ? static_cast<QWidget*>(m_empty)
                              : shown == 0 ? m_noHit
                                           : static_cast<QWidget*>(m_table));
    m_search->setVisible(!empty);
    m_start->setVisible(!empty); // The empty page has its own.
    showChosen();
}

void PushAudiencesPage::showChosen() {
    const PathwayLine* line = m_stack->currentWidget() == m_table ? chosen() : nullptr;
    m_actions->setVisible(line != nullptr);
    const PathwayLine::Advice advice = line ? line->advice() : PathwayLine::Advice();
    m_banner->clearActions();
    m_advice = nullptr;
    if (advice.kind == PathwayLine::Advice::Kind::None) {
        m_banner->hide();
    } else {
        m_banner->setTone(advice.kind == PathwayLine::Advice::Kind::Start ? Tone::Danger : Tone::Warning);
        m_banner->setText(advice.title, advice.body);
        m_advice = m_banner->addAction(advice.action);
        connect(m_advice, &QAbstractButton::clicked, this, &PushAudiencesPage::act);
        m_banner->show();
    }
    if (line) {
        m_again->setEnabled(!line->running);
        m_result->setEnabled(line->last.has_value());
        m_result->setText(line->running ? tr("Show the push") : tr("Last result"));
        m_remove->setEnabled(!line->running);
    }
}

void PushAudiencesPage::act() {
    const PathwayLine* line = chosen();
    if (!line) {
        return;
    }
    switch (line->advice().kind) {
    case PathwayLine::Advice::Kind::SignIn:
        emit connectionsWanted(line->pathway.connection);
        break;
    case PathwayLine::Advice::Kind::Continue:
        if (const auto resumed = m_services.pushes.resume(line->last->id); !resumed) {
            m_banner->setError(resumed.error());
        }
        break;
    case PathwayLine::Advice::Kind::Look:
        emit pushWanted(line->last->id);
        break;
    case PathwayLine::Advice::Kind::Start:
        emit wizardWanted({line->pathway.audience, line->pathway.connection, line->pathway.id});
        break;
    case PathwayLine::Advice::Kind::TakeOut:
        takeOutPeople();
        break;
    case PathwayLine::Advice::Kind::None:
        break;
    }
}

/// Whoever it put somewhere stays there unless somebody says otherwise.
void PushAudiencesPage::askWhatBecomesOfPeople() {
    const PathwayLine* line = chosen();
    if (!line) {
        return;
    }
    if (!line->last) {
        removeChosen(); // It has put nobody anywhere.
        return;
    }
    const QString name = line->pathway.name.isEmpty() ? line->audience : line->pathway.name;
    m_banner->clearActions();
    m_advice = nullptr;
    m_banner->setTone(Tone::Warning);
    m_banner->setText(
        tr("What becomes of the people of “%1” in %2?").arg(name, line->pathway.object.name),
        tr("If they stay, no other pathway takes them out before the bin is emptied, after 30 days. If they "
           "are taken out, you see first how many go, and whoever another pathway wants stays."));
    const auto offer = [this](const QString& text, void (PushAudiencesPage::*answer)()) {
        // Queued, as the answer deletes the banner's buttons.
        connect(m_banner->addAction(text), &QAbstractButton::clicked, this, answer, Qt::QueuedConnection);
    };
    offer(tr("Let them stay"), &PushAudiencesPage::removeChosen);
    if (line->connection) {
        offer(tr("Take them out"), &PushAudiencesPage::takeOutPeople);
    }
    offer(tr("Cancel"), &PushAudiencesPage::showChosen);
    m_banner->show();
}

void PushAudiencesPage::takeOutPeople() {
    if (const PathwayLine* line = chosen()) {
        emit wizardWanted({line->pathway.audience, line->pathway.connection, line->pathway.id, true});
    }
}

void PushAudiencesPage::removeChosen() {
    const PathwayLine* line = chosen();
    if (!line) {
        return;
    }
    const PathwayId id = line->pathway.id;
    const QString name = line->pathway.name.isEmpty() ? line->audience : line->pathway.name;
    if (const auto removed = m_services.pathways.remove(id); !removed) {
        m_banner->setError(removed.error());
        m_banner->show();
        return;
    }
    emit toastWanted(tr("“%1” moved to the bin. The people at the destination stay.").arg(name), [this, id] {
        if (const auto restored = m_services.pathways.restore(id); !restored) {
            m_banner->setError(restored.error());
            m_banner->show();
        }
    });
}

void PushAudiencesPage::copySupport() {
    const PathwayLine* line = chosen();
    if (!line) {
        return;
    }
    const auto text = m_services.pushes.supportDetails(line->pathway.id);
    if (!text) {
        m_banner->setError(text.error());
        m_banner->show();
        return;
    }
    QGuiApplication::clipboard()->setText(*text);
    emit toastWanted(tr("Details for support copied. They contain no donor data."), {});
}

} // namespace pathways::ui
