// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/push_watch.h"

#include <QLocale>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

} // namespace

PushWatch::PushWatch(CommandSession& session)
    : m_session(session) {
    session.onMain([this] {
        // This object lives on the command's thread, which has no event loop, so the connections are direct.
        PushService& service = m_session.program.pushes();
        QObject::connect(
            &service, &PushService::progressed, &m_context, [this](const PushProgress& progress) { take(progress); },
            Qt::DirectConnection);
        QObject::connect(
            &service, &PushService::finished, &m_context,
            [this](const Push& push) {
                const std::lock_guard lock(m_mutex);
                m_done.insert(push.id.value, push);
                m_changed.notify_all();
            },
            Qt::DirectConnection);
        return true;
    });
}

PushWatch::~PushWatch() {
    m_session.onMain([this] {
        m_session.program.pushes().disconnect(&m_context);
        return true;
    });
}

Push PushWatch::waitFor(const PushId& id) {
    m_session.pushing = true;
    std::unique_lock lock(m_mutex);
    bool stopping = false;
    while (!m_done.contains(id.value)) {
        m_changed.wait_for(lock, std::chrono::milliseconds(200));
        if (m_session.interrupted && !stopping) {
            stopping = true;
            lock.unlock();
            m_session.onMain([&] {
                m_session.program.pushes().stop(id);
                return true;
            });
            lock.lock();
        }
    }
    m_session.pushing = false;
    m_session.output.endProgress();
    return m_done.value(id.value);
}

void PushWatch::take(const PushProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (now - m_last < std::chrono::seconds(1) || progress.phase == PushPhase::Done) {
        return;
    }
    m_last = now;
    const QLocale locale;
    QString text = Texts::tr("%1 % (%2 of %3 people)", "per cent, people done, people in all")
                       .arg(locale.toString(int(progress.fraction * 100)), locale.toString(progress.counts.settled),
                            locale.toString(progress.counts.planned));
    if (!progress.waiting.isEmpty()) {
        text += QStringLiteral(". ") + progress.waiting;
    }
    m_session.output.progress(text);
}

} // namespace pathways::cli
