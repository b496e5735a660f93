// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/practice_platform.h"

#include <memory>

namespace pathways::practice {

/// Mailchimp's Marketing API 3.0 on loopback (contract 1): Basic or Bearer sign-in,
/// lists, typed merge fields, members by MD5, bulk requests with errors per row, tags as static segments, batches, at
/// most ten requests at a time. Seeded with "Riverbank Newsletter", whose members were made by others. Addresses at
/// example.com is refused as fake, as the platform does; use a domain below .test.
///
/// POST /control/mailchimp/VERB (list: id, the newsletter when left out):
///   members {offset,count} · member {email} · set_member {email,status,merge_fields,tags} (somebody else writes)
///   unsubscribe {email} · clean {email} · forget {email} · archive {email} · add_list {name} · delete_list
///   add_field {tag,type,required} · delete_field {tag} · poison {email} (any request with it is refused as a whole)
///   disable_user {on} · limit {connections} · api_key {replace} (the previous one is withdrawn) · account {id}
///   (whose account it is from now on)
class PracticeMailchimp final : public PracticePlatform {
public:
    /// The clock must outlive it.
    explicit PracticeMailchimp(const PracticeClock& clock);
    ~PracticeMailchimp() override;

    /// The public, built-in credential; its data centre is us00.
    [[nodiscard]] static QByteArray apiKey();
    /// The seeded list.
    [[nodiscard]] static QString newsletterId();

    [[nodiscard]] QString name() const override;
    [[nodiscard]] QJsonObject description(const QByteArray& base) const override;
    [[nodiscard]] QJsonObject state() const override;
    void reset() override;
    [[nodiscard]] QJsonObject saved() const override;
    void restore(const QJsonObject& saved) override;
    [[nodiscard]] bool idempotent(const PracticeRequest& request) const override;
    [[nodiscard]] PracticeResponse throttled() const override;
    [[nodiscard]] PracticeResponse control(const QString& verb, const QJsonObject& arguments) override;
    PracticeResponse handle(const PracticeRequest& request) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways::practice
