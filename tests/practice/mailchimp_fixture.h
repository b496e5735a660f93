// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/mailchimp/practice_mailchimp.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

namespace pathways::test {

/// Talks to the practice Mailchimp without a socket.
class MailchimpTest : public ::testing::Test {
protected:
    struct Answer {
        int status = 0;
        QJsonObject json;
        QByteArray body;
        QString title;
    };

    Answer call(const QByteArray& method, const QByteArray& target, const QByteArray& body = {}) {
        practice::PracticeRequest request;
        request.method = method;
        const qsizetype question = target.indexOf('?');
        request.path = "/3.0" + (question < 0 ? target : target.left(question));
        request.rawQuery = question < 0 ? QByteArray() : target.mid(question + 1);
        request.body = body;
        request.baseUrl = "http://127.0.0.1:1/mailchimp";
        request.inFlight = inFlight;
        if (!key.isEmpty()) {
            const QByteArray pair = "any:" + key;
            request.headers = {{"authorization", "Basic " + pair.toBase64()}};
        }
        return answer(platform.handle(request));
    }
    static Answer answer(const practice::PracticeResponse& response) {
        Answer result{response.status, QJsonDocument::fromJson(response.body).object(), response.body, {}};
        result.title = result.json.value(u"title").toString();
        return result;
    }
    Answer inList(const QByteArray& method, const QByteArray& target, const QByteArray& body = {}) {
        return call(method, listPath() + target, body);
    }
    QByteArray listPath() const { return "/lists/" + practice::PracticeMailchimp::newsletterId().toUtf8(); }
    void others(const QString& verb, const QJsonObject& wish) {
        ASSERT_EQ(platform.control(verb, wish).status, 200) << verb.toStdString();
    }
    QJsonObject member(const QString& email) {
        return answer(platform.control(QStringLiteral("member"), {{QStringLiteral("email"), email}})).json;
    }
    static QByteArray bulkBody(const QList<QByteArray>& members, bool update) {
        return "{\"members\":[" + members.join(',') + "],\"update_existing\":" + (update ? "true" : "false") + "}";
    }
    static QByteArray person(const QByteArray& email, const QByteArray& merge = "{}",
                             const QByteArray& status = "subscribed") {
        const QByteArray statusPart = status.isEmpty() ? QByteArray() : QByteArray(",\"status\":\"" + status + "\"");
        return "{\"email_address\":\"" + email + "\"" + statusPart + ",\"merge_fields\":" + merge + "}";
    }

    practice::PracticeClock clock;
    practice::PracticeMailchimp platform{clock};
    QByteArray key = practice::PracticeMailchimp::apiKey();
    int inFlight = 1;
};

} // namespace pathways::test
