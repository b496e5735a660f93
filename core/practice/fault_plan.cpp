// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/fault_plan.h"

#include <limits>

namespace pathways::practice {

namespace {

std::optional<PracticeFault> faultNamed(const QString& kind) {
    PracticeFault fault;
    if (kind == u"status") {
        return fault;
    }
    if (kind == u"throttle") {
        fault.kind = PracticeFault::Kind::Throttle;
    } else if (kind == u"drop") {
        fault.kind = PracticeFault::Kind::Drop;
    } else if (kind == u"reset") {
        fault.kind = PracticeFault::Kind::Reset;
    } else if (kind == u"cut") {
        fault.kind = PracticeFault::Kind::Cut;
        fault.apply = true;
    } else if (kind == u"hold") {
        fault.kind = PracticeFault::Kind::Hold;
    } else if (kind == u"bare_403") {
        fault.status = 403;
    } else if (kind == u"html") {
        // What a proxy or a hotel's sign-in page puts in place of the answer.
        fault.status = 200;
        fault.headers = {{"Content-Type", "text/html"}};
        fault.body = "<html><body>Welcome to our guest network</body></html>";
    } else {
        return std::nullopt;
    }
    return fault;
}

} // namespace

bool FaultPlan::add(const QJsonObject& rule) {
    std::optional<PracticeFault> fault = faultNamed(rule.value(u"kind").toString());
    if (!fault) {
        return false;
    }
    fault->apply = rule.value(u"apply").toBool(fault->apply);
    fault->status = rule.value(u"status").toInt(fault->status);
    if (rule.contains(u"body")) {
        fault->body = rule.value(u"body").toString().toUtf8();
    }
    const QJsonObject headers = rule.value(u"headers").toObject();
    for (auto it = headers.begin(); it != headers.end(); ++it) {
        fault->headers.append({it.key().toUtf8(), it.value().toVariant().toString().toUtf8()});
    }
    const int times = rule.value(u"times").toInt(1);
    const std::lock_guard lock(m_mutex);
    m_rules.append(Rule{rule.value(u"platform").toString(), rule.value(u"method").toString().toUtf8(),
                        rule.value(u"path").toString().toUtf8(), rule.value(u"skip").toInt(),
                        times <= 0 ? std::numeric_limits<int>::max() : times, *fault});
    return true;
}

void FaultPlan::clear() {
    {
        const std::lock_guard lock(m_mutex);
        m_rules.clear();
        ++m_plans;
    }
    m_changed.notify_all();
}

void FaultPlan::hold(const PracticeFault& fault) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this, &fault] { return m_closed || m_plans != fault.planned; });
}

void FaultPlan::close() {
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
}

std::optional<PracticeFault> FaultPlan::take(const QString& platform, const PracticeRequest& request) {
    const std::lock_guard lock(m_mutex);
    for (qsizetype i = 0; i < m_rules.size(); ++i) {
        Rule& rule = m_rules[i];
        const bool meant = (rule.platform.isEmpty() || rule.platform == platform) &&
                           (rule.method.isEmpty() || rule.method == request.method) &&
                           (rule.path.isEmpty() || request.path.contains(rule.path));
        if (!meant) {
            continue;
        }
        if (rule.skip > 0) {
            --rule.skip;
            continue;
        }
        PracticeFault fault = rule.fault;
        fault.planned = m_plans;
        if (--rule.times == 0) {
            m_rules.removeAt(i);
        }
        return fault;
    }
    return std::nullopt;
}

} // namespace pathways::practice
