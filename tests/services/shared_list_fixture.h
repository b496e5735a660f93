// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/push_fixture.h"
#include "tests/support/must.h"

namespace pathways::test {

/// Two audiences that share a list. What one push does to it, the plan of the other, made before, knows nothing of.
class SharedListFixture : public PushFixture {
protected:
    void SetUp() override {
        PushFixture::SetUp();
        PathwayOptionSpec tag;
        tag.key = QStringLiteral("tag");
        tag.mark = true;
        m_fake->kind().options = {tag};
        m_fake->kind().removalMeanings = {{QStringLiteral("archive"), {}, false, false},
                                          {QStringLiteral("tag-off"), {}, false, true}};
        m_at = connection(QStringLiteral("one"));
        m_ended = std::make_unique<QSignalSpy>(m_pushes.get(), &PushService::finished);
    }
    void writeAudience(const QString& name, const QList<int>& people) {
        QFile file(m_folder.filePath(name + QStringLiteral(".csv")));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("Email,Name\n");
        for (const int one : people) {
            file.write("p" + QByteArray::number(one) + "@riverbank.org,Name " + QByteArray::number(one) + "\n");
        }
    }
    /// A saved pathway of an audience of its own to the list. tag: set on its people; empty: none.
    PathwayId pathwayOf(const QString& name, const QString& tag = {}) {
        Audience audience;
        audience.id = AudienceId{name};
        audience.name = name;
        audience.source = FileSource{m_folder.filePath(name + QStringLiteral(".csv")), Dialect{}, {}};
        must(AudienceRepository(*m_database).save(audience));
        Pathway added;
        added.audience = audience.id;
        added.connection = m_at;
        added.object.id = added.object.name = QStringLiteral("list");
        added.mapping = {line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email")),
                         line(QStringLiteral("NAME"), FieldKind::Text, QStringLiteral("Name"))};
        if (!tag.isEmpty()) {
            added.options = {{QStringLiteral("tag"), tag}};
        }
        return must(m_pathways->save(added));
    }
    std::set<std::string> tagsOf(int person) {
        return list().state()["p" + std::to_string(person) + "@riverbank.org"].tags;
    }
    FakeDestination& list() { return m_fake->object(m_at.value + QStringLiteral("list")); }
    bool isThere(int person) { return list().state().contains("p" + std::to_string(person) + "@riverbank.org"); }
    Push end(const PushId& id) {
        EXPECT_TRUE(runUntil([&] { return !m_pushes->running().contains(id); }));
        return must(m_pushes->find(id));
    }
    void push(const PathwayId& id) { ASSERT_EQ(end(start(id)).status, PushStatus::Synced); }

    ConnectionId m_at;
    std::unique_ptr<QSignalSpy> m_ended;
};

} // namespace pathways::test
