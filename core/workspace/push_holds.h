// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>

namespace pathways {

/// Who may write what is stored of a push: its run, or whoever has the platform's later word on it; never two at a
/// time. Any thread.
class PushHolds final {
public:
    /// One push, held until this is destroyed.
    class Hold final {
    public:
        Hold(Hold&& other) noexcept;
        Hold& operator=(Hold&&) = delete;
        ~Hold();

    private:
        friend class PushHolds;
        Hold(PushHolds& holds, QString push)
            : m_holds(&holds)
            , m_push(std::move(push)) {}
        PushHolds* m_holds;
        QString m_push;
    };

    /// Waits for whoever has it.
    [[nodiscard]] Hold take(const QString& push);
    /// Nothing while somebody has it.
    [[nodiscard]] std::optional<Hold> tryTake(const QString& push);

private:
    std::mutex m_mutex;
    std::condition_variable m_free;
    std::set<QString> m_held;
};

} // namespace pathways
