// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/email.h"

#include "core/base/utf8.h"
#include "core/base/value_parsing.h"

#include <QByteArrayView>
#include <QString>

#include <algorithm>
#include <array>
#include <idn2.h>

namespace pathways {

namespace {

constexpr std::size_t kLongestLocal = 64;    // RFC 5321, 4.5.3.1.1
constexpr std::size_t kLongestAddress = 254; // RFC 5321, 4.5.3.1.3, less the angle brackets
constexpr std::size_t kLongestMailchimp = 255;
constexpr std::size_t kLongestLabel = 63;

enum : std::uint8_t { kLocal = 1, kDomain = 2 }; // 0: in neither.

constexpr std::array<std::uint8_t, 256> makeClasses() {
    std::array<std::uint8_t, 256> classes{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")) {
        classes[static_cast<unsigned char>(c)] = kLocal | kDomain;
    }
    for (const char c : std::string_view("!#$%&'*+/=?^_`{|}~")) { // atext of RFC 5322
        classes[static_cast<unsigned char>(c)] = kLocal;
    }
    return classes;
}

constexpr std::array<std::uint8_t, 256> kClasses = makeClasses();

std::uint8_t classOf(char c) {
    return kClasses[static_cast<unsigned char>(c)];
}

/// Labels of letters, digits and inner hyphens; at least two of them; the last one not a number.
bool isDomain(std::string_view domain) {
    std::size_t labels = 0;
    bool lastIsNumber = true;
    std::size_t length = 0;
    bool anyLetter = false;
    for (std::size_t i = 0; i <= domain.size(); ++i) {
        if (i == domain.size() || domain[i] == '.') {
            if (length == 0 || length > kLongestLabel || domain[i - 1] == '-' || domain[i - length] == '-') {
                return false;
            }
            lastIsNumber = !anyLetter;
            anyLetter = false;
            ++labels;
            length = 0;
            continue;
        }
        anyLetter |= !isAsciiDigit(domain[i]);
        ++length;
    }
    const std::size_t dot = domain.rfind('.');
    return labels >= 2 && !lastIsNumber && domain.size() - dot - 1 >= 2 && domain.size() <= 253;
}

bool hasGoodDots(std::string_view local) {
    return !local.empty() && local.front() != '.' && local.back() != '.' && local.find("..") == std::string_view::npos;
}

bool isGmail(std::string_view domain) {
    return domain == "gmail.com" || domain == "googlemail.com";
}

/// Domains that the platform is known to refuse as fake, and those that can never exist. No others: an address that the
/// platform accepts must not be kept from it (contract 1.5-9).
bool isExampleDomain(std::string_view domain) {
    return domain == "example.com" || domain.ends_with(".example.com") || domain.ends_with(".invalid") ||
           domain.ends_with(".localhost");
}

bool isNobody(std::string_view local) {
    static constexpr std::string_view kNobody[] = {"noreply", "no-reply", "no.reply", "donotreply", "do-not-reply",
                                                   "noemail", "no-email", "no.email", "nomail",     "none"};
    return std::find(std::begin(kNobody), std::end(kNobody), local) != std::end(kNobody);
}

/// The ASCII form of an international domain (IDNA 2008, non-transitional).
bool toAsciiDomain(std::string& domain) {
    char* ascii = nullptr;
    const int code = idn2_to_ascii_8z(domain.c_str(), &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (code != IDN2_OK || ascii == nullptr) {
        return false;
    }
    domain = ascii;
    idn2_free(ascii);
    return true;
}

struct CleanAddress {
    QString text;
    bool invisible = false;
    bool turned = false; ///< Contains characters that change the writing direction, so it is not what it looks like.
    bool space = false;
};

CleanAddress clean(std::string_view trimmed) {
    CleanAddress result;
    for (const QChar c : QString::fromUtf8(trimmed.data(), qsizetype(trimmed.size()))) {
        const char16_t u = c.unicode();
        if ((u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069)) {
            result.turned = true;
        } else if (u == 0x00AD || (u >= 0x200B && u <= 0x200F) || (u >= 0x2060 && u <= 0x2064) || u == 0xFEFF) {
            result.invisible = true;
        } else {
            result.space = result.space || c.isSpace();
            result.text.append(c);
        }
    }
    return result;
}

/// "mailto:ann@example.org", "Ann Lee <ann@example.org>", "<ann@example.org>": the address alone. False: unchanged.
bool unwrap(QString& text) {
    bool changed = false;
    if (text.startsWith(QStringLiteral("mailto:"), Qt::CaseInsensitive)) {
        text = text.mid(7);
        changed = true;
    }
    const qsizetype open = text.indexOf(u'<');
    if (open >= 0 && text.endsWith(u'>') && text.count(u'<') == 1 && text.count(u'>') == 1) {
        text = text.mid(open + 1, text.size() - open - 2);
        changed = true;
    }
    text = text.trimmed();
    return changed;
}

} // namespace

const NormalisedValue& EmailNormaliser::normalise(std::string_view raw) {
    std::string_view trimmed = raw;
    while (!trimmed.empty() && static_cast<unsigned char>(trimmed.front()) <= 0x20) {
        trimmed.remove_prefix(1);
    }
    while (!trimmed.empty() && static_cast<unsigned char>(trimmed.back()) <= 0x20) {
        trimmed.remove_suffix(1);
    }
    if (trimmed.empty()) {
        return blank();
    }
    if (!fastPath(trimmed)) {
        return slowPath(raw, trimmed);
    }
    const bool lowered = m_value.text != trimmed;
    return finish(raw, lowered ? Reason::CaseChanged : Reason::Trimmed);
}

/// Copies in lower case and checks the characters in one pass; true for the usual kind of address.
bool EmailNormaliser::fastPath(std::string_view trimmed) {
    if (trimmed.size() > kLongestMailchimp) {
        return false;
    }
    m_value.text.resize(trimmed.size());
    char* out = m_value.text.data();
    std::size_t i = 0;
    for (; i < trimmed.size() && trimmed[i] != '@'; ++i) {
        if ((classOf(trimmed[i]) & kLocal) == 0) {
            return false;
        }
        out[i] = lowerAscii(trimmed[i]);
    }
    if (i == trimmed.size()) {
        return false;
    }
    m_at = i;
    out[i] = '@';
    for (++i; i < trimmed.size(); ++i) {
        if ((classOf(trimmed[i]) & kDomain) == 0) {
            return false;
        }
        out[i] = lowerAscii(trimmed[i]);
    }
    return true;
}

const NormalisedValue& EmailNormaliser::slowPath(std::string_view raw, std::string_view trimmed) {
    trimmed = trimmedValue(trimmed);
    if (trimmed.empty() || isPlaceholder(trimmed)) {
        return blank();
    }
    if (looksScrambled(trimmed)) {
        return refuse(Reason::AlreadyScrambled);
    }
    if (!QByteArrayView(trimmed).isValidUtf8()) {
        return refuse(Reason::BadEncoding);
    }
    if (trimmed.size() > 4096) {
        return refuse(Reason::EmailTooLong);
    }
    CleanAddress address = clean(trimmed);
    if (address.turned) {
        return refuse(Reason::NotAnEmail);
    }
    Reason change = address.invisible ? Reason::InvisibleRemoved : Reason::Reformatted;
    if (unwrap(address.text)) {
        change = Reason::Reformatted;
    }
    if (m_rules == IdentityRules::Google) {
        address.text.removeIf([](QChar c) { return c.isSpace(); });
    }
    const qsizetype at = address.text.lastIndexOf(u'@');
    if (at < 1) {
        return refuse(Reason::NotAnEmail);
    }
    const QString local = address.text.left(at).toLower().normalized(QString::NormalizationForm_C);
    std::string domain = address.text.mid(at + 1).normalized(QString::NormalizationForm_C).toLower().toStdString();
    bool foreign = false;
    for (const char32_t c : local.toUcs4()) {
        if (c < 0x80) {
            if ((classOf(char(c)) & kLocal) == 0) {
                return refuse(Reason::NotAnEmail);
            }
        } else if (QChar::isLetterOrNumber(c) || QChar::isMark(c)) {
            foreign = true;
        } else {
            return refuse(Reason::NotAnEmail);
        }
    }
    if (!isAscii(domain) && !toAsciiDomain(domain)) {
        return refuse(Reason::NotAnEmail);
    }
    if (!std::all_of(domain.begin(), domain.end(), [](char c) { return (classOf(c) & kDomain) != 0; })) {
        return refuse(Reason::NotAnEmail);
    }
    if (foreign && m_rules == IdentityRules::Mailchimp) {
        return refuse(isDomain(domain) ? Reason::EmailNotAscii : Reason::NotAnEmail);
    }
    m_value.text = local.toStdString();
    m_at = m_value.text.size();
    m_value.text.append("@").append(domain);
    return finish(raw, change);
}

/// Gmail ignores dots and whatever follows a plus, so several spellings are one account. False if nothing is left.
bool EmailNormaliser::foldGmail() {
    std::string local = m_value.text.substr(0, m_at);
    local.resize(std::min(local.size(), local.find('+')));
    std::erase(local, '.');
    m_value.text.replace(0, m_at, local);
    m_at = local.size();
    return !local.empty();
}

const NormalisedValue& EmailNormaliser::finish(std::string_view raw, Reason change) {
    const auto domain = [this] { return std::string_view(m_value.text).substr(m_at + 1); };
    if (m_rules == IdentityRules::Google && isGmail(domain())) {
        const std::size_t before = m_value.text.size();
        if (!foldGmail()) {
            return refuse(Reason::NotAnEmail);
        }
        if (m_value.text.size() != before) {
            change = Reason::Reformatted;
        }
    }
    const std::string_view local = std::string_view(m_value.text).substr(0, m_at);
    if (!hasGoodDots(local) || !isDomain(domain())) {
        return refuse(Reason::NotAnEmail);
    }
    const std::size_t longest = m_rules == IdentityRules::Mailchimp ? kLongestMailchimp : kLongestAddress;
    if (m_value.text.size() > longest || local.size() > kLongestLocal) {
        return refuse(Reason::EmailTooLong);
    }
    if (m_rules == IdentityRules::Mailchimp && (isExampleDomain(domain()) || isNobody(local))) {
        return refuse(Reason::FakeLooking);
    }
    return accept(raw, change);
}

} // namespace pathways
