#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real connections from the command line with a real keychain, under tests/credentials/with_keyring.sh, which searches
everything that is left behind for the canaries used here.

    keyring_flow.py PATHWAYS-CLI
"""
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

CLI = sys.argv[1]
HOME = Path(os.environ["PATHWAYS_KEYRING_HOME"])
WORKSPACE = HOME / "workspace"
FIRST = "PATHWAYS-CANARY-first-us00"
SECOND = "PATHWAYS-CANARY-second-us00"
FIRST_TOKEN = "PATHWAYS-CANARY-EAAfirst"
SECOND_TOKEN = "PATHWAYS-CANARY-EAAsecond"
CANARIES = (b"PATHWAYS-CANARY", b"practice-refresh-", b"practice-access-")


def expect(good, what):
    if not good:
        sys.exit(f"FAILED: {what}")


class Practice:
    def __init__(self):
        self.process = subprocess.Popen([CLI, "practice"], stdout=subprocess.PIPE)
        self.about = json.loads(self.process.stdout.readline())

    def post(self, path, wish):
        request = urllib.request.Request(self.about["control"]["url"] + path, json.dumps(wish).encode(),
                                         {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request))

    def applied(self, platform):
        return json.load(urllib.request.urlopen(self.about["control"]["url"] + "/requests/" + platform))["applied"]

    def state(self, platform):
        return json.load(urllib.request.urlopen(self.about["control"]["url"] + "/state/" + platform))


def command(*arguments):
    return [CLI, "--workspace", str(WORKSPACE), "--json", *arguments]


def run(*arguments, secret="", exits=0):
    done = subprocess.run(command(*arguments), input=secret.encode(), capture_output=True)
    expect(done.returncode == exits, f"{arguments}: exit {done.returncode}, {done.stderr.decode()} {done.stdout.decode()}")
    for canary in CANARIES:
        expect(canary not in done.stdout + done.stderr, f"{arguments} printed a secret")
    return json.loads(done.stdout) if done.stdout.strip() else None


def look_at(process):
    """No secret among the arguments, and no core dumps."""
    expect(b"CANARY" not in Path(f"/proc/{process.pid}/cmdline").read_bytes(), "a secret among the arguments")
    for line in Path(f"/proc/{process.pid}/limits").read_text().splitlines():
        if line.startswith("Max core file size"):
            expect(line.split()[4] == "0", "core dumps are on")


def search():
    for path in HOME.rglob("*"):
        if path.is_file() and path.name != "planted":
            content = path.read_bytes()
            for canary in CANARIES:
                expect(canary not in content, f"a secret is in {path}")


def sign_in(*arguments, secret=""):
    """Signs in by browser: the address stands on standard error; this follows it as a browser would."""
    process = subprocess.Popen(command(*arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(secret.encode())
    process.stdin.close()
    address = ""
    while not address.startswith("http"):
        line = process.stderr.readline().decode()
        expect(line, "no address to open")
        address = line.strip()
    look_at(process)
    expect("CANARY" not in address, "a secret in the address")
    urllib.request.urlopen(address).read()
    out = process.stdout.read()
    expect(process.wait() == 0, f"sign-in: {process.stderr.read().decode()}")
    return json.loads(out)


def add_pathway(name, audience, connection):
    for choice in run("destinations", "--audience", audience):
        if choice["connection"] == connection:
            place = choice["objects"][0]["id"]
    options = ["consent_user_data=granted", "consent_personalization=granted", "terms=accepted"]
    given = [part for option in options for part in ("--option", option)] if connection == "G" else []
    run("pathways", "add", name, "--audience", audience, "--connection", connection, "--object", place, "--method",
        "mirror", *given)


def interrupted(practice, pathway, under_way, change, people):
    """Pushes, changes the credential while it is under way, and expects the push to wait for a person."""
    practice.post("/latency", {"milliseconds": 150})
    push = subprocess.Popen(command("push", pathway), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not under_way() and push.poll() is None:
        time.sleep(0.01)
    look_at(push)
    change()
    out, err = push.communicate()
    practice.post("/latency", {"milliseconds": 0})
    waiting = json.loads(out)
    expect(push.returncode == 3 and waiting["status"] == "needs-you", f"{push.returncode} {waiting} {err.decode()}")
    expect(0 < waiting["accepted"] < people, waiting)
    search()


def expect_goes_on(pathway, people):
    ended = run("push", pathway)
    expect(ended["status"] == "synced" and ended["accepted"] == people, ended)
    expect(run("plan", pathway)["unchanged"] == people, "somebody is missing")


def advertising(practice):
    """A token that is replaced and a sign-in that ends, each in mid-push."""
    people = 120_000
    many = HOME / "many.csv"
    many.write_text("E-mail\n" + "".join(f"person{i}@riverbank.test\n" for i in range(people)))
    run("audiences", "add", "B", "--file", str(many), "--country", "GB")
    meta = practice.about["meta"]
    practice.post("/meta/token", {"replace": FIRST_TOKEN})
    run("connect", "meta", "--name", "F", "--set", f"url={meta['url']}", "--set", f"account={meta['ad_account']}",
        "--secret-stdin", secret=f"{FIRST_TOKEN}\n")
    add_pathway("PF", "B", "F")
    interrupted(practice, "PF", lambda: any(one["sessions"] for one in practice.state("meta")["audiences"]),
                lambda: practice.post("/meta/token", {"replace": SECOND_TOKEN}), people)
    run("connections", "reconnect", "F", "--secret-stdin", secret=f"{FIRST_TOKEN}\n", exits=3)
    run("connections", "reconnect", "F", "--secret-stdin", secret=f"{SECOND_TOKEN}\n")
    expect_goes_on("PF", people)

    add_pathway("PG", "B", "G")
    interrupted(practice, "PG", lambda: practice.state("google")["requests"] > 1,
                lambda: practice.post("/oauth/revoke", {}), people)
    sign_in("connections", "reconnect", "G")
    expect_goes_on("PG", people)


def main():
    # Shows that the search afterwards finds what is there.
    (HOME / "planted").write_text("PATHWAYS-CANARY-planted")
    # The workspace begins as a practice one.
    run("connect", "mailchimp", "--name", "Rehearsal", "--practice")
    practice = Practice()
    practice.post("/mailchimp/api_key", {"replace": FIRST})
    mailchimp = practice.about["mailchimp"]["url"]
    run("connect", "mailchimp", "--name", "M", "--set", f"url={mailchimp}", "--secret-stdin", secret="wrong\n", exits=3)
    shown = run("connect", "mailchimp", "--name", "M", "--set", f"url={mailchimp}", "--secret-stdin",
                secret=f"  {FIRST} \n")
    expect(shown["state"] == "Active", shown)
    expect(not (WORKSPACE / "practice.key").exists(), "the workspace's key lies beside real records")

    practice.post("/oauth/decide", {"answer": "allow"})
    google = practice.about["google"]
    signed_in = sign_in("connect", "google-ads", "--name", "G", "--set", f"url={google['url']}", "--set",
                        f"sign_in_url={practice.about['oauth']['url']}", "--set", "client_id=pathways-practice", "--set",
                        f"account={google['account']}", "--secret-stdin", secret="PATHWAYS-CANARY-client\n")
    expect(signed_in["signed_in_as"] == "ada@riverbank.example", signed_in)
    run("connections", "test", "G")

    donors = HOME / "donors.csv"
    donors.write_text("E-mail,First Name,Surname\n" +
                      "".join(f"person{i}@riverbank.test,First{i},Last{i}\n" for i in range(8000)))
    run("audiences", "add", "A", "--file", str(donors), "--country", "GB")
    objects = next(one for one in run("destinations", "--audience", "A") if one["connection"] == "M")["objects"]
    run("pathways", "add", "P", "--audience", "A", "--connection", "M", "--object", objects[0]["id"], "--method", "mirror")

    # The key is withdrawn in mid-push.
    practice.post("/latency", {"milliseconds": 100})
    before = practice.applied("mailchimp")
    push = subprocess.Popen(command("push", "P"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while practice.applied("mailchimp") < before + 10 and push.poll() is None:
        time.sleep(0.01)
    look_at(push)
    search()
    practice.post("/mailchimp/api_key", {"replace": SECOND})
    out, _ = push.communicate()
    practice.post("/latency", {"milliseconds": 0})
    waiting = json.loads(out)
    expect(push.returncode == 3 and waiting["status"] == "needs-you", f"{push.returncode} {waiting}")
    expect(0 < waiting["accepted"] < 8000, waiting)
    states = {one["name"]: one["state"] for one in run("connections")}
    expect(states["M"] == "Needs sign-in", states)
    support = run("support", "P")["text"]
    expect(waiting["message"].split(".")[0] in support, support)
    for part in (waiting["reference"], objects[0]["name"], "Audience: A", "Destination: Mailchimp", "Method of Sync: Mirror",
                 "Last successful push: ", "Message: ", "Pathways: ", "Qt: ", "System: "):
        expect(part in support, f"{part} is not in {support}")

    run("connections", "reconnect", "M", "--secret-stdin", secret=f"{FIRST}\n", exits=3)
    run("connections", "reconnect", "M", "--secret-stdin", secret=f"{SECOND}\n")
    ended = run("push", "P")
    expect(ended["status"] == "synced" and ended["accepted"] == 8000, ended)
    expect(run("plan", "P")["unchanged"] == 8000, "somebody is missing")

    advertising(practice)

    run("network", "--proxy", "127.0.0.1:9", "--proxy-user", "ada", "--secret-stdin", secret="PATHWAYS-CANARY-proxy\n")
    run("network", "--proxy", "none")

    run("connections", "remove", "M", exits=3)
    run("connections", "remove", "M", "--yes")
    run("connections", "restore", "M")
    run("connections", "test", "M", exits=3)
    run("connections", "remove", "G", exits=3)
    expect(practice.state("oauth")["refresh_tokens"] > 0, "nobody is signed in")
    run("connections", "remove", "G", "--yes")
    expect(practice.state("oauth")["refresh_tokens"] == 0, "the sign-in did not end at the platform")
    search()
    practice.process.terminate()
    practice.process.wait()
    print("every secret stayed where it belongs")


main()
