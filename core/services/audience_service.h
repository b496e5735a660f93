// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/text/dialect_detector.h"
#include "core/base/error.h"
#include "core/base/run_on.h"
#include "core/model/audience.h"
#include "core/model/pathway.h"
#include "core/model/permission_line.h"
#include "core/model/push.h"
#include "core/services/pathways/audience_source.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace pathways {

struct ServiceContext;

enum class SourceState { Ready, Missing, Unreadable };

/// Where and when an audience was last pushed.
struct LastPushed {
    QString destination; ///< "Mailchimp"
    QString object;
    QDateTime when;
    PushStatus status = PushStatus::Synced;
    ConnectionId connection; ///< Over which it went.
    QString objectId;        ///< Where it went, as the platform numbers it.
};

/// One line of the audience list.
struct AudienceSummary {
    Audience audience;
    QString sourceText; ///< "donors-march.csv, 3 rules".
    QString baseName;   ///< Of a modeled audience.
    SourceState state = SourceState::Ready;
    QList<LastPushed> pushed; ///< Newest first.
    QString definition;       ///< The audience in one sentence.
};

/// What a file looks like before it becomes an audience (rules U13 to U17).
struct FilePreview {
    Dialect dialect;
    QString dialectText; ///< "Separated by semicolons. The first row is a header."
    QString sheet;       ///< Of a workbook, or the table of a database file; goes into FileSource.
    QStringList sheets;  ///< All there are; empty for a text.
    QStringList columns;
    QList<QStringList> rows; ///< The first ones, at most 50.
    QList<QString> preamble; ///< Lines found before the table.
    QList<QString> trailing; ///< Totals and footers found after it.
    QList<QString> warnings; ///< Whole sentences.
    qint64 sizeBytes = 0;
    QString suggestedName;
    QList<PermissionLine> permission; ///< What the columns say about who may be written to.
    QStringList ambiguousDateColumns; ///< Whose dates can be read in two ways (rule U16).
};

/// Audiences, for the window and the command line. GUI thread; futures are finished by workers.
class AudienceService final : public QObject {
    Q_OBJECT
public:
    explicit AudienceService(ServiceContext& context, QObject* parent = nullptr);

    [[nodiscard]] Result<QList<AudienceSummary>> list();
    [[nodiscard]] Result<AudienceSummary> find(const AudienceId& id);
    [[nodiscard]] Result<AudienceSummary> findByName(const QString& name);
    /// Reads the beginning and the end of a file. Without a dialect it is detected, with what is wished.
    [[nodiscard]] QFuture<Result<FilePreview>> previewFile(const QString& path, std::optional<Dialect> dialect = {},
                                                           DialectWishes wishes = {}, QString sheet = {});
    /// Stores the audience (id empty: a new one) and counts it in the background; changed() follows.
    [[nodiscard]] Result<AudienceId> save(Audience audience);
    /// Counts the people of an audience, rules applied.
    [[nodiscard]] QFuture<Result<qint64>> count(const Audience& audience);
    /// What its columns say about who may be written to. Counting reads every row.
    [[nodiscard]] QFuture<Result<QList<PermissionLine>>> permission(const Audience& audience, PermissionCount count);
    /// The columns of an audience's source.
    [[nodiscard]] QFuture<Result<QStringList>> columns(const Audience& audience);
    [[nodiscard]] Result<AudienceId> addModeled(const QString& name, const AudienceId& base);
    /// Points an audience at a file that moved.
    [[nodiscard]] Result<void> relocate(const AudienceId& id, const QString& path);
    /// Into the bin for 30 days; restore() takes it back.
    [[nodiscard]] Result<void> remove(const AudienceId& id);
    [[nodiscard]] Result<void> restore(const AudienceId& id);

    /// Opens the audience's rows on a worker and returns what work makes of them; for the other services.
    template <typename T>
    [[nodiscard]] QFuture<Result<T>> withRows(const Audience& audience,
                                              std::function<Result<T>(RowReader&, const Audience& owned)> work) {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        withSource(audience, [this, promise, work = std::move(work)](Result<AudienceSource> source) mutable {
            if (!source) {
                finishWith(promise, Result<T>(fail(source.error())));
                return;
            }
            runOn<T>(
                pool(), promise,
                [source = std::move(*source), work = std::move(work)] {
                    auto reader = openRows(source);
                    return reader ? work(**reader, source.owned) : Result<T>(fail(reader.error()));
                },
                InterruptedWork::Reading);
        });
        return promise->future();
    }
    /// Calls back, in the GUI thread, with what a worker needs to read the audience.
    void withSource(const Audience& audience, std::function<void(Result<AudienceSource>)> done);

signals:
    void changed();

private:
    [[nodiscard]] QThreadPool& pool() const;
    [[nodiscard]] AudienceSummary summarise(const Audience& audience, const QList<Pathway>& pathways);
    [[nodiscard]] Result<AudienceSource> sourceOf(const Audience& audience);
    void countInBackground(const Audience& audience);

    ServiceContext& m_context;
};

} // namespace pathways
