// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/pathway.h"

#include <QString>
#include <QUrl>

namespace pathways::ui {

// What stands between a reviewed pathway and its plan, as pure functions.

enum class MappingGap { None, Suggestions, RequiredField, NoIdentifier };

/// Whether a mapping can go on to the next step, and what is missing where it cannot.
struct MappingVerdict {
    MappingGap gap = MappingGap::None;
    QString text; ///< A whole sentence: what is missing and what to do.
    int row = -1; ///< Line of the mapping that it is about.
};

/// The first thing missing in a mapping (rules U6, U23 and U27).
[[nodiscard]] MappingVerdict checkLines(const QList<ColumnMapping>& lines);

/// What the button beside a failed check of the connection does.
enum class Remedy { CheckAgain, SignIn, ChooseObject, FindSource };

[[nodiscard]] Remedy remedyFor(ErrorKind kind);
[[nodiscard]] QString remedyText(Remedy remedy);
/// The platform's page that a sentence sends people to (terms, settings); not valid when it names none.
[[nodiscard]] QUrl pageIn(const QString& sentence);

} // namespace pathways::ui
