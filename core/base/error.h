// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace pathways {

/// What sort of thing went wrong. Decides what the program does next (retry, ask, stop); never shown to people.
enum class ErrorKind {
    Input,         ///< What the user gave cannot be used as it is (a file, a name, a mapping).
    Source,        ///< The audience's source is gone, changed or cannot be read.
    SignIn,        ///< The credential is missing, refused, expired or revoked.
    Permission,    ///< Signed in, but this account may not do it; includes terms not accepted.
    NotFound,      ///< The object (list, audience, account) is no longer there.
    Network,       ///< The platform could not be reached, or the line broke.
    Security,      ///< The other side could not prove who it is (TLS, host key), or sent us elsewhere.
    Throttled,     ///< The platform asked us to wait, and we have waited as long as we may.
    Refused,       ///< The platform understood and said no.
    Protocol,      ///< The answer could not be understood, so nothing may be concluded from it.
    Storage,       ///< The workspace could not be read or written.
    DiskFull,      ///< No room left.
    InUse,         ///< Another window or computer holds the workspace.
    TooNew,        ///< Written by a newer version of the program.
    Keychain,      ///< The keychain is absent, locked or said no.
    NeedsDecision, ///< A person has to decide (the guard).
    Canceled,      ///< The user stopped it.
    Internal       ///< A bug of ours.
};

/// An error as people read it: three parts, each a whole translated sentence, without codes and without blame
/// (rule U61). The detail is for support only: developer English, already redacted.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    QString what;    ///< What happened.
    QString meaning; ///< What it means for their people.
    QString remedy;  ///< What to do now.
    QString detail;  ///< For support; no secret, no donor value.

    /// The three parts as one paragraph.
    [[nodiscard]] QString text() const;
    friend bool operator==(const Error&, const Error&) = default;
};

/// Everything that can fail returns one of these.
template <typename T = void>
using Result = tl::expected<T, Error>;

/// Returns an Error from a function that returns Result<T>.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, QString what, QString meaning, QString remedy,
                                                QString detail = {}) {
    return tl::unexpected<Error>(
        Error{kind, std::move(what), std::move(meaning), std::move(remedy), std::move(detail)});
}

} // namespace pathways
