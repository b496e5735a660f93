// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/meta_payload.h"

#include "core/destinations/meta/meta_type.h"

#include <algorithm>
#include <cstring>

namespace pathways::meta {

namespace {

std::string_view valueAt(const std::vector<std::string_view>& values, std::size_t index) {
    return index < values.size() ? values[index] : std::string_view();
}

std::string_view view(const QByteArray& bytes) {
    return {bytes.constData(), std::size_t(bytes.size())};
}

std::string_view view(const PersonKey& key) {
    return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

constexpr std::string_view kLimitedUseCells = ",[\"LDU\"],1,1000"; // The USA, California (contract 3.1).
constexpr qsizetype kBytesPerCell = 68;

} // namespace

PayloadEncoder::PayloadEncoder(const PushTarget& target)
    : m_reference(target.pushReference.toStdString()) {
    m_limitedUse = target.options.value(kDataProcessing) == kLimitedUse;
    const QList<FieldSpec> known = customerFields();
    auto column = [&](std::size_t field, std::size_t index) -> std::optional<Column> {
        for (const FieldSpec& spec : known) {
            if (field < target.fields.size() && spec.id == target.fields[field].id) {
                return Column{index, spec.id.toLatin1(), spec.hashed, spec.identifier,
                              spec.id == QLatin1String("LOOKALIKE_VALUE")};
            }
        }
        return std::nullopt;
    };
    for (std::size_t i = 0; i < target.fields.size(); ++i) {
        if (auto found = column(i, i)) {
            m_columns.push_back(*found);
        }
    }
    for (std::size_t i = 0; i < target.identifiers.size(); ++i) {
        if (auto found = column(target.identifiers[i], i); found && found->identifier) {
            m_identifiers.push_back(*found);
        }
    }
}

bool PayloadEncoder::identifies(const PersonChange& person) const {
    return std::any_of(m_columns.begin(), m_columns.end(), [&person](const Column& column) {
        return column.identifier && !valueAt(person.values, column.index).empty();
    });
}

/// What each text of PersonChange::previous is.
std::vector<PayloadEncoder::Column> PayloadEncoder::knownColumns(const ChangeBatch& batch) const {
    if (batch.previousFields.isEmpty()) {
        return m_identifiers;
    }
    std::vector<Column> columns;
    for (const FieldSpec& spec : customerFields()) {
        const qsizetype at = spec.identifier ? batch.previousFields.indexOf(spec.id) : -1;
        if (at >= 0) {
            columns.push_back({std::size_t(at), spec.id.toLatin1(), spec.hashed, true, false});
        }
    }
    return columns;
}

bool PayloadEncoder::removable(const ChangeBatch& batch, const PersonChange& person) const {
    const std::vector<Column> columns = knownColumns(batch);
    return std::any_of(columns.begin(), columns.end(),
                       [&person](const Column& column) { return !valueAt(person.previous, column.index).empty(); });
}

ReplaceSession PayloadEncoder::session(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                       Action action) const {
    const char* const mark = action == Action::Put ? "/+/" : action == Action::TakeOut ? "/-/" : "/=/";
    std::string seed = m_reference + '/' + std::to_string(batch.number) + mark + std::to_string(who.size()) + '/';
    if (!who.empty()) {
        seed += view(batch.people[who.front()].key);
        seed += view(batch.people[who.back()].key);
    }
    const auto digest = Sha256().hash(seed);
    std::uint64_t number = 0;
    std::memcpy(&number, digest.data(), sizeof number);
    // A positive signed 64-bit number.
    return {qint64((number >> 1) | 1), who.size()};
}

void PayloadEncoder::writeSchema(JsonBody& body, const std::vector<Column>& columns, bool processing) const {
    body.raw("{\"payload\":{\"schema\":[");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        body.raw(i == 0 ? "\"" : ",\"");
        body.raw(view(columns[i].key));
        body.raw("\"");
    }
    if (processing) {
        body.raw(",\"DATA_PROCESSING_OPTIONS\",\"DATA_PROCESSING_OPTIONS_COUNTRY\",\"DATA_PROCESSING_OPTIONS_STATE\"");
    }
    body.raw("],\"data\":[");
}

void PayloadEncoder::writeCell(JsonBody& body, Sha256& hasher, const Column& column, std::string_view value) {
    if (column.hashed) {
        body.digest(hasher, value);
    } else if (column.value && value.empty()) {
        body.raw("\"0\""); // A value-based audience needs a number for each person; nothing known is nothing given.
    } else {
        body.string(value);
    }
}

void PayloadEncoder::writeSession(JsonBody& body, const ReplaceSession& session) {
    body.raw("]},\"session\":{\"session_id\":");
    body.raw(std::to_string(session.id));
    body.raw(",\"batch_seq\":1,\"last_batch_flag\":true,\"estimated_num_total\":");
    body.raw(std::to_string(session.rows));
    body.raw("}}");
}

QByteArray PayloadEncoder::users(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                 const ReplaceSession& session) const {
    JsonBody body(1024 + qsizetype(who.size()) * (qsizetype(m_columns.size()) * kBytesPerCell + 20));
    Sha256 hasher;
    writeSchema(body, m_columns, m_limitedUse);
    for (std::size_t row = 0; row < who.size(); ++row) {
        const PersonChange& person = batch.people[who[row]];
        body.raw(row == 0 ? "[" : ",[");
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (i > 0) {
                body.raw(",");
            }
            writeCell(body, hasher, m_columns[i], valueAt(person.values, m_columns[i].index));
        }
        if (m_limitedUse) {
            body.raw(kLimitedUseCells);
        }
        body.raw("]");
    }
    writeSession(body, session);
    return body.take();
}

QByteArray PayloadEncoder::known(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                 const ReplaceSession& session, bool putAgain) const {
    const std::vector<Column> columns = knownColumns(batch);
    const bool processing = putAgain && m_limitedUse;
    JsonBody body(1024 + qsizetype(who.size()) * (qsizetype(columns.size()) * kBytesPerCell + 4));
    Sha256 hasher;
    writeSchema(body, columns, processing);
    for (std::size_t row = 0; row < who.size(); ++row) {
        body.raw(row == 0 ? "[" : ",[");
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (i > 0) {
                body.raw(",");
            }
            writeCell(body, hasher, columns[i], valueAt(batch.people[who[row]].previous, columns[i].index));
        }
        if (processing) {
            body.raw(kLimitedUseCells);
        }
        body.raw("]");
    }
    writeSession(body, session);
    return body.take();
}

std::vector<std::uint32_t> PayloadEncoder::holders(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                                   const QSet<QByteArray>& texts, Action action) const {
    std::vector<std::uint32_t> found;
    Sha256 hasher;
    const bool put = action == Action::Put;
    const std::vector<Column> columns = put ? m_columns : knownColumns(batch);
    for (const std::uint32_t index : who) {
        const auto& values = put ? batch.people[index].values : batch.people[index].previous;
        const bool named = std::any_of(columns.begin(), columns.end(), [&](const Column& column) {
            const std::string_view value = valueAt(values, column.index);
            if (!column.identifier || value.empty()) {
                return false;
            }
            JsonBody cell(80);
            writeCell(cell, hasher, column, value);
            const QByteArray quoted = cell.take();
            return texts.contains(quoted.sliced(1, quoted.size() - 2));
        });
        if (named) {
            found.push_back(index);
        }
    }
    return found;
}

} // namespace pathways::meta
