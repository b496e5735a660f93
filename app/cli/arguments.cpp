// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include <QCoreApplication>

namespace pathways::cli {

namespace {
const QStringList kFlags{QStringLiteral("json"),
                         QStringLiteral("practice"),
                         QStringLiteral("secret-stdin"),
                         QStringLiteral("help"),
                         QStringLiteral("version"),
                         QStringLiteral("match-exactly"),
                         QStringLiteral("no-removals"),
                         QStringLiteral("this-time-only"),
                         QStringLiteral("yes"),
                         QStringLiteral("accept-other-account"),
                         QStringLiteral("without-keychain")};
const QStringList kValued{
    QStringLiteral("workspace"), QStringLiteral("port"),           QStringLiteral("name"),
    QStringLiteral("set"),       QStringLiteral("file"),           QStringLiteral("connection"),
    QStringLiteral("query"),     QStringLiteral("rules"),          QStringLiteral("modeled-from"),
    QStringLiteral("audience"),  QStringLiteral("object"),         QStringLiteral("method"),
    QStringLiteral("map"),       QStringLiteral("clear"),          QStringLiteral("option"),
    QStringLiteral("removal"),   QStringLiteral("country"),        QStringLiteral("consent"),
    QStringLiteral("state"),     QStringLiteral("allow-removals"), QStringLiteral("encoding"),
    QStringLiteral("separator"), QStringLiteral("quote"),          QStringLiteral("header"),
    QStringLiteral("skip"),      QStringLiteral("skip-end"),       QStringLiteral("dates"),
    QStringLiteral("decimal"),   QStringLiteral("proxy"),          QStringLiteral("proxy-user"),
    QStringLiteral("ca-file"),   QStringLiteral("sheet"),          QStringLiteral("token-ends"),
    QStringLiteral("people"),    QStringLiteral("old-mark"),       QStringLiteral("refusal"),
    QStringLiteral("ask"),       QStringLiteral("answer"),         QStringLiteral("no-permission")};

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};
} // namespace

Arguments parseArguments(const QStringList& given) {
    Arguments arguments;
    bool onlyWords = false;
    for (qsizetype i = 0; i < given.size(); ++i) {
        const QString& one = given.at(i);
        if (onlyWords || !one.startsWith(u'-') || one.size() == 1) {
            arguments.words << one;
            continue;
        }
        if (one == QLatin1String("-h")) {
            arguments.options[QStringLiteral("help")] << QString();
            continue;
        }
        if (!one.startsWith(QLatin1String("--"))) {
            arguments.problem = Texts::tr("There is no option %1.").arg(one);
            return arguments;
        }
        if (one == QLatin1String("--")) {
            onlyWords = true;
            continue;
        }
        QString name = one.sliced(2);
        std::optional<QString> value;
        if (const qsizetype equals = name.indexOf(u'='); equals > 0) {
            value = name.sliced(equals + 1);
            name.truncate(equals);
        }
        if (kFlags.contains(name) && !value) {
            arguments.options[name] << QString();
        } else if (kValued.contains(name)) {
            if (!value && i + 1 < given.size() && !given.at(i + 1).startsWith(QLatin1String("--"))) {
                value = given.at(++i);
            }
            if (!value) {
                arguments.problem = Texts::tr("--%1 needs a value.").arg(name);
                return arguments;
            }
            arguments.options[name] << *value;
        } else if (kFlags.contains(name)) {
            arguments.problem = Texts::tr("--%1 takes no value.").arg(name);
            return arguments;
        } else {
            arguments.problem = Texts::tr("There is no option --%1.").arg(name);
            return arguments;
        }
    }
    return arguments;
}

QString usage() {
    return Texts::tr(
        "pathways-cli [--workspace DIR] [--json] [--without-keychain] COMMAND\n"
        "\n"
        "Audiences\n"
        "  audiences                          lists the audiences\n"
        "  audiences show NAME                shows one, with its rules in words\n"
        "  audiences add NAME (--file F | --connection C --query SQL) [--rules FILE] [--country CC]\n"
        "           Columns that say who may be emailed are found and shown, with how many people they leave\n"
        "           out. --consent COLUMN: a yes there is permission; --refusal COLUMN: a yes there is a no;\n"
        "           --no-permission COLUMN: it leaves nobody out; --answer COLUMN=VALUE=yes|no: what one answer\n"
        "           means; “--consent none”: consent columns are not used, and a no in them is not, either\n"
        "           The format of the file is detected. Where that is wrong, correct it with\n"
        "           --encoding NAME  --separator comma|semicolon|tab|bar  --quote double|single|none\n"
        "           --header yes|no  --skip LINES  --skip-end ROWS\n"
        "           --dates day-first|month-first  --decimal point|comma\n"
        "           Encodings: utf-8, windows-1252 (also -1250, -1251, -1254, -1257), utf-16le, utf-16be,\n"
        "           utf-32le, utf-32be, iso-8859-15, iso-8859-2, koi8-r, mac-roman, mac-central-europe,\n"
        "           cp437, cp850, cp852, cp866, shift-jis, gb18030, big5, euc-kr\n"
        "           --sheet NAME    of a workbook (XLSX, ODS), or a table or query of a database file (SQLite)\n"
        "  audiences add NAME --modeled-from BASE\n"
        "  audiences change NAME [--consent COLUMN]... [--refusal COLUMN]... [--no-permission COLUMN]...\n"
        "           [--ask COLUMN]... [--answer COLUMN=VALUE=yes|no]...\n"
        "           what its columns say about permission; --ask takes a choice back\n"
        "Connections\n"
        "  connections                        lists the connections\n"
        "  connections test NAME              checks a connection with a live call\n"
        "  connections reconnect NAME [--secret-stdin] [--accept-other-account] [--this-time-only]\n"
        "           [--token-ends YYYY-MM-DD]\n"
        "  connections remove NAME [--yes]    --yes: even if pathways use it\n"
        "  connections restore NAME           within 30 days; you then sign in again\n"
        "  connect TYPE --name NAME [--practice] [--set K=V]... [--secret-stdin] [--this-time-only]\n"
        "           [--token-ends YYYY-MM-DD]    if the platform showed one but does not report it\n"
        "           google-ads prints an address to open in the browser; it needs your organisation’s\n"
        "           --set client_id=ID, and the client’s secret from --secret-stdin\n"
        "  destinations --audience NAME       lists each connection with its lists or audiences\n"
        "Pathways and pushes\n"
        "  pathways                           lists the pathways\n"
        "  pathways show NAME                 shows one, with its column mapping\n"
        "  pathways add NAME --audience A --connection C --object ID --method M [--map FIELD=COLUMN]...\n"
        "           [--clear FIELD]... [--option K=V]... [--removal MEANING] [--match-exactly]\n"
        "           --map: only these fields, and the suggested donor ID; --map _person_id= leaves that out too\n"
        "           M is mirror, update-or-create, append or update-only\n"
        "           --match-exactly: Mirror also removes people whom others put there\n"
        "  pathways change NAME [--method M] [--map FIELD=COLUMN]... [--clear FIELD]... [--option K=V]...\n"
        "           [--removal MEANING] [--match-exactly] [--old-mark clear|leave] [--allow-removals N]\n"
        "           --old-mark: what becomes of a tag, segment or file that it has no more: clear takes it off\n"
        "           those who have it with the next push, and takes people out of the file; leave: they keep it\n"
        "  pathways remove NAME --people stay|take-out [--allow-removals N] [--secret-stdin]\n"
        "           into the bin; stay: nobody is taken out, and other pathways keep them there for 30 days;\n"
        "           take-out: a last push first takes out whom no other pathway wants\n"
        "  pathways restore NAME              out of the bin, within 30 days; what was taken out is put again by its "
        "push\n"
        "  pathways accept-loss NAME          plans say no more that a record of people was lost\n"
        "  plan NAME                          shows what a push would do\n"
        "  push NAME [--allow-removals N | --no-removals] [--secret-stdin]\n"
        "           --secret-stdin: signs in with this key for this push only, without a keychain\n"
        "  status [NAME]    history NAME    support NAME\n"
        "Network\n"
        "  network [--proxy system|none|HOST:PORT] [--proxy-user USER] [--secret-stdin] [--ca-file PEM]\n"
        "Practice\n"
        "  practice [--port N] [--state DIR]  runs the practice destinations on 127.0.0.1 until stopped\n"
        "\n"
        "--without-keychain: for this time only, where there is no keychain; pushes then remove nobody.\n"
        "TYPE is mailchimp, google-ads, meta, mailman, sql or sftp.\n"
        "Exit status: 0 done; 1 done with exceptions; 2 wrong usage; 3 needs you; 4 stopped or not done.\n");
}

} // namespace pathways::cli
