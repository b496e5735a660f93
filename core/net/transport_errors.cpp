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
        return make(ErrorKind::Network, tr("The address of %1 could not be found.").arg(host), nothingSent(),
                    tr("Check this computer’s internet connection, and the address if you entered it."));
    }
    static Error refused(const QString& host) {
        return make(ErrorKind::Network, tr("%1 refused the connection.").arg(host), nothingSent(),
                    tr("It may be down for a moment. Try again later. If it keeps happening, ask your IT team whether "
                       "a firewall is in the way."));
    }
    static Error silent(const QString& host, HttpEnd end) {
        return make(ErrorKind::Network, tr("%1 did not answer in time.").arg(host), meaning(end),
                    tr("Check this computer’s internet connection and try again in a few minutes."));
    }
    static Error broken(const QString& host, HttpEnd end) {
        return make(ErrorKind::Network, tr("The connection to %1 was interrupted.").arg(host), meaning(end),
                    tr("Check this computer’s internet connection and try again."));
    }
    static Error unreachable(const QString& host) {
        return make(ErrorKind::Network, tr("There is no connection to %1.").arg(host), nothingSent(),
                    tr("Check that this computer is connected to the internet and try again."));
    }
    static Error proxy() {
        return make(ErrorKind::Network, tr("The proxy server of your network could not be used."), nothingSent(),
                    tr("Check the proxy under Preferences, or ask your IT team."));
    }
    static Error proxyPassword() {
        return make(ErrorKind::Network, tr("The proxy server of your network asks for a user name and a password."),
                    nothingSent(), tr("Enter them under Preferences, Network; your IT team has them."));
    }
    static Error noAgreement(const QString& host, HttpEnd end) {
        return make(ErrorKind::Security, tr("A secure connection to %1 could not be made.").arg(host), meaning(end),
                    tr("If you are on a guest or hotel network, sign in to it first. Otherwise ask your IT team."));
    }
    static Error wrongHost(const QString& host) {
        return make(ErrorKind::Security, tr("Something else answered instead of %1.").arg(host), nobodySeen(),
                    tr("If you are on a guest or hotel network, open a web page and sign in to the network first. "
                       "Otherwise ask your IT team."));
    }
    static Error expired(const QString& host) {
        return make(
            ErrorKind::Security, tr("The security certificate of %1 isn’t valid today.").arg(host), nobodySeen(),
            tr("Check the date and the clock of this computer. If they are right and you are on a guest or hotel "
               "network, sign in to it first; otherwise try again later."));
    }
    static Error unknownAuthority(const QString& host) {
        return make(ErrorKind::Security, tr("%1 could not prove who it is.").arg(host), nobodySeen(),
                    tr("On a guest or hotel network, sign in to it first. If your organisation inspects secure "
                       "traffic, add its certificate under Preferences, Network."));
    }
    static Error slow(const QString& host) {
        return make(ErrorKind::Network, tr("%1 took too long to answer.").arg(host), perhapsSent(),
                    tr("Try again in a few minutes."));
    }
    static Error large(const QString& host) {
        return make(ErrorKind::Protocol, tr("The answer from %1 was far larger than expected.").arg(host),
                    perhapsSent(),
                    tr("Try again. If it happens again, something between this computer and %1 may be at fault; ask "
                       "your IT team.")
                        .arg(host));
    }
    static Error cut(const QString& host) {
        return make(ErrorKind::Network, tr("The answer from %1 was cut off on the way.").arg(host), perhapsSent(),
                    tr("Check this computer’s internet connection and try again."));
    }
    static Error stopped(bool started) {
        return make(ErrorKind::Canceled, tr("You stopped it."), started ? perhapsSent() : nothingSent(),
                    tr("Start again whenever you like."));
    }
    static Error certificateFile() {
        return make(ErrorKind::Input, tr("There is no certificate in this file."),
                    tr("The network settings were not changed."),
                    tr("Choose the PEM file that your IT team gave you. Its first line reads BEGIN CERTIFICATE."));
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

Error nothingToSendWith(Error why) {
    why.meaning = Text::nothingSent();
    return why;
}

} // namespace pathways::transport_errors
