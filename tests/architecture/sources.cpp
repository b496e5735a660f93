// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sources.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace pathways::test {

namespace fs = std::filesystem;

fs::path root() {
    const char* source = std::getenv("PATHWAYS_SOURCE_DIR");
    return source != nullptr ? fs::path(source) : fs::current_path();
}

std::string contentOf(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> writtenFiles(const std::string& folder) {
    // Scripts have no extension.
    static const std::set<std::string> kWritten = {"",    ".h",  ".cpp", ".md",  ".sql", ".txt",
                                                   ".sh", ".py", ".mjs", ".cjs", ".qrc", ".cmake"};
    std::vector<std::string> files;
    const fs::path start = root() / folder;
    if (fs::is_regular_file(start)) {
        return {folder};
    }
    for (auto entry = fs::recursive_directory_iterator(start); entry != fs::recursive_directory_iterator(); ++entry) {
        if (entry->path().filename() == "node_modules") {
            entry.disable_recursion_pending(); // Fetched by packaging/verify, and not ours.
        } else if (entry->is_regular_file() && kWritten.contains(entry->path().extension().string())) {
            files.push_back(fs::relative(entry->path(), root()).generic_string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace pathways::test
