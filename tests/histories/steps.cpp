// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/steps.h"

#include <algorithm>
#include <array>
#include <random>

namespace pathways::test {

namespace {

constexpr std::array kNames = {
    "join",    "leave",        "move",        "join both",    "rename",     "change address",    "swap",
    "respell", "typo",         "resort",      "unsubscribe",  "bounce",     "archived by staff", "others add",
    "push",    "push stopped", "answer lost", "request lost", "push afresh"};

/// Somebody of an audience, by two numbers; -1 where there is nobody.
int somebody(const Life& life, unsigned a, unsigned b) {
    const auto& ids = life.world.audiences[a % life.world.audiences.size()];
    return ids.empty() ? -1 : ids[b % ids.size()];
}

/// Somebody who is subscribed at the list; empty: nobody.
std::string somebodyThere(const Life& life, unsigned a) {
    std::vector<std::string> there;
    for (const auto& [address, member] : life.place.members()) {
        if (member.status == ListPlace::Status::Subscribed) {
            there.push_back(address);
        }
    }
    return there.empty() ? std::string() : there[a % there.size()];
}

void atTheList(Life& life, const Step& step) {
    const std::string address = somebodyThere(life, step.a);
    if (address.empty()) {
        return;
    }
    const auto become = [&](ListPlace::Status status) {
        life.place.change([&](auto& members) {
            members[address].status = status;
            members[address].byStaff = status == ListPlace::Status::Archived;
        });
    };
    life.note("  " + address);
    if (step.kind == StepKind::Unsubscribe || step.kind == StepKind::Bounce) {
        become(step.kind == StepKind::Bounce ? ListPlace::Status::Cleaned : ListPlace::Status::Unsubscribed);
        life.world.optOut(address, step.kind == StepKind::Unsubscribe);
    } else {
        become(ListPlace::Status::Archived);
        life.world.archivedByStaff.insert(address);
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
    Donor& donor = world.donors[std::size_t(who)];
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
    case StepKind::Rename:
        donor.name += "x";
        break;
    case StepKind::ChangeAddress:
        donor.had.insert(donor.address);
        donor.address = "n" + std::to_string(step.a % 100) + "." + donor.address;
        break;
    case StepKind::Swap: {
        Donor& other = world.donors[std::size_t(somebody(life, step.a, step.b + 1))];
        donor.had.insert(donor.address);
        other.had.insert(other.address);
        std::swap(donor.address, other.address);
        break;
    }
    case StepKind::Respell: {
        life.spellings.resize(world.donors.size());
        std::string upper = donor.address;
        std::transform(upper.begin(), upper.end(), upper.begin(),
                       [](unsigned char c) { return char(std::toupper(c)); });
        life.spellings[std::size_t(who)] = " " + upper;
        break;
    }
    case StepKind::Typo:
        life.spellings.resize(world.donors.size());
        life.spellings[std::size_t(who)] = "at.riverbank";
        break;
    case StepKind::Resort:
        std::rotate(ids.begin(), ids.begin() + std::ptrdiff_t(step.b % ids.size()), ids.end());
        break;
    default:
        break;
    }
    if (step.kind == StepKind::ChangeAddress || step.kind == StepKind::Swap) {
        life.spellings.assign(world.donors.size(), {});
    }
}

void apply(Life& life, const Step& step, std::size_t pathways) {
    const std::size_t pathway = step.a % pathways;
    switch (step.kind) {
    case StepKind::Unsubscribe:
    case StepKind::Bounce:
    case StepKind::ArchivedByStaff:
        atTheList(life, step);
        break;
    case StepKind::OthersAdd: {
        life.letTimePass();
        const int who = somebody(life, step.a, step.b);
        const std::string address = who >= 0 ? life.world.donors[std::size_t(who)].address
                                             : "other" + std::to_string(step.b) + "@riverbank.org";
        if (!life.place.members().contains(address)) {
            life.place.change([&](auto& members) {
                members[address].byOthers = true;
                members[address].joined = life.now();
            });
            life.world.putByOthers.insert(address);
        }
        life.letTimePass();
        break;
    }
    case StepKind::Push:
        life.push(pathway);
        break;
    case StepKind::PushStopped:
        life.push(pathway, {.stopBefore = int(step.b % 3)});
        break;
    case StepKind::PushAnswerLost:
        life.push(pathway, {.stopBefore = int(step.b % 3) + 1, .answerLostAt = int(step.b % 3)});
        break;
    case StepKind::PushRequestLost:
        life.push(pathway, {.stopBefore = int(step.b % 3) + 1, .requestLostAt = int(step.b % 3)});
        break;
    case StepKind::PushAfresh:
        life.pushAfresh(pathway);
        break;
    default:
        amongPeople(life, step);
    }
}

} // namespace

Played play(const History& history) {
    Life life(history.audiences);
    for (const PathwaySetup& setup : history.pathways) {
        life.addPathway(setup);
    }
    for (const Step& step : history.steps) {
        life.note(std::string(kNames[std::size_t(step.kind)]) + " " + std::to_string(step.a) + " " +
                  std::to_string(step.b));
        apply(life, step, history.pathways.size());
        if (!life.broken().empty()) {
            break;
        }
    }
    return {life.broken(), life.trace(), life.place.seen()};
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

std::string describe(const History& history) {
    std::string text;
    for (const Step& step : history.steps) {
        text += std::string("  ") + kNames[std::size_t(step.kind)] + " " + std::to_string(step.a) + " " +
                std::to_string(step.b) + "\n";
    }
    for (const std::string& line : play(history).trace) {
        text += line + "\n";
    }
    return text;
}

} // namespace pathways::test
