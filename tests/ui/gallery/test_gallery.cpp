// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "ui/common/announce.h"
#include "ui/common/banner.h"
#include "ui/common/choice_card.h"
#include "ui/common/empty_state.h"
#include "ui/common/form.h"
#include "ui/common/stepper.h"
#include "ui/common/table.h"
#include "ui/common/toast.h"
#include "ui/figures/pathway_header.h"
#include "ui/figures/progress_panel.h"
#include "ui/figures/proportion_bar.h"
#include "ui/figures/sparkline.h"
#include "ui/theme/button.h"
#include "ui/theme/focus_ring.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTest>

using namespace pathways;
using namespace pathways::ui;

namespace {

QWidget* section(const QString& name, const QList<QWidget*>& widgets, bool vertical = false) {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(6));
    column->addWidget(new TextLabel(name, TextStyle::SmallStrong, Role::TextMuted));
    auto* row = new QBoxLayout(vertical ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    row->setSpacing(Theme::px(12));
    for (QWidget* widget : widgets) {
        row->addWidget(widget);
    }
    if (!vertical) {
        row->addStretch(1);
    }
    column->addLayout(row);
    return box;
}

QWidget* buttons() {
    QList<QWidget*> all;
    const auto add = [&](const QString& text, ButtonKind kind, bool enabled = true, const QString& icon = {}) {
        auto* button = new Button(text, kind);
        button->setEnabled(enabled);
        button->setIconName(icon);
        all.append(button);
        return button;
    };
    add(QStringLiteral("Next"), ButtonKind::Primary);
    add(QStringLiteral("Next"), ButtonKind::Primary, false);
    add(QStringLiteral("Back"), ButtonKind::Plain);
    add(QStringLiteral("Back"), ButtonKind::Plain, false);
    add(QStringLiteral("Forget"), ButtonKind::Danger);
    add(QStringLiteral("Remove 1,203 people"), ButtonKind::DangerFilled);
    add(QStringLiteral("Show values"), ButtonKind::Quiet, true, QStringLiteral("eye"));
    add(QStringLiteral("Cancel"), ButtonKind::QuietText);
    add(QStringLiteral("Send these again"), ButtonKind::Plain)->setSize(ButtonSize::Small);
    auto* undo = new IconButton(QStringLiteral("undo"), QStringLiteral("Undo"));
    undo->setFramed(true);
    all.append(undo);
    all.append(new IconButton(QStringLiteral("more"), QStringLiteral("More")));
    return section(QStringLiteral("Buttons"), all);
}

QWidget* fields() {
    auto* combo = new QComboBox;
    combo->addItems({QStringLiteral("Riverbank Newsletter"), QStringLiteral("Volunteers")});
    combo->setAccessibleName(QStringLiteral("List"));
    auto* edit = new QLineEdit(QStringLiteral("Riverbank Trust"));
    edit->setAccessibleName(QStringLiteral("Name"));
    auto* bad = new QLineEdit(QStringLiteral("sk-"));
    bad->setProperty("problem", true);
    bad->setAccessibleName(QStringLiteral("Key"));
    auto* off = new QLineEdit(QStringLiteral("Not now"));
    off->setEnabled(false);
    off->setAccessibleName(QStringLiteral("Off"));
    auto* spin = new QSpinBox;
    spin->setAccessibleName(QStringLiteral("Port"));
    auto* segments = new SegmentedControl(QStringLiteral("Kind"));
    segments->addSegment(QStringLiteral("All 8"));
    segments->addSegment(QStringLiteral("Owned 6"));
    segments->addSegment(QStringLiteral("Modeled 2"));
    return section(QStringLiteral("Fields"),
                   {combo, edit, bad, off, spin, new SearchField(QStringLiteral("Search audiences")), segments});
}

QWidget* choices() {
    auto* on = new QRadioButton(QStringLiteral("Chosen"));
    on->setChecked(true);
    auto* off = new QRadioButton(QStringLiteral("Other"));
    off->setAutoExclusive(false);
    auto* never = new QRadioButton(QStringLiteral("Not possible"));
    never->setEnabled(false);
    auto* ticked = new QCheckBox(QStringLiteral("Ticked"));
    ticked->setChecked(true);
    auto* some = new QCheckBox(QStringLiteral("Some"));
    some->setTristate(true);
    some->setCheckState(Qt::PartiallyChecked);
    QList<QWidget*> pills{on, off, never, ticked, new QCheckBox(QStringLiteral("Not ticked")), some};
    for (const PushStatus status : {PushStatus::Processing, PushStatus::Synced, PushStatus::SyncedWithExceptions,
                                    PushStatus::NeedsYou, PushStatus::Stopped}) {
        pills.append(new StatusBadge(StatusBadge::lookOf(status)));
    }
    return section(QStringLiteral("Choice and state"), pills);
}

QWidget* banners() {
    auto* info = new Banner(Tone::Info);
    info->setText({}, QStringLiteral("The mapping was reset because the destination changed."));
    auto* danger = new Banner(Tone::Danger);
    danger->setText(
        QStringLiteral("The push stopped."),
        QStringLiteral("1,200 people are already in Meta; the rest are not. Sign in again and press Continue."));
    danger->addAction(QStringLiteral("Sign in again"));
    auto* guard = new GuardBanner;
    guard->setGuard(1203, false,
                    QStringLiteral("That is 25 % of the 4,815 people this pathway put there. The file may be "
                                   "incomplete: it has 1,180 fewer rows than on 3 March."));
    return section(QStringLiteral("Banners"), {info, danger, guard}, true);
}

QWidget* tiles() {
    auto* grid = new TileGrid;
    grid->setColumns(220, 4);
    using State = DestinationTile::State;
    grid->addTile(new DestinationTile({QStringLiteral("mail"),
                                       GlyphKind::Email,
                                       QStringLiteral("Mailchimp"),
                                       QStringLiteral("Riverbank Trust, us14"),
                                       true,
                                       State::Used,
                                       QStringLiteral("Last pushed 12 March, Synced"),
                                       {}}));
    auto* chosen = new DestinationTile({QStringLiteral("megaphone"),
                                        GlyphKind::Advertising,
                                        QStringLiteral("Meta"),
                                        QStringLiteral("Riverbank Giving, act_118034"),
                                        false,
                                        State::Ready,
                                        QStringLiteral("Ready"),
                                        {}});
    chosen->setChecked(true);
    grid->addTile(chosen);
    grid->addTile(new DestinationTile({QStringLiteral("target"), GlyphKind::Advertising, QStringLiteral("Google Ads"),
                                       QStringLiteral("Ad Grants"), false, State::NeedsSignIn,
                                       QStringLiteral("Sign-in ended on 21 March."), QStringLiteral("Sign in again")}));
    grid->addTile(new DestinationTile({QStringLiteral("maillist"),
                                       GlyphKind::Email,
                                       QStringLiteral("Mailman"),
                                       QStringLiteral("lists.riverbank.org"),
                                       false,
                                       State::Blocked,
                                       QStringLiteral("You cannot push modeled audiences to this destination"),
                                       {}}));
    auto* mirror = new ChoiceCard(QStringLiteral("Mirror"),
                                  QStringLiteral("Adds, updates, and removes people who left the audience."));
    mirror->setChecked(true);
    grid->addTile(mirror);
    grid->addTile(new ChoiceCard(QStringLiteral("Append"), QStringLiteral("Adds new people.")));
    auto* blocked = new ChoiceCard(QStringLiteral("Update Only"));
    blocked->setBlocked(QStringLiteral("Meta does not say who is there, so nobody could be recognised."));
    grid->addTile(blocked);
    return section(QStringLiteral("Tiles and method cards"), {grid}, true);
}

QWidget* path() {
    auto* stepper = new Stepper;
    stepper->setChoice(0, QStringLiteral("Spring appeal 2026"));
    stepper->setChoice(1, QStringLiteral("Mailchimp, Riverbank Trust"));
    stepper->setCurrent(2);
    auto* route = new PathwayHeader;
    route->setFrom(QStringLiteral("Spring appeal 2026"), QStringLiteral("donors-march.csv, today 08:14"));
    route->setMethod(QStringLiteral("Mirror"));
    route->setTo(QStringLiteral("Riverbank Newsletter"), QStringLiteral("Mailchimp, Riverbank Trust, list 7f3a91c2"),
                 QStringLiteral("mail"), GlyphKind::Email);
    auto* practice = new PathwayHeader;
    practice->setFrom(QStringLiteral("Spring appeal 2026"), QStringLiteral("donors-march.csv, today 08:14"));
    practice->setMethod(QStringLiteral("Update or Create"));
    practice->setTo(QStringLiteral("Practice list"), QStringLiteral("On this computer"), QStringLiteral("practice"),
                    GlyphKind::Neutral);
    practice->setPractice(true);
    return section(QStringLiteral("Path"), {stepper, route, practice}, true);
}

QWidget* numbers() {
    PlanSummary plan;
    plan.counts = {1032, 214, 1203, 3398, 168, 4812, 0, 0};
    plan.leftOutBy = {
        {Reason::Unsubscribed, 121}, {Reason::Bounced, 29}, {Reason::NotAnEmail, 12}, {Reason::Duplicate, 6}};
    auto* bar = new ProportionBar;
    bar->setPlan(plan.counts);
    auto* cards = new CountCards;
    cards->setPlan(plan, true);
    cards->setChosen(PlanPart::Remove);
    auto* panel = new PushProgressPanel;
    panel->begin(QStringLiteral("Mailchimp"));
    PushProgress progress;
    progress.counts.planned = 1246;
    progress.counts.settled = 748;
    progress.counts.accepted = 745;
    progress.counts.rejected = 3;
    progress.fraction = 0.6;
    progress.secondsLeft = 240;
    progress.waiting = QStringLiteral("Mailchimp asked us to wait. Continuing at 14:32.");
    panel->setProgress(progress);
    return section(QStringLiteral("Numbers"), {bar, cards, panel}, true);
}

QWidget* table() {
    auto* model = new QStandardItemModel(4, 4);
    model->setHorizontalHeaderLabels(
        {QStringLiteral("Audience"), QStringLiteral("Type"), QStringLiteral("People"), QStringLiteral("Data from")});
    const QStringList names{QStringLiteral("Spring appeal 2026"), QStringLiteral("Monthly givers"),
                            QStringLiteral("Gala guests 2025"), QStringLiteral("jane@example.org")};
    for (int row = 0; row < 4; ++row) {
        auto* name = new QStandardItem(names.at(row));
        name->setData(QStringLiteral("donors-march.csv, 3 rules"), SecondLineRole);
        name->setData(true, StrongRole);
        name->setData(true, RadioRole);
        if (row == 2) {
            name->setData(QStringLiteral("File not found: gala-guests.csv"), SecondLineRole);
            name->setData(int(Role::DangerInk), SecondToneRole);
            name->setData(QStringLiteral("Find file…"), LinkRole);
        }
        name->setData(row == 3, SensitiveRole);
        model->setItem(row, 0, name);
        auto* type = new QStandardItem(row == 1 ? QStringLiteral("Modeled") : QStringLiteral("Owned"));
        type->setData(row == 1 ? QStringLiteral("modeled") : QStringLiteral("person"), IconNameRole);
        type->setData(true, MutedRole);
        model->setItem(row, 1, type);
        auto* people = new QStandardItem(QStringLiteral("4,812"));
        people->setData(int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
        people->setData(true, StrongRole);
        model->setItem(row, 2, people);
        model->setItem(row, 3, new QStandardItem(QStringLiteral("Today, 08:14")));
    }
    model->setHeaderData(2, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    auto* view = new CardTable(QStringLiteral("Audiences"));
    model->setParent(view);
    view->setModel(model);
    new RowDelegate(view, RowHeight::TwoLines);
    view->setColumnWidths({0, 150, 110, 180}, 0);
    view->chooseRow(0);
    view->setFixedHeight(view->fullHeight());
    return section(QStringLiteral("Table"), {view}, true);
}

QWidget* rest() {
    auto* name = new FormRow(QStringLiteral("Name"), new QLineEdit(QStringLiteral("Riverbank Trust")));
    auto* key =
        new FormRow(QStringLiteral("API key"), new QLineEdit, QStringLiteral("Checked as soon as you paste it."));
    auto* bad = new FormRow(QStringLiteral("Server"), new QLineEdit(QStringLiteral("htp:/")));
    bad->setProblem(QStringLiteral("This address does not start with https://."));
    auto* form = new QWidget;
    auto* column = new QVBoxLayout(form);
    column->addWidget(name);
    column->addWidget(key);
    column->addWidget(bad);
    form->setFixedWidth(Theme::px(460));
    auto* empty =
        new EmptyState(EmptyState::Drawing::Start, QStringLiteral("No destinations listed"),
                       QStringLiteral("Connect an account first: Mailchimp, Google Ads, Meta, a mailing list, a "
                                      "database or a folder. Your choice of audience is kept."));
    empty->addPrimary(QStringLiteral("Add a connection"), QStringLiteral("plus"));
    empty->addPlain(QStringLiteral("Use the practice destination"), QStringLiteral("practice"));
    empty->setFixedWidth(Theme::px(560));
    auto* line = new Sparkline(QStringLiteral("People accepted"));
    line->setTarget(1246);
    for (int i = 0; i < 30; ++i) {
        line->append({i * 1000, i < 12 ? i * 35 : i < 16 ? 420 : 420 + (i - 16) * 30, i >= 12 && i < 16});
    }
    line->setMinimumWidth(Theme::px(320));
    return section(QStringLiteral("Form, empty state, chart"), {form, empty, line});
}

QWidget* gallery() {
    auto* page = new QWidget;
    page->setWindowTitle(QStringLiteral("Components"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(Theme::px(28), Theme::px(20), Theme::px(28), Theme::px(20));
    column->setSpacing(Theme::px(18));
    for (QWidget* part : {buttons(), fields(), choices(), banners(), tiles(), path(), numbers(), table(), rest()}) {
        column->addWidget(part);
    }
    return page;
}

} // namespace

/// Renders every component in every theme to PNG files (tests/ui in the build folder, or PATHWAYS_GALLERY) for people
/// to look at, and checks what a machine can see: nothing empty, each theme different, each control its own size.
class Gallery : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        installAccessibleRoles();
        m_folder = qEnvironmentVariable("PATHWAYS_GALLERY", QDir::currentPath() + QStringLiteral("/gallery"));
        QVERIFY(QDir().mkpath(m_folder));
    }

    void rendersInEveryTheme_data() {
        QTest::addColumn<int>("appearance");
        QTest::addColumn<uint>("scheme");
        QTest::addColumn<int>("fontPx");
        QTest::addColumn<bool>("mirrored");
        QTest::newRow("light") << int(Appearance::Light) << 0U << 14 << false;
        QTest::newRow("dark") << int(Appearance::Dark) << 0U << 14 << false;
        QTest::newRow("high-contrast-light") << int(Appearance::HighContrast) << 2U << 14 << false;
        QTest::newRow("high-contrast-dark") << int(Appearance::HighContrast) << 1U << 14 << false;
        QTest::newRow("text-200") << int(Appearance::Light) << 0U << 28 << false;
        QTest::newRow("rtl") << int(Appearance::Light) << 0U << 14 << true;
    }

    void rendersInEveryTheme() {
        QFETCH(int, appearance);
        QFETCH(uint, scheme);
        QFETCH(int, fontPx);
        QFETCH(bool, mirrored);
        QFont font = QApplication::font();
        font.setPixelSize(fontPx);
        QApplication::setFont(font);
        QApplication::setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
        Theme theme(*qApp);
        theme.setSystemScheme(scheme);
        theme.setAppearance(Appearance(appearance));
        std::unique_ptr<QWidget> page(gallery());
        page->resize(std::max(Theme::px(1180), page->minimumSizeHint().width()), 10);
        page->resize(page->width(), page->heightForWidth(page->width()) > 0 ? page->heightForWidth(page->width())
                                                                            : page->sizeHint().height());
        page->show();
        QVERIFY(QTest::qWaitForWindowExposed(page.get(), pathways::test::kPatience));
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents();
        const QPixmap shot = page->grab();
        QVERIFY(shot.save(m_folder + QStringLiteral("/components-%1.png").arg(QLatin1String(QTest::currentDataTag()))));
        const QImage image = shot.toImage();
        QCOMPARE(image.pixelColor(2, 2), Theme::color(Role::Window));
        QApplication::setLayoutDirection(Qt::LeftToRight);
        font.setPixelSize(14);
        QApplication::setFont(font);
    }

private:
    QString m_folder;
};

QTEST_MAIN(Gallery)
#include "test_gallery.moc"
