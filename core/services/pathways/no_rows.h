// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/model/pathway.h"

namespace pathways {

/// An audience of nobody, with the columns that a pathway maps: for one that is leaving. Its source may be gone.
class NoRows final : public RowReader {
public:
    explicit NoRows(const Pathway& pathway);

    [[nodiscard]] const QStringList& columns() const override { return m_columns; }
    [[nodiscard]] Result<bool> next(RowBatch& batch, std::stop_token stop) override;
    void split(std::string_view row, CellBuffer& out) const override;
    [[nodiscard]] std::uint64_t bytesRead() const override { return 0; }
    [[nodiscard]] std::uint64_t bytesTotal() const override { return 0; }
    [[nodiscard]] QDateTime dataFrom() const override { return {}; }
    [[nodiscard]] QByteArray shapeDigest() const override { return "nobody"; }
    [[nodiscard]] Result<void> verifyUnchanged() const override { return {}; }

private:
    QStringList m_columns;
};

} // namespace pathways
