// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/call_context.h"
#include "core/destinations/push_session.h"
#include "core/destinations/push_target.h"
#include "core/destinations/sftp/sftp_link.h"

#include <mutex>
#include <set>
#include <string>

namespace pathways {

/// One push into a file drop. Each batch is uploaded as a part beside the file, under its own name, so that it is safe
/// once acknowledged and idempotent. finish() merges all parts, including those of a stopped push, into the whole file
/// (or one file of changes) and renames that into place.
class SftpSession final : public PushSession {
public:
    SftpSession(const CallContext& context, PushTarget target);

    [[nodiscard]] BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch& batch) const override;
    [[nodiscard]] BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                     std::stop_token stop) override;
    [[nodiscard]] bool tellsMembers() const override;
    [[nodiscard]] Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink,
                                           std::stop_token stop) override;
    [[nodiscard]] Result<void> finish(std::stop_token stop) override;

private:
    struct Part;
    [[nodiscard]] Result<const std::set<std::string>*> keysThere();
    [[nodiscard]] QByteArray partOf(const ChangeBatch& batch, const std::set<std::string>& there, BatchResult& result);
    void appendPerson(QByteArray& out, const PersonChange& person, const std::string& previous) const;
    [[nodiscard]] std::string written(std::size_t field, std::string_view value) const;
    [[nodiscard]] QString pathOf(const QString& name) const;
    [[nodiscard]] Result<QStringList> partNames(SftpLink& link) const;
    [[nodiscard]] Result<void> fold(SftpLink& link, const QStringList& parts) const;
    [[nodiscard]] Result<void> writeChanges(SftpLink& link, const QStringList& parts) const;
    [[nodiscard]] std::size_t keyField() const { return m_target.identifiers.front(); }

    const CallContext& m_context;
    PushTarget m_target;
    QString m_folder;
    QString m_file;
    bool m_safe = true;
    bool m_whole = true;
    std::mutex m_mutex; ///< Guards what was read from the file.
    bool m_read = false;
    std::set<std::string> m_there;
};

} // namespace pathways
