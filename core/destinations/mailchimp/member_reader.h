// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/mailchimp/mailchimp_api.h"
#include "core/model/finding.h"

#include <QDateTime>

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pathways::mailchimp {

/// Reads the members of a list, page by page.
class MemberReader final {
public:
    MemberReader(Api api, QString listId);

    /// Whom to read.
    struct Filter {
        QString status = {};         ///< One status; empty: all but archived ones.
        QDateTime changedSince = {}; ///< Invalid: whenever they changed.
    };
    /// GET /lists/{id}/members in order of joining, so that people who join while reading come last. Pages overlap a
    /// little, because people leaving meanwhile shift the others; nobody is passed on twice. Stops when the sink
    /// returns false.
    [[nodiscard]] Result<void> read(const Filter& filter, const std::function<bool(const QJsonObject&)>& sink,
                                    std::stop_token stop) const;

private:
    Api m_api;
    QString m_listId;
};

/// Why the entry of somebody who is not subscribed keeps them out; None: it does not.
[[nodiscard]] Reason reasonOfLeaver(const QJsonObject& member);
/// When the entry of a member was changed last, by the platform's clock; invalid: it does not say.
[[nodiscard]] QDateTime changedAt(const QJsonObject& member);

/// Somebody's entry that keeps them out.
struct OptedOut {
    Reason reason = Reason::None; ///< None: it does not.
    QDateTime changed;            ///< When it was changed last, by the platform's clock.
};

/// People whose own choice forbids a change, by subscriber hash; read once when first needed. Thread-safe.
class OptOuts final {
public:
    OptOuts(Api api, QString listId);

    /// Why somebody archived may not be added: adding them would subscribe them again (promise P1). None: they are not
    /// archived. Unsubscribed: the archived entry says that they had left. TakenOutThere: somebody archived them.
    [[nodiscard]] Result<OptedOut> archived(std::string_view address, std::stop_token stop);
    /// Unsubscribed or bounced: archiving them would hide that choice from whoever adds them later (promise P1).
    [[nodiscard]] Result<bool> unreachable(std::string_view address, std::stop_token stop);

private:
    struct Known {
        bool read = false;
        std::unordered_map<std::string, OptedOut> byHash;
    };
    [[nodiscard]] Result<OptedOut> find(Known& known, const QStringList& statuses, std::string_view address,
                                        const std::stop_token& stop);

    MemberReader m_reader;
    std::mutex m_mutex;
    Known m_archived;
    Known m_unreachable;
};

} // namespace pathways::mailchimp
