// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace pathways::cli {

/// A command line taken apart: words, options with values, flags.
struct Arguments {
    QStringList words;                  ///< Command and its names.
    QMap<QString, QStringList> options; ///< "--set k=v" -> options["set"] = {"k=v"}.
    QString problem;                    ///< Not empty: what is wrong with it.

    [[nodiscard]] bool has(const QString& option) const { return options.contains(option); }
    [[nodiscard]] QString value(const QString& option) const {
        return options.value(option).isEmpty() ? QString() : options.value(option).constLast();
    }
    [[nodiscard]] QString word(qsizetype index) const { return words.value(index); }
};

/// Takes the arguments (without the program's name) apart. Options may stand anywhere.
[[nodiscard]] Arguments parseArguments(const QStringList& given);

/// The help text.
[[nodiscard]] QString usage();

} // namespace pathways::cli
