// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/countries.h"
#include "tests/identity/normaliser_test_support.h"

#include <random>

namespace pathways {

using test::normalised;
using test::shown;

namespace {
constexpr IdentityRules kAllRules[] = {IdentityRules::Mailchimp, IdentityRules::Google, IdentityRules::Meta,
                                       IdentityRules::Plain};

std::string made(FieldKind kind, IdentityRules rules, std::string_view raw, const std::string& country = "US") {
    return shown(normalised(kind, rules, raw, country));
}
} // namespace

TEST(Values, names) {
    EXPECT_EQ(made(FieldKind::FirstName, IdentityRules::Google, " Dr. Mary  Ann "), "mary  ann");
    EXPECT_EQ(made(FieldKind::LastName, IdentityRules::Google, "O'Neil-Smith, Jr., PhD"), "o'neil-smith");
    EXPECT_EQ(made(FieldKind::LastName, IdentityRules::Google, "Levi"), "levi") << "vi is no suffix within a word";
    EXPECT_EQ(made(FieldKind::FirstName, IdentityRules::Meta, "Valéry-Anne O."), "valéryanneo");
    EXPECT_EQ(made(FieldKind::LastName, IdentityRules::Meta, " 정 "), "정");
    EXPECT_EQ(made(FieldKind::FirstName, IdentityRules::Mailchimp, "  Zoe\xCC\x88\tMarie\n"), "Zoë Marie");
    EXPECT_EQ(made(FieldKind::FirstName, IdentityRules::Plain, "Ann\xE2\x80\x8B"), "Ann");
    EXPECT_EQ(made(FieldKind::FirstName, IdentityRules::Meta, "Ann\xFF"), "[bad-encoding]");
    EXPECT_EQ(made(FieldKind::FirstName, IdentityRules::Meta, "..."), "");
    EXPECT_EQ(made(FieldKind::FirstName, IdentityRules::Google, std::string(64, 'a')), "[already-scrambled]");
}

TEST(Values, countriesByNameAndCode) {
    for (const char* raw : {"UK", "U.K.", "gb", "GBR", "United Kingdom", "England", "Vereinigtes Königreich",
                            "Royaume-Uni", "Reino Unido", "Great Britain"}) {
        EXPECT_EQ(countryCode(raw), "GB") << raw;
    }
    for (const char* raw : {"USA", "U.S.A.", "United States of America", "the United States", "États-Unis",
                            "Estados Unidos", "Stati Uniti", "Verenigde Staten"}) {
        EXPECT_EQ(countryCode(raw), "US") << raw;
    }
    EXPECT_EQ(countryCode("Deutschland"), "DE");
    EXPECT_EQ(countryCode("Côte d'Ivoire"), "CI");
    EXPECT_EQ(countryCode("Trinidad & Tobago"), "TT");
    EXPECT_EQ(countryCode("Bosnia and Herzegovina"), "BA");
    EXPECT_EQ(countryCode("Österreich"), "AT");
    EXPECT_EQ(countryCode("Holland"), "NL");
    for (const char* raw : {"", "XX", "u2", "u s", "Europe", "12", "Narnia", "\xFF\xFF"}) {
        EXPECT_FALSE(countryCode(raw)) << raw;
    }
    EXPECT_EQ(made(FieldKind::Country, IdentityRules::Meta, " UK "), "gb");
    EXPECT_EQ(made(FieldKind::Country, IdentityRules::Mailchimp, "uk"), "GB");
    EXPECT_EQ(made(FieldKind::Country, IdentityRules::Google, "Narnia"), "[not-a-country]");
}

TEST(Values, regionsCitiesAndPostalCodes) {
    EXPECT_EQ(made(FieldKind::Region, IdentityRules::Meta, "California"), "ca");
    EXPECT_EQ(made(FieldKind::Region, IdentityRules::Meta, "TX"), "tx");
    EXPECT_EQ(made(FieldKind::Region, IdentityRules::Meta, "California", "GB"), "california");
    EXPECT_EQ(made(FieldKind::Region, IdentityRules::Meta, "West Yorkshire", "GB"), "westyorkshire");
    EXPECT_EQ(made(FieldKind::Region, IdentityRules::Mailchimp, "West Yorkshire", "GB"), "West Yorkshire");
    EXPECT_EQ(made(FieldKind::City, IdentityRules::Meta, "St. John's 2"), "stjohns");
    EXPECT_EQ(made(FieldKind::PostalCode, IdentityRules::Meta, "94035-1234"), "94035");
    EXPECT_EQ(made(FieldKind::PostalCode, IdentityRules::Meta, "LS1 4AP", "GB"), "ls14ap");
    EXPECT_EQ(made(FieldKind::PostalCode, IdentityRules::Google, " 1229-076 "), "1229-076");
    FieldSpec zip;
    zip.kind = FieldKind::PostalCode;
    zip.format = QStringLiteral("US");
    const auto zips = makeNormaliser(zip, IdentityRules::Mailchimp, {});
    EXPECT_EQ(shown(zips->normalise("02134")), "02134");
    EXPECT_EQ(shown(zips->normalise("2134")), "02134");
    EXPECT_EQ(shown(zips->normalise("02134-1000")), "02134");
    EXPECT_EQ(shown(zips->normalise("LS1 4AP")), "[not-a-postal-code]");
}

TEST(Values, datesAndBirthdays) {
    EXPECT_EQ(made(FieldKind::Date, IdentityRules::Mailchimp, "4 March 2025"), "2025-03-04");
    EXPECT_EQ(made(FieldKind::Birthday, IdentityRules::Mailchimp, "1980-03-04"), "03/04");
    EXPECT_EQ(made(FieldKind::Birthday, IdentityRules::Mailchimp, "29/2"), "02/29");
    EXPECT_EQ(made(FieldKind::BirthYear, IdentityRules::Meta, "04/03/1980"), "1980");
    EXPECT_EQ(made(FieldKind::BirthMonth, IdentityRules::Meta, "3"), "03");
    EXPECT_EQ(made(FieldKind::BirthDay, IdentityRules::Meta, "31"), "31");
    EXPECT_EQ(made(FieldKind::Date, IdentityRules::Plain, "0000-00-00"), "");
    EXPECT_EQ(made(FieldKind::Date, IdentityRules::Plain, "soon"), "[not-a-date]");
    NormaliserOptions dayFirst;
    dayFirst.monthFirst = false;
    FieldSpec date;
    date.kind = FieldKind::Date;
    EXPECT_EQ(makeNormaliser(date, IdentityRules::Plain, dayFirst)->normalise("03/04/2025").text, "2025-04-03");
}

TEST(Values, numbersChoicesAndTheRest) {
    EXPECT_EQ(made(FieldKind::Number, IdentityRules::Mailchimp, "£1,234.50"), "1234.50");
    EXPECT_EQ(made(FieldKind::Number, IdentityRules::Mailchimp, "-5"), "-5");
    EXPECT_EQ(made(FieldKind::Money, IdentityRules::Meta, "-5"), "[negative-value]");
    EXPECT_EQ(made(FieldKind::Number, IdentityRules::Mailchimp, "lots"), "[not-a-number]");
    EXPECT_EQ(made(FieldKind::Gender, IdentityRules::Meta, "Female"), "f");
    EXPECT_EQ(made(FieldKind::Gender, IdentityRules::Meta, "Mann"), "m");
    EXPECT_EQ(made(FieldKind::Gender, IdentityRules::Meta, "other"), "[not-a-choice]");
    EXPECT_EQ(made(FieldKind::Gender, IdentityRules::Plain, "other"), "other");
    EXPECT_EQ(made(FieldKind::Language, IdentityRules::Mailchimp, "pt-br"), "pt_BR");
    EXPECT_EQ(made(FieldKind::Language, IdentityRules::Mailchimp, "Deutsch"), "de");
    EXPECT_EQ(made(FieldKind::Url, IdentityRules::Mailchimp, "www.riverbank.test/a?b=c"),
              "https://www.riverbank.test/a?b=c");
    EXPECT_EQ(made(FieldKind::Url, IdentityRules::Mailchimp, "javascript://x.test"), "[not-a-url]");
    EXPECT_EQ(made(FieldKind::Url, IdentityRules::Mailchimp, "not a url"), "[not-a-url]");
    EXPECT_EQ(made(FieldKind::MobileAdId, IdentityRules::Meta, "AEBE52E7-03EE-455A-B3C4-E57283966239"),
              "aebe52e7-03ee-455a-b3c4-e57283966239");
    EXPECT_EQ(made(FieldKind::MobileAdId, IdentityRules::Google, "AEBE52E7-03EE-455A-B3C4-E57283966239"),
              "AEBE52E7-03EE-455A-B3C4-E57283966239");
    EXPECT_EQ(made(FieldKind::MobileAdId, IdentityRules::Meta, "00000000-0000-0000-0000-000000000000"), "");
    EXPECT_EQ(made(FieldKind::ExternalId, IdentityRules::Meta, " D-00012 "), "D-00012");
    const auto choice = [](std::string_view raw) {
        return shown(normalised(FieldKind::Choice, IdentityRules::Mailchimp, raw, "US", {},
                                {QStringLiteral("Post"), QStringLiteral("E-Mail")}));
    };
    EXPECT_EQ(choice(" post "), "Post");
    EXPECT_EQ(choice("fax"), "[not-a-choice]");
    const auto text = [](std::string_view raw) {
        return shown(normalised(FieldKind::Text, IdentityRules::Mailchimp, raw, "US", {}, {}, 4));
    };
    EXPECT_EQ(text("ééx"), "[too-long]") << "bytes, not letters";
    EXPECT_EQ(text("éé"), "éé");
}

TEST(Values, everyKindUnderEveryRuleTakesAnyBytesAndIsStable) {
    std::mt19937 random(5);
    const char* const seeds[] = {"",
                                 " ",
                                 "0",
                                 "1",
                                 "12",
                                 "1980",
                                 "2025-03-04",
                                 "é",
                                 "ann@riverbank.test",
                                 "+447700900123",
                                 "US",
                                 "m",
                                 "-1",
                                 "https://riverbank.test",
                                 "\xF0\x9F\x98\x80",
                                 "\xE2\x80\x8D",
                                 "Mr. X",
                                 ", Jr.",
                                 "en",
                                 "\xFF",
                                 "1E+10"};
    for (int kind = 0; kind <= int(FieldKind::ExternalId); ++kind) {
        for (const IdentityRules rules : kAllRules) {
            FieldSpec field;
            field.kind = FieldKind(kind);
            field.maxBytes = 255;
            field.choices = QStringList{QStringLiteral("m"), QStringLiteral("US")};
            const auto normaliser = makeNormaliser(field, rules, {});
            ASSERT_TRUE(normaliser);
            for (int round = 0; round < 300; ++round) {
                std::string raw = seeds[random() % std::size(seeds)];
                for (auto n = random() % 6; n > 0; --n) {
                    raw.push_back(char(random() & 0xFFU));
                }
                const NormalisedValue value = normaliser->normalise(raw);
                EXPECT_TRUE(value.problem == Reason::None || value.text.empty());
                EXPECT_TRUE(int(value.change) < 100);
                EXPECT_TRUE(value.problem == Reason::None || int(value.problem) >= 100);
                const std::string once = value.text;
                // Digits alone, as Meta wants phones, cannot be told from a national number.
                const bool foldsFurther = (field.kind == FieldKind::Phone && rules == IdentityRules::Meta) ||
                                          field.kind == FieldKind::Birthday || field.kind == FieldKind::BirthYear ||
                                          field.kind == FieldKind::BirthMonth || field.kind == FieldKind::BirthDay;
                if (!once.empty() && !foldsFurther) {
                    EXPECT_EQ(normaliser->normalise(once).text, once) << kind << " " << int(rules) << " from " << raw;
                }
            }
        }
    }
}

} // namespace pathways
