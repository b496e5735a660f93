// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_json.h"

#include "core/plan/file/plan_format.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <concepts>
#include <type_traits>

namespace pathways::plan_json {

namespace {

// --- What is stored of each type ---
// Each list is gone through twice: with a Writer and a value to be written, and with a Reader and a value that has its
// defaults. Never change a name: sealed plans hold them.

/// A value to be written, or one to be filled.
template <typename T, typename Plain>
concept Of = std::same_as<std::remove_const_t<T>, Plain>;

template <typename Visitor, Of<PlanCounts> T>
void fields(Visitor& visit, T& counts) {
    visit("add", counts.add);
    visit("update", counts.update);
    visit("remove", counts.remove);
    visit("marksOff", counts.marksOff);
    visit("formerOff", counts.formerOff);
    visit("unchanged", counts.unchanged);
    visit("leftOut", counts.leftOut);
    visit("total", counts.total);
    visit("renamed", counts.renamed);
    visit("refreshed", counts.refreshed);
}

template <typename Visitor, Of<Finding> T>
void fields(Visitor& visit, T& finding) {
    visit("severity", finding.severity);
    visit("reason", finding.reason);
    visit("field", finding.field);
    visit("text", finding.text);
    visit("remedy", finding.remedy);
    visit("count", finding.count);
}

template <typename Visitor, Of<PlanSummary> T>
void fields(Visitor& visit, T& summary) {
    visit("counts", summary.counts);
    visit("leftOutBy", summary.leftOutBy);
    visit("findings", summary.findings);
    visit("staying", summary.staying);
    visit("guard", summary.guard);
    visit("guardText", summary.guardText);
    visit("snapshotPeople", summary.snapshotPeople);
    visit("marksOnly", summary.marksOnly);
    visit("removalsHeldBack", summary.removalsHeldBack);
    visit("made", summary.made);
    visit("estimatedRequests", summary.estimatedRequests);
}

template <typename Visitor, Of<FormerMark> T>
void fields(Visitor& visit, T& mark) {
    visit("slot", mark.slot);
    visit("option", mark.option);
    visit("name", mark.name);
}

template <typename Visitor, Of<PlanFacts> T>
void fields(Visitor& visit, T& facts) {
    visit("pathway", facts.pathway.value);
    visit("target", facts.targetDigest);
    visit("day", facts.day);
    visit("memory", facts.memory);
    visit("snapshotId", facts.snapshotId);
    visit("snapshotFile", facts.snapshotFile);
    visit("snapshotsFolder", facts.snapshotsFolder);
    visit("place", facts.place);
    visit("placeSeq", facts.placeSeq);
    visit("leaversUntil", facts.leaversUntil);
    visit("mark", facts.mark);
    visit("formerSlots", facts.formerSlots);
    visit("formerMarks", facts.formerMarks);
    visit("absence", facts.absence);
    visit("membersRead", facts.membersRead);
    visit("personScope", facts.personScope);
    visit("keyKind", facts.keyKind);
    visit("addressField", facts.addressField);
    visit("keyForm", facts.keyForm);
    visit("rowContext", facts.rowContext);
    visit("rowsDigest", facts.rowsDigest);
    visit("fields", facts.fields);
    visit("fieldKinds", facts.fieldKinds);
    visit("permission", facts.permission);
    visit("identifiers", facts.identifiers);
    visit("address", facts.address);
    visit("addressName", facts.addressName);
    visit("knownFields", facts.knownFields);
    visit("filled", facts.filled);
    visit("othersStay", facts.othersStay);
    visit("decidesMissing", facts.decidesMissing);
    visit("writesAtEnd", facts.writesAtEnd);
}

template <typename Visitor, Of<Meta> T>
void fields(Visitor& visit, T& meta) {
    visit("summary", meta.summary);
    visit("facts", meta.facts);
    visit("changes", meta.changes);
    visit("removals", meta.removals);
    visit("replaced", meta.replaced);
    visit("leftOut", meta.leftOut);
}

// --- How they are stored ---

constexpr QLatin1String kVersionName("version");

/// Puts fields into an object.
class Writer final {
public:
    template <typename T>
    void operator()(const char* name, const T& value) {
        if (const QJsonValue stored = json(value); !stored.isNull()) {
            m_object.insert(QLatin1String(name), stored);
        }
    }
    template <typename T>
    [[nodiscard]] static QJsonObject objectOf(const T& value) {
        Writer part;
        fields(part, value);
        return part.m_object;
    }

private:
    static QJsonValue json(const QString& value) { return value; }
    static QJsonValue json(bool value) { return value; }
    static QJsonValue json(qint64 value) { return value; }
    static QJsonValue json(int value) { return value; }
    template <std::unsigned_integral T>
    static QJsonValue json(const T& value) {
        return qint64(value);
    }
    static QJsonValue json(double value) { return value; }
    static QJsonValue json(const QDateTime& value) {
        return value.isValid() ? QJsonValue(value.toMSecsSinceEpoch()) : QJsonValue();
    }
    static QJsonValue json(const QDate& value) { return value.toString(Qt::ISODate); }
    static QJsonValue json(const QByteArray& value) { return QString::fromLatin1(value.toHex()); }
    static QJsonValue json(const QMap<QString, double>& values) {
        QJsonObject object;
        for (auto it = values.cbegin(); it != values.cend(); ++it) {
            object.insert(it.key(), it.value());
        }
        return object;
    }
    static QJsonValue json(const QMap<Reason, qint64>& values) {
        QJsonArray pairs;
        for (auto it = values.cbegin(); it != values.cend(); ++it) {
            pairs.append(QJsonArray{int(it.key()), it.value()});
        }
        return pairs;
    }
    template <typename T>
    static QJsonValue listed(const T& values) {
        QJsonArray array;
        for (const auto& value : values) {
            array.append(json(value));
        }
        return array;
    }
    template <typename T>
    static QJsonValue json(const QList<T>& values) {
        return listed(values);
    }
    template <typename T>
    static QJsonValue json(const std::vector<T>& values) {
        return listed(values);
    }
    template <typename T>
    static QJsonValue json(const T& value) {
        if constexpr (std::is_enum_v<T>) {
            return int(value);
        } else {
            return objectOf(value);
        }
    }

    QJsonObject m_object;
};

/// Fills fields from an object. What is missing keeps its default; what is there is as it was written, as a plan is
/// sealed.
class Reader final {
public:
    explicit Reader(QJsonObject object)
        : m_object(std::move(object)) {}

    template <typename T>
    void operator()(const char* name, T& value) {
        if (const auto found = m_object.constFind(QLatin1String(name)); found != m_object.constEnd()) {
            read(found.value(), value);
        }
    }

private:
    static void read(const QJsonValue& from, QString& value) { value = from.toString(); }
    static void read(const QJsonValue& from, bool& value) { value = from.toBool(); }
    static void read(const QJsonValue& from, qint64& value) { value = from.toInteger(); }
    static void read(const QJsonValue& from, int& value) { value = from.toInt(); }
    template <std::unsigned_integral T>
    static void read(const QJsonValue& from, T& value) {
        value = T(from.toInteger());
    }
    static void read(const QJsonValue& from, double& value) { value = from.toDouble(); }
    static void read(const QJsonValue& from, QDateTime& value) {
        value = QDateTime::fromMSecsSinceEpoch(from.toInteger(), Qt::UTC);
    }
    static void read(const QJsonValue& from, QDate& value) { value = QDate::fromString(from.toString(), Qt::ISODate); }
    static void read(const QJsonValue& from, QByteArray& value) {
        value = QByteArray::fromHex(from.toString().toLatin1());
    }
    static void read(const QJsonValue& from, QMap<QString, double>& values) {
        const QJsonObject object = from.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            values.insert(it.key(), it.value().toDouble());
        }
    }
    static void read(const QJsonValue& from, QMap<Reason, qint64>& values) {
        const QJsonArray pairs = from.toArray();
        for (const auto& pair : pairs) {
            values.insert(Reason(pair.toArray().at(0).toInt()), pair.toArray().at(1).toInteger());
        }
    }
    template <typename T>
    static void list(const QJsonValue& from, T& values) {
        const QJsonArray array = from.toArray();
        for (const auto& value : array) {
            read(value, values.emplace_back());
        }
    }
    template <typename T>
    static void read(const QJsonValue& from, QList<T>& values) {
        list(from, values);
    }
    template <typename T>
    static void read(const QJsonValue& from, std::vector<T>& values) {
        list(from, values);
    }
    template <typename T>
    static void read(const QJsonValue& from, T& value) {
        if constexpr (std::is_enum_v<T>) {
            value = T(from.toInt());
        } else {
            Reader part(from.toObject());
            fields(part, value);
        }
    }

    QJsonObject m_object;
};

} // namespace

QByteArray write(const Meta& meta) {
    QJsonObject object = Writer::objectOf(meta);
    object.insert(kVersionName, plan_format::kVersion);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<Meta> read(const QByteArray& json) {
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    const int version = object.value(kVersionName).toInt();
    if (version != plan_format::kVersion && version != plan_format::kVersionBeforePlaces) {
        return std::nullopt;
    }
    Meta meta;
    Reader reader(object);
    fields(reader, meta);
    return meta;
}

} // namespace pathways::plan_json
