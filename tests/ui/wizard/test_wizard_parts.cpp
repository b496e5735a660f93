// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "ui/mapping/mapping_editor.h"
#include "ui/mapping/mapping_view.h"
#include "ui/theme/theme.h"
#include "ui/wizard/review_rules.h"
#include "ui/wizard/wizard_state.h"
#include "ui/wording/sentences.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

using namespace pathways;
using namespace pathways::ui;

namespace {

ColumnMapping line(const QString& field, const QString& column, bool accepted = true, bool required = false) {
    ColumnMapping mapping;
    mapping.field.id = field;
    mapping.field.label = field.toLower();
    mapping.field.required = required;
    mapping.field.identifier = required;
    mapping.field.kind = required ? FieldKind::Email : FieldKind::Text;
    mapping.column = column;
    mapping.accepted = accepted;
    mapping.evidence = MappingEvidence::SameName;
    return mapping;
}

QList<ColumnMapping> someLines() {
    return {line(QStringLiteral("EMAIL"), QStringLiteral("Email"), true, true),
            line(QStringLiteral("FNAME"), QStringLiteral("First"), false),
            line(QStringLiteral("LNAME"), QStringLiteral("Last"), false), line(QStringLiteral("PHONE"), QString())};
}

AudienceSummary audience(const QString& id) {
    AudienceSummary summary;
    summary.audience.id = AudienceId{id};
    summary.audience.name = id;
    return summary;
}

DestinationObject list(const QString& id) {
    DestinationObject object;
    object.id = id;
    return object;
}

ConnectionSummary connection(const QString& id) {
    ConnectionSummary summary;
    summary.connection.id = ConnectionId{id};
    return summary;
}

} // namespace

/// The parts of the wizard that are values and rules: sentences, the draft, what is missing, undoing.
class TestWizardParts : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void theCommitButtonSaysWhatItDoes_data();
    void theCommitButtonSaysWhatItDoes();
    void aChangedAudienceResetsTheMappingAlone();
    void aChangedDestinationResetsWhatDependsOnIt();
    void choosingTheSameAgainResetsNothing();
    void aPlanIsDroppedByWhateverItDependsOn();
    void notSentStaysNotSentAfterANewReview();
    void anImpossibleMethodIsReplaced();
    void onlyAcceptedLinesAreSent();
    void theFirstGapIsFound();
    void anAlternativeWillDo();
    void everyChangeCanBeUndone();
    void everyColumnIsUsedOrNamed();
    void suggestionsSaySoInWords();
    void valuesAreMaskedUntilAskedFor();
    void dataIsNeverMarkup();
    void twoHundredColumnsOpenAtOnce();
    void theNumbersAddUp();
    void theResultsTitleCountsWhoWasNotAccepted();
};

void TestWizardParts::theCommitButtonSaysWhatItDoes_data() {
    QTest::addColumn<int>("add");
    QTest::addColumn<int>("update");
    QTest::addColumn<int>("remove");
    for (const int add : {0, 2, 1234}) {
        for (const int update : {0, 2, 1234}) {
            for (const int remove : {0, 2, 1234}) {
                QTest::addRow("%d %d %d", add, update, remove) << add << update << remove;
            }
        }
    }
}

void TestWizardParts::theCommitButtonSaysWhatItDoes() {
    QFETCH(int, add);
    QFETCH(int, update);
    QFETCH(int, remove);
    PlanCounts counts;
    counts.add = add;
    counts.update = update;
    counts.remove = remove;
    const QString text = commitText(counts, true, QStringLiteral("Mailchimp"));
    static const QRegularExpression shape(
        QStringLiteral("^Confirm: (nothing to change|(add|update|remove) [0-9,]+.* people) in Mailchimp$"));
    QVERIFY2(shape.match(text).hasMatch(), qPrintable(text));
    QVERIFY(!text.contains(QLatin1Char('%')));
    const auto says = [&text](const QString& verb, int count) {
        const QString part = verb + u' ' + QLocale().toString(count);
        return count == 0 ? !text.contains(verb + u' ') : text.contains(part);
    };
    QVERIFY2(says(QStringLiteral("add"), add) && says(QStringLiteral("update"), update) &&
                 says(QStringLiteral("remove"), remove),
             qPrintable(text));
    // Held back, nobody is removed and the button does not say so.
    QVERIFY(!commitText(counts, false, QStringLiteral("Mailchimp")).contains(QStringLiteral("remove")));
}

void TestWizardParts::aChangedAudienceResetsTheMappingAlone() {
    WizardState state;
    state.chooseAudience(audience(QStringLiteral("a")));
    state.chooseConnection(connection(QStringLiteral("c")));
    state.pathway.object.id = QStringLiteral("list");
    state.setMapping(someLines());
    QVERIFY(state.resets.isEmpty());
    state.chooseAudience(audience(QStringLiteral("b")));
    QCOMPARE(state.pathway.connection.value, QStringLiteral("c"));
    QVERIFY(state.pathway.mapping.isEmpty());
    QVERIFY(!state.drafted);
    QCOMPARE(state.resets.size(), 1);
    QVERIFY(state.resets.constFirst().contains(QStringLiteral("mapping")));
}

void TestWizardParts::aChangedDestinationResetsWhatDependsOnIt() {
    WizardState state;
    state.chooseAudience(audience(QStringLiteral("a")));
    state.chooseConnection(connection(QStringLiteral("c")));
    state.pathway.object.id = QStringLiteral("list");
    state.chooseMethod(SyncMethod::Append);
    state.setMapping(someLines());
    state.chooseConnection(connection(QStringLiteral("d")));
    QCOMPARE(state.pathway.audience.value, QStringLiteral("a"));
    QVERIFY(state.pathway.object.id.isEmpty());
    QVERIFY(state.pathway.mapping.isEmpty());
    QCOMPARE(state.pathway.method, SyncMethod::Mirror);
    QCOMPARE(state.resets.size(), 1);
}

void TestWizardParts::choosingTheSameAgainResetsNothing() {
    WizardState state;
    state.chooseAudience(audience(QStringLiteral("a")));
    state.chooseConnection(connection(QStringLiteral("c")));
    state.setMapping(someLines());
    const Pathway before = state.pathway;
    state.chooseAudience(audience(QStringLiteral("a")));
    state.chooseConnection(connection(QStringLiteral("c")));
    QVERIFY(state.pathway == before);
    QVERIFY(state.resets.isEmpty());
}

void TestWizardParts::aPlanIsDroppedByWhateverItDependsOn() {
    const auto planned = [] {
        WizardState state;
        state.chooseAudience(audience(QStringLiteral("a")));
        state.chooseConnection(connection(QStringLiteral("c")));
        state.plan = std::shared_ptr<PlanFile>(nullptr, [](PlanFile*) {});
        state.review = PathwayReview{};
        return state;
    };
    WizardState state = planned();
    state.chooseObject(list(QStringLiteral("other")));
    QVERIFY(!state.review);
    // Going to another list is another pathway: what the old one put there is not this one's to remove (promise P2).
    state = planned();
    state.pathway.id = PathwayId{QStringLiteral("p")};
    state.pathway.snapshotFile = QStringLiteral("s");
    state.pathway.object.id = QStringLiteral("list");
    state.chooseObject(list(QStringLiteral("other")));
    QVERIFY(state.pathway.id.isEmpty());
    QVERIFY(state.pathway.snapshotFile.isEmpty());
}

void TestWizardParts::notSentStaysNotSentAfterANewReview() {
    WizardState state;
    ColumnMapping refused = line(QStringLiteral("LNAME"), QString());
    refused.evidence = MappingEvidence::ChosenByUser;
    state.pathway.mapping = {refused};
    PathwayReview review;
    review.mapping = someLines();
    state.applyReview(review);
    QCOMPARE(state.pathway.mapping.size(), 4);
    QVERIFY(state.pathway.mapping.at(2).column.isEmpty());
    QCOMPARE(state.pathway.mapping.at(1).column, QStringLiteral("First"));
}

void TestWizardParts::anImpossibleMethodIsReplaced() {
    WizardState state;
    state.pathway.method = SyncMethod::UpdateOnly;
    PathwayReview review;
    review.methods[SyncMethod::UpdateOnly] = MethodSupport{false, QStringLiteral("It cannot be read back.")};
    state.applyReview(review);
    QVERIFY(state.pathway.method != SyncMethod::UpdateOnly);
}

void TestWizardParts::onlyAcceptedLinesAreSent() {
    WizardState state;
    state.setMapping(someLines());
    const Pathway ready = state.toPush();
    QCOMPARE(ready.mapping.size(), 1);
    QCOMPARE(ready.mapping.constFirst().field.id, QStringLiteral("EMAIL"));
}

void TestWizardParts::theFirstGapIsFound() {
    QList<ColumnMapping> lines = someLines();
    MappingVerdict verdict = checkLines(lines);
    QCOMPARE(verdict.gap, MappingGap::Suggestions);
    QCOMPARE(verdict.row, 1);
    lines[1].accepted = true;
    lines[2].accepted = true;
    QCOMPARE(checkLines(lines).gap, MappingGap::None);
    lines[0].column.clear();
    verdict = checkLines(lines);
    QCOMPARE(verdict.gap, MappingGap::RequiredField);
    QVERIFY(verdict.text.contains(QStringLiteral("email")));
    lines[0].field.required = false;
    QCOMPARE(checkLines(lines).gap, MappingGap::NoIdentifier);
}

void TestWizardParts::anAlternativeWillDo() {
    QList<ColumnMapping> lines{line(QStringLiteral("EMAIL"), QString(), true, true),
                               line(QStringLiteral("PHONE"), QStringLiteral("Mobile"), true, true)};
    QCOMPARE(checkLines(lines).gap, MappingGap::RequiredField);
    lines[0].field.alternatives = QStringLiteral("who");
    lines[1].field.alternatives = QStringLiteral("who");
    QCOMPARE(checkLines(lines).gap, MappingGap::None);
    QVERIFY(requirementText(lines[0].field, lines).contains(QStringLiteral("phone")));
}

void TestWizardParts::everyChangeCanBeUndone() {
    MappingEditor editor;
    const QStringList columns{QStringLiteral("Email"), QStringLiteral("First"), QStringLiteral("Last"),
                              QStringLiteral("Mobile")};
    editor.load(someLines(), columns, QStringLiteral("Mailchimp"), {});
    QList<QList<ColumnMapping>> states{editor.model().lines()};
    editor.acceptAll();
    states << editor.model().lines();
    for (int step = 0; step < 60; ++step) {
        if (step % 7 == 3) {
            editor.setClear(1, step % 2 == 0);
        } else {
            editor.chooseColumn(step % 4, step % 5 == 0 ? QString() : columns.at((step + step / 4) % 4));
        }
        if (editor.model().lines() != states.constLast()) {
            states << editor.model().lines();
        }
    }
    QVERIFY2(states.size() > 50, qPrintable(QString::number(states.size())));
    for (auto i = states.size() - 1; i > 0; --i) {
        QVERIFY(editor.model().lines() == states.at(i));
        editor.undoStack().undo();
    }
    QVERIFY(editor.model().lines() == states.constFirst());
    while (editor.undoStack().canRedo()) {
        editor.undoStack().redo();
    }
    QVERIFY(editor.model().lines() == states.constLast());
}

void TestWizardParts::everyColumnIsUsedOrNamed() {
    MappingEditor editor;
    const QStringList columns{QStringLiteral("Email"), QStringLiteral("First"), QStringLiteral("Last"),
                              QStringLiteral("Notes"), QStringLiteral("Town")};
    editor.load(someLines(), columns, {}, {});
    QStringList seen = editor.unusedColumns();
    QCOMPARE(seen, (QStringList{QStringLiteral("Notes"), QStringLiteral("Town")}));
    for (const ColumnMapping& mapping : editor.model().lines()) {
        if (!mapping.column.isEmpty()) {
            seen << mapping.column;
        }
    }
    seen.sort();
    QStringList all = columns;
    all.sort();
    QCOMPARE(seen, all);
    // One column may feed two fields (rule U26).
    editor.chooseColumn(3, QStringLiteral("First"));
    QCOMPARE(editor.model().lines().at(1).column, QStringLiteral("First"));
    QCOMPARE(editor.unusedColumns().size(), 2);
}

void TestWizardParts::suggestionsSaySoInWords() {
    MappingEditor editor;
    editor.load(someLines(), {}, {}, {});
    const MappingModel& model = editor.model();
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString spoken = model.index(row, MappingModel::SourceColumn).data(Qt::AccessibleTextRole).toString();
        const bool waits = model.index(row, 0).data(MappingModel::SuggestionRole).toBool();
        QCOMPARE(spoken.contains(QStringLiteral("Suggestion")), waits);
    }
    QCOMPARE(model.suggestions(), 2);
}

void TestWizardParts::valuesAreMaskedUntilAskedFor() {
    MappingEditor editor;
    editor.load(someLines(), {}, {}, {});
    ColumnReport report;
    report.samples = {QStringLiteral("amara.okafor@example.org")};
    editor.model().setReports({{QStringLiteral("EMAIL"), report}});
    const QModelIndex cell = editor.model().index(0, MappingModel::SamplesColumn);
    for (const int role : {int(Qt::DisplayRole), int(Qt::AccessibleTextRole), int(Qt::ToolTipRole)}) {
        QVERIFY2(!cell.data(role).toString().contains(QStringLiteral("okafor")),
                 qPrintable(cell.data(role).toString()));
    }
    editor.model().setShowValues(true);
    QVERIFY(cell.data().toString().contains(QStringLiteral("amara.okafor@example.org")));
}

void TestWizardParts::dataIsNeverMarkup() {
    MappingEditor editor;
    editor.load({line(QStringLiteral("A"), QStringLiteral("<img src=http://example.org/x.png>"))}, {}, {}, {});
    const QString tip = editor.model().index(0, MappingModel::SourceColumn).data(Qt::ToolTipRole).toString();
    QVERIFY2(!tip.contains(QStringLiteral("<img")) && tip.contains(QStringLiteral("&lt;img")), qPrintable(tip));
}

void TestWizardParts::twoHundredColumnsOpenAtOnce() {
    QList<ColumnMapping> lines;
    QStringList columns;
    for (int i = 0; i < 200; ++i) {
        columns << QStringLiteral("Column %1").arg(i);
        lines << line(QStringLiteral("F%1").arg(i), columns.constLast(), i % 2 == 0);
    }
    MappingEditor editor;
    MappingView view(editor);
    view.resize(900, 500);
    editor.load(lines, columns, QStringLiteral("Mailchimp"), {});
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, pathways::test::kPatience));
    // No widget per cell, however many there are (rule U36).
    QVERIFY(view.viewport()->findChildren<QWidget*>().isEmpty());
    QCOMPARE(view.model()->rowCount(), 200);
}

void TestWizardParts::theNumbersAddUp() {
    PushCounts counts;
    counts.total = 4812;
    counts.accepted = 1235;
    counts.rejected = 11;
    counts.unchanged = 3398;
    counts.leftOut = 168;
    QCOMPARE(additionText(counts), QStringLiteral("Read 4,812 = sent 1,246 + unchanged 3,398 + left out 168"));
}

/// “All” beside “12 not accepted” would leave people wondering which of the two is true.
void TestWizardParts::theResultsTitleCountsWhoWasNotAccepted() {
    const auto title = [](qint64 planned, qint64 accepted, qint64 rejected, qint64 invalid, qint64 removed = 0) {
        Push push;
        push.status = PushStatus::SyncedWithExceptions;
        push.counts.planned = planned;
        push.counts.accepted = accepted;
        push.counts.rejected = rejected;
        push.counts.invalid = invalid;
        push.counts.removed = removed;
        return resultTitle(push, QStringLiteral("Mailchimp"));
    };
    QCOMPARE(title(1928, 1928, 0, 0), QStringLiteral("All 1,928 people are in Mailchimp"));
    QCOMPARE(title(1928, 1928, 0, 12), QStringLiteral("1,928 of 1,940 people are in Mailchimp")); // found out here
    QCOMPARE(title(1940, 1928, 12, 0), QStringLiteral("1,928 of 1,940 people are in Mailchimp")); // by the platform
    QCOMPARE(title(1943, 1928, 12, 5, 3), QStringLiteral("1,928 of 1,945 people are in Mailchimp"));
    QCOMPARE(title(2000, 500, 0, 12), QStringLiteral("500 of 2,012 people are in Mailchimp")); // stopped
    QCOMPARE(title(0, 0, 0, 0), QStringLiteral("Everyone in Mailchimp is up to date"));
    QCOMPARE(title(0, 0, 0, 12), QStringLiteral("Nothing was changed in Mailchimp"));
}

QTEST_MAIN(TestWizardParts)
#include "test_wizard_parts.moc"
