// SPDX-License-Identifier: GPL-3.0-or-later
// A list that is made at an ad platform while answers are lost: it is made once, and found by its marker.
#include "tests/destinations/google/google_fixture.h"
#include "tests/destinations/meta/meta_fixture.h"

namespace pathways::test {
namespace {

template <typename Fixture>
class LostCreation : public Fixture {
protected:
    LostCreation() {
        wanted.name = QStringLiteral("Spring appeal");
        wanted.marker = QStringLiteral("mark \"5417\"");
    }
    NewObject wanted;
};

using AdPlatforms = ::testing::Types<Google, Meta>;
TYPED_TEST_SUITE(LostCreation, AdPlatforms);

TYPED_TEST(LostCreation, IsFoundWhenItsAnswerWasLost) {
    const qsizetype before = this->objects().size();
    int times = 0;
    this->transport.after = [&times](const HttpRequest& request, HttpReply& reply) {
        if (request.method == "POST" && times++ == 0) {
            reply = InProcessTransport::lost();
        }
    };
    const auto created = this->connector.createObject(this->context, this->wanted);
    ASSERT_TRUE(created) << created.error().text().toStdString();
    EXPECT_EQ(created->name, this->wanted.name);
    EXPECT_EQ(this->objects().size(), before + 1);
}

TYPED_TEST(LostCreation, IsFoundByASecondAttempt) {
    // The first made it, but neither its answer nor the look for it came through.
    bool down = false;
    this->transport.after = [&down](const HttpRequest& request, HttpReply& reply) {
        down = down || request.method == "POST";
        reply = down ? InProcessTransport::lost() : reply;
    };
    EXPECT_FALSE(this->connector.createObject(this->context, this->wanted));
    const qsizetype made = this->objects().size();
    this->wanted.again = true;
    EXPECT_FALSE(this->connector.createObject(this->context, this->wanted))
        << "as long as nobody can look, none is made";
    this->transport.after = nullptr;
    const auto found = this->connector.createObject(this->context, this->wanted);
    ASSERT_TRUE(found) << found.error().text().toStdString();
    EXPECT_EQ(found->name, this->wanted.name);
    EXPECT_EQ(this->objects().size(), made);
}

TYPED_TEST(LostCreation, IsAnErrorWhenItDidNotHappen) {
    this->transport.before = [](const HttpRequest& request) -> std::optional<HttpReply> {
        return request.method == "POST" ? std::optional(InProcessTransport::lost()) : std::nullopt;
    };
    const qsizetype before = this->objects().size();
    EXPECT_FALSE(this->connector.createObject(this->context, this->wanted));
    EXPECT_EQ(this->objects().size(), before);
}

} // namespace
} // namespace pathways::test
