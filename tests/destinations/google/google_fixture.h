// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/google/google_connector.h"
#include "core/practice/google/practice_google.h"
#include "tests/destinations/advertising/ad_platform_fixture.h"

namespace pathways::test {

/// The connector, a client, and practice Google behind it.
class Google : public AdPlatform<practice::PracticeGoogle, GoogleConnector> {
protected:
    Google()
        : AdPlatform("lists") {
        connection.settings.insert(QStringLiteral("account"), QStringLiteral("123-456-7890"));
        options = {{QStringLiteral("consent_user_data"), QStringLiteral("granted")},
                   {QStringLiteral("consent_personalization"), QStringLiteral("denied")},
                   {QStringLiteral("terms"), QStringLiteral("accepted")}};
    }

    QString firstList() { return firstObject(); }
    qint64 people(const QString& id) { return objectState(id).value(u"people").toInteger(-1); }
    bool holds(const char* kind, std::string_view value) {
        return control("holds", {{QStringLiteral("list"), firstList()},
                                 {QStringLiteral("kind"), QLatin1String(kind)},
                                 {QStringLiteral("hash"), QString::fromLatin1(BatchBuilder::sha256(value))}})
            .value(u"held")
            .toBool();
    }
};

} // namespace pathways::test
