// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"

#include <QList>

namespace pathways {

/// Rows of another reader of which the first can be looked at before they are read. The other reader outlives it.
class PeekedRows final : public RowReader {
public:
    explicit PeekedRows(RowReader& inner)
        : m_inner(inner) {}

    /// The cells of the first rows, some hundreds at most; rows that cannot be taken apart are not among them. Before
    /// the first next(), once. The errors of next().
    [[nodiscard]] Result<QList<QStringList>> peek(std::stop_token stop);

    [[nodiscard]] const QStringList& columns() const override { return m_inner.columns(); }
    [[nodiscard]] Result<bool> next(RowBatch& batch, std::stop_token stop) override;
    void split(std::string_view row, CellBuffer& out) const override { m_inner.split(row, out); }
    [[nodiscard]] std::uint64_t bytesRead() const override { return m_inner.bytesRead(); }
    [[nodiscard]] std::uint64_t bytesTotal() const override { return m_inner.bytesTotal(); }
    [[nodiscard]] QDateTime dataFrom() const override { return m_inner.dataFrom(); }
    [[nodiscard]] QByteArray shapeDigest() const override { return m_inner.shapeDigest(); }
    [[nodiscard]] Result<void> verifyUnchanged() const override { return m_inner.verifyUnchanged(); }

private:
    RowReader& m_inner;
    RowBatch m_first;
    bool m_kept = false;  ///< The first batch was read and not handed on yet.
    bool m_atEnd = false; ///< There is nothing after it.
};

} // namespace pathways
