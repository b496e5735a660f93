// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audiences/audience_detail.h"

#include "ui/audiences/countries.h"
#include "ui/audiences/permission_editor.h"
#include "ui/common/banner.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/table_cell.h"
#include "ui/common/text.h"
#include "ui/theme/button.h"
#include "ui/theme/tool_tip.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QScrollArea>
#include <QStandardItemModel>

namespace pathways::ui {

AudienceDetail::AudienceDetail(AudienceService& audiences, QWidget* parent)
    : Card(parent)
    , m_audiences(audiences) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(makeHead());
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    QWidget* body = makeBody();
    scroll->setWidget(body);
    body->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    column->addWidget(makeFoot());
}

QWidget* AudienceDetail::makeHead() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(Theme::px(16), Theme::px(12), Theme::px(12), Theme::px(12));
    row->setSpacing(Theme::px(10));
    m_name = new QLineEdit(head);
    m_name->setAccessibleName(tr("Name of the audience"));
    m_name->setMaxLength(200);
    m_name->setFont(Theme::font(TextStyle::Heading));
    m_kind = new StatusBadge(head);
    auto* remove = new IconButton(QStringLiteral("trash"), tr("Remove this audience"), head);
    row->addWidget(m_name, 1);
    row->addWidget(m_kind);
    row->addWidget(remove);
    connect(m_name, &QLineEdit::editingFinished, this, &AudienceDetail::rename);
    connect(remove, &QAbstractButton::clicked, this, [this] { emit removeWanted(m_summary.audience.id); });
    return head;
}

QWidget* AudienceDetail::makeBody() {
    auto* body = new QWidget(this);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(Theme::px(16), 0, Theme::px(16), Theme::px(16));
    column->setSpacing(Theme::px(12));
    m_banner = new Banner(Tone::Warning, body);
    m_banner->hide();
    m_words = new TextLabel({}, TextStyle::Body, Role::Text, body);
    m_words->setWrapping();
    m_source = new TextLabel({}, TextStyle::Body, Role::TextMuted, body);
    m_source->setWrapping();
    m_age = new TextLabel({}, TextStyle::Small, Role::TextMuted, body);
    m_find = new Button(tr("Find the file…"), ButtonKind::Plain, body);
    m_find->setSize(ButtonSize::Small);
    m_find->setIconName(QStringLiteral("file"));
    m_modeled = new Button(tr("Add a modeled audience"), ButtonKind::Plain, body);
    m_modeled->setSize(ButtonSize::Small);
    m_modeled->setIconName(QStringLiteral("modeled"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::px(8));
    buttons->addWidget(m_find);
    buttons->addWidget(m_modeled);
    buttons->addStretch(1);
    m_country = new QComboBox;
    fillCountries(*m_country);
    m_countryRow =
        new FormRow(tr("Country"), m_country, tr("For phone numbers and addresses without a country."), body);
    m_permission = new PermissionEditor;
    m_permissionRow = new FormRow(tr("Who may be emailed"), m_permission, {}, body);
    auto* heading = new TextLabel(tr("Where it was pushed"), TextStyle::BodyStrong, Role::Text, body);
    m_notPushed = new TextLabel(tr("Not pushed yet."), TextStyle::Body, Role::TextMuted, body);
    m_pushed = new QStandardItemModel(0, 2, this);
    m_pushed->setHorizontalHeaderLabels({tr("Destination"), tr("When")});
    m_table = new CardTable(tr("Where it was pushed"), body);
    m_table->setModel(m_pushed);
    m_table->setBackdrop(Role::Surface);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    new RowDelegate(m_table, RowHeight::TwoLines);
    m_table->setColumnWidths({0, 170}, 0);
    m_table->setHasHead(false);
    for (QWidget* widget : {static_cast<QWidget*>(m_banner), static_cast<QWidget*>(m_words),
                            static_cast<QWidget*>(m_source), static_cast<QWidget*>(m_age)}) {
        column->addWidget(widget);
    }
    column->addLayout(buttons);
    column->addSpacing(Theme::px(4));
    column->addWidget(m_countryRow);
    column->addWidget(m_permissionRow);
    column->addSpacing(Theme::px(4));
    column->addWidget(heading);
    column->addWidget(m_notPushed);
    column->addWidget(m_table);
    column->addStretch(1);
    connect(m_find, &QAbstractButton::clicked, this, &AudienceDetail::findFile);
    connect(m_modeled, &QAbstractButton::clicked, this, &AudienceDetail::addModeled);
    connect(m_permission, &PermissionEditor::changed, this, &AudienceDetail::savePermission);
    connect(m_country, &QComboBox::activated, this, &AudienceDetail::saveCountry);
    return body;
}

QWidget* AudienceDetail::makeFoot() {
    auto* foot = new Card(this);
    foot->setSunken(true);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(Theme::px(16), Theme::px(12), Theme::px(16), Theme::px(12));
    row->setSpacing(Theme::px(8));
    m_people = new TextLabel({}, TextStyle::Figure, Role::Text, foot);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    //: Stands beside a large number.
    auto* belong = new TextLabel(tr("people belong here"), TextStyle::Body, Role::Text, foot);
    belong->setWrapping();
    words->addWidget(belong);
    m_counted = new TextLabel({}, TextStyle::Small, Role::TextMuted, foot);
    m_counted->setWrapping();
    words->addWidget(m_counted);
    auto* push = new Button(tr("Push this audience"), ButtonKind::Plain, foot);
    push->setIconName(QStringLiteral("push"));
    row->addWidget(m_people);
    row->addLayout(words, 1);
    row->addWidget(push);
    connect(push, &QAbstractButton::clicked, this, [this] { emit pushWanted(m_summary.audience.id); });
    return foot;
}

void AudienceDetail::setAudience(const AudienceSummary& summary) {
    const bool other = summary.audience.id != m_summary.audience.id;
    const bool sourceChanged = other || summary.audience.source != m_summary.audience.source ||
                               summary.audience.permission != m_summary.audience.permission;
    m_summary = summary;
    const bool modeled = summary.audience.kind == AudienceKind::Modeled;
    if (other || !m_name->hasFocus()) {
        m_name->setText(summary.audience.name);
    }
    m_kind->set({modeled ? tr("Modeled") : tr("Owned"), modeled ? QStringLiteral("modeled") : QStringLiteral("person"),
                 Tone::Neutral});
    m_words->setText(summary.definition);
    m_words->setVisible(!summary.definition.isEmpty());
    m_people->setText(summary.audience.people < 0 ? QStringLiteral("…") : countText(summary.audience.people));
    m_counted->setText(summary.audience.people < 0 ? tr("Counting") : tr("Counted when the file last changed"));
    m_modeled->setVisible(!modeled);
    m_countryRow->setVisible(!modeled);
    m_permissionRow->setVisible(!modeled);
    chooseCountry(*m_country, summary.audience.defaultCountry);
    showSource();
    showPushed();
    if (sourceChanged && !modeled) {
        loadColumns();
    }
}

void AudienceDetail::showSource() {
    const bool modeled = m_summary.audience.kind == AudienceKind::Modeled;
    const auto* file = std::get_if<FileSource>(&m_summary.audience.source);
    if (modeled) {
        m_source->setText(
            tr("Based on %1", "the audience that a modeled one is made from").arg(isolated(m_summary.baseName)));
    } else if (file) {
        m_source->setText(tr("From %1", "a file").arg(isolated(m_summary.sourceText)));
        m_source->setToolTip(plainToolTip(file->path));
    } else {
        m_source->setText(m_summary.sourceText);
    }
    m_age->setText(m_summary.audience.dataFrom ? tr("Data from: %1").arg(whenText(*m_summary.audience.dataFrom))
                                               : QString());
    m_age->setVisible(!m_age->text().isEmpty());
    m_find->setVisible(!modeled && file);
    m_find->setText(m_summary.state == SourceState::Ready ? tr("Use another file…") : tr("Find the file…"));
    if (m_summary.state == SourceState::Missing) {
        m_banner->setTone(Tone::Warning);
        m_banner->setText(tr("The file is not where it was."),
                          tr("Nobody was removed because of this. Find the file to push this audience again."));
        m_banner->show();
    } else if (m_summary.state == SourceState::Unreadable) {
        m_banner->setTone(Tone::Warning);
        m_banner->setText(tr("The file cannot be read at the moment."),
                          tr("It may be open in another program or on a drive that is not connected."));
        m_banner->show();
    } else {
        m_banner->hide();
    }
}

void AudienceDetail::showPushed() {
    m_pushed->setRowCount(0);
    for (const LastPushed& pushed : m_summary.pushed) {
        const StatusBadge::Look look = StatusBadge::lookOf(pushed.status);
        m_pushed->appendRow({TableCell(pushed.object).second(pushed.destination).strong().item(),
                             TableCell(whenText(pushed.when)).second(look.text, rolesOf(look.tone).ink).item()});
    }
    m_notPushed->setVisible(m_summary.pushed.isEmpty());
    m_table->setVisible(!m_summary.pushed.isEmpty());
    m_table->setFixedHeight(m_table->fullHeight());
}

void AudienceDetail::loadColumns() {
    m_permission->clear();
    const Audience audience = m_summary.audience;
    const auto isOther = [this, audience] {
        return audience.id != m_summary.audience.id || audience.permission != m_summary.audience.permission;
    };
    whenDone(m_audiences.columns(audience), this, [this, audience, isOther](const Result<QStringList>& columns) {
        if (isOther() || !columns) {
            return; // another audience is shown by now, or the banner explains the failure
        }
        const auto read = m_audiences.permission(audience, PermissionCount::None);
        whenDone(read, this, [this, audience, isOther, columns = *columns](const Result<QList<PermissionLine>>& lines) {
            if (!isOther() && lines) {
                m_permission->show(*lines, columns, audience.permission);
            }
        });
    });
}

void AudienceDetail::save(Audience changed) {
    if (const auto saved = m_audiences.save(std::move(changed)); !saved) {
        m_banner->setError(saved.error());
        m_banner->show();
    }
}

void AudienceDetail::rename() {
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        m_name->setText(m_summary.audience.name);
        return;
    }
    if (name != m_summary.audience.name) {
        Audience changed = m_summary.audience;
        changed.name = name;
        save(std::move(changed));
    }
}

void AudienceDetail::savePermission() {
    Audience changed = m_summary.audience;
    changed.permission = m_permission->choices();
    if (changed != m_summary.audience) {
        save(std::move(changed));
    }
}

void AudienceDetail::saveCountry() {
    Audience changed = m_summary.audience;
    changed.defaultCountry = m_country->currentData().toString();
    if (changed != m_summary.audience) {
        save(std::move(changed));
    }
}

void AudienceDetail::findFile() {
    const auto* file = std::get_if<FileSource>(&m_summary.audience.source);
    auto* dialog = new QFileDialog(this, tr("Find the file of “%1”").arg(m_summary.audience.name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    if (file) {
        dialog->setDirectory(QFileInfo(file->path).absolutePath());
    }
    const AudienceId id = m_summary.audience.id;
    connect(dialog, &QFileDialog::fileSelected, this, [this, id](const QString& path) {
        if (const auto moved = m_audiences.relocate(id, path); !moved) {
            m_banner->setError(moved.error());
            m_banner->show();
        }
    });
    dialog->open();
}

void AudienceDetail::addModeled() {
    const QString name = tr("Like %1", "name of a new modeled audience").arg(m_summary.audience.name);
    const auto added = m_audiences.addModeled(name, m_summary.audience.id);
    if (!added) {
        m_banner->setError(added.error());
        m_banner->show();
        return;
    }
    emit modeledAdded(*added, name);
}

} // namespace pathways::ui
