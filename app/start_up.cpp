// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start_up.h"

#include "core/base/crypto_at_exit.h"
#include "core/base/hardening.h"
#include "core/base/log.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

#include <sys/stat.h>

namespace pathways {

void prepareProcess() {
    forbidCoreDumps();
    keepCryptoAtExit();
    // new files are readable by this user only
    ::umask(077);
    installRedactingLog();
}

void nameApplication() {
    QCoreApplication::setOrganizationName(QStringLiteral("Pathways"));
    QCoreApplication::setApplicationName(QStringLiteral("pathways"));
    QCoreApplication::setApplicationVersion(QStringLiteral(PATHWAYS_VERSION));
}

void loadTranslations(QCoreApplication& app, const QString& language) {
    if (!language.isEmpty()) {
        QLocale::setDefault(QLocale(language));
    }
    auto* translator = new QTranslator(&app);
    if (translator->load(QLocale(), QStringLiteral("pathways"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
        translator->load(QStringLiteral(":/i18n/pathways_en"))) {
        QCoreApplication::installTranslator(translator);
    }
}

} // namespace pathways
