// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_errors.h"

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

bool isDamaged(const Error& error) {
    return error.kind == ErrorKind::Storage && error.what == damaged({}).what;
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

Error otherPathway() {
    return {ErrorKind::NeedsDecision,
            Texts::tr("The pathway was changed after this push was planned."),
            Texts::tr("What was sent before stays; nothing more of the old plan is sent."),
            Texts::tr("Push again: a new plan takes care of the rest."),
            {}};
}

Error otherPeople() {
    return {ErrorKind::NeedsDecision,
            Texts::tr("The audience has changed since this push was planned."),
            Texts::tr("What was sent before stays; nothing more of the old plan is sent."),
            Texts::tr("Push again, and look at the new numbers first."),
            {}};
}

Error otherAccount(const QString& connection) {
    return {ErrorKind::NeedsDecision,
            Texts::tr("“%1” is signed in to another account than before.").arg(connection),
            Texts::tr("Nobody was added or removed there."),
            Texts::tr("Review the pathway and plan again, or sign in to the previous account."),
            {}};
}

Error memoryDamaged() {
    return {ErrorKind::NeedsDecision,
            Texts::tr("The record of what was sent last time is damaged, so this plan cannot be used."),
            Texts::tr("Nothing more was sent from it."),
            Texts::tr("Plan the push again: the new plan compares everybody anew."),
            {}};
}

Error sharersNeeded() {
    return {ErrorKind::NeedsDecision,
            Texts::tr("Some people have to be sent again, as others who share details with them leave."),
            Texts::tr("Nothing was planned and nothing was sent."),
            Texts::tr("Plan the push again."),
            {}};
}

bool isSharersNeeded(const Error& error) {
    return error.kind == ErrorKind::NeedsDecision && error.what == sharersNeeded().what;
}

Error lastPushUnreadable(const QString& detail) {
    return {ErrorKind::Storage, Texts::tr("The record of what was sent last time is damaged or lost."),
            Texts::tr("The people who stay as they are cannot be listed."),
            Texts::tr("Plan the push again: it then manages without that record."), detail};
}

} // namespace pathways::plan_errors
