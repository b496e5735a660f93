// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/google/google_problem.h"
#include "core/practice/hashed_people.h"

#include <QDateTime>

#include <map>

namespace pathways::practice {

/// One user list of practice Google.
struct GoogleUserList {
    QString id;
    QString displayName;
    QString description;
    QString integrationCode;
    QString status = QStringLiteral("OPEN");
    QString keyType = QStringLiteral("CONTACT_ID");
    QString access = QStringLiteral("OWNED");
    bool readOnly = false;
    qint64 durationSeconds = 0;
    HashedPeople people;

    /// Members whose membership has not run out.
    [[nodiscard]] qint64 size(const QDateTime& now) const;
    [[nodiscard]] QJsonObject toJson(const QString& account, const QDateTime& now) const;
    [[nodiscard]] QJsonObject saved() const;
    static GoogleUserList restored(const QJsonObject& saved);
};

using GoogleUserLists = std::map<qint64, GoogleUserList>;

/// A list made from a create request; nothing when it is not right, and then problem says why.
[[nodiscard]] std::optional<GoogleUserList> readUserList(const QJsonObject& wanted, const GoogleUserLists& existing,
                                                         GoogleProblem& problem);
/// Changes the fields named by the mask (or all given ones).
[[nodiscard]] bool patchUserList(GoogleUserList& list, const QJsonObject& wanted, const QByteArray& mask,
                                 const GoogleUserLists& existing, GoogleProblem& problem);
/// Whether a list passes a filter such as 'display_name = "x" AND membership_status = "OPEN"'; nothing when the filter
/// makes no sense.
[[nodiscard]] std::optional<bool> passesFilter(const GoogleUserList& list, const QString& filter);

} // namespace pathways::practice
