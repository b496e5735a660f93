// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/google/google_problem.h"

#include <QJsonArray>

namespace pathways::practice {

PracticeResponse googleError(const GoogleProblem& problem) {
    QJsonObject info{{QStringLiteral("@type"), QStringLiteral("type.googleapis.com/google.rpc.ErrorInfo")},
                     {QStringLiteral("reason"), problem.reason},
                     {QStringLiteral("domain"), QStringLiteral("datamanager.googleapis.com")}};
    if (!problem.metadata.isEmpty()) {
        info.insert(QStringLiteral("metadata"), problem.metadata);
    }
    QJsonArray details{info};
    if (!problem.violations.isEmpty()) {
        QJsonArray violations;
        for (const GoogleProblem::Violation& violation : problem.violations) {
            QJsonObject entry{{QStringLiteral("field"), violation.field}, {QStringLiteral("reason"), violation.reason}};
            if (!violation.description.isEmpty()) {
                entry.insert(QStringLiteral("description"), violation.description);
            }
            violations.append(entry);
        }
        details.append(
            QJsonObject{{QStringLiteral("@type"), QStringLiteral("type.googleapis.com/google.rpc.BadRequest")},
                        {QStringLiteral("fieldViolations"), violations}});
    }
    if (problem.retrySeconds >= 0) {
        details.append(
            QJsonObject{{QStringLiteral("@type"), QStringLiteral("type.googleapis.com/google.rpc.RetryInfo")},
                        {QStringLiteral("retryDelay"), QStringLiteral("%1s").arg(problem.retrySeconds)}});
    }
    return jsonResponse(problem.status,
                        {{QStringLiteral("error"), QJsonObject{{QStringLiteral("code"), problem.status},
                                                               {QStringLiteral("message"), problem.message},
                                                               {QStringLiteral("status"), problem.code},
                                                               {QStringLiteral("details"), details}}}});
}

GoogleProblem googleProblem(int status, const char* code, const char* reason) {
    GoogleProblem made;
    made.status = status;
    made.code = QLatin1String(code);
    made.reason = QLatin1String(reason);
    return made;
}

GoogleProblem googleViolation(const QString& field, const char* reason, const QString& description) {
    GoogleProblem problem;
    problem.violations << GoogleProblem::Violation{field, description, QLatin1String(reason)};
    return problem;
}

} // namespace pathways::practice
