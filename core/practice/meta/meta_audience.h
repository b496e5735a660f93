// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/meta/meta_users.h"

#include <QDateTime>
#include <QHash>
#include <QStringList>

namespace pathways::practice {

/// One custom audience of practice Meta: who is in it, its upload sessions, and what state it is in.
class MetaAudience final {
public:
    QString id;
    QString name;
    QString description;
    QString fileSource;
    bool valueBased = false;
    int forcedOperation = 0; ///< Set through the control route; 0: as it comes.
    int pollsLeft = 0;       ///< Looks at the audience until people are populated.
    QDateTime created;

    struct Answer {
        qint64 session = 0;
        qint64 received = 0; ///< Of the whole session so far.
        qint64 invalid = 0;
    };
    /// A POST or DELETE of people that has been read already. Nothing when refused, and then error says why.
    [[nodiscard]] std::optional<Answer> apply(const MetaUsers& users, bool removing, const QDateTime& now,
                                              MetaError& error);
    /// One request of a replacement (contract 3.2). It becomes visible with its last batch.
    [[nodiscard]] std::optional<Answer> replace(const MetaUsers& users, const QDateTime& now, MetaError& error);
    /// Opt-out: takes people out without a session; how many that were.
    qint64 forget(const MetaUsers& users);

    [[nodiscard]] qint64 people(const QDateTime& now) const;
    /// Only the fields asked for, and id. looking: counts as one look at the state of population.
    [[nodiscard]] QJsonObject toJson(const QStringList& fields, const QDateTime& now, bool looking);
    [[nodiscard]] QJsonObject sessionJson(qint64 session, bool stuck) const;
    [[nodiscard]] QList<qint64> sessionIds() const { return m_sessions.keys(); }
    [[nodiscard]] const HashedPeople& members() const { return m_people; }
    /// How identifiers that it has not seen yet lead to accounts.
    void setRule(AccountRule rule) { m_people.setRule(rule); }

    [[nodiscard]] QJsonObject saved() const;
    static MetaAudience restored(const QJsonObject& saved);

private:
    struct SessionState {
        qint64 received = 0;
        qint64 invalid = 0;
        qint64 highest = 0; ///< Batch sequence.
        bool finished = false;
        bool removing = false;
        QDateTime started;
    };
    struct Replacement {
        qint64 session = 0;
        qint64 next = 2;
        std::vector<std::string> schema;
        QDateTime started;
        HashedPeople people;
    };

    [[nodiscard]] int operation(const QDateTime& now) const;
    [[nodiscard]] SessionState* admit(const MetaUsers& users, bool removing, const QDateTime& now, MetaError& error);
    [[nodiscard]] bool beginReplacement(const MetaUsers& users, const QDateTime& now, MetaError& error);
    [[nodiscard]] bool expired(const QDateTime& now) const;

    HashedPeople m_people;
    QHash<qint64, SessionState> m_sessions;
    std::optional<Replacement> m_replacement;
    QList<qint64> m_replaced; ///< Sessions of finished replacements.
    qint64 m_nextOwnSession = 4'229'955'495'815'004'260;
};

} // namespace pathways::practice
