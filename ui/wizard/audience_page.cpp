// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/audience_page.h"

#include "ui/common/banner.h"
#include "ui/common/empty_state.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/table.h"
#include "ui/theme/button.h"
#include "ui/wording/sentences.h"

#include <QCryptographicHash>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace pathways::ui {

AudiencePage::AudiencePage(WizardServices services, WizardState& state, QWidget* parent)
    : WizardPage(services, state, tr("Step 1: Select Audience"), tr("Choose the people you want to push."), parent)
    , m_model(new AudienceModel(this))
    , m_filter(new AudienceFilter(this))
    , m_table(new CardTable(tr("Audiences"), this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(EmptyState::Drawing::Nothing, tr("Your audiences will be here"),
                             tr("An audience is a list of people from your own records: a file, a workbook or your "
                                "donor database. Pathways reads it and changes nothing in it."),
                             this))
    , m_noHit(new EmptyState(EmptyState::Drawing::Search, QString(), QString(), this))
    , m_search(new SearchField(tr("Search audiences"), this))
    , m_kinds(new SegmentedControl(tr("Type of audience"), this))
    , m_banner(new Banner(Tone::Info, this))
    , m_definition(new TextLabel(QString(), TextStyle::Body, Role::TextMuted, this))
    , m_definitionIcon(new IconLabel(QStringLiteral("filter"), Role::TextMuted, 20, this))
    , m_gap(new TextLabel(QString(), TextStyle::SmallStrong, Role::DangerInk, this))
    , m_find(new Button(tr("Find file…"), ButtonKind::Plain, this)) {
    setObjectName(QStringLiteral("audiencePage"));
    m_filter->setSourceModel(m_model);
    m_search->setObjectName(QStringLiteral("audienceSearch"));
    m_search->setMinimumWidth(Theme::px(130));
    m_search->setMaximumWidth(Theme::px(220));
    for (int i = 0; i < 3; ++i) {
        m_kinds->addSegment(QString());
    }
    actions()->addWidget(m_search);
    actions()->addWidget(m_kinds);
    m_banner->hide();
    m_gap->setObjectName(QStringLiteral("gap"));
    m_gap->hide();
    m_find->setSize(ButtonSize::Small);
    m_find->hide();
    m_definition->setWrapping();
    m_definition->setObjectName(QStringLiteral("definition"));

    buildTable();
    m_add = m_empty->addPrimary(tr("Add your first audience"), QStringLiteral("plus"));
    m_samples = m_empty->addPlain(tr("Look around with sample donors"));
    connect(m_samples, &QAbstractButton::clicked, this, &AudiencePage::samplesWanted);
    connect(m_add, &QAbstractButton::clicked, this, &WizardPage::audiencesWanted);
    connect(m_noHit->addPrimary(tr("Clear search")), &QAbstractButton::clicked, this, [this] {
        m_search->clear();
        m_kinds->setCurrent(0);
        m_table->setFocus(Qt::OtherFocusReason);
    });
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_noHit);
    // Hidden pages of the stack ask for no room. Otherwise, large text would make the page scroll sideways.
    const auto onlyWhatIsSeen = [this](int seen) {
        for (int i = 0; i < m_stack->count(); ++i) {
            QSizePolicy policy = m_stack->widget(i)->sizePolicy();
            policy.setHorizontalPolicy(i == seen ? QSizePolicy::Expanding : QSizePolicy::Ignored);
            m_stack->widget(i)->setSizePolicy(policy);
        }
    };
    connect(m_stack, &QStackedWidget::currentChanged, this, onlyWhatIsSeen);
    onlyWhatIsSeen(m_stack->currentIndex());

    auto* line = new QHBoxLayout;
    line->setContentsMargins(Theme::px(14), 0, 0, 0);
    line->setSpacing(Theme::px(9));
    line->addWidget(m_definitionIcon, 0, Qt::AlignTop);
    line->addWidget(m_definition, 1);
    line->addWidget(m_find, 0, Qt::AlignTop);
    content()->addWidget(m_banner);
    content()->addWidget(m_stack, 1);
    content()->addWidget(m_gap);
    content()->addLayout(line);
    content()->addStretch(0);

    connect(m_search, &QLineEdit::textChanged, this, [this] { refilter(); });
    connect(m_kinds, &SegmentedControl::currentChanged, this, [this] { refilter(); });
    connect(m_find, &QAbstractButton::clicked, this, [this] { findFile(m_state.pathway.audience); });
    connect(&m_services.audiences, &AudienceService::changed, this, [this] {
        if (isVisible()) {
            reload();
        }
    });
}

void AudiencePage::buildTable() {
    m_table->setModel(m_filter);
    m_table->setObjectName(QStringLiteral("audienceTable"));
    auto* delegate = new RowDelegate(m_table, RowHeight::TwoLines);
    m_table->setColumnWidths({0, 120, 110, 160, 210}, AudienceModel::NameColumn);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_quiet) {
            choose();
        }
    });
    connect(m_table, &CardTable::rowActivated, this, [this](const QModelIndex& index) {
        m_table->chooseRow(index.row());
        choose();
    });
    connect(m_table, &QAbstractItemView::doubleClicked, this, &WizardPage::forwardWanted);
    connect(delegate, &RowDelegate::linkActivated, this, [this](const QModelIndex& index) {
        m_table->chooseRow(index.row());
        findFile(m_state.pathway.audience);
    });
}

void AudiencePage::setSamplesOffered(bool offered) {
    m_samples->setVisible(offered);
}

void AudiencePage::enter() {
    showResets(m_banner);
    showGap(m_gap, {});
    reload();
}

void AudiencePage::reload() {
    const auto audiences = m_services.audiences.list();
    if (!audiences) {
        m_banner->setError(audiences.error());
        m_banner->show();
    }
    m_quiet = true; // Moving the mark is not a choice by the user.
    m_model->set(audiences.value_or(QList<AudienceSummary>{}), QDateTime::currentDateTimeUtc());
    m_quiet = false;
    const int row = m_model->rowOf(m_state.pathway.audience);
    if (row >= 0) {
        m_state.chooseAudience(m_model->audiences().at(row));
    }
    showCounts();
    refilter();
    showChosen();
    emit changed();
}

void AudiencePage::showCounts() {
    int modeled = 0;
    for (const AudienceSummary& summary : m_model->audiences()) {
        modeled += summary.audience.kind == AudienceKind::Modeled ? 1 : 0;
    }
    const auto all = int(m_model->audiences().size());
    m_kinds->setSegmentText(0, tr("All %1", "filter, number of audiences").arg(QLocale().toString(all)));
    m_kinds->setSegmentText(1, tr("Owned %1", "filter, number of audiences").arg(QLocale().toString(all - modeled)));
    m_kinds->setSegmentText(2, tr("Modeled %1", "filter, number of audiences").arg(QLocale().toString(modeled)));
    m_search->setVisible(all > 0);
    m_kinds->setVisible(all > 0);
}

void AudiencePage::refilter() {
    const bool before = std::exchange(m_quiet, true);
    m_filter->setKind(AudienceFilter::Kind(std::clamp(m_kinds->current(), 0, 2)));
    m_filter->setSearch(m_search->text());
    const QModelIndex chosenRow = m_filter->mapFromSource(m_model->index(m_model->rowOf(m_state.pathway.audience), 0));
    if (chosenRow.isValid()) {
        m_table->chooseRow(chosenRow.row());
    } else {
        m_table->clearSelection();
    }
    m_quiet = before;
    m_stack->setMaximumHeight(QWIDGETSIZE_MAX);
    if (m_model->rowCount() == 0) {
        m_stack->setCurrentWidget(m_empty);
    } else if (m_filter->rowCount() == 0) {
        const QString needle = m_filter->searchText();
        m_noHit->setTexts(needle.isEmpty() ? tr("No audience of this type") : tr("Nothing is called “%1”").arg(needle),
                          m_filter->kind() == AudienceFilter::Kind::All
                              ? tr("No audience has this in its name or its source.")
                              : tr("Only one type of audience is shown. The others are hidden."));
        m_stack->setCurrentWidget(m_noHit);
    } else {
        m_stack->setCurrentIndex(0);
        m_stack->setMaximumHeight(m_table->fullHeight() + 2); // What follows comes right below the last row.
    }
}

const AudienceSummary* AudiencePage::chosen() const {
    const int row = m_model->rowOf(m_state.pathway.audience);
    return row < 0 ? nullptr : &m_model->audiences().at(row);
}

void AudiencePage::choose() {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const QModelIndex index = rows.isEmpty() ? QModelIndex() : m_filter->mapToSource(rows.constFirst());
    if (!index.isValid()) {
        return;
    }
    m_state.chooseAudience(m_model->audiences().at(index.row()));
    showGap(m_gap, {});
    showChosen();
    showResets(m_banner);
    emit changed();
}

void AudiencePage::showChosen() {
    const AudienceSummary* summary = chosen();
    m_definition->setVisible(summary != nullptr);
    m_definitionIcon->setVisible(summary != nullptr);
    m_find->setVisible(false);
    if (summary == nullptr) {
        return;
    }
    const bool file = std::holds_alternative<FileSource>(summary->audience.source);
    const bool owned = summary->audience.kind == AudienceKind::Owned;
    if (owned && file && summary->state != SourceState::Ready) {
        m_definitionIcon->setIcon(QStringLiteral("warn"), Role::DangerInk);
        m_definition->setText(
            tr("The file is no longer where it was: %1").arg(std::get<FileSource>(summary->audience.source).path));
        m_find->setVisible(true);
        return;
    }
    m_definitionIcon->setIcon(QStringLiteral("filter"), Role::TextMuted);
    m_definition->setText(summary->definition);
}

void AudiencePage::findFile(const AudienceId& id) {
    const AudienceSummary* summary = chosen();
    const auto* file = summary == nullptr ? nullptr : std::get_if<FileSource>(&summary->audience.source);
    if (file == nullptr) {
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Find %1", "a file").arg(QFileInfo(file->path).fileName()),
                                   QFileInfo(file->path).absolutePath());
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this, id](const QString& path) {
        const auto moved = m_services.audiences.relocate(id, path);
        if (!moved) {
            m_banner->setError(moved.error());
            m_banner->show();
            return;
        }
        reload();
    });
    dialog->open();
}

void AudiencePage::focusFirst() {
    if (m_model->rowCount() == 0) {
        m_add->setFocus(Qt::OtherFocusReason);
    } else {
        m_table->setFocus(Qt::OtherFocusReason);
    }
}

bool AudiencePage::validate() {
    const AudienceSummary* summary = chosen();
    if (summary == nullptr) {
        showGap(m_gap, m_model->rowCount() == 0 ? QString() : tr("Choose an audience first."));
        (m_model->rowCount() == 0 ? static_cast<QWidget*>(m_add) : m_table)->setFocus(Qt::OtherFocusReason);
        return false;
    }
    if (m_find->isVisible()) {
        showGap(m_gap,
                tr("The file of “%1” was not found. Find it, or choose another audience.").arg(summary->audience.name));
        m_find->setFocus(Qt::OtherFocusReason);
        return false;
    }
    showGap(m_gap, {});
    return true;
}

QString AudiencePage::choice() const {
    return m_state.audience ? m_state.audience->audience.name : QString();
}

QByteArray AudiencePage::digest() const {
    QString all = m_state.pathway.audience.value + u'\n' + m_definition->text();
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        for (int column = 0; column < m_filter->columnCount(); ++column) {
            all += u'|' + m_filter->index(row, column).data().toString();
        }
    }
    return QCryptographicHash::hash(all.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace pathways::ui
