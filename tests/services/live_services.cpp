// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/live_services.h"

#include "core/base/digest.h"
#include "core/plan/file/plan_file.h"
#include "tests/support/held_push.h"

#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace pathways::test {

void LiveServices::SetUp() {
    ASSERT_TRUE(set.start());
    workspace = must(Workspace::open(folder.filePath(QStringLiteral("workspace"))));
    database = must(workspace->openDatabase());
    registerAllConnectors(connectors);
    practice = std::make_unique<PracticeHost>(folder.filePath(QStringLiteral("practice")));
    broker = std::make_unique<ConnectionBroker>(
        ConnectionBroker::Parts{connectors, transport, store, clock, *practice, pool});
    const WorkspaceKeys keys{randomBytes(32), randomBytes(32)};
    context = std::make_unique<ServiceContext>(
        ServiceContext{*workspace, keys, *database, connectors, transport, store, clock, pool, pushPools, *broker});
    audiences = std::make_unique<AudienceService>(*context);
    connections = std::make_unique<ConnectionService>(*context);
    pathways = std::make_unique<PathwayService>(*context, *audiences);
    pushes = std::make_unique<PushService>(*context, *pathways);
}

void LiveServices::TearDown() {
    pushes.reset();
    pathways.reset();
    pool.waitForDone();
}

void LiveServices::steer(const QString& path, const QJsonObject& wish) {
    QNetworkAccessManager manager;
    QNetworkRequest request(QUrl(set.url(QStringLiteral("control")).toString() + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    const std::unique_ptr<QNetworkReply> reply(manager.post(request, QJsonDocument(wish).toJson()));
    ASSERT_TRUE(runUntil([&] { return reply->isFinished(); }));
    EXPECT_EQ(reply->error(), QNetworkReply::NoError) << path.toStdString();
}

QString LiveServices::credential(const QString& platform) const {
    const QJsonObject all = set.description().value(platform).toObject();
    return all.value(QLatin1String(platform == QLatin1String("mailchimp") ? "api_key" : "access_token")).toString();
}

Result<ConnectionId> LiveServices::connectWithKey(const QString& type, const QString& platform, const QString& key) {
    NewConnection wanted;
    wanted.type = type;
    wanted.name = QStringLiteral("Ours at ") + platform;
    wanted.settings.insert(QStringLiteral("url"), set.url(platform).toString());
    const QJsonObject description = set.description().value(platform).toObject();
    if (platform == QLatin1String("meta")) {
        wanted.settings.insert(QStringLiteral("account"), description.value(QLatin1String("ad_account")).toString());
    }
    return await(connections->connectWithSecret(wanted, Secret(key.toUtf8())));
}

NewConnection LiveServices::google(const QString& name) const {
    const QJsonObject description = set.description().value(QLatin1String("google")).toObject();
    NewConnection wanted;
    wanted.type = QStringLiteral("google-ads");
    wanted.name = name;
    wanted.settings = {{QStringLiteral("url"), set.url(QStringLiteral("google")).toString()},
                       {QStringLiteral("sign_in_url"), set.url(QStringLiteral("oauth")).toString()},
                       {QStringLiteral("client_id"), QStringLiteral("pathways-practice")},
                       {QStringLiteral("account"), description.value(QLatin1String("account")).toString()}};
    return wanted;
}

Result<ConnectionId> LiveServices::follow(BrowserConnect& connecting) {
    std::optional<Result<ConnectionId>> end;
    QObject guard;
    QObject::connect(&connecting, &BrowserConnect::ended, &guard,
                     [&end](const Result<ConnectionId>& result) { end = result; });
    browser.open(connecting.url());
    EXPECT_TRUE(runUntil([&] { return end.has_value(); }));
    return end.value_or(fail(ErrorKind::Internal, QStringLiteral("It never ended."), {}, {}));
}

Result<ConnectionId> LiveServices::connectGoogle() {
    steer(QStringLiteral("/oauth/decide"), {{QStringLiteral("answer"), QStringLiteral("allow")}});
    auto connecting = connections->connectWithBrowser(google(), Secret());
    if (!connecting) {
        return fail(connecting.error());
    }
    return follow(**connecting);
}

void LiveServices::writePeople(const QString& name, int from, int to) {
    QFile file(folder.filePath(name));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QByteArray text = "Email,First Name,Surname\n";
    for (int i = from; i < to; ++i) {
        const QByteArray n = QByteArray::number(i);
        text += "person" + n + "@riverbank.test,First" + n + ",Last" + n + '\n';
    }
    ASSERT_EQ(file.write(text), text.size());
}

AudienceId LiveServices::addAudience(const QString& name, int from, int to) {
    const QString file = name + QStringLiteral(".csv");
    writePeople(file, from, to);
    const FilePreview preview = must(await(audiences->previewFile(folder.filePath(file))));
    Audience audience;
    audience.name = name;
    audience.source = FileSource{folder.filePath(file), preview.dialect, {}};
    audience.defaultCountry = QStringLiteral("GB");
    return must(audiences->save(audience));
}

Result<Pathway> LiveServices::makePathway(const AudienceId& audience, const ConnectionId& connection,
                                          SyncMethod method) {
    Pathway draft;
    draft.audience = audience;
    draft.connection = connection;
    draft.method = method;
    const auto objects = await(connections->objects(connection));
    if (!objects) {
        return fail(objects.error());
    }
    for (const DestinationObject& object : *objects) {
        if (object.selectable && draft.object.id.isEmpty()) {
            draft.object = object;
        }
    }
    if (draft.object.id.isEmpty()) {
        const auto made = await(connections->createObject(connection, QStringLiteral("Spring appeal"), {}));
        if (!made) {
            return fail(made.error());
        }
        draft.object = *made;
    }
    // What Google asks to be stated, as a person would on the review page.
    for (const char* statement : {"consent_user_data", "consent_personalization"}) {
        draft.options.insert(QString::fromLatin1(statement), QStringLiteral("granted"));
    }
    draft.options.insert(QStringLiteral("terms"), QStringLiteral("accepted"));
    const auto review = await(pathways->review(draft));
    if (!review) {
        return fail(review.error());
    }
    draft.mapping = review->mapping;
    auto id = pathways->save(draft);
    return id ? pathways->find(*id) : Result<Pathway>(fail(id.error()));
}

Result<PushId> LiveServices::start(const Pathway& pathway, const PushDecision& decision) {
    auto plan = await(pathways->plan(pathway));
    if (!plan) {
        return fail(plan.error());
    }
    return pushes->start(pathway.id, *plan, decision);
}

Push LiveServices::finish(const PushId& id) {
    EXPECT_TRUE(runUntil([&] { return !pushes->running().contains(id) && pushes->idle(); }));
    // The last word is told from the event loop.
    QCoreApplication::processEvents();
    return must(pushes->find(id));
}

Push LiveServices::pushAndDisturb(const Pathway& pathway, const QString& platform,
                                  const std::function<void()>& disturb) {
    EXPECT_TRUE(set.addFault(holdAfterTheFirstBatches(platform)));
    const PushId started = must(start(pathway));
    const auto settled = [&] {
        const auto progress = pushes->progress(started);
        return progress ? progress->counts.settled : 0;
    };
    EXPECT_TRUE(runUntil([&] { return settled() > 0 || pushes->idle(); }));
    EXPECT_FALSE(pushes->idle()) << "the push was over before it could be disturbed";
    disturb();
    set.clearFaults();
    return finish(started);
}

} // namespace pathways::test
