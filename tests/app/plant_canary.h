// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

#include <gtest/gtest.h>

namespace pathways::test {

/// The script that gives us a keychain looks for this afterwards, to know that its search works.
class PlantCanary final : public ::testing::Environment {
public:
    void SetUp() override {
        QFile planted(qEnvironmentVariable("PATHWAYS_KEYRING_HOME") + QStringLiteral("/planted"));
        if (qEnvironmentVariableIsSet("PATHWAYS_KEYRING_HOME") && planted.open(QIODevice::WriteOnly)) {
            planted.write("PATHWAYS-CANARY");
        }
    }
};

} // namespace pathways::test
