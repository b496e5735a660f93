// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/snapshot_rekey.h"

#include "core/plan/file/plan_errors.h"
#include "core/plan/input/plan_fields.h"
#include "core/roster/identifier_tuple.h"
#include "core/roster/record_sorter.h"

#include <optional>

namespace pathways {

namespace {

/// Two records of one person: their wish outweighs, and whom this workspace put there is its own.
PersonRecord joined(const PersonRecord& a, const PersonRecord& b) {
    const bool secondLeads = (a.flags & kWasThere) != 0 && (b.flags & kWasThere) == 0;
    PersonRecord one = secondLeads ? b : a;
    const PersonRecord& other = secondLeads ? a : b;
    one.reason = one.reason != Reason::None ? one.reason : other.reason;
    one.number = std::max(a.number, b.number);
    one.tag = one.payload = 0; // Which of the two was sent last is not known.
    return one;
}

class Rekeyer {
public:
    explicit Rekeyer(const SnapshotRekey& rekey)
        : m_rekey(rekey)
        , m_byAddress(rekey.old.meta().keyKind == toKey(KeyKind::Address))
        , m_identities(rekey.old.file(), rekey.old.meta().segments, {rekey.old.meta().addressField})
        , m_forms(*rekey.rules.session)
        , m_digest(rekey.macKey)
        , m_sorter(rekey.scratchFolder, kRecordsInMemory, {}, std::uint64_t(rekey.old.meta().records))
        , m_sorted(m_sorter) {}

    Result<void> run(const std::stop_token& stop) {
        return rekeyAll(stop).and_then([this] { return m_sorted.flush(); }).and_then([this] { return write(); });
    }

private:
    Result<void> rekeyAll(const std::stop_token& stop);
    Result<void> rekeySome(const PersonRecord* records, std::size_t count, const std::stop_token& stop);
    Result<void> write();

    const SnapshotRekey& m_rekey;
    bool m_byAddress; ///< People are told apart by the key alone, so that it is their own key as well.
    IdentityReader m_identities;
    ServerForms m_forms;
    KeyedDigest m_digest;
    RecordSorter m_sorter;
    RecordSorter::Input m_sorted;
    std::vector<std::string_view> m_texts;
    std::string m_scratch;
};

Result<void> Rekeyer::rekeyAll(const std::stop_token& stop) {
    std::vector<PersonRecord> some;
    auto read = m_rekey.old.read(0, m_rekey.old.blocks(),
                                 [&](std::uint64_t, const PersonRecord* records, std::size_t count) -> Result<void> {
                                     some.insert(some.end(), records, records + count);
                                     if (some.size() < PushSession::kKeysAtATime) {
                                         return {};
                                     }
                                     auto done = rekeySome(some.data(), some.size(), stop);
                                     some.clear();
                                     return done;
                                 });
    return read.and_then([&] { return rekeySome(some.data(), some.size(), stop); });
}

Result<void> Rekeyer::rekeySome(const PersonRecord* records, std::size_t count, const std::stop_token& stop) {
    if (stop.stop_requested()) {
        return fail(plan_errors::stopped());
    }
    std::vector<std::string> keys(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (records[i].where == 0) {
            continue;
        }
        if (auto read = m_identities.read(records[i].where, m_texts); !read) {
            return read;
        }
        keys[i] = m_texts.front();
    }
    if (auto asked = m_forms.ask(keys, stop); !asked) {
        return asked;
    }
    for (std::size_t i = 0; i < count; ++i) {
        PersonRecord record = records[i];
        if (const std::string* const form = m_forms.of(keys[i])) {
            record.address = formKey(m_digest, *form, m_scratch);
            record.key = m_byAddress ? record.address : record.key;
        }
        if (auto added = m_sorted.add(record); !added) {
            return added;
        }
    }
    return {};
}

Result<void> Rekeyer::write() {
    auto writer = SnapshotWriter::create(m_rekey.path, m_rekey.dataKey);
    if (!writer) {
        return fail(writer.error());
    }
    std::optional<PersonRecord> last;
    auto written = (*writer)->identities().keep(m_rekey.old.file(), m_rekey.old.meta().segments).and_then([&] {
        return m_sorter.start();
    });
    while (written && m_sorter.current() != nullptr) {
        const PersonRecord& record = *m_sorter.current();
        if (last && last->key == record.key) {
            last = joined(*last, record);
        } else {
            written = last ? (*writer)->add(*last) : Result<void>{};
            last = record;
        }
        written = written.and_then([this] { return m_sorter.advance(); });
    }
    SnapshotMeta meta = m_rekey.old.meta();
    meta.keyForm = m_rekey.rules.form;
    return written.and_then([&] { return last ? (*writer)->add(*last) : Result<void>{}; })
        .and_then([&] { return (*writer)->keepUnreadable(m_rekey.old); })
        .and_then([&] { return (*writer)->finish(meta); });
}

} // namespace

Result<void> rekeyByIdentifiers(const SnapshotRekey& rekey, const std::stop_token& stop) {
    auto writer = SnapshotWriter::create(rekey.path, rekey.dataKey);
    if (!writer) {
        return fail(writer.error());
    }
    const SnapshotMeta& old = rekey.old.meta();
    const QStringList fields = allFields(old.segments);
    IdentityReader identities(rekey.old.file(), old.segments, fields);
    IdentifierTuple tuple(fields);
    KeyedDigest digest(rekey.macKey);
    std::vector<std::string_view> texts;
    const auto take = [&](const PersonRecord& record) -> Result<void> {
        PersonRecord by = record;
        if (record.where != 0) {
            if (auto read = identities.read(record.where, texts); !read) {
                return read;
            }
            by.address = tuple.key(digest, texts);
        }
        return (*writer)->add(by);
    };
    SnapshotMeta meta = old;
    meta.addressField = kAllIdentifiers;
    SnapshotWalk walk(&rekey.old);
    auto done = (*writer)->identities().keep(rekey.old.file(), old.segments).and_then([&walk] { return walk.start(); });
    while (done && walk.current() != nullptr) {
        done = (stop.stop_requested() ? Result<void>(fail(plan_errors::stopped())) : take(*walk.current()))
                   .and_then([&walk] { return walk.advance(); });
    }
    return done.and_then([&] { return (*writer)->keepUnreadable(rekey.old); }).and_then([&] {
        return (*writer)->finish(meta);
    });
}

Result<void> rekeySnapshot(const SnapshotRekey& rekey, const std::stop_token& stop) {
    return Rekeyer(rekey).run(stop);
}

} // namespace pathways
