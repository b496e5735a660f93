// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/scene.h"

#include "core/services/service_context.h"

#include <QApplication>

namespace pathways::test {
namespace {

QDateTime daysAgo(int days, int minutes = 0) {
    return QDateTime::currentDateTimeUtc().addDays(-days).addSecs(-60LL * minutes);
}

AudienceSummary audience(const char* id, const QString& name, qint64 people, const QString& source,
                         AudienceKind kind = AudienceKind::Owned) {
    AudienceSummary summary;
    summary.audience.id.value = QLatin1String(id);
    summary.audience.name = name;
    summary.audience.kind = kind;
    summary.audience.people = people;
    summary.audience.source = FileSource{QStringLiteral("/home/ines/") + source, {}, {}};
    summary.audience.defaultCountry = QStringLiteral("GB");
    summary.audience.permission = {{QStringLiteral("Email consent"), PermissionUse::Consent, {}, {}}};
    summary.audience.dataFrom = daysAgo(0, 95);
    summary.sourceText = source;
    summary.definition = QStringLiteral("People from %1 whose last gift is after 1 January 2025, who agreed to email, "
                                        "and who live in the United Kingdom or Ireland.")
                             .arg(source);
    return summary;
}

DestinationType type(const char* key, const QString& name, const char* icon, DestinationKind kind, SignInKind signIn) {
    DestinationType t;
    t.key = QLatin1String(key);
    t.name = name;
    t.icon = QLatin1String(icon);
    t.kind = kind;
    t.signIn = signIn;
    t.secretLabel = QStringLiteral("API key");
    t.secretHint = QStringLiteral("In Mailchimp under Account, Extras, API keys.");
    return t;
}

ConnectionSummary connection(const char* id, const DestinationType& t, const QString& name, ConnectionState state,
                             const QString& stateText, const QStringList& users) {
    ConnectionSummary summary;
    summary.connection.id.value = QLatin1String(id);
    summary.connection.type = t.key;
    summary.connection.name = name;
    summary.connection.accountName = QStringLiteral("Riverbank Trust");
    summary.connection.accountId = QStringLiteral("us14");
    summary.connection.secretTail = QStringLiteral("••••4f2c");
    summary.connection.lastChecked = daysAgo(0, 20);
    summary.typeName = t.name;
    summary.icon = t.icon;
    summary.kind = t.kind;
    summary.state = state;
    summary.stateText = stateText;
    summary.pathways = users;
    summary.lastSuccess = daysAgo(3);
    return summary;
}

Push push(const char* id, const char* pathway, const QString& audience, const QString& destination,
          const QString& object, PushStatus status, int days, const PushCounts& counts) {
    Push p;
    p.id.value = QLatin1String(id);
    p.pathway.value = QLatin1String(pathway);
    p.audienceName = audience;
    p.destinationName = destination;
    p.objectName = object;
    p.method = QStringLiteral("mirror");
    p.status = status;
    p.started = daysAgo(days, 30);
    if (status != PushStatus::Processing) {
        p.ended = daysAgo(days, 21);
    }
    p.counts = counts;
    p.user = QStringLiteral("Ines");
    p.reference = QStringLiteral("P-1042");
    return p;
}

PushCounts counts(qint64 total, qint64 accepted, qint64 unchanged, qint64 leftOut, qint64 rejected, qint64 removed) {
    PushCounts c;
    c.total = total;
    c.accepted = accepted;
    c.unchanged = unchanged;
    c.leftOut = leftOut;
    c.rejected = rejected;
    c.removed = removed;
    c.planned = accepted + rejected + removed;
    c.settled = c.planned;
    return c;
}

Pathway pathway(const char* id, const char* audience, const char* connection, const QString& object,
                SyncMethod method) {
    Pathway p;
    p.id.value = QLatin1String(id);
    p.audience.value = QLatin1String(audience);
    p.connection.value = QLatin1String(connection);
    p.object.id = QStringLiteral("7f3a91c2");
    p.object.name = object;
    p.method = method;
    return p;
}

/// Storage that a reference may be bound to; the scene's services never look inside.
ServiceContext& noContext() {
    alignas(ServiceContext) static std::byte storage[sizeof(ServiceContext)];
    return *reinterpret_cast<ServiceContext*>(storage);
}

} // namespace

SceneData& SceneData::get() {
    static SceneData data;
    return data;
}

void SceneData::fill() {
    *this = {};
    audiences = {audience("a1", QStringLiteral("Spring appeal 2026"), 4812, QStringLiteral("donors-march.csv")),
                 audience("a2", QStringLiteral("Monthly givers"), 1946, QStringLiteral("giving.csv")),
                 audience("a3", QStringLiteral("Like our monthly givers"), 1946, QString(), AudienceKind::Modeled),
                 audience("a4", QStringLiteral("Volunteers in Leeds and York"), 318, QStringLiteral("volunteers.xlsx")),
                 audience("a5", QStringLiteral("Gala guests 2025"), 486, QStringLiteral("gala-guests.csv"))};
    audiences[2].baseName = QStringLiteral("Monthly givers");
    audiences[2].definition = QStringLiteral("People who resemble Monthly givers.");
    audiences[4].state = SourceState::Missing;
    audiences[0].pushed = {{QStringLiteral("Mailchimp, Riverbank Trust"),
                            QStringLiteral("Riverbank Newsletter"),
                            daysAgo(3),
                            PushStatus::Synced,
                            {},
                            {}}};
    types = {
        type("mailchimp", QStringLiteral("Mailchimp"), "mail", DestinationKind::Email, SignInKind::ApiKey),
        type("google-ads", QStringLiteral("Google Ads"), "target", DestinationKind::Advertising, SignInKind::Browser),
        type("meta", QStringLiteral("Meta"), "megaphone", DestinationKind::Advertising, SignInKind::AccessToken),
        type("mailman", QStringLiteral("Mailman"), "maillist", DestinationKind::Email, SignInKind::UserAndPassword),
        type("sql", QStringLiteral("SQL table"), "table", DestinationKind::FilesAndDatabases,
             SignInKind::UserAndPassword),
        type("sftp", QStringLiteral("SFTP"), "folder", DestinationKind::FilesAndDatabases,
             SignInKind::UserAndPassword)};
    types[4].settings = {{QStringLiteral("host"),
                          QStringLiteral("Server"),
                          QStringLiteral("Where the database runs."),
                          QStringLiteral("db.example.org"),
                          true,
                          {}},
                         {QStringLiteral("kind"),
                          QStringLiteral("Kind"),
                          {},
                          {},
                          true,
                          {QStringLiteral("PostgreSQL"), QStringLiteral("MySQL")}}};
    connections = {connection("c1", types[0], QStringLiteral("Riverbank Mailchimp"), ConnectionState::Active,
                              QStringLiteral("Active"),
                              {QStringLiteral("Spring appeal to the newsletter"), QStringLiteral("Volunteers")}),
                   connection("c2", types[2], QStringLiteral("Meta, Riverbank Giving"), ConnectionState::ExpiresSoon,
                              QStringLiteral("Expires in 6 days"), {QStringLiteral("Monthly givers")}),
                   connection("c3", types[1], QStringLiteral("Google Ad Grants"), ConnectionState::NeedsSignIn,
                              QStringLiteral("Needs sign-in"),
                              {QStringLiteral("Lapsed donors"), QStringLiteral("Like our givers")}),
                   connection("c4", types[0], QStringLiteral("Practice Mailchimp"), ConnectionState::Active,
                              QStringLiteral("Active"), {})};
    connections[3].connection.practice = true;
    connections[2].connection.problem = Error{ErrorKind::SignIn,
                                              QStringLiteral("Google Ads no longer accepts this sign-in."),
                                              QStringLiteral("Two pathways wait. Nothing was lost."),
                                              QStringLiteral("Sign in again."),
                                              {}};
    pathways = {pathway("p1", "a1", "c1", QStringLiteral("Riverbank Newsletter"), SyncMethod::Mirror),
                pathway("p2", "a2", "c2", QStringLiteral("Riverbank Giving"), SyncMethod::UpdateOrCreate),
                pathway("p3", "a3", "c3", QStringLiteral("Ad Grants lookalikes"), SyncMethod::Append),
                pathway("p4", "a4", "c1", QStringLiteral("Volunteers"), SyncMethod::Mirror)};
    const QString mailchimp = QStringLiteral("Mailchimp, Riverbank Trust");
    pushes = {push("u1", "p1", QStringLiteral("Spring appeal 2026"), mailchimp, QStringLiteral("Riverbank Newsletter"),
                   PushStatus::Processing, 0, counts(4812, 745, 3398, 168, 3, 0)),
              push("u2", "p2", QStringLiteral("Monthly givers"), QStringLiteral("Meta, Riverbank Giving"),
                   QStringLiteral("Riverbank Giving"), PushStatus::Synced, 1, counts(1946, 50, 1896, 0, 0, 4)),
              push("u3", "p3", QStringLiteral("Like our monthly givers"), QStringLiteral("Google Ads"),
                   QStringLiteral("Ad Grants lookalikes"), PushStatus::NeedsYou, 2, counts(1946, 0, 0, 0, 0, 0)),
              push("u4", "p4", QStringLiteral("Volunteers in Leeds and York"), mailchimp, QStringLiteral("Volunteers"),
                   PushStatus::SyncedWithExceptions, 9, counts(318, 290, 10, 7, 11, 2)),
              push("u5", "p1", QStringLiteral("Spring appeal 2026"), mailchimp, QStringLiteral("Riverbank Newsletter"),
                   PushStatus::Stopped, 23, counts(4700, 1200, 0, 0, 0, 0))};
    pushes[0].counts.planned = 1246;
    pushes[0].counts.settled = 748;
    PushProgress running;
    running.id = pushes[0].id;
    running.phase = PushPhase::Adding;
    running.counts = pushes[0].counts;
    running.fraction = 0.6;
    running.secondsLeft = 240;
    progress.insert(running.id.value, running);
    QList<RowOutcome> rows;
    for (int i = 0; i < 11; ++i) {
        RowOutcome outcome;
        outcome.row = 40 + i;
        outcome.kind = RowOutcomeKind::Rejected;
        outcome.reason = i < 8 ? Reason::RefusedAddress : Reason::Forgotten;
        outcome.field = QStringLiteral("Email address");
        outcome.identity = QStringLiteral("jane.alderfield%1@example.org").arg(i);
        rows.append(outcome);
    }
    outcomes.insert(QStringLiteral("u4"), rows);
    preview.dialectText =
        QStringLiteral("Separated by semicolons. Encoding: Western European (Windows). The first row is a header.");
    preview.dialect.separator = ';';
    preview.dialect.encoding = TextEncoding::Windows1252;
    preview.columns = {QStringLiteral("Email"), QStringLiteral("First Name"), QStringLiteral("Surname"),
                       QStringLiteral("Last gift"), QStringLiteral("Email consent")};
    for (int i = 0; i < 12; ++i) {
        preview.rows.append({QStringLiteral("jane%1@example.org").arg(i), QStringLiteral("Jane"),
                             QStringLiteral("Alderfield"), QStringLiteral("2026-02-14"), QStringLiteral("yes")});
    }
    preview.warnings = {QStringLiteral("2 rows at the end look like totals and are left out.")};
    preview.suggestedName = QStringLiteral("Donors March");
    preview.permission = {{QStringLiteral("Email consent"),
                           QStringLiteral("“Email consent”: whoever has not said yes is left out."), 0, 0, true, true,
                           true, false, PermissionUse::Found}};
    preview.sizeBytes = 1048576;
}

Scene::Scene()
    : settings(std::make_unique<QSettings>(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat))
    , theme(std::make_unique<ui::Theme>(*qApp))
    , ring(std::make_unique<ui::FocusRing>(*qApp))
    , preferences(std::make_unique<ui::Preferences>(*settings))
    , audiences(std::make_unique<AudienceService>(noContext()))
    , connections(std::make_unique<ConnectionService>(noContext()))
    , pathways(std::make_unique<PathwayService>(noContext(), *audiences))
    , pushes(std::make_unique<PushService>(noContext(), *pathways)) {
    theme->setAppearance(ui::Appearance::Light);
    data.fill();
}

Scene::~Scene() = default;

ui::Services Scene::bundle() {
    return {*audiences, *connections, *pathways, *pushes, *theme, *preferences, [this](std::function<void()> done) {
                data.calls.append(QStringLiteral("samples"));
                done();
            }};
}

} // namespace pathways::test
