// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/address_key.h"

#include <QString>

#include <algorithm>

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

/// 7, 7.00 and 007 are one number to a server.
std::string_view withoutPadding(std::string_view number, std::string& scratch) {
    if (number.find('.') != std::string_view::npos) {
        number = number.substr(0, number.find_last_not_of('0') + 1);
        number = number.ends_with('.') ? number.substr(0, number.size() - 1) : number;
    }
    const bool negative = number.starts_with('-');
    const auto first = number.find_first_not_of('0', negative ? 1 : 0);
    number = first == std::string_view::npos ? std::string_view("0") : number.substr(first);
    scratch = negative ? "-" : "";
    scratch += number;
    return scratch;
}

} // namespace

std::string looselyCompared(std::string_view value) {
    QString text = QString::fromUtf8(value.data(), qsizetype(value.size()))
                       .normalized(QString::NormalizationForm_KD)
                       .toCaseFolded();
    text.removeIf([](QChar c) { return c.isMark(); });
    while (text.endsWith(u' ')) {
        text.chop(1);
    }
    return text.toStdString();
}

PersonKey addressKey(KeyedDigest& digest, const FieldSpec& field, std::string_view value, std::string& scratch) {
    const std::string_view kind = mark(field.kind);
    if (kind.empty() && !field.comparedLoosely) {
        return digest.personKey(value);
    }
    std::string compared(value);
    if (field.kind == FieldKind::Number) {
        compared = withoutPadding(value, scratch);
    } else if (field.comparedLoosely) {
        compared = looselyCompared(value);
    }
    scratch = kind;
    scratch += compared;
    return digest.personKey(scratch);
}

} // namespace pathways
