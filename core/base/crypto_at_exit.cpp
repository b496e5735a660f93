// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/crypto_at_exit.h"

#include <openssl/crypto.h>

namespace pathways {

void keepCryptoAtExit() {
    // Where it fails OpenSSL cannot be used at all, which whoever does will say.
    static_cast<void>(OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr));
}

} // namespace pathways
