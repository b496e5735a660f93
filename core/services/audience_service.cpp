// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/audience_service.h"

#include "core/audience/permission/permission_survey.h"
#include "core/audience/preview.h"
#include "core/base/log.h"
#include "core/destinations/connector.h"
#include "core/destinations/connector_registry.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/pathways/audience_source.h"
#include "core/services/pathways/pathway_texts.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <QFileInfo>

namespace pathways {

namespace {

Error nameTaken(const QString& name) {
    return Error{ErrorKind::Input,
                 AudienceService::tr("There is an audience called “%1” already.").arg(name),
                 AudienceService::tr("Nothing was stored."),
                 AudienceService::tr("Choose another name."),
                 {}};
}

FilePreview toPreview(const SourcePreview& found, const QString& path) {
    FilePreview preview;
    preview.dialect = found.dialect;
    preview.dialectText = found.dialectText;
    preview.sheet = found.sheet;
    preview.sheets = found.sheets;
    preview.columns = found.columns;
    preview.rows = found.rows;
    preview.preamble = found.preamble;
    preview.trailing = found.trailing;
    preview.warnings = found.warnings;
    preview.sizeBytes = found.sizeBytes;
    preview.permission = found.permission;
    preview.ambiguousDateColumns = found.ambiguousDateColumns;
    preview.suggestedName = QFileInfo(path).completeBaseName().replace(u'_', u' ').replace(u'-', u' ').simplified();
    if (!preview.suggestedName.isEmpty()) {
        preview.suggestedName[0] = preview.suggestedName[0].toUpper();
    }
    return preview;
}

} // namespace

AudienceService::AudienceService(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context) {}

QThreadPool& AudienceService::pool() const {
    return m_context.probes;
}

namespace {

/// How old an audience's data is: of a file, when it last changed.
std::optional<QDateTime> dataFrom(const Audience& audience) {
    if (const auto* file = std::get_if<FileSource>(&audience.source)) {
        if (const QFileInfo info(file->path); info.exists()) {
            return info.lastModified().toUTC();
        }
    }
    return audience.dataFrom;
}

} // namespace

AudienceSummary AudienceService::summarise(const Audience& audience, const QList<Pathway>& pathways) {
    AudienceSummary summary;
    summary.audience = audience;
    AudienceRepository audiences(m_context.database);
    if (audience.kind == AudienceKind::Modeled) {
        const auto base = audiences.find(audience.base);
        summary.baseName = base ? base->name : QString();
        summary.sourceText = tr("Based on %1").arg(summary.baseName);
        summary.definition = tr("%1 is people like those in %2.").arg(audience.name, summary.baseName);
        summary.state = base ? SourceState::Ready : SourceState::Missing;
        summary.audience.dataFrom = base ? dataFrom(*base) : std::nullopt;
    } else {
        summary.sourceText = sourceText(audience);
        summary.definition = definitionText(audience);
        if (const auto* file = std::get_if<FileSource>(&audience.source)) {
            const QFileInfo info(file->path);
            summary.state = !info.exists()       ? SourceState::Missing
                            : !info.isReadable() ? SourceState::Unreadable
                                                 : SourceState::Ready;
        }
        summary.audience.dataFrom = dataFrom(audience);
    }
    Journal journal(m_context.database, m_context.keys);
    ConnectionRepository connections(m_context.database);
    for (const Pathway& pathway : pathways) {
        if (pathway.audience != audience.id) {
            continue;
        }
        const auto connection = connections.find(pathway.connection);
        const Connector* connector = connection ? m_context.connectors.find(connection->type) : nullptr;
        for (const Push& push : journal.history(pathway.id, 1).value_or(QList<Push>{})) {
            LastPushed last;
            last.destination = connector != nullptr ? connector->type().name : push.destinationName;
            last.object = push.objectName;
            last.when = push.ended.value_or(push.started);
            last.status = push.status;
            last.connection = pathway.connection;
            last.objectId = pathway.object.id;
            summary.pushed << last;
        }
    }
    std::sort(summary.pushed.begin(), summary.pushed.end(),
              [](const LastPushed& a, const LastPushed& b) { return a.when > b.when; });
    return summary;
}

Result<QList<AudienceSummary>> AudienceService::list() {
    auto audiences = AudienceRepository(m_context.database).all();
    if (!audiences) {
        return fail(audiences.error());
    }
    auto pathways = PathwayRepository(m_context.database).all();
    if (!pathways) {
        return fail(pathways.error());
    }
    QList<AudienceSummary> summaries;
    for (const Audience& audience : *audiences) {
        summaries << summarise(audience, *pathways);
    }
    return summaries;
}

Result<AudienceSummary> AudienceService::find(const AudienceId& id) {
    return AudienceRepository(m_context.database).find(id).and_then([this](const Audience& audience) {
        return PathwayRepository(m_context.database).all().map([&](const QList<Pathway>& pathways) {
            return summarise(audience, pathways);
        });
    });
}

Result<AudienceSummary> AudienceService::findByName(const QString& name) {
    return AudienceRepository(m_context.database).findByName(name).and_then([this](const Audience& audience) {
        return find(audience.id);
    });
}

QFuture<Result<FilePreview>> AudienceService::previewFile(const QString& path, std::optional<Dialect> dialect,
                                                          DialectWishes wishes, QString sheet) {
    auto promise = std::make_shared<QPromise<Result<FilePreview>>>();
    promise->start();
    runOn<FilePreview>(
        m_context.probes, promise,
        [path, dialect, wishes, sheet = std::move(sheet)]() -> Result<FilePreview> {
            return previewSource(path, sheet, dialect, wishes).map([&path](const SourcePreview& found) {
                return toPreview(found, path);
            });
        },
        InterruptedWork::Preview);
    return promise->future();
}

Result<AudienceId> AudienceService::save(Audience audience) {
    audience.name = audience.name.trimmed();
    if (audience.name.isEmpty()) {
        return fail(ErrorKind::Input, tr("The audience has no name."), tr("Nothing was stored."),
                    tr("Give it a name that you will recognise."));
    }
    AudienceRepository audiences(m_context.database);
    const auto other = audiences.findByName(audience.name);
    if (other && other->id != audience.id) {
        return fail(nameTaken(audience.name));
    }
    const QDateTime now = m_context.clock.now();
    if (audience.id.isEmpty()) {
        audience.id = AudienceId::create();
        audience.created = now;
    }
    audience.changed = now;
    if (const auto saved = audiences.save(audience); !saved) {
        return fail(saved.error());
    }
    emit changed();
    countInBackground(audience);
    return audience.id;
}

void AudienceService::countInBackground(const Audience& audience) {
    whenDone(count(audience), this, [this, id = audience.id](const Result<qint64>& people) {
        AudienceRepository audiences(m_context.database);
        auto stored = audiences.find(id);
        if (!stored || !people || stored->people == *people) {
            return;
        }
        stored->people = *people;
        if (const auto saved = audiences.save(*stored); !saved) {
            qCWarning(lcWorkspace) << "a count could not be stored:" << saved.error().detail;
        }
        emit changed();
    });
}

Result<AudienceSource> AudienceService::sourceOf(const Audience& audience) {
    AudienceSource source;
    source.owned = audience;
    if (audience.kind == AudienceKind::Modeled) {
        auto base = AudienceRepository(m_context.database).find(audience.base);
        if (!base) {
            return fail(ErrorKind::Source,
                        tr("“%1” is based on an audience that is no longer there.").arg(audience.name),
                        tr("It has no people now."), tr("Bring that audience back, or choose another one."));
        }
        source.owned = *base;
    }
    if (const auto* query = std::get_if<QuerySource>(&source.owned.source)) {
        auto database = ConnectionRepository(m_context.database).find(query->connection);
        if (!database) {
            return fail(database.error());
        }
        source.database = *database;
    }
    return source;
}

void AudienceService::withSource(const Audience& audience, std::function<void(Result<AudienceSource>)> done) {
    auto source = sourceOf(audience);
    if (!source || std::holds_alternative<FileSource>(source->owned.source)) {
        done(std::move(source));
        return;
    }
    m_context.broker.open(
        source->database, this, [source = *source, done](Result<OpenConnectionPtr> connection) mutable {
            if (!connection) {
                done(fail(connection.error()));
                return;
            }
            // The secret lives as long as the connection that it is part of.
            source.databaseSecret = std::shared_ptr<const Secret>(*connection, &(*connection)->secret);
            done(source);
        });
}

QFuture<Result<qint64>> AudienceService::count(const Audience& audience) {
    return withRows<qint64>(audience, [today = m_context.clock.today()](RowReader& reader, const Audience& owned) {
        return countRows(reader, owned, today);
    });
}

QFuture<Result<QList<PermissionLine>>> AudienceService::permission(const Audience& audience, PermissionCount count) {
    return withRows<QList<PermissionLine>>(
        audience, [today = m_context.clock.today(), count](RowReader& reader, const Audience& owned) {
            return permission::surveyPermission(reader, owned, today, count);
        });
}

QFuture<Result<QStringList>> AudienceService::columns(const Audience& audience) {
    return withRows<QStringList>(
        audience, [](RowReader& reader, const Audience&) { return Result<QStringList>(reader.columns()); });
}

Result<AudienceId> AudienceService::addModeled(const QString& name, const AudienceId& base) {
    auto owned = AudienceRepository(m_context.database).find(base);
    if (!owned) {
        return fail(owned.error());
    }
    if (owned->kind != AudienceKind::Owned) {
        return fail(ErrorKind::Input, tr("“%1” is a modeled audience itself.").arg(owned->name),
                    tr("Nothing was stored."), tr("Choose an audience from your own records as its base."));
    }
    Audience audience;
    audience.name = name;
    audience.kind = AudienceKind::Modeled;
    audience.base = base;
    audience.defaultCountry = owned->defaultCountry;
    return save(audience);
}

Result<void> AudienceService::relocate(const AudienceId& id, const QString& path) {
    auto audience = AudienceRepository(m_context.database).find(id);
    if (!audience) {
        return fail(audience.error());
    }
    auto* file = std::get_if<FileSource>(&audience->source);
    if (file == nullptr) {
        return fail(ErrorKind::Input, tr("This audience does not come from a file."), tr("Nothing was changed."),
                    tr("Change its query instead."));
    }
    file->path = QFileInfo(path).absoluteFilePath();
    return save(*audience).map([](const AudienceId&) {});
}

Result<void> AudienceService::remove(const AudienceId& id) {
    auto audience = AudienceRepository(m_context.database).find(id);
    if (!audience) {
        return fail(audience.error());
    }
    audience->removedAt = m_context.clock.now();
    auto saved = AudienceRepository(m_context.database).save(*audience);
    emit changed();
    return saved;
}

Result<void> AudienceService::restore(const AudienceId& id) {
    auto audience = AudienceRepository(m_context.database).find(id);
    if (!audience) {
        return fail(audience.error());
    }
    audience->removedAt.reset();
    auto saved = AudienceRepository(m_context.database).save(*audience);
    emit changed();
    return saved;
}

} // namespace pathways
