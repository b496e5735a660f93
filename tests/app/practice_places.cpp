// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/practice_places.h"

#include <QCryptographicHash>

namespace pathways::test {

namespace {

QString firstObject(const Cli& cli) {
    const auto tiles = cli.run({QStringLiteral("destinations"), QStringLiteral("--audience"), QStringLiteral("A")});
    for (const QJsonValue& tile : tiles.array()) {
        const QJsonArray objects = tile[u"objects"].toArray();
        if (!objects.isEmpty()) {
            return objects.first()[u"id"].toString();
        }
    }
    return {};
}

class PracticePlace : public Place {
public:
    PracticePlace(QString type, QString platform)
        : m_type(std::move(type))
        , m_platform(std::move(platform)) {}
    [[nodiscard]] QStringList connection() const override {
        const QString url = m_process.ready()[m_platform].toObject()[QLatin1String("url")].toString();
        return {m_type, QStringLiteral("--practice"), QStringLiteral("--set"), QStringLiteral("url=") + url};
    }
    QString freshObject(const Cli& cli) override {
        m_object = firstObject(cli);
        return m_object;
    }
    [[nodiscard]] QStringList pathway() const override { return {}; }
    void timePasses() override {
        static_cast<void>(
            m_process.control(QStringLiteral("/clock"), {{QStringLiteral("advance_seconds"), 3600}}, true));
    }

protected:
    QJsonObject tell(const QString& verb, const QJsonObject& wish) const {
        return m_process.control(u'/' + m_platform + u'/' + verb, wish, true).object();
    }
    QString m_object;

private:
    PracticeProcess m_process;
    QString m_type;
    QString m_platform;
};

class MailchimpPlace final : public PracticePlace {
public:
    MailchimpPlace()
        : PracticePlace(QStringLiteral("mailchimp"), QStringLiteral("mailchimp")) {}
    [[nodiscard]] QStringList pathway() const override {
        return {QStringLiteral("--option"), QStringLiteral("tag=Spring appeal")};
    }
    bool holds(const QString& email) override { return member(email)[u"status"] == QLatin1String("subscribed"); }
    std::optional<QString> firstName(const QString& email) override {
        return member(email)[u"merge_fields"][u"FNAME"].toString();
    }
    bool others(const QString& email, const QString& name) override {
        tell(QStringLiteral("set_member"),
             {{QStringLiteral("email"), email},
              {QStringLiteral("status"), QStringLiteral("subscribed")},
              {QStringLiteral("merge_fields"), QJsonObject{{QStringLiteral("FNAME"), name}}}});
        return true;
    }
    bool leaves(const QString& email) override {
        others(email, QStringLiteral("Gone"));
        tell(QStringLiteral("unsubscribe"), {{QStringLiteral("email"), email}});
        return true;
    }
    bool takenOutByStaff(const QString& email) override {
        tell(QStringLiteral("archive"), {{QStringLiteral("email"), email}});
        return true;
    }
    bool stillOut(const QString& email) override { return member(email)[u"status"] == QLatin1String("unsubscribed"); }

private:
    [[nodiscard]] QJsonValue member(const QString& email) const {
        const QJsonArray all =
            tell(QStringLiteral("members"), {{QStringLiteral("count"), 1'000'000}})[u"members"].toArray();
        for (const QJsonValue& one : all) {
            if (one[u"email"].toString().compare(email, Qt::CaseInsensitive) == 0) {
                return one;
            }
        }
        return QJsonObject();
    }
};

/// Google and Meta: nobody is shown, but the practice platform can be asked whether it holds a digest.
class AdPlace final : public PracticePlace {
public:
    AdPlace(QString type, QString platform, QString objectWord)
        : PracticePlace(std::move(type), std::move(platform))
        , m_objectWord(std::move(objectWord)) {}
    [[nodiscard]] bool canReadBack() const override { return false; }
    [[nodiscard]] bool offersUpdateOnly() const override { return false; }
    bool holds(const QString& email) override {
        const QByteArray digest = QCryptographicHash::hash(email.toLower().toUtf8(), QCryptographicHash::Sha256);
        return tell(QStringLiteral("holds"), {{m_objectWord, m_object},
                                              {QStringLiteral("kind"), QStringLiteral("email")},
                                              {QStringLiteral("hash"), QString::fromLatin1(digest.toHex())}})[u"held"]
            .toBool();
    }
    std::optional<QString> firstName(const QString&) override { return std::nullopt; }
    bool others(const QString&, const QString&) override { return false; }

private:
    QString m_objectWord;
};

} // namespace

std::unique_ptr<Place> mailchimpPlace() {
    return std::make_unique<MailchimpPlace>();
}

std::unique_ptr<Place> googlePlace() {
    return std::make_unique<AdPlace>(QStringLiteral("google-ads"), QStringLiteral("google"), QStringLiteral("list"));
}

std::unique_ptr<Place> metaPlace() {
    return std::make_unique<AdPlace>(QStringLiteral("meta"), QStringLiteral("meta"), QStringLiteral("audience"));
}

} // namespace pathways::test
