// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/sign_in_errors.h"

#include "core/base/redaction.h"

#include <QCoreApplication>
#include <QLocale>

namespace pathways::sign_in {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SignIn)
};

QString nothingChanged() {
    return Texts::tr("No connection was made, and nothing was changed.");
}

} // namespace

Error denied(const QString& platform) {
    return {ErrorKind::SignIn,
            Texts::tr("You declined access in %1.").arg(platform),
            nothingChanged(),
            Texts::tr("Connect again and allow it, or ask whoever looks after the %1 account.").arg(platform),
            {}};
}

Error timedOut(const QString& platform, std::chrono::milliseconds limit) {
    const int minutes = qMax(1, int(std::chrono::duration_cast<std::chrono::minutes>(limit).count()));
    return {ErrorKind::SignIn,
            Texts::tr("No answer came from your browser within %n minute(s).", nullptr, minutes),
            nothingChanged(),
            Texts::tr("Connect again, and sign in to %1 in the browser window.").arg(platform),
            {}};
}

Error wrongAccount(const QString& expected, const QString& granted) {
    return {ErrorKind::NeedsDecision,
            Texts::tr("You signed in as %1, but this connection belongs to %2.").arg(granted, expected),
            Texts::tr("With a different account the wrong people could be removed, so nothing was changed."),
            Texts::tr("Sign in as %1, or make a new connection for %2.").arg(expected, granted),
            {}};
}

Error missingPermission(const QString& platform, const QStringList& permissions) {
    return {
        ErrorKind::Permission,
        Texts::tr("%1 did not grant this permission: %2.").arg(platform, QLocale().createSeparatedList(permissions)),
        Texts::tr("Without it people cannot be pushed there, so no connection was made."),
        Texts::tr("Connect again and leave every box ticked in the browser."),
        {}};
}

Error wrongClock(const QString& platform, std::chrono::seconds difference) {
    const int minutes = int(std::chrono::round<std::chrono::minutes>(std::chrono::abs(difference)).count());
    return {ErrorKind::Security,
            difference.count() < 0 ? Texts::tr("This computer’s clock is about %n minute(s) slow.", nullptr, minutes)
                                   : Texts::tr("This computer’s clock is about %n minute(s) fast.", nullptr, minutes),
            Texts::tr("%1 does not accept a sign-in when the clock is wrong. Nothing was changed.").arg(platform),
            Texts::tr("Set the clock (date and time settings, “automatic”), then connect again."),
            {}};
}

Error portBlocked() {
    return {ErrorKind::SignIn,
            Texts::tr("Another program prevents your browser from answering Pathways directly."),
            Texts::tr("You can still sign in, with one extra step."),
            Texts::tr("Sign in with the browser. When it shows a page that cannot be opened, copy that page’s address "
                      "and paste it here."),
            {}};
}

Error notFromPlatform(const QString& platform) {
    return {ErrorKind::Security,
            Texts::tr("The answer in your browser was not from this sign-in to %1.").arg(platform),
            Texts::tr("It was not used. Nothing was changed."),
            Texts::tr("Close the other browser windows of this sign-in, then connect again."),
            {}};
}

Error notAnAnswer() {
    return {ErrorKind::Input,
            Texts::tr("This is not the address of the last page."),
            nothingChanged(),
            Texts::tr("Copy the whole address from the browser’s address bar; it begins with http://127.0.0.1."),
            {}};
}

Error unknownClient(const QString& platform, const QString& detail) {
    return {
        ErrorKind::Input, Texts::tr("%1 does not recognise this client ID.").arg(platform), nothingChanged(),
        Texts::tr("Compare the client ID and its secret with those in your organisation’s %1 settings.").arg(platform),
        redacted(detail)};
}

Error revoked(const QString& platform, const QString& detail) {
    return {ErrorKind::SignIn, Texts::tr("%1 no longer accepts this sign-in.").arg(platform),
            Texts::tr("Pushes over this connection wait; what is done so far is kept."),
            Texts::tr("Sign in again, with the same account."), redacted(detail)};
}

Error notWorking(const QString& platform, const QString& detail) {
    return {ErrorKind::Network, Texts::tr("The sign-in service of %1 is not working at the moment.").arg(platform),
            Texts::tr("Nothing was changed."), Texts::tr("Try again in a few minutes."), redacted(detail)};
}

Error notUnderstood(const QString& platform, const QString& detail) {
    return {ErrorKind::Protocol, Texts::tr("Pathways could not understand the answer from %1.").arg(platform),
            Texts::tr("It was not used. Nothing was changed."),
            Texts::tr("Sign in again. If it happens again, copy the support details and ask for help."),
            redacted(detail)};
}

Error canceled() {
    return {ErrorKind::Canceled,
            Texts::tr("The sign-in was stopped."),
            nothingChanged(),
            Texts::tr("Connect again when you like."),
            {}};
}

} // namespace pathways::sign_in
