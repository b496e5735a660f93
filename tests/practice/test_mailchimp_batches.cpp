// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/tar_gz.h"
#include "tests/practice/mailchimp_fixture.h"
#include "tests/support/other_program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QUrl>

namespace pathways {
namespace {

class Batches : public test::MailchimpTest {
protected:
    QByteArray submit() {
        const QByteArray operations =
            R"({"operations":[
              {"method":"DELETE","path":")" +
            listPath() + R"(/members/0cb3df7ef4ba8aae6a4c9cb6a3a5e3a1","operation_id":"one"},
              {"method":"PUT","path":")" +
            listPath() + R"(/members/x@riverbank.test","operation_id":"two",
               "body":"{\"email_address\":\"x@riverbank.test\",\"status_if_new\":\"subscribed\"}"},
              {"method":"GET","path":"lists","params":{"count":1},"operation_id":"three"}]})";
        const Answer made = call("POST", "/batches", operations);
        EXPECT_EQ(made.status, 200);
        EXPECT_EQ(made.json[u"status"].toString(), u"pending");
        return made.json[u"id"].toString().toUtf8();
    }
    practice::PracticeResponse fetch(const QString& url) {
        practice::PracticeRequest request;
        request.method = "GET";
        request.path = QUrl(url).path().mid(qsizetype(qstrlen("/mailchimp"))).toUtf8();
        return platform.handle(request); // Without a key: the link is enough.
    }
};

TEST_F(Batches, goThroughTheirStatesAndLeaveAnArchive) {
    const QByteArray id = submit();
    QStringList states;
    Answer look;
    do {
        look = call("GET", "/batches/" + id);
        states << look.json[u"status"].toString();
    } while (states.constLast() != u"finished" && states.size() < 10);
    EXPECT_EQ(states, QStringList({QStringLiteral("preprocessing"), QStringLiteral("started"),
                                   QStringLiteral("finalizing"), QStringLiteral("finished")}));
    EXPECT_EQ(look.json[u"finished_operations"].toInt(), 3);
    EXPECT_EQ(look.json[u"errored_operations"].toInt(), 1);
    EXPECT_EQ(inList("GET", "/members/x@riverbank.test").status, 200);

    const practice::PracticeResponse archive = fetch(look.json[u"response_body_url"].toString());
    ASSERT_EQ(archive.status, 200);
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("results.tar.gz")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(archive.body);
    file.close();
    // The system's own tar has to be able to read it.
    const auto tar = test::OtherProgram::run("tar -xzOf " + QFile::encodeName(file.fileName()));
    ASSERT_EQ(tar.status, 0);
    const QJsonArray results = QJsonDocument::fromJson(tar.output).array();
    ASSERT_EQ(results.size(), 3);
    EXPECT_EQ(results[0][u"status_code"].toInt(), 404);
    EXPECT_EQ(results[1][u"operation_id"].toString(), u"two");
    const QJsonObject response = QJsonDocument::fromJson(results[1][u"response"].toString().toUtf8()).object();
    EXPECT_EQ(response[u"email_address"].toString(), u"x@riverbank.test");
}

TEST_F(Batches, linksExpireAndCanBeHadAgain) {
    const QByteArray id = submit();
    Answer look;
    for (int i = 0; i < 4; ++i) {
        look = call("GET", "/batches/" + id);
    }
    const QString link = look.json[u"response_body_url"].toString();
    EXPECT_EQ(fetch(link).status, 200);
    clock.advance(std::chrono::minutes(11));
    EXPECT_EQ(fetch(link).status, 403);
    const QString second = call("GET", "/batches/" + id).json[u"response_body_url"].toString();
    EXPECT_NE(second, link);
    EXPECT_EQ(fetch(second).status, 200);
    EXPECT_EQ(call("DELETE", "/batches/" + id).status, 204);
    EXPECT_EQ(call("GET", "/batches/" + id).status, 404);
}

TEST_F(Batches, refuseWhatIsNotWhole) {
    EXPECT_EQ(call("POST", "/batches", R"({"operations":[]})").status, 400);
    EXPECT_EQ(call("POST", "/batches", R"({"operations":[{"method":"GET"}]})").status, 400);
    // The body has to be a string.
    EXPECT_EQ(call("POST", "/batches", R"({"operations":[{"method":"PUT","path":"/x","body":{}}]})").status, 400);
    EXPECT_EQ(call("POST", "/batches", "[").status, 400);
}

TEST(TarGz, packsSeveralFiles) {
    practice::TarGz archive;
    archive.add("a/0.json", "[]");
    archive.add("a/1.json", QByteArray(1000, 'x'));
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("x.tar.gz")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(archive.finish());
    file.close();
    const auto tar = test::OtherProgram::run("tar -tzf " + QFile::encodeName(file.fileName()));
    EXPECT_EQ(tar.output, "a/0.json\na/1.json\n");
    EXPECT_EQ(tar.status, 0);
    const auto content = test::OtherProgram::run("tar -xzOf " + QFile::encodeName(file.fileName()));
    EXPECT_EQ(content.output, "[]" + QByteArray(1000, 'x'));
}

} // namespace
} // namespace pathways
