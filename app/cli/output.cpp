// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include <QJsonDocument>

#include <cstdio>
#include <unistd.h>

namespace pathways::cli {

namespace {
void put(std::FILE* stream, const QByteArray& bytes) {
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}
} // namespace

void Output::line(const QString& text) const {
    if (!m_json) {
        put(stdout, text.toUtf8() + '\n');
    }
}

void Output::document(const QJsonObject& object) const {
    if (m_json) {
        put(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    }
}

void Output::document(const QJsonArray& array) const {
    if (m_json) {
        put(stdout, QJsonDocument(array).toJson(QJsonDocument::Compact) + '\n');
    }
}

void Output::progress(const QString& text) {
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    const QByteArray line = text.toUtf8();
    put(stderr, terminal ? QByteArray("\r\x1b[K" + line) : QByteArray(line + '\n'));
    m_progressShown = terminal;
}

void Output::endProgress() {
    if (m_progressShown) {
        put(stderr, "\n");
        m_progressShown = false;
    }
}

int Output::report(const Error& error) const {
    const int exit = exitFor(error);
    if (m_json) {
        document(QJsonObject{{QStringLiteral("error"), QJsonObject{{QStringLiteral("what"), error.what},
                                                                   {QStringLiteral("meaning"), error.meaning},
                                                                   {QStringLiteral("remedy"), error.remedy}}},
                             {QStringLiteral("exit"), exit}});
    }
    put(stderr, error.text().toUtf8() + '\n');
    return exit;
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
