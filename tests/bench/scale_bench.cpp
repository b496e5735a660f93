// SPDX-License-Identifier: GPL-3.0-or-later
// What must stay in proportion (issue "one memory per place", scale): memory with person ids and with members read
// back, what a push writes where one person changed, and where half of the people are left out. See README.md.
#include "core/base/clock.h"
#include "core/destinations/mailchimp/mailchimp_connector.h"
#include "core/destinations/meta/meta_connector.h"
#include "core/destinations/sql/sql_connector.h"
#include "core/net/http_client.h"
#include "core/plan/planner.h"
#include "core/push/progress_board.h"
#include "core/push/push_pools.h"
#include "core/push/push_run.h"
#include "core/push/push_target.h"
#include "core/roster/place_memory.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"
#include "tests/bench/need.h"
#include "tests/destinations/sql/postgres_server.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>
#include <sys/resource.h>
#include <vector>

using namespace pathways;

namespace {

/// What a stage is about.
struct Task {
    QString stage;
    QString folder;
    quint64 people = 0;
    quint16 port = 0; ///< Of the PostgreSQL server.
};

/// Made-up people, written row by row as they are asked for.
class MadeUpRows final : public RowReader {
public:
    enum Kind { AsBefore, OneChanged, TenThousandthChanged, HundredthChanged, HalfGone };
    MadeUpRows(quint64 people, Kind kind)
        : m_people(people)
        , m_kind(kind) {}
    [[nodiscard]] const QStringList& columns() const override { return m_columns; }
    Result<bool> next(RowBatch& batch, std::stop_token) override {
        batch.clear();
        batch.firstRow = m_row + 1;
        for (int i = 0; i < 2'000 && m_row < m_people; ++i, ++m_row) {
            if (m_kind == HalfGone && m_row % 2 == 1) {
                continue;
            }
            const std::string number = std::to_string(m_row);
            batch.arena += "D" + number + "\x1f" + "person" + number + "@riverbank.org\x1f" + "Ann" + number +
                           "\x1fOther" + number + (m_row % 2 == 0 ? "\x1fyes\x1f" : "\x1fno\x1f") +
                           (isChanged() ? "gave again\x1f" : "spring appeal\x1f");
            batch.ends.push_back(std::uint32_t(batch.arena.size()));
        }
        return batch.size() > 0;
    }
    void split(std::string_view row, CellBuffer& out) const override {
        out.cells.clear();
        out.malformed = out.badEncoding = false;
        while (!row.empty()) {
            const auto end = row.find('\x1f');
            out.cells.push_back(row.substr(0, end));
            row.remove_prefix(end + 1);
        }
    }
    [[nodiscard]] std::uint64_t bytesRead() const override { return m_row; }
    [[nodiscard]] std::uint64_t bytesTotal() const override { return m_people; }
    [[nodiscard]] QDateTime dataFrom() const override { return {}; }
    [[nodiscard]] QByteArray shapeDigest() const override { return "made up"; }
    [[nodiscard]] Result<void> verifyUnchanged() const override { return {}; }

private:
    [[nodiscard]] bool isChanged() const {
        switch (m_kind) {
        case AsBefore:
        case HalfGone:
            return false;
        case OneChanged:
            return m_row == m_people / 2;
        case TenThousandthChanged:
            return m_row % 10'000 == 7;
        case HundredthChanged:
            return m_row % 100 == 7;
        }
        return false;
    }

    QStringList m_columns{QStringLiteral("Donor ID"),  QStringLiteral("Email"),    QStringLiteral("First Name"),
                          QStringLiteral("Last Name"), QStringLiteral("May Mail"), QStringLiteral("Notes")};
    quint64 m_people;
    Kind m_kind;
    quint64 m_row = 0;
};

/// Takes everybody.
class TakingSession final : public PushSession {
public:
    BatchResult send(const ChangeBatch&, std::stop_token) override {
        BatchResult result;
        result.verdict = BatchVerdict::Acknowledged;
        return result;
    }
    [[nodiscard]] bool resendable(const ChangeBatch&) const override { return true; }
    BatchResult settle(const ChangeBatch&, const QByteArray&, std::stop_token) override { return {}; }
};

class NoTransport final : public HttpTransport {
public:
    HttpReply send(const HttpRequest&, std::stop_token) override { return {}; }
};

ColumnMapping line(const char* id, FieldKind kind, const char* column, bool identifier, bool hashed) {
    ColumnMapping mapped;
    mapped.field.id = QString::fromLatin1(id);
    mapped.field.label = mapped.field.id;
    mapped.field.kind = kind;
    mapped.field.identifier = identifier;
    mapped.field.hashed = hashed && identifier;
    mapped.column = QString::fromLatin1(column);
    return mapped;
}

enum class Platform { List, Ads, Table };

/// One pathway of one workspace, planned and pushed without the services.
class Engine {
public:
    Engine(const Task& task, Platform platform, bool ids, bool consent)
        : m_task(task)
        , m_platform(platform)
        , m_workspace(need(Workspace::open(task.folder)))
        , m_database(need(m_workspace->openDatabase())) {
        need(m_pools.warmUp());
        m_audience.id = AudienceId{QStringLiteral("bbbbbbbb-0000-0000-0000-000000000001")};
        m_audience.name = QStringLiteral("People");
        m_audience.source = FileSource{};
        m_audience.defaultCountry = QStringLiteral("US");
        if (consent) {
            m_audience.permission = {{QStringLiteral("May Mail"), PermissionUse::Consent, {}, {}}};
        }
        m_connection.id = ConnectionId{QStringLiteral("cccccccc-0000-0000-0000-000000000001")};
        m_connection.type = type().key;
        m_connection.name = QStringLiteral("Bench");
        m_connection.settings = {{QStringLiteral("server"), QStringLiteral("postgresql")},
                                 {QStringLiteral("host"), QStringLiteral("127.0.0.1")},
                                 {QStringLiteral("port"), QString::number(task.port)},
                                 {QStringLiteral("database"), QStringLiteral("postgres")},
                                 {QStringLiteral("user"), QStringLiteral("test")}};
        need(AudienceRepository(*m_database).save(m_audience));
        need(ConnectionRepository(*m_database).save(m_connection));
        const PathwayId id{QStringLiteral("aaaaaaaa-0000-0000-0000-000000000001")};
        PathwayRepository pathways(*m_database);
        if (auto known = pathways.find(id)) {
            m_pathway = *known;
            return;
        }
        m_pathway.id = id;
        m_pathway.name = QStringLiteral("Bench");
        m_pathway.audience = m_audience.id;
        m_pathway.connection = m_connection.id;
        m_pathway.object.id =
            platform == Platform::Table ? QStringLiteral("public.people") : QStringLiteral("1234567890");
        m_pathway.object.name = QStringLiteral("People");
        const bool table = platform == Platform::Table;
        m_pathway.mapping = {
            line(table ? "email" : "EMAIL", FieldKind::Email, "Email", true, platform == Platform::Ads),
            line(table ? "first_name" : "FN", FieldKind::FirstName, "First Name", platform == Platform::Ads,
                 platform == Platform::Ads),
            line("LN", FieldKind::LastName, "Last Name", platform == Platform::Ads, platform == Platform::Ads),
            line("NOTE", FieldKind::Text, "Notes", false, false)};
        if (table) {
            m_pathway.mapping.resize(2);
        }
        if (ids) {
            m_pathway.mapping.append(line("_person_id", FieldKind::Text, "Donor ID", true, false));
        }
        need(pathways.save(m_pathway));
    }

    [[nodiscard]] const DestinationType& type() const {
        return m_platform == Platform::List  ? m_list.type()
               : m_platform == Platform::Ads ? m_ads.type()
                                             : m_table.type();
    }

    std::shared_ptr<PlanFile> plan(MadeUpRows::Kind kind, quint64 people, const MemberIndex* members = nullptr,
                                   const KeyRules& rules = {}) {
        MadeUpRows rows(people, kind);
        PlanProgress progress;
        const auto held = m_workspace->holdSnapshots();
        const PlaceMemory place =
            need(openPlace(*m_workspace, *m_database, m_keys,
                           {.pathway = m_pathway, .connection = m_connection, .type = type(), .keyForm = rules.form}));
        return need(makePlan({.pathway = m_pathway,
                              .audience = m_audience,
                              .type = type(),
                              .reader = rows,
                              .keys = m_keys,
                              .place = place,
                              .snapshotsFolder = m_workspace->snapshotsFolder(),
                              .spoolFolder = m_workspace->spoolFolder(),
                              .members = members,
                              .keyRules = rules,
                              .now = m_clock.now(),
                              .today = m_clock.today()},
                             progress, {}));
    }

    /// With the members read back from a real server first, as a plan does.
    std::shared_ptr<PlanFile> planWithMembers(quint64 people) {
        NoTransport transport;
        HttpClient http(transport, m_clock, {});
        const Secret secret{QByteArray("secret")};
        const CallContext context{http, m_clock, m_connection, secret, {}};
        auto session = need(
            m_table.beginPush(context, targetOf(m_pathway, type(), m_keys, QStringLiteral("plan"), m_clock.now(), 0)));
        const KeyRules rules = need(KeyRules::of(*session, {}));
        MemberIndexBuilder index(type(), m_pathway, m_keys.mac);
        need(session->readMembers(
            [&index](const RemoteMember& member) {
                index.add(member);
                return true;
            },
            {}));
        const auto members = index.take();
        std::printf("%zu members\n", members->size());
        return plan(MadeUpRows::AsBefore, people, members.get(), rules);
    }

    void push(const std::shared_ptr<PlanFile>& plan) {
        Push one;
        one.id = PushId::create();
        one.pathway = m_pathway.id;
        one.started = m_clock.now();
        one.resumable = true;
        need(Journal(*m_database, m_keys).begin(one, QFileInfo(plan->path()).fileName(), QStringLiteral("bench")));
        TakingSession session;
        ProgressBoard board;
        auto done = need(runPush({.push = one,
                                  .pathway = m_pathway,
                                  .type = type(),
                                  .plan = plan,
                                  .session = session,
                                  .workspace = *m_workspace,
                                  .keys = m_keys,
                                  .clock = m_clock,
                                  .batchThreads = m_pools.batches(),
                                  .allowRemovals = true,
                                  .requestCount = {}},
                                 board, {}));
        if (done.resumable) {
            qFatal("the push did not end: %s", done.problem ? qPrintable(done.problem->text()) : "");
        }
        m_pathway = need(PathwayRepository(*m_database).find(m_pathway.id));
    }

private:
    Task m_task;
    Platform m_platform;
    mailchimp::MailchimpConnector m_list;
    MetaConnector m_ads;
    SqlConnector m_table;
    SystemClock m_clock;
    PushPools m_pools;
    WorkspaceKeys m_keys{QByteArray(32, 'm'), QByteArray(32, 'd')};
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Database> m_database;
    Audience m_audience;
    Connection m_connection;
    Pathway m_pathway;
};

double processorSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Bytes that this process has written so far, wherever to.
qint64 bytesWritten() {
    QFile io(QStringLiteral("/proc/self/io"));
    if (!io.open(QIODevice::ReadOnly)) {
        qFatal("no figures of what is written");
    }
    for (const QByteArray& text : io.readAll().split('\n')) {
        if (text.startsWith("wchar: ")) {
            return text.mid(7).toLongLong();
        }
    }
    return 0;
}

qint64 bytesIn(const QString& folder) {
    qint64 all = 0;
    for (QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); files.hasNext();) {
        files.next();
        all += files.fileInfo().size();
    }
    return all;
}

/// One row of the table; the last column is the highest memory of this process up to now.
class Step {
public:
    Step(const Task& task, QString name)
        : m_task(task)
        , m_name(std::move(name)) {}
    ~Step() {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        std::printf("| %s, %s | %.2f | %.3f | %.3f | %.0f |\n", qPrintable(m_task.stage), qPrintable(m_name),
                    processorSeconds() - m_seconds, double(bytesWritten() - m_written) / 1e6,
                    double(bytesIn(m_task.folder) - m_size) / 1e6, double(usage.ru_maxrss) / 1024.0);
        std::fflush(stdout);
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

private:
    const Task& m_task;
    QString m_name;
    double m_seconds = processorSeconds();
    qint64 m_written = bytesWritten();
    qint64 m_size = bytesIn(m_task.folder);
};

/// A plan, and a push of it.
void planAndPush(const Task& task, Engine& engine, const char* what, MadeUpRows::Kind kind) {
    std::shared_ptr<PlanFile> plan;
    {
        const Step step(task, QStringLiteral("%1: plan").arg(QString::fromLatin1(what)));
        plan = engine.plan(kind, task.people);
    }
    const PlanCounts& counts = plan->summary().counts;
    if ((kind == MadeUpRows::HalfGone) != (counts.remove == qint64(task.people / 2)) ||
        (kind == MadeUpRows::OneChanged && counts.update != 1)) {
        qFatal("not what was to be measured: %lld to update, %lld to remove", static_cast<long long>(counts.update),
               static_cast<long long>(counts.remove));
    }
    const Step step(task, QStringLiteral("%1: push").arg(QString::fromLatin1(what)));
    engine.push(plan);
}

void runStage(const Task& task) {
    if (task.stage == u"ids, list" || task.stage == u"ids, ads") {
        Engine engine(task, task.stage.endsWith(u"ads") ? Platform::Ads : Platform::List, true, false);
        const Step step(task, QStringLiteral("first plan"));
        QFile::remove(engine.plan(MadeUpRows::AsBefore, task.people)->path());
    } else if (task.stage == u"ids, list, after a push" || task.stage == u"ids, ads, after a push") {
        Engine engine(task, task.stage.contains(u"ads") ? Platform::Ads : Platform::List, true, false);
        planAndPush(task, engine, "first", MadeUpRows::AsBefore);
        planAndPush(task, engine, "unchanged", MadeUpRows::AsBefore);
    } else if (task.stage == u"half leave, ads") {
        Engine engine(task, Platform::Ads, true, false);
        planAndPush(task, engine, "first", MadeUpRows::AsBefore);
        planAndPush(task, engine, "half gone", MadeUpRows::HalfGone);
    } else if (task.stage == u"read back") {
        Engine engine(task, Platform::Table, false, false);
        const Step step(task, QStringLiteral("plan for two people"));
        QFile::remove(engine.planWithMembers(2)->path());
    } else if (task.stage == u"half left out") {
        Engine engine(task, Platform::List, true, true);
        planAndPush(task, engine, "first", MadeUpRows::AsBefore);
        planAndPush(task, engine, "unchanged", MadeUpRows::AsBefore);
    } else if (task.stage == u"changes") {
        Engine engine(task, Platform::List, true, false);
        planAndPush(task, engine, "first", MadeUpRows::AsBefore);
        planAndPush(task, engine, "one changed", MadeUpRows::OneChanged);
        planAndPush(task, engine, "one changed back", MadeUpRows::AsBefore);
        planAndPush(task, engine, "one in 10,000 changed", MadeUpRows::TenThousandthChanged);
        planAndPush(task, engine, "1 % changed", MadeUpRows::HundredthChanged);
        planAndPush(task, engine, "unchanged", MadeUpRows::HundredthChanged);
    } else {
        qFatal("no such stage");
    }
}

/// A table with so many rows, none of which is of the audience.
bool fill(quint16 port, quint64 rows) {
    QProcess psql;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PGPASSWORD"), QStringLiteral("secret"));
    psql.setProcessEnvironment(environment);
    psql.start(QStringLiteral("psql"),
               {QStringLiteral("-q"), QStringLiteral("-h"), QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
                QString::number(port), QStringLiteral("-U"), QStringLiteral("test"), QStringLiteral("-d"),
                QStringLiteral("postgres"), QStringLiteral("-c"),
                QStringLiteral("CREATE TABLE people (email text PRIMARY KEY, first_name text);"
                               "INSERT INTO people SELECT 'somebody' || n || '@elsewhere.org', 'Name' FROM "
                               "generate_series(1, %1) n")
                    .arg(rows)});
    psql.waitForFinished(-1);
    return psql.exitCode() == 0;
}

void runInItsOwnProcess(const Task& task) {
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--stage"), task.stage, task.folder,
                                                            QString::number(task.people), QString::number(task.port)});
    process.waitForFinished(-1);
    QDir(task.folder).removeRecursively();
}

} // namespace

/// bench_scale [PEOPLE [FOLDER [STAGE...]]]
int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.value(1) == QLatin1String("--stage")) {
        runStage({arguments.value(2), arguments.value(3), arguments.value(4).toULongLong(),
                  quint16(arguments.value(5).toInt())});
        return 0;
    }
    const quint64 people = arguments.value(1, QStringLiteral("1000000")).toULongLong();
    const QTemporaryDir folder(arguments.value(2, QDir::tempPath()) + QStringLiteral("/pathways-bench-XXXXXX"));
    const QStringList asked = arguments.mid(3);
    std::printf("%llu people\n\n| stage | processor seconds | MB written | MB more in the workspace | peak MB |\n"
                "|---|---|---|---|---|\n",
                static_cast<unsigned long long>(people));
    std::fflush(stdout);
    for (const char* name : {"ids, list", "ids, ads", "ids, list, after a push", "ids, ads, after a push",
                             "half left out", "half leave, ads", "changes", "read back"}) {
        const QString stage = QString::fromLatin1(name);
        if (!asked.isEmpty() && !asked.contains(stage)) {
            continue;
        }
        Task task{stage, folder.filePath(QStringLiteral("workspace")), people, 0};
        if (stage != u"read back") {
            runInItsOwnProcess(task);
            continue;
        }
        const test::PostgresServer server;
        if (server.running() && fill(server.port(), people)) {
            task.port = server.port();
            runInItsOwnProcess(task);
        }
    }
    return 0;
}
