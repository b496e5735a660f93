// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/wizard/review_rules.h"
#include "ui/wizard/wizard_page.h"

#include <QTimer>

class QScrollArea;

class QCheckBox;

namespace pathways::ui {

class MappingSection;
class MethodCards;
class ObjectPicker;
class OptionsPanel;
class StatusBadge;

/// Step 3. Checks the connection first, visibly; then shows object, Method of Sync, choices and column mapping.
class ReviewPage final : public WizardPage {
    Q_OBJECT
public:
    ReviewPage(WizardServices services, WizardState& state, QWidget* parent = nullptr);

    void enter() override;
    void leave() override;
    void focusFirst() override;
    [[nodiscard]] bool validate() override;
    [[nodiscard]] QString choice() const override;
    [[nodiscard]] QString footerNote() const override;
    [[nodiscard]] QString footerIcon() const override;
    [[nodiscard]] QByteArray digest() const override;
    [[nodiscard]] MappingSection& mapping() { return *m_mapping; }
    /// Neither the connection nor the columns are being checked.
    [[nodiscard]] bool settled() const { return !m_reviewing && !m_checking && !m_debounce.isActive(); }
    /// Whether leaving without a draft would lose changes of the mapping.
    [[nodiscard]] bool hasWork() const;

signals:
    void audienceWanted();

private:
    enum class Says { Nothing, Resets, Findings, Trouble };
    /// Which pathway a question was about: an answer is good for this one only.
    struct Subject {
        AudienceId audience;
        ConnectionId connection;
        QString object;
        [[nodiscard]] bool operator==(const Subject&) const = default;
    };
    [[nodiscard]] Subject subject() const;
    void say(Says what);
    void review();
    void reviewed(const Result<PathwayReview>& result);
    void showReview();
    void showTrouble(const Error& error);
    void offerPage(const QString& sentence);
    void showFindings();
    void act(Remedy remedy);
    void check();
    void createObject(const QString& name);
    void chooseObject(const DestinationObject& object);
    void askAboutFormer();
    void showProblems(const QString& fieldId, Reason reason);
    [[nodiscard]] const DestinationType* type() const;

    StatusBadge* m_pill;
    Banner* m_banner;
    QWidget* m_body;
    ObjectPicker* m_object;
    MethodCards* m_methods;
    OptionsPanel* m_options;
    QCheckBox* m_former; ///< The question what becomes of a tag, segment or file that the pathway is to have no more.
    MappingSection* m_mapping;
    QTimer m_debounce;
    int m_generation = 0; ///< Answers to earlier questions are dropped.
    int m_checkGeneration = 0;
    Subject m_reviewed; ///< Of the review that is under way.
    bool m_reviewing = false;
    bool m_checking = false;
    bool m_shownOnce = false;
    Says m_says = Says::Nothing; ///< What the banner is about: one per page.
};

} // namespace pathways::ui
