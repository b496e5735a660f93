// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/connection_expiry.h"

#include <QCoreApplication>
#include <QLocale>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ConnectionExpiry)
};

QString dayText(const QDate& day) {
    return QLocale().toString(day, QLocale::LongFormat);
}

} // namespace

std::optional<QDateTime> endOfNewCredential(const AccountInfo& account, std::optional<QDate> given) {
    if (account.expires || account.neverExpires || !given) {
        return account.expires;
    }
    return given->endOfDay(Qt::LocalTime).toUTC();
}

std::optional<QDateTime> endAfterCheck(const Connection& connection, const AccountInfo& account, const QDateTime& now) {
    if (account.expires || account.neverExpires) {
        return account.expires;
    }
    const bool passed = connection.expires && *connection.expires <= now;
    return passed ? std::nullopt : connection.expires;
}

std::optional<Error> wrongEnd(std::optional<QDate> given, const QDateTime& now) {
    if (!given || (given->isValid() && now.toLocalTime().date() <= *given)) {
        return std::nullopt;
    }
    return Error{ErrorKind::Input,
                 given->isValid() ? Texts::tr("The day on which the sign-in ends has passed: %1.").arg(dayText(*given))
                                  : Texts::tr("The day on which the sign-in ends is not a valid date."),
                 Texts::tr("Nothing was connected."),
                 Texts::tr("Enter the day that the platform gives, or leave it blank."),
                 {}};
}

qint64 daysUntil(const QDateTime& end, const QDateTime& now) {
    return now.toLocalTime().date().daysTo(end.toLocalTime().date());
}

Error credentialEnded(const QDateTime& end) {
    return {ErrorKind::SignIn,
            Texts::tr("This sign-in ended on %1.").arg(dayText(end.toLocalTime().date())),
            Texts::tr("Its pathways wait; nothing was lost."),
            Texts::tr("Sign in again. If it still works, check the connection again instead."),
            {}};
}

} // namespace pathways
