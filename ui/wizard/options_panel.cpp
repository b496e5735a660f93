// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/options_panel.h"

#include "ui/common/announce.h"
#include "ui/common/labels.h"
#include "ui/theme/button.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace pathways::ui {

OptionsPanel::OptionsPanel(QWidget* parent)
    : QWidget(parent)
    , m_toggle(new Button(tr("More choices"), ButtonKind::Quiet, this))
    , m_summary(new ElidedLabel(QString(), TextStyle::Small, Role::TextMuted, this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(6));
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::px(8));
    head->setContentsMargins(-Theme::px(8), 0, 0, 0); // aligns the text of the button with what is above it
    m_toggle->setSize(ButtonSize::Small);
    m_toggle->setIconName(QStringLiteral("right"));
    m_toggle->setObjectName(QStringLiteral("moreChoices"));
    head->addWidget(m_toggle);
    head->addWidget(m_summary, 1);
    layout->addLayout(head);
    connect(m_toggle, &QAbstractButton::clicked, this, [this] { setOpen(!m_open); });
}

void OptionsPanel::setOpen(bool open) {
    m_open = open;
    m_toggle->setIconName(open ? QStringLiteral("down") : QStringLiteral("right"));
    m_toggle->setAccessibleDescription(open ? tr("open", "a section of the page")
                                            : tr("closed", "a section of the page"));
    if (m_body != nullptr) {
        m_body->setVisible(open);
        reserveHeight();
    }
}

void OptionsPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    reserveHeight();
}

/// Where room is short, the list below shrinks and the hints keep all their lines.
void OptionsPanel::reserveHeight() {
    if (m_body != nullptr) {
        m_body->setMinimumHeight(m_open ? m_form->heightForWidth(width()) : 0);
    }
}

void OptionsPanel::set(const DestinationType& type, const Pathway& pathway) {
    rebuild(type, pathway);
    setMethod(pathway.method);
    setVisible(m_rows > 0);
    // Questions that must be answered should not be hidden.
    const bool fresh = m_typeKey != type.key;
    setOpen(fresh ? missingAnswers(pathway) > 0 : m_open);
    m_typeKey = type.key;
}

void OptionsPanel::addRow(const QString& label, QWidget* field, const QString& hint) {
    auto* box = new QWidget(m_body);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(3));
    field->setMaximumWidth(Theme::px(420));
    column->addWidget(field);
    if (!hint.isEmpty()) {
        auto* line = new TextLabel(hint, TextStyle::Small, Role::TextMuted, box);
        line->setWrapping();
        column->addWidget(line);
    }
    auto* name = new TextLabel(label, TextStyle::Body, Role::TextMuted, m_body);
    name->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(label);
    }
    m_form->addRow(name, box);
    ++m_rows;
}

void OptionsPanel::addOption(const PathwayOptionSpec& option, const QString& value) {
    const QString label = option.required ? tr("%1 (required)", "name of a choice").arg(option.label) : option.label;
    if (!option.choices.isEmpty()) {
        auto* box = new QComboBox(m_body);
        box->setObjectName(QStringLiteral("option-") + option.key);
        box->setPlaceholderText(tr("Choose one"));
        for (int i = 0; i < option.choices.size(); ++i) {
            box->addItem(i < option.choiceLabels.size() ? option.choiceLabels.at(i) : option.choices.at(i),
                         option.choices.at(i));
        }
        box->setCurrentIndex(int(option.choices.indexOf(value)));
        connect(box, &QComboBox::activated, this,
                [this, box, key = option.key] { emit optionChosen(key, box->currentData().toString()); });
        m_fields.insert(option.key, box);
        addRow(label, box, option.hint);
    } else {
        auto* edit = new QLineEdit(value, m_body);
        edit->setObjectName(QStringLiteral("option-") + option.key);
        connect(edit, &QLineEdit::textEdited, this,
                [this, key = option.key](const QString& text) { emit optionChosen(key, text.trimmed()); });
        m_fields.insert(option.key, edit);
        addRow(label, edit, option.hint);
    }
    auto* gap = new TextLabel(QString(), TextStyle::SmallStrong, Role::DangerInk, m_body);
    gap->setObjectName(QStringLiteral("gap"));
    gap->hide();
    m_form->addRow(QString(), gap);
    m_gaps.insert(option.key, gap);
}

void OptionsPanel::rebuild(const DestinationType& type, const Pathway& pathway) {
    delete m_body;
    m_fields.clear();
    m_gaps.clear();
    m_rows = 0;
    m_removal = nullptr;
    m_exactly = nullptr;
    m_specs = type.options;
    m_body = new QWidget(this);
    m_form = new QFormLayout(m_body);
    m_form->setContentsMargins(0, 0, 0, Theme::px(4));
    m_form->setHorizontalSpacing(Theme::px(16));
    m_form->setVerticalSpacing(Theme::px(8));
    m_form->setLabelAlignment(Qt::AlignLeading | Qt::AlignTop);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows); // with large text the field goes below its label
    QStringList named;
    if (type.removalMeanings.size() > 1) {
        auto* box = new QComboBox(m_body);
        for (const RemovalMeaning& meaning : type.removalMeanings) {
            box->addItem(meaning.permanent ? tr("%1 (permanent)", "what a removal does").arg(meaning.label)
                                           : meaning.label,
                         meaning.key);
        }
        box->setCurrentIndex(std::max(0, box->findData(pathway.removalMeaning)));
        connect(box, &QComboBox::activated, this,
                [this, box] { emit removalMeaningChosen(box->currentData().toString()); });
        addRow(tr("When someone is removed"), box, {});
        m_removal = box;
        named << tr("When someone is removed");
    }
    if (type.canReadBack) {
        m_exactly = new QCheckBox(tr("Make the list match exactly"), m_body);
        m_exactly->setChecked(pathway.matchExactly);
        connect(m_exactly, &QCheckBox::clicked, this, &OptionsPanel::matchExactlyChosen);
        addRow(tr("Other people"), m_exactly,
               tr("Normally, only people whom this pathway put there are removed. If you tick this, everyone else in "
                  "the list is removed too; you see their names first."));
    }
    for (const PathwayOptionSpec& option : type.options) {
        addOption(option, pathway.options.value(option.key, option.defaultValue));
        named << option.label;
    }
    m_named = named.mid(0, 3);
    summarise(pathway);
    layout()->addWidget(m_body);
}

int OptionsPanel::missingAnswers(const Pathway& pathway) const {
    return int(std::count_if(m_specs.cbegin(), m_specs.cend(), [&pathway](const PathwayOptionSpec& option) {
        return option.required && pathway.options.value(option.key, option.defaultValue).isEmpty();
    }));
}

void OptionsPanel::summarise(const Pathway& pathway) {
    const int missing = missingAnswers(pathway);
    QString named = m_named.value(0);
    for (const QString& name : m_named.mid(1)) {
        named = tr("%1, %2", "names of choices").arg(named, name);
    }
    // Missing answers matter more than what the section contains.
    m_summary->setText(missing > 0 ? tr("%Ln answers are needed before the push.", nullptr, missing) : named);
    m_summary->setRole(missing > 0 ? Role::WarningInk : Role::TextMuted);
}

void OptionsPanel::setMethod(SyncMethod method) {
    for (QWidget* field : {m_removal, static_cast<QWidget*>(m_exactly)}) {
        if (field != nullptr) {
            field->setEnabled(removes(method));
            field->setToolTip(removes(method) ? QString() : tr("Only Mirror removes people."));
        }
    }
}

bool OptionsPanel::goToGap(const Pathway& pathway) {
    bool found = false;
    for (const PathwayOptionSpec& option : m_specs) {
        const QString value = pathway.options.value(option.key, option.defaultValue);
        const bool missing = option.required && value.trimmed().isEmpty();
        TextLabel* gap = m_gaps.value(option.key);
        if (gap == nullptr) {
            continue;
        }
        gap->setVisible(missing);
        if (missing) {
            gap->setText(tr("%1 is needed before people can be pushed.").arg(option.label));
            if (!found) {
                setOpen(true);
                m_fields.value(option.key)->setFocus(Qt::OtherFocusReason);
                announce(gap, gap->text());
            }
            found = true;
        }
    }
    return found;
}

} // namespace pathways::ui
