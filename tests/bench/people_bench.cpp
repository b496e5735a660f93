// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to go through the people of a large plan: a search that finds nobody, as the window makes it, and the
// storing of those left out, as a push begins with it. See README.md.
#include "core/base/clock.h"
#include "core/plan/file/people_reader.h"
#include "core/plan/planner.h"
#include "core/push/push_recorder.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"
#include "tests/bench/need.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cstdio>

using namespace pathways;

namespace {

/// So many people with an address and as many without one, in turn.
class MadeUpRows final : public RowReader {
public:
    explicit MadeUpRows(quint64 people)
        : m_left(2 * people) {}
    [[nodiscard]] const QStringList& columns() const override { return m_columns; }
    Result<bool> next(RowBatch& batch, std::stop_token) override {
        batch.clear();
        batch.firstRow = m_row + 1;
        for (int i = 0; i < 2'000 && m_left > 0; ++i, --m_left) {
            const std::string number = std::to_string(++m_row);
            batch.arena += (m_row % 2 == 0 ? "no address " : "person") + number;
            batch.arena += m_row % 2 == 0 ? "\x1f" : "@riverbank.org\x1f";
            batch.arena += "Ann Other " + number + "\x1f";
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
    [[nodiscard]] std::uint64_t bytesTotal() const override { return m_row + m_left; }
    [[nodiscard]] QDateTime dataFrom() const override { return {}; }
    [[nodiscard]] QByteArray shapeDigest() const override { return "made up"; }
    [[nodiscard]] Result<void> verifyUnchanged() const override { return {}; }

private:
    QStringList m_columns{QStringLiteral("Email"), QStringLiteral("Name")};
    quint64 m_left;
    quint64 m_row = 0;
};

ColumnMapping line(const char* id, FieldKind kind, const char* column, bool identifier) {
    ColumnMapping mapped;
    mapped.field.id = QString::fromLatin1(id);
    mapped.field.label = mapped.field.id;
    mapped.field.kind = kind;
    mapped.field.identifier = mapped.field.required = identifier;
    mapped.column = QString::fromLatin1(column);
    return mapped;
}

double measure(const char* what, const std::function<void()>& work) {
    QElapsedTimer timer;
    timer.start();
    work();
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    std::printf("| %-34s | %8.3f |\n", what, seconds);
    std::fflush(stdout);
    return seconds;
}

/// Everybody of a part, in pages.
void walk(const std::shared_ptr<PlanFile>& plan, PlanPart part, qint64 people, qint64 page) {
    PeopleReader reader(plan, part);
    qint64 seen = 0;
    for (qint64 offset = 0; offset < people; offset += page) {
        seen += need(reader.read(offset, page)).size();
    }
    if (seen != people) {
        qFatal("%lld of %lld people", static_cast<long long>(seen), static_cast<long long>(people));
    }
}

} // namespace

/// bench_people [PEOPLE [FOLDER]]
int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const qint64 people = app.arguments().value(1, QStringLiteral("1000000")).toLongLong();
    const QTemporaryDir folder(app.arguments().value(2, QDir::tempPath()) + QStringLiteral("/pathways-bench-XXXXXX"));
    auto workspace = need(Workspace::open(folder.filePath(QStringLiteral("workspace"))));
    auto database = need(workspace->openDatabase());
    const WorkspaceKeys keys{QByteArray(32, 'm'), QByteArray(32, 'd')};
    SystemClock clock;
    DestinationType type;
    type.key = QStringLiteral("none");
    type.rules = IdentityRules::Plain;
    Audience audience;
    audience.id = AudienceId::create();
    audience.source = FileSource{};
    Connection connection;
    connection.id = ConnectionId::create();
    connection.type = type.key;
    Pathway pathway;
    pathway.id = PathwayId::create();
    pathway.audience = audience.id;
    pathway.connection = connection.id;
    pathway.mapping = {line("EMAIL", FieldKind::Email, "Email", true),
                       line("NAME", FieldKind::FullName, "Name", false)};
    need(AudienceRepository(*database).save(audience));
    need(ConnectionRepository(*database).save(connection));
    need(PathwayRepository(*database).save(pathway));

    std::printf("%lld people to add, and as many left out\n\n| step | seconds |\n|---|---|\n",
                static_cast<long long>(people));
    std::shared_ptr<PlanFile> plan;
    measure("the plan", [&] {
        MadeUpRows rows{quint64(people)};
        PlanProgress progress;
        const PlaceMemory place =
            need(openPlace(*workspace, *database, keys, {.pathway = pathway, .connection = connection, .type = type}));
        plan = need(makePlan({.pathway = pathway,
                              .audience = audience,
                              .type = type,
                              .reader = rows,
                              .keys = keys,
                              .place = place,
                              .snapshotsFolder = workspace->snapshotsFolder(),
                              .spoolFolder = workspace->spoolFolder(),
                              .now = clock.now(),
                              .today = clock.today()},
                             progress, {}));
    });
    measure("search through the additions", [&] { walk(plan, PlanPart::Add, people, 4096); });
    measure("search through those left out", [&] { walk(plan, PlanPart::LeftOut, people, 4096); });
    Push push;
    push.id = PushId::create();
    push.pathway = pathway.id;
    push.started = clock.now();
    Journal journal(*database, keys);
    need(journal.begin(push, QFileInfo(plan->path()).fileName(), QStringLiteral("bench")));
    const PushWork work{.push = push, .plan = plan, .workspace = *workspace, .keys = keys, .clock = clock};
    PushRecorder recorder(work, journal);
    need(recorder.open());
    measure("read those left out, 2,000 a time", [&] { walk(plan, PlanPart::LeftOut, people, 2'000); });
    measure("store those left out", [&] { need(recorder.storeLeftOut({})); });
    return 0;
}
