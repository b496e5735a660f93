// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/sftp_session.h"

#include "core/destinations/reply_helpers.h"
#include "core/destinations/sftp/drop_file.h"

#include <QCoreApplication>
#include <QDir>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SftpSession)
};

constexpr char kPartSuffix[] = ".changes";

Error foreignFile(const QString& file) {
    return {ErrorKind::NeedsDecision,
            Texts::tr("The file “%1” there has no column for this pathway’s key.").arg(file),
            Texts::tr("Nobody was sent, as the file may be somebody else’s."),
            Texts::tr("Choose another file name."),
            {}};
}

BatchResult refusedBy(const Error& error) {
    BatchResult result;
    // A part is written beside its name and renamed: until the rename it does not exist.
    result.verdict = error.kind == ErrorKind::Network ? BatchVerdict::Unknown : BatchVerdict::Refused;
    result.error = error;
    return result;
}

} // namespace

/// A parsed part: its columns, which of them clear, and a row per change.
struct SftpSession::Part {
    QStringList columns;
    std::vector<bool> clears;
    std::vector<std::vector<std::string>> rows; ///< kind, previous key, values...

    static Part from(const QByteArray& text) {
        Part part;
        auto rows = parseCells(text, false);
        if (rows.empty()) {
            return part;
        }
        for (std::size_t i = 2; i < rows.front().size(); ++i) {
            QString name = QString::fromStdString(rows.front()[i]);
            part.clears.push_back(name.endsWith(u'!'));
            if (part.clears.back()) {
                name.chop(1);
            }
            part.columns << name;
        }
        rows.erase(rows.begin());
        for (auto& row : rows) {
            row.resize(std::size_t(part.columns.size()) + 2);
        }
        part.rows = std::move(rows);
        return part;
    }
};

SftpSession::SftpSession(const CallContext& context, PushTarget target)
    : m_context(context)
    , m_target(std::move(target))
    , m_folder(m_target.object.id)
    , m_file(m_target.options.value(QStringLiteral("file")))
    , m_safe(m_target.options.value(QStringLiteral("spreadsheet_safe")) != QLatin1String("no"))
    , m_whole(m_target.options.value(QStringLiteral("content")) != QLatin1String("changes")) {}

QString SftpSession::pathOf(const QString& name) const {
    return m_folder + u'/' + name;
}

std::string SftpSession::written(std::size_t field, std::string_view value) const {
    if (value.empty() || !m_target.fields[field].hashed) {
        return std::string(value);
    }
    std::string hex(64, '\0');
    Sha256().hex(value, hex.data());
    return hex;
}

Result<const std::set<std::string>*> SftpSession::keysThere() {
    const std::lock_guard lock(m_mutex);
    if (m_read || !m_whole) {
        return &m_there;
    }
    auto link = SftpLink::open(m_context.connection, m_context.secret);
    if (!link) {
        return fail(link.error());
    }
    auto text = (*link)->read(pathOf(m_file));
    if (!text) {
        return fail(text.error());
    }
    QStringList columns;
    for (const FieldSpec& field : m_target.fields) {
        columns << field.id;
    }
    DropFile file(columns, keyField());
    if (*text && !file.load(**text, m_safe)) {
        return fail(foreignFile(m_file));
    }
    file.forEachKey([this](const std::string& key) {
        m_there.insert(key);
        return true;
    });
    m_read = true;
    return &m_there;
}

void SftpSession::appendPerson(QByteArray& out, const PersonChange& person, const std::string& previous) const {
    out += person.kind == ChangeKind::Remove ? "remove" : person.kind == ChangeKind::Add ? "add" : "update";
    out += ',';
    appendCell(out, previous, false);
    for (std::size_t i = 0; i < m_target.fields.size(); ++i) {
        out += ',';
        if (i < person.values.size()) {
            appendCell(out, written(i, person.values[i]), false);
        }
    }
    out += "\r\n";
}

QByteArray SftpSession::partOf(const ChangeBatch& batch, const std::set<std::string>& there, BatchResult& result) {
    QByteArray out = "change,previous";
    for (std::size_t i = 0; i < m_target.fields.size(); ++i) {
        out += ',';
        appendCell(out, m_target.fields[i].id.toStdString() + (m_target.clears[i] ? "!" : ""), false);
    }
    out += "\r\n";
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        const PersonChange& person = batch.people[i];
        const std::string previous =
            person.previous.empty() ? std::string() : written(keyField(), person.previous.front());
        const std::string key = person.values.empty() ? previous : written(keyField(), person.values[keyField()]);
        const bool known = there.contains(previous.empty() ? key : previous);
        Reason reason = Reason::None;
        if (key.empty()) {
            reason = Reason::NoIdentifier;
        } else if (person.kind == ChangeKind::Remove) {
            reason = m_whole && !known ? Reason::AlreadyGone : Reason::None;
        } else if (m_whole && m_target.method == SyncMethod::Append && known) {
            reason = Reason::AlreadyThere;
        } else if (m_whole && m_target.method == SyncMethod::UpdateOnly && !known) {
            reason = Reason::NotThere;
        } else if (person.kind == ChangeKind::Add && known) {
            result.adopted.push_back(i);
        }
        if (reason != Reason::None) {
            result.rows.push_back({.index = i, .reason = reason, .field = {}, .note = {}});
            continue;
        }
        appendPerson(out, person, previous);
    }
    return out;
}

BatchResult SftpSession::send(const ChangeBatch& batch, std::stop_token stop) {
    if (stop.stop_requested()) {
        return refusedBy(answers::stopped());
    }
    auto there = keysThere();
    if (!there) {
        return refusedBy(there.error());
    }
    BatchResult result;
    const QByteArray part = partOf(batch, **there, result);
    auto link = SftpLink::open(m_context.connection, m_context.secret);
    if (!link) {
        return refusedBy(link.error());
    }
    // Names sort in the order in which parts have to be applied: by push, then by batch.
    const QString started = m_target.started.isValid()
                                ? m_target.started.toUTC().toString(QStringLiteral("yyyyMMddHHmmsszzz"))
                                : QStringLiteral("0");
    const QString name =
        QStringLiteral(".%1-%2-%3%4")
            .arg(m_file, started, QString::number(batch.number).rightJustified(8, u'0'), QLatin1String(kPartSuffix));
    if (auto stored = (*link)->replace(pathOf(name), part); !stored) {
        return refusedBy(stored.error());
    }
    result.verdict = BatchVerdict::Acknowledged;
    return result;
}

bool SftpSession::resendable(const ChangeBatch&) const {
    return true;
}

BatchResult SftpSession::settle(const ChangeBatch& batch, const QByteArray&, std::stop_token stop) {
    return send(batch, std::move(stop));
}

/// A file of changes does not say who is there, and scrambled keys cannot be compared with anything.
bool SftpSession::tellsMembers() const {
    return m_whole && !m_target.fields[keyField()].hashed;
}

Result<void> SftpSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token) {
    auto there = keysThere();
    if (!there) {
        return fail(there.error());
    }
    for (const std::string& key : **there) {
        RemoteMember member;
        member.identity = key;
        if (!sink(member)) {
            break;
        }
    }
    return {};
}

Result<QStringList> SftpSession::partNames(SftpLink& link) const {
    auto entries = link.list(m_folder);
    if (!entries) {
        return fail(entries.error());
    }
    QStringList names;
    for (const SftpLink::Entry& entry : *entries) {
        if (entry.name.startsWith(u'.' + m_file + u'-') && entry.name.endsWith(QLatin1String(kPartSuffix))) {
            names << entry.name;
        }
    }
    return names;
}

Result<void> SftpSession::fold(SftpLink& link, const QStringList& parts) const {
    auto text = link.read(pathOf(m_file));
    if (!text) {
        return fail(text.error());
    }
    const FieldSpec& key = m_target.fields[keyField()];
    std::unique_ptr<DropFile> file;
    for (const QString& name : parts) {
        auto content = link.read(pathOf(name));
        if (!content) {
            return fail(content.error());
        }
        const Part part = Part::from(content->value_or(QByteArray()));
        const qsizetype keyColumn = part.columns.indexOf(key.id);
        if (!file) {
            file = std::make_unique<DropFile>(part.columns, std::size_t(std::max<qsizetype>(keyColumn, 0)));
            if (keyColumn < 0 || (*text && !file->load(**text, m_safe))) {
                return fail(foreignFile(m_file));
            }
        }
        for (const auto& row : part.rows) {
            std::vector<std::string> values(row.begin() + 2, row.end());
            if (row[0] == "remove") {
                file->remove(row[1]);
                continue;
            }
            if (!row[1].empty()) {
                file->rename(row[1], values[std::size_t(keyColumn)]);
            }
            file->put(values, part.clears);
        }
    }
    return file ? link.replace(pathOf(m_file), file->text(m_safe)) : Result<void>();
}

Result<void> SftpSession::writeChanges(SftpLink& link, const QStringList& parts) const {
    QByteArray out;
    for (const QString& name : parts) {
        auto content = link.read(pathOf(name));
        if (!content) {
            return fail(content.error());
        }
        const Part part = Part::from(content->value_or(QByteArray()));
        if (out.isEmpty()) {
            out = "change,previous," + part.columns.join(u',').toUtf8() + "\r\n";
        }
        for (const auto& row : part.rows) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                out += i > 0 ? "," : "";
                appendCell(out, row[i], m_safe);
            }
            out += "\r\n";
        }
    }
    if (out.isEmpty()) {
        return {};
    }
    // Named after its last part, so that repeating this after an interruption writes the same file.
    const QString stamp = parts.back().mid(m_file.size() + 2, 17);
    const qsizetype dot = m_file.lastIndexOf(u'.');
    const QString stem = dot > 0 ? m_file.left(dot) : m_file;
    return link.replace(pathOf(QStringLiteral("%1-changes-%2.csv").arg(stem, stamp)), out);
}

Result<void> SftpSession::finish(std::stop_token) {
    auto link = SftpLink::open(m_context.connection, m_context.secret);
    if (!link) {
        return fail(link.error());
    }
    auto parts = partNames(**link);
    if (!parts) {
        return fail(parts.error());
    }
    if (parts->isEmpty()) {
        return {};
    }
    // Applying a part twice gives the same file, so an interruption between the rename and the removal of the parts is
    // harmless.
    if (auto done = m_whole ? fold(**link, *parts) : writeChanges(**link, *parts); !done) {
        return done;
    }
    for (const QString& name : *parts) {
        if (auto removed = (*link)->remove(pathOf(name)); !removed) {
            return removed;
        }
    }
    return {};
}

} // namespace pathways
