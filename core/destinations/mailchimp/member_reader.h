// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/mailchimp/mailchimp_api.h"

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

namespace pathways::mailchimp {

/// Reads the members of a list, page by page.
class MemberReader final {
public:
    MemberReader(Api api, QString listId);

    /// GET /lists/{id}/members in order of joining, so that people who join while reading come last. status: one
    /// status, or empty for all but archived ones. Pages overlap a little, because people leaving meanwhile shift the
    /// others; nobody is passed on twice. Stops when the sink returns false.
    [[nodiscard]] Result<void> read(const QString& status, const std::function<bool(const QJsonObject&)>& sink,
                                    std::stop_token stop) const;

private:
    Api m_api;
    QString m_listId;
};

/// People whose own choice forbids a change, by subscriber hash; read once when first needed. Thread-safe.
class OptOuts final {
public:
    OptOuts(Api api, QString listId);

    /// Archived by somebody after they had unsubscribed: adding them would subscribe them again (promise P1).
    [[nodiscard]] Result<bool> unsubscribedBeforeArchiving(std::string_view address, std::stop_token stop);
    /// Unsubscribed or bounced: archiving them would hide that choice from whoever adds them later (promise P1).
    [[nodiscard]] Result<bool> unreachable(std::string_view address, std::stop_token stop);

private:
    struct Known {
        bool read = false;
        std::unordered_set<std::string> hashes;
    };
    [[nodiscard]] Result<bool> contains(Known& known, const QStringList& statuses, bool reasonNeeded,
                                        std::string_view address, const std::stop_token& stop);

    MemberReader m_reader;
    std::mutex m_mutex;
    Known m_archived;
    Known m_unreachable;
};

} // namespace pathways::mailchimp
