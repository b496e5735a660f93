// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/drop_access.h"

#include "core/destinations/check_finding.h"
#include "core/destinations/sftp/csv_rows.h"

#include <QCoreApplication>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(DropAccess)
};

/// Some five million people.
constexpr qint64 kMostFileBytes = 512LL * 1024 * 1024;
/// More than any header takes.
constexpr qint64 kHeaderBytes = 64LL * 1024;
/// There are parts of ours only after a push that was cut off, and then a few; each has to be read.
constexpr int kMostPartsLookedAt = 50;

Error notOurs(const QString& what) {
    return {ErrorKind::NeedsDecision,
            what,
            Texts::tr("Nobody was sent, as the file may be somebody else’s."),
            Texts::tr("Choose another file name."),
            {}};
}

QString lacksKey(const QString& file) {
    return Texts::tr("The file “%1” there has no column for this pathway’s key.").arg(file);
}

Error problemOf(DropFile::Loaded loaded, const QString& file, const QString& key) {
    switch (loaded) {
    case DropFile::Loaded::NoKeyColumn:
        return notOurs(lacksKey(file));
    case DropFile::Loaded::KeyedOtherwise:
        return notOurs(
            Texts::tr("In the file “%1” there, the column “%2” is blank or the same in several rows: another "
                      "column tells its people apart.")
                .arg(file, key));
    case DropFile::Loaded::TooLarge:
        return notOurs(Texts::tr("The file “%1” there is larger than Pathways can keep up to date.").arg(file));
    case DropFile::Loaded::NotATable:
    case DropFile::Loaded::Whole:
        break;
    }
    return notOurs(Texts::tr("The file “%1” there is cut off, or is not a table with a header.").arg(file));
}

QString fileOf(const PushTarget& target) {
    return target.options.value(QStringLiteral("file"));
}

/// The names of the file's columns; nothing where there is no file, or none that begins with a header.
Result<QStringList> headerOf(SftpLink& link, const QString& path) {
    auto start = link.read(path, kHeaderBytes);
    if (!start) {
        return fail(start.error());
    }
    const QByteArray text = start->value_or(QByteArray());
    CsvRows rows(text, false);
    std::vector<std::string> cells;
    QStringList names;
    if (rows.next(cells)) {
        for (const std::string& name : cells) {
            names << QString::fromStdString(name);
        }
    }
    return names;
}

Result<int> foreignParts(SftpLink& link, const PushTarget& target, const QList<SftpLink::Entry>& entries) {
    const PartNames names(fileOf(target), target.pathway, target.proofKey);
    int foreign = 0;
    int looked = 0;
    for (const SftpLink::Entry& entry : entries) {
        const PartNames::Whose whose = names.whose(entry.name);
        if (whose == PartNames::Whose::Ours && looked < kMostPartsLookedAt) {
            ++looked;
            auto part = readOwnPart(link, target.object.id + u'/' + entry.name, target.proofKey);
            if (!part) {
                return fail(part.error());
            }
            foreign += *part ? 0 : 1;
        } else if (whose == PartNames::Whose::Others) {
            ++foreign;
        }
    }
    return foreign;
}

} // namespace

Result<DropFile> readDropFile(SftpLink& link, const QString& path, const QStringList& columns, std::size_t key,
                              bool spreadsheetSafe) {
    auto text = link.read(path, kMostFileBytes);
    if (!text) {
        return fail(text.error());
    }
    DropFile file(columns, key);
    const QString name = path.section(u'/', -1);
    if (*text && (*text)->size() > kMostFileBytes) {
        return fail(problemOf(DropFile::Loaded::TooLarge, name, {}));
    }
    const DropFile::Loaded loaded = *text ? file.load(**text, spreadsheetSafe) : DropFile::Loaded::Whole;
    if (loaded != DropFile::Loaded::Whole) {
        return fail(problemOf(loaded, name, columns[qsizetype(key)]));
    }
    return file;
}

Result<std::optional<PartFile>> readOwnPart(SftpLink& link, const QString& path, const QByteArray& proofKey) {
    return link.read(path, kMostPartBytes).map([&](const std::optional<QByteArray>& bytes) {
        return bytes && bytes->size() <= kMostPartBytes ? openPart(*bytes, proofKey) : std::nullopt;
    });
}

Result<QList<Finding>> lookAtDrop(SftpLink& link, const PushTarget& target) {
    auto entries = link.list(target.object.id);
    if (!entries) {
        return fail(entries.error());
    }
    QList<Finding> findings;
    const bool whole = target.options.value(QStringLiteral("content")) != QLatin1String("changes");
    if (whole && !target.identifiers.empty()) {
        const FieldSpec& key = target.fields[target.identifiers.front()];
        auto header = headerOf(link, target.object.id + u'/' + fileOf(target));
        if (!header) {
            return fail(header.error());
        }
        if (!header->isEmpty() && !header->contains(key.id)) {
            const Error problem = notOurs(lacksKey(fileOf(target)));
            findings << checkFinding(Severity::Blocking, problem.what, problem.remedy, key.id);
        }
    }
    auto foreign = foreignParts(link, target, *entries);
    if (!foreign) {
        return fail(foreign.error());
    }
    if (*foreign > 0) {
        findings << checkFinding(
            Severity::Warning,
            Texts::tr("%Ln file(s) with changes beside “%1” are not this pathway’s own. They are left alone.", nullptr,
                      *foreign)
                .arg(fileOf(target)),
            Texts::tr("If they are another pathway’s, its next push takes them up. If nobody knows them, have them "
                      "deleted on the server."));
    }
    return findings;
}

} // namespace pathways
