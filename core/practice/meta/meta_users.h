// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/hashed_people.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace pathways::practice {

/// A Graph API error, as the platform words it.
struct MetaError {
    int code = 100;
    int subcode = 0;
    QString message;
    int status = 400;
    bool transient = false;
};

/// The session object of a request (contract 3.1).
struct MetaSessionPart {
    qint64 id = 0;
    qint64 sequence = 0;
    bool last = false;
    qint64 estimated = 0;
};

/// A checked upload: who is meant, row by row, and what could not be used.
struct MetaUsers {
    std::vector<std::string> schema;
    bool values = false;             ///< LOOKALIKE_VALUE is in the schema.
    std::vector<HashedKey> keys;     ///< Identifiers of all usable rows, one after another.
    std::vector<std::uint32_t> ends; ///< Where each usable row's identifiers end.
    qint64 received = 0;
    qint64 invalid = 0;
    QJsonObject samples; ///< At most 100 of the rows that could not be used.
    std::optional<MetaSessionPart> session;
};

/// Kinds of identifiers, in order of weight.
enum class MetaKey : std::uint8_t { ExternId, Email, Phone, MobileAdId, Details };

/// Takes {"payload":{"schema":[...],"data":[[...]]},"session":{...}} apart as strictly as Meta does. The body is
/// overwritten while it is read. When it cannot be used at all, error says why.
[[nodiscard]] std::optional<MetaUsers> readMetaUsers(QByteArray& body, MetaError& error);

} // namespace pathways::practice
