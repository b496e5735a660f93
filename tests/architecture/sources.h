// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace pathways::test {

/// The project's folder.
[[nodiscard]] std::filesystem::path root();

/// A file's whole content; empty when there is none.
[[nodiscard]] std::string contentOf(const std::filesystem::path& path);

/// Files that people write and read, below one of the project's folders (or that one file): code, scripts, build files
/// and documents, but no data. Relative to the project.
[[nodiscard]] std::vector<std::string> writtenFiles(const std::string& folder);

} // namespace pathways::test
