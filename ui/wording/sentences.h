// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/connection.h"
#include "core/model/pathway.h"
#include "core/model/plan.h"
#include "core/model/push.h"
#include "core/services/audience_service.h"

#include <QDateTime>
#include <QLocale>
#include <QString>

namespace pathways::ui {

// The texts of the wizard, as pure functions of values: whole sentences, with plural forms (rules U80 and U81). Numbers
// and dates follow the default QLocale.

/// The destination named on the commit button: the platform, or "Practice".
[[nodiscard]] QString destinationForButton(const QString& typeName, bool practice);
/// The commit button (rule U3): "Confirm: add 1,032 and update 214 people in Mailchimp".
[[nodiscard]] QString commitText(const PlanCounts& counts, bool removalsToo, const QString& destination);
/// The heading over the people of one part: "1,203 people who would be added".
[[nodiscard]] QString partHeading(PlanPart part, qint64 people);
/// "4,812 people".
[[nodiscard]] QString peopleText(qint64 people);
/// The accessible description of the commit button: names account and list (rule U39).
[[nodiscard]] QString commitDescription(const Pathway& pathway, const Connection& connection, const QString& typeName);

/// "3 March 2026".
[[nodiscard]] QString longDate(const QDateTime& when);
/// "41 days old" for data of 30 days or more, otherwise empty.
[[nodiscard]] QString ageWarning(const std::optional<QDateTime>& dataFrom, const QDateTime& now);
/// "Mailchimp, 3 March" or "Not pushed yet".
[[nodiscard]] QString lastPushedText(const QList<LastPushed>& pushed, const QDateTime& now);

/// The evidence of a mapping line: "Suggestion: same name", "Same as last time", "Not sent" (rule U23).
[[nodiscard]] QString evidenceText(const ColumnMapping& line, const QString& sameAs);
/// "required", "required, or Phone", or empty (rule U27).
[[nodiscard]] QString requirementText(const FieldSpec& field, const QList<ColumnMapping>& all);
/// One problem of a column: "12 people: Not an email address".
[[nodiscard]] QString problemText(const Finding& finding);

/// What happens on Stop: "If you stop, 748 people stay in Mailchimp." (rule U51).
[[nodiscard]] QString stopText(const PushProgress& progress, const QString& destination);
/// What can be done while a push is under way.
[[nodiscard]] QString underWayAdvice();
/// The title of the result page: "1,235 of 1,246 people are in Mailchimp".
[[nodiscard]] QString resultTitle(const Push& push, const QString& destination);
/// The sentence below it: what the user has to do, if anything.
[[nodiscard]] QString resultAdvice(const Push& push);
/// "Read 4,812 = sent 1,246 + unchanged 3,398 + left out 168" (promise P6).
[[nodiscard]] QString additionText(const PushCounts& counts);

} // namespace pathways::ui
