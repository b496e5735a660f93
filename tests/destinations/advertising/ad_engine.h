// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"
#include "tests/support/engine_fixture.h"

namespace pathways::test {

/// Makes the engine push to an ad platform: its type, its fields, one session for each push.
class AdEngine {
public:
    using Rows = Engine::Rows;

    /// Identifiers of the organisation's own come from the column Id, email addresses from Email. With columns of their
    /// own: each field from the column of its id; where there is one called _person_id, people are told apart by it.
    AdEngine(const Connector& connector, const CallContext& context, const PushTarget& target,
             const QStringList& columns = {})
        : m_connector(connector)
        , m_context(context)
        , m_options(target.options) {
        engine.type = connector.type();
        engine.type.limits.peoplePerBatch = 40;
        engine.columns = columns.isEmpty() ? QStringList{QStringLiteral("Id"), QStringLiteral("Email")} : columns;
        engine.pathway.object = target.object;
        engine.pathway.mapping.clear();
        for (const FieldSpec& field : target.fields) {
            ColumnMapping line;
            line.field = field;
            line.column = !columns.isEmpty()                    ? field.id
                          : field.kind == FieldKind::ExternalId ? QStringLiteral("Id")
                                                                : QStringLiteral("Email");
            engine.pathway.mapping.append(line);
        }
        if (columns.contains(kPersonIdField)) {
            engine.pathway.mapping.append(
                Engine::line(kPersonIdField, FieldKind::ExternalId, QString(kPersonIdField), false));
        }
        EXPECT_TRUE(ConnectionRepository(*engine.database).save(engine.connection()));
        EXPECT_TRUE(engine.savePathway());
        engine.place = must(PlaceRepository(*engine.database, engine.keys)
                                .findOrCreate(placeOf(engine.pathway, engine.connection(), engine.type)))
                           .id;
    }

    /// Another pathway to the same object from now on, or the first one again (1).
    void usePathway(int number) {
        engine.pathway.id = PathwayId{QStringLiteral("aaaaaaaa-0000-0000-0000-00000000000%1").arg(number)};
        engine.pathway.snapshotFile.clear();
        const auto known = PathwayRepository(*engine.database).find(engine.pathway.id);
        if (known) {
            engine.pathway.snapshotFile = known->snapshotFile;
        } else {
            EXPECT_TRUE(engine.savePathway());
        }
    }

    [[nodiscard]] std::shared_ptr<PlanFile> plan(const Rows& rows, SyncMethod method = SyncMethod::Mirror) {
        engine.reload(); // Whom the last push put there.
        engine.pathway.method = method;
        EXPECT_TRUE(engine.savePathway());
        auto sealed = engine.plan(rows);
        if (!sealed) {
            ADD_FAILURE() << sealed.error().text().toStdString();
            return nullptr;
        }
        return *sealed;
    }

    Push sync(const Rows& rows, SyncMethod method = SyncMethod::Mirror) {
        const auto sealed = plan(rows, method);
        return sealed ? push(sealed) : Push{};
    }

    Push push(const std::shared_ptr<PlanFile>& sealed, bool allowRemovals = true) {
        Push push;
        push.id = PushId::create();
        push.pathway = engine.pathway.id;
        push.started = engine.clock.now();
        const PushTerms terms{
            engine.place, sealed->facts().targetDigest, sealed->facts().day, {allowRemovals, {}, false}};
        push.seq = must(Journal(*engine.database, engine.keys)
                            .begin(push, QFileInfo(sealed->path()).fileName(), push.id.value, terms));
        PushTarget target;
        target.object = engine.pathway.object;
        target.method = engine.pathway.method;
        target.options = m_options;
        target.pushReference = push.id.value;
        for (const ColumnMapping& line : engine.pathway.mapping) {
            if (line.field.id == kPersonIdField) {
                continue;
            }
            if (line.field.identifier) {
                target.identifiers.push_back(target.fields.size());
            }
            target.fields.push_back(line.field);
            target.clears.push_back(false);
        }
        auto session = m_connector.beginPush(m_context, target);
        if (!session) {
            ADD_FAILURE() << session.error().text().toStdString();
            return {};
        }
        const PushRunInput input{.push = push,
                                 .pathway = engine.pathway,
                                 .type = engine.type,
                                 .plan = sealed,
                                 .session = **session,
                                 .workspace = *engine.workspace,
                                 .keys = engine.keys,
                                 .clock = engine.clock,
                                 .batchThreads = engine.batchThreads.threads(),
                                 .allowRemovals = allowRemovals,
                                 .requestCount = [this] { return m_context.http.requestCount(); }};
        auto done = runPush(input, engine.board, {});
        if (!done) {
            ADD_FAILURE() << done.error().text().toStdString();
            return {};
        }
        return *done;
    }

    Engine engine;

private:
    const Connector& m_connector;
    const CallContext& m_context;
    QMap<QString, QString> m_options;
};

} // namespace pathways::test
