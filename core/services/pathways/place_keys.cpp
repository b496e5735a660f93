// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/place_keys.h"

#include "core/model/place.h"
#include "core/roster/place_memory.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlaceKeys)
};

QString labelOf(const Pathway& pathway, const QString& field) {
    for (const ColumnMapping& line : pathway.mapping) {
        if (line.field.id == field && !line.field.label.isEmpty()) {
            return line.field.label;
        }
    }
    return field;
}

} // namespace

Result<void> keyFitsPlace(const ServiceContext& context, const Pathway& pathway, const Connection& connection,
                          const DestinationType& type) {
    const QString key = keyFieldOf(pathway, type);
    if (key.isEmpty()) {
        return {};
    }
    const auto all = PathwayRepository(context.database).all();
    if (!all) {
        return fail(all.error());
    }
    const PlaceKey place = placeOf(pathway, connection, type);
    ConnectionRepository connections(context.database);
    for (const Pathway& other : *all) {
        const QString otherKey = keyFieldOf(other, type);
        if (other.id == pathway.id || otherKey.isEmpty() || otherKey == key) {
            continue;
        }
        const auto over = connections.find(other.connection);
        if (!over) {
            return fail(over.error());
        }
        if (over->type != type.key || placeOf(other, *over, type) != place) {
            continue;
        }
        return fail(
            ErrorKind::Input,
            Texts::tr("The pathway “%1” leads to the same place, “%2”, and tells people apart there by “%3”, not "
                      "by “%4”.")
                .arg(other.name, pathway.object.name, labelOf(other, otherKey), labelOf(pathway, key)),
            Texts::tr("Nobody could be found again by two keys: each push would take everybody for new. Nothing "
                      "was changed."),
            Texts::tr("Choose the same key for both, or another table or file."));
    }
    return {};
}

} // namespace pathways
