// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/memory_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <atomic>

namespace pathways {

namespace {

constexpr QChar kOnBase = u'+';
/// A record with the identifiers of its person, as a rule.
constexpr std::uint64_t kBytesOfRecord = 128;

std::atomic<std::uint64_t> g_smallestBase{DeltaLimits{}.smallestBase};
std::atomic<std::uint64_t> g_share{DeltaLimits{}.share};

QJsonObject metaOf(const EncryptedFile& file) {
    return QJsonDocument::fromJson(file.meta()).object();
}

} // namespace

QString baseOf(const QString& name) {
    const qsizetype at = name.lastIndexOf(kOnBase);
    return at < 0 ? QString() : name.mid(at + 1);
}

QString nameOfDelta(const QString& name, const QString& old) {
    const QString base = baseOf(old);
    return QFileInfo(name).completeBaseName() + kOnBase + (base.isEmpty() ? old : base);
}

Result<OpenMemory> openMemory(const QString& path, const QByteArray& dataKey) {
    if (!QFile::exists(path)) {
        return fail(damagedFile()); // Lost is as good as damaged: it cannot be trusted.
    }
    auto file = EncryptedFile::open(path, dataKey);
    if (!file) {
        return fail(file.error());
    }
    OpenMemory opened{std::move(*file), {}};
    opened.meta = metaOf(*opened.file);
    const QFileInfo info(path);
    const QString base = baseOf(info.fileName());
    const QString id = opened.meta.value(kBaseId).toString();
    if (base.isEmpty() != id.isEmpty()) {
        return fail(damagedFile());
    }
    if (base.isEmpty()) {
        return opened;
    }
    const QString below = info.dir().filePath(base);
    auto known = QFile::exists(below) ? EncryptedFile::open(below, dataKey)
                                      : Result<std::unique_ptr<EncryptedFile>>(fail(damagedFile()));
    if (!known) {
        return fail(known.error());
    }
    if (metaOf(**known).value(u"id").toString() != id) {
        return fail(damagedFile());
    }
    opened.file->putOn(std::move(*known));
    return opened;
}

QString idOfBase(const EncryptedFile& old) {
    return metaOf(old.base() != nullptr ? *old.base() : old).value(u"id").toString();
}

bool fitsIntoDelta(const EncryptedFile& old, std::uint64_t records) {
    const auto base = old.base() != nullptr ? old.base()->size() : old.size();
    const auto delta = old.base() != nullptr ? old.size() : Result<std::uint64_t>(0);
    return base && delta && *base >= g_smallestBase && (*delta + records * kBytesOfRecord) * g_share <= *base;
}

void setDeltaLimits(const DeltaLimits& limits) {
    g_smallestBase = limits.smallestBase;
    g_share = limits.share;
}

void dropMemory(const QString& folder, const QString& gone, const QStringList& kept) {
    QStringList needed;
    for (const QString& name : kept) {
        needed << name << baseOf(name);
    }
    for (const QString& name : {gone, baseOf(gone)}) {
        if (!name.isEmpty() && !needed.contains(name)) {
            QFile::remove(QDir(folder).filePath(name));
        }
    }
}

} // namespace pathways
