// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/finding.h"
#include "core/net/http.h"

#include <QByteArray>
#include <QJsonObject>

namespace pathways::mailchimp {

/// Mailchimp's refusals in our words (contract 1.4). Matched by status and the beginning of the title: the wording of
/// details changes (contract 1.5-4), and details contain addresses, so they never leave these functions.

/// For replies that are not a success, and for exchanges without a reply.
[[nodiscard]] Error errorFor(const HttpReply& reply);

/// Why one person was refused.
struct Refusal {
    Reason reason = Reason::RefusedOther;
    QString field; ///< Merge tag, when named.
};
/// From a problem document (application/problem+json).
[[nodiscard]] Refusal refusalOf(int status, const QJsonObject& problem);
/// From an entry of errors[] of a batch subscription.
[[nodiscard]] Refusal refusalOfRow(const QJsonObject& entry);

/// What a member's status says about reaching them; None when nothing stands in the way.
[[nodiscard]] Reason reasonOfStatus(const QString& status);

/// One sentence about a refusal; no text of the platform's.
[[nodiscard]] QString noteFor(const Refusal& refusal);
/// For archived people: only Mailchimp itself can restore them with their own choice intact.
[[nodiscard]] QString archivedNote();

} // namespace pathways::mailchimp
