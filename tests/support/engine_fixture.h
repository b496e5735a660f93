// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/warm_pool.h"
#include "core/plan/file/plan_errors.h"
#include "core/plan/planner.h"
#include "core/push/match_poll.h"
#include "core/push/progress_board.h"
#include "core/push/push_run.h"
#include "core/push/settle.h"
#include "core/roster/place_memory.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"
#include "core/workspace/workspace.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_destination.h"
#include "tests/support/must.h"
#include "tests/support/scratch.h"
#include "tests/support/small_limits.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace pathways::test {

/// Rows in memory, in batches of a few, so that several are needed even for a small audience.
class MemoryReader : public RowReader {
public:
    using Rows = std::vector<std::vector<std::string>>;
    MemoryReader(QStringList columns, Rows rows)
        : m_columns(std::move(columns))
        , m_rows(std::move(rows)) {}

    [[nodiscard]] const QStringList& columns() const override { return m_columns; }
    Result<bool> next(RowBatch& batch, std::stop_token) override {
        if (failAt >= 0 && qint64(m_at) >= failAt) {
            return fail(ErrorKind::Source, QStringLiteral("The source broke."), QString(), QString());
        }
        batch.clear();
        batch.firstRow = m_at + 1;
        for (int i = 0; i < 7 && m_at < m_rows.size(); ++i, ++m_at) {
            for (const std::string& cell : m_rows[m_at]) {
                batch.arena += cell;
                batch.arena += '\x1f';
            }
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
        out.malformed = out.cells.size() != std::size_t(m_columns.size());
    }
    [[nodiscard]] std::uint64_t bytesRead() const override { return m_at; }
    [[nodiscard]] std::uint64_t bytesTotal() const override { return m_rows.size(); }
    [[nodiscard]] QDateTime dataFrom() const override { return {}; }
    [[nodiscard]] QByteArray shapeDigest() const override { return "memory" + m_columns.join(u',').toUtf8(); }
    [[nodiscard]] Result<void> verifyUnchanged() const override {
        return changed ? Result<void>(fail(ErrorKind::Source, QStringLiteral("The source changed."), {}, {}))
                       : Result<void>{};
    }
    bool changed = false;
    qint64 failAt = -1;

private:
    QStringList m_columns;
    Rows m_rows;
    std::size_t m_at = 0;
};

/// A workspace, a pathway and a destination in memory; plans and pushes as the services do.
class Engine {
public:
    using Rows = MemoryReader::Rows;

    explicit Engine(const QString& folder = {}) {
        useSmallLimitsWhereAsked();
        const QString path = folder.isEmpty() ? temporary.path() + QStringLiteral("/workspace") : folder;
        workspace = must(Workspace::open(path));
        database = must(workspace->openDatabase());
        must(batchThreads.warmUp());
        keys.mac = QByteArray(32, 'm');
        keys.data = QByteArray(32, 'd');
        type.key = QStringLiteral("fake");
        type.limits.peoplePerBatch = 3;
        type.limits.parallelBatches = 2;
        type.rules = IdentityRules::Plain;
        pathway.id = PathwayId{QStringLiteral("aaaaaaaa-0000-0000-0000-000000000001")};
        pathway.name = QStringLiteral("Test");
        pathway.object = {QStringLiteral("list"), QStringLiteral("List"), {}, {}, {}, {}, true, {}};
        pathway.mapping = {line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email"), true),
                           line(QStringLiteral("NAME"), FieldKind::Text, QStringLiteral("Name"), false)};
        audience.id = AudienceId{QStringLiteral("bbbbbbbb-0000-0000-0000-000000000001")};
        audience.name = QStringLiteral("People");
        audience.source = FileSource{};
        clock.turnByItself();
        if (!PathwayRepository(*database).find(pathway.id)) {
            pathway.audience = audience.id;
            pathway.connection = connection().id;
            EXPECT_TRUE(AudienceRepository(*database).save(audience));
            EXPECT_TRUE(ConnectionRepository(*database).save(connection()));
            EXPECT_TRUE(savePathway());
        }
        place = must(PlaceRepository(*database, keys).findOrCreate(placeOf(pathway, connection(), type))).id;
    }

    [[nodiscard]] Connection connection() const {
        Connection one;
        one.id = ConnectionId{QStringLiteral("cccccccc-0000-0000-0000-000000000001")};
        one.type = type.key;
        one.name = QStringLiteral("Fake");
        return one;
    }
    static ColumnMapping line(const QString& id, FieldKind kind, const QString& column, bool identifier) {
        ColumnMapping mapped;
        mapped.field.id = id;
        mapped.field.label = id;
        mapped.field.kind = kind;
        mapped.field.identifier = identifier;
        mapped.field.required = identifier && kind == FieldKind::Email;
        mapped.column = column;
        return mapped;
    }
    void usePersonIds() {
        reload();
        columns = {QStringLiteral("Id"), QStringLiteral("Email"), QStringLiteral("Name")};
        pathway.mapping.append(line(QStringLiteral("_person_id"), FieldKind::ExternalId, QStringLiteral("Id"), false));
        EXPECT_TRUE(savePathway());
    }
    bool savePathway() { return PathwayRepository(*database).save(pathway).has_value(); }
    void reload() {
        auto found = PathwayRepository(*database).find(pathway.id);
        if (found) {
            pathway.snapshotFile = found->snapshotFile;
            pathway.snapshotDoubtful = found->snapshotDoubtful;
        }
    }

    MemberIndex members() {
        MemberIndexBuilder index(type, pathway, keys.mac);
        FakeSession session(destination, {}, {});
        EXPECT_TRUE(session.readMembers(
            [&](const RemoteMember& member) {
                index.add(member);
                return true;
            },
            {}));
        return std::move(*must(index.take()));
    }

    Result<std::shared_ptr<PlanFile>> plan(const Rows& rows, const MemberIndex* index = nullptr,
                                           std::stop_token stop = {}) {
        reload();
        std::vector<PersonKey> again;
        for (;;) {
            MemoryReader reader(columns, rows);
            auto planned = planFrom(reader, index, stop, &again);
            if (planned || !plan_errors::isSharersNeeded(planned.error())) {
                return planned;
            }
        }
    }
    /// again: PlanInput::again.
    Result<std::shared_ptr<PlanFile>> planFrom(RowReader& reader, const MemberIndex* index = nullptr,
                                               std::stop_token stop = {}, std::vector<PersonKey>* again = nullptr) {
        PlanProgress progress;
        auto memory =
            openPlace(*workspace, *database, keys,
                      {.pathway = pathway, .connection = connection(), .type = type, .keyForm = keyRules.form});
        if (!memory) {
            return fail(memory.error());
        }
        const PlanInput input{.pathway = pathway,
                              .audience = audience,
                              .type = type,
                              .reader = reader,
                              .keys = keys,
                              .place = *memory,
                              .snapshotsFolder = workspace->snapshotsFolder(),
                              .spoolFolder = workspace->spoolFolder(),
                              .members = index,
                              .excluded = excluded.empty() ? nullptr : &excluded,
                              .again = again,
                              .mayAskAgain = again != nullptr,
                              .keyRules = keyRules,
                              .now = clock.now(),
                              .today = clock.today()};
        return makePlan(input, progress, stop);
    }

    Result<Push> push(const std::shared_ptr<PlanFile>& sealed, bool allowRemovals = true, std::stop_token stop = {}) {
        Push fresh;
        fresh.id = PushId::create();
        fresh.pathway = pathway.id;
        fresh.started = clock.now();
        fresh.resumable = true;
        const QString name = QFileInfo(sealed->path()).fileName();
        Journal journal(*database, keys);
        reference = fresh.id.value.toStdString();
        const PushTerms terms{place, sealed->facts().targetDigest, sealed->facts().day, {allowRemovals, {}, false}};
        const auto seq = journal.begin(fresh, name, QString::fromStdString(reference), terms);
        if (!seq) {
            return fail(seq.error());
        }
        fresh.seq = *seq;
        lastPush = fresh.id;
        return run(fresh, sealed, allowRemovals, stop);
    }

    Result<Push> resume(const PushId& id, bool allowRemovals = true) {
        auto known = Journal(*database, keys).find(id);
        if (!known) {
            return fail(known.error());
        }
        auto sealed = PlanFile::open(QDir(workspace->spoolFolder()).filePath(known->planFile), keys);
        if (!sealed) {
            return fail(sealed.error());
        }
        reference = known->sessionReference.toStdString();
        Push again = known->push;
        again.status = PushStatus::Processing;
        again.problem.reset();
        return run(again, *sealed, allowRemovals, {});
    }

    Result<Push> run(const Push& one, const std::shared_ptr<PlanFile>& sealed, bool allowRemovals,
                     std::stop_token stop) {
        std::vector<bool> clears;
        for (const auto& mapped : pathway.mapping) {
            clears.push_back(mapped.clear);
        }
        FakeSession session(destination, pathway.id.value.toStdString(), reference, clears);
        PushRunInput input{.push = one,
                           .pathway = pathway,
                           .type = type,
                           .plan = sealed,
                           .session = session,
                           .workspace = *workspace,
                           .keys = keys,
                           .clock = clock,
                           .batchThreads = batchThreads.threads(),
                           .allowRemovals = allowRemovals,
                           .requestCount = [this] { return qint64(destination.exchanges); }};
        return runPush(input, board, stop);
    }

    [[nodiscard]] SettleInput settling() { return {*workspace, *database, keys, clock}; }
    /// Settles every unfinished push and ends it for good, as the program does where a new one takes its place.
    Result<void> supersede() {
        auto unfinished = Journal(*database, keys).unfinished();
        if (!unfinished) {
            return fail(unfinished.error());
        }
        for (const auto& one : std::as_const(*unfinished)) {
            const auto settled = settlePush(settling(), one.push.id);
            auto known = settled ? Journal(*database, keys).find(one.push.id) : fail(settled.error());
            if (!known) {
                return fail(known.error());
            }
            known->push.status = PushStatus::Stopped;
            known->push.resumable = false;
            if (auto ended = Journal(*database, keys).finish(known->push, std::nullopt); !ended) {
                return ended;
            }
            QFile::remove(QDir(workspace->spoolFolder()).filePath(known->planFile));
        }
        return {};
    }

    Result<MatchPollResult> pollMatchesOn(const PushId& id) {
        FakeSession session(destination, pathway.id.value.toStdString(), reference);
        return pollMatches({.push = id, .session = session, .workspace = *workspace, .keys = keys, .clock = clock}, {});
    }

    /// Plans and pushes; the test goes on only if both work.
    Push sync(const Rows& rows, const MemberIndex* index = nullptr) {
        const auto sealed = must(plan(rows, index));
        lastSummary = sealed->summary();
        return must(push(sealed));
    }

    QTemporaryDir temporary{fastScratch()};
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<Database> database;
    WorkspaceKeys keys;
    DestinationType type;
    QString place;
    Pathway pathway;
    Audience audience;
    QStringList columns{QStringLiteral("Email"), QStringLiteral("Name")};
    std::vector<PersonKey> excluded;
    KeyRules keyRules;
    FakeClock clock;
    WarmPool batchThreads{4};
    ProgressBoard board;
    FakeDestination destination;
    std::string reference;
    PushId lastPush;
    PlanSummary lastSummary;
};

} // namespace pathways::test
