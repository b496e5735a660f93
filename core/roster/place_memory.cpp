// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/place_memory.h"

#include "core/base/log.h"
#include "core/model/connection.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"
#include "core/roster/identifier_tuple.h"
#include "core/roster/roster_rebuild.h"
#include "core/roster/slot_fold.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QUuid>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlaceMemory)
};

/// A mark as platforms compare it: capitals and spaces around it make no other.
QString compared(const QString& mark) {
    return mark.trimmed().toCaseFolded();
}

/// Whether two texts of markOf() have a mark in common.
bool shareMark(const QString& a, const QString& b) {
    const QStringList marks = a.split(u'\n', Qt::SkipEmptyParts);
    const QStringList others = b.split(u'\n', Qt::SkipEmptyParts);
    return std::any_of(marks.begin(), marks.end(), [&](const QString& mark) { return others.contains(mark); });
}

/// The marks of a former slot that the pathway does not set any more.
void addFormer(PlaceSlots& found, const Slot& slot, const QString& mark) {
    constexpr std::size_t kMost = 32; // One bit each, in a plan.
    const QStringList now = mark.split(u'\n', Qt::SkipEmptyParts);
    const QStringList before = slot.mark.split(u'\n', Qt::SkipEmptyParts);
    for (const QString& one : before) {
        if (!now.contains(one) && found.formerMarks.size() < kMost) {
            const qsizetype equals = one.indexOf(u'=');
            found.formerMarks.push_back({{slot.number, one.left(equals), one.mid(equals + 1)}, 0});
        }
    }
}

QString textOf(const FormerMark& mark) {
    return mark.option + u'=' + mark.name;
}

SlotHolder holderOf(Database& database, const WorkspaceKeys& keys, const Pathway& pathway, const Pathway& planned) {
    SlotHolder holder;
    holder.pathway = pathway.name;
    holder.sameAudience = pathway.audience == planned.audience;
    const auto audience = AudienceRepository(database).find(pathway.audience);
    holder.audience = audience ? audience->name : pathway.name;
    if (const auto pushes = Journal(database, keys).history(pathway.id, 1); pushes && !pushes->isEmpty()) {
        holder.lastPushed = pushes->first().started;
    }
    holder.inBin = pathway.removedAt.has_value();
    return holder;
}

/// The pathways that have slots at the place, also those in the bin.
Result<QList<Pathway>> sendersOf(Database& database, const QList<Slot>& slots_) {
    return PathwayRepository(database).all(true).map([&slots_](QList<Pathway> pathways) {
        pathways.removeIf([&slots_](const Pathway& one) {
            return std::none_of(slots_.begin(), slots_.end(), [&one](const Slot& slot) {
                return slot.pathway == one.id && slot.state != SlotState::Closed;
            });
        });
        return pathways;
    });
}

Result<PlaceSlots> slotsFor(Database& database, const WorkspaceKeys& keys, const QList<Slot>& slots_,
                            const PlaceQuestion& question) {
    auto pathways = PathwayRepository(database).all(true);
    if (!pathways) {
        return fail(pathways.error());
    }
    const QString mark = markOf(question.pathway, question.type);
    PlaceSlots found;
    found.marked = !mark.isEmpty();
    found.full = slots_.size() >= kPlaceSlots;
    for (const Slot& slot : slots_) {
        if (slot.pathway == question.pathway.id) {
            if (slot.mark == mark && slot.state != SlotState::Closed) {
                found.own = slot.number;
            } else if (slot.state != SlotState::Closed) {
                found.former |= slotBit(slot.number);
                if (question.pathway.clearsFormerMarks) {
                    addFormer(found, slot, mark);
                }
            }
        }
    }
    for (const Slot& slot : slots_) {
        if (slot.pathway == question.pathway.id) {
            continue;
        }
        if (slot.state == SlotState::Resting) {
            found.others |= slotBit(slot.number);
            found.keeping |= slotBit(slot.number);
            continue;
        }
        const auto pathway = std::find_if(pathways->cbegin(), pathways->cend(),
                                          [&slot](const Pathway& one) { return one.id == slot.pathway; });
        if (slot.state == SlotState::Closed || pathway == pathways->cend()) {
            found.abandoned |= slotBit(slot.number);
            continue;
        }
        found.others |= slotBit(slot.number);
        found.keeping |= removes(pathway->method) ? 0 : slotBit(slot.number);
        if (slot.mark == markOf(*pathway, question.type)) { // Else it sets that one no more.
            found.sameMark |= shareMark(slot.mark, mark) ? slotBit(slot.number) : 0;
            for (FormerMarkHere& former : found.formerMarks) {
                former.sharers |= shareMark(slot.mark, textOf(former.mark)) ? slotBit(slot.number) : 0;
            }
        }
        found.holders[std::size_t(slot.number)] = holderOf(database, keys, *pathway, question.pathway);
    }
    return found;
}

/// Whether a pathway that still is has people there whom the roster does not know.
bool isUnknown(Database& database, const RosterMeta& meta) {
    return std::any_of(meta.unknown.begin(), meta.unknown.end(), [&database](const QString& id) {
        return PathwayRepository(database).find(PathwayId{id}).has_value();
    });
}

/// Where all numbers are given, those of pathways that are gone for good become one.
Result<void> freeNumbers(const Workspace& workspace, Database& database, const WorkspaceKeys& keys, PlaceMemory& memory,
                         Place& place) {
    const auto all = PlaceRepository(database, keys).slotsOf(place.id);
    if (!all || all->size() < kPlaceSlots) {
        return all ? Result<void>() : fail(all.error());
    }
    return foldSlots(workspace, database, keys, *memory.roster, place)
        .and_then([&] { return Roster::openOf(place, workspace.rostersFolder(), keys.data); })
        .map([&memory](std::unique_ptr<Roster> roster) { memory.roster = std::move(roster); });
}

/// Said in each plan until somebody has looked at it, or the place was read back.
Result<void> noteLost(PlaceRepository& places, const QString& place) {
    const auto open = places.losses(place);
    if (!open) {
        return fail(open.error());
    }
    const bool known = std::any_of(open->begin(), open->end(), [](const PlaceLoss& loss) { return loss.isOfAll(); });
    return known ? Result<void>() : places.addLoss(place, {{}, 0, QDateTime::currentDateTimeUtc(), 0});
}

/// With other keys nobody can be recognised among those who left.
Error namesLocked() {
    return {
        ErrorKind::Keychain,
        Texts::tr("People have left this list, and who they are can be told only with the keychain."),
        Texts::tr("The list itself forgets who left, so somebody might be added against their wish. Nobody was added "
                  "or removed."),
        Texts::tr("Unlock or start the keychain, then push again."), QString()};
}

Error leaversLost() {
    return {ErrorKind::NeedsDecision,
            Texts::tr("Who left this list is not known any more, because the workspace has a new key."),
            Texts::tr("The list itself forgets who left, so somebody might be added against their wish. Nobody was "
                      "added or removed."),
            Texts::tr("Take whoever has left out of your audience and confirm that you have. Then push again."),
            QString()};
}

struct OpenedRoster {
    std::unique_ptr<Roster> roster; ///< Null: it cannot be used.
    bool byAnotherKey = false;      ///< It is whole, and knows people by something else.
};

Result<OpenedRoster> openRoster(const Place& place, const QString& folder, const QByteArray& dataKey,
                                const QString& keyField) {
    auto roster = Roster::openOf(place, folder, dataKey).and_then([](std::unique_ptr<Roster> opened) {
        return opened->file().verify().map([&opened] { return std::move(opened); });
    });
    if (!roster) {
        return isDamage(roster.error()) ? Result<OpenedRoster>(OpenedRoster{}) : fail(roster.error());
    }
    const bool same = (*roster)->meta().key == keyField;
    return OpenedRoster{same ? std::move(*roster) : nullptr, !same};
}

} // namespace

PersonKey optOutPerson(KeyedDigest& digest, const QByteArray& scope, const PersonKey& person) {
    std::string text(scope.constData(), std::size_t(scope.size()));
    text.append(reinterpret_cast<const char*>(person.bytes.data()), person.bytes.size());
    return digest.personKey(text);
}

Reason reasonOf(OptOutKind kind) {
    switch (kind) {
    case OptOutKind::OwnWish:
        return Reason::Unsubscribed;
    case OptOutKind::Bounce:
        return Reason::Bounced;
    case OptOutKind::Waiting:
        return Reason::PendingOptIn;
    case OptOutKind::ByOthers:
        return Reason::TakenOutThere;
    case OptOutKind::Deleted:
        return Reason::Forgotten;
    }
    Q_UNREACHABLE();
}

std::optional<OptOutKind> optOutOf(Reason reason) {
    switch (reason) {
    case Reason::Unsubscribed:
    case Reason::ComplianceState:
        return OptOutKind::OwnWish;
    case Reason::Bounced:
        return OptOutKind::Bounce;
    case Reason::PendingOptIn:
        return OptOutKind::Waiting;
    case Reason::TakenOutThere:
        return OptOutKind::ByOthers;
    case Reason::Forgotten:
        return OptOutKind::Deleted;
    default:
        return std::nullopt;
    }
}

QString markOf(const Pathway& pathway, const DestinationType& type) {
    QStringList marks;
    for (const PathwayOptionSpec& option : type.options) {
        const QString value = compared(pathway.options.value(option.key, option.defaultValue));
        if (option.mark && !value.isEmpty()) {
            marks << option.key + u'=' + value;
        }
    }
    return marks.join(u'\n');
}

bool takesMarkOffOnly(const Pathway& pathway, const DestinationType& type) {
    QString key = pathway.removalMeaning;
    if (key.isEmpty() && !type.removalMeanings.isEmpty()) {
        key = type.removalMeanings.front().key;
    }
    return std::any_of(type.removalMeanings.begin(), type.removalMeanings.end(),
                       [&key](const RemovalMeaning& meaning) { return meaning.key == key && meaning.keepsPerson; });
}

QString keyFieldOf(const Pathway& pathway, const DestinationType& type) {
    if (tellsByIdentifiers(type)) {
        return kAllIdentifiers;
    }
    const auto key = std::find_if(pathway.mapping.cbegin(), pathway.mapping.cend(), [](const ColumnMapping& mapped) {
        return mapped.field.identifier && !mapped.column.isEmpty() && mapped.field.id != kPersonIdField;
    });
    return type.oneKey && key != pathway.mapping.cend() ? key->field.id : QString();
}

bool asksToAcceptLoss(const Error& error) {
    return error.kind == ErrorKind::NeedsDecision && error.what == leaversLost().what;
}

Result<void> readOptOuts(Database& database, const WorkspaceKeys& keys, PlaceMemory& memory) {
    PlaceRepository places(database, keys);
    auto returns = readReturns(places, memory.id);
    if (!returns) {
        return fail(returns.error());
    }
    memory.returns = std::move(*returns);
    return places.optOuts(memory.id).map([&memory](const QList<OptOut>& all) {
        std::vector<KnownOptOut>& known = memory.optOuts;
        known.clear();
        memory.leftPeople.clear();
        memory.leaversLost = false;
        known.reserve(std::size_t(all.size()));
        for (const OptOut& one : all) {
            memory.leaversLost = memory.leaversLost || (one.kind == OptOutKind::OwnWish && one.ofOldKeys);
            if (one.kind == OptOutKind::OwnWish && one.person != PersonKey{}) {
                memory.leftPeople.push_back(one.person);
            }
            // One for each address: what ends never weighs more than what may end.
            if (known.empty() || known.back().address != one.address) {
                known.push_back({one.address, one.kind});
            } else if (one.kind == OptOutKind::Deleted || known.back().kind == OptOutKind::Waiting) {
                known.back().kind = one.kind;
            }
        }
        std::sort(memory.leftPeople.begin(), memory.leftPeople.end());
    });
}

QString memoryKey(const QString& keyField, const QString& keyForm) {
    return keyForm.isEmpty() ? keyField : keyField + u'\n' + keyForm;
}

QString newRosterName(const Place& place) {
    return place.id.left(8) + QLatin1Char('-') + QString::number(place.seq + 1) + QLatin1Char('-') +
           QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".roster");
}

Result<PlaceMemory> openPlace(const Workspace& workspace, Database& database, const WorkspaceKeys& keys,
                              const PlaceQuestion& question) {
    PlaceRepository places(database, keys);
    auto place = places.findOrCreate(placeOf(question.pathway, question.connection, question.type));
    if (!place) {
        return fail(place.error());
    }
    PlaceMemory memory;
    bool byAnotherKey = false;
    memory.locked = keys.temporary;
    const QString keyField = memoryKey(keyFieldOf(question.pathway, question.type), question.keyForm);
    const QString folder = workspace.rostersFolder();
    if (!memory.locked && !place->rosterFile.isEmpty()) {
        auto roster = openRoster(*place, folder, keys.data, keyField);
        if (!roster) {
            return fail(roster.error());
        }
        memory.roster = std::move(roster->roster);
        memory.rebuilt = memory.roster == nullptr;
        byAnotherKey = roster->byAnotherKey;
    }
    if (!memory.locked && !memory.roster) {
        if (memory.rebuilt) {
            qCWarning(lcPush) << "A roster cannot be used; it is put together from the one before and the snapshots";
        }
        auto rebuilt = rebuildRoster(workspace, database, keys,
                                     {.question = question, .place = *place, .byAnotherKey = byAnotherKey});
        if (!rebuilt) {
            return fail(rebuilt.error());
        }
        if (!rebuilt->file.isEmpty()) {
            *place = rebuilt->place;
            memory.leftoversKnown = rebuilt->fromPrevious;
            auto roster = openRoster(*place, folder, keys.data, keyField);
            if (!roster) {
                return fail(roster.error());
            }
            memory.roster = std::move(roster->roster);
        } else if (memory.rebuilt && !byAnotherKey) {
            // Nothing is left of it: a push must not look for it for ever.
            if (auto named = places.setRoster(place->id, place->seq + 1, {}, {}); !named) {
                return fail(named.error());
            }
            place->seq += 1;
        }
        memory.lost = rebuilt->lost || (memory.rebuilt && memory.roster == nullptr);
        const bool forGood = memory.lost && !byAnotherKey; // By another key may be a draft that is never stored.
        if (auto noted = forGood ? noteLost(places, place->id) : Result<void>(); !noted) {
            return fail(noted.error());
        }
    }
    memory.lost = memory.lost || memory.locked || (memory.roster && isUnknown(database, memory.roster->meta()));
    if (auto freed = memory.roster ? freeNumbers(workspace, database, keys, memory, *place) : Result<void>(); !freed) {
        return fail(freed.error());
    }
    memory.id = place->id;
    memory.seq = place->seq;
    auto slots_ = places.slotsOf(place->id).and_then(
        [&](const QList<Slot>& all) { return slotsFor(database, keys, all, question); });
    auto noes = places.slotsOf(place->id)
                    .and_then([&](const QList<Slot>& all) { return sendersOf(database, all); })
                    .and_then([&](const QList<Pathway>& senders) {
                        return readNoes(database, keys, place->id, question.pathway.audience, senders);
                    });
    if (!noes) {
        return fail(noes.error());
    }
    memory.noes = std::move(*noes);
    auto optOuts = readOptOuts(database, keys, memory);
    const auto losses = places.losses(place->id);
    auto times = Journal(database, keys).times();
    if (!slots_ || !optOuts || !losses || !times) {
        return fail(!slots_ ? slots_.error() : !optOuts ? optOuts.error() : !losses ? losses.error() : times.error());
    }
    if (memory.locked && question.type.absence == Absence::OwnWish && !memory.optOuts.empty()) {
        return fail(namesLocked());
    }
    for (const PlaceLoss& loss : *losses) {
        memory.lostPeople += loss.people;
        memory.lostBefore = loss.isOfAll() ? loss.since : memory.lostBefore;
    }
    if (memory.leaversLost && question.type.absence == Absence::OwnWish && memory.lostBefore.isValid()) {
        return fail(leaversLost());
    }
    memory.slotted = std::move(*slots_);
    if (memory.slotted.own < 0 && memory.slotted.full) {
        // Said before anything is sent: the 65th is refused.
        if (auto slot = places.slotFor(place->id, question.pathway.id, markOf(question.pathway, question.type));
            !slot) {
            return fail(slot.error());
        }
    }
    memory.pushes = std::move(*times);
    return memory;
}

} // namespace pathways
