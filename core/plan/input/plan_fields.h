// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/permission/permission_columns.h"
#include "core/base/error.h"
#include "core/destinations/identity_fields.h"
#include "core/model/audience.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"

#include <QByteArray>
#include <QDate>
#include <QStringList>

#include <array>
#include <optional>
#include <vector>

namespace pathways {

/// What tells people apart in a plan; a change of it re-keys the snapshot by address.
enum class KeyKind { Address, PersonId, ExternalId };

/// What an address that identifies somebody as a whole is made of.
inline constexpr std::array kNamedPlaceParts{FieldKind::FirstName, FieldKind::LastName, FieldKind::Country,
                                             FieldKind::PostalCode};

/// A pathway's mapping resolved against the columns of a source.
struct PlanFields {
    struct Line {
        FieldSpec spec;
        std::size_t column = 0;
        bool clear = false;
    };
    std::vector<Line> fields; ///< What is sent, in the pathway's order: PushTarget::fields.
    std::vector<std::size_t> identifiers;
    IdentityFields identity;    ///< An address is among them only where all identifiers together tell people apart.
    bool byIdentifiers = false; ///< tellsByIdentifiers() of the destination.
    std::optional<std::size_t> personIdColumn;
    QList<permission::PermissionColumn> permission; ///< Found in the source by whoever plans; those that apply.
    std::vector<std::size_t> addressOrder;          ///< Identifiers by strength: email, phone, device, the rest.
    std::optional<std::size_t> externalId;          ///< An identifier of kind ExternalId that others stand beside.
    std::optional<std::size_t> onlyKey;             ///< DestinationType::oneKey: its field, which is then the address.
    KeyKind keyKind = KeyKind::Address;

    QString keyForm; ///< PushSession::keyForm() of a plan's session.

    /// Errors (Source, Input): a mapped column is no longer there; no column is mapped that identifies a person; more
    /// fields than a plan can name.
    [[nodiscard]] static Result<PlanFields> resolve(const Pathway& pathway, const Audience& audience,
                                                    const DestinationType& type, const QStringList& columns);
    [[nodiscard]] QStringList identityIds() const;
    /// The field whose values are the addresses, empty where the strongest of several is, kAllIdentifiers where all are
    /// together. Addresses of a snapshot that was made by another one say nothing.
    [[nodiscard]] QString addressField() const;
};

/// What the ids are of by which a plan tells people apart: two audiences may number their people alike. Empty: there
/// are none.
[[nodiscard]] QByteArray personScope(const PlanFields& fields, const Audience& audience, const QStringList& columns);

/// Everything that decides what a raw row means for this pathway. Equal raw rows under equal digests are equal people.
[[nodiscard]] QByteArray rowContext(const PlanFields& fields, const Pathway& pathway, const Audience& audience,
                                    const DestinationType& type, const QByteArray& readerShape, QDate today);
/// What decides whether equal values are equal at the destination.
[[nodiscard]] QByteArray payloadContext(const PlanFields& fields, const Pathway& pathway, const DestinationType& type);

[[nodiscard]] QString toKey(KeyKind kind);

} // namespace pathways
