// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/push_target.h"

#include "core/base/digest.h"

namespace pathways {

namespace {

/// Of one pathway and for this purpose alone: it leads back neither to the workspace's key nor to another pathway's.
QByteArray proofKeyOf(const WorkspaceKeys& keys, const PathwayId& pathway) {
    const auto derived = KeyedDigest(keys.data).hash("proof of a pathway " + pathway.value.toStdString());
    return {reinterpret_cast<const char*>(derived.data()), qsizetype(derived.size())};
}

} // namespace

PushTarget targetOf(const Pathway& pathway, const DestinationType& type, const WorkspaceKeys& keys,
                    const QString& sessionReference, const QDateTime& started, qint64 estimatedPeople) {
    PushTarget target;
    target.object = pathway.object;
    target.method = pathway.method;
    for (const ColumnMapping& line : pathway.mapping) {
        if (line.column.isEmpty() || line.field.id == kPersonIdField) {
            continue;
        }
        if (line.field.identifier) {
            target.identifiers.push_back(target.fields.size());
        }
        target.fields.push_back(line.field);
        target.clears.push_back(line.clear);
    }
    target.removalMeaning = pathway.removalMeaning;
    if (target.removalMeaning.isEmpty() && !type.removalMeanings.isEmpty()) {
        target.removalMeaning = type.removalMeanings.front().key;
    }
    for (const PathwayOptionSpec& option : type.options) {
        target.options.insert(option.key, pathway.options.value(option.key, option.defaultValue));
    }
    for (auto option = pathway.options.cbegin(); option != pathway.options.cend(); ++option) {
        target.options.insert(option.key(), option.value());
    }
    target.pathway = pathway.id.value;
    target.proofKey = proofKeyOf(keys, pathway.id);
    target.pushReference = sessionReference;
    target.started = started;
    target.estimatedPeople = estimatedPeople;
    return target;
}

} // namespace pathways
