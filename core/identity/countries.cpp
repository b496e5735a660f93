// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/countries.h"

#include "core/base/utf8.h"
#include "core/base/value_parsing.h"

#include <QHash>
#include <QString>

#include <cstring>
#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace pathways {

namespace {

/// Letters of all scripts in lower case without accents, "&" as "and"; everything else is a space between words.
QString nameKey(const QString& name) {
    QString key;
    for (const QChar c : name.normalized(QString::NormalizationForm_D).toCaseFolded()) {
        if (c.isMark() || c == u'.' || c == u'\'' || c == u'’') {
            continue;
        }
        if (c == u'&') {
            key += QStringLiteral(" and ");
        } else {
            key += c.isLetter() ? c : QChar(u' ');
        }
    }
    key = key.simplified();
    return key.startsWith(QStringLiteral("the ")) ? key.mid(4) : key;
}

/// Names that people write but no list of country names has.
constexpr struct {
    const char* name;
    const char* code;
} kAlso[] = {{"uk", "GB"},
             {"gb", "GB"},
             {"great britain", "GB"},
             {"britain", "GB"},
             {"england", "GB"},
             {"scotland", "GB"},
             {"wales", "GB"},
             {"northern ireland", "GB"},
             {"united kingdom of great britain and northern ireland", "GB"},
             {"usa", "US"},
             {"united states of america", "US"},
             {"america", "US"},
             {"estados unidos de america", "US"},
             {"vereinigte staaten von amerika", "US"},
             {"etats unis d amerique", "US"},
             {"holland", "NL"},
             {"czech republic", "CZ"},
             {"south korea", "KR"},
             {"republic of korea", "KR"},
             {"north korea", "KP"},
             {"russian federation", "RU"},
             {"viet nam", "VN"},
             {"ivory coast", "CI"},
             {"burma", "MM"},
             {"macedonia", "MK"},
             {"swaziland", "SZ"},
             {"turkiye", "TR"},
             {"turkey", "TR"},
             {"cape verde", "CV"},
             {"east timor", "TL"},
             {"hong kong", "HK"},
             {"macau", "MO"},
             {"macao", "MO"},
             {"palestine", "PS"},
             {"republic of ireland", "IE"},
             {"eire", "IE"},
             {"irish republic", "IE"},
             {"uae", "AE"},
             {"bosnia", "BA"},
             {"bundesrepublik deutschland", "DE"},
             {"brd", "DE"},
             {"congo", "CG"},
             {"democratic republic of the congo", "CD"},
             {"dr congo", "CD"},
             {"drc", "CD"},
             {"vatican", "VA"},
             {"holy see", "VA"},
             {"moldova republic of", "MD"},
             {"tanzania united republic of", "TZ"},
             {"iran islamic republic of", "IR"},
             {"venezuela bolivarian republic of", "VE"},
             {"bolivia plurinational state of", "BO"},
             {"korea republic of", "KR"},
             {"taiwan province of china", "TW"},
             {"syrian arab republic", "SY"},
             {"lao peoples democratic republic", "LA"}};

QHash<QString, QByteArray> makeNames() {
    QHash<QString, QByteArray> names;
    const char* const* codes = icu::Locale::getISOCountries();
    constexpr const char* kLanguages[] = {"en", "de", "fr", "es", "it", "nl", "pt",
                                          "da", "sv", "nb", "fi", "pl", "cs", "ca"};
    for (const char* language : kLanguages) {
        const icu::Locale reader(language);
        for (const char* const* code = codes; *code != nullptr; ++code) {
            icu::UnicodeString name;
            icu::Locale("", *code).getDisplayCountry(reader, name);
            const QString text = QString::fromUtf16(name.getBuffer(), name.length());
            const QString key = nameKey(text);
            if (!key.isEmpty() && !names.contains(key)) {
                names.insert(key, QByteArray(*code));
            }
        }
    }
    for (const char* const* code = codes; *code != nullptr; ++code) {
        names.insert(QString::fromLatin1(*code).toLower(), QByteArray(*code));
        const char* three = icu::Locale("", *code).getISO3Country();
        if (three != nullptr && std::strlen(three) == 3) {
            names.insert(QString::fromLatin1(three).toLower(), QByteArray(*code));
        }
    }
    for (const auto& also : kAlso) {
        names.insert(QString::fromLatin1(also.name), QByteArray(also.code));
    }
    return names;
}

constexpr struct {
    const char* name;
    const char* code;
} kStates[] = {{"alabama", "al"},
               {"alaska", "ak"},
               {"arizona", "az"},
               {"arkansas", "ar"},
               {"california", "ca"},
               {"colorado", "co"},
               {"connecticut", "ct"},
               {"delaware", "de"},
               {"district of columbia", "dc"},
               {"washington dc", "dc"},
               {"florida", "fl"},
               {"georgia", "ga"},
               {"hawaii", "hi"},
               {"idaho", "id"},
               {"illinois", "il"},
               {"indiana", "in"},
               {"iowa", "ia"},
               {"kansas", "ks"},
               {"kentucky", "ky"},
               {"louisiana", "la"},
               {"maine", "me"},
               {"maryland", "md"},
               {"massachusetts", "ma"},
               {"michigan", "mi"},
               {"minnesota", "mn"},
               {"mississippi", "ms"},
               {"missouri", "mo"},
               {"montana", "mt"},
               {"nebraska", "ne"},
               {"nevada", "nv"},
               {"new hampshire", "nh"},
               {"new jersey", "nj"},
               {"new mexico", "nm"},
               {"new york", "ny"},
               {"north carolina", "nc"},
               {"north dakota", "nd"},
               {"ohio", "oh"},
               {"oklahoma", "ok"},
               {"oregon", "or"},
               {"pennsylvania", "pa"},
               {"rhode island", "ri"},
               {"south carolina", "sc"},
               {"south dakota", "sd"},
               {"tennessee", "tn"},
               {"texas", "tx"},
               {"utah", "ut"},
               {"vermont", "vt"},
               {"virginia", "va"},
               {"washington", "wa"},
               {"west virginia", "wv"},
               {"wisconsin", "wi"},
               {"wyoming", "wy"},
               {"american samoa", "as"},
               {"guam", "gu"},
               {"northern mariana islands", "mp"},
               {"puerto rico", "pr"},
               {"virgin islands", "vi"},
               {"us virgin islands", "vi"}};

QString keyOf(std::string_view text) {
    return nameKey(QString::fromUtf8(text.data(), qsizetype(text.size())));
}

} // namespace

std::optional<std::string> countryCode(std::string_view text) {
    static const QHash<QString, QByteArray> names = makeNames();
    if (text.size() > 100) {
        return std::nullopt;
    }
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            return std::nullopt; // no country has a digit; "u2" is not "u"
        }
    }
    const auto found = names.constFind(keyOf(text));
    return found == names.cend() ? std::nullopt : std::optional(found->toStdString());
}

std::optional<std::string> usStateCode(std::string_view text) {
    if (text.size() > 40) {
        return std::nullopt;
    }
    const QString key = keyOf(text);
    for (const auto& state : kStates) {
        if (key == QLatin1String(state.name) || key == QLatin1String(state.code)) {
            return std::string(state.code);
        }
    }
    return std::nullopt;
}

} // namespace pathways
