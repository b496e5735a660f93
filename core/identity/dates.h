// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/text_cleaning.h"

namespace pathways {

/// Dates and their parts: whole dates as YYYY-MM-DD, Birthday as MM/DD, BirthYear as YYYY, BirthMonth and BirthDay as
/// two digits. The parts are also taken out of a whole date.
class DateNormaliser final : public BasicNormaliser {
public:
    DateNormaliser(FieldKind kind, const NormaliserOptions& options)
        : m_kind(kind)
        , m_monthFirst(options.monthFirst) {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    FieldKind m_kind;
    bool m_monthFirst;
};

} // namespace pathways
