// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sync_method.h"

#include <QCoreApplication>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SyncMethod)
};
} // namespace

QString toKey(SyncMethod method) {
    switch (method) {
    case SyncMethod::Mirror:
        return QStringLiteral("mirror");
    case SyncMethod::UpdateOrCreate:
        return QStringLiteral("update-or-create");
    case SyncMethod::Append:
        return QStringLiteral("append");
    case SyncMethod::UpdateOnly:
        return QStringLiteral("update-only");
    }
    Q_UNREACHABLE();
}

std::optional<SyncMethod> syncMethodFromKey(QStringView key) {
    for (const SyncMethod method : kSyncMethods) {
        if (key == toKey(method)) {
            return method;
        }
    }
    return std::nullopt;
}

QString displayName(SyncMethod method) {
    switch (method) {
    case SyncMethod::Mirror:
        return Texts::tr("Mirror");
    case SyncMethod::UpdateOrCreate:
        return Texts::tr("Update or Create");
    case SyncMethod::Append:
        return Texts::tr("Append");
    case SyncMethod::UpdateOnly:
        return Texts::tr("Update Only");
    }
    Q_UNREACHABLE();
}

QString description(SyncMethod method) {
    switch (method) {
    case SyncMethod::Mirror:
        return Texts::tr("Adds, updates, and removes people who left the audience.");
    case SyncMethod::UpdateOrCreate:
        return Texts::tr("Adds new people and updates the others. Removes nobody.");
    case SyncMethod::Append:
        return Texts::tr("Adds new people. Changes nobody who is already there.");
    case SyncMethod::UpdateOnly:
        return Texts::tr("Updates people who are there. Adds nobody.");
    }
    Q_UNREACHABLE();
}

QString advice(SyncMethod method) {
    switch (method) {
    case SyncMethod::Mirror:
        return Texts::tr("Suits an ongoing campaign.");
    case SyncMethod::UpdateOrCreate:
        return Texts::tr("Suits most single pushes.");
    case SyncMethod::Append:
        return Texts::tr("Suits lists that others keep up to date.");
    case SyncMethod::UpdateOnly:
        return Texts::tr("Suits keeping details up to date without growing the list.");
    }
    Q_UNREACHABLE();
}

} // namespace pathways
