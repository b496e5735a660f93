// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/google/google_upload.h"

#include "core/base/digest.h"

#include <algorithm>
#include <initializer_list>
#include <rapidjson/document.h>
#include <string>

namespace pathways::practice {

namespace {

using Json = rapidjson::Value;

constexpr std::size_t kMostMembers = 10'000;
constexpr std::size_t kMostIdentifiers = 10;
constexpr std::size_t kMostDestinations = 10;
constexpr int kMostViolations = 100;

std::string_view text(const Json& value) {
    return value.IsString() ? std::string_view(value.GetString(), value.GetStringLength()) : std::string_view();
}

QString qtext(const Json& value) {
    const std::string_view view = text(value);
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

const Json* member(const Json& object, const char* name) {
    const auto found = object.FindMember(name);
    return found == object.MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
}

/// An enumeration's name: Google's JSON takes its number as well, as the vendor's libraries send it.
std::string_view enumName(const Json& value, std::initializer_list<std::string_view> numbered) {
    if (value.IsUint() && value.GetUint() < numbered.size()) {
        return *(numbered.begin() + value.GetUint());
    }
    return text(value);
}

bool isHexText(std::string_view value) {
    return !value.empty() && value.size() % 2 == 0 && std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
}

class Reader final {
public:
    Reader(GoogleUpload& upload, GoogleVerb verb, GoogleProblem& problem)
        : m_upload(upload)
        , m_verb(verb)
        , m_problem(problem) {}

    bool read(const Json& root) {
        if (!root.IsObject()) {
            m_problem = googleViolation({}, "INVALID_ARGUMENT", QStringLiteral("Invalid JSON payload received."));
            return false;
        }
        const bool named =
            m_verb == GoogleVerb::RemoveAll ? known(root, {}, {"destinations", "removeAsOfTime", "validateOnly"})
            : m_verb == GoogleVerb::Remove
                ? known(root, {}, {"destinations", "audienceMembers", "encoding", "encryptionInfo", "validateOnly"})
                : known(root, {},
                        {"destinations", "audienceMembers", "encoding", "encryptionInfo", "validateOnly", "consent",
                         "termsOfService"});
        if (!named || !readFlags(root) || !readDestinations(root)) {
            return false;
        }
        return m_verb == GoogleVerb::RemoveAll || (readStatements(root) && readMembers(root));
    }

private:
    bool fail(const QString& field, const char* reason, const QString& description = {}) {
        m_problem = googleViolation(field, reason, description);
        return false;
    }

    /// Refuses names that Google's JSON does not have, as its parser does.
    bool known(const Json& object, const QString& path, std::initializer_list<std::string_view> names) {
        for (const auto& entry : object.GetObject()) {
            if (std::find(names.begin(), names.end(), text(entry.name)) == names.end()) {
                const QString what =
                    QStringLiteral("Invalid JSON payload received. Unknown name \"%1\" at '%2': Cannot "
                                   "find field.")
                        .arg(qtext(entry.name), path);
                m_problem = googleViolation(path, "", what);
                m_problem.message = what;
                return false;
            }
        }
        return true;
    }

    bool readFlags(const Json& root) {
        if (const Json* only = member(root, "validateOnly")) {
            if (!only->IsBool()) {
                return fail(QStringLiteral("validate_only"), "INVALID_FORMAT");
            }
            m_upload.validateOnly = only->GetBool();
        }
        if (const Json* time = member(root, "removeAsOfTime")) {
            m_upload.removeAsOf = qtext(*time);
            if (m_upload.removeAsOf.isEmpty()) {
                return fail(QStringLiteral("remove_as_of_time"), "INVALID_FORMAT");
            }
        }
        return true;
    }

    bool readAccount(const Json& destination, const char* name, const QString& path, QString& id) {
        const Json* account = member(destination, name);
        if (account == nullptr) {
            return true;
        }
        if (!account->IsObject() || !known(*account, path, {"accountType", "accountId", "product"})) {
            return account->IsObject() ? false : fail(path, "INVALID_FORMAT");
        }
        const Json* type = member(*account, "accountType");
        if (type == nullptr || enumName(*type, {"ACCOUNT_TYPE_UNSPECIFIED", "GOOGLE_ADS"}) != "GOOGLE_ADS") {
            return fail(path + QStringLiteral(".account_type"), "DESTINATION_ACCOUNT_TYPE_MISMATCH");
        }
        const Json* number = member(*account, "accountId");
        id = number == nullptr ? QString() : qtext(*number);
        const bool digits =
            !id.isEmpty() && std::all_of(id.begin(), id.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
        return digits || fail(path + QStringLiteral(".account_id"), "INVALID_NUMBER_FORMAT");
    }

    bool readDestinations(const Json& root) {
        const Json* list = member(root, "destinations");
        if (list == nullptr || !list->IsArray() || list->Empty()) {
            return fail(QStringLiteral("destinations"), "REQUIRED_FIELD_MISSING");
        }
        if (list->Size() > kMostDestinations) {
            return fail(QStringLiteral("destinations"), "TOO_MANY_DESTINATIONS");
        }
        for (rapidjson::SizeType i = 0; i < list->Size(); ++i) {
            const QString path = QStringLiteral("destinations.destinations[%1]").arg(i);
            const Json& entry = (*list)[i];
            GoogleDestination destination;
            if (!entry.IsObject()) {
                return fail(path, "INVALID_DESTINATION");
            }
            if (!known(entry, path,
                       {"reference", "loginAccount", "linkedAccount", "operatingAccount", "productDestinationId"}) ||
                !readAccount(entry, "operatingAccount", path + QStringLiteral(".operating_account"),
                             destination.account) ||
                !readAccount(entry, "loginAccount", path + QStringLiteral(".login_account"), destination.login)) {
                return false;
            }
            const Json* product = member(entry, "productDestinationId");
            destination.list = product == nullptr ? QString() : qtext(*product);
            if (destination.account.isEmpty() || destination.list.isEmpty()) {
                return fail(path, "REQUIRED_FIELD_MISSING");
            }
            destination.json = {{QStringLiteral("operatingAccount"),
                                 QJsonObject{{QStringLiteral("accountType"), QStringLiteral("GOOGLE_ADS")},
                                             {QStringLiteral("accountId"), destination.account}}},
                                {QStringLiteral("productDestinationId"), destination.list}};
            m_upload.destinations.push_back(destination);
        }
        return true;
    }

    bool readConsent(const Json& holder, const QString& path, GoogleConsent& consent) {
        const Json* given = member(holder, "consent");
        if (given == nullptr) {
            return true;
        }
        if (!given->IsObject() || !known(*given, path, {"adUserData", "adPersonalization"})) {
            return given->IsObject() ? false : fail(path, "INVALID_FORMAT");
        }
        for (const char* name : {"adUserData", "adPersonalization"}) {
            const Json* value = member(*given, name);
            const std::string_view state =
                value == nullptr
                    ? std::string_view()
                    : enumName(*value, {"CONSENT_STATUS_UNSPECIFIED", "CONSENT_GRANTED", "CONSENT_DENIED"});
            if (value != nullptr && state != "CONSENT_GRANTED" && state != "CONSENT_DENIED" &&
                state != "CONSENT_STATUS_UNSPECIFIED") {
                return fail(path, "INVALID_ENUM_VALUE");
            }
            if (name == std::string_view("adUserData")) {
                consent = state == "CONSENT_GRANTED"  ? GoogleConsent::Granted
                          : state == "CONSENT_DENIED" ? GoogleConsent::Denied
                                                      : GoogleConsent::Unspecified;
            }
        }
        return true;
    }

    bool readStatements(const Json& root) {
        const Json* encoding = member(root, "encoding");
        const std::string_view chosen =
            encoding == nullptr ? std::string_view() : enumName(*encoding, {"ENCODING_UNSPECIFIED", "HEX", "BASE64"});
        if (chosen != "HEX" && chosen != "BASE64") {
            return fail(QStringLiteral("encoding"), chosen.empty() ? "REQUIRED_FIELD_MISSING" : "INVALID_ENUM_VALUE");
        }
        m_base64 = chosen == "BASE64";
        if (const Json* terms = member(root, "termsOfService"); terms != nullptr && terms->IsObject()) {
            if (!known(*terms, QStringLiteral("terms_of_service"), {"customerMatchTermsOfServiceStatus"})) {
                return false;
            }
            const Json* status = member(*terms, "customerMatchTermsOfServiceStatus");
            m_upload.termsAccepted = status != nullptr && enumName(*status, {"TERMS_OF_SERVICE_STATUS_UNSPECIFIED",
                                                                             "ACCEPTED"}) == "ACCEPTED";
        }
        return readConsent(root, QStringLiteral("consent"), m_consent);
    }

    bool readMembers(const Json& root) {
        const Json* members = member(root, "audienceMembers");
        if (members == nullptr || !members->IsArray() || members->Empty()) {
            return fail(QStringLiteral("audience_members"), "REQUIRED_FIELD_MISSING");
        }
        if (members->Size() > kMostMembers) {
            return fail(QStringLiteral("audience_members"), "TOO_MANY_AUDIENCE_MEMBERS");
        }
        m_upload.keys.reserve(members->Size() * 2);
        m_upload.ends.reserve(members->Size());
        GoogleProblem found;
        for (rapidjson::SizeType i = 0; i < members->Size() && found.violations.size() < kMostViolations; ++i) {
            if (!readMember((*members)[i], QStringLiteral("audience_members.audience_members[%1]").arg(i))) {
                if (m_problem.violations.isEmpty() || m_problem.violations.first().reason.isEmpty()) {
                    return false; // Not a record's fault but JSON of another kind.
                }
                found.violations << m_problem.violations;
            }
        }
        if (!found.violations.isEmpty()) {
            m_problem = found;
            return false;
        }
        return true;
    }

    bool readMember(const Json& entry, const QString& path) {
        if (!entry.IsObject()) {
            return fail(path, "INVALID_AUDIENCE_MEMBER");
        }
        if (!known(entry, path,
                   {"destinationReferences", "consent", "userData", "mobileData", "pairData", "ppidData", "userIdData",
                    "compositeData"})) {
            return false;
        }
        const Json* data = member(entry, "userData");
        const auto others = {"mobileData", "pairData", "ppidData", "userIdData", "compositeData"};
        const bool mixed = std::any_of(others.begin(), others.end(),
                                       [&entry](const char* name) { return member(entry, name) != nullptr; });
        if (mixed) {
            return fail(path, data != nullptr ? "MULTIPLE_DATA_TYPES_NOT_ALLOWED" : "INVALID_USER_LIST_TYPE");
        }
        GoogleConsent consent = m_consent;
        if (!readConsent(entry, path + QStringLiteral(".consent"), consent)) {
            return false;
        }
        const QString within = path + QStringLiteral(".user_data.user_identifiers");
        const Json* identifiers = data != nullptr && data->IsObject() ? member(*data, "userIdentifiers") : nullptr;
        if (identifiers == nullptr || !identifiers->IsArray() || identifiers->Empty()) {
            return fail(within, "REQUIRED_FIELD_MISSING");
        }
        if (identifiers->Size() > kMostIdentifiers) {
            return fail(within, "TOO_MANY_USER_IDENTIFIERS");
        }
        const std::size_t before = m_upload.keys.size();
        for (const Json& identifier : identifiers->GetArray()) {
            if (!readIdentifier(identifier, within)) {
                m_upload.keys.resize(before);
                return false;
            }
        }
        std::stable_sort(m_upload.keys.begin() + qsizetype(before), m_upload.keys.end(),
                         [](const HashedKey& a, const HashedKey& b) { return a.kind < b.kind; });
        m_upload.ends.push_back(std::uint32_t(m_upload.keys.size()));
        m_upload.consent.push_back(consent);
        return true;
    }

    bool readIdentifier(const Json& identifier, const QString& path) {
        if (!identifier.IsObject() || identifier.MemberCount() != 1) {
            return fail(path, "INVALID_AUDIENCE_MEMBER", QStringLiteral("Exactly one identifier must be set."));
        }
        if (!known(identifier, path, {"emailAddress", "phoneNumber", "address"})) {
            return false;
        }
        if (const Json* email = member(identifier, "emailAddress")) {
            return readDigestKey(*email, GoogleKey::Email, path, "Email");
        }
        if (const Json* phone = member(identifier, "phoneNumber")) {
            return readDigestKey(*phone, GoogleKey::Phone, path, "Phone number");
        }
        const Json* address = member(identifier, "address");
        return address != nullptr && address->IsObject() ? readAddress(*address, path)
                                                         : fail(path, "INVALID_AUDIENCE_MEMBER");
    }

    std::optional<std::array<std::uint8_t, 32>> digestOf(std::string_view value) const {
        if (!m_base64) {
            return readDigest(value, true);
        }
        const auto decoded = QByteArray::fromBase64Encoding(
            QByteArray::fromRawData(value.data(), qsizetype(value.size())), QByteArray::AbortOnBase64DecodingErrors);
        std::array<std::uint8_t, 32> digest{};
        if (!decoded || decoded.decoded.size() != qsizetype(digest.size())) {
            return std::nullopt;
        }
        std::copy(decoded.decoded.begin(), decoded.decoded.end(), digest.begin());
        return digest;
    }

    bool readDigestKey(const Json& value, GoogleKey kind, const QString& path, const char* what) {
        const auto digest = digestOf(text(value));
        if (!digest) {
            if (!m_base64 && !isHexText(text(value))) {
                return fail(path, "INVALID_HEX_ENCODING", QLatin1String(what) + QStringLiteral(" is not hex encoded."));
            }
            return fail(path, m_base64 ? "INVALID_BASE64_ENCODING" : "INVALID_SHA256_FORMAT");
        }
        m_upload.keys.push_back({std::uint8_t(kind), *digest});
        return true;
    }

    bool readAddress(const Json& address, const QString& path) {
        const QString within = path + QStringLiteral(".address");
        if (!known(address, within, {"givenName", "familyName", "regionCode", "postalCode"})) {
            return false;
        }
        std::string whole;
        const std::pair<const char*, const char*> parts[] = {{"givenName", ".given_name"},
                                                             {"familyName", ".family_name"},
                                                             {"regionCode", ".region_code"},
                                                             {"postalCode", ".postal_code"}};
        for (const auto& [name, suffix] : parts) {
            const Json* part = member(address, name);
            const std::string_view value = part == nullptr ? std::string_view() : text(*part);
            if (value.empty()) {
                return fail(within + QLatin1String(suffix), "REQUIRED_FIELD_MISSING");
            }
            const bool name64 = std::string_view(name).ends_with("Name");
            if (name64 && !digestOf(value)) {
                return fail(within + QLatin1String(suffix), "INVALID_SHA256_FORMAT");
            }
            if (name == std::string_view("regionCode") &&
                (value.size() != 2 ||
                 !std::all_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))) {
                return fail(within + QLatin1String(suffix), "INVALID_REGION_CODE");
            }
            // A hashed postal code is the mistake that is made most.
            if (name == std::string_view("postalCode") && value.size() > 20) {
                return fail(within + QLatin1String(suffix), "INVALID_POSTAL_CODE");
            }
            whole.append(value).push_back('|');
        }
        m_upload.keys.push_back({std::uint8_t(GoogleKey::Address), m_hasher.hash(whole)});
        return true;
    }

    GoogleUpload& m_upload;
    GoogleVerb m_verb;
    GoogleProblem& m_problem;
    bool m_base64 = false;
    GoogleConsent m_consent = GoogleConsent::Unspecified;
    Sha256 m_hasher;
};

} // namespace

std::optional<GoogleUpload> readGoogleUpload(QByteArray& body, GoogleVerb verb, GoogleProblem& problem) {
    rapidjson::Document document;
    // In place: the strings stay in the body. The iterative parser cannot be made to overflow the stack.
    document.ParseInsitu<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(body.data());
    if (document.HasParseError()) {
        problem = googleViolation({}, "INVALID_ARGUMENT", QStringLiteral("Invalid JSON payload received."));
        return std::nullopt;
    }
    GoogleUpload upload;
    Reader reader(upload, verb, problem);
    if (!reader.read(document)) {
        return std::nullopt;
    }
    return upload;
}

} // namespace pathways::practice
