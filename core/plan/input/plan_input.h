// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/model/audience.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"
#include "core/model/plan.h"
#include "core/plan/input/member_index.h"
#include "core/plan/input/server_form.h"
#include "core/roster/person_record.h"
#include "core/roster/place_memory.h"
#include "core/workspace/workspace.h"

#include <QDateTime>
#include <QString>

#include <vector>

namespace pathways {

/// What a plan is made from. Everything referred to outlives the planning.
struct PlanInput {
    const Pathway& pathway;
    const Audience& audience;
    const DestinationType& type;
    RowReader& reader;
    const WorkspaceKeys& keys;
    const PlaceMemory& place; ///< What is known of where the pathway leads.
    QString snapshotsFolder;
    QString spoolFolder;
    const MemberIndex* members = nullptr;             ///< Null: not read back.
    const std::vector<PersonKey>* excluded = nullptr; ///< Sorted; people kept out of every push.
    /// Places of people who have to be sent again although they are unchanged, sorted. Filled where a plan ends with
    /// plan_errors::sharersNeeded. Null: none.
    std::vector<PersonKey>* again = nullptr;
    bool mayAskAgain = false; ///< It may end so; else those who are missed wait for the next plan.
    KeyRules keyRules = {};   ///< None where keys are compared as they are spelt.
    QDateTime now;            ///< UTC.
    QDate today;              ///< The local date, for rules that speak of today.
    bool trial = false;       ///< Of a few people only: it says nothing about how full the columns usually are.
};

} // namespace pathways
