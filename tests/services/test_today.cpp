// SPDX-License-Identifier: GPL-3.0-or-later
// One date for everything that is said about a file: the one on people's calendars.
#include "core/plan/file/plan_file.h"
#include "tests/services/push_fixture.h"

#include <cstdlib>
#include <ctime>

namespace pathways::test {

namespace {

/// This computer stands elsewhere, for as long as this lives.
class TimeZone {
public:
    explicit TimeZone(const char* zone)
        : m_before(qEnvironmentVariableIsSet("TZ"), qgetenv("TZ")) {
        qputenv("TZ", zone);
        ::tzset();
    }
    ~TimeZone() {
        m_before.first ? qputenv("TZ", m_before.second) : qunsetenv("TZ");
        ::tzset();
    }
    TimeZone(const TimeZone&) = delete;
    TimeZone& operator=(const TimeZone&) = delete;

private:
    std::pair<bool, QByteArray> m_before;
};

} // namespace

class Today : public PushFixture {};

/// Fourteen hours ahead of Greenwich: half of each day there is another date than in UTC.
TEST_F(Today, theCountTheCheckAndThePlanMeanTheSameDay) {
    const TimeZone kiritimati("Pacific/Kiritimati");
    QFile file(m_folder.filePath(QStringLiteral("gifts.csv")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("Email,Name,Gift\np1@riverbank.org,A,2026-03-02\np2@riverbank.org,B,2026-03-03\n");
    file.close();
    Audience audience;
    audience.id = AudienceId{QStringLiteral("gifts")};
    audience.name = QStringLiteral("Gifts");
    audience.source = FileSource{file.fileName(), Dialect{}, {}};
    Rule rule;
    rule.column = QStringLiteral("Gift");
    rule.op = RuleOperator::OnOrAfter;
    rule.values = {QStringLiteral("0 days ago")};
    Rule all;
    all.children = {rule};
    audience.rules = all;
    must(AudienceRepository(*m_database).save(audience));
    const ConnectionId one = connection(QStringLiteral("one"));
    for (const char* time : {"2026-03-02T12:00:00Z", "2026-03-03T02:00:00Z"}) { // 02:00 and 16:00 of the third.
        m_clock.setWallClock(QDateTime::fromString(QLatin1String(time), Qt::ISODate));
        ASSERT_EQ(m_clock.today(), QDate(2026, 3, 3));
        EXPECT_EQ(must(await(m_audiences->count(audience))), 1) << time;
        Pathway draft;
        draft.audience = audience.id;
        draft.connection = one;
        draft.object.id = QStringLiteral("list");
        draft.mapping = {line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email"))};
        const auto reports = must(await(m_pathways->checkMapping(draft)));
        EXPECT_EQ(reports.value(QStringLiteral("EMAIL")).samples, QStringList{QStringLiteral("p2@riverbank.org")})
            << time;
        const auto planned = must(await(m_pathways->plan(draft, {})));
        EXPECT_EQ(planned->summary().counts.total, 1) << time;
        EXPECT_EQ(planned->summary().counts.add, 1) << time;
        EXPECT_EQ(planned->facts().day, QDate(2026, 3, 3)) << time;
    }
}

} // namespace pathways::test
