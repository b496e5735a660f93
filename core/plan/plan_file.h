// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"
#include "core/model/plan.h"
#include "core/workspace/workspace.h"

#include <QList>
#include <QString>

#include <memory>
#include <vector>

namespace pathways {

class EncryptedFile;

/// What a plan was made from, kept with it so that a push can be finished after a restart.
struct PlanFacts {
    PathwayId pathway;
    QString snapshotId; ///< Of the snapshot it was made against; empty: none.
    QString snapshotFile;
    QString snapshotsFolder;
    QString keyKind;
    QString addressField; ///< PlanFields::addressField().
    QByteArray rowContext;
    QStringList fields;     ///< FieldSpec::id, in the order of the values.
    QStringList fieldKinds; ///< "first-name", "last-name", "full-name", "email" or empty.
    std::vector<std::size_t> identifiers;
    QMap<QString, double> filled;
    bool othersStay = false; ///< Where everyone is sent to find the others (kEveryoneOption): not this time.
};

/// A plan sealed on disk: the changes to be sent, encrypted, with everything needed to send them again byte for byte
/// after a crash. A source that changes later cannot change it. Immutable; thread-safe for reading.
class PlanFile final {
public:
    /// Opens spool/<file>. A damaged file is refused with a sentence, never trusted.
    [[nodiscard]] static Result<std::shared_ptr<PlanFile>> open(const QString& path, const WorkspaceKeys& keys);
    ~PlanFile();

    [[nodiscard]] const PlanSummary& summary() const;
    [[nodiscard]] const QString& path() const;
    /// People of one part, for lists that open; offset and limit count people. Left out is kept for all reasons.
    [[nodiscard]] Result<QList<PlanPerson>> people(PlanPart part, qint64 offset, qint64 limit) const;
    /// Number of additions and updates, then of removals; positions run through both.
    [[nodiscard]] quint64 changes() const;
    [[nodiscard]] quint64 removals() const;
    /// Fills a batch with changes [first, first + count). Additions and removals are never mixed.
    [[nodiscard]] Result<void> load(quint64 first, quint32 count, ChangeBatch& batch) const;

    /// How the changes are cut into requests. Numbers of batches count from 1 in this order.
    struct Cut {
        quint64 first = 0;
        quint32 count = 0;
        bool removal = false;
    };
    [[nodiscard]] const std::vector<Cut>& cuts() const;
    [[nodiscard]] const PlanFacts& facts() const;
    /// For what the push adds to the snapshot.
    [[nodiscard]] const EncryptedFile& file() const;
    [[nodiscard]] quint64 leftOut() const;
    /// People left out, without their names: for the journal. offset and limit count people.
    [[nodiscard]] Result<QList<PlanPerson>> leftOutPeople(qint64 offset, qint64 limit, QList<QString>& fieldIds) const;

    struct Private;
    explicit PlanFile(std::unique_ptr<Private> data);

private:
    std::unique_ptr<Private> d;
};

} // namespace pathways
