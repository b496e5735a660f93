# What packaging/start and packaging/verify share. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "This needs to install packages. Run it as root, or install sudo." >&2
        exit 1
    fi
}

# Installs what packaging/debian/control declares; the argument is a build profile such as nocheck. Nothing is asked
# of the network when everything is there already.
install_dependencies() {
    local profile=${1:-} plan
    local options=(-y --no-install-recommends -o DPkg::Lock::Timeout=600)
    [ -n "$profile" ] && options+=(-P "$profile")
    if ! command -v apt-get >/dev/null; then
        echo "This is not Debian or Ubuntu: install the packages named in packaging/debian/control." >&2
        return 0
    fi
    # apt wants to see a source folder, debian/ and all.
    if plan=$(cd "$root/packaging" && apt-get build-dep --simulate "${options[@]}" ./ 2>/dev/null) &&
        ! grep -q '^Inst ' <<<"$plan"; then
        return 0
    fi
    say "Installing what the program is built with"
    as_root apt-get update -q >&2
    # Package scripts must not start servers: the tests start their own, on loopback only.
    local policy=/usr/sbin/policy-rc.d made=no
    if [ ! -e "$policy" ] && [ -n "$(command -v invoke-rc.d || true)" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
        made=yes
    fi
    local status=0
    (cd "$root/packaging" && as_root env DEBIAN_FRONTEND=noninteractive apt-get build-dep "${options[@]}" ./ >&2) ||
        status=$?
    [ "$made" = no ] || as_root rm -f "$policy"
    return "$status"
}

# Configures and builds one preset.
build() {
    local preset=$1
    shift
    say "Building ($preset)"
    (cd "$root" && cmake --preset "$preset" "$@" >&2 && cmake --build --preset "$preset" --parallel "$(nproc)" >&2)
}

# build_target PRESET TARGET: configures and builds that alone.
build_target() {
    say "Building $2 ($1)"
    (cd "$root" && cmake --preset "$1" >&2 &&
        cmake --build --preset "$1" --parallel "$(nproc)" --target "$2" >&2)
}

# npm_modules FOLDER WHAT: installs what tests/FOLDER's lock file names, in that folder, for tests alone. Where that cannot
# be done those tests are skipped, saying so.
npm_modules() {
    local folder=$root/tests/$1 what=$2
    if ! command -v npm >/dev/null; then
        say "npm is not installed: the tests with $what are skipped"
        return 0
    fi
    [ ! -e "$folder/node_modules/.package-lock.json" ] ||
        [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ] || return 0
    say "Fetching $what"
    (cd "$folder" && timeout 300 npm ci --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved >&2) ||
        say "It cannot be fetched here: the tests with $what are skipped"
}

# skipped BUILD WHY: how many single tests the last run of ctest there skipped for a reason that has these words in it.
skipped() {
    grep -c "^\(SKIP .*\)\{0,1\}[^:]*$2" "$root/$1/Testing/Temporary/LastTest.log" || true
}
