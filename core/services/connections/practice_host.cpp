// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/practice_host.h"

#include "core/base/log.h"
#include "core/practice/practice_set.h"

#include <QCoreApplication>
#include <QDir>
#include <QHash>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PracticeHost)
};

/// The practice platform for a destination type, and the keys of its credential and account in the description.
struct Role {
    QString platform;
    QString credential;
    QString account;
};

std::optional<Role> roleOf(const QString& type) {
    static const QHash<QString, Role> roles{
        {QStringLiteral("mailchimp"), {QStringLiteral("mailchimp"), QStringLiteral("api_key"), {}}},
        {QStringLiteral("google-ads"),
         {QStringLiteral("google"), QStringLiteral("access_token"), QStringLiteral("account")}},
        {QStringLiteral("meta"),
         {QStringLiteral("meta"), QStringLiteral("access_token"), QStringLiteral("ad_account")}}};
    const auto role = roles.constFind(type);
    return role == roles.cend() ? std::nullopt : std::optional(*role);
}

} // namespace

struct PracticeHost::Private {
    QString folder;
    std::unique_ptr<practice::PracticeSet> set;

    Result<void> start() {
        if (set) {
            return {};
        }
        auto starting = std::make_unique<practice::PracticeSet>();
        if (const auto started = starting->start(); !started) {
            return fail(started.error());
        }
        starting->restore(folder);
        set = std::move(starting);
        return {};
    }
};

PracticeHost::PracticeHost(QString folder)
    : d(std::make_unique<Private>()) {
    d->folder = std::move(folder);
}

PracticeHost::~PracticeHost() {
    save();
}

void PracticeHost::save() {
    if (d->set && !d->set->save(d->folder)) {
        qCWarning(lcApp) << "the practice destinations could not be written down";
    }
}

Result<void> PracticeHost::complete(Connection& connection, Secret& secret) {
    const auto role = roleOf(connection.type);
    if (!role) {
        return fail(ErrorKind::Input, Texts::tr("There is no practice destination of this kind."),
                    Texts::tr("Nothing was connected."),
                    Texts::tr("Choose Mailchimp, Google Ads or Meta to practise."));
    }
    // The credentials are public constants, so a set that is not running knows them as well.
    const bool elsewhere = !connection.settings.value(QStringLiteral("url")).isEmpty();
    if (!elsewhere) {
        if (const auto started = d->start(); !started) {
            return fail(started.error());
        }
    }
    const practice::PracticeSet unstarted;
    const practice::PracticeSet& known = d->set ? *d->set : unstarted;
    const QJsonObject description = known.description().value(role->platform).toObject();
    if (!elsewhere) {
        connection.settings.insert(QStringLiteral("url"), description.value(QLatin1String("url")).toString());
    }
    if (!role->account.isEmpty() && connection.settings.value(QStringLiteral("account")).isEmpty()) {
        connection.settings.insert(QStringLiteral("account"), description.value(role->account).toString());
    }
    secret = Secret(description.value(role->credential).toString().toUtf8());
    return {};
}

} // namespace pathways
