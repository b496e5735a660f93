#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with_keyring.sh CASE COMMAND...: runs COMMAND with a desktop keychain of its own, in a home of its own.
#   normal     a Secret Service (gnome-keyring), unlocked
#   locked     the same, its collection locked and nobody there to ask for the password
#   nokeyring  a session bus without a Secret Service
#   nobus      no session bus at all
# Afterwards every file of that home and all that COMMAND printed is searched for canary secrets. Exit 77: skipped.
set -u
case_name=$1
shift
for tool in dbus-run-session gnome-keyring-daemon; do
    command -v "$tool" >/dev/null || { echo "SKIPPED: $tool is not installed"; exit 77; }
done

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -p "$home/run" && chmod 700 "$home" "$home/run"
export HOME=$home XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config XDG_CACHE_HOME=$home/cache
export XDG_RUNTIME_DIR=$home/run PATHWAYS_KEYRING_CASE=$case_name PATHWAYS_KEYRING_HOME=$home
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_CURRENT_DESKTOP GNOME_KEYRING_CONTROL

# A bus that starts nothing by itself, so that "no keyring" means none.
cat >"$home/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=$home/run</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
CONF
# The daemon returns before it owns its name on the bus: asked until it does (each question is a process of its own).
cat >"$home/served" <<'SERVED'
#!/bin/sh
for _ in $(seq 500); do
    dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
        string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true' && exit 0
done
echo "the Secret Service did not come up" >&2
exit 1
SERVED
chmod +x "$home/served"
export PATHWAYS_KEYRING_SERVED=$home/served
on_bus() { dbus-run-session --config-file="$home/bus.conf" -- "$@"; }

case $case_name in
nobus)
    DBUS_SESSION_BUS_ADDRESS=unix:path=$home/run/nobody "$@" >"$home/output" 2>&1 ;;
nokeyring)
    on_bus "$@" >"$home/output" 2>&1 ;;
normal)
    on_bus bash -c 'eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
        "$PATHWAYS_KEYRING_SERVED" && "$@"' bash "$@" >"$home/output" 2>&1 ;;
locked)
    # Once unlocked, so that there is a collection; then again without the password.
    on_bus bash -c 'eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
        "$PATHWAYS_KEYRING_SERVED" && PATHWAYS_KEYRING_CASE=before-locking "$@"' bash "$@" >"$home/before" 2>&1 || { cat "$home/before"; exit 1; }
    on_bus bash -c 'eval "$(gnome-keyring-daemon --start --components=secrets </dev/null 2>/dev/null)"
        "$PATHWAYS_KEYRING_SERVED" && "$@"' bash "$@" >"$home/output" 2>&1 ;;
*)
    echo "unknown case $case_name"; exit 2 ;;
esac
status=$?
cat "$home/output"

# The canary is "PATHWAYS-CANARY" and more; also looked for as base64 (three alignments) and hexadecimal. The test plants
# one in a file called "planted" to show that this search finds what is there.
patterns=(-e 'PATHWAYS-CANARY' -e 'UEFUSFdBWVMtQ0FOQVJZ' -e 'BBVEhXQVlTLUNBTkFSW' -e 'QQVRIV0FZUy1DQU5BUl' -e '50415448574159532d43414e415259')
found=$(grep -rlai "${patterns[@]}" "$home" 2>/dev/null | grep -v '/planted$')
if [ -n "$found" ]; then
    echo "A SECRET WAS LEFT IN: $found"
    status=1
fi
if [ "$case_name" = normal ] && ! grep -qa "${patterns[@]}" "$home/planted"; then
    echo "the search for canaries finds nothing, not even the planted one"
    status=1
fi
exit $status
