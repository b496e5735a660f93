#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes donors.csv: two thousand people who do not exist, with the small troubles that real exports have.

Deterministic: running it again writes the same bytes. Addresses are below .test (RFC 2606), phone numbers from the
ranges kept for drama (Ofcom 07700 900000-900999, North America 555-0100 to 555-0199, ComReg +353 20 91x xxxx).
"""
import csv
import datetime
import pathlib
import random

PEOPLE = 2000
FIRST = """Amara Jonas Teodora Aisha Callum Freya Zoë Søren Anaïs Björn Chloé Dafydd Eilidh Fionnuala Gethin Hana Iman
Jürgen Katarzyna Leila Małgorzata Niamh Olu Priya Quentin Rhys Siân Tomasz Ursula Venkat Wren Xavier Yusuf Zainab Agnes
Bruno Carys Dimitri Elena Farid Greta Hamza Ingrid Joaquín Kofi Lotte Mateo Nadia Oisín Paloma""".split()
LAST = """Okafor Lindqvist Vale O'Sullivan Nowak García Müller Jones Campbell Ahmed Singh Kowalska Fernández Dubois Rossi
Janssen Novák Petrov Haddad Mensah Tanaka MacLeod Llewellyn Byrne Whitfield Ashdown Brightwater Coldstream Dunmore
Easterling Fairweather Greenhalgh Hollingworth Ironside Jessop Kettlewell Longbottom Merriweather Netherfield
Oakenshaw Pemberton-Hughes Quayle Ravenscroft Silverdale Thistlethwaite Underhill Van-der-Berg Winterbourne Yarrow
Zbigniewski""".split()
PLACES = [("Leeds", "West Yorkshire", "LS", "United Kingdom"), ("York", "North Yorkshire", "YO", "UK"),
          ("Bristol", "Bristol", "BS", "United Kingdom"), ("Cardiff", "South Glamorgan", "CF", "GB"),
          ("Glasgow", "Lanarkshire", "G", "United Kingdom"), ("Norwich", "Norfolk", "NR", "UK"),
          ("Dublin", "Dublin", "D", "Ireland"), ("Cork", "Cork", "T", "IE"),
          ("Portland", "OR", "972", "United States")]
STREETS = ["Mill Lane", "High Street", "Weir Road", "Quay Street", "Church Walk", "Station Road", "Otter Close"]
DOMAINS = ["riverbank.test", "post.riverbank.test", "mail.meadow.test", "letters.test"]


def plain(text):
    table = {"ø": "o", "ł": "l", "ß": "ss", "é": "e", "ë": "e", "ï": "i", "ü": "u", "ö": "o", "â": "a", "í": "i",
             "á": "a"}
    return "".join(table.get(c, c) for c in text.lower() if c.isalpha())


def phone(rng, country):
    if country in ("Ireland", "IE"):
        return f"+353 20 91{rng.randrange(10)} {rng.randrange(10000):04d}"
    if country == "United States":
        return f"+1 503 555 01{rng.randrange(100):02d}"
    number = f"07700 900{rng.randrange(1000):03d}"
    return rng.choice([number, "+44 " + number[1:], number.replace(" ", "")])


def postcode(rng, prefix, country):
    if country == "United States":
        return f"{prefix}{rng.randrange(100):02d}"
    if country in ("Ireland", "IE"):
        return f"{prefix}{rng.randrange(1, 24):02d} X{rng.randrange(100):02d}Y"
    return f"{prefix}{rng.randrange(1, 20)} {rng.randrange(1, 10)}{rng.choice('ABDEFGHJLN')}{rng.choice('PQRSTUWXYZ')}"


def person(rng, number):
    first, last = rng.choice(FIRST), rng.choice(LAST)
    city, region, prefix, country = rng.choice(PLACES)
    last_gift = datetime.date(2023, 1, 1) + datetime.timedelta(days=rng.randrange(1150))
    born = datetime.date(1938, 1, 1) + datetime.timedelta(days=rng.randrange(365 * 65))
    return {"Donor ID": f"R-{number:05d}", "First Name": first, "Surname": last,
            "E-mail": f"{plain(first)}.{plain(last)}{number}@{rng.choice(DOMAINS)}",
            "Mobile": phone(rng, country) if rng.random() < 0.62 else "",
            "Street": f"{rng.randrange(1, 140)} {rng.choice(STREETS)}", "City": city, "Region": region,
            "Postcode": postcode(rng, prefix, country), "Country": country if rng.random() < 0.94 else "",
            "Last Gift": last_gift.isoformat(), "Gift Total": f"{rng.randrange(5, 4000)}.{rng.choice(['00', '50'])}",
            "Birthday": born.isoformat() if rng.random() < 0.4 else "", "Consent": "yes"}


def main():
    rng = random.Random(20260302)
    rows = [person(rng, n) for n in range(1, PEOPLE + 1)]
    for row in rng.sample(rows, 60):
        row["Consent"] = "no"
    agreed = [row for row in rows if row["Consent"] == "yes"]
    for row, broken in zip(rng.sample(agreed, 12), ["nobody", "not known yet", "see notes", "jo@", "@riverbank.test", "ann at letters",
                                                    "a b@letters.test", "tel. only", "ask her", "x@y", "mail@@letters.test",
                                                    "moved away"]):
        row["E-mail"] = broken
    with_phone = [row for row in agreed if row["Mobile"]]
    for row in rng.sample(with_phone, 7):
        row["Mobile"] = "4.477E+11"
    for row in rng.sample(agreed, 25):
        row["E-mail"] = " " + row["E-mail"].upper() + " "
    twins = [dict(row) for row in rng.sample(agreed, 9)]
    for twin in twins:
        twin["Last Gift"] = "2026-02-14"
    rows += twins
    target = pathlib.Path(__file__).with_name("donors.csv")
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
