// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/net/http.h"

#include <QList>
#include <QNetworkReply>
#include <QSslError>

/// Texts for transport errors: one per cause that needs a different remedy (rule U61). Of the request they show only
/// the host.
namespace pathways::transport_errors {

[[nodiscard]] Error fromQt(QNetworkReply::NetworkError error, HttpEnd end, const QString& host);
[[nodiscard]] Error untrusted(const QList<QSslError>& errors, const QString& host);
[[nodiscard]] Error tooSlow(const QString& host);
[[nodiscard]] Error tooLarge(const QString& host);
[[nodiscard]] Error cutOff(const QString& host);
/// started: the request may have left before it was stopped.
[[nodiscard]] Error canceled(bool started);
[[nodiscard]] Error noCertificateInFile();
/// why: what the computer could not give.
[[nodiscard]] Error nothingToSendWith(Error why);

} // namespace pathways::transport_errors
