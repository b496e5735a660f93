// SPDX-License-Identifier: GPL-3.0-or-later
// The vendors' own client libraries work against the practice destinations when pointed at their address. They come
// from npm and are not needed to build: without them these tests are skipped and say so.
#include "core/practice/google/practice_google.h"
#include "core/practice/meta/practice_meta.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>

#include <gtest/gtest.h>

namespace pathways::practice {
namespace {

QString scripts() {
    return qEnvironmentVariable("PATHWAYS_SOURCE_DIR", QDir::currentPath()) + QStringLiteral("/tests/practice/vendor");
}

QString modules() {
    const QString elsewhere = qEnvironmentVariable("PATHWAYS_NODE_MODULES");
    return elsewhere.isEmpty() ? scripts() + QStringLiteral("/node_modules") : elsewhere;
}

/// Why a library cannot be run here; empty when it can.
QString missing(const QString& package) {
    if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty()) {
        return QStringLiteral("Node.js is not installed");
    }
    return QFileInfo::exists(modules() + u'/' + package)
               ? QString()
               : package + QStringLiteral(" is not installed: run npm ci in tests/practice/vendor, or set "
                                          "PATHWAYS_NODE_MODULES");
}

/// Runs a script with the practice platform behind it, in an environment without a proxy.
QByteArray run(const QString& script, const QStringList& arguments) {
    QProcess node;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("NODE_PATH"), modules());
    for (const char* proxy : {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
        environment.remove(QLatin1String(proxy));
    }
    node.setProcessEnvironment(environment);
    node.start(QStringLiteral("node"), QStringList{scripts() + u'/' + script} + arguments);
    EXPECT_TRUE(node.waitForFinished(60'000));
    EXPECT_EQ(node.exitCode(), 0) << node.readAllStandardError().toStdString();
    return node.readAllStandardOutput().trimmed();
}

TEST(VendorClients, MetasOwnLibraryWorks) {
    if (const QString why = missing(QStringLiteral("facebook-nodejs-business-sdk")); !why.isEmpty()) {
        GTEST_SKIP() << why.toStdString();
    }
    PracticeClock clock;
    PracticeMeta meta(clock);
    PracticeHttpServer server(meta);
    ASSERT_TRUE(server.start());
    const QJsonObject description = meta.description(server.baseUrl());
    const QByteArray id =
        run(QStringLiteral("meta.cjs"), {QString::fromLatin1(server.baseUrl()), description[u"access_token"].toString(),
                                         description[u"ad_account"].toString()});
    for (const QJsonValue& audience : meta.state()[u"audiences"].toArray()) {
        if (audience[u"id"].toString().toLatin1() == id) {
            EXPECT_EQ(audience[u"people"].toInt(), 1);
            return;
        }
    }
    FAIL() << "no audience " << id.constData();
}

TEST(VendorClients, GooglesOwnLibraryWorks) {
    if (const QString why = missing(QStringLiteral("@google-ads/datamanager")); !why.isEmpty()) {
        GTEST_SKIP() << why.toStdString();
    }
    PracticeClock clock;
    PracticeGoogle google(clock);
    PracticeHttpServer server(google);
    ASSERT_TRUE(server.start());
    const QJsonObject description = google.description(server.baseUrl());
    const QString list = google.state()[u"lists"][0][u"id"].toString();
    run(QStringLiteral("google.cjs"), {QString::number(server.port()), description[u"access_token"].toString(),
                                       description[u"account"].toString(), list});
    EXPECT_EQ(google.state()[u"lists"][0][u"people"].toInt(), 1);
    EXPECT_EQ(google.state()[u"lists"].toArray().size(), 4);
}

} // namespace
} // namespace pathways::practice
