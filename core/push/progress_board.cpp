// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/progress_board.h"

#include <algorithm>

namespace pathways {

void ProgressBoard::set(const PushProgress& progress) {
    const std::lock_guard lock(m_mutex);
    const QString waiting = m_progress.waiting;
    const double fraction = m_progress.fraction;
    m_progress = progress;
    m_progress.waiting = waiting;
    m_progress.fraction = std::max(fraction, progress.fraction);
}

PushProgress ProgressBoard::sample() const {
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

void ProgressBoard::setWaiting(const QString& why) {
    const std::lock_guard lock(m_mutex);
    m_progress.waiting = why;
}

} // namespace pathways
