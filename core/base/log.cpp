// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include "core/base/redaction.h"

#include <QDateTime>
#include <QFile>

#include <cstdio>
#include <memory>
#include <mutex>

namespace pathways {

Q_LOGGING_CATEGORY(lcNet, "pathways.net", QtInfoMsg)
Q_LOGGING_CATEGORY(lcPush, "pathways.push", QtInfoMsg)
Q_LOGGING_CATEGORY(lcWorkspace, "pathways.workspace", QtInfoMsg)
Q_LOGGING_CATEGORY(lcCredentials, "pathways.credentials", QtInfoMsg)
Q_LOGGING_CATEGORY(lcApp, "pathways.app", QtInfoMsg)

namespace {

constexpr qint64 kMaxLogBytes = 2 * 1024 * 1024;

struct Sink {
    std::mutex mutex;
    std::unique_ptr<QFile> file;
};

Sink& sink() {
    static Sink instance;
    return instance;
}

const char* levelName(QtMsgType type) {
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    default:
        return "error";
    }
}

void handle(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    const QByteArray line =
        QStringLiteral("%1 %2 %3: %4\n")
            .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs), QLatin1String(levelName(type)),
                 QLatin1String(context.category != nullptr ? context.category : "default"), redacted(message))
            .toUtf8();
    Sink& target = sink();
    const std::lock_guard lock(target.mutex);
    // Qt's own warning about rewinding a sequential upload is expected with the way bodies are sent (trap T2).
    if (!message.contains(QLatin1String("Cannot call seek on a sequential device"))) {
        std::fwrite(line.constData(), 1, size_t(line.size()), stderr);
        if (target.file) {
            if (target.file->size() > kMaxLogBytes) {
                target.file->resize(0);
            }
            target.file->write(line);
            target.file->flush();
        }
    }
}

} // namespace

void installRedactingLog(const QString& filePath) {
    Sink& target = sink();
    {
        const std::lock_guard lock(target.mutex);
        target.file.reset();
        if (!filePath.isEmpty()) {
            auto file = std::make_unique<QFile>(filePath);
            if (file->open(QIODevice::WriteOnly | QIODevice::Append)) {
                file->setPermissions(QFile::ReadOwner | QFile::WriteOwner);
                target.file = std::move(file);
            }
        }
    }
    qInstallMessageHandler(handle);
}

} // namespace pathways
