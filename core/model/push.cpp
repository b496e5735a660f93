// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/push.h"

#include <QCoreApplication>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PushStatus)
};
} // namespace

QString displayName(PushStatus status) {
    switch (status) {
    case PushStatus::Processing:
        return Texts::tr("Processing");
    case PushStatus::Synced:
        return Texts::tr("Synced");
    case PushStatus::SyncedWithExceptions:
        return Texts::tr("Synced with exceptions");
    case PushStatus::Stopped:
        return Texts::tr("Stopped");
    case PushStatus::NeedsYou:
        return Texts::tr("Needs you");
    }
    Q_UNREACHABLE();
}

QString toKey(PushStatus status) {
    switch (status) {
    case PushStatus::Processing:
        return QStringLiteral("processing");
    case PushStatus::Synced:
        return QStringLiteral("synced");
    case PushStatus::SyncedWithExceptions:
        return QStringLiteral("synced-with-exceptions");
    case PushStatus::Stopped:
        return QStringLiteral("stopped");
    case PushStatus::NeedsYou:
        return QStringLiteral("needs-you");
    }
    Q_UNREACHABLE();
}

QString displayName(MatchState matchState) {
    switch (matchState) {
    case MatchState::None:
        return {};
    case MatchState::Processing:
        return Texts::tr("Accepted, being matched");
    case MatchState::Usable:
        return Texts::tr("Ready to use");
    case MatchState::Partly:
        return Texts::tr("Ready to use, without some people");
    }
    Q_UNREACHABLE();
}

QString toKey(MatchState matchState) {
    switch (matchState) {
    case MatchState::None:
        return QStringLiteral("none");
    case MatchState::Processing:
        return QStringLiteral("processing");
    case MatchState::Usable:
        return QStringLiteral("usable");
    case MatchState::Partly:
        return QStringLiteral("partly");
    }
    Q_UNREACHABLE();
}

} // namespace pathways
