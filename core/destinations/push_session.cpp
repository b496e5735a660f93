// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/push_session.h"

#include <QCoreApplication>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Connector)
};

tl::unexpected<Error> cannotBeRead() {
    return fail(ErrorKind::Refused, Texts::tr("This platform does not let anyone read its members."),
                Texts::tr("Nothing was changed."), Texts::tr("Do this at the platform itself, then check again."));
}
} // namespace

Result<QString> PushSession::keyForm(std::stop_token) {
    return QString();
}

Result<std::vector<std::optional<std::string>>> PushSession::serverForm(const std::vector<std::string>& keys,
                                                                        std::stop_token) {
    return std::vector<std::optional<std::string>>(keys.begin(), keys.end());
}

Result<void> PushSession::readMembers(const std::function<bool(const RemoteMember&)>&, std::stop_token) {
    return cannotBeRead();
}

Result<void> PushSession::readLeavers(const QDateTime&, const std::function<bool(const RemoteLeaver&)>&,
                                      std::stop_token) {
    return cannotBeRead();
}

Result<void> PushSession::beforeRemovals(std::stop_token) {
    return {};
}

Result<void> PushSession::finish(std::stop_token) {
    return {};
}

Result<ProcessingState> PushSession::poll(const QList<QByteArray>&, std::stop_token) {
    return ProcessingState{};
}

} // namespace pathways
