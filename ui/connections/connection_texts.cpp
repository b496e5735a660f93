// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_texts.h"

#include "ui/common/text.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>

namespace pathways::ui {
namespace {
struct ConnectionTexts {
    Q_DECLARE_TR_FUNCTIONS(pathways::ui::ConnectionTexts)
};
} // namespace

StatusBadge::Look stateLook(const ConnectionSummary& summary) {
    switch (summary.state) {
    case ConnectionState::Active:
        return {summary.stateText, QStringLiteral("ok"), Tone::Success};
    case ConnectionState::NeedsSignIn:
        return {summary.stateText, QStringLiteral("key"), Tone::Warning};
    case ConnectionState::ExpiresSoon:
        return {summary.stateText, QStringLiteral("wait"), Tone::Warning};
    case ConnectionState::Checking:
        return {summary.stateText, QStringLiteral("progress"), Tone::Info};
    case ConnectionState::Problem:
        break;
    }
    // The full sentence is shown below: a badge has one word or two.
    return {ConnectionTexts::tr("Needs attention"), QStringLiteral("warn"), Tone::Danger};
}

QString iconName(const QString& wanted) {
    return icons::exists(wanted) ? wanted : QStringLiteral("plug");
}

QString accountLine(const ConnectionSummary& summary) {
    const Connection& c = summary.connection;
    if (c.practice) {
        return summary.signedInAs.isEmpty() ? ConnectionTexts::tr("Practice, on this computer")
                                            : ConnectionTexts::tr("Practice, signed in as %1").arg(summary.signedInAs);
    }
    QStringList parts{c.accountName, summary.signedInAs.isEmpty() ? c.accountId : summary.signedInAs};
    parts.removeAll(QString());
    parts.removeDuplicates();
    return parts.join(QStringLiteral(", "));
}

QString noteLine(const ConnectionSummary& summary) {
    const int users = int(summary.pathways.size());
    if (summary.state == ConnectionState::NeedsSignIn) {
        return users > 0 ? ConnectionTexts::tr("%Ln pathways wait for it. Nothing was lost.", nullptr, users)
                         : ConnectionTexts::tr("No pathway is waiting for it.");
    }
    if (summary.state == ConnectionState::ExpiresSoon) {
        return users > 0 ? ConnectionTexts::tr("Sign in again before then, so that %Ln pathways can continue.", nullptr,
                                               users)
                         : ConnectionTexts::tr("Sign in again before then.");
    }
    if (summary.state == ConnectionState::Problem && summary.connection.problem) {
        return summary.connection.problem->what;
    }
    const QString used = users > 0 ? ConnectionTexts::tr("Used by %Ln pathways.", nullptr, users)
                                   : ConnectionTexts::tr("Not used by a pathway yet.");
    if (summary.lastSuccess) {
        return ConnectionTexts::tr("%1 Last good push: %2.", "who uses it, then when")
            .arg(used, whenText(*summary.lastSuccess));
    }
    if (!summary.connection.lastChecked) {
        return used;
    }
    return ConnectionTexts::tr("%1 Checked: %2.", "who uses it, then when it was checked")
        .arg(used, whenText(*summary.connection.lastChecked));
}

QString guideHeading(const QString& typeKey) {
    if (typeKey == QLatin1String("sql")) {
        return QStringLiteral("a-database-table");
    }
    // The other headings are the same as the type keys.
    return typeKey == QLatin1String("sftp") ? QStringLiteral("a-file-drop-sftp") : typeKey;
}

} // namespace pathways::ui
