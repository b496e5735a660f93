// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/cli_process.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace pathways::test {

/// One destination as a test of the whole program sees it: how to connect to it from the command line, and how to look
/// at it, and write to it, past the program.
class Place {
public:
    virtual ~Place() = default;
    /// Why it cannot be used here; empty when it can.
    [[nodiscard]] virtual QString missing() const { return {}; }
    /// What follows "connect".
    [[nodiscard]] virtual QStringList connection() const = 0;
    [[nodiscard]] virtual QByteArray secret() const { return {}; }
    /// An object that nobody has used yet; its id.
    virtual QString freshObject(const Cli& cli) = 0;
    /// What follows "pathways add", besides names, object and method.
    [[nodiscard]] virtual QStringList pathway() const = 0;
    [[nodiscard]] virtual bool canReadBack() const { return true; }
    [[nodiscard]] virtual bool offersUpdateOnly() const { return true; }
    /// Lines of the sample that are used; 0: all.
    [[nodiscard]] virtual int sampleLines() const { return 0; }

    [[nodiscard]] virtual bool holds(const QString& email) = 0;
    /// First name as it stands there; nothing where the platform never shows one.
    [[nodiscard]] virtual std::optional<QString> firstName(const QString& email) = 0;
    /// An hour at the platform, where its clock can be turned.
    virtual void timePasses() {}
    /// Somebody else puts a person there; false where nobody else can.
    virtual bool others(const QString& email, const QString& firstName) = 0;
    /// From the next object on people are told apart by the organisation's own number there; false where that cannot
    /// be.
    virtual bool keyByNumber() { return false; }
    /// Somebody else puts a person there, with a number.
    virtual void othersByNumber(const QString& /*number*/, const QString& /*email*/, const QString& /*firstName*/) {}
    /// The person leaves at their own wish; false where there is no such thing.
    virtual bool leaves(const QString&) { return false; }
    /// Staff take somebody out of a list that goes on knowing them; false where there is no such thing.
    virtual bool takenOutByStaff(const QString&) { return false; }
    /// Whether the person who left is still out.
    [[nodiscard]] virtual bool stillOut(const QString&) { return true; }
};

struct PlaceKind {
    const char* name;
    std::function<std::unique_ptr<Place>()> make;
};
/// All six, in the order in which the program offers them.
[[nodiscard]] std::vector<PlaceKind> allPlaces();
/// Stops the servers that were started.
void stopServers();

} // namespace pathways::test
