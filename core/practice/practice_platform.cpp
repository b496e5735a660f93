// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/practice_platform.h"

#include <QJsonDocument>

namespace pathways::practice {

PracticeResponse PracticePlatform::control(const QString& verb, const QJsonObject&) {
    return jsonResponse(404, {{QStringLiteral("error"), QStringLiteral("no such control: %1").arg(verb)}});
}

PracticeResponse jsonResponse(int status, const QJsonObject& object, const QByteArray& type) {
    PracticeResponse response;
    response.status = status;
    response.headers.append({"Content-Type", type});
    response.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return response;
}

void PracticePlatform::restore(const QJsonObject&) {}

} // namespace pathways::practice
