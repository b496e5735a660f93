// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/practice_platform.h"

#include <memory>

namespace pathways::practice {

/// Practice Meta: the custom-audience part of the Graph API, versions 21 to 26, with its limits and refusals
/// (contract 3). Its controls (POST /control/meta/VERB):
///
///   token    {"state":"valid|expired|no_permission|development"} or {"replace":"new token"}, with
///            {"expires_at":seconds since 1970, 0 for never} or {"inspectable":false}
///   terms    {"accepted":false}
///   settings {"processing_polls":n, "calls_per_hour":n, "stuck_sessions":bool, "hide_samples":bool,
///             "phantom_invalid":n (in each answer, without samples), "accounts":"person|household|identifier|some"
///             (AccountRule)}
///   flag     {"audience":"id","operation":471}: 0 takes it back
///   members  {"audience":"id"} -> {"people":[{"kind","hash","deliveries"}]}
///   holds    {"audience":"id","kind":"email|phone|extern_id|madid","hash":"64 hex"} -> {"held" (put in by it),
///            "reached","deliveries"}
class PracticeMeta final : public PracticePlatform {
public:
    /// The clock must outlive this object.
    explicit PracticeMeta(const PracticeClock& clock);
    ~PracticeMeta() override;

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
