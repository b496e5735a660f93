// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "core/roster/place_memory.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <cstdio>
#include <unistd.h>

namespace pathways::cli {

namespace {
bool put(std::FILE* stream, const QByteArray& bytes) {
    const bool written = std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream) == size_t(bytes.size());
    return std::fflush(stream) == 0 && written;
}

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// The window has a button for it.
Error forTheCommandLine(Error error) {
    if (asksToAcceptLoss(error)) {
        error.remedy = Texts::tr("Take whoever has left out of your audience and confirm that you have, with "
                                 "“pathways-cli pathways accept-loss”. Then push again.");
    }
    return error;
}
} // namespace

QString plainLine(const QString& text, bool lines) {
    QString plain = text;
    for (QChar& c : plain) {
        const char16_t code = c.unicode();
        const bool turnsDirection = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
        const bool moves = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
        if ((moves && !(lines && code == u'\n')) || turnsDirection) {
            c = code < 0x20 && code != u'\n' && code != u'\t' ? QChar(char16_t(0x2400 + code)) : QChar(u' ');
        }
    }
    return plain;
}

void Output::result(const QByteArray& bytes) const {
    m_failed = !put(stdout, bytes) || m_failed;
}

void Output::line(const QString& text) const {
    if (!m_json) {
        result(plainLine(text, true).toUtf8() + '\n');
    }
}

void Output::document(const QJsonObject& object) const {
    if (m_json) {
        result(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    }
}

void Output::document(const QJsonArray& array) const {
    if (m_json) {
        result(QJsonDocument(array).toJson(QJsonDocument::Compact) + '\n');
    }
}

void Output::progress(const QString& text) {
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    const QByteArray line = plainLine(text).toUtf8();
    put(stderr, terminal ? QByteArray("\r\x1b[K" + line) : QByteArray(line + '\n'));
    m_progressShown = terminal;
}

void Output::endProgress() {
    if (m_progressShown) {
        put(stderr, "\n");
        m_progressShown = false;
    }
}

int Output::report(const Error& reported, QJsonObject document) const {
    const Error error = forTheCommandLine(reported);
    const int exit = exitFor(error);
    document.insert(QStringLiteral("error"), QJsonObject{{QStringLiteral("what"), error.what},
                                                         {QStringLiteral("meaning"), error.meaning},
                                                         {QStringLiteral("remedy"), error.remedy}});
    document.insert(QStringLiteral("exit"), exit);
    this->document(document);
    put(stderr, plainLine(error.text()).toUtf8() + '\n');
    return exit;
}

Error misuse(const QString& what) {
    return Error{ErrorKind::Input, what, {}, Texts::tr("See pathways-cli --help."), {}};
}

Error misnamed(Error error) {
    if (error.kind == ErrorKind::NotFound) {
        error.kind = ErrorKind::Input;
    }
    return error;
}

int exitFor(const Error& error) {
    switch (error.kind) {
    case ErrorKind::Input:
        return kUsage;
    case ErrorKind::SignIn:
    case ErrorKind::Permission:
    case ErrorKind::NeedsDecision:
    case ErrorKind::Keychain:
    case ErrorKind::NotFound:
    case ErrorKind::Security:
    case ErrorKind::Source:
        return kNeedsYou;
    default:
        return kNotDone;
    }
}

} // namespace pathways::cli
