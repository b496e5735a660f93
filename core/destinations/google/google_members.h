// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/advertising/json_body.h"
#include "core/destinations/change_batch.h"
#include "core/destinations/push_target.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace pathways::google {

/// The destination and the consent statements sent with each request.
struct RequestFrame {
    QString account;
    QString loginAccount; ///< Empty: none. In the body here, never in a header (contract 2.2).
    QString listId;
    bool consentUserData = false;
    bool consentPersonalization = false;
    bool termsAccepted = false;
};

/// Turns people into Data Manager request bodies: identifiers hashed in hexadecimal, postal code and country plain, an
/// address only when all four of its parts are there (contract 2.6). Immutable, so usable from several threads.
class MemberEncoder final {
public:
    MemberEncoder(const PushTarget& target, RequestFrame frame);

    /// Whether anything of this person's current values identifies them.
    [[nodiscard]] bool identifies(const PersonChange& person) const;
    /// Whether there is anything to remove this person by.
    [[nodiscard]] bool removable(const ChangeBatch& batch, const PersonChange& person) const;

    /// Bodies for the people with these indices, in this order. Those must identify or be removable.
    [[nodiscard]] QByteArray ingest(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const;
    /// By everything in PersonChange::previous: the plan has left away what is somebody else's as well (contract
    /// 0.4-4).
    [[nodiscard]] QByteArray remove(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const;
    /// Puts in by PersonChange::previous.
    [[nodiscard]] QByteArray ingestKnown(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const;
    /// A validate-only request with one made-up person.
    [[nodiscard]] QByteArray trial() const;
    /// Removes everyone last added before the given time (RFC 3339).
    [[nodiscard]] QByteArray removeAll(const QByteArray& before) const;

private:
    enum class Kind : std::uint8_t { Phone, Email, Address };
    struct Column {
        std::size_t index = 0;
        Kind kind = Kind::Phone;
    };

    void begin(JsonBody& body, bool ingesting) const;
    void destination(JsonBody& body) const;
    bool writeContacts(JsonBody& body, Sha256& hasher, const std::vector<std::string_view>& values,
                       const std::vector<Column>& columns) const;
    void writeKnown(JsonBody& body, const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const;
    static void writeAddress(JsonBody& body, Sha256& hasher, const std::array<std::string_view, 4>& parts, bool first);
    [[nodiscard]] std::vector<Column> knownColumns(const ChangeBatch& batch) const;
    [[nodiscard]] bool addressComplete(const PersonChange& person) const;

    RequestFrame m_frame;
    std::vector<Column> m_current;      ///< Emails and phones within PushTarget::fields.
    std::vector<Column> m_previous;     ///< The same within PersonChange::previous, unless its batch says otherwise.
    std::vector<std::size_t> m_address; ///< First name, last name, country, postal code; empty unless all are mapped.
};

} // namespace pathways::google
