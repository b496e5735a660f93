// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wording/route.h"

#include "core/model/account_name.h"
#include "ui/common/text.h"
#include "ui/figures/pathway_header.h"
#include "ui/wording/destination_kinds.h"

#include <QCoreApplication>

namespace pathways::ui {

namespace {
struct Say {
    Q_DECLARE_TR_FUNCTIONS(Wizard)
};
} // namespace

void routeTo(PathwayHeader& header, const Pathway& pathway, const std::optional<AudienceSummary>& audience,
             const std::optional<ConnectionSummary>& connection) {
    if (audience) {
        const bool modeled = audience->audience.kind == AudienceKind::Modeled;
        const QString source =
            modeled ? Say::tr("Based on %1", "the audience that a modeled one is made from").arg(audience->baseName)
                    : audience->sourceText;
        const QString detail =
            audience->audience.dataFrom
                ? Say::tr("%1, %2", "source, date").arg(source, whenText(*audience->audience.dataFrom))
                : source;
        header.setFrom(audience->audience.name, detail, modeled);
    }
    header.setMethod(displayName(pathway.method));
    if (connection) {
        const Connection& c = connection->connection;
        header.setTo(pathway.object.name,
                     Say::tr("%1, %2, number %3", "platform, account, number")
                         .arg(connection->typeName, accountNameOf(c), pathway.object.id),
                     connection->icon, glyphKind(connection->kind));
        header.setPractice(c.practice);
    }
}

} // namespace pathways::ui
