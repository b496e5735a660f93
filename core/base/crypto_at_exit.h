// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pathways {

/// Leaves what OpenSSL holds to the system when the process ends. Its own exit handler frees what belongs to each
/// thread, without asking whether the thread is about to free it; Qt's threads are not joined, so some may be (trap
/// T13). Call first in main(): once OpenSSL was used it is too late.
void keepCryptoAtExit();

} // namespace pathways
