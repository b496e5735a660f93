// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QCoreApplication;

namespace pathways {

/// Before anything else: core dumps off, files private, log redacted.
void prepareProcess();
/// Organisation and program names, which decide where settings live.
void nameApplication();
/// Installs the translation of a language ("de"; empty: the desktop's); English too, for its plurals.
void loadTranslations(QCoreApplication& app, const QString& language = {});

} // namespace pathways
