// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/everyone_option.h"

namespace pathways {

/// The pathway as it is planned and pushed. One that is leaving is a Mirror of nobody, so that whoever no other pathway
/// wants is taken out as if they had left its audience; others who were there before are none of its business.
[[nodiscard]] inline Pathway asPushed(Pathway pathway) {
    if (pathway.leaving) {
        pathway.method = SyncMethod::Mirror;
        pathway.matchExactly = false;
        pathway.options.remove(kEveryoneOption);
        pathway.clearsFormerMarks = true;
    }
    return pathway;
}

} // namespace pathways
