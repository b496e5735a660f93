// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/mailchimp/mailchimp_api.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace pathways::mailchimp {

/// One request about one member. All that are used are harmless when repeated.
struct Operation {
    QByteArray method;
    QString path;
    QByteArray body;
    bool partial = false; ///< Some of the member's fields only: required ones that are not mapped may be absent.
};

struct OperationAnswer {
    int status = 0; ///< 0: none.
    QJsonObject body;
};

struct OperationsResult {
    std::vector<OperationAnswer> answers; ///< In order; complete when there is no error.
    std::optional<Error> error;
    bool nothingHappened = false; ///< With error: Mailchimp has carried out none of them for certain.
    QByteArray receipt;           ///< The batch operation to ask about, when it was begun.
};

/// Up to this many are sent one by one; more go as one batch operation (contract 0.5: never thousands one by one).
inline constexpr std::size_t kOneByOne = 10;

/// Carries out requests about members, one by one or as a batch operation (contract 1.3, POST /batches), which is then
/// waited for. receipt: a batch operation begun earlier for exactly these requests, or empty.
[[nodiscard]] OperationsResult carryOut(const Api& api, const std::vector<Operation>& operations,
                                        const QByteArray& receipt, std::stop_token stop);

/// The same, always one by one: for requests of which a batch operation may have been begun whose answer was lost. Each
/// of them leads to the same state however often it is made; a second batch operation would be a second thing there.
[[nodiscard]] OperationsResult carryOutAlone(const Api& api, const std::vector<Operation>& operations,
                                             std::stop_token stop);

} // namespace pathways::mailchimp
