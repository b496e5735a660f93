// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"

#include <QByteArray>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace pathways {

/// Keyed 64-bit digests of rows: XXH3-128 with a secret derived from the workspace's key and the context, then
/// AES-128 under another derived key, so that what is stored can neither be tested nor forged without the key. Equal
/// bytes under another context (mapping, rules, reader settings ...) give other digests. Never 0. One per worker.
class RowFingerprinter final {
public:
    RowFingerprinter(const QByteArray& macKey, const QByteArray& context);
    ~RowFingerprinter();
    RowFingerprinter(const RowFingerprinter&) = delete;
    RowFingerprinter& operator=(const RowFingerprinter&) = delete;

    /// One digest per row of the batch.
    void tags(const RowBatch& batch, std::vector<std::uint64_t>& out);
    [[nodiscard]] std::uint64_t tag(std::string_view bytes);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
