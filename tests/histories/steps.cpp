// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/steps.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <random>

namespace pathways::test {

namespace {

constexpr std::array<const char*, std::size_t(StepKind::kCount)> kNames = {"Join",
                                                                           "Leave",
                                                                           "Move",
                                                                           "JoinBoth",
                                                                           "Rename",
                                                                           "BadValue",
                                                                           "ChangeAddress",
                                                                           "Swap",
                                                                           "NewPhone",
                                                                           "NoPhone",
                                                                           "Household",
                                                                           "Respell",
                                                                           "Typo",
                                                                           "Resort",
                                                                           "Unsubscribe",
                                                                           "Bounce",
                                                                           "TakenOutByStaff",
                                                                           "OthersAdd",
                                                                           "Push",
                                                                           "PushStopped",
                                                                           "PushAnswerLost",
                                                                           "PushRequestLost",
                                                                           "PushRefused",
                                                                           "PushKilled",
                                                                           "PushFull",
                                                                           "PushAfresh",
                                                                           "Bin",
                                                                           "EmptyBin",
                                                                           "Remake",
                                                                           "OtherTag",
                                                                           "OtherMapping",
                                                                           "OtherIds",
                                                                           "OtherMethod",
                                                                           "Damage",
                                                                           "BackUp",
                                                                           "Restore",
                                                                           "SetClock",
                                                                           "DayChange",
                                                                           "PushRaced",
                                                                           "Merge",
                                                                           "BackAgain",
                                                                           "OtherZone",
                                                                           "TakeOut",
                                                                           "SaysNo",
                                                                           "SaysYes"};

/// Somebody of an audience, by two numbers; -1 where there is nobody.
int somebody(const Life& life, unsigned a, unsigned b) {
    const auto& ids = life.world.audiences[a % life.world.audiences.size()];
    return ids.empty() ? -1 : ids[b % ids.size()];
}

/// For the whole program, as it is: play() begins in the first of them.
void setZone(unsigned which) {
    constexpr std::array<const char*, 4> kZones = {"UTC", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"};
    qputenv("TZ", kZones[which % kZones.size()]);
    ::tzset();
}

void atThePlace(Life& life, const Step& step, Happening what) {
    const auto there = life.place->there();
    if (there.empty()) {
        return;
    }
    const std::string& who = there[step.a % there.size()];
    World& world = life.world;
    life.note("  " + who);
    if (!world.putByOthers.contains(who)) {
        world.unseen.insert(who);
    }
    switch (life.place->happen(what, who, life.platformClock())) {
    case Meaning::OwnWish:
        world.optOut(who, true);
        life.saidNo(who);
        break;
    case Meaning::Bounce:
        world.optOut(who, false);
        break;
    case Meaning::ByStaff:
        world.archivedByStaff.insert(who);
        break;
    case Meaning::Unknowable:
        world.maybeLeave(who);
        world.putByOthers.erase(who);
        break;
    case Meaning::Accident:
        world.vanished[who] = world.moment;
        world.putByOthers.erase(who);
        break;
    case Meaning::Nothing:
        break;
    }
}

Happening happeningOf(const Step& step) {
    switch (step.kind) {
    case StepKind::Unsubscribe:
        return Happening::Unsubscribes;
    case StepKind::Bounce:
        return Happening::Bounces;
    case StepKind::TakenOutByStaff:
        return Happening::TakenOutByStaff;
    default:
        return std::array{Happening::TakenOutByStaff, Happening::Unsubscribes, Happening::Bounces}[step.b % 3];
    }
}

/// Others put somebody there, or people do so themselves.
bool arrivesByOthers(Life& life, const std::string& key) {
    if (!life.place->addedByOthers(key, life.platformClock())) {
        return false;
    }
    life.note("  " + key);
    life.cameBack(key);
    life.world.optedOut.erase(key);
    life.world.archivedByStaff.erase(key);
    // Where nothing says who wrote a row, or when, one that was there before, or of which a push got no answer, counts
    // as its own.
    const bool known = life.place->type().absence == Absence::Accident && life.place->doubtful(key);
    const bool ours = known || life.world.unseen.contains(key);
    (ours ? life.world.writtenByOthers : life.world.putByOthers).insert(key);
    return true;
}

void othersAdd(Life& life, const Step& step) {
    life.letTimePass();
    const int who = step.b % 4 == 3 ? -1 : somebody(life, step.a, step.b);
    const bool ads = life.place->type().kind == DestinationKind::Advertising;
    const std::string key = who >= 0 && !ads ? life.world.donors[std::size_t(who)].address
                                             : "other" + std::to_string(step.b) + "@riverbank.org";
    static_cast<void>(arrivesByOthers(life, key));
    life.letTimePass();
}

/// Whoever left may come back at any time, and is wanted then as before.
void comesBack(Life& life, const Step& step) {
    World& world = life.world;
    if (world.optedOut.empty()) {
        return;
    }
    const std::string who = *std::next(world.optedOut.begin(), std::ptrdiff_t(step.a % world.optedOut.size()));
    life.letTimePass();
    if (arrivesByOthers(life, who)) {
        world.comeBack(who);
    }
    life.letTimePass();
}

void changeDonor(Life& life, const Step& step, Donor& donor, Donor& other) {
    switch (step.kind) {
    case StepKind::Rename:
        donor.name = (donor.isBad() ? donor.name.substr(0, donor.name.size() - 1) : donor.name) + "x";
        break;
    case StepKind::BadValue:
        donor.name = donor.isBad() ? donor.name.substr(0, donor.name.size() - 1) : donor.name + "!";
        break;
    case StepKind::ChangeAddress:
        donor.had.insert(donor.address);
        donor.address = "n" + std::to_string(step.a % 100) + "." + donor.address;
        donor.spelling.clear();
        break;
    case StepKind::Swap:
        donor.had.insert(donor.address);
        other.had.insert(other.address);
        std::swap(donor.address, other.address);
        donor.spelling.clear();
        other.spelling.clear();
        break;
    case StepKind::NewPhone:
        life.world.givePhone(donor);
        break;
    case StepKind::NoPhone:
        donor.phone.clear();
        break;
    case StepKind::Household:
        donor.phone = other.phone;
        break;
    case StepKind::Respell:
        donor.spelling = " " + donor.address;
        std::transform(donor.spelling.begin(), donor.spelling.end(), donor.spelling.begin(),
                       [](unsigned char c) { return char(std::toupper(c)); });
        break;
    case StepKind::Typo:
        donor.spelling = life.place->takesAnyKey() ? donor.spelling : "at.riverbank";
        break;
    default:
        break;
    }
}

/// Whoever stays may get the address of the entry that goes.
void merge(World& world, int stays, int goes, bool theirAddress) {
    if (stays == goes) {
        return;
    }
    for (auto& ids : world.audiences) {
        std::erase(ids, goes);
    }
    Donor& donor = world.donors[std::size_t(stays)];
    if (theirAddress) {
        donor.had.insert(donor.address);
        donor.address = world.donors[std::size_t(goes)].address;
        donor.spelling = world.donors[std::size_t(goes)].spelling;
    }
}

void amongPeople(Life& life, const Step& step) {
    World& world = life.world;
    const std::size_t audience = step.a % world.audiences.size();
    const std::size_t next = (audience + 1) % world.audiences.size();
    const int who = somebody(life, step.a, step.b);
    if (step.kind == StepKind::Join) {
        static_cast<void>(world.join(audience));
        return;
    }
    if (who < 0) {
        return;
    }
    auto& ids = world.audiences[audience];
    switch (step.kind) {
    case StepKind::Leave:
        world.leave(audience, step.b % ids.size());
        break;
    case StepKind::Move:
    case StepKind::JoinBoth:
        if (next != audience && !world.in(next, who)) {
            world.audiences[next].push_back(who);
        }
        if (step.kind == StepKind::Move && next != audience) {
            world.leave(audience, step.b % ids.size());
        }
        break;
    case StepKind::SaysNo:
        world.noes.emplace(audience, who);
        break;
    case StepKind::SaysYes:
        world.noes.erase({audience, who});
        break;
    case StepKind::Merge:
        merge(world, who, somebody(life, step.a, step.b + 1), step.b % 2 == 0);
        break;
    case StepKind::Resort:
        std::rotate(ids.begin(), ids.begin() + std::ptrdiff_t(step.b % ids.size()), ids.end());
        break;
    default:
        changeDonor(life, step, world.donors[std::size_t(who)],
                    world.donors[std::size_t(somebody(life, step.a, step.b + 1))]);
    }
}

void change(Life& life, const Step& step, std::size_t pathway) {
    life.change(pathway, [&](PathwaySetup& setup) {
        switch (step.kind) {
        case StepKind::OtherTag:
            setup.tag = setup.tag.empty() ? std::string() : "tag" + std::to_string(step.b % 3);
            setup.clearsTag = step.b / 3 % 2 == 1;
            break;
        case StepKind::OtherMapping:
            setup.named = !setup.named;
            break;
        case StepKind::OtherIds:
            setup.personIds = !setup.personIds;
            break;
        default:
            setup.method = setup.method == SyncMethod::Mirror ? SyncMethod::UpdateOrCreate : SyncMethod::Mirror;
        }
    });
}

PushEnd endOf(const Step& step) {
    const int delivery = int(step.b % 3);
    switch (step.kind) {
    case StepKind::PushStopped:
        return {.stopBefore = delivery};
    case StepKind::PushAnswerLost:
        return {.stopBefore = delivery + 1, .answerLostAt = delivery};
    case StepKind::PushRequestLost:
        return {.stopBefore = delivery + 1, .requestLostAt = delivery};
    case StepKind::PushRefused:
        return {.refusedAt = delivery, .refusedWhole = step.b % 2 == 0};
    case StepKind::PushKilled:
        return {.killAt = int(step.b * 11 + step.a)};
    case StepKind::PushFull:
        return {.fullAt = int(step.b * 11 + step.a)};
    default:
        return {};
    }
}

void apply(Life& life, const Step& step) {
    const std::size_t pathway = step.a % life.lines.size();
    switch (step.kind) {
    case StepKind::Unsubscribe:
    case StepKind::Bounce:
    case StepKind::TakenOutByStaff:
        atThePlace(life, step, happeningOf(step));
        break;
    case StepKind::OthersAdd:
        othersAdd(life, step);
        break;
    case StepKind::BackAgain:
        comesBack(life, step);
        break;
    case StepKind::Push:
    case StepKind::PushStopped:
    case StepKind::PushAnswerLost:
    case StepKind::PushRequestLost:
    case StepKind::PushRefused:
    case StepKind::PushKilled:
    case StepKind::PushFull:
        life.push(pathway, endOf(step));
        break;
    case StepKind::PushRaced:
        life.push(pathway, {.meanwhile = [&] {
                      life.letTimePass();
                      atThePlace(life, {step.kind, step.b, step.a}, happeningOf(step));
                  }});
        break;
    case StepKind::PushAfresh:
        life.pushAfresh(pathway);
        break;
    case StepKind::Bin:
        life.bin(pathway);
        break;
    case StepKind::EmptyBin:
        life.emptyBin();
        break;
    case StepKind::TakeOut:
        life.takeOut(pathway);
        break;
    case StepKind::Remake:
        life.remake(pathway);
        break;
    case StepKind::OtherTag:
    case StepKind::OtherMapping:
    case StepKind::OtherIds:
    case StepKind::OtherMethod:
        change(life, step, pathway);
        break;
    case StepKind::Damage:
        life.damage(step.a, step.b);
        break;
    case StepKind::BackUp:
        life.backUp();
        break;
    case StepKind::Restore:
        life.restoreBackup();
        break;
    case StepKind::SetClock:
        life.setClock(int(step.a) - 8);
        break;
    case StepKind::OtherZone:
        setZone(step.a);
        break;
    case StepKind::DayChange:
        for (int hour = 0; hour < 24; ++hour) {
            life.letTimePass();
        }
        break;
    default:
        amongPeople(life, step);
    }
}

} // namespace

std::string nameOf(StepKind kind) {
    return kNames[std::size_t(kind)];
}

Played play(const History& history) {
    setZone(0);
    Life life(history.place, history.audiences);
    for (const PathwaySetup& setup : history.pathways) {
        life.addPathway(setup);
    }
    for (const Step& step : history.steps) {
        if (!life.broken().empty()) {
            break;
        }
        ++life.world.moment;
        life.note(nameOf(step.kind) + " " + std::to_string(step.a) + " " + std::to_string(step.b));
        apply(life, step);
    }
    return {life.broken(), life.trace(), life.place->seen()};
}

Steps draw(std::uint64_t seed, std::size_t count, const std::vector<StepKind>& kinds) {
    std::mt19937_64 random(seed);
    Steps steps;
    // Somebody has to be there, or the first steps do nothing.
    for (unsigned i = 0; i < 6; ++i) {
        steps.push_back({StepKind::Join, i, 0});
    }
    while (steps.size() < count) {
        Step step;
        step.kind = kinds[std::size_t(random() % kinds.size())];
        step.a = unsigned(random() % 16);
        step.b = unsigned(random() % 16);
        steps.push_back(step);
    }
    return steps;
}

History shrink(History history) {
    const auto breaks = [](const History& one) { return !play(one).broken.empty(); };
    for (std::size_t part = history.steps.size() / 2; part > 0; part /= 2) {
        for (std::size_t at = 0; at < history.steps.size();) {
            History without = history;
            const auto first = without.steps.begin() + std::ptrdiff_t(at);
            without.steps.erase(first, first + std::ptrdiff_t(std::min(part, without.steps.size() - at)));
            if (breaks(without)) {
                history = std::move(without);
            } else {
                at += part;
            }
        }
    }
    for (Step& step : history.steps) {
        for (unsigned Step::*number : {&Step::a, &Step::b}) {
            const unsigned before = step.*number;
            step.*number = 0;
            if (before != 0 && !breaks(history)) {
                step.*number = before;
            }
        }
    }
    return history;
}

/// As they are written in a fixed history.
std::string describe(const History& history) {
    std::string text;
    for (const Step& step : history.steps) {
        text += "  {" + nameOf(step.kind) + ", " + std::to_string(step.a) + ", " + std::to_string(step.b) + "},\n";
    }
    for (const std::string& line : play(history).trace) {
        text += line + "\n";
    }
    return text;
}

} // namespace pathways::test
