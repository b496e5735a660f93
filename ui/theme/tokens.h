// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <array>

namespace pathways::ui {

/// The token file, read once: colours of the four palettes and the type scale.
struct Tokens {
    static constexpr size_t kRoles = size_t(Role::Count);
    static constexpr size_t kPalettes = 4;
    static constexpr size_t kStyles = 9;
    struct Type {
        double factor = 1;
        bool strong = false;
    };
    std::array<std::array<QColor, kRoles>, kPalettes> colors;
    std::array<Type, kStyles> types;

    /// Loaded from the resources on first use; a role the file lacks is a programming error and stops a debug build.
    [[nodiscard]] static const Tokens& get();
    /// "accent-ink", as in the file.
    [[nodiscard]] static const char* name(Role role);
};

} // namespace pathways::ui
