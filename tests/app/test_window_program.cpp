// SPDX-License-Identifier: GPL-3.0-or-later
// The program with its window as main() runs it: what closing it, ending it and starting it again do to a push.
#include "app/window_program.h"
#include "core/plan/file/plan_file.h"
#include "core/practice/practice_set.h"
#include "tests/support/await.h"
#include "tests/support/held_push.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace pathways;
using namespace pathways::test;

namespace {

constexpr int kPeople = 6000;
constexpr int kLong = 3000; ///< Milliseconds for a batch, of which several have to follow one another.

} // namespace

class TestWindowProgram : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void anIdleWindowEndsTheProgram();
    void closingInMidPushEndsItWhenThePushIsDone();
    void closedAndOpenedAgainInMidPushItStays();
    void endingTheProgramInMidPushLosesNothing();
    void aSecondStartBringsTheFirstToTheFront();

private:
    /// Starts the program on the same workspace, as after a start of the computer.
    void start();
    /// Starts a push of 6,000 people and waits until some of them are there; the others are held at the platform.
    PushId pushUnderWay();
    void setLatency(int milliseconds);
    void letGo() { m_practice->clearFaults(); }
    [[nodiscard]] Push push(const PushId& id) const { return must(m_program->program()->pushes().find(id)); }
    [[nodiscard]] int duplicates() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<practice::PracticeSet> m_practice;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<WindowProgram> m_program;
    std::unique_ptr<QSignalSpy> m_ended;
};

void TestWindowProgram::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_practice = std::make_unique<practice::PracticeSet>();
    QVERIFY(m_practice->start());
    m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_preferences = std::make_unique<ui::Preferences>(*m_settings);
    start();
}

void TestWindowProgram::cleanup() {
    m_ended.reset();
    m_program.reset();
    m_preferences.reset();
    m_practice.reset();
}

void TestWindowProgram::start() {
    m_ended.reset();
    m_program.reset();
    m_program = std::make_unique<WindowProgram>(
        WindowProgram::Options{m_folder->filePath(QStringLiteral("workspace")), QString()}, *qApp, *m_preferences);
    m_ended = std::make_unique<QSignalSpy>(m_program.get(), &WindowProgram::ended);
    QVERIFY(m_program->start());
    QVERIFY(runUntil([this] { return m_program->window() && m_program->window()->isVisible(); }));
}

void TestWindowProgram::setLatency(int milliseconds) {
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(m_practice->url(QStringLiteral("control")).toString() + QStringLiteral("/latency")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    const QByteArray wish = QJsonDocument(QJsonObject{{QStringLiteral("milliseconds"), milliseconds}}).toJson();
    const std::unique_ptr<QNetworkReply> reply(network.post(request, wish));
    QVERIFY(runUntil([&reply] { return reply->isFinished(); }));
    QCOMPARE(reply->error(), QNetworkReply::NoError);
}

int TestWindowProgram::duplicates() const {
    return m_practice->requests(QStringLiteral("mailchimp")).value(QLatin1String("duplicates")).toInt();
}

PushId TestWindowProgram::pushUnderWay() {
    Program& program = *m_program->program();
    const QString path = m_folder->filePath(QStringLiteral("donors.csv"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        qFatal("The people could not be written.");
    }
    file.write("Email,First Name\n");
    for (int i = 0; i < kPeople; ++i) {
        file.write("person" + QByteArray::number(i) + "@riverbank.test,First\n");
    }
    file.close();
    Audience audience;
    audience.name = QStringLiteral("Donors");
    audience.source = FileSource{path, must(await(program.audiences().previewFile(path))).dialect, {}};
    Pathway draft;
    draft.audience = must(program.audiences().save(audience));
    NewConnection wanted;
    wanted.type = QStringLiteral("mailchimp");
    wanted.name = QStringLiteral("Newsletter");
    wanted.practice = true;
    wanted.settings.insert(QStringLiteral("url"), m_practice->url(QStringLiteral("mailchimp")).toString());
    draft.connection = must(await(program.connections().connectWithSecret(wanted, Secret())));
    draft.object = must(await(program.connections().objects(draft.connection))).value(0);
    draft.mapping = must(await(program.pathways().review(draft))).mapping;
    const PathwayId pathway = must(program.pathways().save(draft));
    const auto plan = must(await(program.pathways().plan(must(program.pathways().find(pathway)))));
    if (!m_practice->addFault(holdAfterTheFirstBatches(QStringLiteral("mailchimp")))) {
        qFatal("There is no such rule.");
    }
    const PushId id = must(program.pushes().start(pathway, plan, {}));
    const auto settled = [&] {
        const auto progress = program.pushes().progress(id);
        return progress ? progress->counts.settled : 0;
    };
    if (!runUntil([&] { return settled() > 0; }) || program.pushes().idle()) {
        qFatal("The push was not under way.");
    }
    return id;
}

void TestWindowProgram::anIdleWindowEndsTheProgram() {
    m_program->window()->close();
    QVERIFY(runUntil([this] { return m_ended->count() == 1; }));
    QCOMPARE(m_ended->constFirst().constFirst().toInt(), 0);
}

void TestWindowProgram::closingInMidPushEndsItWhenThePushIsDone() {
    const PushId id = pushUnderWay();
    m_program->window()->close();
    // Away, or where it can be seen to go on when there is no desktop to say so.
    QVERIFY(!m_program->window()->isVisible() || m_program->window()->isMinimized());
    QCoreApplication::processEvents();
    QCOMPARE(m_ended->count(), 0);
    QVERIFY(!m_program->program()->pushes().idle());
    letGo();
    QVERIFY(runUntil([this] { return m_ended->count() == 1; }));
    QCOMPARE(m_ended->constFirst().constFirst().toInt(), 0);
    QCOMPARE(push(id).status, PushStatus::Synced);
    // The next start finds a push that is over, and knows everybody.
    start();
    QVERIFY(must(m_program->program()->pushes().unfinished()).isEmpty());
    QCOMPARE(push(id).status, PushStatus::Synced);
    QCOMPARE(push(id).counts.accepted, kPeople);
    const QList<Pathway> pathways = must(m_program->program()->pathways().list());
    QCOMPARE(pathways.size(), 1);
    const auto plan = must(await(m_program->program()->pathways().plan(pathways.front())));
    QCOMPARE(plan->summary().counts.unchanged, kPeople);
    QCOMPARE(duplicates(), 0);
}

void TestWindowProgram::closedAndOpenedAgainInMidPushItStays() {
    const PushId id = pushUnderWay();
    m_program->window()->close();
    m_program->window()->present(); // as a second start of the program does
    QVERIFY(m_program->window()->isVisible() && !m_program->window()->isMinimized());
    letGo();
    QVERIFY(runUntil([&] { return push(id).status == PushStatus::Synced; }));
    QCoreApplication::processEvents();
    QCOMPARE(m_ended->count(), 0);
    QVERIFY(m_program->window()->isVisible());
}

// The session ends, or the computer is switched off in good order.
void TestWindowProgram::endingTheProgramInMidPushLosesNothing() {
    const PushId id = pushUnderWay();
    m_program->window()->close();
    // What is under way is answered before the program ends; long after that the rest would have been sent.
    setLatency(kLong);
    letGo();
    start();
    setLatency(0);
    const QList<Push> open = must(m_program->program()->pushes().unfinished());
    QCOMPARE(open.size(), 1);
    QCOMPARE(open.front().id, id);
    QVERIFY(push(id).counts.settled > 0 && push(id).counts.settled < kPeople);
    QVERIFY(m_program->program()->pushes().resume(id));
    QVERIFY(runUntil([&] { return push(id).status == PushStatus::Synced; }));
    QCOMPARE(push(id).counts.accepted, kPeople);
    QCOMPARE(duplicates(), 0);
}

void TestWindowProgram::aSecondStartBringsTheFirstToTheFront() {
    m_program->window()->showMinimized();
    QVERIFY(m_program->window()->isMinimized());
    // Answered by this very process: the question is asked from another thread, as another process would.
    std::optional<bool> started;
    const QString workspace = m_folder->filePath(QStringLiteral("workspace"));
    const std::unique_ptr<QThread> other(QThread::create([&] { started = !SingleInstance(workspace).raiseOther(); }));
    other->start();
    QVERIFY(runUntil([&] { return other->isFinished(); }));
    QCOMPARE(started, std::optional(false));
    QVERIFY(runUntil([this] { return !m_program->window()->isMinimized(); }));
}

int main(int argc, char** argv) {
    // No keychain and no desktop: a workspace of rehearsals keeps its key in its folder, and nobody is notified.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "");
    qunsetenv("XDG_RUNTIME_DIR");
    QApplication app(argc, argv);
    TestWindowProgram test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_window_program.moc"
