// SPDX-License-Identifier: GPL-3.0-or-later
// The sample donors: nobody real, with the problems its maker says.
#include "tests/identity/normaliser_test_support.h"
#include "tests/support/paths.h"

#include <QSet>
#include <QStringList>

#include <map>

namespace pathways {

TEST(Sample, donorsAreFictionalAndHaveTheProblemsTheyShould) {
    const QByteArray file = test::contentOf(test::inProject(QStringLiteral("resources/samples/donors.csv")));
    const QStringList lines = QString::fromUtf8(file).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 2010);
    FieldSpec email;
    email.kind = FieldKind::Email;
    FieldSpec phone;
    phone.kind = FieldKind::Phone;
    FieldSpec country;
    country.kind = FieldKind::Country;
    NormaliserOptions options;
    options.defaultCountry = "GB";
    const auto emails = makeNormaliser(email, IdentityRules::Mailchimp, options);
    const auto phones = makeNormaliser(phone, IdentityRules::Mailchimp, options);
    const auto countries = makeNormaliser(country, IdentityRules::Mailchimp, options);
    std::map<Reason, int> problems;
    QSet<QString> seen;
    int twice = 0;
    for (const QString& line : lines.mid(1)) {
        const QStringList cells = line.split(u','); // No cell has a comma.
        const bool commaInAddress = cells.size() == 15;
        ASSERT_TRUE(cells.size() == 14 || commaInAddress) << line.toStdString();
        const NormalisedValue address =
            emails->normalise((commaInAddress ? cells[3] + u',' + cells[4] : cells[3]).toStdString());
        ++problems[address.problem];
        if (!address.text.empty()) {
            const QString text = QString::fromStdString(address.text);
            EXPECT_TRUE(text.endsWith(QStringLiteral(".test"))) << address.text;
            twice += seen.contains(text) ? 1 : 0;
            seen.insert(text);
        }
        const NormalisedValue number = phones->normalise(cells[commaInAddress ? 5 : 4].toStdString());
        ++problems[number.problem];
        if (!number.text.empty()) {
            const bool fictional = number.text.starts_with("+447700900") || number.text.substr(5, 5) == "55501" ||
                                   number.text.starts_with("+3532091");
            EXPECT_TRUE(fictional) << number.text;
        }
        const NormalisedValue where = countries->normalise(cells[commaInAddress ? 10 : 9].toStdString());
        EXPECT_EQ(where.problem, Reason::None) << line.toStdString();
    }
    EXPECT_EQ(problems[Reason::NotAnEmail], 12);
    EXPECT_EQ(problems[Reason::PhoneDamaged], 7);
    EXPECT_EQ(problems[Reason::NotAPhone], 0);
    EXPECT_EQ(twice, 9);
}

} // namespace pathways
