// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/net/http.h"

#include <QList>
#include <QNetworkReply>
#include <QSslError>

/// The texts for what can happen on the line: one per cause that a user can do something else about (rule U61). The
/// host's name is all they tell of the request.
namespace pathways::transport_errors {

[[nodiscard]] Error fromQt(QNetworkReply::NetworkError error, HttpEnd end, const QString& host);
[[nodiscard]] Error untrusted(const QList<QSslError>& errors, const QString& host);
[[nodiscard]] Error tooSlow(const QString& host);
[[nodiscard]] Error tooLarge(const QString& host);
[[nodiscard]] Error cutOff(const QString& host);
/// started: the request may have left before it was stopped.
[[nodiscard]] Error canceled(bool started);
[[nodiscard]] Error noCertificateInFile();

} // namespace pathways::transport_errors
