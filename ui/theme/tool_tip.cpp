// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tool_tip.h"

#include <QTextDocument>

namespace pathways::ui {

QString plainToolTip(const QString& text) {
    // What does not look like markup must not be escaped either: the marks would be seen.
    return Qt::mightBeRichText(text)
               ? QStringLiteral("<span style='white-space:pre-wrap'>%1</span>").arg(text.toHtmlEscaped())
               : text;
}

} // namespace pathways::ui
