// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/meta/meta_connector.h"
#include "core/practice/meta/practice_meta.h"
#include "tests/destinations/advertising/ad_platform_fixture.h"

namespace pathways::test {

/// The connector, a client, and practice Meta behind it.
class Meta : public AdPlatform<practice::PracticeMeta, MetaConnector> {
protected:
    Meta()
        : AdPlatform("audiences") {
        connection.settings.insert(QStringLiteral("account"), description().value(u"ad_account").toString());
    }

    QString firstAudience() { return firstObject(); }
    QJsonObject audienceState(const QString& id) { return objectState(id); }
    bool holds(const QString& audience, const char* kind, std::string_view value) {
        return control("holds", {{QStringLiteral("audience"), audience},
                                 {QStringLiteral("kind"), QLatin1String(kind)},
                                 {QStringLiteral("hash"), QString::fromLatin1(BatchBuilder::sha256(value))}})
            .value(u"held")
            .toBool();
    }
};

} // namespace pathways::test
