// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/review_rules.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace pathways::ui {

namespace {
struct Say {
    Q_DECLARE_TR_FUNCTIONS(ReviewPage)
};
} // namespace

MappingVerdict checkLines(const QList<ColumnMapping>& lines) {
    QSet<QString> satisfied;
    bool identifier = false;
    int waiting = 0;
    int firstWaiting = -1;
    for (int row = 0; row < lines.size(); ++row) {
        const ColumnMapping& line = lines.at(row);
        if (line.column.isEmpty()) {
            continue;
        }
        if (!line.accepted) {
            ++waiting;
            firstWaiting = firstWaiting < 0 ? row : firstWaiting;
        }
        satisfied.insert(line.field.alternatives);
        identifier = identifier || line.field.identifier;
    }
    if (waiting > 0) {
        return {
            MappingGap::Suggestions,
            Say::tr("%Ln suggestions are not accepted yet. Accept them, or choose other columns.", nullptr, waiting),
            firstWaiting};
    }
    bool needsIdentifier = false;
    for (int row = 0; row < lines.size(); ++row) {
        const ColumnMapping& line = lines.at(row);
        needsIdentifier = needsIdentifier || line.field.identifier;
        const bool alternative = !line.field.alternatives.isEmpty() && satisfied.contains(line.field.alternatives);
        if (line.field.required && line.column.isEmpty() && !alternative) {
            return {MappingGap::RequiredField, Say::tr("%1 needs a column: choose one.").arg(line.field.label), row};
        }
    }
    if (needsIdentifier && !identifier) {
        const auto first =
            std::find_if(lines.cbegin(), lines.cend(), [](const ColumnMapping& line) { return line.field.identifier; });
        return {MappingGap::NoIdentifier,
                Say::tr("Pathways cannot tell who these people are: choose a column for %1.").arg(first->field.label),
                int(first - lines.cbegin())};
    }
    return {};
}

Remedy remedyFor(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::SignIn:
    case ErrorKind::Permission:
    case ErrorKind::Security:
    case ErrorKind::Keychain:
        return Remedy::SignIn;
    case ErrorKind::NotFound:
        return Remedy::ChooseObject;
    case ErrorKind::Source:
        return Remedy::FindSource;
    default:
        return Remedy::CheckAgain;
    }
}

QString remedyText(Remedy remedy) {
    switch (remedy) {
    case Remedy::SignIn:
        return Say::tr("Open the connection");
    case Remedy::ChooseObject:
        return Say::tr("Choose another list");
    case Remedy::FindSource:
        return Say::tr("Go to the audience");
    case Remedy::CheckAgain:
        return Say::tr("Check again");
    }
    Q_UNREACHABLE();
}

QUrl pageIn(const QString& sentence) {
    static const QRegularExpression kAddress(QStringLiteral("https://[^\\s,;]+"));
    QString address = kAddress.match(sentence).captured(0);
    while (address.endsWith(u'.') || address.endsWith(u')')) {
        address.chop(1);
    }
    return QUrl(address, QUrl::StrictMode);
}

} // namespace pathways::ui
