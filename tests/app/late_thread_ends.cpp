// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded into a program with LD_PRELOAD: the last that its detached threads do, the destructors of what a library keeps
// for each thread, ends only after the process's exit handlers. On a busy machine that happens by itself, once in
// thousands of runs (trap T13). PATHWAYS_LATE_LIBRARY: part of the library's name. Says on stderr how many threads it
// held.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace {

using Destructor = void (*)(void*);
constexpr std::size_t kKeys = 64;
constexpr std::size_t kThreads = 256;

std::array<Destructor, kKeys> wrapped;
std::atomic<std::size_t> keys{0};
std::array<std::atomic<pid_t>, kThreads> held;
std::atomic<std::size_t> threads{0};
std::atomic<bool> handlersRan{false};

/// The others are joined: whoever waits for them would wait for ever.
bool isDetached() {
    pthread_attr_t attributes;
    if (::pthread_getattr_np(::pthread_self(), &attributes) != 0) {
        return false;
    }
    int state = PTHREAD_CREATE_JOINABLE;
    ::pthread_attr_getdetachstate(&attributes, &state);
    ::pthread_attr_destroy(&attributes);
    return state == PTHREAD_CREATE_DETACHED;
}

void hold() {
    if (handlersRan || !isDetached()) {
        return;
    }
    const std::size_t mine = threads++;
    if (mine < kThreads) {
        held[mine] = pid_t(::syscall(SYS_gettid));
        handlersRan.wait(false);
    }
}

template <std::size_t N>
void late(void* value) {
    hold();
    wrapped[N](value);
}

template <std::size_t... N>
constexpr std::array<Destructor, kKeys> allLate(std::index_sequence<N...>) {
    return {&late<N>...};
}

void letThemEnd() {
    handlersRan = true;
    handlersRan.notify_all();
    const std::size_t count = std::min(threads.load(), kThreads);
    for (std::size_t i = 0; i < count; ++i) {
        while (held[i] == 0 || ::syscall(SYS_tgkill, ::getpid(), held[i].load(), 0) == 0) {
            ::sched_yield(); // Nobody can join it.
        }
    }
    std::fprintf(stderr, "threads that ended late: %zu\n", count);
}

bool isOfTheLibrary(Destructor destructor) {
    const char* const wanted = std::getenv("PATHWAYS_LATE_LIBRARY");
    Dl_info where{};
    return wanted != nullptr && destructor != nullptr && ::dladdr(reinterpret_cast<void*>(destructor), &where) != 0 &&
           std::strstr(where.dli_fname, wanted) != nullptr;
}

/// Before main(), so that it is called after the handlers of all libraries that are first used there.
[[gnu::constructor]] void begin() {
    std::atexit(letThemEnd);
}

} // namespace

/// In place of the C library's.
extern "C" [[gnu::visibility("default")]] int pthread_key_create(pthread_key_t* key, Destructor destructor) noexcept {
    static constexpr auto kLate = allLate(std::make_index_sequence<kKeys>());
    static const auto real =
        reinterpret_cast<int (*)(pthread_key_t*, Destructor)>(::dlsym(RTLD_NEXT, "pthread_key_create"));
    const std::size_t mine = isOfTheLibrary(destructor) ? keys++ : kKeys;
    if (mine >= kKeys) {
        return real(key, destructor);
    }
    wrapped[mine] = destructor;
    return real(key, kLate[mine]);
}
