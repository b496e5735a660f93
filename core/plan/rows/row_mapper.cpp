// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/rows/row_mapper.h"

#include "core/plan/input/address_key.h"
#include "core/spool/stream_io.h"

#include <algorithm>
#include <array>

namespace pathways {

namespace {

std::string_view cell(const CellBuffer& cells, std::size_t column) {
    return column < cells.cells.size() ? cells.cells[column] : std::string_view();
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// Ids are digested under a mark, so that none can stand for an address.
constexpr char kPersonMark[] = "\1person\1";
constexpr char kExternalMark[] = "\1external\1";

constexpr std::array kPostalParts{FieldKind::Street, FieldKind::City, FieldKind::Region, FieldKind::PostalCode};

std::map<QString, std::vector<std::size_t>> grouped(const PlanFields& fields, QString FieldSpec::*name) {
    std::map<QString, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < fields.fields.size(); ++i) {
        if (!(fields.fields[i].spec.*name).isEmpty()) {
            groups[fields.fields[i].spec.*name].push_back(i);
        }
    }
    return groups;
}

} // namespace

RowMapper::RowMapper(const PlanFields& fields, const Pathway& pathway, const Audience& audience,
                     const DestinationType& type, const QByteArray& macKey, const std::vector<PersonKey>* excluded,
                     const KnownNoes& noes, const ServerForms* forms)
    : m_fields(fields)
    , m_digest(macKey)
    , m_tuple(fields.identityIds())
    , m_payload(macKey, payloadContext(fields, pathway, type))
    , m_judge(fields.permission)
    , m_excluded(excluded)
    , m_noes(noes)
    , m_forms(forms)
    , m_values(fields.fields.size())
    , m_filled(fields.fields.size()) {
    const NormaliserOptions options = optionsFor(audience);
    for (const auto& line : fields.fields) {
        m_normalisers.push_back(makeNormaliser(line.spec, type.rules, options));
        m_memos.emplace_back();
    }
    for (auto& [name, members] : grouped(fields, &FieldSpec::compound)) {
        m_compounds.push_back(members);
    }
    for (auto& [name, members] : grouped(fields, &FieldSpec::alternatives)) {
        if (std::any_of(members.begin(), members.end(),
                        [&](std::size_t i) { return fields.fields[i].spec.required; })) {
            m_alternatives.push_back(members);
        }
    }
}

void RowMapper::normalise(const CellBuffer& cells, std::vector<Problem>& problems) {
    problems.assign(m_values.size(), {});
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const std::string_view raw = cell(cells, m_fields.fields[i].column);
        m_values[i].clear();
        if (raw.empty()) {
            continue;
        }
        const NormalisedValue* known = m_memos[i].find(raw);
        const NormalisedValue& value = known != nullptr ? *known : m_normalisers[i]->normalise(raw);
        if (known == nullptr) {
            m_memos[i].keep(raw, value);
        }
        if (value.problem != Reason::None) {
            problems[i] = {value.problem, std::uint8_t(i)};
        } else {
            m_values[i] = value.text;
            m_filled[i] += value.text.empty() ? 0 : 1;
        }
    }
}

void RowMapper::dropIncompleteAddresses(std::vector<Problem>& problems) {
    for (const auto& members : m_compounds) {
        const auto has = [&](FieldKind kind, bool filled) {
            return std::any_of(members.begin(), members.end(), [&](std::size_t i) {
                return m_fields.fields[i].spec.kind == kind && (!filled || !m_values[i].empty());
            });
        };
        const bool any =
            std::any_of(members.begin(), members.end(), [&](std::size_t i) { return !m_values[i].empty(); });
        // A name with its place (Google), or a place to send letters to (Mailchimp): no platform takes a part of
        // either.
        const bool named = has(FieldKind::FirstName, false) || has(FieldKind::LastName, false);
        const bool address = named || std::any_of(kPostalParts.begin(), kPostalParts.end(),
                                                  [&](FieldKind kind) { return has(kind, false); });
        const auto& needed = named ? kNamedPlaceParts : kPostalParts;
        if (!any || !address ||
            std::all_of(needed.begin(), needed.end(), [&](FieldKind kind) { return has(kind, true); })) {
            continue;
        }
        for (const std::size_t i : members) {
            m_values[i].clear();
        }
        problems[members.front()] = {Reason::AddressIncomplete, std::uint8_t(members.front())};
    }
}

/// Why this row cannot be sent at all, if so. A value that is unusable but not needed is left out instead, unless a
/// blank would clear what the destination has (promise P7).
RowMapper::Problem RowMapper::firstObstacle(const std::vector<Problem>& problems) const {
    const auto& fields = m_fields.fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const bool needed = fields[i].spec.required && fields[i].spec.alternatives.isEmpty();
        if (m_values[i].empty() && needed) {
            return problems[i].reason != Reason::None ? problems[i] : Problem{Reason::RequiredBlank, std::uint8_t(i)};
        }
        if (problems[i].reason != Reason::None && fields[i].clear) {
            return problems[i];
        }
    }
    const auto blank = [this](std::size_t i) { return m_values[i].empty(); };
    const auto firstProblem = [&problems](const std::vector<std::size_t>& members, Reason otherwise) {
        for (const std::size_t i : members) {
            if (problems[i].reason != Reason::None) {
                return problems[i];
            }
        }
        return Problem{otherwise, std::uint8_t(members.front())};
    };
    for (const auto& members : m_alternatives) {
        if (std::all_of(members.begin(), members.end(), blank)) {
            return firstProblem(members, Reason::NoIdentifier);
        }
    }
    if (m_fields.onlyKey && blank(*m_fields.onlyKey)) {
        return firstProblem({*m_fields.onlyKey}, Reason::NoIdentifier);
    }
    if (std::all_of(m_fields.identifiers.begin(), m_fields.identifiers.end(), blank)) {
        return firstProblem(m_fields.identifiers, Reason::NoIdentifier);
    }
    return {};
}

/// A key is compared as the destination compares it. What it could never hold meets nobody there.
PersonKey RowMapper::keyOf(std::size_t field, std::string_view value) {
    const std::string* const form = m_forms != nullptr ? m_forms->of(value) : nullptr;
    return form != nullptr ? formKey(m_digest, *form, m_scratch)
                           : addressKey(m_digest, m_fields.fields[field].spec, value, m_scratch);
}

PersonKey RowMapper::strongest() {
    for (const std::size_t i : m_fields.addressOrder) {
        if (m_values[i].empty()) {
            continue;
        }
        const FieldSpec& field = m_fields.fields[i].spec;
        if (m_fields.onlyKey || field.kind == FieldKind::Email || field.kind == FieldKind::Phone ||
            field.kind == FieldKind::MobileAdId) {
            return keyOf(i, m_values[i]);
        }
        break;
    }
    std::vector<std::string_view> all;
    for (const std::size_t i : m_fields.identifiers) {
        all.push_back(m_values[i]);
    }
    m_scratch = "\1all\1";
    packTexts(all, m_scratch);
    return m_digest.personKey(m_scratch);
}

PersonKey RowMapper::tuple() {
    m_views.assign(m_values.begin(), m_values.end());
    m_fields.identity.texts(m_views, m_identity, m_scratch);
    return m_tuple.key(m_digest, m_identity);
}

PersonKey RowMapper::idKey(const char* mark, std::string_view id) {
    m_scratch = mark;
    m_scratch += id;
    return m_digest.personKey(m_scratch);
}

bool RowMapper::recognise(const CellBuffer& cells, PersonRecord& record) {
    const bool anyIdentifier = std::any_of(m_fields.identifiers.begin(), m_fields.identifiers.end(),
                                           [this](std::size_t i) { return !m_values[i].empty(); });
    const std::string_view personId = m_fields.personIdColumn ? trimmed(cell(cells, *m_fields.personIdColumn)) : "";
    const std::string_view externalId = m_fields.externalId ? std::string_view(m_values[*m_fields.externalId]) : "";
    m_strongest = anyIdentifier ? strongest() : PersonKey{};
    if (anyIdentifier) {
        record.address = m_fields.byIdentifiers ? tuple() : m_strongest;
    }
    if (!personId.empty() || (!m_fields.personIdColumn && !externalId.empty())) {
        record.key = personId.empty() ? idKey(kExternalMark, externalId) : idKey(kPersonMark, personId);
        return true;
    }
    record.key = m_strongest;
    return anyIdentifier;
}

bool RowMapper::isExcluded(const PersonRecord& record) const {
    return m_excluded != nullptr && (std::binary_search(m_excluded->begin(), m_excluded->end(), m_strongest) ||
                                     std::binary_search(m_excluded->begin(), m_excluded->end(), record.key));
}

bool RowMapper::judge(const CellBuffer& cells, PersonRecord& record) {
    if (isExcluded(record)) {
        record.reason = Reason::Excluded;
        record.flags = kDenied;
        return false;
    }
    const permission::Verdict verdict = m_judge.judge(cells.cells);
    const auto decided = [&](int flags) {
        record.reason = verdict.reason;
        record.flags = std::uint16_t(flags | std::min(verdict.column + 1, 0xff) << kDeciderShift);
    };
    if (verdict.outcome == permission::Outcome::Denied) {
        // Where nothing is said, nobody has said no: that is for this audience alone.
        decided(verdict.said ? kDenied | kSaidNo : kDenied);
        record.address = m_strongest; // By which they are known to other audiences, whatever else those send.
    } else if (const KnownNo* const no = m_noes.find(m_strongest)) {
        record.reason = Reason::SaidNoElsewhere;
        record.flags = std::uint16_t(kDenied | kSaidNo | no->audience << kSaidNoWhere);
        record.address = m_strongest;
    } else if (verdict.outcome == permission::Outcome::Held) {
        decided(kHeld);
    }
    // Where no column asks, nobody has said yes.
    return verdict.outcome == permission::Outcome::Allowed && !m_judge.columns().isEmpty();
}

/// By the address, like a no: whatever else they are known by there.
void RowMapper::noteYes() {
    if (std::binary_search(m_noes.own.begin(), m_noes.own.end(), m_strongest)) {
        m_saidYes.push_back(m_strongest);
    }
}

void RowMapper::describe(const CellBuffer& cells, const Problem& problem, MappedRow& out) const {
    out.identity.clear();
    for (const std::size_t i : m_fields.addressOrder) {
        const std::string_view raw = cell(cells, m_fields.fields[i].column);
        if (!raw.empty()) {
            out.identity = raw;
            break;
        }
    }
    out.value.clear();
    if (problem.field != 0xff) {
        out.value = cell(cells, m_fields.fields[problem.field].column);
    }
}

void RowMapper::map(const CellBuffer& cells, MappedRow& out) {
    ++m_rows;
    out.record = {};
    out.field = 0xff;
    out.keyed = false;
    if (cells.malformed || cells.badEncoding) {
        const Problem problem{cells.badEncoding ? Reason::BadEncoding : Reason::MalformedRow, 0xff};
        out.record.reason = problem.reason;
        describe(cells, problem, out);
        return;
    }
    normalise(cells, m_problems);
    dropIncompleteAddresses(m_problems);
    out.keyed = recognise(cells, out.record);
    const bool saysYes = out.keyed && judge(cells, out.record);
    const bool denied = (out.record.flags & kDenied) != 0;
    const int decider = deciderOf(out.record);
    if (decider >= 0) {
        out.field = std::uint8_t(std::min(m_fields.fields.size() + std::size_t(decider), std::size_t(0xff)));
    }
    if (const Problem problem = firstObstacle(m_problems); !denied && problem.reason != Reason::None) {
        out.record.reason = problem.reason;
        out.record.flags |= kPresentOnly;
        out.field = problem.field;
        describe(cells, problem, out);
        return;
    }
    if ((out.record.flags & kHeld) != 0) {
        out.record.flags |= kPresentOnly;
        describe(cells, {}, out);
        out.value = cell(cells, m_judge.columns()[decider].index);
        return;
    }
    if (!denied) {
        for (const Problem& dropped : m_problems) {
            if (dropped.reason != Reason::None) {
                ++m_drops[{dropped.field, dropped.reason}];
            }
        }
    }
    if (saysYes) {
        noteYes();
    }
    out.values.assign(m_values.begin(), m_values.end());
    m_scratch.clear();
    packTexts(out.values, m_scratch);
    out.record.payload = m_payload.tag(m_scratch);
}

std::string_view RowMapper::normalised(std::size_t field, std::string_view text) {
    const NormalisedValue& value = m_normalisers[field]->normalise(text);
    return value.problem == Reason::None ? std::string_view(value.text) : std::string_view();
}

void RowMapper::keyTexts(const CellBuffer& cells, std::vector<std::string>& out) {
    if (!m_fields.onlyKey) {
        return;
    }
    const std::size_t key = *m_fields.onlyKey;
    if (!cells.malformed && !cells.badEncoding) {
        out.emplace_back(normalised(key, cell(cells, m_fields.fields[key].column)));
        return;
    }
    for (const std::string_view text : cells.cells) {
        out.emplace_back(normalised(key, text));
    }
}

void RowMapper::keysIn(const CellBuffer& cells, std::vector<PersonKey>& keys) {
    for (const std::string_view text : cells.cells) {
        if (const std::string_view id = trimmed(text); m_fields.personIdColumn && !id.empty()) {
            keys.push_back(idKey(kPersonMark, id));
        }
        if (m_fields.externalId) {
            if (const std::string_view id = normalised(*m_fields.externalId, text); !id.empty()) {
                keys.push_back(idKey(kExternalMark, id));
            }
        }
        for (const std::size_t i : m_fields.addressOrder) {
            const bool email = m_fields.fields[i].spec.kind == FieldKind::Email;
            if (email ? text.find('@') == std::string_view::npos : !m_fields.onlyKey) {
                continue;
            }
            if (const std::string_view value = normalised(i, text); !value.empty()) {
                keys.push_back(keyOf(i, value));
            }
        }
    }
}

} // namespace pathways
