// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wording/destination_kinds.h"

#include <QCoreApplication>

namespace pathways::ui {

namespace {

struct Kinds {
    Q_DECLARE_TR_FUNCTIONS(pathways::ui::DestinationKinds)
};

} // namespace

QString kindText(DestinationKind kind) {
    switch (kind) {
    case DestinationKind::Email:
        return Kinds::tr("Email");
    case DestinationKind::Advertising:
        return Kinds::tr("Advertising");
    case DestinationKind::FilesAndDatabases:
        break;
    }
    return Kinds::tr("Files and databases");
}

GlyphKind glyphKind(DestinationKind kind) {
    switch (kind) {
    case DestinationKind::Email:
        return GlyphKind::Email;
    case DestinationKind::Advertising:
        return GlyphKind::Advertising;
    case DestinationKind::FilesAndDatabases:
        break;
    }
    return GlyphKind::Data;
}

} // namespace pathways::ui
