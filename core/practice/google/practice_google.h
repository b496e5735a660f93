// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/practice_platform.h"

#include <functional>
#include <memory>

namespace pathways::practice {

/// Practice Google: the Customer Match part of the Data Manager API v1, with its limits and refusals (contract 2). Its
/// controls (POST /control/google/VERB):
///
///   token    {"state":"valid|expired|no_scope"} or {"replace":"new token"}
///   account  {"refuse":"REASON"}: e.g. NOT_ALLOWLISTED, TERMS_AND_CONDITIONS_NOT_SIGNED,
///            EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED; "" takes it back.  {"manager_only":true}: reached through
///            the manager account alone
///   settings {"processing_polls":n, "ingest_per_minute":n, "ingest_per_day":n, "fail_next":n (requests that process
///            to FAILED), "partial_next":n (people whom the next request loses),
///            "accounts":"person|household|identifier|some" (AccountRule)}
///   list     {"id","membershipStatus","accessReason","readOnly","uploadKeyType"}: changes what nobody can by the API
///   members  {"list":"id"} -> {"people":[{"kind","hash","deliveries","last_added"}]}
///   holds    {"list":"id","kind":"email|phone","hash":"64 hex"} -> {"held" (put in by it), "reached","deliveries"}
class PracticeGoogle final : public PracticePlatform {
public:
    /// Says of a bearer token beside the built-in one whether it is good: somebody signed in by browser.
    using AlsoAccepts = std::function<bool(const QByteArray& token)>;
    /// The clock must outlive this object.
    explicit PracticeGoogle(const PracticeClock& clock, AlsoAccepts alsoAccepts = {});
    ~PracticeGoogle() override;

    [[nodiscard]] QString name() const override;
    [[nodiscard]] QJsonObject description(const QByteArray& base) const override;
    [[nodiscard]] QJsonObject state() const override;
    void reset() override;
    [[nodiscard]] QJsonObject saved() const override;
    void restore(const QJsonObject& saved) override;
    [[nodiscard]] bool idempotent(const PracticeRequest& request) const override;
    [[nodiscard]] PracticeResponse throttled() const override;
    PracticeResponse handle(const PracticeRequest& request) override;
    [[nodiscard]] PracticeResponse control(const QString& verb, const QJsonObject& arguments) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways::practice
