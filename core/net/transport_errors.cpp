// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/transport_errors.h"

#include <QCoreApplication>
#include <QMetaEnum>

#include <algorithm>

namespace pathways::transport_errors {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Transport)
public:
    static Error make(ErrorKind kind, QString what, QString meaning, QString remedy) {
        return {kind, std::move(what), std::move(meaning), std::move(remedy), {}};
    }
    static QString nothingSent() { return tr("Nothing has been sent."); }
    static QString perhapsSent() {
        return tr("What was just sent may or may not have arrived; it is checked before anything is sent again.");
    }
    static QString nobodySeen() { return tr("Nothing has been sent, and nobody has seen your people or your key."); }
    static QString meaning(HttpEnd end) { return end == HttpEnd::NotSent ? nothingSent() : perhapsSent(); }

    static Error notFound(const QString& host) {
        return make(ErrorKind::Network, tr("There is no connection to %1: its address could not be found.").arg(host),
                    nothingSent(), tr("Check this computer’s internet connection, and the address if you entered it."));
    }
    static Error refused(const QString& host) {
        return make(
            ErrorKind::Network, tr("There is no connection to %1: it did not accept the call.").arg(host),
            nothingSent(),
            tr("It may be down for a moment. Try again later; if it stays so, ask whoever looks after your network "
               "whether a firewall is in the way."));
    }
    static Error silent(const QString& host, HttpEnd end) {
        return make(ErrorKind::Network, tr("%1 did not answer in time.").arg(host), meaning(end),
                    tr("Check this computer’s internet connection and try again in a few minutes."));
    }
    static Error broken(const QString& host, HttpEnd end) {
        return make(ErrorKind::Network, tr("The connection to %1 broke off.").arg(host), meaning(end),
                    tr("Check this computer’s internet connection and try again."));
    }
    static Error unreachable(const QString& host) {
        return make(ErrorKind::Network, tr("There is no connection to %1.").arg(host), nothingSent(),
                    tr("Check that this computer is connected to the internet and try again."));
    }
    static Error proxy() {
        return make(ErrorKind::Network, tr("The proxy server of your network could not be used."), nothingSent(),
                    tr("Check the proxy in the settings, or ask whoever looks after your network."));
    }
    static Error proxyPassword() {
        return make(ErrorKind::Network, tr("The proxy server of your network asks for a user name and a password."),
                    nothingSent(),
                    tr("Enter them in the settings under Network; your network’s administrator has them."));
    }
    static Error noAgreement(const QString& host, HttpEnd end) {
        return make(
            ErrorKind::Security, tr("No protected connection to %1 could be made.").arg(host), meaning(end),
            tr("If you are on a guest or hotel network, sign in to it first. Otherwise ask whoever looks after your "
               "network."));
    }
    static Error wrongHost(const QString& host) {
        return make(
            ErrorKind::Security, tr("Something else answered in the place of %1.").arg(host), nobodySeen(),
            tr("If you are on a guest or hotel network, open a web page and sign in to the network first. Otherwise "
               "ask whoever looks after your network."));
    }
    static Error expired(const QString& host) {
        return make(
            ErrorKind::Security, tr("The proof of identity that %1 gave is not valid on today’s date.").arg(host),
            nobodySeen(),
            tr("Check the date and the clock of this computer. If they are right and you are on a guest or hotel "
               "network, sign in to it first; otherwise try again later."));
    }
    static Error unknownAuthority(const QString& host) {
        return make(
            ErrorKind::Security, tr("%1 could not prove who it is.").arg(host), nobodySeen(),
            tr("On a guest or hotel network, sign in to it first. If your organisation inspects its traffic, add "
               "its certificate in the settings under Network."));
    }
    static Error slow(const QString& host) {
        return make(ErrorKind::Network, tr("%1 took longer to answer than we may wait.").arg(host), perhapsSent(),
                    tr("Try again in a few minutes."));
    }
    static Error large(const QString& host) {
        return make(ErrorKind::Protocol, tr("The answer of %1 was far larger than expected.").arg(host), perhapsSent(),
                    tr("Try again. If it happens again, something between this computer and %1 may be at fault; ask "
                       "whoever looks after your network.")
                        .arg(host));
    }
    static Error cut(const QString& host) {
        return make(ErrorKind::Network, tr("The answer of %1 was cut off on the way.").arg(host), perhapsSent(),
                    tr("Check this computer’s internet connection and try again."));
    }
    static Error stopped(bool started) {
        return make(ErrorKind::Canceled, tr("You stopped it."), started ? perhapsSent() : nothingSent(),
                    tr("Start it again whenever you like."));
    }
    static Error certificateFile() {
        return make(ErrorKind::Input, tr("There is no certificate in this file."),
                    tr("The settings of the network stay as they were."),
                    tr("Choose the PEM file (its first line reads BEGIN CERTIFICATE) that your network’s administrator "
                       "gave you."));
    }
};

Error choose(QNetworkReply::NetworkError error, HttpEnd end, const QString& host) {
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return Text::notFound(host);
    case QNetworkReply::ConnectionRefusedError:
        return Text::refused(host);
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // How Qt reports its own transfer timeout.
        return Text::silent(host, end);
    case QNetworkReply::SslHandshakeFailedError:
        return Text::noAgreement(host, end);
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return Text::proxyPassword();
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::UnknownProxyError:
        return Text::proxy();
    default:
        return end == HttpEnd::NotSent ? Text::unreachable(host) : Text::broken(host, end);
    }
}

} // namespace

Error fromQt(QNetworkReply::NetworkError error, HttpEnd end, const QString& host) {
    Error result = choose(error, end, host);
    // The name of the code alone: errorString() would tell the whole URL (trap T6).
    result.detail = QStringLiteral("network: %1")
                        .arg(QLatin1String(QMetaEnum::fromType<QNetworkReply::NetworkError>().valueToKey(error)));
    return result;
}

Error untrusted(const QList<QSslError>& errors, const QString& host) {
    const auto has = [&errors](std::initializer_list<QSslError::SslError> kinds) {
        return std::any_of(errors.begin(), errors.end(), [&kinds](const QSslError& error) {
            return std::find(kinds.begin(), kinds.end(), error.error()) != kinds.end();
        });
    };
    Error result = has({QSslError::HostNameMismatch}) ? Text::wrongHost(host)
                   : has({QSslError::CertificateExpired, QSslError::CertificateNotYetValid}) &&
                           !has({QSslError::UnableToGetLocalIssuerCertificate, QSslError::SelfSignedCertificate,
                                 QSslError::SelfSignedCertificateInChain, QSslError::CertificateUntrusted})
                       ? Text::expired(host)
                       : Text::unknownAuthority(host);
    QStringList names;
    for (const QSslError& error : errors) {
        names << QString::number(error.error());
    }
    result.detail = QStringLiteral("tls: %1").arg(names.join(u','));
    return result;
}

Error tooSlow(const QString& host) {
    return Text::slow(host);
}

Error tooLarge(const QString& host) {
    return Text::large(host);
}

Error cutOff(const QString& host) {
    return Text::cut(host);
}

Error canceled(bool started) {
    return Text::stopped(started);
}

Error noCertificateInFile() {
    return Text::certificateFile();
}

} // namespace pathways::transport_errors
