// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/normaliser.h"

#include <gtest/gtest.h>
#include <string>

namespace pathways {

inline std::ostream& operator<<(std::ostream& out, Reason reason) {
    return out << toKey(reason).toStdString();
}

} // namespace pathways

namespace pathways::test {

inline NormalisedValue normalised(FieldKind kind, IdentityRules rules, std::string_view raw,
                                  const std::string& country = "US", const QString& format = {},
                                  const QStringList& choices = {}, int maxBytes = 0) {
    FieldSpec field;
    field.kind = kind;
    field.hashed = rules == IdentityRules::Google || rules == IdentityRules::Meta;
    field.format = format;
    field.choices = choices;
    field.maxBytes = maxBytes;
    NormaliserOptions options;
    options.defaultCountry = country;
    return makeNormaliser(field, rules, options)->normalise(raw);
}

/// The text, or the key of the problem in brackets.
inline std::string shown(const NormalisedValue& value) {
    if (value.problem != Reason::None) {
        EXPECT_TRUE(value.text.empty()) << "a problem has no text";
        return "[" + toKey(value.problem).toStdString() + "]";
    }
    return value.text;
}

} // namespace pathways::test
