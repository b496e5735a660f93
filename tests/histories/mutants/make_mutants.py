#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes copies of the product's sources in which each rule of mutants.ini can be broken by a switch: the expression of
the rule becomes "broken(Mutant::Name) ? (what it is then) : (as it is)". The product itself knows nothing of it.

make_mutants.py sources LIST                 prints the sources that it needs, one a line
make_mutants.py write LIST ROOT OUTPUT       writes mutants.h and the copies into the folder OUTPUT
"""
import configparser
import pathlib
import re
import sys


def read(path):
    found = configparser.ConfigParser(interpolation=None, delimiters=["="], comment_prefixes=["#"])
    found.optionxform = str
    with open(path, encoding="utf-8") as lines:
        found.read_file(lines)
    return {name: dict(found[name]) for name in found.sections()}


def pattern(text):
    """Finds an expression however its lines are broken."""
    return re.compile(r"\s*".join(re.escape(word) for word in text.split()))


def place(name, mutant, source):
    """Where the expression stands: it has to be there once, or once behind "after"."""
    start = 0
    if "after" in mutant:
        anchors = list(pattern(mutant["after"]).finditer(source))
        if len(anchors) != 1:
            sys.exit(f"{name}: '{mutant['after']}' is {len(anchors)} times in {mutant['file']}, not once")
        start = anchors[0].end()
    found = list(pattern(mutant["rule"]).finditer(source, start))
    if not found or (len(found) > 1 and "after" not in mutant):
        sys.exit(f"{name}: '{mutant['rule']}' is {len(found)} times in {mutant['file']}, not once. "
                 "Was the rule changed? Then its mutant changes with it.")
    return found[0].span()


def broken(source, mutants):
    """Several mutants may break one expression; else they may not overlap."""
    spans = {}
    for name, mutant in mutants.items():
        spans.setdefault(place(name, mutant, source), []).append((name, mutant["broken"]))
    end = len(source)
    for (first, last) in sorted(spans, reverse=True):
        if last > end:
            sys.exit(f"{spans[(first, last)][0][0]}: it overlaps with another mutant")
        end = first
        text = f"({source[first:last]})"
        for name, instead in spans[(first, last)]:
            text = f"(::pathways::test::broken(::pathways::test::Mutant::{name}) ? ({instead}) : {text})"
        source = source[:first] + text + source[last:]
    return source


def put(path, text):
    """Files that stay as they are keep their time."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def header(names):
    listed = "".join(f"    {name},\n" for name in names)
    texts = "".join(f'    "{name}",\n' for name in names)
    return f"""// Written by make_mutants.py.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>

namespace pathways::test {{

enum class Mutant {{
    None,
{listed}    kCount
}};

inline constexpr std::array<const char*, std::size_t(Mutant::kCount)> kMutantNames{{
    "None",
{texts}}};

/// The rule that is broken at the moment, in the whole program.
inline std::atomic<Mutant> brokenNow = Mutant::None;

inline bool broken(Mutant mutant) {{
    return brokenNow.load(std::memory_order_relaxed) == mutant;
}}

}} // namespace pathways::test
"""


def main():
    mutants = read(sys.argv[2])
    sources = list(dict.fromkeys(mutant["file"] for mutant in mutants.values()))
    if sys.argv[1] == "sources":
        print("\n".join(sources))
        return
    root, output = pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
    output.mkdir(parents=True, exist_ok=True)
    put(output / "mutants.h", header(mutants))
    for source in sources:
        text = (root / source).read_text(encoding="utf-8")
        mine = {name: mutant for name, mutant in mutants.items() if mutant["file"] == source}
        put(output / pathlib.Path(source).name, '#include "mutants.h"\n' + broken(text, mine))


main()
