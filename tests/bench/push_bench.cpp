// SPDX-License-Identifier: GPL-3.0-or-later
// Whole-process measurements of the engine. Each stage runs in a process of its own, so that its peak memory is its
// own; the ratios are made within one run. See README.md.
#include "core/audience/csv_reader.h"
#include "core/base/clock.h"
#include "core/push/planner.h"
#include "core/push/runner.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"
#include "core/workspace/workspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QThreadPool>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <xxhash.h>

using namespace pathways;

namespace {

const char* const kFirst[] = {"Ada", "Bj\xc3\xb6rn",    "Chlo\xc3\xa9", "David",
                              "Eve", "Fran\xc3\xa7ois", "Grace",        "Hanna"};
const char* const kLast[] = {"Smith", "M\xc3\xbcller", "O'Neill", "Garc\xc3\xad" "a", "Jones", "Brown", "Nowak", "Lee"};
const char* const kCity[] = {"Springfield", "Portland", "Austin", "Salem", "Denver", "Boston", "Dayton", "Tucson"};

/// Twelve columns, about 115 bytes a row, quotes and accents. With changed > 0 every so manieth row differs.
void generate(const QString& path, quint64 rows, int changedPercent) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        qFatal("cannot write");
    }
    file.write(
        "Donor ID,Email,First Name,Last Name,Phone,City,State,Postal Code,Country,Date of Birth,Last Gift,Notes\n");
    std::string block;
    char line[320];
    for (quint64 i = 0; i < rows; ++i) {
        const bool changed = changedPercent > 0 && i % 100 < quint64(changedPercent);
        const int size =
            std::snprintf(line, sizeof line,
                          "%llu,donor%llu@example%llu.net,%s,\"%s\",212555%04llu,%s,OR,97%03llu,US,19%02llu-0%llu-1%"
                          "llu,%llu.50,\"%s\"\n",
                          static_cast<unsigned long long>(100000 + i), static_cast<unsigned long long>(i),
                          static_cast<unsigned long long>(i % 97), kFirst[i % 8], kLast[(i / 8) % 8],
                          static_cast<unsigned long long>(i % 10000), kCity[(i / 3) % 8],
                          static_cast<unsigned long long>(i % 1000), static_cast<unsigned long long>(40 + i % 60),
                          static_cast<unsigned long long>(1 + i % 9), static_cast<unsigned long long>(i % 10),
                          static_cast<unsigned long long>(i % 500), changed ? "gave again" : "spring appeal");
        block.append(line, std::size_t(size));
        if (block.size() > 1 << 20) {
            file.write(block.data(), qint64(block.size()));
            block.clear();
        }
    }
    file.write(block.data(), qint64(block.size()));
}

ColumnMapping line(const char* id, FieldKind kind, const char* column, bool identifier) {
    ColumnMapping mapped;
    mapped.field.id = QString::fromLatin1(id);
    mapped.field.label = mapped.field.id;
    mapped.field.kind = kind;
    mapped.field.identifier = identifier;
    mapped.field.hashed = identifier;
    mapped.column = QString::fromLatin1(column);
    return mapped;
}

/// Meta-shaped: eight identifiers, scrambled.
struct Setup {
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<Database> database;
    WorkspaceKeys keys{QByteArray(32, 'm'), QByteArray(32, 'd')};
    DestinationType type;
    Pathway pathway;
    Audience audience;

    explicit Setup(const QString& folder) {
        auto opened = Workspace::open(folder);
        if (!opened) {
            qFatal("%s", qPrintable(opened.error().text()));
        }
        workspace = std::move(*opened);
        database = std::move(*workspace->openDatabase());
        type.key = QStringLiteral("meta");
        type.rules = IdentityRules::Meta;
        type.kind = DestinationKind::Advertising;
        type.limits.peoplePerBatch = 10'000;
        type.limits.bytesPerBatch = 64 << 20;
        type.limits.parallelBatches = 4;
        pathway.id = PathwayId{QStringLiteral("aaaaaaaa-0000-0000-0000-000000000001")};
        pathway.name = QStringLiteral("Bench");
        pathway.object.id = QStringLiteral("list");
        pathway.object.name = QStringLiteral("List");
        pathway.mapping = {line("EMAIL", FieldKind::Email, "Email", true),
                           line("PHONE", FieldKind::Phone, "Phone", true),
                           line("FN", FieldKind::FirstName, "First Name", true),
                           line("LN", FieldKind::LastName, "Last Name", true),
                           line("CT", FieldKind::City, "City", true),
                           line("ST", FieldKind::Region, "State", true),
                           line("ZIP", FieldKind::PostalCode, "Postal Code", true),
                           line("COUNTRY", FieldKind::Country, "Country", true),
                           line("VALUE", FieldKind::Text, "Notes", false)};
        audience.id = AudienceId{QStringLiteral("bbbbbbbb-0000-0000-0000-000000000001")};
        audience.name = QStringLiteral("People");
        audience.source = FileSource{};
        audience.defaultCountry = QStringLiteral("US");
        Connection connection;
        connection.id = ConnectionId{QStringLiteral("cccccccc-0000-0000-0000-000000000001")};
        connection.type = type.key;
        connection.name = QStringLiteral("Bench");
        pathway.audience = audience.id;
        pathway.connection = connection.id;
        PathwayRepository pathways(*database);
        if (auto known = pathways.find(pathway.id)) {
            pathway.snapshotFile = known->snapshotFile;
        } else if (!AudienceRepository(*database).save(audience) || !ConnectionRepository(*database).save(connection) ||
                   !pathways.save(pathway)) {
            qFatal("cannot set up");
        }
    }

    std::shared_ptr<SealedPlan> plan(const QString& path) {
        auto reader = CsvReader::open(path, Dialect{});
        if (!reader) {
            qFatal("%s", qPrintable(reader.error().text()));
        }
        PlanProgress progress;
        const PlanInput input{.pathway = pathway,
                              .audience = audience,
                              .type = type,
                              .reader = **reader,
                              .keys = keys,
                              .snapshotsFolder = workspace->snapshotsFolder(),
                              .spoolFolder = workspace->spoolFolder(),
                              .members = nullptr,
                              .excluded = nullptr,
                              .now = QDateTime::currentDateTimeUtc()};
        auto made = makePlan(input, progress, {});
        if (!made) {
            qFatal("%s %s", qPrintable(made.error().text()), qPrintable(made.error().detail));
        }
        return *made;
    }
};

/// Scrambles and writes the body as the platform wants it. With scramble off it takes everything as it is.
class SinkSession final : public PushSession {
public:
    explicit SinkSession(bool scramble)
        : m_scramble(scramble) {}
    BatchResult send(const ChangeBatch& batch, std::stop_token) override {
        if (m_scramble) {
            Sha256 sha;
            std::string body = "{\"payload\":{\"schema\":[\"EMAIL\",\"PHONE\",\"FN\",\"LN\",\"CT\",\"ST\",\"ZIP\","
                               "\"COUNTRY\"],\"data\":[";
            char hex[64];
            for (const PersonChange& person : batch.people) {
                body += '[';
                for (std::size_t i = 0; i < 8; ++i) {
                    sha.hex(person.values[i], hex);
                    body += '"';
                    body.append(hex, sizeof hex);
                    body += "\",";
                }
                body.back() = ']';
                body += ',';
            }
            body.back() = ']';
            body += "}}";
            m_bytes += body.size();
        }
        BatchResult result;
        result.verdict = BatchVerdict::Acknowledged;
        return result;
    }
    [[nodiscard]] bool resendable(const ChangeBatch&) const override { return true; }
    BatchResult settle(const ChangeBatch&, const QByteArray&, std::stop_token) override { return {}; }
    [[nodiscard]] quint64 bytes() const { return m_bytes; }

private:
    bool m_scramble;
    std::atomic<quint64> m_bytes{0};
};

void push(Setup& setup, const std::shared_ptr<SealedPlan>& plan, SinkSession& session) {
    SystemClock clock;
    QThreadPool pool;
    pool.setMaxThreadCount(4);
    Push one;
    one.id = PushId::create();
    one.pathway = setup.pathway.id;
    one.started = clock.now();
    one.resumable = true;
    Journal journal(*setup.database, setup.keys);
    if (!journal.begin(one, QFileInfo(plan->path()).fileName(), QStringLiteral("bench"))) {
        qFatal("cannot begin");
    }
    ProgressBoard board;
    auto done = runPush({.push = one,
                         .pathway = setup.pathway,
                         .type = setup.type,
                         .plan = plan,
                         .session = session,
                         .workspace = *setup.workspace,
                         .keys = setup.keys,
                         .clock = clock,
                         .pool = pool,
                         .allowRemovals = true,
                         .resume = false,
                         .requestCount = {}},
                        board, {});
    if (!done || done->resumable) {
        qFatal("the push did not end");
    }
}

/// The least that any comparison must do, on the same two threads: read, split, hash, sort, merge.
void floorOf(const QString& path) {
    auto opened = CsvReader::open(path, Dialect{});
    RowReader& reader = **opened;
    struct Entry {
        quint64 key;
        quint64 key2;
        quint64 tag;
        quint64 row;
        bool operator<(const Entry& other) const { return key < other.key; }
    };
    std::vector<Entry> parts[2];
    std::mutex mutex;
    const auto work = [&](std::vector<Entry>& out) {
        RowBatch batch;
        CellBuffer cells;
        for (;;) {
            {
                const std::lock_guard lock(mutex);
                batch.clear();
                auto more = reader.next(batch, {});
                if (!more || !*more) {
                    break;
                }
            }
            for (std::size_t i = 0; i < batch.size(); ++i) {
                reader.split(batch.row(i), cells);
                const auto key = XXH3_128bits(cells.cells[1].data(), cells.cells[1].size());
                const auto row = batch.row(i);
                out.push_back({key.low64, key.high64, XXH3_64bits(row.data(), row.size()), batch.firstRow + i});
            }
        }
        std::sort(out.begin(), out.end());
    };
    {
        std::jthread other([&] { work(parts[1]); });
        work(parts[0]);
    }
    std::vector<Entry> all;
    all.reserve(parts[0].size() + parts[1].size());
    std::merge(parts[0].begin(), parts[0].end(), parts[1].begin(), parts[1].end(), std::back_inserter(all));
    quint64 same = 0;
    for (std::size_t i = 0, j = 0; i < all.size() && j < all.size(); ++i, ++j) {
        same += all[i].tag == all[j].tag ? 1 : 0;
    }
    std::fprintf(stderr, "%llu", static_cast<unsigned long long>(same & 1));
}

double peakMegabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024.0;
}

int stage(const QString& name, const QString& csv, const QString& folder) {
    QElapsedTimer timer;
    QJsonObject out{{QStringLiteral("stage"), name}};
    timer.start();
    if (name == QLatin1String("floor")) {
        floorOf(csv);
    } else {
        Setup setup(folder);
        timer.start();
        auto plan = setup.plan(csv);
        out.insert(QStringLiteral("plan_seconds"), double(timer.nsecsElapsed()) / 1e9);
        const PlanCounts& counts = plan->summary().counts;
        out.insert(QStringLiteral("add"), counts.add);
        out.insert(QStringLiteral("update"), counts.update);
        out.insert(QStringLiteral("unchanged"), counts.unchanged);
        out.insert(QStringLiteral("left_out"), counts.leftOut);
        if (name.startsWith(QLatin1String("push"))) {
            SinkSession session(true);
            push(setup, plan, session);
            out.insert(QStringLiteral("sent_megabytes"), double(session.bytes()) / 1e6);
        } else {
            QFile::remove(plan->path());
        }
    }
    out.insert(QStringLiteral("seconds"), double(timer.nsecsElapsed()) / 1e9);
    out.insert(QStringLiteral("peak_megabytes"), peakMegabytes());
    std::printf("%s\n", QJsonDocument(out).toJson(QJsonDocument::Compact).constData());
    return 0;
}

QJsonObject runStage(const QString& name, const QString& csv, const QString& folder) {
    QProcess process;
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--stage"), name, csv, folder});
    process.waitForFinished(-1);
    if (process.exitCode() != 0 || process.exitStatus() != QProcess::NormalExit) {
        std::fprintf(stderr, "%s", process.readAllStandardError().constData());
        return {{QStringLiteral("stage"), name}, {QStringLiteral("seconds"), -1.0}};
    }
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

double runOther(const QString& program, const QStringList& arguments) {
    QElapsedTimer timer;
    timer.start();
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.start(program, arguments);
    return process.waitForFinished(-1) && process.exitCode() == 0 ? double(timer.nsecsElapsed()) / 1e9 : -1;
}

void print(const QJsonObject& result, double floorSeconds) {
    const double seconds = result.value(u"seconds").toDouble();
    std::printf("| %-28s | %8.3f | %8.3f | %8.2f | %8.0f |\n", qPrintable(result.value(u"stage").toString()), seconds,
                result.value(u"plan_seconds").toDouble(seconds), seconds / floorSeconds,
                result.value(u"peak_megabytes").toDouble());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.value(1) == QLatin1String("--stage")) {
        return stage(arguments.value(2), arguments.value(3), arguments.value(4));
    }
    const quint64 rows = arguments.value(1, QStringLiteral("1000000")).toULongLong();
    QTemporaryDir folder(arguments.value(2, QDir::tempPath()) + QStringLiteral("/pathways-bench-XXXXXX"));
    const QString csv = folder.filePath(QStringLiteral("people.csv"));
    const QString changed = folder.filePath(QStringLiteral("changed.csv"));
    const QString workspace = folder.filePath(QStringLiteral("workspace"));
    generate(csv, rows, 0);
    generate(changed, rows, 1);
    std::printf("%llu rows, %.0f MB\n\n| stage | seconds | of these planning | times the floor | peak MB "
                "|\n|---|---|---|---|---|\n",
                static_cast<unsigned long long>(rows), double(QFile(csv).size()) / 1e6);
    QJsonArray all;
    const QJsonObject base = runStage(QStringLiteral("floor"), csv, workspace);
    const double floorSeconds = base.value(u"seconds").toDouble();
    for (const auto& [name, file] :
         {std::pair(QStringLiteral("floor"), csv), std::pair(QStringLiteral("push, first"), csv),
          std::pair(QStringLiteral("plan, unchanged"), csv), std::pair(QStringLiteral("plan, 1 % changed"), changed),
          std::pair(QStringLiteral("push, 1 % changed"), changed)}) {
        const QJsonObject result = name == QLatin1String("floor") ? base : runStage(name, file, workspace);
        print(result, floorSeconds);
        all.append(result);
    }
    const double sorted = runOther(QStringLiteral("sort"), {QStringLiteral("--parallel=2"), csv});
    const QString database = folder.filePath(QStringLiteral("compare.db"));
    const double sqlite =
        runOther(QStringLiteral("sqlite3"),
                 {database, QStringLiteral(".mode csv"), QStringLiteral(".import %1 a").arg(csv),
                  QStringLiteral(".import %1 b").arg(changed), QStringLiteral("create index ia on a(\"Email\")"),
                  QStringLiteral("select count(*) from b where not exists (select 1 from a where a.\"Email\" = "
                                 "b.\"Email\" and a.\"Notes\" = b.\"Notes\")")});
    for (const auto& [name, seconds] : {std::pair(QStringLiteral("sort (the system's)"), sorted),
                                        std::pair(QStringLiteral("SQLite import, anti-join"), sqlite)}) {
        const QJsonObject result{{QStringLiteral("stage"), name}, {QStringLiteral("seconds"), seconds}};
        print(result, floorSeconds);
        all.append(result);
    }
    std::printf("\n%s\n",
                QJsonDocument(QJsonObject{{QStringLiteral("rows"), qint64(rows)}, {QStringLiteral("results"), all}})
                    .toJson(QJsonDocument::Compact)
                    .constData());
    return 0;
}
