// SPDX-License-Identifier: GPL-3.0-or-later
// Values a second through the normalisers, on one core.
#include "core/identity/normaliser.h"

#include <benchmark/benchmark.h>
#include <string>
#include <vector>

namespace pathways {

namespace {

std::vector<std::string> values(FieldKind kind) {
    std::vector<std::string> all;
    for (int i = 0; i < 4096; ++i) {
        const std::string n = std::to_string(1000 + i);
        switch (kind) {
        case FieldKind::Email:
            all.push_back((i % 5 == 0 ? "Amara." : "amara.") + n + "@mail.riverbank.test");
            break;
        case FieldKind::Phone:
            all.push_back(i % 3 == 0 ? "+44 7700 90" + n : "07700 90" + n);
            break;
        case FieldKind::FirstName:
            all.push_back(i % 10 == 0 ? "Zoë" : "Amara");
            break;
        case FieldKind::Country:
            all.emplace_back(i % 3 == 0 ? "UK" : "United Kingdom");
            break;
        case FieldKind::Date:
            all.push_back("2025-03-" + std::to_string(1 + i % 28));
            break;
        default:
            all.push_back(n + ".50");
            break;
        }
    }
    return all;
}

void normalise(benchmark::State& state, FieldKind kind, IdentityRules rules) {
    const std::vector<std::string> all = values(kind);
    FieldSpec field;
    field.kind = kind;
    NormaliserOptions options;
    options.defaultCountry = "GB";
    const auto normaliser = makeNormaliser(field, rules, options);
    for (auto step : state) {
        for (const std::string& value : all) {
            benchmark::DoNotOptimize(normaliser->normalise(value).text.data());
        }
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(all.size()));
}
BENCHMARK_CAPTURE(normalise, email_google, FieldKind::Email, IdentityRules::Google);
BENCHMARK_CAPTURE(normalise, email_mailchimp, FieldKind::Email, IdentityRules::Mailchimp);
BENCHMARK_CAPTURE(normalise, phone_google, FieldKind::Phone, IdentityRules::Google);
BENCHMARK_CAPTURE(normalise, first_name_meta, FieldKind::FirstName, IdentityRules::Meta);
BENCHMARK_CAPTURE(normalise, first_name_google, FieldKind::FirstName, IdentityRules::Google);
BENCHMARK_CAPTURE(normalise, first_name_plain, FieldKind::FirstName, IdentityRules::Plain);
BENCHMARK_CAPTURE(normalise, country, FieldKind::Country, IdentityRules::Meta);
BENCHMARK_CAPTURE(normalise, date, FieldKind::Date, IdentityRules::Mailchimp);
BENCHMARK_CAPTURE(normalise, number, FieldKind::Number, IdentityRules::Mailchimp);

} // namespace

} // namespace pathways

BENCHMARK_MAIN();
