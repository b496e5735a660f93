// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_errors.h"

#include <QCoreApplication>

namespace pathways::plan_errors {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlanErrors)
};
} // namespace

Error stopped() {
    return {ErrorKind::Canceled,
            Texts::tr("Planning was stopped."),
            Texts::tr("Nothing was sent."),
            Texts::tr("Plan again whenever you like."),
            {}};
}

Error damaged(const QString& detail) {
    return {ErrorKind::Storage, Texts::tr("The plan of this push is damaged or lost."),
            Texts::tr("Nothing more is sent from it."), Texts::tr("Plan the push again."), detail};
}

Error changed() {
    return {ErrorKind::Storage,
            Texts::tr("The plan of this push is not what it was."),
            Texts::tr("Nothing more is sent from it."),
            Texts::tr("Plan the push again."),
            {}};
}

Error outOfDate() {
    return {ErrorKind::NeedsDecision,
            Texts::tr("This pathway was pushed again after this plan was made."),
            Texts::tr("The plan is out of date, so nothing more was sent."),
            Texts::tr("Plan the push again."),
            {}};
}

Error lastPushUnreadable(const QString& detail) {
    return {ErrorKind::Storage, Texts::tr("The record of what was sent last time is damaged or lost."),
            Texts::tr("The people who stay as they are cannot be listed."),
            Texts::tr("Plan the push again: it then manages without that record."), detail};
}

} // namespace pathways::plan_errors
