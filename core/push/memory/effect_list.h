// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/place.h"
#include "core/push/memory/place_effects.h"

#include <QList>

#include <mutex>
#include <vector>

namespace pathways {

/// Everything that one push did to the people of its place, and what it was told of them: to be written into the roster
/// and the database together.
class EffectList final {
public:
    EffectList(const QString& scratchFolder, std::uint64_t expected)
        : m_sorter(scratchFolder, kInMemory, {}, expected) {}

    EffectSorter& sorter() { return m_sorter; }
    /// Any thread.
    void addOptOut(const OptOut& optOut) {
        const std::lock_guard lock(m_mutex);
        m_optOuts.append(optOut);
    }
    /// The platform shows them subscribed again.
    void endOptOut(const PersonKey& address) { m_ended.push_back(address); }
    /// A row of the audience says no, or one of somebody who had said no says yes.
    void addSaidNo(const SaidNo& saidNo) { m_saidNo.push_back(saidNo); }
    void addSaidYes(const PersonKey& address) { m_saidYes.push_back(address); }
    [[nodiscard]] const std::vector<SaidNo>& saidNo() const { return m_saidNo; }
    [[nodiscard]] const std::vector<PersonKey>& saidYes() const { return m_saidYes; }
    [[nodiscard]] const QList<OptOut>& optOuts() const { return m_optOuts; }
    [[nodiscard]] const std::vector<PersonKey>& ended() const { return m_ended; }

private:
    static constexpr std::size_t kInMemory = 32 * 1024 * 1024 / sizeof(PlaceEffect);
    EffectSorter m_sorter;
    std::mutex m_mutex;
    QList<OptOut> m_optOuts;
    std::vector<PersonKey> m_ended;
    std::vector<SaidNo> m_saidNo;
    std::vector<PersonKey> m_saidYes;
};

} // namespace pathways
