// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/batch_outcome.h"

#include "core/plan/file/plan_file.h"
#include "core/workspace/journal.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>

namespace pathways {

namespace {
constexpr quint8 kVersion = 1;
}

QByteArray BatchOutcome::pack() const {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << kVersion << receipt << processing << quint32(firstHalf) << quint32(exceptions.size());
    for (const Exception& exception : exceptions) {
        out << quint32(exception.index) << quint16(exception.reason);
    }
    out << quint32(adopted.size());
    for (const std::uint32_t index : adopted) {
        out << quint32(index);
    }
    out << sentBefore;
    return bytes;
}

BatchOutcome BatchOutcome::unpack(const QByteArray& bytes) {
    BatchOutcome note;
    QDataStream in(bytes);
    quint8 version = 0;
    quint32 count = 0;
    quint32 half = 0;
    in >> version;
    if (version != kVersion) {
        return note;
    }
    in >> note.receipt >> note.processing >> half >> count;
    note.firstHalf = half;
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
        quint32 index = 0;
        quint16 reason = 0;
        in >> index >> reason;
        note.exceptions.push_back({index, Reason(reason)});
    }
    in >> count;
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
        quint32 index = 0;
        in >> index;
        note.adopted.push_back(index);
    }
    if (in.status() != QDataStream::Ok) {
        return {};
    }
    if (!in.atEnd()) { // Earlier versions did not write it.
        in >> note.sentBefore;
    }
    return note;
}

qint64 PushCounts::*counterOf(const PlanFile& plan, const BatchRecord& batch) {
    if (!batch.removal) {
        return &PushCounts::accepted;
    }
    const PlanCounts& planned = plan.summary().counts;
    const quint64 marks = plan.changes() + plan.replaced() + quint64(planned.formerOff + planned.marksOff);
    return batch.first < marks ? &PushCounts::marksOff : &PushCounts::removed;
}

void countBatch(PushCounts& counts, const PlanFile& plan, const BatchRecord& batch,
                const std::vector<BatchOutcome::Exception>& exceptions) {
    const quint64 leaving = plan.changes() + plan.replaced(); // The first position of somebody who leaves.
    const auto nobodys =
        batch.removal && batch.first < leaving ? std::min<quint64>(leaving - batch.first, batch.count) : 0;
    qint64 done = qint64(batch.count - nobodys);
    for (const BatchOutcome::Exception& exception : exceptions) {
        const RowOutcomeKind kind = outcomeKind(exception.reason);
        if (kind == RowOutcomeKind::Accepted || exception.index < nobodys) {
            continue;
        }
        --done; // Also whoever was gone already: a removal counts where somebody was there.
        if (batch.removal) {
            continue; // Removals stand apart from the audience's total.
        }
        switch (kind) {
        case RowOutcomeKind::Invalid:
            ++counts.invalid;
            break;
        case RowOutcomeKind::LeftOut:
            ++counts.leftOut;
            break;
        default:
            ++counts.rejected;
            break;
        }
    }
    counts.*counterOf(plan, batch) += done;
    counts.settled += batch.count;
}

} // namespace pathways
