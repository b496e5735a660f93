// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/http_server.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <condition_variable>
#include <mutex>
#include <optional>

namespace pathways::practice {

/// What goes wrong with one request.
struct PracticeFault {
    enum class Kind {
        Status,   ///< Another status, with the body and headers given.
        Throttle, ///< The platform's own "too many requests"; headers are added.
        Drop,     ///< Closed without an answer.
        Reset,    ///< RST without an answer.
        Cut,      ///< The true answer, cut in half.
        Hold      ///< The true answer, but not before clear().
    };
    Kind kind = Kind::Status;
    bool apply = false; ///< The platform does what was asked before it goes wrong.
    int status = 500;
    HttpHeaders headers;
    QByteArray body;
    quint64 planned = 0; ///< Which of the plans between two clear() it belongs to.
};

/// The faults that tests ask for through the control route, in order. Thread-safe.
class FaultPlan final {
public:
    /// {"kind":"status|throttle|drop|reset|cut|hold|bare_403|html", "platform", "method", "path" (part of it),
    /// "skip":0, "times":1 (0: for ever), "apply":false, "status":500, "body":"", "headers":{}}. False when it makes no
    /// sense.
    bool add(const QJsonObject& rule);
    /// Forgets all rules, and lets go of whatever is held.
    void clear();
    /// For a fault of kind Hold: returns once clear() was called after it was taken, or close().
    void hold(const PracticeFault& fault);
    /// Nothing is held any more, from now on.
    void close();
    /// The fault for this request, if its turn has come; counts down.
    [[nodiscard]] std::optional<PracticeFault> take(const QString& platform, const PracticeRequest& request);

private:
    struct Rule {
        QString platform;
        QByteArray method;
        QByteArray path;
        int skip = 0;
        int times = 1;
        PracticeFault fault;
    };
    std::mutex m_mutex;
    std::condition_variable m_changed;
    QList<Rule> m_rules;
    quint64 m_plans = 0; ///< How often it was cleared.
    bool m_closed = false;
};

} // namespace pathways::practice
