// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/call_context.h"
#include "core/destinations/push_session.h"
#include "core/destinations/push_target.h"
#include "core/destinations/sftp/part_file.h"
#include "core/destinations/sftp/sftp_link.h"

#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace pathways {

/// One push into a file drop. Each batch is uploaded as a part beside the file, under its own name, so that it is safe
/// once acknowledged and idempotent. finish() merges the parts of this push, of all its sessions, into the whole file
/// (or one file of changes) and renames that into place; those that an earlier push of the pathway has left are deleted
/// then. Parts of others, and whatever is not byte by byte what this pathway wrote, are left alone;
/// SftpConnector::check() tells of them.
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
    [[nodiscard]] Result<const std::set<std::string>*> keysThere();
    [[nodiscard]] QByteArray rowsOf(const ChangeBatch& batch, const std::set<std::string>& there, BatchResult& result);
    void appendPerson(QByteArray& out, const PersonChange& person, const std::string& previous) const;
    [[nodiscard]] std::string written(std::size_t field, std::string_view value) const;
    [[nodiscard]] QString pathOf(const QString& name) const;
    [[nodiscard]] PartHead headOf(const ChangeBatch& batch) const;
    [[nodiscard]] Result<QStringList> ownNames(SftpLink& link);
    /// The part of this name, if this pathway wrote it there; an error only where the server gives no answer.
    [[nodiscard]] Result<std::optional<PartFile>> ownPart(SftpLink& link, const QString& name) const;
    [[nodiscard]] Result<void> collect(SftpLink& link, const QStringList& names,
                                       const std::function<void(const PartFile&)>& sink);
    [[nodiscard]] Result<void> fold(SftpLink& link, const QStringList& names);
    [[nodiscard]] Result<void> writeChanges(SftpLink& link, const QStringList& names);
    [[nodiscard]] QStringList columns() const;
    [[nodiscard]] std::size_t keyField() const { return m_target.identifiers.front(); }

    const CallContext& m_context;
    PushTarget m_target;
    QString m_folder;
    QString m_file;
    bool m_safe = true;
    bool m_whole = true;
    PartNames m_names;
    std::mutex m_mutex; ///< Guards what was read from the file.
    bool m_read = false;
    std::set<std::string> m_there;
    QStringList m_sent;    ///< Parts that this session put there and that are not in the file yet.
    QStringList m_takenUp; ///< Parts that are in the file now.
    QStringList m_cutOff;  ///< Of this pathway, and never written to their end.
    QStringList m_over;    ///< Parts of earlier pushes, which are never to be in it.
};

} // namespace pathways
