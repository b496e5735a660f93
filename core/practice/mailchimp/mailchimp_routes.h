// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/mailchimp/mailchimp_json.h"
#include "core/practice/mailchimp/mailchimp_store.h"

#include <QDateTime>

namespace pathways::practice::mailchimp {

/// One call below a list, with the store's mutex held (except where said).
struct Call {
    Store& store;
    const PracticeRequest& request;
    QList<QByteArray> parts; ///< After the list's id.
    std::int64_t now = 0;
};

/// GET and POST /lists.
[[nodiscard]] PracticeResponse lists(Store& store, const PracticeRequest& request, std::int64_t now);
/// /lists/{id}/merge-fields
[[nodiscard]] PracticeResponse mergeFields(const Call& call, List& list);
/// /lists/{id}/members and below it
[[nodiscard]] PracticeResponse members(const Call& call, List& list);
/// /lists/{id}/segments and /lists/{id}/tag-search
[[nodiscard]] PracticeResponse segments(const Call& call, List& list);
/// POST /lists/{id}: takes the mutex itself, after the parsing.
[[nodiscard]] PracticeResponse bulk(Store& store, const QByteArray& listId, const PracticeRequest& request,
                                    std::int64_t now);
/// count (default 10, at most 1000) and offset.
[[nodiscard]] std::pair<qint64, qint64> paging(const PracticeRequest& request);
[[nodiscard]] PracticeResponse methodNotAllowed();
[[nodiscard]] PracticeResponse jsonParseError();
[[nodiscard]] bool isOn(const PracticeRequest& request, QByteArrayView parameter);

} // namespace pathways::practice::mailchimp
