// SPDX-License-Identifier: GPL-3.0-or-later
// What the normalisers make of values as people write them is what the platforms take: no field of either is refused.
#include "core/identity/normaliser.h"
#include "tests/destinations/google/google_fixture.h"
#include "tests/destinations/meta/meta_fixture.h"
#include "tests/support/must.h"

namespace pathways::test {
namespace {

QMap<FieldKind, const char*> written() {
    return {{FieldKind::Email, " Ann.Lee+News@GMail.com "},
            {FieldKind::Phone, "(415) 555-0132"},
            {FieldKind::FirstName, " Ann-Marie "},
            {FieldKind::LastName, "O'Neil"},
            {FieldKind::City, "San Francisco"},
            {FieldKind::Region, "California"},
            {FieldKind::PostalCode, "94035-1234"},
            {FieldKind::Country, "United States"},
            {FieldKind::Gender, "Female"},
            {FieldKind::BirthYear, "1984"},
            {FieldKind::BirthMonth, "7"},
            {FieldKind::BirthDay, "4"},
            {FieldKind::Money, "1,250.50"},
            {FieldKind::MobileAdId, "6032D997-3AB0-4DE0-AA16-8AF0E5B482FB"},
            {FieldKind::ExternalId, "D-1017"}};
}

BatchBuilder::Values normalised(const PushTarget& target, IdentityRules rules) {
    const auto texts = written();
    BatchBuilder::Values values;
    for (const FieldSpec& field : target.fields) {
        const auto normaliser = makeNormaliser(field, rules, {});
        const NormalisedValue& value = normaliser->normalise(texts.value(field.kind, ""));
        EXPECT_EQ(value.problem, Reason::None) << field.id.toStdString() << ' ' << int(value.problem);
        EXPECT_FALSE(value.text.empty()) << field.id.toStdString();
        values.push_back(value.text);
    }
    return values;
}

TEST_F(Meta, TakesEveryFieldAsItIsNormalised) {
    NewObject wanted;
    wanted.name = QStringLiteral("Seed");
    wanted.options[QStringLiteral("value_based")] = QStringLiteral("yes");
    const PushTarget all = target({"EMAIL", "PHONE", "EXTERN_ID", "MADID", "FN", "LN", "CT", "ST", "ZIP", "COUNTRY",
                                   "GEN", "DOBY", "DOBM", "DOBD", "LOOKALIKE_VALUE"},
                                  must(connector.createObject(context, wanted)).id);
    ASSERT_EQ(all.fields.size(), 15U);
    BatchBuilder batch;
    batch.add(normalised(all, connector.type().rules));
    const BatchResult result = session(all)->send(batch.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged) << result.error.detail.toStdString();
    EXPECT_TRUE(result.rows.empty());
}

TEST_F(Google, TakesEveryFieldAsItIsNormalised) {
    const PushTarget all = target({"EMAIL", "PHONE", "FIRST_NAME", "LAST_NAME", "COUNTRY", "POSTAL_CODE"});
    const BatchBuilder::Values values = normalised(all, connector.type().rules);
    EXPECT_EQ(values[0], "annlee@gmail.com");
    EXPECT_EQ(values[1], "+14155550132");
    BatchBuilder batch;
    batch.add(values);
    const BatchResult result = session(all)->send(batch.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged) << result.error.detail.toStdString();
    EXPECT_TRUE(result.rows.empty());
    EXPECT_EQ(body(transport.sent().back())[u"audienceMembers"][0][u"userData"][u"userIdentifiers"].toArray().size(),
              3);
}

} // namespace
} // namespace pathways::test
