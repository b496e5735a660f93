// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/stop_reason.h"

#include "core/base/log.h"

namespace pathways {

bool needsPerson(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::SignIn:
    case ErrorKind::Permission:
    case ErrorKind::NotFound:
    case ErrorKind::Security:
    case ErrorKind::Keychain:
    case ErrorKind::NeedsDecision:
    case ErrorKind::Storage:
    case ErrorKind::DiskFull:
    case ErrorKind::InUse:
    case ErrorKind::TooNew:
        return true;
    default:
        return false;
    }
}

bool justWaits(ErrorKind kind) {
    return kind == ErrorKind::Network || kind == ErrorKind::Throttled || kind == ErrorKind::Canceled;
}

void StopReason::set(const Error& error) {
    if (m_problem) {
        return;
    }
    const bool person =
        needsPerson(error.kind) || error.kind == ErrorKind::Refused || error.kind == ErrorKind::Protocol;
    m_status = person ? PushStatus::NeedsYou : PushStatus::Stopped;
    m_problem = error;
}

void StopReason::setStorage(const Error& error) {
    qCWarning(lcPush) << "The journal could not be written; the push pauses";
    m_status = PushStatus::NeedsYou;
    m_problem = error;
}

} // namespace pathways
