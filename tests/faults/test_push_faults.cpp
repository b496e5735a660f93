// SPDX-License-Identifier: GPL-3.0-or-later
// Exhaustive loops, after ownCloud's journal tests: the i-th thing fails, for all i until a run meets none, for each
// method; the end state at the destination and in the workspace must be that of an undisturbed run, and nothing that
// is not idempotent may arrive twice.
#include "core/push/disk_file.h"
#include "core/push/snapshot.h"
#include "tests/push/engine_fixture.h"

#include <QDir>
#include <QFile>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;
using Fault = FakeDestination::Fault;
using Members = std::map<std::string, FakeDestination::Member>;

Rows before() {
    Rows rows;
    for (int i = 0; i < 6; ++i) {
        rows.push_back({"p" + std::to_string(i) + "@riverbank.org", "Name " + std::to_string(i)});
    }
    return rows;
}

/// One updated, one new, one gone, one that cannot be sent.
Rows after() {
    Rows rows = before();
    rows[1][1] = "Changed";
    rows.pop_back();
    rows.push_back({"new@riverbank.org", "New"});
    rows.push_back({"nonsense", "Bad"});
    return rows;
}

/// Every single place with PATHWAYS_EXHAUSTIVE set; otherwise so many apart, shifted by method, to keep the suite
/// short.
qint64 stride(qint64 usual) {
    return qEnvironmentVariableIsSet("PATHWAYS_EXHAUSTIVE") ? 1 : usual;
}

void useMethod(Engine& engine, SyncMethod method) {
    engine.pathway.method = method;
    engine.type.limits.peoplePerBatch = 1;
    engine.type.limits.parallelBatches = 1;
}

/// The end state of an undisturbed run.
Members undisturbed(SyncMethod method) {
    Engine engine;
    useMethod(engine, SyncMethod::Mirror);
    engine.sync(before());
    engine.pathway.method = method;
    engine.sync(after());
    return engine.destination.state();
}

/// Resumes whatever is unfinished until nothing is, then pushes the audience once more: a person in front of the
/// program would do no more.
void settle(Engine& engine) {
    auto unfinished = Journal(*engine.database, engine.keys).unfinished();
    ASSERT_TRUE(unfinished) << unfinished.error().text().toStdString();
    for (const auto& one : *unfinished) {
        auto resumed = engine.resume(one.push.id);
        ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
        EXPECT_FALSE(resumed->resumable) << (resumed->problem ? resumed->problem->text().toStdString() : "");
        const PushCounts& c = resumed->counts;
        EXPECT_EQ(c.accepted + c.invalid + c.rejected + c.leftOut + c.unchanged, c.total);
    }
    engine.sync(after());
}

void expectSettled(Engine& engine, const Members& wanted, qint64 i) {
    EXPECT_EQ(engine.destination.state(), wanted) << "at " << i;
    EXPECT_EQ(engine.destination.duplicates, 0) << "at " << i;
    auto plan = engine.plan(after());
    ASSERT_TRUE(plan) << plan.error().text().toStdString();
    EXPECT_TRUE((*plan)->summary().nothingToDo()) << "at " << i;
}

class EachMethod : public ::testing::TestWithParam<SyncMethod> {};
std::string nameOf(const ::testing::TestParamInfo<SyncMethod>& one) {
    return "Method" + std::to_string(int(one.param));
}
INSTANTIATE_TEST_SUITE_P(Methods, EachMethod, ::testing::ValuesIn(kSyncMethods), nameOf);

/// Breaks a whole push at its i-th call of one sort, then lets it be continued.
template <typename Arm>
void exhaust(SyncMethod method, bool idempotent, const Arm& arm, qint64 step) {
    const Members wanted = undisturbed(method);
    bool met = true;
    for (qint64 i = qint64(method); met && i < 5000; i += stride(step)) {
        Engine engine;
        useMethod(engine, SyncMethod::Mirror);
        engine.destination.idempotent = idempotent;
        engine.sync(before());
        engine.pathway.method = method;
        std::atomic<bool> hit{false};
        auto plan = engine.plan(after());
        ASSERT_TRUE(plan);
        arm([i, &hit](qint64 call) {
            hit = hit || call == i;
            return call == i;
        });
        const auto pushed = engine.push(*plan);
        static_cast<void>(pushed); // It may have ended with an error, or not have noticed.
        arm(nullptr);
        met = hit;
        settle(engine);
        expectSettled(engine, wanted, i);
    }
    EXPECT_FALSE(met);
}

TEST_P(EachMethod, TheNthDatabaseCallFails) {
    exhaust(
        GetParam(), false, [](auto hook) { Database::setFaultHook(hook); }, 11);
}

TEST_P(EachMethod, TheNthWriteFindsTheDiskFull) {
    exhaust(
        GetParam(), false, [](auto hook) { DiskFile::setFaultHook(hook); }, 2);
}

TEST_P(EachMethod, TheNthExchangeIsDisturbed) {
    const Members wanted = undisturbed(GetParam());
    for (const bool idempotent : {true, false}) {
        for (const Fault kind : {Fault::NotSent, Fault::LostRequest, Fault::LostAnswer, Fault::SignIn}) {
            for (int i = int(GetParam()) % 2; i < 4; i += int(stride(2))) {
                Engine engine;
                useMethod(engine, SyncMethod::Mirror);
                engine.destination.idempotent = idempotent;
                engine.sync(before());
                engine.pathway.method = GetParam();
                const int first = engine.destination.exchanges;
                engine.destination.fault = [=](int exchange) { return exchange == first + i ? kind : Fault::None; };
                engine.sync(after());
                engine.destination.fault = nullptr;
                settle(engine);
                expectSettled(engine, wanted, i);
            }
        }
    }
}

/// What a killed process leaves of the destination's memory is carried over a pipe: the platform does not die with us.
class KilledPush {
public:
    static constexpr int kDone = 7;

    /// Plans and pushes in this process, which kills itself at the i-th write, and ends in any case.
    [[noreturn]] static void here(Engine& engine, const QString& deliveries, qint64 i, bool databaseCalls) {
        auto kill = [i](qint64 call) {
            if (call == i) {
                ::raise(SIGKILL);
            }
            return false;
        };
        QFile log(deliveries);
        if (!log.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered)) {
            ::_exit(1);
        }
        engine.destination.onApplied = [&log](const ChangeBatch& batch) {
            for (const PersonChange& person : batch.people) {
                QByteArray line = QByteArray::number(batch.number) + ' ' + QByteArray::number(int(person.kind));
                for (const auto* values : {&person.values, &person.previous}) {
                    line += '\t';
                    for (const auto value : *values) {
                        line += QByteArray(value.data(), qsizetype(value.size())) + '|';
                    }
                }
                log.write(line + '\n');
            }
        };
        databaseCalls ? Database::setFaultHook(kill) : DiskFile::setFaultHook(kill);
        auto plan = engine.plan(after());
        if (plan) {
            static_cast<void>(engine.push(*plan).has_value());
        }
        ::_exit(kDone);
    }
};

/// Builds the destination's state out of what really arrived, as the platform has it after our process died.
void replay(Engine& engine, const QString& deliveries) {
    QFile log(deliveries);
    ASSERT_TRUE(log.open(QIODevice::ReadOnly));
    while (!log.atEnd()) {
        const QByteArray line = log.readLine().chopped(1);
        const auto parts = line.split('\t');
        const auto head = parts.at(0).split(' ');
        const auto texts = [](const QByteArray& packed) {
            std::vector<std::string> out;
            for (const QByteArray& one : packed.split('|')) {
                out.push_back(one.toStdString());
            }
            out.pop_back();
            return out;
        };
        const auto values = texts(parts.at(1));
        if (head.at(1).toInt() == int(ChangeKind::Remove)) {
            engine.destination.members.erase(texts(parts.at(2)).at(0));
        } else {
            auto& member = engine.destination.members[values.at(0)];
            member.values = values;
        }
    }
}

void killEverywhere(SyncMethod method, bool databaseCalls, qint64 step) {
    const Members wanted = undisturbed(method);
    bool killed = true;
    for (qint64 i = qint64(method); killed && i < 5000; i += stride(step)) {
        QTemporaryDir folder;
        const QString path = folder.path() + QStringLiteral("/workspace");
        const QString deliveries = folder.path() + QStringLiteral("/deliveries");
        Members first;
        {
            Engine engine(path);
            useMethod(engine, SyncMethod::Mirror);
            engine.sync(before());
            first = engine.destination.state();
        }
        // The child opens the workspace itself: nothing is shared with it but the disk.
        const pid_t child = ::fork();
        if (child == 0) {
            Engine engine(path);
            useMethod(engine, method);
            engine.destination.members = first;
            KilledPush::here(engine, deliveries, i, databaseCalls);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        killed = WIFSIGNALED(status);
        ASSERT_TRUE(killed || WEXITSTATUS(status) == KilledPush::kDone) << status;
        Engine engine(path);
        useMethod(engine, method);
        engine.destination.members = first;
        replay(engine, deliveries);
        settle(engine);
        expectSettled(engine, wanted, i);
    }
    EXPECT_FALSE(killed);
}

TEST_P(EachMethod, KilledAtTheNthDatabaseCall) {
    killEverywhere(GetParam(), true, 23);
}

TEST_P(EachMethod, KilledAtTheNthWriteOfAFile) {
    killEverywhere(GetParam(), false, 5);
}

} // namespace
} // namespace pathways::test
