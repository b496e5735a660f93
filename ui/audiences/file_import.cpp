// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audiences/file_import.h"

#include "ui/audiences/countries.h"
#include "ui/audiences/permission_editor.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/table_cell.h"
#include "ui/common/text.h"
#include "ui/theme/button.h"
#include "ui/theme/tool_tip.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QLocale>
#include <QSpinBox>
#include <QStandardItemModel>

namespace pathways::ui {
namespace {

/// A small field with its label above it.
QWidget* labelled(const QString& name, QWidget* field) {
    auto* holder = new QWidget;
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(3));
    auto* label = new TextLabel(name, TextStyle::Small, Role::TextMuted, holder);
    label->setBuddy(field);
    label->setWrapping();
    column->addStretch(1);
    column->addWidget(label);
    column->addWidget(field);
    field->setAccessibleName(name);
    return holder;
}

void choose(QComboBox& box, const QVariant& data, const QString& otherwise) {
    int index = box.findData(data);
    if (index < 0) {
        box.addItem(otherwise, data);
        index = box.count() - 1;
    }
    box.setCurrentIndex(index);
}

} // namespace

FileImport::FileImport(AudienceService& audiences, QWidget* parent)
    : QWidget(parent)
    , m_audiences(audiences) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(12));
    column->addWidget(makeDialect());
    m_banner = new Banner(Tone::Warning, this);
    m_banner->hide();
    column->addWidget(m_banner);
    column->addWidget(makePreview(), 1);
    column->addWidget(makeForm());
    column->addWidget(makeFooter());
}

QWidget* FileImport::makeDialect() {
    auto* card = new Card(this);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(Theme::px(16), Theme::px(12), Theme::px(16), Theme::px(12));
    column->setSpacing(Theme::px(8));
    m_file = new TextLabel({}, TextStyle::BodyStrong, Role::Text, card);
    m_words = new TextLabel({}, TextStyle::Body, Role::TextMuted, card);
    m_words->setWrapping();
    column->addWidget(m_file);
    column->addWidget(m_words);
    m_encoding = new QComboBox;
    for (const TextEncoding encoding : kTextEncodings) {
        m_encoding->addItem(displayName(encoding), int(encoding));
    }
    m_separator = new QComboBox;
    m_separator->addItem(tr("Commas"), QChar(u','));
    m_separator->addItem(tr("Semicolons"), QChar(u';'));
    m_separator->addItem(tr("Tabs"), QChar(u'\t'));
    m_separator->addItem(tr("Vertical bars"), QChar(u'|'));
    m_quote = new QComboBox;
    m_quote->addItem(tr("Double quotes"), QChar(u'"'));
    m_quote->addItem(tr("Single quotes"), QChar(u'\''));
    m_quote->addItem(tr("None"), QChar());
    m_header = new QCheckBox(tr("First row is a header"), card);
    m_preamble = new QSpinBox;
    m_preamble->setRange(0, 1000);
    m_trailing = new QSpinBox;
    m_trailing->setRange(0, 1000);
    m_sheet = new QComboBox;
    m_sheet->setObjectName(QStringLiteral("importSheet"));
    m_dates = new QComboBox;
    m_dates->setObjectName(QStringLiteral("importDates"));
    m_dates->addItem(tr("As usual in the country"), int(DateOrder::ByCountry));
    m_dates->addItem(tr("Day first"), int(DateOrder::DayFirst));
    m_dates->addItem(tr("Month first"), int(DateOrder::MonthFirst));
    m_numbers = new QComboBox;
    m_numbers->setObjectName(QStringLiteral("importNumbers"));
    m_numbers->addItem(tr("1,234.56"), false);
    m_numbers->addItem(tr("1.234,56"), true);
    m_ofText = {labelled(tr("Encoding"), m_encoding), labelled(tr("Separator"), m_separator),
                labelled(tr("Quote character"), m_quote), labelled(tr("Lines to skip at the top"), m_preamble),
                labelled(tr("Rows to skip at the end"), m_trailing)};
    m_ofSheet = labelled(tr("Sheet or table"), m_sheet);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::px(12));
    for (QWidget* field : std::as_const(m_ofText)) {
        row->addWidget(field);
    }
    row->addStretch(1);
    column->addLayout(row);
    auto* second = new QHBoxLayout;
    second->setSpacing(Theme::px(12));
    second->addWidget(m_ofSheet);
    second->addWidget(labelled(tr("Dates such as 03/04"), m_dates));
    second->addWidget(labelled(tr("Number format"), m_numbers));
    second->addStretch(1);
    column->addLayout(second);
    column->addWidget(m_header);
    for (QComboBox* box : {m_encoding, m_separator, m_quote}) {
        connect(box, &QComboBox::activated, this, &FileImport::dialectEdited);
    }
    connect(m_dates, &QComboBox::activated, this, [this] {
        m_wantedDates = DateOrder(m_dates->currentData().toInt());
        dialectEdited();
    });
    connect(m_numbers, &QComboBox::activated, this, [this] {
        m_wantedComma = m_numbers->currentData().toBool();
        dialectEdited();
    });
    connect(m_sheet, &QComboBox::activated, this, [this] {
        m_chosenSheet = m_sheet->currentText();
        read({}); // Each sheet has its own layout.
    });
    connect(m_header, &QCheckBox::clicked, this, &FileImport::dialectEdited);
    for (QSpinBox* box : {m_preamble, m_trailing}) {
        connect(box, &QSpinBox::valueChanged, this, &FileImport::dialectEdited);
    }
    return card;
}

QWidget* FileImport::makePreview() {
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(6));
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("The first rows"), TextStyle::BodyStrong, Role::Text, holder), 1);
    m_values = new Button(tr("Show values"), ButtonKind::Quiet, holder);
    m_values->setIconName(QStringLiteral("eye"));
    m_values->setCheckable(true);
    head->addWidget(m_values);
    column->addLayout(head);
    m_model = new QStandardItemModel(this);
    m_table = new CardTable(tr("The first rows"), holder);
    m_table->setObjectName(QStringLiteral("importRows"));
    m_table->setModel(m_model);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_table->setMinimumHeight(Theme::px(110));
    m_delegate = new RowDelegate(m_table, RowHeight::Compact);
    column->addWidget(m_table, 1);
    connect(m_values, &QAbstractButton::toggled, this, [this](bool shown) {
        m_delegate->setValuesShown(shown);
        m_values->setText(shown ? tr("Hide values") : tr("Show values"));
        m_values->setIconName(shown ? QStringLiteral("eyeoff") : QStringLiteral("eye"));
        m_table->resizeColumnsToContents();
    });
    return holder;
}

QWidget* FileImport::makeForm() {
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::px(16));
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("importName"));
    m_name->setMaxLength(200);
    m_country = new QComboBox;
    fillCountries(*m_country);
    m_permission = new PermissionEditor;
    m_nameRow = new FormRow(tr("Name"), m_name, {}, holder);
    row->addWidget(m_nameRow, 1, Qt::AlignTop);
    row->addWidget(new FormRow(tr("Country"), m_country, tr("For phone numbers without a country code."), holder), 1,
                   Qt::AlignTop);
    row->addWidget(new FormRow(tr("Who may be emailed"), m_permission, {}, holder), 2, Qt::AlignTop);
    return holder;
}

QWidget* FileImport::makeFooter() {
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    auto* cancel = new Button(tr("Cancel"), ButtonKind::QuietText, holder);
    m_add = new Button(tr("Add this audience"), ButtonKind::Primary, holder);
    m_add->setObjectName(QStringLiteral("importAdd"));
    row->addWidget(cancel);
    row->addWidget(new IconLabel(QStringLiteral("lock"), Role::TextMuted, 16, holder));
    auto* promise =
        new TextLabel(tr("Your file is neither changed nor moved."), TextStyle::Small, Role::TextMuted, holder);
    promise->setWrapping();
    row->addWidget(promise, 1);
    row->addWidget(m_add);
    connect(cancel, &QAbstractButton::clicked, this, &FileImport::canceled);
    connect(m_add, &QAbstractButton::clicked, this, &FileImport::add);
    return holder;
}

void FileImport::open(const QString& path) {
    m_path = path;
    m_fresh = true;
    m_file->setText(QFileInfo(path).fileName());
    m_file->setToolTip(plainToolTip(path));
    m_words->setText(tr("Reading"));
    m_model->clear();
    m_banner->hide();
    m_values->setChecked(false);
    m_nameRow->setProblem({});
    m_chosenSheet.clear();
    m_wantedDates.reset();
    m_wantedComma.reset();
    read({});
}

void FileImport::read(const std::optional<Dialect>& dialect) {
    const quint64 asked = ++m_asked;
    m_add->setEnabled(false);
    const auto read = m_audiences.previewFile(m_path, dialect, {}, m_chosenSheet);
    whenDone(read, this, [this, asked](const Result<FilePreview>& preview) {
        if (asked != m_asked) {
            return;
        }
        if (!preview) {
            m_words->setText({});
            m_banner->setError(preview.error());
            m_banner->show();
            m_model->clear();
            return;
        }
        show(*preview);
    });
}

void FileImport::show(const FilePreview& preview) {
    m_dialect = preview.dialect;
    // The user's choice wins over what the first rows suggest.
    m_dialect.dates = m_wantedDates.value_or(m_dialect.dates);
    m_dialect.decimalComma = m_wantedComma.value_or(m_dialect.decimalComma);
    m_words->setText(tr("%1 %2", "whole sentences on what was detected, then the size of the file")
                         .arg(preview.dialectText, QLocale().formattedDataSize(preview.sizeBytes)));
    showDialect(m_dialect);
    showSheets(preview);
    m_model->clear();
    m_model->setHorizontalHeaderLabels(preview.columns);
    for (const QStringList& row : preview.rows) {
        QList<QStandardItem*> items;
        for (const QString& value : row) {
            items.append(TableCell(visibleText(value)).sensitive().item());
        }
        m_model->appendRow(items);
    }
    m_table->horizontalHeader()->setMaximumSectionSize(Theme::px(280));
    m_table->resizeColumnsToContents();
    if (preview.warnings.isEmpty()) {
        m_banner->hide();
    } else {
        m_banner->setTone(Tone::Warning);
        m_banner->setText(preview.warnings.first(), preview.warnings.mid(1).join(u' '));
        m_banner->show();
    }
    m_permission->show(preview.permission, preview.columns,
                       confirmed(m_fresh ? QList<PermissionChoice>() : kept(preview.columns), preview.permission));
    if (m_fresh) {
        m_name->setText(preview.suggestedName);
        m_name->selectAll();
        m_name->setFocus(Qt::OtherFocusReason);
    }
    m_fresh = false;
    m_add->setEnabled(true);
}

/// What was decided about columns that are still there.
QList<PermissionChoice> FileImport::kept(const QStringList& columns) const {
    QList<PermissionChoice> choices = m_permission->choices();
    choices.removeIf([&columns](const PermissionChoice& one) { return !columns.contains(one.column); });
    return choices;
}

void FileImport::showDialect(const Dialect& dialect) {
    m_filling = true;
    choose(*m_encoding, int(dialect.encoding), tr("Another", "encoding"));
    choose(*m_separator, QChar(QLatin1Char(dialect.separator)), QString(QLatin1Char(dialect.separator)));
    choose(*m_quote, dialect.quote == 0 ? QChar() : QChar(QLatin1Char(dialect.quote)),
           QString(QLatin1Char(dialect.quote)));
    m_header->setChecked(dialect.hasHeader);
    m_dates->setCurrentIndex(m_dates->findData(int(dialect.dates)));
    m_numbers->setCurrentIndex(m_numbers->findData(dialect.decimalComma));
    m_preamble->setValue(dialect.preambleLines);
    m_trailing->setValue(dialect.trailingRows);
    m_filling = false;
}

/// Workbooks and database files describe themselves; only text files need the choices on how to read them.
void FileImport::showSheets(const FilePreview& preview) {
    m_chosenSheet = preview.sheet;
    m_sheet->clear();
    m_sheet->addItems(preview.sheets);
    m_sheet->setCurrentIndex(m_sheet->findText(preview.sheet));
    m_ofSheet->setVisible(preview.sheets.size() > 1);
    for (QWidget* field : std::as_const(m_ofText)) {
        field->setVisible(preview.sheets.isEmpty() || field->isAncestorOf(m_preamble) ||
                          field->isAncestorOf(m_trailing));
    }
}

void FileImport::dialectEdited() {
    if (m_filling) {
        return;
    }
    Dialect dialect = m_dialect;
    dialect.encoding = TextEncoding(m_encoding->currentData().toInt());
    dialect.separator = m_separator->currentData().toChar().toLatin1();
    dialect.quote = m_quote->currentData().toChar().toLatin1();
    dialect.hasHeader = m_header->isChecked();
    dialect.preambleLines = m_preamble->value();
    dialect.trailingRows = m_trailing->value();
    read(dialect);
}

void FileImport::add() {
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        m_nameRow->setProblem(tr("Give the audience a name."));
        m_name->setFocus(Qt::OtherFocusReason);
        return;
    }
    Audience audience;
    audience.name = name;
    audience.source = FileSource{m_path, m_dialect, m_chosenSheet};
    audience.defaultCountry = m_country->currentData().toString();
    audience.permission = m_permission->choices();
    const auto saved = m_audiences.save(std::move(audience));
    if (!saved) {
        if (saved.error().kind == ErrorKind::Input) { // most likely the name
            m_nameRow->setProblem(saved.error().what + u' ' + saved.error().remedy);
            m_name->setFocus(Qt::OtherFocusReason);
        } else {
            m_banner->setError(saved.error());
            m_banner->show();
        }
        return;
    }
    emit added(*saved, name);
}

} // namespace pathways::ui
