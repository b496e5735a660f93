// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace pathways::test {

/// For the faults of the practice platforms: the first batches of a push are taken, and all further ones held until the
/// faults are cleared. A push of more than four batches is then under way for as long as a test needs, however slow or
/// fast the machine is.
inline QJsonObject holdAfterTheFirstBatches(const QString& platform) {
    QString path = QStringLiteral("/users"); // Meta
    int skip = 1;
    if (platform == QLatin1String("mailchimp")) {
        path = QStringLiteral("/lists/");
        skip = 3; // The tag is made in the same way.
    } else if (platform == QLatin1String("google")) {
        path = QStringLiteral("audienceMembers");
        skip = 3; // It is tried first, without effect.
    }
    return {{QStringLiteral("kind"), QStringLiteral("hold")},
            {QStringLiteral("platform"), platform},
            {QStringLiteral("method"), QStringLiteral("POST")},
            {QStringLiteral("path"), path},
            {QStringLiteral("skip"), skip},
            {QStringLiteral("times"), 0}};
}

} // namespace pathways::test
