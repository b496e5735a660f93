// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/enum_names.h"

#include <array>

namespace pathways::json {

template <>
std::span<const Name<TextEncoding>> names() {
    static constexpr std::array kNames{
        Name<TextEncoding>{TextEncoding::Utf8, "utf8"},
        Name<TextEncoding>{TextEncoding::Utf16LE, "utf16-le"},
        Name<TextEncoding>{TextEncoding::Utf16BE, "utf16-be"},
        Name<TextEncoding>{TextEncoding::Windows1252, "windows1252"},
        Name<TextEncoding>{TextEncoding::Utf32LE, "utf-32le"},
        Name<TextEncoding>{TextEncoding::Utf32BE, "utf-32be"},
        Name<TextEncoding>{TextEncoding::Windows1250, "windows-1250"},
        Name<TextEncoding>{TextEncoding::Windows1251, "windows-1251"},
        Name<TextEncoding>{TextEncoding::Windows1254, "windows-1254"},
        Name<TextEncoding>{TextEncoding::Windows1257, "windows-1257"},
        Name<TextEncoding>{TextEncoding::Iso8859_2, "iso-8859-2"},
        Name<TextEncoding>{TextEncoding::Iso8859_15, "iso-8859-15"},
        Name<TextEncoding>{TextEncoding::MacRoman, "mac-roman"},
        Name<TextEncoding>{TextEncoding::MacCentralEurope, "mac-central-europe"},
        Name<TextEncoding>{TextEncoding::Cp437, "cp437"},
        Name<TextEncoding>{TextEncoding::Cp850, "cp850"},
        Name<TextEncoding>{TextEncoding::Cp852, "cp852"},
        Name<TextEncoding>{TextEncoding::Cp866, "cp866"},
        Name<TextEncoding>{TextEncoding::Koi8R, "koi8-r"},
        Name<TextEncoding>{TextEncoding::ShiftJis, "shift-jis"},
        Name<TextEncoding>{TextEncoding::Gb18030, "gb18030"},
        Name<TextEncoding>{TextEncoding::Big5, "big5"},
        Name<TextEncoding>{TextEncoding::EucKr, "euc-kr"},
    };
    return kNames;
}

template <>
std::span<const Name<RuleOperator>> names() {
    static constexpr std::array kNames{
        Name<RuleOperator>{RuleOperator::Equals, "equals"},
        Name<RuleOperator>{RuleOperator::NotEquals, "not-equals"},
        Name<RuleOperator>{RuleOperator::Contains, "contains"},
        Name<RuleOperator>{RuleOperator::NotContains, "not-contains"},
        Name<RuleOperator>{RuleOperator::StartsWith, "starts-with"},
        Name<RuleOperator>{RuleOperator::EndsWith, "ends-with"},
        Name<RuleOperator>{RuleOperator::IsBlank, "is-blank"},
        Name<RuleOperator>{RuleOperator::IsNotBlank, "is-not-blank"},
        Name<RuleOperator>{RuleOperator::GreaterThan, "greater-than"},
        Name<RuleOperator>{RuleOperator::AtLeast, "at-least"},
        Name<RuleOperator>{RuleOperator::LessThan, "less-than"},
        Name<RuleOperator>{RuleOperator::AtMost, "at-most"},
        Name<RuleOperator>{RuleOperator::Before, "before"},
        Name<RuleOperator>{RuleOperator::OnOrAfter, "on-or-after"},
        Name<RuleOperator>{RuleOperator::OneOf, "one-of"},
        Name<RuleOperator>{RuleOperator::NotOneOf, "not-one-of"},
    };
    return kNames;
}

template <>
std::span<const Name<AudienceKind>> names() {
    static constexpr std::array kNames{
        Name<AudienceKind>{AudienceKind::Owned, "owned"},
        Name<AudienceKind>{AudienceKind::Modeled, "modeled"},
    };
    return kNames;
}

template <>
std::span<const Name<PermissionUse>> names() {
    static constexpr std::array kNames{
        Name<PermissionUse>{PermissionUse::Found, "found"},
        Name<PermissionUse>{PermissionUse::Consent, "consent"},
        Name<PermissionUse>{PermissionUse::Refusal, "refusal"},
        Name<PermissionUse>{PermissionUse::Ignored, "ignored"},
    };
    return kNames;
}

template <>
std::span<const Name<FieldKind>> names() {
    static constexpr std::array kNames{
        Name<FieldKind>{FieldKind::Email, "email"},
        Name<FieldKind>{FieldKind::Phone, "phone"},
        Name<FieldKind>{FieldKind::FirstName, "first-name"},
        Name<FieldKind>{FieldKind::LastName, "last-name"},
        Name<FieldKind>{FieldKind::FullName, "full-name"},
        Name<FieldKind>{FieldKind::Street, "street"},
        Name<FieldKind>{FieldKind::City, "city"},
        Name<FieldKind>{FieldKind::Region, "region"},
        Name<FieldKind>{FieldKind::PostalCode, "postal-code"},
        Name<FieldKind>{FieldKind::Country, "country"},
        Name<FieldKind>{FieldKind::Gender, "gender"},
        Name<FieldKind>{FieldKind::BirthDate, "birth-date"},
        Name<FieldKind>{FieldKind::BirthYear, "birth-year"},
        Name<FieldKind>{FieldKind::BirthMonth, "birth-month"},
        Name<FieldKind>{FieldKind::BirthDay, "birth-day"},
        Name<FieldKind>{FieldKind::Birthday, "birthday"},
        Name<FieldKind>{FieldKind::Date, "date"},
        Name<FieldKind>{FieldKind::Number, "number"},
        Name<FieldKind>{FieldKind::Money, "money"},
        Name<FieldKind>{FieldKind::Text, "text"},
        Name<FieldKind>{FieldKind::Url, "url"},
        Name<FieldKind>{FieldKind::Choice, "choice"},
        Name<FieldKind>{FieldKind::Language, "language"},
        Name<FieldKind>{FieldKind::MobileAdId, "mobile-ad-id"},
        Name<FieldKind>{FieldKind::ExternalId, "external-id"},
    };
    return kNames;
}

template <>
std::span<const Name<MappingEvidence>> names() {
    static constexpr std::array kNames{
        Name<MappingEvidence>{MappingEvidence::None, "none"},
        Name<MappingEvidence>{MappingEvidence::LastPathway, "last-pathway"},
        Name<MappingEvidence>{MappingEvidence::SameHeaderBefore, "same-header-before"},
        Name<MappingEvidence>{MappingEvidence::SameName, "same-name"},
        Name<MappingEvidence>{MappingEvidence::KnownAlias, "known-alias"},
        Name<MappingEvidence>{MappingEvidence::LooksLike, "looks-like"},
        Name<MappingEvidence>{MappingEvidence::ChosenByUser, "chosen-by-user"},
    };
    return kNames;
}

template <>
std::span<const Name<ErrorKind>> names() {
    static constexpr std::array kNames{
        Name<ErrorKind>{ErrorKind::Input, "input"},        Name<ErrorKind>{ErrorKind::Source, "source"},
        Name<ErrorKind>{ErrorKind::SignIn, "sign-in"},     Name<ErrorKind>{ErrorKind::Permission, "permission"},
        Name<ErrorKind>{ErrorKind::NotFound, "not-found"}, Name<ErrorKind>{ErrorKind::Network, "network"},
        Name<ErrorKind>{ErrorKind::Security, "security"},  Name<ErrorKind>{ErrorKind::Throttled, "throttled"},
        Name<ErrorKind>{ErrorKind::Refused, "refused"},    Name<ErrorKind>{ErrorKind::Protocol, "protocol"},
        Name<ErrorKind>{ErrorKind::Storage, "storage"},    Name<ErrorKind>{ErrorKind::DiskFull, "disk-full"},
        Name<ErrorKind>{ErrorKind::InUse, "in-use"},       Name<ErrorKind>{ErrorKind::TooNew, "too-new"},
        Name<ErrorKind>{ErrorKind::Keychain, "keychain"},  Name<ErrorKind>{ErrorKind::NeedsDecision, "needs-decision"},
        Name<ErrorKind>{ErrorKind::Canceled, "canceled"},  Name<ErrorKind>{ErrorKind::Internal, "internal"},
    };
    return kNames;
}

template <>
std::span<const Name<MatchState>> names() {
    static constexpr std::array kNames{
        Name<MatchState>{MatchState::None, "none"},
        Name<MatchState>{MatchState::Processing, "processing"},
        Name<MatchState>{MatchState::Usable, "usable"},
        Name<MatchState>{MatchState::Partly, "partly"},
    };
    return kNames;
}

} // namespace pathways::json
