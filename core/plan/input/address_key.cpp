// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/input/address_key.h"

namespace pathways {

namespace {

std::string_view mark(FieldKind kind) {
    switch (kind) {
    case FieldKind::Email:
        return {};
    case FieldKind::Phone:
        return "\1phone\1";
    case FieldKind::MobileAdId:
        return "\1device\1";
    default:
        return "\1value\1";
    }
}

} // namespace

PersonKey addressKey(KeyedDigest& digest, const FieldSpec& field, std::string_view value, std::string& scratch) {
    const std::string_view kind = mark(field.kind);
    if (kind.empty()) {
        return digest.personKey(value);
    }
    scratch = kind;
    scratch += value;
    return digest.personKey(scratch);
}

} // namespace pathways
