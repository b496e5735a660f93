// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace pathways {

struct Pathway;

/// Of where a pathway leads and what it does there: account, object, method, what removing means, options, mapping. A
/// plan is good for a pathway with the same digest only, and a push goes on only with it. A trial, of the first
/// few people, never takes out people whom others put there. What the pathway is called does not count.
[[nodiscard]] QByteArray targetDigest(const Pathway& pathway, bool trial);

} // namespace pathways
