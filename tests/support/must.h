// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace pathways::test {

/// The words of a failed result, for the message of an assertion; empty when it has not failed.
template <typename T>
std::string reasonOf(const Result<T>& result) {
    return result ? std::string() : QString(result.error().text() + u' ' + result.error().detail).toStdString();
}

/// Ends the test at once, saying where and why.
[[noreturn]] inline void endTest(const std::string& why, const char* file = __builtin_FILE(),
                                 int line = __builtin_LINE()) {
    throw std::runtime_error(std::string(file) + ':' + std::to_string(line) + ": " + why);
}

/// What a test cannot go on without: the value of a result, an optional or a pointer. Where there is none the test ends
/// there, with the error's own words, instead of going on with what is not there.
template <typename T>
T must(Result<T>&& result, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (!result) {
        endTest(reasonOf(result), file, line);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}
template <typename T>
T& must(Result<T>& result, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (!result) {
        endTest(reasonOf(result), file, line);
    }
    return *result;
}
template <typename T>
const T& must(const Result<T>& result, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (!result) {
        endTest(reasonOf(result), file, line);
    }
    return *result;
}
template <typename T>
T must(std::optional<T> value, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (!value) {
        endTest("There is no value.", file, line);
    }
    return std::move(*value);
}
template <typename T>
std::unique_ptr<T> must(std::unique_ptr<T> pointer, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (!pointer) {
        endTest("There is no such object.", file, line);
    }
    return pointer;
}
template <typename T>
T* must(T* pointer, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (pointer == nullptr) {
        endTest("There is no such object.", file, line);
    }
    return pointer;
}

/// The error of a result that must have failed.
template <typename T>
Error failureOf(const Result<T>& result, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (result) {
        endTest("It did not fail.", file, line);
    }
    return result.error();
}

} // namespace pathways::test
