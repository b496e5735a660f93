// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QCoreApplication;

namespace pathways {

/// Must come first: turns core dumps off, makes new files private, redacts the log, and sees to it that nothing fails
/// while the process ends.
void prepareProcess();
/// Sets the organisation's and program's names, which determine where settings are stored.
void nameApplication();
/// Installs the translation for a language ("de"; empty: the desktop's), also for English, which needs its plurals.
void loadTranslations(QCoreApplication& app, const QString& language = {});

} // namespace pathways
