// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/mailchimp/mailchimp_api.h"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace pathways::mailchimp {

/// Looks a pathway's own tag up by its name.
enum class MarkKind { Tag, StaticSegment };

/// The tag or static segment that a pathway manages. A tag is a static segment (contract 1.3), so people are added and
/// removed by the hundred, and requests never name any other tag (promise P8; sync_tags is never used). Thread-safe.
class ManagedTag final {
public:
    ManagedTag(Api api, QString listId, const QString& name, MarkKind kind);

    [[nodiscard]] bool wanted() const { return !m_name.isEmpty(); }
    /// Adds the tag to people, creating it when it is new.
    [[nodiscard]] Result<void> switchOn(const std::vector<std::string_view>& addresses, std::stop_token stop);
    /// Removes it. Returns the folded addresses of those who had it.
    [[nodiscard]] Result<std::unordered_set<std::string>> switchOff(const std::vector<std::string_view>& addresses,
                                                                    std::stop_token stop);

private:
    [[nodiscard]] Result<std::optional<qint64>> find(const std::stop_token& stop) const;
    [[nodiscard]] Result<std::optional<qint64>> findTag(const std::stop_token& stop) const;
    [[nodiscard]] Result<std::optional<qint64>> findSegment(const std::stop_token& stop) const;
    [[nodiscard]] Result<std::optional<qint64>> segment(bool create, const std::stop_token& stop);
    [[nodiscard]] Result<QJsonObject> change(qint64 segment, const char* list,
                                             const std::vector<std::string_view>& addresses,
                                             const std::stop_token& stop) const;

    Api m_api;
    QString m_listId;
    QString m_name;
    MarkKind m_kind;
    std::mutex m_mutex;
    std::optional<qint64> m_segment;
};

} // namespace pathways::mailchimp
