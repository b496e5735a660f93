// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/text/source_file.h"

namespace pathways {

/// Whether a file may be a text, whatever its name. The error says what it is instead - a workbook of an old kind or
/// behind a password, a document, a web page - and how to make a file of it that can be read.
[[nodiscard]] Result<void> checkText(const SourceFile& file);

} // namespace pathways
