// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/review_page.h"

#include "core/base/async.h"
#include "ui/common/banner.h"
#include "ui/common/status_badge.h"
#include "ui/common/text.h"
#include "ui/mapping/mapping_view.h"
#include "ui/theme/button.h"
#include "ui/wizard/mapping_section.h"
#include "ui/wizard/method_cards.h"
#include "ui/wizard/object_picker.h"
#include "ui/wizard/options_panel.h"
#include "ui/wizard/problems_panel.h"
#include "ui/wording/sentences.h"

#include <QCheckBox>
#include <QCryptographicHash>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace pathways::ui {

namespace {
constexpr int kDebounceMs = 150;
constexpr int kProblemsShown = 500;
} // namespace

ReviewPage::ReviewPage(WizardServices services, WizardState& state, QWidget* parent)
    : WizardPage(services, state, tr("Step 3: Review Pathway"),
                 tr("Check where each column goes, and accept the suggestions that are right."), parent)
    , m_pill(new StatusBadge({}, this))
    , m_banner(new Banner(Tone::Info, this))
    , m_body(new QWidget(this))
    , m_object(new ObjectPicker(this))
    , m_methods(new MethodCards(this))
    , m_options(new OptionsPanel(this))
    , m_former(new QCheckBox(this))
    , m_mapping(new MappingSection(this)) {
    setObjectName(QStringLiteral("reviewPage"));
    actions()->addWidget(m_pill);
    m_banner->setObjectName(QStringLiteral("reviewBanner"));
    m_banner->hide();
    m_former->setObjectName(QStringLiteral("formerMarks"));
    m_former->hide();
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(Theme::px(12));
    body->addWidget(m_object);
    body->addWidget(m_methods);
    body->addWidget(m_options);
    body->addWidget(m_former);
    body->addWidget(m_mapping, 1);
    content()->addWidget(m_banner);
    content()->addWidget(m_body, 1);
    content()->addStretch(0); // keeps the banner at its height while nothing is below it
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounceMs);

    connect(&m_debounce, &QTimer::timeout, this, &ReviewPage::check);
    connect(m_object, &ObjectPicker::objectChosen, this, &ReviewPage::chooseObject);
    connect(m_object, &ObjectPicker::createWanted, this, &ReviewPage::createObject);
    connect(m_methods, &MethodCards::chosenChanged, this, [this](SyncMethod method) {
        m_state.chooseMethod(method);
        m_options->setMethod(method);
        askAboutFormer();
        emit changed();
    });
    connect(m_options, &OptionsPanel::removalMeaningChosen, this, [this](const QString& key) {
        m_state.setRemovalMeaning(key);
        emit changed();
    });
    connect(m_options, &OptionsPanel::matchExactlyChosen, this, [this](bool exactly) {
        m_state.setMatchExactly(exactly);
        emit changed();
    });
    connect(m_options, &OptionsPanel::optionChosen, this, [this](const QString& key, const QString& value) {
        m_state.setOption(key, value);
        m_options->summarise(m_state.pathway);
        askAboutFormer();
        emit changed();
    });
    connect(m_former, &QCheckBox::clicked, this, [this](bool clears) {
        m_state.setClearsFormer(clears);
        emit changed();
    });
    connect(m_mapping, &MappingSection::edited, this, [this] {
        m_state.setMapping(m_mapping->editor().model().lines());
        m_debounce.start();
        emit changed();
    });
    connect(&m_mapping->problems(), &ProblemsPanel::wanted, this, &ReviewPage::showProblems);
    // After a new sign-in, the problem may be solved.
    connect(&m_services.connections, &ConnectionService::changed, this, [this] {
        const auto fresh = m_services.connections.find(m_state.pathway.connection);
        if (m_says == Says::Trouble && !m_reviewing && fresh && fresh->state == ConnectionState::Active) {
            m_state.connection = *fresh;
            review();
        }
    });
}

const DestinationType* ReviewPage::type() const {
    return m_state.connection ? m_services.connections.type(m_state.connection->connection.type) : nullptr;
}

void ReviewPage::enter() {
    say(m_state.resets.isEmpty() ? Says::Nothing : Says::Resets);
    showResets(m_banner);
    if (!m_state.drafted) {
        const auto draft = m_services.pathways.draftFor(m_state.pathway.audience, m_state.pathway.connection);
        if (draft) {
            m_state.pathway = *draft;
        }
        m_state.drafted = true;
    }
    // The connection may have been renamed or signed in again since it was loaded.
    if (const auto fresh = m_services.connections.find(m_state.pathway.connection)) {
        m_state.connection = *fresh;
    }
    if (m_reviewing && m_reviewed == subject()) {
        return;
    }
    if (m_state.review && !m_reviewing) {
        showReview();
    } else {
        review();
    }
}

ReviewPage::Subject ReviewPage::subject() const {
    return {m_state.pathway.audience, m_state.pathway.connection, m_state.pathway.object.id};
}

void ReviewPage::say(Says what) {
    m_says = what;
    m_banner->setVisible(what != Says::Nothing);
}

void ReviewPage::leave() {
    m_debounce.stop();
}

void ReviewPage::review() {
    const int generation = ++m_generation;
    m_reviewing = true;
    m_reviewed = subject();
    m_pill->set({tr("Checking the connection"), QStringLiteral("progress"), Tone::Info});
    m_pill->show();
    m_body->setEnabled(false);
    m_body->setVisible(m_state.review.has_value() || !m_state.pathway.mapping.isEmpty() || m_shownOnce);
    emit changed();
    whenDone(m_services.pathways.review(m_state.pathway), this,
             [this, generation](const Result<PathwayReview>& result) {
                 if (generation == m_generation) {
                     reviewed(result);
                 }
             });
}

void ReviewPage::reviewed(const Result<PathwayReview>& result) {
    m_reviewing = false;
    if (m_reviewed != subject()) {
        return; // The user has gone back and chosen something else; coming here again asks about that.
    }
    m_body->setEnabled(true);
    if (!result) {
        showTrouble(result.error());
        emit changed();
        return;
    }
    m_state.applyReview(*result);
    if (m_says == Says::Trouble) {
        say(Says::Nothing);
    }
    showReview();
    emit changed();
    if (isVisible()) {
        focusFirst();
    }
}

void ReviewPage::showReview() {
    const DestinationType* known = type();
    if (known == nullptr || !m_state.review) {
        return;
    }
    m_shownOnce = true;
    m_pill->set({tr("Connection works, checked just now"), QStringLiteral("ok"), Tone::Success});
    const QList<LastPushed> pushed = m_state.audience ? m_state.audience->pushed : QList<LastPushed>{};
    m_object->set(*known, m_state.review->objects, m_state.pathway.object, pushed, m_state.pathway.connection);
    m_methods->set(m_state.review->methods, m_state.pathway.method);
    m_options->set(*known, m_state.pathway);
    askAboutFormer();
    m_mapping->load(*m_state.review, m_state.pathway.mapping, known->name);
    m_body->show();
    m_methods->setVisible(!m_state.pathway.object.id.isEmpty());
    m_mapping->setVisible(!m_state.pathway.object.id.isEmpty());
    showFindings();
    check();
}

void ReviewPage::showFindings() {
    const QList<Finding>& findings = m_state.review->findings;
    if (findings.isEmpty() || m_says == Says::Resets) {
        return;
    }
    const auto worst = std::max_element(findings.cbegin(), findings.cend(),
                                        [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
    QStringList texts;
    for (const Finding& finding : findings) {
        texts << finding.text;
    }
    m_banner->clearActions();
    m_banner->setTone(worst->severity >= Severity::Problem   ? Tone::Danger
                      : worst->severity == Severity::Warning ? Tone::Warning
                                                             : Tone::Info);
    texts.removeOne(worst->text);
    if (!worst->remedy.isEmpty()) {
        texts.prepend(worst->remedy);
    }
    m_banner->setText(worst->text, texts.join(u' '));
    offerPage(worst->remedy);
    if (worst->severity >= Severity::Problem) {
        connect(m_banner->addAction(remedyText(Remedy::CheckAgain)), &QAbstractButton::clicked, this,
                [this] { act(Remedy::CheckAgain); });
    }
    say(Says::Findings);
}

void ReviewPage::offerPage(const QString& sentence) {
    if (const QUrl page = pageIn(sentence); page.isValid() && !page.isEmpty()) {
        connect(m_banner->addAction(tr("Open the page")), &QAbstractButton::clicked, this,
                [page] { QDesktopServices::openUrl(page); });
    }
}

void ReviewPage::showTrouble(const Error& error) {
    m_pill->set({tr("Needs you"), QStringLiteral("needsyou"), Tone::Warning});
    m_banner->setError(error);
    m_banner->clearActions();
    offerPage(error.remedy);
    const Remedy remedy = remedyFor(error.kind);
    connect(m_banner->addAction(remedyText(remedy)), &QAbstractButton::clicked, this, [this, remedy] { act(remedy); });
    if (remedy != Remedy::CheckAgain) {
        connect(m_banner->addAction(remedyText(Remedy::CheckAgain)), &QAbstractButton::clicked, this,
                [this] { act(Remedy::CheckAgain); });
    }
    say(Says::Trouble);
    m_body->setVisible(m_state.review.has_value());
}

void ReviewPage::act(Remedy remedy) {
    switch (remedy) {
    case Remedy::SignIn:
        emit connectionsWanted(m_state.pathway.connection);
        return;
    case Remedy::FindSource:
        emit audienceWanted();
        return;
    case Remedy::ChooseObject:
        // The review starts over without an object, so that the existing ones are offered.
        m_state.pathway.object = {};
        m_state.review.reset();
        say(Says::Nothing);
        review();
        return;
    case Remedy::CheckAgain:
        say(Says::Nothing);
        review();
        return;
    }
}

void ReviewPage::check() {
    const int generation = ++m_checkGeneration;
    m_checking = true;
    Pathway mapped = m_state.pathway;
    mapped.mapping.removeIf([](const ColumnMapping& line) { return line.column.isEmpty(); });
    whenDone(m_services.pathways.checkMapping(mapped), this,
             [this, generation](const Result<QMap<QString, ColumnReport>>& reports) {
                 if (generation != m_checkGeneration) {
                     return;
                 }
                 m_checking = false;
                 if (reports) {
                     m_mapping->setReports(*reports);
                 } else {
                     showTrouble(reports.error());
                 }
                 emit changed();
             });
}

void ReviewPage::chooseObject(const DestinationObject& object) {
    m_state.chooseObject(object);
    if (!m_state.review) {
        // An existing pathway to this list knows whom it put there; a second one would not.
        for (const Pathway& stored : m_services.pathways.list().value_or(QList<Pathway>{})) {
            if (stored.audience == m_state.pathway.audience && stored.connection == m_state.pathway.connection &&
                stored.object.id == object.id && !stored.leaving) {
                m_state.pathway = stored;
                m_state.pathway.object = object;
                break;
            }
        }
        review();
    }
    emit changed();
}

/// E17: what was set on people before stays on them unless somebody says otherwise. Taking it off is the user's tick.
void ReviewPage::askAboutFormer() {
    const LeftBehind left = m_services.pathways.leftBehind(m_state.pathway).value_or(LeftBehind::Nothing);
    const bool asks = left == LeftBehind::People || (left == LeftBehind::Marks && updates(m_state.pathway.method));
    if (!asks) {
        const auto stored = m_services.pathways.find(m_state.pathway.id);
        m_state.setClearsFormer(left == LeftBehind::Nothing && stored && stored->clearsFormerMarks);
    } else if (m_former->isHidden()) {
        m_state.setClearsFormer(false);
    }
    m_former->setText(
        left == LeftBehind::People
            ? tr("Take the people out of the old file. It stays as it is otherwise, and has a line of "
                 "its own in Push Audiences")
            : tr("Take the old tag or segment off the people who have it. Nobody leaves the list for it"));
    m_former->setChecked(m_state.pathway.clearsFormerMarks);
    m_former->setVisible(asks);
}

void ReviewPage::createObject(const QString& name) {
    // Some choices are fixed when the list is created: how long people stay, whether it takes values.
    QMap<QString, QString> options;
    if (const DestinationType* known = type()) {
        for (const PathwayOptionSpec& option : known->options) {
            options.insert(option.key, option.defaultValue);
        }
    }
    options.insert(m_state.pathway.options);
    const auto created = m_services.connections.createObject(m_state.pathway.connection, name, options);
    whenDone(created, this, [this, asked = subject()](const Result<DestinationObject>& object) {
        if (asked != subject()) {
            return; // Another pathway is on the page by now: what was made is not a place of its destination.
        }
        if (!object) {
            m_object->createdOrNot(object.error().text());
            return;
        }
        m_object->createdOrNot({});
        m_state.chooseObject(*object);
        review();
    });
}

void ReviewPage::showProblems(const QString& fieldId, Reason reason) {
    Pathway mapped = m_state.pathway;
    mapped.mapping.removeIf([](const ColumnMapping& line) { return line.column.isEmpty(); });
    whenDone(m_services.pathways.showProblems(mapped, fieldId, reason, kProblemsShown), this,
             [this, fieldId, reason](const Result<QList<PlanPerson>>& people) {
                 ProblemsPanel& panel = m_mapping->problems();
                 if (panel.field() != fieldId || panel.reason() != reason) {
                     return;
                 }
                 if (people) {
                     panel.setPeople(*people, kProblemsShown);
                 } else {
                     panel.setTrouble(people.error().text());
                 }
             });
}

void ReviewPage::focusFirst() {
    if (!m_state.review) {
        return; // called again when the check has ended
    }
    if (checkLines(m_state.pathway.mapping).gap == MappingGap::None) {
        emit readyToGo();
    } else {
        m_mapping->focusFirst();
    }
}

bool ReviewPage::validate() {
    if (m_reviewing) {
        m_banner->setTone(Tone::Info);
        m_banner->clearActions();
        m_banner->setText(tr("The connection is being checked."), tr("This takes a moment."));
        say(Says::Findings);
        return false;
    }
    if (!m_state.review) {
        // The banner is visible already; its button gets the focus.
        for (auto* button : m_banner->findChildren<QAbstractButton*>()) {
            if (button->isVisible()) {
                button->setFocus(Qt::OtherFocusReason);
                break;
            }
        }
        return false;
    }
    if (m_state.pathway.object.id.isEmpty()) {
        m_object->showGap(tr("Choose where these people go."));
        return false;
    }
    m_object->showGap({});
    if (m_options->goToGap(m_state.pathway)) {
        return false;
    }
    const MappingVerdict verdict = checkLines(m_mapping->editor().model().lines());
    m_mapping->showGap(verdict.text, verdict.row);
    return verdict.gap == MappingGap::None;
}

QString ReviewPage::choice() const {
    return tr("%1, %Ln columns", "method, number of columns", int(m_state.toPush().mapping.size()))
        .arg(displayName(m_state.pathway.method));
}

QString ReviewPage::footerNote() const {
    if (m_reviewing) {
        return tr("Nothing leaves this computer until you confirm.");
    }
    if (m_checking || m_debounce.isActive()) {
        return tr("Draft saved. Checking every row.");
    }
    if (m_state.audience && m_state.audience->audience.people >= 0 && m_state.review) {
        return tr("Draft saved. Checked all %Ln people.", nullptr, plural(m_state.audience->audience.people));
    }
    return tr("Nothing leaves this computer until you confirm.");
}

QString ReviewPage::footerIcon() const {
    return m_state.review ? QStringLiteral("check") : QStringLiteral("lock");
}

bool ReviewPage::hasWork() const {
    return m_mapping->editor().undoStack().count() > 0;
}

QByteArray ReviewPage::digest() const {
    QString all =
        m_state.pathway.object.id + u'\n' + toKey(m_state.pathway.method) + u'\n' + m_state.pathway.removalMeaning;
    const MappingModel& model = m_mapping->editor().model();
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < model.columnCount(); ++column) {
            all += u'|' + model.index(row, column).data(Qt::AccessibleTextRole).toString();
        }
    }
    return QCryptographicHash::hash(all.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace pathways::ui
