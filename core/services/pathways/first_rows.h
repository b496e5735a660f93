// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/audience/rules.h"

#include <memory>

namespace pathways {

/// A row reader that stops after the first rows that match the rules: for a trial with a few people.
class FirstRows final : public RowReader {
public:
    FirstRows(std::unique_ptr<RowReader> inner, RowFilter filter, qint64 people);

    [[nodiscard]] const QStringList& columns() const override { return m_inner->columns(); }
    [[nodiscard]] Result<bool> next(RowBatch& batch, std::stop_token stop) override;
    void split(std::string_view row, CellBuffer& out) const override { m_inner->split(row, out); }
    [[nodiscard]] std::uint64_t bytesRead() const override { return m_inner->bytesRead(); }
    [[nodiscard]] std::uint64_t bytesTotal() const override { return m_inner->bytesTotal(); }
    [[nodiscard]] QDateTime dataFrom() const override { return m_inner->dataFrom(); }
    [[nodiscard]] QByteArray shapeDigest() const override { return m_inner->shapeDigest(); }
    [[nodiscard]] Result<void> verifyUnchanged() const override { return m_inner->verifyUnchanged(); }

private:
    std::unique_ptr<RowReader> m_inner;
    RowFilter m_filter;
    qint64 m_left;
};

} // namespace pathways
