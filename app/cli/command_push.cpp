// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"
#include "core/plan/file/people_reader.h"

#include <QLocale>

#include <condition_variable>
#include <mutex>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

using PlanPtr = std::shared_ptr<PlanFile>;

QJsonObject toJson(const PlanSummary& summary) {
    QJsonObject leftOut;
    for (auto reason = summary.leftOutBy.cbegin(); reason != summary.leftOutBy.cend(); ++reason) {
        leftOut.insert(toKey(reason.key()), reason.value());
    }
    QJsonArray findings;
    for (const Finding& finding : summary.findings) {
        findings << QJsonObject{{QStringLiteral("text"), finding.text}, {QStringLiteral("count"), finding.count}};
    }
    const PlanCounts& counts = summary.counts;
    return QJsonObject{{QStringLiteral("add"), counts.add},
                       {QStringLiteral("update"), counts.update},
                       {QStringLiteral("remove"), counts.remove},
                       {QStringLiteral("marks_off"), counts.marksOff},
                       {QStringLiteral("unchanged"), counts.unchanged},
                       {QStringLiteral("left_out"), counts.leftOut},
                       {QStringLiteral("total"), counts.total},
                       {QStringLiteral("left_out_by"), leftOut},
                       {QStringLiteral("staying"), summary.staying.count},
                       {QStringLiteral("staying_why"), summary.staying.text},
                       {QStringLiteral("findings"), findings},
                       {QStringLiteral("needs_confirmation"), summary.needsConfirmation()},
                       {QStringLiteral("why"), summary.guardText}};
}

/// The first rows that cannot be sent, by their number in the source; no donor's value is printed (promise P5).
Result<QList<PlanPerson>> rowsToCorrect(const PlanPtr& plan) {
    constexpr qint64 kLookedAt = 2'000;
    constexpr qsizetype kMost = 100;
    auto leftOut = PeopleReader(plan, PlanPart::LeftOut).read(0, kLookedAt);
    if (!leftOut) {
        return leftOut;
    }
    QList<PlanPerson> rows;
    for (const PlanPerson& person : std::as_const(*leftOut)) {
        if (outcomeKind(person.reason) == RowOutcomeKind::Invalid && person.row > 0 && rows.size() < kMost) {
            rows << person;
        }
    }
    return rows;
}

void printRows(const Output& output, const QList<PlanPerson>& rows) {
    constexpr qsizetype kShown = 10;
    for (const PlanPerson& person : rows.mid(0, kShown)) {
        output.line(Texts::tr("Row %1: %2", "a row of the source and what is wrong with it")
                        .arg(QLocale().toString(person.row), reasonText(person.reason)));
    }
}

void print(const Output& output, const PlanSummary& summary) {
    const QLocale locale;
    const PlanCounts& counts = summary.counts;
    auto row = [&](const QString& label, qint64 number) {
        output.line(QStringLiteral("%1 %2").arg(locale.toString(number), 10).arg(label));
    };
    row(Texts::tr("to add", "after a number of people"), counts.add);
    row(Texts::tr("to update", "after a number of people"), counts.update);
    row(Texts::tr("unchanged", "after a number of people"), counts.unchanged);
    row(Texts::tr("left out", "after a number of people"), counts.leftOut);
    for (auto reason = summary.leftOutBy.cbegin(); reason != summary.leftOutBy.cend(); ++reason) {
        output.line(QStringLiteral("           %1: %2").arg(reasonText(reason.key()), locale.toString(reason.value())));
    }
    row(Texts::tr("in the audience", "after a number of people"), counts.total);
    row(Texts::tr("no longer in it, to remove", "after a number of people"), counts.remove);
    if (counts.marksOff > 0) {
        row(Texts::tr("no longer in it, to stay without the tag or segment", "after a number of people"),
            counts.marksOff);
    }
    if (summary.staying.count > 0) {
        output.line(summary.staying.text + u' ' + summary.staying.remedy);
    }
    for (const Finding& finding : summary.findings) {
        output.line(QString(finding.text + u' ' + finding.remedy).trimmed());
    }
    if (summary.needsConfirmation()) {
        output.line(summary.guardText);
    } else if (summary.nothingToDo()) {
        output.line(Texts::tr("Nothing to do: the destination has everyone already."));
    }
}

Result<PlanPtr> makePlanFor(CommandSession& session, const Pathway& pathway) {
    return session.wait([&] { return session.program.pathways().plan(pathway); });
}

/// Waits on the command's thread for a push to end, and prints its progress.
class Watch final {
public:
    explicit Watch(CommandSession& session)
        : m_session(session) {
        session.onMain([this] {
            // This object lives on the command's thread, which has no event loop, so the connections are direct.
            PushService& service = m_session.program.pushes();
            QObject::connect(
                &service, &PushService::progressed, &m_context,
                [this](const PushProgress& progress) { take(progress); }, Qt::DirectConnection);
            QObject::connect(
                &service, &PushService::finished, &m_context,
                [this](const Push& push) {
                    const std::lock_guard lock(m_mutex);
                    m_done.insert(push.id.value, push);
                    m_changed.notify_all();
                },
                Qt::DirectConnection);
            return true;
        });
    }
    ~Watch() {
        m_session.onMain([this] {
            m_session.program.pushes().disconnect(&m_context);
            return true;
        });
    }
    Push waitFor(const PushId& id) {
        m_session.pushing = true;
        std::unique_lock lock(m_mutex);
        bool stopping = false;
        while (!m_done.contains(id.value)) {
            m_changed.wait_for(lock, std::chrono::milliseconds(200));
            if (m_session.interrupted && !stopping) {
                stopping = true;
                lock.unlock();
                m_session.onMain([&] {
                    m_session.program.pushes().stop(id);
                    return true;
                });
                lock.lock();
            }
        }
        m_session.pushing = false;
        m_session.output.endProgress();
        return m_done.value(id.value);
    }

private:
    void take(const PushProgress& progress) {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last < std::chrono::seconds(1) || progress.phase == PushPhase::Done) {
            return;
        }
        m_last = now;
        const QLocale locale;
        QString text = Texts::tr("%1 % (%2 of %3 people)", "per cent, people done, people in all")
                           .arg(locale.toString(int(progress.fraction * 100)), locale.toString(progress.counts.settled),
                                locale.toString(progress.counts.planned));
        if (!progress.waiting.isEmpty()) {
            text += QStringLiteral(". ") + progress.waiting;
        }
        m_session.output.progress(text);
    }

    CommandSession& m_session;
    QObject m_context;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    QMap<QString, Push> m_done;
    std::chrono::steady_clock::time_point m_last;
};

int exitFor(PushStatus status) {
    switch (status) {
    case PushStatus::Synced:
        return kDone;
    case PushStatus::SyncedWithExceptions:
        return kExceptions;
    case PushStatus::NeedsYou:
        return kNeedsYou;
    default:
        return kNotDone;
    }
}

QJsonObject toJson(const Push& push) {
    const PushCounts& counts = push.counts;
    const double seconds = push.ended ? double(push.started.msecsTo(*push.ended)) / 1000.0 : 0.0;
    QJsonObject json{{QStringLiteral("status"), toKey(push.status)}, {QStringLiteral("accepted"), counts.accepted},
                     {QStringLiteral("invalid"), counts.invalid},    {QStringLiteral("rejected"), counts.rejected},
                     {QStringLiteral("left_out"), counts.leftOut},   {QStringLiteral("removed"), counts.removed},
                     {QStringLiteral("marks_off"), counts.marksOff}, {QStringLiteral("unchanged"), counts.unchanged},
                     {QStringLiteral("total"), counts.total},        {QStringLiteral("requests"), counts.requests},
                     {QStringLiteral("seconds"), seconds},           {QStringLiteral("reference"), push.reference}};
    if (push.started.isValid()) {
        json.insert(QStringLiteral("started"), push.started.toString(Qt::ISODate));
    }
    if (push.problem) {
        json.insert(QStringLiteral("message"), push.problem->text());
    }
    if (!push.matchNote.isEmpty()) {
        json.insert(QStringLiteral("uptake"), push.matchNote);
    }
    return json;
}

void print(const Output& output, const Push& push) {
    const QLocale locale;
    const PushCounts& counts = push.counts;
    output.line(Texts::tr("%1: %2 accepted, %3 removed, %4 unchanged, %5 left out, %6 to correct, %7 not accepted by "
                          "the platform; %n request(s)",
                          nullptr, int(counts.requests))
                    .arg(displayName(push.status), locale.toString(counts.accepted), locale.toString(counts.removed),
                         locale.toString(counts.unchanged), locale.toString(counts.leftOut),
                         locale.toString(counts.invalid), locale.toString(counts.rejected)));
    if (counts.marksOff > 0) {
        output.line(Texts::tr("The tag or segment was taken off %Ln person(s), who stay there.", nullptr,
                              int(counts.marksOff)));
    }
    if (push.problem) {
        output.line(push.problem->text());
    }
    if (!push.matchNote.isEmpty()) {
        output.line(push.matchNote); // platforms that match people later
    }
}

int finish(CommandSession& session, const Push& push) {
    session.output.document(toJson(push));
    print(session.output, push);
    return exitFor(push.status);
}

/// Finishes an interrupted push of this pathway first, and returns its result.
Result<std::optional<Push>> finishInterrupted(CommandSession& session, const Pathway& pathway) {
    auto open = session.onMain([&] { return session.program.pushes().unfinished(); });
    if (!open) {
        return fail(open.error());
    }
    for (const Push& push : *open) {
        if (push.pathway != pathway.id) {
            continue;
        }
        Watch watch(session);
        auto resumed = session.onMain([&] { return session.program.pushes().resume(push.id); });
        if (!resumed) {
            const auto now = session.onMain([&] { return session.program.pushes().find(push.id); });
            if (!now || now->resumable) {
                return fail(resumed.error());
            }
            // It has ended for good, with what it sent on record: a new plan takes its place.
            session.output.line(resumed.error().text());
            return std::optional<Push>();
        }
        return std::optional(watch.waitFor(push.id));
    }
    return std::optional<Push>();
}

/// The number of removals typed on the command line, if any.
Result<std::optional<qint64>> allowedRemovals(const Arguments& arguments) {
    const QString option = QStringLiteral("allow-removals");
    if (!arguments.has(option)) {
        return std::optional<qint64>();
    }
    if (arguments.has(QStringLiteral("no-removals"))) {
        return fail(misuse(Texts::tr("--allow-removals and --no-removals contradict each other.")));
    }
    bool number = false;
    const qint64 allowed = arguments.value(option).toLongLong(&number);
    if (!number || allowed < 0) {
        return fail(misuse(Texts::tr("--allow-removals takes a number.")));
    }
    return std::optional<qint64>(allowed);
}

Result<PushDecision> decisionFor(const CommandSession& session, const PlanSummary& summary,
                                 std::optional<qint64> allowed) {
    PushDecision decision;
    decision.removalsToo = !session.arguments.has(QStringLiteral("no-removals"));
    decision.allowedRemovals = allowed;
    if (summary.needsConfirmation() && decision.removalsToo && decision.allowedRemovals != summary.toConfirm()) {
        return fail(
            ErrorKind::NeedsDecision, summary.guardText, Texts::tr("Nothing was sent."),
            Texts::tr("To continue, use --allow-removals %1, or --no-removals to only add and update this time.")
                .arg(summary.toConfirm()));
    }
    return decision;
}

Result<Pathway> findPathway(CommandSession& session) {
    return session.onMain([&] { return session.program.pathways().findByName(session.arguments.word(1)); });
}

} // namespace

int plan(CommandSession& session) {
    auto pathway = findPathway(session);
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    auto made = makePlanFor(session, *pathway);
    if (!made) {
        return session.output.report(made.error());
    }
    const auto rows = rowsToCorrect(*made);
    if (!rows) {
        return session.output.report(rows.error());
    }
    QJsonObject json = toJson((*made)->summary());
    QJsonArray toCorrect;
    for (const PlanPerson& person : *rows) {
        toCorrect << QJsonObject{{QStringLiteral("row"), person.row}, {QStringLiteral("reason"), toKey(person.reason)}};
    }
    json.insert(QStringLiteral("to_correct"), toCorrect);
    session.output.document(json);
    print(session.output, (*made)->summary());
    printRows(session.output, *rows);
    return kDone;
}

/// Reports a push that did not start, in the form of one with nobody sent.
int notPushed(CommandSession& session, const Error& error) {
    Push none;
    none.status = exitFor(error) == kNeedsYou ? PushStatus::NeedsYou : PushStatus::Stopped;
    none.problem = error;
    return session.output.report(error, toJson(none));
}

int push(CommandSession& session) {
    auto pathway = findPathway(session);
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    auto allowed = allowedRemovals(session.arguments);
    if (!allowed) {
        return session.output.report(allowed.error());
    }
    if (auto signedIn = signInForNow(session, pathway->connection); !signedIn) {
        return session.output.report(signedIn.error());
    }
    auto before = finishInterrupted(session, *pathway);
    if (!before) {
        return notPushed(session, before.error());
    }
    const bool endedWell =
        *before && ((*before)->status == PushStatus::Synced || (*before)->status == PushStatus::SyncedWithExceptions);
    if (*before && !endedWell && (*before)->resumable) {
        return finish(session, **before);
    }
    // load the pathway again, as its snapshot may have changed
    pathway = findPathway(session);
    auto made = pathway ? makePlanFor(session, *pathway) : Result<PlanPtr>(fail(pathway.error()));
    if (!made) {
        return notPushed(session, made.error());
    }
    if (endedWell && (*made)->summary().nothingToDo()) {
        return finish(session, **before);
    }
    auto decision = decisionFor(session, (*made)->summary(), *allowed);
    if (!decision) {
        return notPushed(session, decision.error());
    }
    Watch watch(session);
    auto started = session.onMain([&] { return session.program.pushes().start(pathway->id, *made, *decision); });
    if (!started) {
        return notPushed(session, started.error());
    }
    return finish(session, watch.waitFor(*started));
}

int status(CommandSession& session) {
    auto all = session.onMain([&] { return session.program.pathways().list(); });
    if (!all) {
        return session.output.report(all.error());
    }
    const QString wanted = session.arguments.word(1);
    QJsonArray list;
    bool found = wanted.isEmpty();
    for (const Pathway& pathway : *all) {
        if (!wanted.isEmpty() && pathway.name != wanted) {
            continue;
        }
        found = true;
        auto history = session.onMain([&] { return session.program.pushes().history(pathway.id, 1); });
        if (!history) {
            return session.output.report(history.error());
        }
        QJsonObject json{{QStringLiteral("pathway"), pathway.name}, {QStringLiteral("status"), QStringLiteral("none")}};
        if (history->isEmpty()) {
            session.output.line(Texts::tr("%1: not pushed yet", "pathway").arg(pathway.name));
        } else {
            const QJsonObject last = toJson(history->front());
            for (auto value = last.begin(); value != last.end(); ++value) {
                json.insert(value.key(), value.value());
            }
            session.output.line(
                Texts::tr("%1: %2, %3", "pathway, status, when")
                    .arg(pathway.name, displayName(history->front().status),
                         QLocale().toString(history->front().started.toLocalTime(), QLocale::ShortFormat)));
            if (history->front().problem) {
                session.output.line(QStringLiteral("  ") + history->front().problem->text());
            }
        }
        list << json;
    }
    if (!found) {
        return session.output.report(Error{ErrorKind::Input,
                                           Texts::tr("There is no pathway called “%1”.").arg(wanted),
                                           {},
                                           Texts::tr("“pathways-cli pathways” lists them all."),
                                           {}});
    }
    if (wanted.isEmpty()) {
        session.output.document(list);
    } else {
        session.output.document(list.first().toObject());
    }
    return kDone;
}

int history(CommandSession& session) {
    auto pathway = findPathway(session);
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    auto pushes = session.onMain([&] { return session.program.pushes().history(pathway->id, 200); });
    if (!pushes) {
        return session.output.report(pushes.error());
    }
    QJsonArray list;
    for (const Push& one : *pushes) {
        list << toJson(one);
        session.output.line(QLocale().toString(one.started.toLocalTime(), QLocale::ShortFormat));
        print(session.output, one);
    }
    session.output.document(list);
    return kDone;
}

int support(CommandSession& session) {
    auto pathway = findPathway(session);
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    auto text = session.onMain([&] { return session.program.pushes().supportDetails(pathway->id); });
    if (!text) {
        return session.output.report(text.error());
    }
    session.output.document(QJsonObject{{QStringLiteral("text"), *text}});
    session.output.line(text->trimmed());
    return kDone;
}

} // namespace pathways::cli
