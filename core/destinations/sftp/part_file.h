// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace pathways {

/// What a part says of itself: whose changes it holds, for which file, and which column each value belongs to.
struct PartHead {
    QString pathway;
    QString place; ///< The file that it is to be folded into, with its folder.
    QString push;  ///< PushTarget::pushReference.
    QString stamp; ///< When that push began, as in the part's name, which goes with its contents.
    quint32 batch = 0;
    QString key; ///< Name of the column that people are told apart by.
    QStringList columns;
    std::vector<bool> clears; ///< Per column: a blank clears.
};

/// Changes of one batch, on their way into the file.
struct PartFile {
    struct Change {
        bool removal = false;
        std::string kind;     ///< "add", "update" or "remove".
        std::string previous; ///< The key until now, if there was one.
        std::vector<std::string> values;
    };
    PartHead head;
    std::vector<Change> changes;
};

/// A part as it lies on the server: the head, a proof over all of it that only this pathway can make, and the changes
/// as CSV rows.
[[nodiscard]] QByteArray sealPart(const PartHead& head, const QByteArray& rows, const QByteArray& proofKey);
/// Nothing for whatever this pathway did not write itself, byte by byte: that is found out before anything is read.
[[nodiscard]] std::optional<PartFile> openPart(const QByteArray& bytes, const QByteArray& proofKey);

/// The largest part that is looked at: several times what a batch can make.
inline constexpr qint64 kMostPartBytes = 32 * 1024 * 1024;

/// Names of parts beside a file. They sort in the order in which a pathway's parts are to be applied: by push, then by
/// batch.
class PartNames final {
public:
    PartNames(const QString& file, const QString& pathway, const QByteArray& proofKey);

    [[nodiscard]] QString name(const QString& stamp, quint32 batch) const;
    enum class Whose { Nobodys, Ours, Others };
    /// Nobodys: no part of this file.
    [[nodiscard]] Whose whose(const QString& name) const;

private:
    QString m_start; ///< Of every part of the file.
    QString m_ours;
};

} // namespace pathways
