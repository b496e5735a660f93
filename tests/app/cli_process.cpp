// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli_process.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {
constexpr int kPatience = 120'000;

/// Whether this test was started with a keychain of its own (tests/credentials/with_keyring.sh).
bool withKeyring() {
    return qEnvironmentVariable("PATHWAYS_KEYRING_CASE") == QLatin1String("normal");
}

/// Where that script looks for secrets afterwards, or the usual place.
QString folderTemplate() {
    const QString home = qEnvironmentVariable("PATHWAYS_KEYRING_HOME");
    return (home.isEmpty() ? QDir::tempPath() : home) + QStringLiteral("/cli-XXXXXX");
}

QString program() {
    return qEnvironmentVariable("PATHWAYS_BUILD_DIR") + QStringLiteral("/app/pathways-cli");
}
} // namespace

Cli::Cli()
    : m_folder(folderTemplate())
    , m_program(program()) {}

std::unique_ptr<QProcess> Cli::start(const QStringList& arguments) const {
    return launch(QStringList{QStringLiteral("--json")} + arguments);
}

std::unique_ptr<QProcess> Cli::launch(const QStringList& arguments, const std::function<void()>& inTheProcess) const {
    auto process = std::make_unique<QProcess>();
    if (inTheProcess) {
        process->setChildProcessModifier(inTheProcess);
    }
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!withKeyring()) {
        // No keychain and no desktop of whoever runs the tests.
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=/nonexistent"));
    }
    environment.insert(QStringLiteral("HOME"), m_folder.path());
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.insert(m_variables);
    process->setProcessEnvironment(environment);
    process->start(m_program,
                   QStringList{QStringLiteral("--workspace"), m_folder.filePath(QStringLiteral("workspace"))} +
                       arguments);
    return process;
}

Cli::Outcome Cli::run(const QStringList& arguments, const QByteArray& input) const {
    auto process = start(arguments);
    if (!input.isEmpty()) {
        process->write(input);
    }
    process->closeWriteChannel();
    return end(*process, arguments);
}

Cli::Outcome Cli::runAsText(const QStringList& arguments) const {
    auto process = launch(arguments);
    process->closeWriteChannel();
    return end(*process, arguments);
}

Cli::Outcome Cli::runWithin(decltype(RLIMIT_AS) resource, rlim_t limit, const QStringList& arguments) const {
    auto process = launch(arguments, [resource, limit] {
        const rlimit little{limit, limit};
        ::setrlimit(resource, &little);
    });
    process->closeWriteChannel();
    return end(*process, arguments);
}

Cli::Outcome Cli::end(QProcess& process, const QStringList& arguments) {
    EXPECT_TRUE(process.waitForFinished(kPatience)) << arguments.join(u' ').toStdString();
    Outcome outcome;
    outcome.exit = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    return outcome;
}

void Cli::write(const QString& name, const QByteArray& content) const {
    QFile file(m_folder.filePath(name));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    ASSERT_EQ(file.write(content), content.size());
}

void Cli::preparePathway(const QString& file, const QString& method, const QString& url,
                         const QStringList& extra) const {
    auto added = run({QStringLiteral("audiences"), QStringLiteral("add"), QStringLiteral("A"), QStringLiteral("--file"),
                      file, QStringLiteral("--country"), QStringLiteral("GB")});
    ASSERT_EQ(added.exit, 0) << added.err.toStdString();
    QStringList connect{QStringLiteral("connect"), QStringLiteral("mailchimp"), QStringLiteral("--name"),
                        QStringLiteral("M"), QStringLiteral("--practice")};
    if (!url.isEmpty()) {
        connect << QStringLiteral("--set") << QStringLiteral("url=") + url;
    }
    auto connected = run(connect);
    ASSERT_EQ(connected.exit, 0) << connected.err.toStdString();
    auto tiles = run({QStringLiteral("destinations"), QStringLiteral("--audience"), QStringLiteral("A")});
    ASSERT_EQ(tiles.exit, 0) << tiles.err.toStdString();
    const QString list = tiles.array()
                             .first()
                             .toObject()[QLatin1String("objects")]
                             .toArray()
                             .first()
                             .toObject()[QLatin1String("id")]
                             .toString();
    ASSERT_FALSE(list.isEmpty()) << tiles.out.toStdString();
    auto pathway =
        run(QStringList{QStringLiteral("pathways"), QStringLiteral("add"), QStringLiteral("P"),
                        QStringLiteral("--audience"), QStringLiteral("A"), QStringLiteral("--connection"),
                        QStringLiteral("M"), QStringLiteral("--object"), list, QStringLiteral("--method"), method} +
            extra);
    ASSERT_EQ(pathway.exit, 0) << pathway.err.toStdString();
}

PracticeProcess::PracticeProcess() {
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(program(), {QStringLiteral("practice")});
    while (!m_process.canReadLine() && m_process.waitForReadyRead(kPatience)) {
    }
    m_ready = QJsonDocument::fromJson(m_process.readLine()).object();
    EXPECT_FALSE(m_ready.isEmpty());
}

PracticeProcess::~PracticeProcess() {
    m_process.terminate();
    if (!m_process.waitForFinished(10'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QString PracticeProcess::mailchimpUrl() const {
    return m_ready[QLatin1String("mailchimp")].toObject()[QLatin1String("url")].toString();
}

QJsonDocument PracticeProcess::control(const QString& path, const QJsonObject& body, bool post) const {
    QNetworkAccessManager manager;
    QNetworkRequest request(QUrl(m_ready[QLatin1String("control")].toObject()[QLatin1String("url")].toString() + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    std::unique_ptr<QNetworkReply> reply(post ? manager.post(request, QJsonDocument(body).toJson())
                                              : manager.get(request));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    EXPECT_EQ(reply->error(), QNetworkReply::NoError) << path.toStdString();
    return QJsonDocument::fromJson(reply->readAll());
}

} // namespace pathways::test
