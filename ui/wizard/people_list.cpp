// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/people_list.h"

#include "core/services/pathways/plan_people.h"
#include "ui/common/banner.h"
#include "ui/common/flow_layout.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/table.h"
#include "ui/theme/button.h"
#include "ui/wizard/people_model.h"
#include "ui/wizard/review_rules.h"
#include "ui/wording/sentences.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace pathways::ui {

namespace {
constexpr int kTypingMs = 200;
}

PeopleList::PeopleList(QWidget* parent)
    : QWidget(parent)
    , m_heading(new TextLabel(QString(), TextStyle::BodyStrong, Role::Text, this))
    , m_values(new Button(tr("Show values"), ButtonKind::Quiet, this))
    , m_search(new SearchField(tr("Search people"), this))
    , m_table(new CardTable(tr("People"), this))
    , m_model(new PeopleModel(this))
    , m_noHit(new QWidget(this))
    , m_noHitText(new TextLabel(QString(), TextStyle::Body, Role::TextMuted, m_noHit))
    , m_nobody(new TextLabel(tr("Nobody."), TextStyle::Body, Role::TextMuted, this))
    , m_trouble(new Banner(Tone::Danger, this))
    , m_stack(new QStackedWidget(this)) {
    m_heading->setObjectName(QStringLiteral("peopleHeading"));
    m_values->setSize(ButtonSize::Small);
    m_values->setIconName(QStringLiteral("eye"));
    m_values->setCheckable(true);
    m_values->setObjectName(QStringLiteral("showPeople"));
    m_search->setObjectName(QStringLiteral("peopleSearch"));
    m_search->setFixedWidth(Theme::px(180));
    m_table->setObjectName(QStringLiteral("peopleTable"));
    m_table->setModel(m_model);
    new RowDelegate(m_table, RowHeight::Compact);
    m_table->setColumnWidths({0, 250, 190, 120}, PeopleModel::PersonColumn);
    m_nobody->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    auto* clear = new Button(tr("Clear search"), ButtonKind::Plain, m_noHit);
    clear->setSize(ButtonSize::Small);
    auto* nobody = new QHBoxLayout(m_noHit);
    nobody->setContentsMargins(0, 0, 0, 0);
    nobody->setSpacing(Theme::px(12));
    nobody->addWidget(m_noHitText, 0, Qt::AlignTop);
    nobody->addWidget(clear, 0, Qt::AlignTop);
    nobody->addStretch(1);
    connect(clear, &QAbstractButton::clicked, m_search, &QLineEdit::clear);
    m_trouble->setObjectName(QStringLiteral("peopleTrouble"));
    auto* trouble = new QWidget(this);
    auto* top = new QVBoxLayout(trouble);
    top->setContentsMargins(0, 0, 0, 0);
    top->addWidget(m_trouble);
    top->addStretch(1);

    auto* head = new FlowLayout;
    head->setSpacing(Theme::px(10));
    head->addStretching(m_heading);
    head->addWidget(m_values);
    head->addWidget(m_search);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_noHit);
    m_stack->addWidget(m_nobody);
    m_stack->addWidget(trouble);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(8));
    layout->addLayout(head);
    layout->addWidget(m_stack, 1);

    auto* typing = new QTimer(this);
    typing->setSingleShot(true);
    typing->setInterval(kTypingMs);
    connect(m_search, &QLineEdit::textChanged, typing, qOverload<>(&QTimer::start));
    connect(typing, &QTimer::timeout, this, [this] { m_model->search(m_search->text()); });
    connect(m_model, &PeopleModel::searched, this, &PeopleList::refresh);
    connect(m_model, &PeopleModel::failed, this, &PeopleList::showTrouble);
    connect(m_trouble->addAction(remedyText(Remedy::CheckAgain)), &QAbstractButton::clicked, this,
            &PeopleList::planWanted);
    connect(m_values, &QAbstractButton::toggled, this, [this](bool shown) {
        m_values->setText(shown ? tr("Hide values") : tr("Show values"));
        m_values->setIconName(shown ? QStringLiteral("eyeoff") : QStringLiteral("eye"));
        m_model->setShowValues(shown);
    });
}

PeopleList::~PeopleList() = default;

void PeopleList::show(std::unique_ptr<PlanPeople> reader, PlanPart part, qint64 people) {
    m_people = people;
    m_model->show(std::move(reader), part, people);
    const QSignalBlocker quiet(m_search);
    m_search->clear();
    m_heading->setText(partHeading(part, people));
    m_table->setAccessibleName(m_heading->text());
    m_table->scrollToTop();
    refresh(m_model->rowCount());
}

void PeopleList::setRemovalsHeld(bool held) {
    m_model->setRemovalsHeld(held);
}

void PeopleList::refresh(int shown) {
    const bool searching = !m_model->searchText().isEmpty();
    m_values->setVisible(m_people > 0);
    m_search->setVisible(m_people > 0);
    if (shown > 0) {
        m_stack->setCurrentWidget(m_table);
    } else if (searching) {
        m_noHitText->setText(tr("Nobody here matches “%1”.").arg(m_model->searchText()));
        m_stack->setCurrentWidget(m_noHit);
    } else {
        m_stack->setCurrentWidget(m_nobody);
    }
}

/// Never "nobody matches": whoever judges a removal would believe it.
void PeopleList::showTrouble(const Error& error) {
    m_trouble->setError(error);
    m_values->hide();
    m_search->hide();
    m_stack->setCurrentWidget(m_trouble->parentWidget());
}

} // namespace pathways::ui
