// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/mailchimp/mailchimp_api.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace pathways::mailchimp {

/// One request about one member. All that are used are idempotent.
struct Operation {
    QByteArray method;
    QString path;
    QByteArray body;
    bool partial = false; ///< Only some of the member's fields: required ones that are not mapped may be missing.
};

/// What Mailchimp answered to one operation of a batch.
struct OperationAnswer {
    int status = 0; ///< 0: none.
    QJsonObject body;
};

/// What became of a batch of operations.
struct OperationsResult {
    std::vector<OperationAnswer> answers; ///< In order; complete when there is no error.
    std::optional<Error> error;
    bool nothingHappened = false; ///< With error: Mailchimp certainly carried out none of them.
    QByteArray receipt;           ///< The batch operation to ask about, once one was started.
};

/// Up to this many are sent one by one; more go as one batch operation (contract 0.5: never thousands one by one).
inline constexpr std::size_t kOneByOne = 10;

/// Carries out requests about members, one by one or as a batch operation (contract 1.3, POST /batches), which is then
/// waited for. receipt: a batch operation begun earlier for exactly these requests, or empty.
[[nodiscard]] OperationsResult carryOut(const Api& api, const std::vector<Operation>& operations,
                                        const QByteArray& receipt, std::stop_token stop);

/// The same, always one by one: for requests for which a batch operation may have been started whose answer was lost.
/// Each is idempotent, while a second batch operation would be another job at Mailchimp.
[[nodiscard]] OperationsResult carryOutAlone(const Api& api, const std::vector<Operation>& operations,
                                             std::stop_token stop);

} // namespace pathways::mailchimp
