// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_destination.h"

#include <QByteArray>
#include <QString>

namespace pathways::test {

/// A platform does not die with the program: every delivery goes to a file outside the workspace, from which the next
/// process makes the platform's state again.
class RecordedPlatform final {
public:
    /// Appends what is applied from now on.
    RecordedPlatform(FakeDestination& destination, QString file);
    ~RecordedPlatform();
    RecordedPlatform(const RecordedPlatform&) = delete;
    RecordedPlatform& operator=(const RecordedPlatform&) = delete;
    /// Builds members, what was answered, and deliveries that were applied twice.
    void replay();
    /// The members as text, to be compared.
    [[nodiscard]] static QByteArray dump(const FakeDestination& destination);

    /// Reference of the push that delivers: to be kept up to date by the test.
    std::function<std::string()> reference;

private:
    void record(const ChangeBatch& batch);
    FakeDestination& m_destination;
    QString m_file;
    int m_log; ///< Open from the start: the platform does not starve with the program.
};

} // namespace pathways::test
