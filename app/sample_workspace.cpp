// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sample_workspace.h"

#include "app/program.h"
#include "core/base/log.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SampleWorkspace)
};

void connectPractice(Program& program, QObject* receiver, QStringList types, const std::function<void()>& done) {
    if (types.isEmpty()) {
        done();
        return;
    }
    const QString type = types.takeFirst();
    const DestinationType* known = program.connections().type(type);
    NewConnection wanted;
    wanted.type = type;
    wanted.name = Texts::tr("Practice %1").arg(known != nullptr ? known->name : type);
    wanted.practice = true;
    if (known == nullptr || program.connections().findByName(wanted.name)) {
        connectPractice(program, receiver, types, done);
        return;
    }
    whenDone(program.connections().connectWithSecret(wanted, Secret()), receiver,
             [&program, receiver, types, done](const Result<ConnectionId>& added) {
                 if (!added) {
                     qCWarning(lcApp) << "a practice destination is not there:" << added.error().text();
                 }
                 connectPractice(program, receiver, types, done);
             });
}

} // namespace

void addSample(Program& program, const QString& file, QObject* receiver, std::function<void()> done) {
    const auto audiences = program.audiences().list();
    const auto connections = program.connections().list();
    if (!audiences || !connections || !audiences->isEmpty() || !connections->isEmpty()) {
        done();
        return;
    }
    const QString path = QFileInfo(file).absoluteFilePath();
    whenDone(program.audiences().previewFile(path), receiver,
             [&program, receiver, path, done = std::move(done)](const Result<FilePreview>& preview) {
                 if (preview) {
                     Audience audience;
                     audience.name = Texts::tr("Sample donors");
                     audience.source = FileSource{path, preview->dialect, {}};
                     audience.defaultCountry = QStringLiteral("GB");
                     audience.permission = confirmed({}, preview->permission);
                     if (const auto saved = program.audiences().save(audience); !saved) {
                         qCWarning(lcApp) << "the sample could not be stored:" << saved.error().text();
                     }
                 } else {
                     qCWarning(lcApp) << "the sample cannot be read:" << preview.error().text();
                 }
                 connectPractice(program, receiver,
                                 {QStringLiteral("mailchimp"), QStringLiteral("google-ads"), QStringLiteral("meta")},
                                 done);
             });
}

} // namespace pathways
