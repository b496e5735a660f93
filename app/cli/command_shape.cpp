// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_shape.h"

#include <QCoreApplication>

#include <map>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// What one command takes besides the options of all commands.
struct Shape {
    int leastNames = 0;
    int mostNames = 0;
    QStringList options;
    QStringList required;
};

QStringList list(const char* options) {
    return QString::fromLatin1(options).split(u' ', Qt::SkipEmptyParts);
}

/// By the words of the command. A command with subcommands also has an entry of its own if it lists things.
const std::map<QString, Shape>& shapes() {
    static const std::map<QString, Shape> all{
        {QStringLiteral("practice"), {0, 0, list("port state"), {}}},
        {QStringLiteral("connect"),
         {1, 1, list("name practice set secret-stdin this-time-only accept-other-account token-ends"), list("name")}},
        {QStringLiteral("connections"), {}},
        {QStringLiteral("connections test"), {1, 1, {}, {}}},
        {QStringLiteral("connections reconnect"),
         {1, 1, list("secret-stdin this-time-only accept-other-account token-ends"), {}}},
        {QStringLiteral("connections remove"), {1, 1, list("yes"), {}}},
        {QStringLiteral("connections restore"), {1, 1, {}, {}}},
        {QStringLiteral("audiences"), {}},
        {QStringLiteral("audiences show"), {1, 1, {}, {}}},
        {QStringLiteral("audiences add"),
         {1,
          1,
          list("file connection query rules modeled-from country consent refusal no-permission answer encoding "
               "separator quote header skip skip-end "
               "dates decimal sheet"),
          {}}},
        {QStringLiteral("audiences change"), {1, 1, list("consent refusal no-permission ask answer"), {}}},
        {QStringLiteral("destinations"), {0, 0, list("audience"), list("audience")}},
        {QStringLiteral("pathways"), {}},
        {QStringLiteral("pathways show"), {1, 1, {}, {}}},
        {QStringLiteral("pathways add"),
         {1, 1, list("audience connection object method map clear option removal match-exactly"),
          list("audience connection object method")}},
        {QStringLiteral("pathways change"),
         {1, 1, list("method map clear option removal match-exactly old-mark allow-removals secret-stdin"), {}}},
        {QStringLiteral("pathways remove"), {1, 1, list("people allow-removals secret-stdin"), list("people")}},
        {QStringLiteral("pathways restore"), {1, 1, {}, {}}},
        {QStringLiteral("pathways accept-loss"), {1, 1, {}, {}}},
        {QStringLiteral("plan"), {1, 1, {}, {}}},
        {QStringLiteral("push"), {1, 1, list("allow-removals no-removals secret-stdin"), {}}},
        {QStringLiteral("network"), {0, 0, list("proxy proxy-user ca-file secret-stdin"), {}}},
        {QStringLiteral("status"), {0, 1, {}, {}}},
        {QStringLiteral("history"), {1, 1, {}, {}}},
        {QStringLiteral("support"), {1, 1, {}, {}}}};
    return all;
}

const QStringList& forAll() {
    static const QStringList options = list("workspace json help version without-keychain");
    return options;
}

const QStringList& repeatable() {
    static const QStringList options = list("set map clear option consent refusal no-permission ask answer");
    return options;
}

bool hasVerbs(const QString& command) {
    return std::any_of(shapes().begin(), shapes().end(),
                       [&](const auto& one) { return one.first.startsWith(command + u' '); });
}

} // namespace

QString misuseOf(const Arguments& arguments) {
    QString command = arguments.word(0);
    qsizetype words = 1;
    if (hasVerbs(command) && arguments.words.size() > 1) {
        command += u' ' + arguments.word(1);
        words = 2;
    }
    if (command.isEmpty()) {
        return Texts::tr("No command was given.");
    }
    const auto shape = shapes().find(command);
    if (shape == shapes().end()) {
        return Texts::tr("There is no command “%1”.").arg(command);
    }
    const qsizetype names = arguments.words.size() - words;
    if (names < shape->second.leastNames) {
        return Texts::tr("“%1” needs a name after it.").arg(command);
    }
    if (names > shape->second.mostNames) {
        return Texts::tr("“%1” is one word too many for “%2”. Put names with spaces in quotes.")
            .arg(arguments.words.constLast(), command);
    }
    for (qsizetype i = words; i < arguments.words.size(); ++i) {
        if (arguments.words[i].trimmed().isEmpty()) {
            return Texts::tr("“%1” needs a name after it.").arg(command);
        }
    }
    for (auto option = arguments.options.cbegin(); option != arguments.options.cend(); ++option) {
        if (!forAll().contains(option.key()) && !shape->second.options.contains(option.key())) {
            return Texts::tr("“%1” does not take --%2.").arg(command, option.key());
        }
        if (option.value().size() > 1 && !repeatable().contains(option.key())) {
            return Texts::tr("--%1 is given more than once.").arg(option.key());
        }
    }
    for (const QString& option : shape->second.required) {
        if (arguments.value(option).trimmed().isEmpty()) {
            return Texts::tr("“%1” needs --%2.").arg(command, option);
        }
    }
    return {};
}

} // namespace pathways::cli
