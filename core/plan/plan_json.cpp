// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_json.h"

#include "core/plan/plan_format.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace pathways::plan_json {

namespace {

QJsonObject toJson(const PlanCounts& counts) {
    return {{QStringLiteral("add"), counts.add},         {QStringLiteral("update"), counts.update},
            {QStringLiteral("remove"), counts.remove},   {QStringLiteral("unchanged"), counts.unchanged},
            {QStringLiteral("leftOut"), counts.leftOut}, {QStringLiteral("total"), counts.total},
            {QStringLiteral("renamed"), counts.renamed}, {QStringLiteral("refreshed"), counts.refreshed}};
}

PlanCounts countsFrom(const QJsonObject& json) {
    PlanCounts counts;
    counts.add = json.value(u"add").toInteger();
    counts.update = json.value(u"update").toInteger();
    counts.remove = json.value(u"remove").toInteger();
    counts.unchanged = json.value(u"unchanged").toInteger();
    counts.leftOut = json.value(u"leftOut").toInteger();
    counts.total = json.value(u"total").toInteger();
    counts.renamed = json.value(u"renamed").toInteger();
    counts.refreshed = json.value(u"refreshed").toInteger();
    return counts;
}

QJsonObject toJson(const PlanSummary& summary) {
    QJsonArray reasons;
    for (auto it = summary.leftOutBy.cbegin(); it != summary.leftOutBy.cend(); ++it) {
        reasons.append(QJsonArray{int(it.key()), it.value()});
    }
    QJsonArray findings;
    for (const Finding& finding : summary.findings) {
        findings.append(QJsonObject{{QStringLiteral("severity"), int(finding.severity)},
                                    {QStringLiteral("reason"), int(finding.reason)},
                                    {QStringLiteral("field"), finding.field},
                                    {QStringLiteral("text"), finding.text},
                                    {QStringLiteral("remedy"), finding.remedy},
                                    {QStringLiteral("count"), finding.count}});
    }
    return {{QStringLiteral("counts"), toJson(summary.counts)},
            {QStringLiteral("leftOutBy"), reasons},
            {QStringLiteral("findings"), findings},
            {QStringLiteral("guard"), int(summary.guard)},
            {QStringLiteral("guardText"), summary.guardText},
            {QStringLiteral("snapshotPeople"), summary.snapshotPeople},
            {QStringLiteral("removalsHeldBack"), summary.removalsHeldBack},
            {QStringLiteral("made"), summary.made.toMSecsSinceEpoch()},
            {QStringLiteral("estimatedRequests"), summary.estimatedRequests}};
}

PlanSummary summaryFrom(const QJsonObject& json) {
    PlanSummary summary;
    summary.counts = countsFrom(json.value(u"counts").toObject());
    const QJsonArray reasons = json.value(u"leftOutBy").toArray();
    for (const auto& pair : reasons) {
        summary.leftOutBy.insert(Reason(pair.toArray().at(0).toInt()), pair.toArray().at(1).toInteger());
    }
    const QJsonArray findings = json.value(u"findings").toArray();
    for (const auto& value : findings) {
        const QJsonObject object = value.toObject();
        Finding finding;
        finding.severity = Severity(object.value(u"severity").toInt());
        finding.reason = Reason(object.value(u"reason").toInt());
        finding.field = object.value(u"field").toString();
        finding.text = object.value(u"text").toString();
        finding.remedy = object.value(u"remedy").toString();
        finding.count = object.value(u"count").toInteger();
        summary.findings.append(finding);
    }
    summary.guard = GuardReason(json.value(u"guard").toInt());
    summary.guardText = json.value(u"guardText").toString();
    summary.snapshotPeople = json.value(u"snapshotPeople").toInteger();
    summary.removalsHeldBack = json.value(u"removalsHeldBack").toBool();
    summary.made = QDateTime::fromMSecsSinceEpoch(json.value(u"made").toInteger(), Qt::UTC);
    summary.estimatedRequests = json.value(u"estimatedRequests").toInteger();
    return summary;
}

QJsonObject toJson(const PlanFacts& facts) {
    QJsonArray identifiers;
    for (const std::size_t index : facts.identifiers) {
        identifiers.append(int(index));
    }
    QJsonObject filled;
    for (auto it = facts.filled.cbegin(); it != facts.filled.cend(); ++it) {
        filled.insert(it.key(), it.value());
    }
    return {{QStringLiteral("pathway"), facts.pathway.value},
            {QStringLiteral("snapshotId"), facts.snapshotId},
            {QStringLiteral("snapshotFile"), facts.snapshotFile},
            {QStringLiteral("snapshotsFolder"), facts.snapshotsFolder},
            {QStringLiteral("keyKind"), facts.keyKind},
            {QStringLiteral("addressField"), facts.addressField},
            {QStringLiteral("rowContext"), QString::fromLatin1(facts.rowContext.toHex())},
            {QStringLiteral("fields"), QJsonArray::fromStringList(facts.fields)},
            {QStringLiteral("fieldKinds"), QJsonArray::fromStringList(facts.fieldKinds)},
            {QStringLiteral("identifiers"), identifiers},
            {QStringLiteral("filled"), filled},
            {QStringLiteral("othersStay"), facts.othersStay}};
}

PlanFacts factsFrom(const QJsonObject& json) {
    PlanFacts facts;
    facts.pathway.value = json.value(u"pathway").toString();
    facts.snapshotId = json.value(u"snapshotId").toString();
    facts.snapshotFile = json.value(u"snapshotFile").toString();
    facts.snapshotsFolder = json.value(u"snapshotsFolder").toString();
    facts.keyKind = json.value(u"keyKind").toString();
    facts.othersStay = json.value(u"othersStay").toBool();
    facts.addressField = json.value(u"addressField").toString();
    facts.rowContext = QByteArray::fromHex(json.value(u"rowContext").toString().toLatin1());
    facts.fields = json.value(u"fields").toVariant().toStringList();
    facts.fieldKinds = json.value(u"fieldKinds").toVariant().toStringList();
    const QJsonArray identifiers = json.value(u"identifiers").toArray();
    for (const auto& index : identifiers) {
        facts.identifiers.push_back(std::size_t(index.toInt()));
    }
    const QJsonObject filled = json.value(u"filled").toObject();
    for (auto it = filled.begin(); it != filled.end(); ++it) {
        facts.filled.insert(it.key(), it.value().toDouble());
    }
    return facts;
}

} // namespace

QByteArray write(const Meta& meta) {
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), plan_format::kVersion},
                                     {QStringLiteral("summary"), toJson(meta.summary)},
                                     {QStringLiteral("facts"), toJson(meta.facts)},
                                     {QStringLiteral("changes"), qint64(meta.changes)},
                                     {QStringLiteral("removals"), qint64(meta.removals)},
                                     {QStringLiteral("leftOut"), qint64(meta.leftOut)}})
        .toJson(QJsonDocument::Compact);
}

std::optional<Meta> read(const QByteArray& json) {
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object.value(u"version").toInt() != plan_format::kVersion) {
        return std::nullopt;
    }
    Meta meta;
    meta.summary = summaryFrom(object.value(u"summary").toObject());
    meta.facts = factsFrom(object.value(u"facts").toObject());
    meta.changes = quint64(object.value(u"changes").toInteger());
    meta.removals = quint64(object.value(u"removals").toInteger());
    meta.leftOut = quint64(object.value(u"leftOut").toInteger());
    return meta;
}

} // namespace pathways::plan_json
