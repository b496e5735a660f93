// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/phone.h"
#include "tests/identity/normaliser_test_support.h"

#include <random>
#include <vector>

namespace pathways {

using test::normalised;
using test::shown;

namespace {

std::string phone(std::string_view raw, const std::string& country = "US", IdentityRules rules = IdentityRules::Google,
                  const QString& format = {}) {
    return shown(normalised(FieldKind::Phone, rules, raw, country, format));
}

} // namespace

TEST(Phone, nationalNumbersGetTheAudiencesCountry) {
    EXPECT_EQ(phone("(202) 555-0124"), "+12025550124");
    EXPECT_EQ(phone("1-202-555-0124"), "+12025550124");
    EXPECT_EQ(phone("07700 900123", "GB"), "+447700900123");
    EXPECT_EQ(phone("020 7946 0000", "GB"), "+442079460000");
    EXPECT_EQ(phone("030 123456", "DE"), "+4930123456");
    EXPECT_EQ(phone("06 12 34 56 78", "FR"), "+33612345678");
    EXPECT_EQ(phone("612 345 678", "ES"), "+34612345678");
    EXPECT_EQ(phone("06 1234 5678", "IT"), "+390612345678") << "Italy keeps its zero";
    EXPECT_EQ(normalised(FieldKind::Phone, IdentityRules::Plain, "07700 900123", "GB").change,
              Reason::CountryCodeAdded);
    EXPECT_EQ(normalised(FieldKind::Phone, IdentityRules::Plain, "2025550124").change, Reason::CountryCodeAdded);
}

TEST(Phone, internationalNumbersKeepTheirs) {
    for (const char* raw : {"+44 7700 900123", "+44 (0)7700 900123", "00447700900123", "+447700900123",
                            "'+447700900123", "tel:+44-7700-900123"}) {
        EXPECT_EQ(phone(raw, "FR"), "+447700900123") << raw;
    }
    EXPECT_EQ(phone("011 44 7700 900123", "US"), "+447700900123");
    EXPECT_EQ(normalised(FieldKind::Phone, IdentityRules::Plain, "+447700900123").change, Reason::None);
    EXPECT_EQ(normalised(FieldKind::Phone, IdentityRules::Plain, "+44 7700 900123").change, Reason::Reformatted);
    EXPECT_EQ(phone("441134960987", "US"), "+441134960987") << "a plus was lost";
    EXPECT_EQ(phone("447911123456.0", "GB"), "+447911123456") << "a data tool made a decimal of it";
    EXPECT_EQ(phone("+1 202 555 0124 ext. 12"), "+12025550124");
    EXPECT_EQ(phone("\xEF\xBC\x8B\xEF\xBC\x94\xEF\xBC\x94 7700 900123"), "+447700900123") << "full-width digits";
}

TEST(Phone, whatIsNoNumber) {
    for (const char* raw :
         {"12345", "123456123456123456123456", "+abc-DEF", "++++", "ann@riverbank.test", "123-456-7890", "7700900123",
          "202-055-0124", "call me", "+999 123456789", "+1 555 010 0000"}) {
        EXPECT_EQ(phone(raw), "[not-a-phone]") << raw;
    }
    for (const char* raw : {"", " ", "n/a", "-", "0", "000000"}) {
        EXPECT_EQ(phone(raw), "") << raw;
    }
    EXPECT_EQ(phone(std::string(10'000, '9')), "[not-a-phone]");
    EXPECT_EQ(phone("cf14fe3c9d73fcb3574d2643988efb2db605b1c224725bd322d7d2350467b4dc"), "[already-scrambled]");
}

TEST(Phone, numbersDamagedBySpreadsheetsAreNamedSo) {
    for (const char* raw : {"4.47701E+11", "1.5551E+10", "4,47701E+11", "4.47E11", "+4.4E+11", "1E+10"}) {
        EXPECT_EQ(phone(raw), "[phone-damaged]") << raw;
    }
}

TEST(Phone, formsOfThePlatforms) {
    EXPECT_EQ(phone("+44 7700 900123", "US", IdentityRules::Meta), "447700900123");
    EXPECT_EQ(phone("+44 7700 900123", "US", IdentityRules::Mailchimp), "+447700900123");
    EXPECT_EQ(phone("202.555.0124", "US", IdentityRules::Mailchimp, QStringLiteral("US")), "(202) 555-0124");
    EXPECT_EQ(phone("+44 7700 900123", "US", IdentityRules::Mailchimp, QStringLiteral("US")), "[not-a-phone]");
}

/// The fast path is an optimisation and nothing else: wherever it answers, libphonenumber answers the same.
TEST(Phone, fastPathEqualsTheLibrary) {
    std::mt19937 random(11);
    const auto digits = [&](int n) {
        std::string s;
        for (; n > 0; --n) {
            s.push_back(char('0' + random() % 10));
        }
        return s;
    };
    std::vector<std::string> numbers;
    for (const char* country : {"+44", "+33", "+31", "+34", "+61", "+41", "+48", "+45", "+47", "+32", "+353", "+351",
                                "+39", "+1", "1", "0", ""}) {
        for (int length = 7; length <= 11; ++length) {
            for (int lead = 0; lead < 100; ++lead) { // Every two leading digits, then chance.
                const std::string two{char('0' + lead / 10), char('0' + lead % 10)};
                numbers.push_back(country + two + digits(length - 2));
            }
        }
    }
    for (const char* edge : {"2001234567", "2002001234", "9119119111", "+12002000000", "0000000000", "01111111111",
                             "09999999999", "08001111", "(020) 7946-0000", "07700-900-123", "+44 (20) 7946 0000",
                             "+1 (202) 555.0124", "1.202.555.0124"}) {
        numbers.emplace_back(edge);
    }
    for (const char* country : {"US", "CA", "GB", "FR", "NL", "AU", "CH", "DE", "ES", "IT"}) {
        PhoneParser parser(country);
        int compared = 0;
        for (const std::string& number : numbers) {
            std::string fast;
            std::string slow;
            const PhoneResult a = parser.parse(number, fast);
            const PhoneResult b = parser.parseSlowly(number, slow);
            ASSERT_EQ(a.kind, b.kind) << number << " in " << country;
            if (a.kind == PhoneResult::Kind::Number) {
                ASSERT_EQ(fast, slow) << number << " in " << country;
                ASSERT_EQ(a.countryAdded, b.countryAdded) << number << " in " << country;
                ++compared;
            }
        }
        EXPECT_GT(compared, 500);
    }
}

TEST(Phone, normalisedNumbersStayAsTheyAre) {
    for (const char* raw :
         {"+12025550124", "+447700900123", "+4930123456", "+390612345678", "+5511912345678", "+914022345678"}) {
        EXPECT_EQ(phone(raw, "DE"), raw);
        EXPECT_EQ(phone(raw, "US"), raw);
    }
}

} // namespace pathways
