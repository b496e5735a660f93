// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/account_check.h"

#include "core/services/connections/connection_broker.h"

#include <QCoreApplication>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(AccountCheck)
};

QString nameOf(const QString& name, const QString& id) {
    return name.isEmpty() || name == id ? id : Texts::tr("%1 (%2)", "an account's name and its number").arg(name, id);
}

} // namespace

Result<AccountInfo> validateAccount(const OpenConnection& opened, std::stop_token stop) {
    auto account = opened.connector->validate(opened.context(std::move(stop)));
    const Connection& connection = opened.connection;
    const bool told = account && !account->id.isEmpty() && !connection.accountId.isEmpty();
    if (!told || account->id == connection.accountId) {
        return account;
    }
    const QString before = nameOf(connection.accountName, connection.accountId);
    return fail(
        ErrorKind::SignIn,
        Texts::tr("“%1” now leads to the account %2, but it was made for %3.")
            .arg(connection.name, nameOf(account->name, account->id), before),
        Texts::tr("Nobody is added or removed there."),
        Texts::tr("Sign in again with the account %1, or confirm when you sign in that the other one replaces it.")
            .arg(before));
}

} // namespace pathways
