// SPDX-License-Identifier: GPL-3.0-or-later
// The reading half of the journal: what was pushed, and how it ended for each person.
#include "core/base/blob_cipher.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/row_check.h"
#include "core/workspace/row_encryption.h"
#include "core/workspace/storage_error.h"
#include "core/workspace/value_json.h"

#include <QCoreApplication>
#include <QSqlQuery>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

constexpr int kRowDetailDays = 14;
constexpr int kHistoryMonths = 13;

// Fifteen columns of push and its digest, then eleven of push_counter and theirs.
constexpr QStringView kSelectPush =
    u"SELECT p.id, p.pathway, p.status, p.resumable, p.started, p.ended, p.plan_file, p.session_reference, p.body, "
    u"p.seq, p.place, p.target_digest, p.day, p.decision, p.settled, p.digest, c.push, c.total, c.unchanged, "
    u"c.accepted, c.removed, c.invalid, c.rejected, c.left_out, c.planned, "
    u"c.settled, c.requests, c.digest FROM push p JOIN push_counter c ON c.push = p.id ";
constexpr int kPushColumns = 15;
constexpr int kFirstCounterColumn = 16;
constexpr int kCounterColumns = 11;

QDateTime utc(qint64 msecs) {
    return QDateTime::fromMSecsSinceEpoch(msecs, Qt::UTC);
}

PushCounts countsFrom(const QSqlQuery& query) {
    int column = kFirstCounterColumn + 1;
    const auto next = [&] { return query.value(column++).toLongLong(); };
    PushCounts counts;
    for (qint64* const count :
         {&counts.total, &counts.unchanged, &counts.accepted, &counts.removed, &counts.invalid, &counts.rejected,
          &counts.leftOut, &counts.planned, &counts.settled, &counts.requests}) {
        *count = next();
    }
    return counts;
}

std::optional<Journal::Unfinished> pushFrom(const QSqlQuery& query) {
    const auto body = json::readPush(query.value(8).toString().toUtf8());
    const int status = query.value(2).toInt();
    if (!body || status > int(PushStatus::NeedsYou) || !rowIsWhole(query, 0, kPushColumns) ||
        !rowIsWhole(query, kFirstCounterColumn, kCounterColumns)) {
        return std::nullopt;
    }
    Journal::Unfinished found{*body, query.value(6).toString(), query.value(7).toString(), {}, false};
    found.push.id.value = query.value(0).toString();
    found.push.pathway.value = query.value(1).toString();
    found.push.status = PushStatus(status);
    found.push.resumable = query.value(3).toBool();
    found.push.started = utc(query.value(4).toLongLong());
    if (!query.isNull(5)) {
        found.push.ended = utc(query.value(5).toLongLong());
    }
    found.push.seq = query.value(9).toLongLong();
    found.terms.place = query.value(10).toString();
    found.terms.targetDigest = query.value(11).toByteArray();
    if (const qint64 day = query.value(12).toLongLong(); day != 0) {
        found.terms.day = QDate::fromJulianDay(day);
    }
    // Pushes of older versions have none; they cannot be continued, as their target is not known either.
    if (const QByteArray text = query.value(13).toString().toUtf8(); !text.isEmpty()) {
        const auto decision = json::readPushDecision(text);
        if (!decision) {
            return std::nullopt;
        }
        found.terms.decision = *decision;
    }
    found.settled = query.value(14).toBool();
    found.push.counts = countsFrom(query);
    found.push.counts.marksOff = body->counts.marksOff;
    return found;
}

Result<QList<Journal::Unfinished>> pushes(Database& database, const QString& rest, const QVariantList& values) {
    QList<Journal::Unfinished> list;
    bool whole = true;
    auto ok = database.select(kSelectPush.toString() + rest, values, [&](const QSqlQuery& query) {
        auto push = pushFrom(query);
        whole = push.has_value();
        if (whole) {
            list << std::move(*push);
        }
        return whole;
    });
    if (!ok) {
        return fail(ok.error());
    }
    if (!whole) {
        return fail(storage::damaged(database.path(), {}, QStringLiteral("a row of push")));
    }
    return list;
}

} // namespace

Result<QList<Journal::Unfinished>> Journal::unfinished() {
    return pushes(m_database, QStringLiteral("WHERE p.status = ? OR p.resumable = 1 ORDER BY p.seq"),
                  {int(PushStatus::Processing)});
}

Result<QList<Journal::Unfinished>> Journal::unsettled() {
    return pushes(m_database, QStringLiteral("WHERE p.settled = 0 ORDER BY p.seq"), {});
}

Result<std::map<std::uint32_t, PushTimes>> Journal::times() {
    std::map<std::uint32_t, PushTimes> all;
    return m_database
        .select(QStringLiteral("SELECT seq, started, ended FROM push"), {},
                [&all](const QSqlQuery& query) {
                    const std::int64_t started = query.value(1).toLongLong() / 1000;
                    const std::int64_t ended =
                        query.isNull(2) ? started + PushTimes::kLongestUnknown : query.value(2).toLongLong() / 1000;
                    all.emplace(query.value(0).toUInt(), PushTimes{started, ended});
                    return true;
                })
        .map([&all] { return std::move(all); });
}

Result<Journal::Unfinished> Journal::find(const PushId& push) {
    auto list = pushes(m_database, QStringLiteral("WHERE p.id = ?"), {push.value});
    if (!list) {
        return fail(list.error());
    }
    if (list->isEmpty()) {
        return fail(ErrorKind::NotFound, Texts::tr("This push is no longer in the history."),
                    Texts::tr("Pushes are kept for %n month(s).", nullptr, kHistoryMonths),
                    Texts::tr("Choose another push."));
    }
    return std::move(list->first());
}

Result<QList<Push>> Journal::processing(const std::optional<PathwayId>& pathway) {
    const QString still = QStringLiteral("WHERE json_extract(p.body, '$.uptake') = 'processing' ");
    const QString order = QStringLiteral("ORDER BY p.seq");
    auto list = pathway ? pushes(m_database, still + QStringLiteral("AND p.pathway = ? ") + order, {pathway->value})
                        : pushes(m_database, still + order, {});
    if (!list) {
        return fail(list.error());
    }
    QList<Push> found;
    for (Unfinished& entry : *list) {
        found << std::move(entry.push);
    }
    return found;
}

Result<QList<Push>> Journal::history(const std::optional<PathwayId>& pathway, int limit) {
    const QString order = QStringLiteral("ORDER BY p.seq DESC LIMIT ?");
    // SQLite takes a negative limit for none.
    const int rows = limit > 0 ? limit : -1;
    auto list = pathway ? pushes(m_database, QStringLiteral("WHERE p.pathway = ? ") + order, {pathway->value, rows})
                        : pushes(m_database, order, {rows});
    if (!list) {
        return fail(list.error());
    }
    QList<Push> history;
    for (Unfinished& entry : *list) {
        history << std::move(entry.push);
    }
    return history;
}

Result<QList<RowOutcome>> Journal::rowOutcomes(const PushId& push, int offset, int limit,
                                               const std::optional<Reason>& reason) {
    QList<RowOutcome> list;
    std::optional<BlobCipher> sealer;
    const auto take = [&](const QSqlQuery& query) {
        if (!sealer) {
            sealer.emplace(m_keys.data);
        }
        RowOutcome row;
        row.row = query.value(0).toLongLong();
        row.kind = RowOutcomeKind(query.value(1).toInt());
        row.reason = Reason(query.value(2).toInt());
        if (!openRow(*sealer, push, query.value(3).toByteArray(), row)) {
            row.identity.clear();
            row.field.clear();
            row.note = Texts::tr("The details of this row can no longer be read.");
        }
        list << row;
        return true;
    };
    const QString columns = QStringLiteral("SELECT row, kind, reason, sealed FROM row_outcome WHERE push = ? ");
    const QString order = QStringLiteral("ORDER BY row, id LIMIT ? OFFSET ?");
    const int rows = limit > 0 ? limit : -1;
    auto ok = reason ? m_database.select(columns + QStringLiteral("AND reason = ? ") + order,
                                         {push.value, int(*reason), rows, offset}, take)
                     : m_database.select(columns + order, {push.value, rows, offset}, take);
    if (!ok) {
        return fail(ok.error());
    }
    return list;
}

Result<QMap<Reason, qint64>> Journal::rowOutcomeCounts(const PushId& push) {
    QMap<Reason, qint64> counts;
    auto ok =
        m_database.select(QStringLiteral("SELECT reason, count(*) FROM row_outcome WHERE push = ? GROUP BY reason"),
                          {push.value}, [&](const QSqlQuery& query) {
                              counts.insert(Reason(query.value(0).toInt()), query.value(1).toLongLong());
                              return true;
                          });
    const auto others = ok ? unlisted(push) : fail(ok.error());
    if (!others) {
        return fail(others.error());
    }
    for (auto it = others->cbegin(); it != others->cend(); ++it) {
        counts[it.key()] += it.value();
    }
    return counts;
}

Result<QMap<Reason, qint64>> Journal::unlisted(const PushId& push) {
    QMap<Reason, qint64> counts;
    bool whole = true;
    auto ok = m_database.select(QStringLiteral("SELECT push, reason, people, digest FROM unlisted WHERE push = ?"),
                                {push.value}, [&](const QSqlQuery& query) {
                                    whole = rowIsWhole(query, 0, 3);
                                    counts.insert(Reason(query.value(1).toInt()), query.value(2).toLongLong());
                                    return whole;
                                });
    if (!ok) {
        return fail(ok.error());
    }
    if (!whole) {
        return fail(storage::damaged(m_database.path(), {}, QStringLiteral("a row of unlisted")));
    }
    return counts;
}

Result<void> Journal::expire(const QDateTime& now) {
    return m_database.transaction([&]() -> Result<void> {
        const qint64 details = now.addDays(-kRowDetailDays).toMSecsSinceEpoch();
        const qint64 pushesBefore = now.addMonths(-kHistoryMonths).toMSecsSinceEpoch();
        for (const char* table : {"row_outcome", "unlisted"}) {
            if (auto ok = m_database.execute(QStringLiteral("DELETE FROM %1 WHERE push IN (SELECT id FROM push WHERE "
                                                            "coalesce(ended, started) < ?)")
                                                 .arg(QLatin1String(table)),
                                             {details});
                !ok) {
                return ok;
            }
        }
        // One that can still be continued, or is not settled yet, stays with its batches: they say what the platform
        // has.
        return m_database.execute(QStringLiteral("DELETE FROM push WHERE coalesce(ended, started) < ? "
                                                 "AND status <> ? AND resumable = 0 AND settled <> 0"),
                                  {pushesBefore, int(PushStatus::Processing)});
    });
}

Result<void> Journal::remove(const PushId& push) {
    const auto known = find(push);
    if (!known) {
        return fail(known.error());
    }
    if (known->push.status == PushStatus::Processing || known->push.resumable) {
        return fail(ErrorKind::InUse, Texts::tr("This push has not finished yet."),
                    Texts::tr("Deleting it would lose the record of what it has sent so far."),
                    Texts::tr("Continue it first; then it can be deleted."));
    }
    if (!known->settled) {
        return fail(ErrorKind::InUse, Texts::tr("What this push has sent is not written down for the next one yet."),
                    Texts::tr("Deleting it would lose the record of whom it has added and removed."),
                    Texts::tr("Plan a push to the same place first; then it can be deleted."));
    }
    return m_database.execute(QStringLiteral("DELETE FROM push WHERE id = ?"), {push.value});
}

} // namespace pathways
