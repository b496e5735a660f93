// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/secret.h"

#include <QObject>

#include <functional>

namespace pathways {

/// Where secrets live. Asynchronous and GUI-thread only, because keychains may ask the user. Every call ends with
/// exactly one callback, at the latest when its time limit passes (trap T12).
class CredentialStore : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    using ReadCallback = std::function<void(Result<Secret>)>;
    using DoneCallback = std::function<void(Result<void>)>;

    /// An error of kind SignIn when there is none under this name; of kind Keychain when it cannot be asked.
    virtual void read(const QString& name, QObject* receiver, ReadCallback done) = 0;
    virtual void write(const QString& name, Secret secret, QObject* receiver, DoneCallback done) = 0;
    virtual void remove(const QString& name, QObject* receiver, DoneCallback done) = 0;
};

} // namespace pathways
