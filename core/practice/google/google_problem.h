// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/practice_platform.h"

#include <QList>

namespace pathways::practice {

/// What Google found wrong with a request, as it words it (google.rpc.Status).
struct GoogleProblem {
    struct Violation {
        QString field;
        QString description;
        QString reason;
    };
    int status = 400;
    QString code = QStringLiteral("INVALID_ARGUMENT");
    QString reason = QStringLiteral("INVALID_ARGUMENT");
    QString message = QStringLiteral("There was a problem with the request.");
    QList<Violation> violations;
    QJsonObject metadata;
    int retrySeconds = -1;
};

[[nodiscard]] PracticeResponse googleError(const GoogleProblem& problem);

/// A problem of the whole request.
[[nodiscard]] GoogleProblem googleProblem(int status, const char* code, const char* reason);

/// One violation of a field.
[[nodiscard]] GoogleProblem googleViolation(const QString& field, const char* reason, const QString& description = {});

} // namespace pathways::practice
