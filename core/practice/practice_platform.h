// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/http_server.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <atomic>

namespace pathways::practice {

/// The time as practice platforms see it: the machine's, plus an offset set through the control route. Thread-safe.
class PracticeClock final {
public:
    [[nodiscard]] QDateTime now() const { return QDateTime::currentDateTimeUtc().addMSecs(m_offset); }
    void advance(std::chrono::milliseconds by) { m_offset += by.count(); }
    void reset() { m_offset = 0; }

private:
    std::atomic<qint64> m_offset = 0;
};

/// One simulated platform, with its own limits and refusals, mounted below its name by PracticeSet. handle() is called
/// from many threads at a time; the path it sees starts after the prefix ("/3.0/lists").
class PracticePlatform : public PracticeHandler {
public:
    /// Prefix of its routes and its key in what PracticeSet describes: "mailchimp", "google", "meta".
    [[nodiscard]] virtual QString name() const = 0;
    /// What `pathways-cli practice` prints for it (docs/design.md, "The command line"); base is its URL, without a
    /// slash at the end.
    [[nodiscard]] virtual QJsonObject description(const QByteArray& base) const = 0;
    /// What it holds, for tests.
    [[nodiscard]] virtual QJsonObject state() const = 0;
    /// Back to the seeded state.
    virtual void reset() = 0;
    /// Everything it holds, in a form that restore() takes back exactly; empty when it keeps nothing over restarts.
    [[nodiscard]] virtual QJsonObject saved() const { return {}; }
    virtual void restore(const QJsonObject& saved);
    /// Whether applying this request twice leaves the same state as once. Others are counted when delivered twice.
    [[nodiscard]] virtual bool idempotent(const PracticeRequest& request) const = 0;
    /// This platform's reply for "too many requests".
    [[nodiscard]] virtual PracticeResponse throttled() const = 0;
    /// A control of its own, from POST /control/NAME/VERB, such as "somebody else adds a member".
    [[nodiscard]] virtual PracticeResponse control(const QString& verb, const QJsonObject& arguments);
};

/// A JSON answer, the usual sort.
[[nodiscard]] PracticeResponse jsonResponse(int status, const QJsonObject& object,
                                            const QByteArray& type = "application/json; charset=utf-8");

} // namespace pathways::practice
