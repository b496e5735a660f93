// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/connection_output.h"

#include <QCoreApplication>

namespace pathways::cli {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};
} // namespace

Error usageError(const QString& what) {
    return Error{ErrorKind::Input, what, {}, Texts::tr("See pathways-cli --help."), {}};
}

namespace {

/// An untranslated word, for scripts.
QString word(ConnectionState state) {
    switch (state) {
    case ConnectionState::Active:
        return QStringLiteral("active");
    case ConnectionState::NeedsSignIn:
        return QStringLiteral("needs-sign-in");
    case ConnectionState::ExpiresSoon:
        return QStringLiteral("expires-soon");
    case ConnectionState::Checking:
        return QStringLiteral("checking");
    case ConnectionState::Problem:
        break;
    }
    return QStringLiteral("problem");
}

} // namespace

QJsonObject toJson(const ConnectionSummary& summary) {
    QJsonObject json{{QStringLiteral("name"), summary.connection.name},
                     {QStringLiteral("type"), summary.connection.type},
                     {QStringLiteral("account"), summary.connection.accountName},
                     {QStringLiteral("account_id"), summary.connection.accountId},
                     {QStringLiteral("practice"), summary.connection.practice},
                     {QStringLiteral("state"), summary.stateText},
                     {QStringLiteral("status"), word(summary.state)},
                     {QStringLiteral("pathways"), QJsonArray::fromStringList(summary.pathways)}};
    if (!summary.signedInAs.isEmpty()) {
        json.insert(QStringLiteral("signed_in_as"), summary.signedInAs);
    }
    if (summary.connection.expires) {
        json.insert(QStringLiteral("expires"), summary.connection.expires->toString(Qt::ISODate));
    }
    if (summary.lastSuccess) {
        json.insert(QStringLiteral("last_success"), summary.lastSuccess->toString(Qt::ISODate));
    }
    return json;
}

void print(const Output& output, const ConnectionSummary& summary) {
    QString account = summary.connection.accountName;
    if (!summary.signedInAs.isEmpty()) {
        account = Texts::tr("%1 (signed in as %2)", "account, person").arg(account, summary.signedInAs);
    }
    output.line(Texts::tr("%1: %2, %3, %4", "connection, platform, account, state")
                    .arg(summary.connection.name, summary.typeName,
                         account.isEmpty() ? Texts::tr("no account yet", "in place of an account") : account,
                         summary.stateText));
}

} // namespace pathways::cli
