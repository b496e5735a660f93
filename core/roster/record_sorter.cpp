// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/record_sorter.h"

namespace pathways {

template class ExternalSorter<PersonRecord, ByKey>;

} // namespace pathways
