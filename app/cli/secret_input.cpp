// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/secret_input.h"

#include <algorithm>
#include <iostream>
#include <string>

namespace pathways::cli {

Secret readSecret() {
    std::string line;
    std::getline(std::cin, line);
    QByteArray bytes = QByteArray(line.data(), qsizetype(line.size())).trimmed();
    std::fill(line.begin(), line.end(), '\0');
    return Secret(std::move(bytes));
}

} // namespace pathways::cli
