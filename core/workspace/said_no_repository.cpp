// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/said_no_repository.h"

#include "core/base/blob_cipher.h"
#include "core/workspace/row_check.h"
#include "core/workspace/row_reading.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <set>

namespace pathways {

namespace {

constexpr int kColumns = 4;
constexpr std::size_t kAddress = sizeof(PersonKey);
constexpr std::size_t kEntry = kAddress + sizeof(quint16);

struct StoredPart {
    QString audience;
    bool locked = false; ///< Stored with other keys.
    std::vector<SaidNo> people;
};

int partOf(const PersonKey& address) {
    return address.bytes.front();
}

bool byAddress(const SaidNo& a, const SaidNo& b) {
    return a.address < b.address;
}

QByteArray contextOf(const QString& place, const QString& audience, int part) {
    return QByteArrayLiteral("said_no|") + place.toUtf8() + '|' + audience.toUtf8() + '|' + QByteArray::number(part);
}

std::vector<SaidNo> unpack(const QByteArray& plain) {
    std::vector<SaidNo> people(std::size_t(plain.size()) / kEntry);
    const char* at = plain.constData();
    for (SaidNo& one : people) {
        std::memcpy(one.address.bytes.data(), at, kAddress);
        one.day = qFromLittleEndian<quint16>(at + kAddress);
        at += kEntry;
    }
    return people;
}

QByteArray pack(const std::vector<SaidNo>& people) {
    QByteArray plain(qsizetype(people.size() * kEntry), '\0');
    char* at = plain.data();
    for (const SaidNo& one : people) {
        std::memcpy(at, one.address.bytes.data(), kAddress);
        qToLittleEndian(quint16(one.day), at + kAddress);
        at += kEntry;
    }
    return plain;
}

Result<QList<StoredPart>> read(Database& database, BlobCipher& cipher, const QString& rest,
                               const QVariantList& values) {
    return readAll<StoredPart>(
        database, QStringLiteral("SELECT place, audience, part, sealed, digest FROM said_no WHERE place = ? ") + rest,
        values, [&](const QSqlQuery& query) -> Result<StoredPart> {
            if (!rowIsWhole(query, 0, kColumns)) {
                return fail(damagedRow(database, "said_no"));
            }
            const QString audience = query.value(1).toString();
            const auto plain = cipher.open(query.value(3).toByteArray(),
                                           contextOf(query.value(0).toString(), audience, query.value(2).toInt()));
            return StoredPart{audience, !plain, unpack(plain.value_or(QByteArray()))};
        });
}

} // namespace

Result<SaidNoRepository::Stored> SaidNoRepository::of(const QString& place) {
    BlobCipher cipher(m_keys.data);
    return read(m_database, cipher, QStringLiteral("ORDER BY audience, part"), {place})
        .map([](const QList<StoredPart>& parts) {
            Stored stored;
            for (const StoredPart& part : parts) {
                if (part.locked) {
                    stored.locked.insert(part.audience);
                }
                auto& people = stored.byAudience[part.audience];
                people.insert(people.end(), part.people.begin(), part.people.end());
            }
            return stored;
        });
}

Result<void> SaidNoRepository::change(const QString& place, const AudienceId& audience, std::vector<SaidNo> said,
                                      std::vector<PersonKey> over) {
    std::sort(said.begin(), said.end(), byAddress);
    std::sort(over.begin(), over.end());
    std::set<int> parts;
    for (const SaidNo& one : said) {
        parts.insert(partOf(one.address));
    }
    for (const PersonKey& one : over) {
        parts.insert(partOf(one));
    }
    if (parts.empty()) {
        return {};
    }
    return m_database.transaction([&]() -> Result<void> {
        for (const int part : parts) {
            if (auto changed = changePart(place, audience, part, said, over); !changed) {
                return changed;
            }
        }
        return {};
    });
}

Result<void> SaidNoRepository::changePart(const QString& place, const AudienceId& audience, int part,
                                          const std::vector<SaidNo>& said, const std::vector<PersonKey>& over) {
    BlobCipher cipher(m_keys.data);
    const auto stored =
        read(m_database, cipher, QStringLiteral("AND audience = ? AND part = ?"), {place, audience.value, part});
    if (!stored) {
        return fail(stored.error());
    }
    std::vector<SaidNo> people = stored->value(0).people;
    std::erase_if(people,
                  [&over](const SaidNo& one) { return std::binary_search(over.begin(), over.end(), one.address); });
    const auto known = std::ptrdiff_t(people.size());
    std::copy_if(said.begin(), said.end(), std::back_inserter(people),
                 [part](const SaidNo& one) { return partOf(one.address) == part; });
    std::inplace_merge(people.begin(), people.begin() + known, people.end(), byAddress);
    people.erase(std::unique(people.begin(), people.end(),
                             [](const SaidNo& a, const SaidNo& b) { return a.address == b.address; }),
                 people.end());
    if (people.empty()) {
        return m_database.execute(QStringLiteral("DELETE FROM said_no WHERE place = ? AND audience = ? AND part = ?"),
                                  {place, audience.value, part});
    }
    QVariantList row = {place, audience.value, part, cipher.seal(pack(people), contextOf(place, audience.value, part))};
    row << rowDigest(row);
    return m_database.execute(
        QStringLiteral("INSERT INTO said_no (place, audience, part, sealed, digest) VALUES (?, ?, ?, ?, ?) "
                       "ON CONFLICT (place, audience, part) DO UPDATE SET sealed = excluded.sealed, "
                       "digest = excluded.digest"),
        row);
}

} // namespace pathways
