// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/meta/meta_users.h"

#include "core/base/digest.h"

#include <QHash>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace pathways::practice {

namespace {

using Json = rapidjson::Value;

constexpr std::size_t kMostRows = 10'000;
constexpr int kMostSamples = 100;

enum class Form : std::uint8_t { Digest, ExternId, MobileAdId, Value, Text, ProcessingOptions, Number };

struct Column {
    Form form = Form::Digest;
    std::optional<MetaKey> key;
};

const QHash<QByteArray, Column>& knownColumns() {
    static const QHash<QByteArray, Column> columns{{"EXTERN_ID", {Form::ExternId, MetaKey::ExternId}},
                                                   {"EMAIL", {Form::Digest, MetaKey::Email}},
                                                   {"PHONE", {Form::Digest, MetaKey::Phone}},
                                                   {"MADID", {Form::MobileAdId, MetaKey::MobileAdId}},
                                                   {"GEN", {Form::Digest, {}}},
                                                   {"DOBY", {Form::Digest, {}}},
                                                   {"DOBM", {Form::Digest, {}}},
                                                   {"DOBD", {Form::Digest, {}}},
                                                   {"LN", {Form::Digest, {}}},
                                                   {"FN", {Form::Digest, {}}},
                                                   {"FI", {Form::Digest, {}}},
                                                   {"ST", {Form::Digest, {}}},
                                                   {"CT", {Form::Digest, {}}},
                                                   {"ZIP", {Form::Digest, {}}},
                                                   {"COUNTRY", {Form::Digest, {}}},
                                                   {"PAGEUID", {Form::Text, {}}},
                                                   {"LOOKALIKE_VALUE", {Form::Value, {}}},
                                                   {"DATA_PROCESSING_OPTIONS", {Form::ProcessingOptions, {}}},
                                                   {"DATA_PROCESSING_OPTIONS_COUNTRY", {Form::Number, {}}},
                                                   {"DATA_PROCESSING_OPTIONS_STATE", {Form::Number, {}}}};
    return columns;
}

std::string_view text(const Json& value) {
    return {value.GetString(), value.GetStringLength()};
}

MetaError parameterError(const QString& message) {
    return {100, 1713098, message, 400, false};
}

/// A number that may come as text or as a number.
std::optional<qint64> integer(const Json& value) {
    if (value.IsInt64()) {
        return value.GetInt64();
    }
    if (!value.IsString()) {
        return std::nullopt;
    }
    const std::string_view digits = text(value);
    qint64 number = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return end.ec == std::errc() && end.ptr == digits.data() + digits.size() ? std::optional(number) : std::nullopt;
}

bool isMobileAdId(std::string_view id) {
    return id.size() == 36 && std::all_of(id.begin(), id.end(), [&id](const char& c) {
               const auto at = &c - id.data();
               const bool hyphen = at == 8 || at == 13 || at == 18 || at == 23;
               return hyphen ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool isAmount(const Json& cell) {
    if (cell.IsNumber()) {
        return cell.GetDouble() >= 0;
    }
    const std::string_view digits = cell.IsString() ? text(cell) : std::string_view();
    double number = -1;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return end.ec == std::errc() && end.ptr == digits.data() + digits.size() && number >= 0;
}

class Reader final {
public:
    Reader(MetaUsers& users, MetaError& error)
        : m_users(users)
        , m_error(error) {}

    bool read(const Json& root) {
        if (!root.IsObject() || !root.HasMember("payload") || !root["payload"].IsObject()) {
            return refuse(QStringLiteral("(#100) The parameter payload is required and must be an object."));
        }
        const Json& payload = root["payload"];
        return readSchema(payload) && readData(payload) && (!root.HasMember("session") || readSession(root["session"]));
    }

private:
    bool refuse(const QString& message) {
        m_error = parameterError(message);
        return false;
    }

    bool readSchema(const Json& payload) {
        if (!payload.HasMember("schema")) {
            return refuse(QStringLiteral("(#100) payload.schema is required."));
        }
        const Json& schema = payload["schema"];
        if (!schema.IsArray() || schema.Empty()) {
            // A bare word makes another sort of audience, which cannot be mixed with rows of several keys.
            m_error = {2650, 0,
                       QStringLiteral("(#2650) The audience is created from data source MULTI_HASHES, which does not "
                                      "support HASHES_OR_USER_IDS: schema must be a list of keys."),
                       400, false};
            return false;
        }
        bool matchable = false;
        for (const Json& name : schema.GetArray()) {
            const QByteArray key = name.IsString() ? QByteArray(name.GetString()) : QByteArray();
            const auto known = knownColumns().constFind(key);
            if (known == knownColumns().constEnd()) {
                return refuse(QStringLiteral("(#100) payload.schema has a key that is not known: %1")
                                  .arg(QString::fromUtf8(key)));
            }
            if (std::find(m_users.schema.begin(), m_users.schema.end(), key.toStdString()) != m_users.schema.end()) {
                return refuse(QStringLiteral("(#100) payload.schema names a key twice."));
            }
            m_users.schema.push_back(key.toStdString());
            m_columns.push_back(*known);
            matchable = matchable || known->form == Form::Digest || known->key.has_value();
            m_users.values = m_users.values || known->form == Form::Value;
        }
        if (!matchable) {
            return refuse(QStringLiteral("(#100) payload.schema has no key to match people by."));
        }
        return true;
    }

    bool readData(const Json& payload) {
        if (!payload.HasMember("data") || !payload["data"].IsArray() || payload["data"].Empty()) {
            return refuse(QStringLiteral("(#100) payload.data must be a list of rows, and not empty."));
        }
        const auto rows = payload["data"].GetArray();
        if (rows.Size() > kMostRows) {
            m_error = {1, 99, QStringLiteral("(#1) Please reduce the amount of data you're asking for, then retry."),
                       400, false};
            return false;
        }
        for (const Json& row : rows) {
            if (!row.IsArray() || row.Size() != m_columns.size()) {
                return refuse(QStringLiteral("(#100) payload.data must be a list of lists, each as long as "
                                             "payload.schema."));
            }
        }
        m_users.keys.reserve(rows.Size() * 2);
        m_users.ends.reserve(rows.Size());
        for (const Json& row : rows) {
            readRow(row);
        }
        m_users.received = qint64(rows.Size());
        return true;
    }

    void readRow(const Json& row) {
        const std::size_t before = m_users.keys.size();
        bool usable = true;
        bool details = false;
        for (std::size_t i = 0; i < m_columns.size() && usable; ++i) {
            usable = readCell(row[rapidjson::SizeType(i)], m_columns[i], details);
        }
        if (usable && m_users.keys.size() == before && details) {
            m_users.keys.push_back({std::uint8_t(MetaKey::Details), m_hasher.hash(json(row))});
        }
        if (!usable || m_users.keys.size() == before) {
            m_users.keys.resize(before);
            ++m_users.invalid;
            if (m_users.samples.size() < kMostSamples) {
                m_users.samples.insert(QString::fromStdString(json(row)), QStringLiteral("INVALID_ENTRY"));
            }
            return;
        }
        std::sort(m_users.keys.begin() + qsizetype(before), m_users.keys.end(),
                  [](const HashedKey& a, const HashedKey& b) { return a.kind < b.kind; });
        m_users.ends.push_back(std::uint32_t(m_users.keys.size()));
    }

    bool readCell(const Json& cell, const Column& column, bool& details) {
        switch (column.form) {
        case Form::ProcessingOptions:
            return cell.IsArray() &&
                   (cell.Empty() || (cell.Size() == 1 && cell[0].IsString() && text(cell[0]) == "LDU"));
        case Form::Number:
            return integer(cell).has_value();
        case Form::Value:
            return isAmount(cell);
        default:
            break;
        }
        if (!cell.IsString()) {
            return false;
        }
        const std::string_view value = text(cell);
        if (value.empty()) {
            return true;
        }
        if (column.form == Form::Digest) {
            const auto digest = readDigest(value, false);
            if (!digest) {
                return false;
            }
            details = true;
            if (column.key) {
                m_users.keys.push_back({std::uint8_t(*column.key), *digest});
            }
            return true;
        }
        if (column.form == Form::MobileAdId && !isMobileAdId(value)) {
            return false;
        }
        if (column.key) {
            m_users.keys.push_back({std::uint8_t(*column.key), m_hasher.hash(value)});
        }
        return true;
    }

    bool readSession(const Json& session) {
        if (!session.IsObject()) {
            return refuse(QStringLiteral("(#100) session must be an object."));
        }
        auto number = [&session](const char* name) {
            return session.HasMember(name) ? integer(session[name]) : std::nullopt;
        };
        const auto id = number("session_id");
        const auto sequence = number("batch_seq");
        const bool flag = session.HasMember("last_batch_flag");
        if (!id || *id <= 0 || !sequence || *sequence < 1 || (flag && !session["last_batch_flag"].IsBool())) {
            return refuse(QStringLiteral("(#100) session needs session_id (a positive 64-bit number), batch_seq from 1 "
                                         "and, for the last batch, last_batch_flag."));
        }
        m_users.session = MetaSessionPart{*id, *sequence, flag && session["last_batch_flag"].GetBool(),
                                          number("estimated_num_total").value_or(0)};
        return true;
    }

    static std::string json(const Json& row) {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        row.Accept(writer);
        return {buffer.GetString(), buffer.GetSize()};
    }

    MetaUsers& m_users;
    MetaError& m_error;
    std::vector<Column> m_columns;
    Sha256 m_hasher;
};

} // namespace

std::optional<MetaUsers> readMetaUsers(QByteArray& body, MetaError& error) {
    rapidjson::Document document;
    // In place: the strings stay in the body, which keeps a million rows affordable. The iterative parser cannot be
    // made to overflow the stack.
    document.ParseInsitu<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(body.data());
    if (document.HasParseError()) {
        error = {100, 0, QStringLiteral("(#100) The body is not valid JSON."), 400, false};
        return std::nullopt;
    }
    MetaUsers users;
    Reader reader(users, error);
    if (!reader.read(document)) {
        return std::nullopt;
    }
    return users;
}

} // namespace pathways::practice
