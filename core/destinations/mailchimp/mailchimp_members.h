// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/change_batch.h"
#include "core/model/destination_type.h"
#include "core/model/finding.h"
#include "core/net/http.h"

#include <QByteArray>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pathways::mailchimp {

/// Writes the mapped fields as a member in JSON. Built once per push; then const and thread-safe.
///
/// Promise P1 by construction: only writeAdditions() writes `status`, in a request with update_existing=false, so that
/// Mailchimp applies it to new people only.
class MemberWriter final {
public:
    MemberWriter(const std::vector<FieldSpec>& fields, const std::vector<bool>& clears, std::string newStatus);

    /// POST /lists/{id}: new people with a status; existing ones are refused with ERROR_CONTACT_EXISTS.
    [[nodiscard]] QByteArray writeAdditions(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const;
    /// POST /lists/{id}: existing people, without a status.
    [[nodiscard]] QByteArray writeUpdates(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const;
    /// PATCH of one member, without a status; with newAddress the person is renamed.
    [[nodiscard]] QByteArray writePatch(const PersonChange& person, std::string_view newAddress = {}) const;

    /// The person's address; empty when none is mapped.
    [[nodiscard]] std::string_view address(const PersonChange& person) const;
    /// Fields of an incomplete compound value, which is not sent (contract 1.5-10); empty when it is complete.
    [[nodiscard]] QString droppedCompound(const PersonChange& person) const;

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    struct Plain {
        std::size_t index;
        std::string tag;
        bool number;
    };
    struct Part {
        std::size_t index;
        std::string name; ///< "addr1"
        bool needed;
    };
    struct Compound {
        std::string tag;
        std::vector<Part> parts;
        bool clears = true; ///< Every mapped part may be cleared.
    };
    enum class Fill { Blank, Incomplete, Complete };

    template <typename Writer>
    void writeFields(Writer& writer, const PersonChange& person) const;
    template <typename Writer>
    void writeCompound(Writer& writer, const Compound& compound, const PersonChange& person) const;
    [[nodiscard]] Fill fillOf(const Compound& compound, const PersonChange& person) const;
    [[nodiscard]] QByteArray write(const ChangeBatch& batch, const std::vector<std::uint32_t>& who,
                                   bool additions) const;

    std::vector<Plain> m_plain;
    std::vector<Compound> m_compounds;
    std::vector<bool> m_clears;
    std::size_t m_email = kNone;
    std::size_t m_language = kNone;
    std::string m_newStatus;
};

/// Mailchimp's key of a member: MD5 of the lower-cased address, hexadecimal (contract 1.3).
[[nodiscard]] QString subscriberHash(std::string_view address);
/// The form in which addresses are compared.
[[nodiscard]] std::string folded(std::string_view address);

/// What became of one address within one answer.
struct MemberAnswer {
    bool accepted = false;
    bool created = false;
    QString status;
    QDateTime optedIn; ///< timestamp_opt, where given.
    Reason reason = Reason::None;
    QString field;
};
/// Answers in the order of who. Nothing when the answer is not complete: not JSON, counts that do not add up, or
/// somebody missing.
[[nodiscard]] std::optional<std::vector<MemberAnswer>> readAnswer(const HttpReply& reply, const ChangeBatch& batch,
                                                                  const std::vector<std::uint32_t>& who,
                                                                  const MemberWriter& writer);

} // namespace pathways::mailchimp
