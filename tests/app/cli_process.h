// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <sys/resource.h>

namespace pathways::test {

/// The built command line, run as a person would, in a workspace of its own.
class Cli final {
public:
    Cli();
    struct Outcome {
        int exit = -1;
        QByteArray out;
        QByteArray err;
        [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
        [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(out).array(); }
    };
    /// Runs one command to its end. --workspace and --json are added.
    [[nodiscard]] Outcome run(const QStringList& arguments, const QByteArray& input = {}) const;
    /// The same without --json.
    [[nodiscard]] Outcome runAsText(const QStringList& arguments) const;
    /// The same where it may have only so much of a resource: RLIMIT_NOFILE, RLIMIT_AS.
    [[nodiscard]] Outcome runWithin(decltype(RLIMIT_AS) resource, rlim_t limit, const QStringList& arguments) const;
    /// Starts one command and leaves it running.
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList& arguments) const;
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& content) const;
    /// Of the environment of every command that is started from now on.
    void setVariable(const QString& name, const QString& value) { m_variables.insert(name, value); }
    /// Practice connection, pathway "P" of audience "A" over file to the first practice list.
    void preparePathway(const QString& file, const QString& method, const QString& url = {},
                        const QStringList& extra = {}) const;

private:
    [[nodiscard]] std::unique_ptr<QProcess> launch(const QStringList& arguments,
                                                   const std::function<void()>& inTheProcess = {}) const;
    [[nodiscard]] static Outcome end(QProcess& process, const QStringList& arguments);

    QTemporaryDir m_folder;
    QString m_program;
    QProcessEnvironment m_variables;
};

/// The practice destinations in a process of their own, steered and read over the control route.
class PracticeProcess final {
public:
    PracticeProcess();
    ~PracticeProcess();
    [[nodiscard]] QString mailchimpUrl() const;
    [[nodiscard]] const QJsonObject& ready() const { return m_ready; }
    /// GET or POST on the control route; the answer as JSON.
    [[nodiscard]] QJsonDocument control(const QString& path, const QJsonObject& body = {}, bool post = false) const;

private:
    QProcess m_process;
    QJsonObject m_ready;
};

} // namespace pathways::test
