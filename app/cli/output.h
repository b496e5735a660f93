// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace pathways::cli {

/// Exit status of the command line (DESIGN section 9).
enum Exit { kDone = 0, kExceptions = 1, kUsage = 2, kNeedsYou = 3, kNotDone = 4 };

/// Writes results to standard output and progress and messages to standard error. Any thread, one at a time.
class Output final {
public:
    explicit Output(bool json)
        : m_json(json) {}
    [[nodiscard]] bool json() const { return m_json; }

    /// One line of a result for people; nothing in JSON mode.
    void line(const QString& text = {}) const;
    /// The one JSON document of the command; nothing otherwise.
    void document(const QJsonObject& object) const;
    void document(const QJsonArray& array) const;
    /// Progress, on standard error; rewrites its line on a terminal.
    void progress(const QString& text);
    void endProgress();
    /// An error for people on standard error, and as JSON in JSON mode. Returns the exit status that goes with it.
    [[nodiscard]] int report(const Error& error) const;

private:
    bool m_json;
    bool m_progressShown = false;
};

[[nodiscard]] int exitFor(const Error& error);

} // namespace pathways::cli
