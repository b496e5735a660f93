// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace pathways::cli {

/// Exit status of the command line (docs/design.md, "The command line").
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
    /// An error for people on standard error, and as JSON in JSON mode: what else the command knows in document, the
    /// error's three parts in "error". Returns the exit status that goes with it.
    [[nodiscard]] int report(const Error& error, QJsonObject document = {}) const;
    /// Whether all of the results could be written.
    [[nodiscard]] bool complete() const { return !m_failed; }

private:
    void result(const QByteArray& bytes) const;

    bool m_json;
    bool m_progressShown = false;
    mutable bool m_failed = false;
};

[[nodiscard]] int exitFor(const Error& error);

/// An error about the command line.
[[nodiscard]] Error misuse(const QString& what);
/// Turns an unknown name into an error about the command line, not about something missing at a platform.
[[nodiscard]] Error misnamed(Error error);

/// Text that is safe for a terminal: control characters, which could move the cursor, set colours or overwrite lines,
/// are replaced by visible signs (fault F61). Line ends are kept if lines is set.
[[nodiscard]] QString plainLine(const QString& text, bool lines = false);

} // namespace pathways::cli
