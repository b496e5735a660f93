// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/sftp_session.h"

#include "core/base/log.h"
#include "core/destinations/reply_helpers.h"
#include "core/destinations/sftp/csv_rows.h"
#include "core/destinations/sftp/drop_access.h"

#include <QCoreApplication>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SftpSession)
};

Error partsGone() {
    return {ErrorKind::NeedsDecision,
            Texts::tr("Changes that this push had put on the server were altered or taken away there."),
            Texts::tr("These people are not in the file."),
            Texts::tr("Find out who else writes to this folder, then push again."),
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

SftpSession::SftpSession(const CallContext& context, PushTarget target)
    : m_context(context)
    , m_target(std::move(target))
    , m_folder(m_target.object.id)
    , m_file(m_target.options.value(QStringLiteral("file")))
    , m_safe(m_target.options.value(QStringLiteral("spreadsheet_safe")) != QLatin1String("no"))
    , m_whole(m_target.options.value(QStringLiteral("content")) != QLatin1String("changes"))
    , m_names(m_file, m_target.pathway, m_target.proofKey) {}

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
    auto file = readDropFile(**link, pathOf(m_file), columns(), keyField(), m_safe);
    if (!file) {
        return fail(file.error());
    }
    file->forEachKey([this](const std::string& key) { m_there.insert(key); });
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

QStringList SftpSession::columns() const {
    QStringList columns;
    for (const FieldSpec& field : m_target.fields) {
        columns << field.id;
    }
    return columns;
}

PartHead SftpSession::headOf(const ChangeBatch& batch) const {
    PartHead head;
    head.pathway = m_target.pathway;
    head.place = pathOf(m_file);
    head.push = m_target.pushReference;
    head.stamp = m_target.started.isValid() ? m_target.started.toUTC().toString(QStringLiteral("yyyyMMddHHmmsszzz"))
                                            : QStringLiteral("0");
    head.batch = batch.number;
    head.columns = columns();
    head.key = head.columns[qsizetype(keyField())];
    head.clears = m_target.clears;
    return head;
}

QByteArray SftpSession::rowsOf(const ChangeBatch& batch, const std::set<std::string>& there, BatchResult& result) {
    QByteArray out;
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
    const PartHead head = headOf(batch);
    const QByteArray part = sealPart(head, rowsOf(batch, **there, result), m_target.proofKey);
    auto link = SftpLink::open(m_context.connection, m_context.secret);
    if (!link) {
        return refusedBy(link.error());
    }
    const QString name = m_names.name(head.stamp, head.batch);
    if (auto stored = (*link)->replace(pathOf(name), part); !stored) {
        return refusedBy(stored.error());
    }
    m_sent << name;
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

Result<QStringList> SftpSession::ownNames(SftpLink& link) {
    auto entries = link.list(m_folder);
    if (!entries) {
        return fail(entries.error());
    }
    QStringList names;
    m_cutOff.clear();
    for (const SftpLink::Entry& entry : *entries) {
        const bool cutOff = entry.name.endsWith(SftpLink::kUnfinished);
        if (cutOff && m_names.whose(entry.name.chopped(SftpLink::kUnfinished.size())) == PartNames::Whose::Ours) {
            m_cutOff << entry.name;
        }
        if (m_names.whose(entry.name) == PartNames::Whose::Ours) {
            names << entry.name;
        }
    }
    return names;
}

Result<std::optional<PartFile>> SftpSession::ownPart(SftpLink& link, const QString& name) const {
    return readOwnPart(link, pathOf(name), m_target.proofKey).map([&](std::optional<PartFile> part) {
        const bool here = part && part->head.pathway == m_target.pathway && part->head.place == pathOf(m_file) &&
                          m_names.name(part->head.stamp, part->head.batch) == name;
        return here ? std::move(part) : std::nullopt;
    });
}

/// Gives every part of this push to sink, in order. Those of this session must be among them.
Result<void> SftpSession::collect(SftpLink& link, const QStringList& names,
                                  const std::function<void(const PartFile&)>& sink) {
    QStringList missing = m_sent;
    for (const QString& name : names) {
        auto part = ownPart(link, name);
        if (!part) {
            return fail(part.error());
        }
        if (!*part) {
            qCWarning(lcPush) << "a part on the server is not as this pathway wrote it; it is left alone";
        } else if ((*part)->head.push != m_target.pushReference) {
            m_over << name;
        } else {
            sink(**part);
            missing.removeAll(name);
            m_takenUp << name;
        }
    }
    return missing.isEmpty() ? Result<void>{} : fail(partsGone());
}

Result<void> SftpSession::fold(SftpLink& link, const QStringList& names) {
    auto file = readDropFile(link, pathOf(m_file), columns(), keyField(), m_safe);
    if (!file) {
        return fail(file.error());
    }
    auto collected = collect(link, names, [&](const PartFile& part) {
        const std::vector<std::size_t> places = file->places(part.head.columns);
        const auto keyPlace = std::size_t(part.head.columns.indexOf(part.head.key));
        for (const PartFile::Change& change : part.changes) {
            if (change.removal) {
                file->remove(change.previous);
                continue;
            }
            const std::string& now = change.values[keyPlace];
            if (!change.previous.empty()) {
                file->rename(change.previous, now);
            }
            file->put(now, change.values, places, part.head.clears);
        }
    });
    return collected.and_then(
        [&] { return m_takenUp.isEmpty() ? Result<void>{} : link.replace(pathOf(m_file), file->text(m_safe)); });
}

Result<void> SftpSession::writeChanges(SftpLink& link, const QStringList& names) {
    QStringList header;
    std::vector<std::pair<QStringList, PartFile::Change>> changes;
    auto collected = collect(link, names, [&](const PartFile& part) {
        for (const QString& column : part.head.columns) {
            if (!header.contains(column)) {
                header << column;
            }
        }
        for (const PartFile::Change& change : part.changes) {
            changes.emplace_back(part.head.columns, change);
        }
    });
    if (!collected || m_takenUp.isEmpty()) {
        return collected;
    }
    const qsizetype dot = m_file.lastIndexOf(u'.');
    const QString stem = dot > 0 ? m_file.left(dot) : m_file;
    const QString path = pathOf(QStringLiteral("%1-changes-%2.csv").arg(stem, headOf({}).stamp));
    auto before = link.read(path, 0);
    if (!before || *before) {
        // Written whole before an interruption: by now parts may be gone of what it holds.
        return before ? Result<void>{} : fail(before.error());
    }
    QByteArray out = "change,previous";
    for (const QString& column : std::as_const(header)) {
        out += ',';
        appendCell(out, column.toStdString(), m_safe);
    }
    out += "\r\n";
    for (const auto& [columns, change] : changes) {
        appendCell(out, change.kind, m_safe);
        out += ',';
        appendCell(out, change.previous, m_safe);
        for (const QString& column : std::as_const(header)) {
            const qsizetype place = columns.indexOf(column);
            out += ',';
            appendCell(out, place < 0 ? std::string_view() : std::string_view(change.values[std::size_t(place)]),
                       m_safe);
        }
        out += "\r\n";
    }
    return link.replace(path, out);
}

Result<void> SftpSession::finish(std::stop_token) {
    auto link = SftpLink::open(m_context.connection, m_context.secret);
    if (!link) {
        return fail(link.error());
    }
    auto names = ownNames(**link);
    if (!names) {
        return fail(names.error());
    }
    m_takenUp.clear();
    m_over.clear();
    // Applying a part twice gives the same file, so an interruption between the rename and the removal of the parts is
    // harmless.
    if (auto done = m_whole ? fold(**link, *names) : writeChanges(**link, *names); !done) {
        return done;
    }
    m_sent.clear();
    for (const QString& name : m_takenUp + m_over + m_cutOff) {
        if (auto removed = (*link)->remove(pathOf(name)); !removed) {
            return removed;
        }
    }
    return {};
}

} // namespace pathways
