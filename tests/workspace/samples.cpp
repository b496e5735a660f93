// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/samples.h"

#include <gtest/gtest.h>

namespace pathways::test {

Audience sampleAudience() {
    Rule condition;
    condition.column = QStringLiteral("Gift amount");
    condition.op = RuleOperator::AtLeast;
    condition.values = {QStringLiteral("100"), QStringLiteral("ünïcode")};
    condition.caseSensitive = true;
    Rule inner;
    inner.matchAll = false;
    inner.children = {condition, condition};
    Rule group;
    group.children = {condition, inner};

    Audience audience;
    audience.id = AudienceId::create();
    audience.name = QStringLiteral("Spring donors “ñ”");
    FileSource file;
    file.path = QStringLiteral("/home/ada/donors.csv");
    file.dialect = {TextEncoding::Windows1252, ';', '\0', false, 3, 2, DateOrder::DayFirst, true};
    file.sheet = QStringLiteral("Sheet 2");
    audience.source = file;
    audience.rules = group;
    audience.defaultCountry = QStringLiteral("GB");
    audience.permission = {
        {QStringLiteral("Consent"), PermissionUse::Refusal, {QStringLiteral("perhaps")}, {QStringLiteral("x")}}};
    audience.people = 9'007'199'254'740'993; // Not representable as a double.
    audience.dataFrom = at("2026-02-01T10:00:00.123Z");
    audience.created = at("2026-01-01T10:00:00.000Z");
    audience.changed = at("2026-01-02T10:00:00.000Z");
    return audience;
}

Audience sampleModeledAudience(const AudienceId& base) {
    Audience audience;
    audience.id = AudienceId::create();
    audience.name = QStringLiteral("Like the spring donors");
    audience.kind = AudienceKind::Modeled;
    audience.base = base;
    audience.created = audience.changed = at("2026-01-01T10:00:00.000Z");
    return audience;
}

Connection sampleConnection() {
    Connection connection;
    connection.id = ConnectionId::create();
    connection.type = QStringLiteral("mailchimp");
    connection.name = QStringLiteral("Newsletter");
    connection.practice = true;
    connection.settings = {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1:1")}, {QStringLiteral("x"), {}}};
    connection.accountId = QStringLiteral("acc-1");
    connection.accountName = QStringLiteral("Riverbank Trust");
    connection.secretTail = QStringLiteral("••••1a2b");
    connection.expires = at("2026-06-01T00:00:00.000Z");
    connection.created = at("2026-01-01T10:00:00.000Z");
    connection.lastChecked = at("2026-03-01T00:00:00.000Z");
    connection.problem =
        Error{ErrorKind::SignIn, QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d")};
    return connection;
}

Pathway samplePathway(const AudienceId& audience, const ConnectionId& connection) {
    ColumnMapping line;
    line.field = {QStringLiteral("ADDRESS.city"),
                  QStringLiteral("City"),
                  FieldKind::City,
                  true,
                  true,
                  true,
                  true,
                  QStringLiteral("alt"),
                  QStringLiteral("ADDRESS"),
                  255,
                  {QStringLiteral("one")},
                  QStringLiteral("US")};
    line.column = QStringLiteral("Town");
    line.clear = true;
    line.evidence = MappingEvidence::KnownAlias;

    Pathway pathway;
    pathway.id = PathwayId::create();
    pathway.name = QStringLiteral("Donors to newsletter");
    pathway.audience = audience;
    pathway.connection = connection;
    pathway.accountId = QStringLiteral("acc-1");
    pathway.object = {QStringLiteral("list-1"),   QStringLiteral("Main"),         1234,  QStringLiteral("1K to 2K"),
                      QStringLiteral("Audience"), QStringLiteral("made in 2020"), false, QStringLiteral("because")};
    pathway.method = SyncMethod::UpdateOnly;
    pathway.matchExactly = true;
    pathway.removalMeaning = QStringLiteral("archive");
    pathway.options = {{QStringLiteral("tag"), QStringLiteral("spring")}};
    pathway.mapping = {line};
    pathway.snapshotFile = QStringLiteral("snap-1");
    pathway.snapshotDoubtful = true;
    pathway.created = at("2026-01-01T10:00:00.000Z");
    pathway.changed = at("2026-01-02T10:00:00.000Z");
    return pathway;
}

Push samplePush(const PathwayId& pathway) {
    Push push;
    push.id = PushId::create();
    push.pathway = pathway;
    push.audienceName = QStringLiteral("Spring donors");
    push.destinationName = QStringLiteral("Mailchimp, Riverbank Trust");
    push.objectName = QStringLiteral("Main");
    push.method = QStringLiteral("mirror");
    push.counts.total = 10;
    push.counts.planned = 8;
    push.started = at("2026-03-02T09:00:00.000Z");
    push.user = QStringLiteral("ada");
    push.version = QStringLiteral("0.1.0");
    push.reference = QStringLiteral("4711");
    return push;
}

WorkspaceKeys sampleKeys() {
    return {QByteArray(32, 'm'), QByteArray(32, 'd')};
}

TemporaryWorkspace::TemporaryWorkspace() {
    auto opened = Workspace::open(folder.path());
    EXPECT_TRUE(opened) << (opened ? "" : qPrintable(opened.error().text()));
    if (opened) {
        workspace = std::move(*opened);
        auto handle = workspace->openDatabase();
        EXPECT_TRUE(handle);
        if (handle) {
            database = std::move(*handle);
        }
    }
}

} // namespace pathways::test
