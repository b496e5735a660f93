// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/mailchimp/mailchimp_api.h"
#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/mailchimp/mailchimp_members.h"
#include "core/destinations/mailchimp/mailchimp_operations.h"
#include "core/destinations/mailchimp/managed_tag.h"
#include "core/destinations/mailchimp/member_reader.h"
#include "core/destinations/push_session.h"
#include "core/destinations/push_target.h"

#include <list>
#include <mutex>
#include <set>

namespace pathways::mailchimp {

/// One push to one Mailchimp list. Every request is idempotent. Repeating one only blurs whether an addition was new or
/// already there; the member's timestamp settles that.
class MailchimpSession final : public PushSession {
public:
    MailchimpSession(Api api, PushTarget target);

    [[nodiscard]] BatchResult send(const ChangeBatch& batch, std::stop_token stop) override;
    [[nodiscard]] bool resendable(const ChangeBatch& batch) const override;
    [[nodiscard]] BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt,
                                     std::stop_token stop) override;
    [[nodiscard]] Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink,
                                           std::stop_token stop) override;
    [[nodiscard]] Result<void> readLeavers(const QDateTime& since, const std::function<bool(const RemoteLeaver&)>& sink,
                                           std::stop_token stop) override;

private:
    /// One batch in flight: what is still to be done for whom.
    struct Work {
        const ChangeBatch& batch;
        std::stop_token stop;
        QByteArray receipt;
        bool repeated = false; ///< May have been delivered before.
        std::vector<std::uint32_t> renames{};
        std::vector<std::uint32_t> left{}; ///< Renames whose new address was there already.
        std::vector<std::uint32_t> adds{};
        std::vector<std::uint32_t> updates{};
        std::vector<std::uint32_t> patches{}; ///< Update Only: PATCH one by one, which never adds anybody.
        std::set<std::uint32_t> found{};      ///< Additions that turned out to exist.
        std::vector<std::uint32_t> accepted{};
        BatchResult result{};
        bool touched = false; ///< Part of it may have been carried out.
    };
    /// No value: continue. A result: the batch ends here.
    using Step = std::optional<BatchResult>;

    BatchResult deliver(const ChangeBatch& batch, const QByteArray& receipt, bool repeated, std::stop_token stop);
    BatchResult addAndUpdate(Work& work);
    BatchResult remove(Work& work);
    Result<std::unordered_set<std::string>> takeFormerOff(Work& work);
    Step sortPeople(Work& work);
    Step sortAddition(Work& work, std::uint32_t index);
    Step rename(Work& work);
    Step archiveLeft(Work& work);
    Step add(Work& work);
    Step update(Work& work);
    Step patch(Work& work);
    Step whoCameDuringThisPush(Work& work, const std::vector<std::uint32_t>& there);
    Step archive(Work& work, const std::vector<std::uint32_t>& who, std::vector<std::string_view> addresses);
    Step operate(Work& work, const std::vector<Operation>& operations, std::vector<OperationAnswer>& answers);
    HttpReply subscribe(Work& work, const QByteArray& body, bool partial);
    Step ended(Work& work, const HttpReply& reply);
    Step ended(Work& work, const Error& error);
    void accept(Work& work, std::uint32_t index);
    static void verdict(Work& work, std::uint32_t index, const Refusal& refusal);
    static void verdict(Work& work, std::uint32_t index, Reason reason, const QString& note = {});
    /// What the current status of a member just updated means for us.
    void acceptByStatus(Work& work, std::uint32_t index, const QString& status);
    [[nodiscard]] std::string_view previousAddress(const PersonChange& person) const;
    [[nodiscard]] QString memberPath(std::string_view address) const;
    [[nodiscard]] bool renamed(const PersonChange& person) const;
    [[nodiscard]] bool cameDuringThisPush(const QDateTime& optedIn) const;
    [[nodiscard]] std::size_t operationsOf(const ChangeBatch& batch) const;

    Api m_api;
    PushTarget m_target;
    MemberWriter m_writer;
    ManagedTag m_tag;
    ManagedTag m_segment;
    std::list<ManagedTag> m_former; ///< In the order of PushTarget::formerMarks.
    OptOuts m_wishes;
    QDateTime m_started;
    bool m_archives;
    std::size_t m_emailIdentifier;
    std::mutex m_mutex;
    std::set<std::uint32_t> m_unsettled; ///< Batches sent once whose outcome is unknown.
};

} // namespace pathways::mailchimp
