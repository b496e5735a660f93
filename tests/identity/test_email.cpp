// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/identity/normaliser_test_support.h"
#include "tests/support/paths.h"

#include <QFile>
#include <QXmlStreamReader>

#include <random>

namespace pathways {

using test::normalised;
using test::shown;

namespace {

std::string mail(std::string_view raw, IdentityRules rules = IdentityRules::Plain) {
    return shown(normalised(FieldKind::Email, rules, raw));
}

} // namespace

TEST(Email, tidiedAndTheChangeIsNamed) {
    const auto change = [](std::string_view raw) {
        return normalised(FieldKind::Email, IdentityRules::Plain, raw).change;
    };
    EXPECT_EQ(mail(" Ann.Lee@Riverbank.TEST \r\n"), "ann.lee@riverbank.test");
    EXPECT_EQ(change("ann@riverbank.test"), Reason::None);
    EXPECT_EQ(change(" ann@riverbank.test"), Reason::Trimmed);
    EXPECT_EQ(change("Ann@riverbank.test"), Reason::CaseChanged);
    EXPECT_EQ(change("ann\xE2\x80\x8B@riverbank.test"), Reason::InvisibleRemoved);
    EXPECT_EQ(change("mailto:ann@riverbank.test"), Reason::Reformatted);
    EXPECT_EQ(mail("\xC2\xA0"
                   "ann@riverbank.test"),
              "ann@riverbank.test");
    EXPECT_EQ(mail("ann\xE2\x80\x8B@river\xE2\x81\xA0"
                   "bank.test"),
              "ann@riverbank.test");
    EXPECT_EQ(mail("\"Lee, Ann\" <ann@riverbank.test>"), "ann@riverbank.test");
    EXPECT_EQ(mail("o'brien@riverbank.test"), "o'brien@riverbank.test");
}

TEST(Email, blankIsBlank) {
    for (const char* raw : {"", " ", "\t\r\n", "n/a", "None", "-", "NULL", "\xC2\xA0"}) {
        EXPECT_EQ(mail(raw), "") << raw;
    }
}

TEST(Email, whatIsNoAddress) {
    for (const char* raw : {"ann",
                            "ann@",
                            "@riverbank.test",
                            "ann@riverbank",
                            "ann@@riverbank.test",
                            "ann@riverbank..test",
                            "ann@.riverbank.test",
                            "ann@riverbank.test.",
                            ".ann@riverbank.test",
                            "ann.@riverbank.test",
                            "an..n@riverbank.test",
                            "ann@-riverbank.test",
                            "ann@riverbank-.test",
                            "ann@river_bank.test",
                            "ann@riverbank.t",
                            "ann@127.0.0.1",
                            "ann@[192.0.2.1]",
                            "\"quoted local\"@riverbank.test",
                            "ann lee@riverbank.test",
                            "ann@riverbank.test; bob@riverbank.test",
                            "ann@riverbank.test,bob@riverbank.test",
                            "ann@riverbank,test",
                            "ann@river bank.test",
                            "\xE2\x80\xAEtset.knabrevir@nna.test",
                            "ann(comment)@riverbank.test",
                            "07700 900123",
                            "ann@riverbank.123",
                            "ann\\@riverbank.test",
                            "<ann@riverbank.test",
                            "ann@ö..test"}) {
        EXPECT_EQ(mail(raw), "[not-an-email]") << raw;
    }
    EXPECT_EQ(mail(std::string_view("ann@river\0bank.test", 19)), "[not-an-email]");
    EXPECT_EQ(mail("ann@riverbank.test\xFF"), "[bad-encoding]");
}

TEST(Email, lengths) {
    const std::string local(64, 'a');
    EXPECT_EQ(mail(local + "@riverbank.test"), local + "@riverbank.test");
    EXPECT_EQ(mail(local + "b@riverbank.test"), "[email-too-long]");
    const auto ofLength = [&](std::size_t n) {
        std::string address = local + "@";
        while (n - address.size() - 5 > 63) {
            address += std::string(50, 'x') + ".";
        }
        return address + std::string(n - address.size() - 5, 'y') + ".test";
    };
    for (const std::size_t n : {253U, 254U, 255U, 256U}) {
        ASSERT_EQ(ofLength(n).size(), n);
        EXPECT_EQ(mail(ofLength(n)), n <= 254 ? ofLength(n) : "[email-too-long]") << n;
        EXPECT_EQ(mail(ofLength(n), IdentityRules::Mailchimp), n <= 255 ? ofLength(n) : "[email-too-long]") << n;
    }
    EXPECT_EQ(mail(std::string(100'000, 'a') + "@riverbank.test"), "[email-too-long]");
    EXPECT_EQ(mail("ann@" + std::string(64, 'x') + ".test"), "[not-an-email]");
}

TEST(Email, scrambledValuesAreNeverAddresses) {
    for (const IdentityRules rules :
         {IdentityRules::Mailchimp, IdentityRules::Google, IdentityRules::Meta, IdentityRules::Plain}) {
        EXPECT_EQ(mail("F1904CF1A9D73A55FA5DE0AC823C4403DED71AFD4C3248D00BDCD0866552BB79", rules),
                  "[already-scrambled]");
        EXPECT_EQ(mail("b4c9a289323b21a01c3e940f150eb9b8", rules), "[already-scrambled]");
    }
}

TEST(Email, internationalAddresses) {
    EXPECT_EQ(mail("ann@München.test"), "ann@xn--mnchen-3ya.test");
    EXPECT_EQ(mail("ann@MÜNCHEN.test"), mail("ann@xn--mnchen-3ya.test")) << "both spellings are one person";
    EXPECT_EQ(mail("ann@mu\xCC\x88nchen.test"), mail("ann@münchen.test"));
    EXPECT_EQ(mail("JOSÉ@riverbank.test"), "josé@riverbank.test");
    EXPECT_EQ(mail("jose\xCC\x81@riverbank.test"), "josé@riverbank.test");
    EXPECT_EQ(mail("josé@riverbank.test", IdentityRules::Mailchimp), "[email-not-ascii]");
    EXPECT_EQ(mail("ann@münchen.test", IdentityRules::Mailchimp), "ann@xn--mnchen-3ya.test");
    EXPECT_EQ(mail("a☃nn@riverbank.test"), "[not-an-email]");
}

TEST(Email, googleFoldsItsOwnMailOnly) {
    EXPECT_EQ(mail("J.e..F.f+News@Gmail.com", IdentityRules::Google), "jeff@gmail.com");
    EXPECT_EQ(mail("j.eff+news@googlemail.com", IdentityRules::Google), "jeff@googlemail.com");
    EXPECT_EQ(mail("j.eff+news@riverbank.test", IdentityRules::Google), "j.eff+news@riverbank.test");
    EXPECT_EQ(mail("j.eff+news@gmail.com.riverbank.test", IdentityRules::Google),
              "j.eff+news@gmail.com.riverbank.test");
    EXPECT_EQ(mail(" j eff@riverbank .test", IdentityRules::Google), "jeff@riverbank.test");
    EXPECT_EQ(mail("...@gmail.com", IdentityRules::Google), "[not-an-email]");
    EXPECT_EQ(mail("+news@gmail.com", IdentityRules::Google), "[not-an-email]");
    for (const IdentityRules rules : {IdentityRules::Mailchimp, IdentityRules::Meta, IdentityRules::Plain}) {
        EXPECT_EQ(mail("j.eff+news@gmail.com", rules), "j.eff+news@gmail.com");
    }
}

TEST(Email, mailchimpTakesNoAddressesMadeUpForExamples) {
    for (const char* raw : {"ann@example.com", "ann@mail.example.com", "ann@charity.localhost", "ann@x.invalid",
                            "noreply@riverbank.test"}) {
        EXPECT_EQ(mail(raw, IdentityRules::Mailchimp), "[fake-looking]") << raw;
        EXPECT_EQ(mail(raw, IdentityRules::Meta), raw);
    }
    EXPECT_EQ(mail("ann@notexample.com", IdentityRules::Mailchimp), "ann@notexample.com");
    EXPECT_EQ(mail("ann@example.org", IdentityRules::Mailchimp), "ann@example.org");
    EXPECT_EQ(mail("ann@donors.riverbank.test", IdentityRules::Mailchimp), "ann@donors.riverbank.test");
}

TEST(Email, anyBytesAreHarmless) {
    std::mt19937 random(3);
    FieldSpec field;
    field.kind = FieldKind::Email;
    const auto normaliser = makeNormaliser(field, IdentityRules::Google, {});
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes;
        for (auto n = random() % 40; n > 0; --n) {
            bytes.push_back(random() % 3 == 0 ? "@.a+<>\" \xE2\x80"[random() % 10] : char(random() & 0xFFU));
        }
        const NormalisedValue value = normaliser->normalise(bytes);
        EXPECT_TRUE(value.text.empty() || value.problem == Reason::None);
        const std::string once = value.text;
        if (!once.empty()) {
            EXPECT_EQ(normaliser->normalise(once).text, once) << "a normalised value stays as it is";
        }
    }
}

/// Differential: every address that isemail calls plainly valid is taken; those it calls errors are not.
TEST(Email, agreesWithIsemail) {
    const QString path = test::shared(QStringLiteral("corpora/email/isemail/test/tests.xml"));
    if (path.isEmpty()) {
        GTEST_SKIP() << test::kWithoutReferenceData;
    }
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    QXmlStreamReader xml(&file);
    QString address;
    int valid = 0;
    int refused = 0;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == u"address") {
            address = xml.readElementText();
            for (QChar& c : address) { // Symbols stand for control characters there.
                if (c.unicode() >= 0x2400 && c.unicode() < 0x2420) {
                    c = QChar(c.unicode() - 0x2400);
                }
            }
        } else if (xml.name() == u"category") {
            const QString category = xml.readElementText();
            const std::string raw = address.toStdString();
            const std::string result = mail(raw);
            const bool taken = !result.empty() && result.front() != '[';
            // Where an address is well-formed but has no mail server we say nothing; a single label is refused.
            if (category == u"ISEMAIL_ERR") {
                const bool onlySpaceAround = raw.find_first_of(" \t\r\n") != std::string::npos;
                EXPECT_TRUE(!taken || onlySpaceAround) << raw;
                ++refused;
            } else if (category == u"ISEMAIL_VALID_CATEGORY") {
                const bool oneLabel = raw.find('.', raw.find('@')) == std::string::npos;
                const bool platformsTakeIt = !oneLabel && raw.find_first_of("\"[") == std::string::npos;
                EXPECT_EQ(taken, platformsTakeIt) << raw << " " << result;
                ++valid;
            }
        }
    }
    EXPECT_GT(valid, 5);
    EXPECT_GT(refused, 50);
}

} // namespace pathways
