// SPDX-License-Identifier: GPL-3.0-or-later
// Whole-process measurements of the engine. Each stage runs in a process of its own, so that its peak memory is its
// own; the ratios are made within one run. See README.md.
#include "core/audience/text/csv_reader.h"
#include "core/destinations/meta/meta_payload.h"
#include "core/push/progress_board.h"
#include "core/push/push_pools.h"
#include "core/push/push_run.h"
#include "core/push/push_target.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "tests/bench/bench_services.h"
#include "tests/bench/made_up_donors.h"
#include "tests/bench/sink_server.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <numeric>
#include <sys/resource.h>
#include <thread>
#include <xxhash.h>

using namespace pathways;

namespace {

/// Writes whole bodies with the product's own encoder and takes them in memory: a push without the network.
class MemorySink final : public PushSession {
public:
    explicit MemorySink(const PushTarget& target)
        : m_encoder(target) {}
    BatchResult send(const ChangeBatch& batch, std::stop_token) override {
        std::vector<std::uint32_t> who(batch.people.size());
        std::iota(who.begin(), who.end(), 0);
        m_bytes += quint64(
            m_encoder.users(batch, who, m_encoder.session(batch, who, meta::PayloadEncoder::Action::Put)).size());
        BatchResult result;
        result.verdict = BatchVerdict::Acknowledged;
        return result;
    }
    [[nodiscard]] bool resendable(const ChangeBatch&) const override { return true; }
    BatchResult settle(const ChangeBatch&, const QByteArray&, std::stop_token) override { return {}; }
    [[nodiscard]] quint64 bytes() const { return m_bytes; }

private:
    meta::PayloadEncoder m_encoder;
    std::atomic<quint64> m_bytes{0};
};

quint64 pushIntoMemory(bench::BenchServices& services, const std::shared_ptr<PlanFile>& plan) {
    ServiceContext& context = services.context();
    const DestinationType& type = services.connector().type();
    Push one;
    one.id = PushId::create();
    one.pathway = services.pathway().id;
    one.started = context.clock.now();
    one.resumable = true;
    if (!Journal(context.database, context.keys)
             .begin(one, QFileInfo(plan->path()).fileName(), QStringLiteral("bench"))) {
        qFatal("cannot begin");
    }
    MemorySink sink(targetOf(services.pathway(), type, context.keys, QStringLiteral("bench"), one.started, 0));
    ProgressBoard board;
    auto done = runPush({.push = one,
                         .pathway = services.pathway(),
                         .type = type,
                         .plan = plan,
                         .session = sink,
                         .workspace = context.workspace,
                         .keys = context.keys,
                         .clock = context.clock,
                         .batchThreads = context.pushPools.batches(),
                         .allowRemovals = true,
                         .requestCount = {}},
                        board, {});
    if (!done || done->resumable) {
        qFatal("the push did not end");
    }
    return sink.bytes();
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

/// What a person at the window would notice: the longest time between two ticks of a 10 ms timer.
class Probe final {
public:
    Probe() {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(10);
        QObject::connect(&m_timer, &QTimer::timeout, [this] { m_longest = std::max(m_longest, m_since.restart()); });
        m_since.start();
        m_timer.start();
    }
    [[nodiscard]] qint64 longestGap() const { return m_longest; }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

void addUsage(QJsonObject& out) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    out.insert(QStringLiteral("peak_megabytes"), double(usage.ru_maxrss) / 1024.0);
    out.insert(QStringLiteral("cpu_seconds"), seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

/// One stage in this process; its figures go to standard output.
int stage(const QString& name, const QString& csv, const QString& folder, int port) {
    QElapsedTimer timer;
    QJsonObject out{{QStringLiteral("stage"), name}};
    timer.start();
    if (name == QLatin1String("floor")) {
        floorOf(csv);
    } else {
        bench::BenchServices services(folder, csv, port);
        const Probe probe;
        timer.start();
        auto plan = services.plan();
        out.insert(QStringLiteral("plan_seconds"), double(timer.nsecsElapsed()) / 1e9);
        const PlanCounts& counts = plan->summary().counts;
        out.insert(QStringLiteral("add"), counts.add);
        out.insert(QStringLiteral("update"), counts.update);
        out.insert(QStringLiteral("unchanged"), counts.unchanged);
        if (name.endsWith(QLatin1String("memory"))) {
            out.insert(QStringLiteral("sent_megabytes"), double(pushIntoMemory(services, plan)) / 1e6);
        } else if (name.startsWith(QLatin1String("push"))) {
            out.insert(QStringLiteral("requests"), services.push(plan).counts.requests);
            out.insert(QStringLiteral("longest_gap_milliseconds"), probe.longestGap());
        } else {
            QFile::remove(plan->path());
        }
    }
    out.insert(QStringLiteral("seconds"), double(timer.nsecsElapsed()) / 1e9);
    addUsage(out);
    std::printf("%s\n", QJsonDocument(out).toJson(QJsonDocument::Compact).constData());
    return 0;
}

struct Stage {
    const char* name;
    QString csv;
    QString workspace;
};

QJsonObject runStage(const Stage& one, int port) {
    QProcess process;
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--stage"), QString::fromLatin1(one.name),
                                                            one.csv, one.workspace, QString::number(port)});
    process.waitForFinished(-1);
    if (process.exitCode() != 0 || process.exitStatus() != QProcess::NormalExit) {
        std::fprintf(stderr, "%s", process.readAllStandardError().constData());
        return {{QStringLiteral("stage"), QString::fromLatin1(one.name)}, {QStringLiteral("seconds"), -1.0}};
    }
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

QJsonObject runOther(const QString& name, const QString& program, const QStringList& arguments) {
    QElapsedTimer timer;
    timer.start();
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.start(program, arguments);
    const bool done = process.waitForFinished(-1) && process.exitCode() == 0;
    return {{QStringLiteral("stage"), name},
            {QStringLiteral("seconds"), done ? double(timer.nsecsElapsed()) / 1e9 : -1.0}};
}

void print(const QJsonObject& result, double floorSeconds) {
    const double seconds = result.value(u"seconds").toDouble();
    const auto figure = [&result](QStringView key, int decimals) {
        return result.contains(key) ? QByteArray::number(result.value(key).toDouble(), 'f', decimals) : QByteArray();
    };
    std::printf("| %-26s | %7.2f | %7s | %7s | %7.2f | %5s | %5s |\n", qPrintable(result.value(u"stage").toString()),
                seconds, figure(u"plan_seconds", 2).constData(), figure(u"cpu_seconds", 2).constData(),
                seconds / floorSeconds, figure(u"peak_megabytes", 0).constData(),
                figure(u"longest_gap_milliseconds", 0).constData());
    std::fflush(stdout);
}

/// The stages once, each after the other on one workspace.
QList<QJsonObject> runAll(const QDir& folder, const QString& csv, const QString& changed, int port, int round) {
    const QString pushed = folder.filePath(QStringLiteral("workspace%1").arg(round));
    const QString other = folder.filePath(QStringLiteral("memory%1").arg(round));
    QList<QJsonObject> results;
    for (const Stage& one :
         {Stage{"floor", csv, pushed}, Stage{"push, first, to memory", csv, other},
          Stage{"push, first, over a socket", csv, pushed}, Stage{"plan, unchanged", csv, pushed},
          Stage{"plan, 1 % changed", changed, pushed}, Stage{"push, 1 % changed", changed, pushed}}) {
        results << runStage(one, port);
    }
    QDir(pushed).removeRecursively();
    QDir(other).removeRecursively();
    results << runOther(QStringLiteral("sort (the system's)"), QStringLiteral("sort"),
                        {QStringLiteral("--parallel=2"), csv});
    const QString database = folder.filePath(QStringLiteral("compare.db"));
    QFile::remove(database);
    results << runOther(QStringLiteral("SQLite import, anti-join"), QStringLiteral("sqlite3"),
                        {database, QStringLiteral(".mode csv"), QStringLiteral(".import %1 a").arg(csv),
                         QStringLiteral(".import %1 b").arg(changed), QStringLiteral("create index ia on a(\"Email\")"),
                         QStringLiteral("select count(*) from b where not exists (select 1 from a where a.\"Email\" = "
                                        "b.\"Email\" and a.\"Notes\" = b.\"Notes\")")});
    return results;
}

/// Of several rounds, each stage's run in the middle.
QList<QJsonObject> medians(const QList<QList<QJsonObject>>& rounds) {
    QList<QJsonObject> middle;
    for (qsizetype i = 0; i < rounds.front().size(); ++i) {
        QList<QJsonObject> runs;
        for (const auto& round : rounds) {
            runs << round[i];
        }
        std::sort(runs.begin(), runs.end(), [](const QJsonObject& a, const QJsonObject& b) {
            return a.value(u"seconds").toDouble() < b.value(u"seconds").toDouble();
        });
        middle << runs[runs.size() / 2];
    }
    return middle;
}

} // namespace

/// bench_push [ROWS [FOLDER [ROUNDS]]]
int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.value(1) == QLatin1String("--stage")) {
        return stage(arguments.value(2), arguments.value(3), arguments.value(4), arguments.value(5).toInt());
    }
    if (arguments.value(1) == QLatin1String("--sink")) {
        bench::runSink();
    }
    const quint64 rows = arguments.value(1, QStringLiteral("1000000")).toULongLong();
    const QTemporaryDir folder(arguments.value(2, QDir::tempPath()) + QStringLiteral("/pathways-bench-XXXXXX"));
    const QString csv = folder.filePath(QStringLiteral("people.csv"));
    const QString changed = folder.filePath(QStringLiteral("changed.csv"));
    bench::writeDonors(csv, rows, 0);
    bench::writeDonors(changed, rows, 1);
    QProcess sink;
    sink.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--sink")});
    sink.waitForReadyRead(-1);
    const int port = sink.readLine().trimmed().toInt();
    QList<QList<QJsonObject>> rounds;
    for (int round = 0; round < std::max(1, arguments.value(3, QStringLiteral("1")).toInt()); ++round) {
        rounds << runAll(QDir(folder.path()), csv, changed, port, round);
    }
    sink.kill();
    sink.waitForFinished();
    const QList<QJsonObject> results = medians(rounds);
    std::printf("%llu rows, %.0f MB, %d round(s)\n\n| stage | seconds | of these planning | processor seconds | times "
                "the floor | peak MB | longest gap, ms |\n|---|---|---|---|---|---|---|\n",
                static_cast<unsigned long long>(rows), double(QFile(csv).size()) / 1e6, int(rounds.size()));
    QJsonArray all;
    for (const QJsonObject& result : results) {
        print(result, results.front().value(u"seconds").toDouble());
        all.append(result);
    }
    std::printf("\n%s\n",
                QJsonDocument(QJsonObject{{QStringLiteral("rows"), qint64(rows)}, {QStringLiteral("results"), all}})
                    .toJson(QJsonDocument::Compact)
                    .constData());
    return 0;
}
