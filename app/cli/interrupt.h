// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>
#include <memory>

class QSocketNotifier;

namespace pathways::cli {

/// Calls back on the main thread when the process is asked to end (SIGINT, SIGTERM), so that a push can stop at a clean
/// point (fault F6). Only one may exist at a time.
class Interrupt final : public QObject {
    Q_OBJECT
public:
    explicit Interrupt(std::function<void()> asked, QObject* parent = nullptr);
    ~Interrupt() override;

private:
    std::function<void()> m_asked;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace pathways::cli
