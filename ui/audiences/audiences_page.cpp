// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audiences/audiences_page.h"

#include "ui/audiences/audience_detail.h"
#include "ui/audiences/file_import.h"
#include "ui/common/banner.h"
#include "ui/common/empty_state.h"
#include "ui/common/form.h"
#include "ui/common/table_cell.h"
#include "ui/common/text.h"
#include "ui/theme/button.h"

#include <QBoxLayout>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QUrl>

namespace pathways::ui {

AudiencesPage::AudiencesPage(const Services& services, QWidget* parent)
    : Page(tr("Manage Audiences"), tr("Describe who belongs to each audience."), parent)
    , m_services(services)
    , m_model(new QStandardItemModel(0, 2, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(
          new EmptyState(EmptyState::Drawing::Nothing, tr("Your audiences will be here"),
                         tr("An audience is a list of people from your own records: a file, a workbook or your donor "
                            "database. Pathways reads it and changes nothing in it."),
                         this))
    , m_import(new FileImport(services.audiences, this))
    , m_banner(new Banner(Tone::Danger, this))
    , m_add(new Button(tr("Add an audience"), ButtonKind::Primary, this)) {
    m_add->setIconName(QStringLiteral("plus"));
    actions()->addWidget(m_add);
    connect(m_add, &QAbstractButton::clicked, this, [this] { importFile(); });
    connect(m_empty->addPrimary(tr("Add your first audience"), QStringLiteral("plus")), &QAbstractButton::clicked, this,
            [this] { importFile(); });
    if (m_services.addSamples) {
        auto* samples = m_empty->addPlain(tr("Look around with sample donors"));
        connect(samples, &QAbstractButton::clicked, this, [this, samples] {
            samples->setEnabled(false);
            m_services.addSamples([this] { m_soon.start(); });
        });
    }
    m_empty->setHint(tr("You can also drop a file here."));
    m_list = makeList();
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_import);
    m_banner->hide();
    content()->addWidget(m_banner);
    content()->addWidget(m_stack, 1);
    setAcceptDrops(true);

    connect(m_import, &FileImport::canceled, this, &AudiencesPage::showList);
    connect(m_import, &FileImport::added, this, [this](const AudienceId& id, const QString& name) {
        m_wanted = id;
        m_search->clear();
        refresh();
        showList();
        emit toastWanted(tr("“%1” is ready. Its people are being counted.").arg(name), {});
    });
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &AudiencesPage::refresh);
    connect(&m_services.audiences, &AudienceService::changed, this, [this] { m_soon.start(); });
    connect(&m_services.pushes, &PushService::finished, this, [this] { m_soon.start(); });
    refresh();
    showList();
}

QWidget* AudiencesPage::makeList() {
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::px(12));
    auto* column = new QVBoxLayout;
    column->setSpacing(Theme::px(10));
    m_search = new SearchField(tr("Search audiences"), holder);
    m_table = new CardTable(tr("Audiences"), holder);
    m_model->setHorizontalHeaderLabels({tr("Audience"), tr("People")});
    m_table->setModel(m_model);
    m_table->setHasHead(false);
    new RowDelegate(m_table, RowHeight::OneLine);
    m_table->setColumnWidths({0, 92}, 0);
    m_noHit = new EmptyState(EmptyState::Drawing::Search, tr("No audience matches"), {}, holder);
    m_noHit->setFramed(false);
    connect(m_noHit->addPlain(tr("Clear search")), &QAbstractButton::clicked, m_search, &QLineEdit::clear);
    m_side = new QStackedWidget(holder);
    m_side->addWidget(m_table);
    m_side->addWidget(m_noHit);
    column->addWidget(m_search);
    column->addWidget(m_side, 1);
    auto* lead = new QWidget(holder);
    lead->setLayout(column);
    column->setContentsMargins(0, 0, 0, 0);
    lead->setFixedWidth(Theme::px(260));
    m_detail = new AudienceDetail(m_services.audiences, holder);
    row->addWidget(lead);
    row->addWidget(m_detail, 1);
    connect(m_search, &QLineEdit::textChanged, this, &AudiencesPage::refilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AudiencesPage::showChosen);
    connectDetail();
    return holder;
}

void AudiencesPage::connectDetail() {
    connect(m_detail, &AudienceDetail::pushWanted, this, [this](const AudienceId& id) {
        emit wizardWanted({id, {}, {}});
    });
    connect(m_detail, &AudienceDetail::removeWanted, this, &AudiencesPage::removeAudience);
    connect(m_detail, &AudienceDetail::modeledAdded, this, [this](const AudienceId& id, const QString& name) {
        m_wanted = id;
        refresh();
        emit toastWanted(tr("“%1” was added.").arg(name), [this, id] {
            if (const auto removed = m_services.audiences.remove(id); !removed) {
                m_banner->setError(removed.error());
                m_banner->show();
            }
        });
    });
}

const AudienceSummary* AudiencesPage::chosen() const {
    const int row = m_table->chosenRow();
    return row >= 0 && row < int(m_audiences.size()) ? &m_audiences.at(row) : nullptr;
}

void AudiencesPage::refresh() {
    const auto list = m_services.audiences.list();
    if (!list) {
        m_banner->setError(list.error());
        m_banner->show();
        return;
    }
    AudienceId keep = m_wanted;
    if (keep.isEmpty() && chosen()) {
        keep = chosen()->audience.id;
    }
    m_wanted = {};
    m_audiences = *list;
    m_model->setRowCount(int(m_audiences.size()));
    int row = 0;
    for (int i = 0; i < int(m_audiences.size()); ++i) {
        const AudienceSummary& summary = m_audiences.at(i);
        const bool gone = summary.state != SourceState::Ready;
        const QString icon = gone                                             ? QStringLiteral("warn")
                             : summary.audience.kind == AudienceKind::Modeled ? QStringLiteral("modeled")
                                                                              : QStringLiteral("person");
        const QString spoken = gone ? tr("%1, file not found", "an audience, read aloud").arg(summary.audience.name)
                                    : summary.audience.name;
        m_model->setItem(i, 0,
                         TableCell(summary.audience.name)
                             .icon(icon, gone ? Role::DangerInk : Role::TextMuted)
                             .spoken(spoken)
                             .item());
        m_model->setItem(
            i, 1,
            TableCell(summary.audience.people < 0 ? QStringLiteral("…") : countText(summary.audience.people))
                .muted()
                .trailing()
                .spoken(summary.audience.people < 0 ? tr("Counting") : countText(summary.audience.people))
                .item());
        if (summary.audience.id == keep) {
            row = i;
        }
    }
    m_table->chooseRow(row);
    refilter();
    if (m_stack->currentWidget() != m_import) {
        showList();
    }
}

void AudiencesPage::refilter() {
    const QString wanted = m_search->text().trimmed();
    int shown = 0;
    int first = -1;
    for (int row = 0; row < int(m_audiences.size()); ++row) {
        const bool hit = m_audiences.at(row).audience.name.contains(wanted, Qt::CaseInsensitive);
        m_table->setRowHidden(row, !hit);
        if (hit && first < 0) {
            first = row;
        }
        shown += hit ? 1 : 0;
    }
    m_noHit->setTexts(tr("No audience matches"), tr("The search for “%1” hides all audiences.").arg(wanted));
    m_side->setCurrentWidget(shown > 0 ? static_cast<QWidget*>(m_table) : m_noHit);
    if (shown > 0 && (m_table->chosenRow() < 0 || m_table->isRowHidden(m_table->chosenRow()))) {
        m_table->chooseRow(first);
    }
    showChosen();
}

void AudiencesPage::showChosen() {
    if (const AudienceSummary* summary = chosen()) {
        m_detail->setAudience(*summary);
    }
}

void AudiencesPage::showList() {
    const bool empty = m_audiences.isEmpty();
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_list);
    m_add->setVisible(!empty);
    setTitle(tr("Manage Audiences"));
    setInstruction(tr("Describe who belongs to each audience."));
}

void AudiencesPage::importFile(const QString& path) {
    QString chosenPath = path;
    if (chosenPath.isEmpty()) {
        auto* dialog = new QFileDialog(this, tr("Choose your list"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setNameFilters({tr("Lists of people (*.csv *.tsv *.txt *.xlsx *.ods)"), tr("All files (*)")});
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { importFile(file); });
        dialog->open();
        return;
    }
    m_banner->hide();
    m_add->hide();
    setTitle(tr("Add an audience"));
    setInstruction(tr("Check that the file is read correctly, then add it."));
    m_stack->setCurrentWidget(m_import);
    m_import->open(chosenPath);
}

void AudiencesPage::removeAudience(const AudienceId& id) {
    const AudienceSummary* summary = chosen();
    const QString name = summary ? summary->audience.name : QString();
    if (const auto removed = m_services.audiences.remove(id); !removed) {
        m_banner->setError(removed.error());
        m_banner->show();
        return;
    }
    m_banner->hide();
    refresh();
    emit toastWanted(tr("“%1” moved to the bin for 30 days.").arg(name), [this, id] {
        m_wanted = id;
        if (const auto restored = m_services.audiences.restore(id); !restored) {
            m_banner->setError(restored.error());
            m_banner->show();
        }
        refresh();
    });
}

void AudiencesPage::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void AudiencesPage::dropEvent(QDropEvent* event) {
    importFile(event->mimeData()->urls().value(0).toLocalFile());
    event->acceptProposedAction();
}

} // namespace pathways::ui
