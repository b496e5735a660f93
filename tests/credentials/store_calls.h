// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/credential_store.h"
#include "tests/support/event_loop.h"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>

namespace pathways::test {

// A store's calls, waited for.

inline Result<QByteArray> readNow(CredentialStore& store, const QString& name) {
    QObject receiver;
    std::optional<Result<QByteArray>> result;
    int calls = 0;
    store.read(name, &receiver, [&](Result<Secret> found) {
        ++calls;
        result = found ? Result<QByteArray>(found->reveal()) : Result<QByteArray>(fail(found.error()));
    });
    EXPECT_EQ(calls, 0) << "never from within the call";
    EXPECT_TRUE(runUntil([&] { return result.has_value(); }));
    EXPECT_EQ(calls, 1);
    return result.value_or(fail(Error{}));
}

inline Result<void> writeNow(CredentialStore& store, const QString& name, QByteArray bytes) {
    QObject receiver;
    std::optional<Result<void>> result;
    store.write(name, Secret(std::move(bytes)), &receiver, [&](Result<void> done) { result = std::move(done); });
    EXPECT_TRUE(runUntil([&] { return result.has_value(); }));
    return result.value_or(fail(Error{}));
}

inline Result<void> removeNow(CredentialStore& store, const QString& name) {
    QObject receiver;
    std::optional<Result<void>> result;
    store.remove(name, &receiver, [&](Result<void> done) { result = std::move(done); });
    EXPECT_TRUE(runUntil([&] { return result.has_value(); }));
    return result.value_or(fail(Error{}));
}

/// A keychain that can be broken.
class BreakableStore final : public CredentialStore {
public:
    std::optional<Error> broken;
    std::optional<Error> writesBroken;
    std::map<QString, QByteArray> items;

    void read(const QString& name, QObject* receiver, ReadCallback done) override {
        QMetaObject::invokeMethod(
            receiver,
            [this, name, done] {
                if (broken) {
                    done(fail(*broken));
                } else if (!items.contains(name)) {
                    done(fail(Error{ErrorKind::SignIn, {}, {}, {}, {}}));
                } else {
                    done(Secret(QByteArray(items[name])));
                }
            },
            Qt::QueuedConnection);
    }
    void write(const QString& name, Secret secret, QObject* receiver, DoneCallback done) override {
        auto shared = std::make_shared<Secret>(std::move(secret));
        QMetaObject::invokeMethod(
            receiver,
            [this, name, shared, done] {
                if (broken || writesBroken) {
                    done(fail(broken ? *broken : *writesBroken));
                    return;
                }
                items[name] = QByteArray(shared->reveal().constData(), shared->reveal().size());
                done({});
            },
            Qt::QueuedConnection);
    }
    void remove(const QString& name, QObject* receiver, DoneCallback done) override {
        items.erase(name);
        QMetaObject::invokeMethod(
            receiver, [done] { done({}); }, Qt::QueuedConnection);
    }
};

} // namespace pathways::test
