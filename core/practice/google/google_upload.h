// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/google/google_problem.h"
#include "core/practice/hashed_people.h"

#include <vector>

namespace pathways::practice {

enum class GoogleVerb { Ingest, Remove, RemoveAll };

enum class GoogleConsent : std::uint8_t { Unspecified, Granted, Denied };

/// Kinds of identifiers, in order of weight.
enum class GoogleKey : std::uint8_t { Email, Phone, Address };

/// Where an upload goes.
struct GoogleDestination {
    QString account;
    QString login; ///< Empty: none given.
    QString list;
    QJsonObject json;
};

/// A request to ingest, remove or remove all that is structurally right.
struct GoogleUpload {
    std::vector<GoogleDestination> destinations;
    std::vector<HashedKey> keys;        ///< Identifiers of all people, one after another.
    std::vector<std::uint32_t> ends;    ///< Where each person's identifiers end.
    std::vector<GoogleConsent> consent; ///< To user data, per person, the request's own where a person has none.
    bool termsAccepted = false;
    bool validateOnly = false;
    QString removeAsOf; ///< RFC 3339; empty: now.
};

/// Takes a body apart as strictly as Google does: unknown names, missing encodings and every record's structure. One
/// bad record refuses the whole request, with a path to each (contract 2.4). The body is overwritten while it is read.
[[nodiscard]] std::optional<GoogleUpload> readGoogleUpload(QByteArray& body, GoogleVerb verb, GoogleProblem& problem);

} // namespace pathways::practice
