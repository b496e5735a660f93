// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace pathways::cli {

/// A parsed command line: words, options with values, flags.
struct Arguments {
    QStringList words;                  ///< The command and its names.
    QMap<QString, QStringList> options; ///< "--set k=v" -> options["set"] = {"k=v"}.
    QString problem;                    ///< What is wrong with it; empty: nothing.

    [[nodiscard]] bool has(const QString& option) const { return options.contains(option); }
    [[nodiscard]] QString value(const QString& option) const {
        return options.value(option).isEmpty() ? QString() : options.value(option).constLast();
    }
    [[nodiscard]] QString word(qsizetype index) const { return words.value(index); }
};

/// Parses the arguments (without the program's name). Options may stand anywhere.
[[nodiscard]] Arguments parseArguments(const QStringList& given);

/// The help text.
[[nodiscard]] QString usage();

} // namespace pathways::cli
