// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/source_options.h"

#include "app/cli/output.h"

#include <QCoreApplication>
#include <QLocale>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

template <typename T>
struct Choice {
    Choice(const char* text, T meaning)
        : word(QLatin1String(text))
        , value(meaning) {}
    Choice(QString text, T meaning)
        : word(std::move(text))
        , value(meaning) {}
    QString word;
    T value;
};

template <typename T>
using Choices = QList<Choice<T>>;

Choices<TextEncoding> encodings() {
    Choices<TextEncoding> choices;
    for (const TextEncoding encoding : kTextEncodings) {
        choices << Choice<TextEncoding>{toKey(encoding), encoding};
    }
    return choices;
}

template <typename T>
Result<std::optional<T>> choice(const Arguments& arguments, const char* option, const Choices<T>& choices) {
    const QString name = QString::fromLatin1(option);
    if (!arguments.has(name)) {
        return std::optional<T>();
    }
    const QString given = arguments.value(name).toLower();
    QStringList known;
    for (const auto& [word, value] : choices) {
        if (given == word) {
            return std::optional<T>(value);
        }
        known << word;
    }
    return fail(misuse(Texts::tr("--%1 is one of: %2.").arg(name, QLocale().createSeparatedList(known))));
}

Result<std::optional<int>> count(const Arguments& arguments, const char* option) {
    const QString name = QString::fromLatin1(option);
    if (!arguments.has(name)) {
        return std::optional<int>();
    }
    constexpr int kMost = 10'000;
    bool number = false;
    const int value = arguments.value(name).toInt(&number);
    if (!number || value < 0 || value > kMost) {
        return fail(misuse(Texts::tr("--%1 takes a number from 0 to %2.").arg(name).arg(kMost)));
    }
    return std::optional<int>(value);
}

/// A word or the character itself.
Result<std::optional<char>> separator(const Arguments& arguments) {
    const QString given = arguments.value(QStringLiteral("separator"));
    const bool itself = given.size() == 1 && given[0].unicode() < 128 && given[0] != u'"' && given[0] != u'\n' &&
                        given[0] != u'\r' && !given[0].isLetterOrNumber();
    if (itself) {
        return std::optional<char>(given[0].toLatin1());
    }
    return choice<char>(arguments, "separator", {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}});
}

/// Puts a value where it belongs, or keeps the first error.
template <typename T>
void take(Result<std::optional<T>> value, std::optional<T>& into, std::optional<Error>& error) {
    if (value) {
        into = *value;
    } else if (!error) {
        error = value.error();
    }
}

} // namespace

Result<SourceOptions> SourceOptions::read(const Arguments& arguments) {
    SourceOptions options;
    std::optional<Error> error;
    take(choice<TextEncoding>(arguments, "encoding", encodings()), options.m_encoding, error);
    take(separator(arguments), options.m_separator, error);
    take(choice<char>(arguments, "quote", {{"double", '"'}, {"single", '\''}, {"none", '\0'}}), options.m_quote, error);
    take(choice<bool>(arguments, "header", {{"yes", true}, {"no", false}}), options.m_header, error);
    take(count(arguments, "skip"), options.m_skip, error);
    take(count(arguments, "skip-end"), options.m_skipEnd, error);
    take(choice<DateOrder>(arguments, "dates",
                           {{"day-first", DateOrder::DayFirst}, {"month-first", DateOrder::MonthFirst}}),
         options.m_dates, error);
    take(choice<bool>(arguments, "decimal", {{"point", false}, {"comma", true}}), options.m_decimalComma, error);
    if (error) {
        return fail(*error);
    }
    return options;
}

Dialect SourceOptions::over(Dialect found) const {
    found.encoding = m_encoding.value_or(found.encoding);
    found.separator = m_separator.value_or(found.separator);
    found.quote = m_quote.value_or(found.quote);
    found.hasHeader = m_header.value_or(found.hasHeader);
    found.preambleLines = m_skip.value_or(found.preambleLines);
    found.trailingRows = m_skipEnd.value_or(found.trailingRows);
    found.dates = m_dates.value_or(found.dates);
    found.decimalComma = m_decimalComma.value_or(found.decimalComma);
    return found;
}

} // namespace pathways::cli
