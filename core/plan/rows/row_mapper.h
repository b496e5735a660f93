// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/permission/permission_judge.h"
#include "core/audience/row_reader.h"
#include "core/base/digest.h"
#include "core/identity/normaliser.h"
#include "core/plan/input/plan_fields.h"
#include "core/plan/input/server_form.h"
#include "core/plan/rows/normaliser_cache.h"
#include "core/plan/rows/row_fingerprint.h"
#include "core/roster/identifier_tuple.h"
#include "core/roster/known_noes.h"
#include "core/roster/person_record.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pathways {

/// What one row becomes for a destination.
struct MappedRow {
    PersonRecord record; ///< key, address, payload, reason and flags; tag, where and number are the caller's.
    std::vector<std::string_view> values; ///< Aligned with PlanFields::fields; valid until the next map().
    std::uint8_t field = 0xff;            ///< Which field the reason is about, or which permission column after them.
    std::string identity;                 ///< To be shown for a row that was stopped.
    std::string value;                    ///< The value concerned, as it stands in the source.
    bool keyed = false;                   ///< The person could be recognised, even if the row was stopped.
};

/// Normalises and checks rows of one source for one destination. Keeps counts of values that had to be dropped. Not
/// thread-safe: one per worker.
class RowMapper final {
public:
    RowMapper(const PlanFields& fields, const Pathway& pathway, const Audience& audience, const DestinationType& type,
              const QByteArray& macKey, const std::vector<PersonKey>* excluded, const KnownNoes& noes,
              const ServerForms* forms);

    void map(const CellBuffer& cells, MappedRow& out);
    /// The texts of a row whose forms at the destination are needed to map it, added to out.
    void keyTexts(const CellBuffer& cells, std::vector<std::string>& out);
    /// Everybody whose address or id may stand in a row that cannot be read as a row: they must not be taken for gone.
    void keysIn(const CellBuffer& cells, std::vector<PersonKey>& keys);

    struct Drop {
        std::uint8_t field;
        Reason reason;
        friend auto operator<=>(const Drop&, const Drop&) = default;
    };
    /// Values that people go without, and rows in which each field had a value.
    [[nodiscard]] const std::map<Drop, qint64>& drops() const { return m_drops; }
    [[nodiscard]] const std::vector<qint64>& filled() const { return m_filled; }
    [[nodiscard]] qint64 rows() const { return m_rows; }
    /// Addresses that had said no in this audience (KnownNoes::own), and of which a row says yes.
    [[nodiscard]] const std::vector<PersonKey>& saidYes() const { return m_saidYes; }

private:
    struct Problem {
        Reason reason = Reason::None;
        std::uint8_t field = 0xff;
    };
    void normalise(const CellBuffer& cells, std::vector<Problem>& problems);
    void dropIncompleteAddresses(std::vector<Problem>& problems);
    [[nodiscard]] Problem firstObstacle(const std::vector<Problem>& problems) const;
    [[nodiscard]] bool recognise(const CellBuffer& cells, PersonRecord& record);
    [[nodiscard]] PersonKey strongest();
    [[nodiscard]] PersonKey tuple();
    [[nodiscard]] PersonKey keyOf(std::size_t field, std::string_view value);
    [[nodiscard]] std::string_view normalised(std::size_t field, std::string_view text);
    [[nodiscard]] PersonKey idKey(const char* mark, std::string_view id);
    [[nodiscard]] bool isExcluded(const PersonRecord& record) const;
    /// Writes down why the row may not be sent although it could be; not only where it says so itself. True: its own
    /// audience has nothing against it.
    [[nodiscard]] bool judge(const CellBuffer& cells, PersonRecord& record);
    void noteYes();
    void describe(const CellBuffer& cells, const Problem& problem, MappedRow& out) const;

    const PlanFields& m_fields;
    std::vector<std::unique_ptr<FieldNormaliser>> m_normalisers;
    std::vector<NormaliserCache> m_memos; ///< One per normaliser.
    KeyedDigest m_digest;
    IdentifierTuple m_tuple;
    std::vector<std::string_view> m_views;
    std::vector<std::string_view> m_identity; ///< Texts of the tuple.
    PersonKey m_strongest;                    ///< Of the row: its strongest identifier; all zero: it has none.
    RowFingerprinter m_payload;
    permission::PermissionJudge m_judge;
    const std::vector<PersonKey>* m_excluded;
    const KnownNoes& m_noes;
    const ServerForms* m_forms; ///< Null: keys are compared as they are spelt.
    std::vector<std::string> m_values;
    std::vector<Problem> m_problems;
    std::string m_scratch;
    std::map<Drop, qint64> m_drops;
    std::vector<qint64> m_filled;
    qint64 m_rows = 0;
    std::vector<PersonKey> m_saidYes;
    std::vector<std::vector<std::size_t>> m_compounds; ///< Fields of one value, with an address's parts among them.
    std::vector<std::vector<std::size_t>> m_alternatives;
};

} // namespace pathways
