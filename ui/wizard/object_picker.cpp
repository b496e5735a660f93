// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/object_picker.h"

#include "ui/common/announce.h"
#include "ui/common/flow_layout.h"
#include "ui/common/labels.h"
#include "ui/common/text.h"
#include "ui/theme/button.h"
#include "ui/theme/tool_tip.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace pathways::ui {

ObjectPicker::ObjectPicker(QWidget* parent)
    : QWidget(parent)
    , m_label(new TextLabel(QString(), TextStyle::BodyStrong, Role::Text, this))
    , m_box(new QComboBox(this))
    , m_detail(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, this))
    , m_new(new Button(tr("New"), ButtonKind::Quiet, this))
    , m_maker(new QWidget(this))
    , m_name(new QLineEdit(m_maker))
    , m_create(new Button(tr("Create now"), ButtonKind::Plain, m_maker))
    , m_makerHint(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, m_maker))
    , m_gap(new TextLabel(QString(), TextStyle::SmallStrong, Role::DangerInk, this)) {
    m_box->setObjectName(QStringLiteral("objectBox"));
    m_box->setMinimumWidth(Theme::px(300));
    m_box->setMaximumWidth(Theme::px(420));
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(24);
    m_label->setMinimumWidth(Theme::px(116));
    m_label->setBuddy(m_box);
    m_detail->setWrapping();
    m_detail->setTextInteractionFlags(Qt::NoTextInteraction);
    m_new->setObjectName(QStringLiteral("newObject"));
    m_new->setIconName(QStringLiteral("plus"));
    m_new->setSize(ButtonSize::Small);
    m_gap->setObjectName(QStringLiteral("gap"));
    m_gap->hide();

    auto* row = new FlowLayout;
    row->setSpacing(Theme::px(12));
    row->addWidget(m_label);
    row->addWidget(m_box);
    row->addStretching(m_detail);
    row->addWidget(m_new);

    m_name->setObjectName(QStringLiteral("newObjectName"));
    m_create->setObjectName(QStringLiteral("createObject"));
    m_name->setMaximumWidth(Theme::px(300));
    auto* makerRow = new QHBoxLayout(m_maker);
    makerRow->setContentsMargins(Theme::px(128), 0, 0, 0);
    makerRow->setSpacing(Theme::px(10));
    makerRow->addWidget(m_name, 1);
    makerRow->addWidget(m_create);
    makerRow->addWidget(m_makerHint, 2);
    m_maker->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(6));
    layout->addLayout(row);
    layout->addWidget(m_maker);
    layout->addWidget(m_gap);

    connect(m_box, &QComboBox::activated, this, [this](int index) {
        if (index >= 0 && index < m_objects.size()) {
            m_gap->hide();
            showDetail();
            emit objectChosen(m_objects.at(index));
        }
    });
    connect(m_new, &QAbstractButton::clicked, this, [this] { setCreating(m_maker->isHidden()); });
    const auto create = [this] {
        if (!m_name->text().trimmed().isEmpty()) {
            m_create->setEnabled(false);
            emit createWanted(m_name->text().trimmed());
        }
    };
    connect(m_create, &QAbstractButton::clicked, this, create);
    connect(m_name, &QLineEdit::returnPressed, this, create);
}

void ObjectPicker::setCreating(bool creating) {
    m_maker->setVisible(creating);
    if (creating) {
        m_name->setFocus(Qt::OtherFocusReason);
    }
}

void ObjectPicker::set(const DestinationType& type, const QList<DestinationObject>& objects,
                       const DestinationObject& chosen, const QList<LastPushed>& pushed,
                       const ConnectionId& connection) {
    const QSignalBlocker quiet(m_box);
    m_objects = objects;
    m_pushed = pushed;
    m_connection = connection;
    m_noneYet = type.objectTexts.noneYet;
    m_label->setText(type.objectTexts.title);
    m_box->setAccessibleName(m_label->text());
    m_box->clear();
    int current = -1;
    auto* model = qobject_cast<QStandardItemModel*>(m_box->model());
    for (int i = 0; i < objects.size(); ++i) {
        const DestinationObject& object = objects.at(i);
        m_box->addItem(object.name, object.id);
        m_box->setItemData(
            i,
            plainToolTip(object.selectable
                             ? tr("%1, number %2", "name of a list, its number").arg(object.name, object.id)
                             : object.reason),
            Qt::ToolTipRole);
        if (!object.selectable && model != nullptr) {
            model->item(i)->setEnabled(false);
        }
        current = object.id == chosen.id ? i : current;
    }
    m_box->setCurrentIndex(current);
    m_box->setPlaceholderText(objects.isEmpty() ? tr("None yet") : tr("Choose one"));
    m_box->setEnabled(!objects.isEmpty());
    m_new->setVisible(type.canCreateObjects);
    m_name->setPlaceholderText(type.objectTexts.newName);
    m_name->setAccessibleName(m_name->placeholderText());
    m_makerHint->setText(tr("It is created in %1 right away and is empty at first.").arg(type.name));
    m_create->setEnabled(true);
    if (!type.canCreateObjects || !objects.isEmpty()) {
        m_maker->hide();
        m_name->clear();
    } else {
        m_maker->show();
    }
    showDetail();
}

void ObjectPicker::showDetail() {
    const int index = m_box->currentIndex();
    if (index < 0 || index >= m_objects.size()) {
        m_detail->setText(m_objects.isEmpty() ? m_noneYet : QString());
        return;
    }
    const DestinationObject& object = m_objects.at(index);
    QStringList parts;
    if (object.size) {
        parts << tr("%Ln members", nullptr, plural(*object.size));
    } else if (!object.sizeText.isEmpty()) {
        parts << object.sizeText;
    }
    if (!object.detail.contains(object.id)) {
        parts << (parts.isEmpty() ? tr("Number %1") : tr("number %1", "after other facts about a list"))
                     .arg(isolated(object.id));
    }
    for (const LastPushed& last : m_pushed) {
        if (last.objectId == object.id && last.connection == m_connection) {
            parts << (parts.isEmpty() ? tr("Last pushed %1") : tr("last pushed %1", "after other facts about a list"))
                         .arg(whenText(last.when));
            break;
        }
    }
    QString text = parts.value(0);
    for (const QString& part : parts.mid(1)) {
        text = tr("%1, %2", "facts about a list").arg(text, part);
    }
    m_detail->setText(object.detail.isEmpty() ? text
                                              : tr("%1. %2", "facts about a list, a note").arg(text, object.detail));
}

void ObjectPicker::showGap(const QString& text) {
    m_gap->setText(text);
    m_gap->setVisible(!text.isEmpty());
    if (!text.isEmpty()) {
        announce(m_gap, text);
        (m_objects.isEmpty() && !m_maker->isHidden() ? static_cast<QWidget*>(m_name) : m_box)
            ->setFocus(Qt::OtherFocusReason);
    }
}

void ObjectPicker::createdOrNot(const QString& trouble) {
    m_create->setEnabled(true);
    if (trouble.isEmpty()) {
        m_maker->hide();
        m_name->clear();
        m_box->setFocus(Qt::OtherFocusReason);
    } else {
        m_makerHint->setText(trouble);
        announce(m_makerHint, trouble);
    }
}

} // namespace pathways::ui
