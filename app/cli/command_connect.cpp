// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"
#include "app/cli/connection_output.h"
#include "app/cli/secret_input.h"
#include "core/services/connections/browser_connect.h"
#include "core/services/connections/sign_in_provider.h"

#include <QLocale>
#include <QThread>

#include <iostream>
#include <string>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

Secret secretGiven(const CommandSession& session) {
    return session.arguments.has(QStringLiteral("secret-stdin")) ? readSecret() : Secret();
}

/// The last day of the secret, as given. An unreadable day is not valid, and the service reports it.
std::optional<QDate> endsOn(const CommandSession& session) {
    const QString given = session.arguments.value(QStringLiteral("token-ends"));
    return given.isEmpty() ? std::nullopt : std::optional(QDate::fromString(given, Qt::ISODate));
}

int tell(CommandSession& session, const ConnectionId& id) {
    auto summary = session.onMain([&] { return session.program.connections().find(id); });
    if (!summary) {
        return session.output.report(summary.error());
    }
    session.output.document(toJson(*summary));
    print(session.output, *summary);
    return kDone;
}

/// Shows the address to open and waits for the browser, on the command's thread. If the browser cannot answer by
/// itself, reads the address of its last page from standard input.
class BrowserWait final {
public:
    using Started = Result<std::unique_ptr<BrowserConnect>>;

    BrowserWait(CommandSession& session, const std::function<Started()>& start)
        : m_session(session) {
        m_promise.start();
        session.onMain([&] {
            auto begun = start();
            if (!begun) {
                m_promise.addResult(Result<ConnectionId>(fail(begun.error())));
                m_promise.finish();
                return true;
            }
            m_connecting = std::move(*begun);
            QObject::connect(
                m_connecting.get(), &BrowserConnect::ended, m_connecting.get(),
                [this](const Result<ConnectionId>& result) { ended(result); }, Qt::DirectConnection);
            return true;
        });
    }
    ~BrowserWait() {
        m_session.onMain([this] {
            m_connecting.reset();
            return true;
        });
    }
    BrowserWait(const BrowserWait&) = delete;
    BrowserWait& operator=(const BrowserWait&) = delete;

    Result<ConnectionId> wait() {
        auto future = m_promise.future();
        // signing in again may need the keychain first
        const auto address = [this] { return m_session.onMain([this] { return m_connecting->url(); }); };
        while (m_connecting && !future.isFinished() && address().isEmpty()) {
            QThread::msleep(20);
        }
        if (m_connecting && !future.isFinished()) {
            m_session.output.progress(Texts::tr("Open this address in your browser and sign in:"));
            m_session.output.progress(address().toString(QUrl::FullyEncoded));
            m_session.output.endProgress();
            if (const auto notice = m_connecting->notice()) {
                m_session.output.progress(notice->text());
                pasted();
            }
        }
        bool canceled = false;
        while (!future.isFinished()) {
            QThread::msleep(50);
            if (m_session.interrupted && !canceled) {
                canceled = true;
                m_session.onMain([this] {
                    m_connecting->cancel();
                    return true;
                });
            }
        }
        return future.result();
    }

private:
    void pasted() {
        for (std::string line; std::getline(std::cin, line);) {
            const Result<void> taken =
                m_session.onMain([&] { return m_connecting->acceptAddress(QString::fromStdString(line)); });
            if (taken) {
                return;
            }
            m_session.output.progress(taken.error().text());
        }
    }

    /// Main thread. Questions that the command line has answered beforehand are answered at once.
    void ended(const Result<ConnectionId>& result) {
        BrowserConnect::Decision decision;
        decision.thisTimeOnly = m_session.arguments.has(QStringLiteral("this-time-only"));
        decision.otherAccount = m_session.arguments.has(QStringLiteral("accept-other-account"));
        if (!result && m_connecting->canGoOn() && !m_decided && (decision.thisTimeOnly || decision.otherAccount)) {
            m_decided = true;
            m_connecting->goOn(decision);
            return;
        }
        m_promise.addResult(result);
        m_promise.finish();
    }

    CommandSession& m_session;
    QPromise<Result<ConnectionId>> m_promise;
    std::unique_ptr<BrowserConnect> m_connecting;
    bool m_decided = false;
};

int byBrowser(CommandSession& session, const std::function<BrowserWait::Started()>& start) {
    BrowserWait waiting(session, start);
    const auto connected = waiting.wait();
    return connected ? tell(session, *connected) : session.output.report(connected.error());
}

/// The error for a setting that the destination type does not have. A silently ignored setting would seem to work.
std::optional<Error> unknownSetting(CommandSession& session, const QString& typeKey, const QString& setting) {
    const DestinationType* type = session.onMain([&] { return session.program.connections().type(typeKey); });
    if (type == nullptr) {
        return std::nullopt; // then the type itself is wrong
    }
    QStringList known;
    for (const SettingSpec& one : type->settings) {
        known << one.key;
    }
    if (type->signIn == SignInKind::Browser) {
        known << sign_in_setting::kClientId << sign_in_setting::kRehearsed << sign_in_setting::kServer;
    }
    for (const char* always : {"url", "account"}) {
        if (!known.contains(QLatin1String(always))) {
            known << QString::fromLatin1(always);
        }
    }
    if (known.contains(setting)) {
        return std::nullopt;
    }
    return misuse(Texts::tr("%1 has no setting “%2”. Its settings are: %3.")
                      .arg(type->name, setting, QLocale().createSeparatedList(known)));
}

} // namespace

int connectDestination(CommandSession& session) {
    const Arguments& arguments = session.arguments;
    NewConnection wanted;
    wanted.type = arguments.word(1);
    wanted.name = arguments.value(QStringLiteral("name"));
    wanted.practice = arguments.has(QStringLiteral("practice"));
    wanted.thisTimeOnly = arguments.has(QStringLiteral("this-time-only"));
    wanted.endsOn = endsOn(session);
    for (const QString& setting : arguments.options.value(QStringLiteral("set"))) {
        const qsizetype equals = setting.indexOf(u'=');
        if (equals <= 0) {
            return session.output.report(usageError(Texts::tr("--set takes KEY=VALUE.")));
        }
        if (auto unknown = unknownSetting(session, wanted.type, setting.left(equals))) {
            return session.output.report(*unknown);
        }
        wanted.settings.insert(setting.left(equals), setting.sliced(equals + 1));
    }
    auto held = std::make_shared<Secret>(secretGiven(session));
    ConnectionService& service = session.program.connections();
    Connection shape;
    shape.type = wanted.type;
    shape.practice = wanted.practice;
    shape.settings = wanted.settings;
    if (session.onMain([&] { return service.usesBrowser(shape); })) {
        // for browser sign-ins the secret is that of the organisation's client ID
        return byBrowser(session, [&] { return service.connectWithBrowser(wanted, std::move(*held)); });
    }
    auto added = session.wait([&] { return service.connectWithSecret(wanted, std::move(*held)); });
    return added ? tell(session, *added) : session.output.report(added.error());
}

Result<void> signInForNow(CommandSession& session, const ConnectionId& connection) {
    if (!session.arguments.has(QStringLiteral("secret-stdin"))) {
        return {};
    }
    auto held = std::make_shared<Secret>(readSecret());
    return session.wait(
        [&] { return session.program.connections().reconnect(connection, std::move(*held), {.thisTimeOnly = true}); });
}

int reconnect(CommandSession& session, const ConnectionSummary& summary) {
    ConnectionService& service = session.program.connections();
    const ConnectionId id = summary.connection.id;
    auto held = std::make_shared<Secret>(secretGiven(session));
    if (session.onMain([&] { return service.usesBrowser(summary.connection); })) {
        return byBrowser(session, [&] { return service.reconnectWithBrowser(id, {}, std::move(*held)); });
    }
    const ReconnectChoice choice{.otherAccount = session.arguments.has(QStringLiteral("accept-other-account")),
                                 .thisTimeOnly = session.arguments.has(QStringLiteral("this-time-only")),
                                 .endsOn = endsOn(session)};
    auto done = session.wait([&] { return service.reconnect(id, std::move(*held), choice); });
    return done ? tell(session, id) : session.output.report(done.error());
}

} // namespace pathways::cli
