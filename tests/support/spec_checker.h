// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace pathways::test {

/// Holds requests and answers against a vendor's API description (Swagger 2 or OpenAPI 3, JSON): the route exists,
/// query parameters and bodies fit their schema. Understands type, required, properties, items, enum, allOf,
/// additionalProperties and $ref within the file; formats and patterns are not looked at.
class SpecChecker final {
public:
    /// Ends the test when the file is not there or is no description.
    static SpecChecker load(const QString& path);

    /// What does not fit, one line each; empty: all well. path is the request's, without the base path ("/lists/1") or
    /// with it. Properties and parameters that the description does not know are reported, but for those in
    /// undocumented ("members[].tags").
    [[nodiscard]] QStringList request(const QByteArray& method, const QString& path, const QByteArray& rawQuery,
                                      const QByteArray& body, const QStringList& undocumented = {}) const;
    /// The same for an answer; properties that the description does not know are allowed, as clients must allow them.
    [[nodiscard]] QStringList response(const QByteArray& method, const QString& path, int status,
                                       const QByteArray& body) const;

private:
    struct Walk {
        QStringList problems;
        QStringList undocumented;
        bool reportUnknown = false;
        int depth = 0;
    };

    explicit SpecChecker(QJsonObject spec);
    [[nodiscard]] QJsonObject operation(const QByteArray& method, const QString& path, QStringList& problems) const;
    [[nodiscard]] QJsonObject resolved(const QJsonValue& value) const;
    void check(const QJsonValue& value, const QJsonObject& schema, const QString& at, Walk& walk) const;
    void checkObject(const QJsonObject& value, const QJsonObject& schema, const QString& at, Walk& walk) const;

    QJsonObject m_spec;
    QString m_base;
};

} // namespace pathways::test
