// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"
#include "app/cli/interrupt.h"
#include "core/practice/practice_set.h"

namespace pathways::cli {

int practice(const Arguments& arguments) {
    const Output output(true);
    practice::PracticeSet set;
    bool number = true;
    const QString port = arguments.value(QStringLiteral("port"));
    const int wanted = port.isEmpty() ? 0 : port.toInt(&number);
    if (!number || wanted < 0 || wanted > 65535) {
        return output.report(Error{ErrorKind::Input,
                                   QCoreApplication::translate("CommandLine", "--port takes a number."),
                                   {},
                                   QCoreApplication::translate("CommandLine", "See pathways-cli --help."),
                                   {}});
    }
    if (const auto started = set.start(quint16(wanted)); !started) {
        return output.report(started.error());
    }
    const QString folder = arguments.value(QStringLiteral("state"));
    if (!folder.isEmpty()) {
        set.restore(folder);
    }
    output.document(set.description());
    const Interrupt interrupt([] { QCoreApplication::exit(kDone); });
    const int status = QCoreApplication::exec();
    if (!folder.isEmpty() && !set.save(folder)) {
        return kNotDone;
    }
    return status;
}

} // namespace pathways::cli
