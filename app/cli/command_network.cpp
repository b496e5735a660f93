// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"
#include "app/cli/connection_output.h"
#include "app/cli/secret_input.h"

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

QString proxyText(const NetworkChoice& choice) {
    switch (choice.proxy) {
    case NetworkChoice::Proxy::System:
        return QStringLiteral("system");
    case NetworkChoice::Proxy::None:
        return QStringLiteral("none");
    case NetworkChoice::Proxy::Manual:
        break;
    }
    return QStringLiteral("%1:%2").arg(choice.host).arg(choice.port);
}

/// "system", "none" or HOST:PORT.
bool takeProxy(const QString& text, NetworkChoice& choice) {
    if (text == QLatin1String("system") || text == QLatin1String("none")) {
        choice.proxy = text == QLatin1String("none") ? NetworkChoice::Proxy::None : NetworkChoice::Proxy::System;
        return true;
    }
    const qsizetype colon = text.lastIndexOf(u':');
    bool number = false;
    const ushort port = text.sliced(colon + 1).toUShort(&number);
    if (colon <= 0 || !number) {
        return false;
    }
    choice.proxy = NetworkChoice::Proxy::Manual;
    choice.host = text.left(colon);
    choice.port = port;
    return true;
}

} // namespace

int network(CommandSession& session) {
    const Arguments& arguments = session.arguments;
    NetworkService& service = session.program.network();
    auto settings = session.onMain([&] { return service.settings(); });
    if (!settings) {
        return session.output.report(settings.error());
    }
    NetworkChoice choice = *settings;
    if (arguments.has(QStringLiteral("proxy")) && !takeProxy(arguments.value(QStringLiteral("proxy")), choice)) {
        return session.output.report(usageError(Texts::tr("--proxy takes system, none or HOST:PORT.")));
    }
    if (arguments.has(QStringLiteral("proxy-user"))) {
        choice.user = arguments.value(QStringLiteral("proxy-user"));
    }
    if (arguments.has(QStringLiteral("ca-file"))) {
        choice.caFile = arguments.value(QStringLiteral("ca-file"));
    }
    const bool password = arguments.has(QStringLiteral("secret-stdin"));
    if (choice != *settings || password) {
        auto held = std::make_shared<std::optional<Secret>>();
        if (password) {
            held->emplace(readSecret());
        }
        auto changed = session.wait([&] { return service.change(choice, std::move(*held)); });
        if (!changed) {
            return session.output.report(changed.error());
        }
    }
    session.output.document(QJsonObject{{QStringLiteral("proxy"), proxyText(choice)},
                                        {QStringLiteral("proxy_user"), choice.user},
                                        {QStringLiteral("ca_file"), choice.caFile}});
    session.output.line(Texts::tr("Proxy: %1").arg(proxyText(choice)));
    if (!choice.caFile.isEmpty()) {
        session.output.line(Texts::tr("Additional certificate authority: %1").arg(choice.caFile));
    }
    return kDone;
}

} // namespace pathways::cli
