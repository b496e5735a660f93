// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/removal_check.h"

#include "core/model/pathway.h"
#include "core/roster/place_memory.h"

#include <QCoreApplication>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(RemovalCheck)
};

} // namespace

Result<void> leaversLoseSomething(const Pathway& pathway, const DestinationType& type) {
    if (!removes(pathway.method) || !takesMarkOffOnly(pathway, type) || !markOf(pathway, type).isEmpty()) {
        return {};
    }
    return fail(ErrorKind::Input,
                Texts::tr("People who leave the audience are to lose the tag or segment only, but this pathway gives "
                          "them none."),
                Texts::tr("Nobody could ever be taken out by it. Nothing was planned, stored or sent."),
                Texts::tr("Choose a tag or segment, or something else for people who leave."));
}

} // namespace pathways
