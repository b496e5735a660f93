# One INTERFACE target carries the flags; pathways_library() and pathways_test() are the only ways to make a target,
# so that every one has the same strictness, the same sanitizers and the shared precompiled header.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        ${CCACHE_PROGRAM})
endif()

add_library(pathways_flags INTERFACE)
add_library(Pathways::Flags ALIAS pathways_flags)
target_compile_features(pathways_flags INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_include_directories(pathways_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(pathways_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_CAST_FROM_BYTEARRAY
    QT_USE_QSTRINGBUILDER QT_STRICT_ITERATORS QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_DISABLE_DEPRECATED_BEFORE=0x060400 PATHWAYS_VERSION="${PROJECT_VERSION}")
target_compile_options(pathways_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wold-style-cast -Wcast-qual -Wformat=2 -fstack-protector-strong -fno-plt -fpch-preprocess)
# GCC 12 sees overlaps and overflows in its own std::string that are not there (GCC bugs 105329 and 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(pathways_flags INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
        -Wno-array-bounds)
endif()
if(PATHWAYS_WERROR)
    target_compile_options(pathways_flags INTERFACE -Werror)
endif()
if(PATHWAYS_SANITIZE)
    # Instrumented code hides from GCC that values are set: it warns of what it does not warn of otherwise.
    target_compile_options(pathways_flags INTERFACE -fsanitize=${PATHWAYS_SANITIZE} -fno-omit-frame-pointer -g1
        -Wno-maybe-uninitialized)
    target_link_options(pathways_flags INTERFACE -fsanitize=${PATHWAYS_SANITIZE})
else()
    target_compile_definitions(pathways_flags INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:_FORTIFY_SOURCE=2>)
endif()
target_link_options(pathways_flags INTERFACE -Wl,-z,relro,-z,now)

# pathways_library(NAME LINK <public libraries> SOURCES <files>): static target pathways_NAME, alias Pathways::NAME.
function(pathways_library name)
    cmake_parse_arguments(ARG "NO_PCH" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    add_library(pathways_${name} STATIC ${ARG_SOURCES})
    add_library(Pathways::${name} ALIAS pathways_${name})
    target_link_libraries(pathways_${name} PUBLIC Pathways::Flags Qt6::Core ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
    if(NOT ARG_NO_PCH)
        if(name STREQUAL "base")
            target_precompile_headers(pathways_base PRIVATE <cmake/pch.h>)
        elseif(name STREQUAL "ui")
            target_precompile_headers(pathways_ui PRIVATE <cmake/pch_ui.h>)
        else()
            target_precompile_headers(pathways_${name} REUSE_FROM pathways_base)
        endif()
    endif()
endfunction()

# pathways_test(NAME LINK <libraries> SOURCES <files> [QT] [LABELS ...] [TIMEOUT s]): one executable, one ctest entry.
# SMALL_LIMITS: all entries a second time, where few people are done as millions are (tests/support/small_limits.h).
# Without QT the test is a GoogleTest with a QCoreApplication around it; with QT it is a Qt Test with its own main and
# the label window.
# SHARDS n (GoogleTest only): n ctest entries, each with its share of the tests.
# A GoogleTest of core alone (none of the labels slow, servers, vendor, program) gets the label core and is built by the
# target core_tests: what the sanitizers run.
add_custom_target(core_tests)
function(pathways_test name)
    cmake_parse_arguments(ARG "QT;SMALL_LIMITS" "TIMEOUT;SHARDS" "SOURCES;LINK;LABELS" ${ARGN})
    add_executable(test_${name} ${ARG_SOURCES})
    target_link_libraries(test_${name} PRIVATE Pathways::Flags pathways_test_process ${ARG_LINK})
    # The first of an empty list, and its kind, end a test with words instead of being read all the same.
    target_compile_definitions(test_${name} PRIVATE QT_FORCE_ASSERTS _GLIBCXX_ASSERTIONS)
    if(ARG_QT)
        target_link_libraries(test_${name} PRIVATE Qt6::Test)
    else()
        target_link_libraries(test_${name} PRIVATE pathways_test_main GTest::gtest GTest::gmock)
        target_precompile_headers(test_${name} REUSE_FROM pathways_test_main)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 600) # For what hangs; a machine may have much else to do.
    endif()
    if(PATHWAYS_SANITIZE)
        math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 5") # They make a program two to fifteen times slower.
    endif()
    set(beyond_core ${ARG_LABELS})
    list(FILTER beyond_core INCLUDE REGEX "^(slow|servers|vendor|program)$")
    if(NOT ARG_QT AND NOT beyond_core)
        list(APPEND ARG_LABELS core)
        add_dependencies(core_tests test_${name})
    endif()
    set(environment "QT_QPA_PLATFORM=offscreen" "PATHWAYS_SOURCE_DIR=${PROJECT_SOURCE_DIR}"
        "PATHWAYS_BUILD_DIR=${PROJECT_BINARY_DIR}")
    if(ARG_QT)
        list(APPEND ARG_LABELS window)
        math(EXPR function_limit "${ARG_TIMEOUT} * 1000") # Qt Test's own, which is short for a busy machine.
        list(APPEND environment "QTEST_FUNCTION_TIMEOUT=${function_limit}")
    endif()
    pathways_test_entries(${name} "${environment}")
    if(ARG_SMALL_LIMITS)
        pathways_test_entries(${name}_small_limits "${environment};PATHWAYS_SMALL_LIMITS=1")
    endif()
endfunction()

# The ctest entries of pathways_test() under this name; a part of it, with its variables.
macro(pathways_test_entries entry environment)
    if(NOT ARG_SHARDS)
        add_test(NAME ${entry} COMMAND test_${name})
        set_tests_properties(${entry} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}" ENVIRONMENT "${environment}")
    else()
        math(EXPR last "${ARG_SHARDS} - 1")
        foreach(shard RANGE ${last})
            add_test(NAME ${entry}_${shard} COMMAND test_${name})
            set_tests_properties(${entry}_${shard} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
                ENVIRONMENT "${environment};GTEST_TOTAL_SHARDS=${ARG_SHARDS};GTEST_SHARD_INDEX=${shard}")
        endforeach()
    endif()
endmacro()
