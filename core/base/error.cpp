// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <QStringList>

namespace pathways {

QString Error::text() const {
    QStringList parts;
    for (const QString& part : {what, meaning, remedy}) {
        if (!part.isEmpty()) {
            parts << part;
        }
    }
    return parts.join(u' ');
}

} // namespace pathways
