// SPDX-License-Identifier: GPL-3.0-or-later
// Planner, runner and the Mailchimp connector over practice Mailchimp: whatever the sequence of pushes, methods, member
// states and lost answers, the promises hold (P1, P2, P6, P7, P8, P9). The seeds are fixed; a failing one is named.
#include "tests/destinations/mailchimp/mailchimp_fixture.h"
#include "tests/support/engine_fixture.h"

#include <map>
#include <random>
#include <set>

namespace pathways::test {
namespace {

/// One member as the platform's office would see it.
struct Seen {
    QString status;
    QString first;
    QString last;
    QStringList tags;
};
using Roll = std::map<std::string, Seen>;

class MailchimpProperties : public MailchimpPush {
protected:
    void begin(unsigned seed, bool ids) {
        m_seed = seed;
        m_random.seed(seed);
        engine = std::make_unique<Engine>();
        platform.reset();
        m_ours.clear();
        m_version.clear();
        m_moved.clear();
        m_accepted.clear();
        m_leftAndArchived.clear();
        m_forgotten.clear();
        m_present = {0, 1, 2, 3, 4, 5};
        engine->type = connector.type();
        engine->type.limits.peoplePerBatch = 2 + pick(20);
        engine->columns = {QStringLiteral("Id"), QStringLiteral("Email"), QStringLiteral("Name")};
        engine->pathway.object = list;
        engine->pathway.mapping.clear();
        map("EMAIL", "Email");
        map("FNAME", "Name");
        if (ids) {
            engine->pathway.mapping.append(
                Engine::line(QStringLiteral("_person_id"), FieldKind::ExternalId, QStringLiteral("Id"), false));
        }
        m_ids = ids;
        EXPECT_TRUE(engine->savePathway());
        for (int i = 0; i < 5; ++i) {
            writeOther("other" + std::to_string(i) + "@elsewhere.test");
        }
        for (int i = 0; i < kPeople; i += 4) { // Some of the audience are there already.
            writeOther(address(i));
        }
    }

    /// A few things happen: in the organisation's records and at the platform.
    void live() {
        for (int i = 0; i < 6; ++i) {
            const int person = pick(kPeople);
            switch (pick(9)) {
            case 0:
            case 1:
                m_present.insert(person);
                break;
            case 2:
                m_present.erase(person);
                break;
            case 3:
                ++m_version[person];
                break;
            case 4:
                if (m_ids) {
                    ++m_moved[person];
                }
                break;
            default:
                atThePlatform(address(person));
            }
        }
    }

    Engine::Rows rows() {
        Engine::Rows rows;
        for (const int person : m_present) {
            const int version = m_version[person];
            rows.push_back({std::to_string(person), address(person),
                            version % 3 == 2 ? std::string() : "V" + std::to_string(version)});
        }
        if (!rows.empty() && pick(3) == 0) {
            rows.push_back(rows.front());
        }
        if (pick(3) == 0) {
            rows.push_back({"999", "broken", "x"});
        }
        return rows;
    }

    Roll roll() {
        Roll all;
        QJsonObject wish{{QStringLiteral("count"), 100'000}};
        const auto answer = QJsonDocument::fromJson(platform.control(QStringLiteral("members"), wish).body).object();
        for (const QJsonValue& value : answer[u"members"].toArray()) {
            const QJsonObject member = value.toObject();
            Seen seen{member[u"status"].toString(),
                      member[u"merge_fields"].toObject()[u"FNAME"].toString(),
                      member[u"merge_fields"].toObject()[u"LNAME"].toString(),
                      {}};
            for (const QJsonValue& tag : member[u"tags"].toArray()) {
                seen.tags << tag.toString();
            }
            all[member[u"email"].toString().toStdString()] = seen;
        }
        return all;
    }

    /// Plans and pushes with a session of its own for each beginning, as the services do, until it has ended.
    Push sync(SyncMethod method, const Engine::Rows& rows, bool faults) {
        engine->reload();
        engine->pathway.method = method;
        EXPECT_TRUE(engine->savePathway());
        std::unique_ptr<MemberIndex> index;
        if (method == SyncMethod::UpdateOnly || engine->pathway.snapshotFile.isEmpty() || pick(3) == 0) {
            index = readBack(method);
        }
        auto sealed = engine->plan(rows, index.get());
        EXPECT_TRUE(sealed) << sealed.error().text().toStdString();
        if (!sealed) {
            return {};
        }
        EXPECT_TRUE((*sealed)->summary().counts.addsUp()) << "P6, seed " << m_seed;
        Push push;
        push.id = PushId::create();
        push.pathway = engine->pathway.id;
        push.started = clock.now();
        push.resumable = true;
        Journal journal(*engine->database, engine->keys);
        EXPECT_TRUE(journal.begin(push, QFileInfo((*sealed)->path()).fileName(), push.id.value));
        if (faults) {
            loseAnswers();
        }
        Push done = run(push, *sealed);
        transport.before = nullptr;
        transport.after = nullptr;
        for (int tries = 0; done.resumable && tries < 4; ++tries) {
            done.status = PushStatus::Processing;
            done.problem.reset();
            done = run(done, *sealed);
        }
        EXPECT_FALSE(done.resumable) << "seed " << m_seed
                                     << (done.problem ? done.problem->text().toStdString() : std::string());
        return done;
    }

    void check(const Roll& before, const Roll& after, const Push& push, SyncMethod method) {
        const PushCounts& c = push.counts;
        EXPECT_EQ(c.accepted + c.invalid + c.rejected + c.leftOut + c.unchanged, c.total) << "P6, seed " << m_seed;
        for (const auto& [email, was] : before) {
            const auto found = after.find(email);
            if (found == after.end()) {
                continue; // Renamed: looked at below.
            }
            const Seen& is = found->second;
            checkMember(email, was, is);
        }
        for (const auto& [email, is] : after) {
            const auto was = before.find(email);
            const bool came = was == before.end() || was->second.status == QLatin1String("archived");
            if (came && is.status == QLatin1String("subscribed")) {
                m_ours.insert(email);
                EXPECT_TRUE(method != SyncMethod::UpdateOnly || isRenamed(email, before, after))
                    << email << ", seed " << m_seed;
            }
        }
        checkNames(before, after, method);
    }

    /// The person was there at another address, which is no more.
    static bool isRenamed(const std::string& email, const Roll& before, const Roll& after) {
        const std::string person = email.substr(0, email.find_first_of(".@"));
        return std::any_of(before.begin(), before.end(), [&](const auto& one) {
            const bool theirs = one.first.substr(0, one.first.find_first_of(".@")) == person;
            return theirs && one.second.status == QLatin1String("subscribed") && !after.contains(one.first);
        });
    }

    int pick(int below) { return int(m_random() % unsigned(below)); }
    std::unique_ptr<Engine> engine;
    unsigned m_seed = 0;

private:
    static constexpr int kPeople = 24;

    void map(const char* id, const char* column) {
        for (const FieldSpec& field : knownFields) {
            if (field.id == QLatin1String(id)) {
                ColumnMapping line;
                line.field = field;
                line.column = QLatin1String(column);
                engine->pathway.mapping.append(line);
            }
        }
    }
    std::string address(int person) {
        const int moved = m_moved[person];
        return "p" + std::to_string(person) + (moved > 0 ? "." + std::to_string(moved) : "") + "@riverbank.test";
    }
    void writeOther(const std::string& email, const char* status = "subscribed") {
        others("set_member",
               {{QStringLiteral("email"), QString::fromStdString(email)},
                {QStringLiteral("status"), QLatin1String(status)},
                {QStringLiteral("merge_fields"), QJsonObject{{QStringLiteral("FNAME"), QStringLiteral("Theirs")},
                                                             {QStringLiteral("LNAME"), QStringLiteral("Kept")}}},
                {QStringLiteral("tags"), QJsonArray{QStringLiteral("Board")}}});
    }
    void atThePlatform(const std::string& email) {
        const Roll now = roll();
        if (!now.contains(email)) {
            // Whoever is new there was put there by others, in whatever state.
            const char* states[] = {"subscribed", "unsubscribed", "cleaned", "pending", "transactional"};
            if (!m_forgotten.contains(email)) {
                writeOther(email, states[pick(5)]);
            }
            return;
        }
        switch (pick(5)) {
        case 0:
            others("unsubscribe", email.c_str());
            break;
        case 1:
            others("clean", email.c_str());
            break;
        case 2:
            others("unsubscribe", email.c_str());
            others("archive", email.c_str());
            m_leftAndArchived.insert(email);
            break;
        case 3:
            others("forget", email.c_str());
            m_forgotten.insert(email);
            break;
        default:
            others("set_member", {{QStringLiteral("email"), QString::fromStdString(email)},
                                  {QStringLiteral("status"), now.at(email).status == QLatin1String("archived")
                                                                 ? QStringLiteral("cleaned")
                                                                 : now.at(email).status},
                                  {QStringLiteral("tags"), QJsonArray{QStringLiteral("Choir")}}});
            return; // A tag of others does not make the person theirs.
        }
        m_ours.erase(email);
    }

    PushTarget targetNow(const Push& push) {
        PushTarget made;
        made.object = list;
        made.method = engine->pathway.method;
        made.started = push.started;
        made.leaversUntil = practiceClock.now();
        made.removalMeaning = QStringLiteral("archive");
        made.pushReference = push.id.value;
        for (const ColumnMapping& line : engine->pathway.mapping) {
            if (line.field.id == kPersonIdField) {
                continue;
            }
            if (line.field.identifier) {
                made.identifiers.push_back(made.fields.size());
            }
            made.fields.push_back(line.field);
            made.clears.push_back(line.clear);
        }
        return made;
    }
    std::unique_ptr<MemberIndex> readBack(SyncMethod) {
        MemberIndexBuilder index(engine->type, engine->pathway, engine->keys.mac);
        auto reading = session(targetNow({}));
        EXPECT_TRUE(reading->readMembers(
            [&](const RemoteMember& member) {
                index.add(member);
                return true;
            },
            {}));
        return index.take();
    }
    Push run(const Push& push, const std::shared_ptr<PlanFile>& sealed) {
        auto open = session(targetNow(push));
        const PushRunInput input{.push = push,
                                 .pathway = engine->pathway,
                                 .type = engine->type,
                                 .plan = sealed,
                                 .session = *open,
                                 .workspace = *engine->workspace,
                                 .keys = engine->keys,
                                 .clock = clock,
                                 .batchThreads = engine->batchThreads.threads(),
                                 .requestCount = [this] { return client.requestCount(); }};
        auto done = runPush(input, engine->board, {});
        EXPECT_TRUE(done) << done.error().text().toStdString() << ", seed " << m_seed;
        return done.value_or(push);
    }
    /// Every so often an answer is lost on its way, or a request does not get there.
    void loseAnswers() {
        auto random = std::make_shared<std::mt19937>(m_random());
        transport.after = [random](const HttpRequest& request, HttpReply& reply) {
            if (request.method != "GET" && (*random)() % 4 == 0) {
                reply = InProcessTransport::lost();
            }
        };
        transport.before = [random](const HttpRequest& request) -> std::optional<HttpReply> {
            return request.method != "GET" && (*random)() % 6 == 0 ? std::optional(InProcessTransport::lost())
                                                                   : std::nullopt;
        };
    }

    void checkMember(const std::string& email, const Seen& was, const Seen& is) const {
        const auto where = [&] { return email + ", seed " + std::to_string(m_seed); };
        const bool keptOut = was.status == QLatin1String("unsubscribed") || was.status == QLatin1String("cleaned") ||
                             m_leftAndArchived.contains(email);
        if (keptOut) {
            EXPECT_EQ(is.status, was.status) << "P1, " << where();
        } else if (was.status == QLatin1String("pending")) {
            EXPECT_NE(is.status, QLatin1String("subscribed")) << "P1, " << where();
        }
        if (!m_ours.contains(email) && was.status != QLatin1String("archived")) {
            EXPECT_NE(is.status, QLatin1String("archived")) << "P2, " << where();
        }
        EXPECT_EQ(is.last, was.last) << "P8, " << where();
        for (const QString& tag : was.tags) {
            EXPECT_TRUE(is.tags.contains(tag)) << "P8, " << where();
        }
        if (!was.first.isEmpty()) {
            EXPECT_FALSE(is.first.isEmpty()) << "P7, " << where();
        }
        if (email.starts_with("other")) {
            EXPECT_EQ(is.first, was.first) << "P8, " << where();
        }
    }
    /// Whom this pathway had put there under an address that has changed since is there once, under the new one.
    void checkNames(const Roll& before, const Roll& after, SyncMethod method) {
        if (!m_ids || method != SyncMethod::Mirror) {
            return;
        }
        for (const int person : m_present) {
            const std::string now = address(person);
            const std::string old = m_accepted[person];
            const auto there = after.find(now);
            const bool accepted = there != after.end() && there->second.status == QLatin1String("subscribed");
            const auto left = after.find(old);
            if (!old.empty() && old != now && accepted && m_ours.contains(old) && before.contains(old)) {
                EXPECT_TRUE(left == after.end() || left->second.status == QLatin1String("archived"))
                    << "P9, " << old << " and " << now << ", seed " << m_seed;
            }
            if (accepted) {
                m_accepted[person] = now;
            }
        }
    }

    std::mt19937 m_random;
    bool m_ids = false;
    std::set<int> m_present;
    std::map<int, int> m_version;
    std::map<int, int> m_moved;
    std::map<int, std::string> m_accepted;
    std::set<std::string> m_ours; ///< Put there by a push, and not touched by others since.
    std::set<std::string> m_leftAndArchived;
    std::set<std::string> m_forgotten;
};

TEST_F(MailchimpProperties, PromisesHoldWhateverHappens) {
    for (unsigned seed = 1; seed <= 24; ++seed) {
        begin(seed, seed % 2 == 0);
        for (int step = 0; step < 6; ++step) {
            // An hour later, so that what others did is older than this push.
            practiceClock.advance(std::chrono::hours(1));
            clock.advance(std::chrono::hours(1));
            live();
            practiceClock.advance(std::chrono::hours(1));
            clock.advance(std::chrono::hours(1));
            const SyncMethod method = kSyncMethods[std::size_t(pick(4))];
            const Roll before = roll();
            const Push push = sync(method, rows(), seed % 3 == 0);
            check(before, roll(), push, method);
            if (HasFailure()) {
                return;
            }
        }
    }
}

} // namespace
} // namespace pathways::test
