// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "core/audience/text/dialect_detector.h"
#include "core/base/error.h"
#include "core/model/audience.h"

namespace pathways::cli {

/// Options about the format of a file (rule U13), which override what is detected.
class SourceOptions final {
public:
    /// The error names the option that cannot be understood.
    [[nodiscard]] static Result<SourceOptions> read(const Arguments& arguments);

    [[nodiscard]] DialectWishes wishes() const { return {m_encoding, m_separator, m_quote}; }
    /// The detected dialect, overridden by the options.
    [[nodiscard]] Dialect over(Dialect found) const;

private:
    std::optional<TextEncoding> m_encoding;
    std::optional<char> m_separator;
    std::optional<char> m_quote;
    std::optional<bool> m_header;
    std::optional<int> m_skip;
    std::optional<int> m_skipEnd;
    std::optional<DateOrder> m_dates;
    std::optional<bool> m_decimalComma;
};

} // namespace pathways::cli
