// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace pathways::ui {
namespace {

constexpr std::array<const char*, Tokens::kRoles> kRoleNames{"window",
                                                             "nav",
                                                             "surface",
                                                             "raised",
                                                             "sunken",
                                                             "hover",
                                                             "pressed",
                                                             "selected",
                                                             "divider",
                                                             "border",
                                                             "text",
                                                             "text-muted",
                                                             "text-disabled",
                                                             "text-link",
                                                             "accent",
                                                             "accent-hover",
                                                             "accent-pressed",
                                                             "accent-text",
                                                             "accent-ink",
                                                             "accent-tint",
                                                             "focus",
                                                             "success",
                                                             "success-ink",
                                                             "success-tint",
                                                             "warning",
                                                             "warning-ink",
                                                             "warning-tint",
                                                             "danger",
                                                             "danger-fill",
                                                             "danger-ink",
                                                             "danger-tint",
                                                             "danger-text",
                                                             "info",
                                                             "info-ink",
                                                             "info-tint",
                                                             "neutral-ink",
                                                             "neutral-tint",
                                                             "add",
                                                             "update",
                                                             "remove",
                                                             "unchanged",
                                                             "left-out",
                                                             "track",
                                                             "kind-email-ink",
                                                             "kind-email-tint",
                                                             "kind-ads-ink",
                                                             "kind-ads-tint",
                                                             "kind-data-ink",
                                                             "kind-data-tint"};

constexpr std::array<const char*, Tokens::kPalettes> kPaletteNames{"light", "dark", "high-contrast-light",
                                                                   "high-contrast-dark"};

constexpr std::array<const char*, Tokens::kStyles> kStyleNames{"figure", "title", "heading", "body", "body-strong",
                                                               "small",  "small", "tiny",    "mono"};

/// The file writes transparency last (#RRGGBBAA), Qt reads it first.
QColor parsed(const QString& text) {
    if (text.size() == 9) {
        return QColor(u'#' + text.right(2) + text.mid(1, 6));
    }
    return QColor(text);
}

Tokens load() {
    Tokens tokens;
    QFile file(QStringLiteral(":/pathways/style/tokens.json"));
    const bool open = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(open, "Tokens", "the token file is compiled in");
    Q_UNUSED(open)
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonObject colours = root.value(QLatin1String("colour")).toObject();
    for (size_t p = 0; p < Tokens::kPalettes; ++p) {
        const QJsonObject palette = colours.value(QLatin1String(kPaletteNames.at(p))).toObject();
        for (size_t r = 0; r < Tokens::kRoles; ++r) {
            tokens.colors.at(p).at(r) = parsed(palette.value(QLatin1String(kRoleNames.at(r))).toString());
            Q_ASSERT_X(tokens.colors.at(p).at(r).isValid(), "Tokens", kRoleNames.at(r));
        }
    }
    const QJsonObject types = root.value(QLatin1String("type")).toObject();
    for (size_t s = 0; s < Tokens::kStyles; ++s) {
        const QJsonObject type = types.value(QLatin1String(kStyleNames.at(s))).toObject();
        tokens.types.at(s) = {type.value(QLatin1String("factor")).toDouble(1),
                              type.value(QLatin1String("weight")).toInt() >= 600};
    }
    tokens.types.at(size_t(TextStyle::SmallStrong)).strong = true;
    return tokens;
}

} // namespace

const Tokens& Tokens::get() {
    static const Tokens tokens = load();
    return tokens;
}

const char* Tokens::name(Role role) {
    return kRoleNames.at(size_t(role));
}

} // namespace pathways::ui
