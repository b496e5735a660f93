#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the workbooks beside it: the same invented people by four spreadsheet writers, in every kind of cell.

Run by hand, once, with Debian's python3-openpyxl, python3-xlsxwriter, libreoffice-calc-nogui and gnumeric. The values
that must be read from them stand in ../test_honest_workbooks.cpp.
"""
import datetime
import pathlib
import subprocess
import tempfile

import openpyxl
import xlsxwriter

HERE = pathlib.Path(__file__).resolve().parent
HEADER = ["Email", "Name", "Phone", "Zip", "Born", "Since", "Consent", "Gift", "Total", "Member", None, "Note"]
PEOPLE = [
    ["ann@riverbank.test", "Ann O’Neil", 447700900123, 2134, datetime.date(1980, 4, 12),
     datetime.datetime(2024, 2, 29, 18, 30), True, 12.5, 25, 123, None, "two\nlines"],
    ["łukasz@riverbank.test", "Łukasz Żółty", 447700900124, 90210, datetime.date(1959, 12, 31),
     datetime.datetime(2025, 1, 1), False, 1234.56, 2469.12, 7, None, "<b> & “quotes”"],
    ["zoe@riverbank.test", "Zoë", None, 501, datetime.date(2001, 2, 3), None, None, 0.1, 0.2, 99999, None, None],
]
FORMATS = [None, None, '"00"0', "00000", "dd/mm/yyyy", "yyyy-mm-dd hh:mm", None, "#,##0.00", "0.00", '"D-"00000', None,
           None]


def with_openpyxl(path, mac):
    book = openpyxl.Workbook()
    if mac:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "People"
    sheet.append(HEADER)
    for person in PEOPLE:
        sheet.append(person)
        for column, code in enumerate(FORMATS, 1):
            if code:
                sheet.cell(sheet.max_row, column).number_format = code
    book.create_sheet("Lists").sheet_state = "hidden"
    book.create_sheet("Notes").append(["Exported for the test"])
    book.save(path)


def with_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("People")
    bold = book.add_format({"bold": True})
    formats = [book.add_format({"num_format": code}) if code else None for code in FORMATS]
    sheet.write_row(0, 0, HEADER)
    for row, person in enumerate(PEOPLE, 2):  # an empty row below the header
        for column, value in enumerate(person):
            if column == 8:
                sheet.write_formula(row, column, f"=H{row + 1}*2", formats[column], value)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(row, column, value, formats[column])
            elif value is not None:
                sheet.write(row, column, value, formats[column])
    sheet.write_rich_string(2, 1, "Ann ", bold, "O’Neil")
    sheet.write_formula(4, 2, "=NA()", None, "#N/A")
    sheet.autofilter(0, 0, 4, 11)
    sheet.set_row(3, None, None, {"hidden": True})
    book.add_worksheet("Lists").hide()
    book.add_worksheet("Notes").write(0, 0, "Exported for the test")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=People!$H$3:$H$5"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.close()


def convert(source, folder, kind):
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", folder, source], check=True)
    return folder / (source.stem + "." + kind)


def main():
    with_openpyxl(HERE / "openpyxl.xlsx", False)
    with_openpyxl(HERE / "openpyxl-1904.xlsx", True)
    with_xlsxwriter(HERE / "xlsxwriter.xlsx")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("xlsx", "ods"):
            made = convert(HERE / "xlsxwriter.xlsx", pathlib.Path(folder), kind)
            (HERE / f"libreoffice.{kind}").write_bytes(made.read_bytes())
    for kind in ("xlsx", "ods", "xls"):
        subprocess.run(["ssconvert", HERE / "xlsxwriter.xlsx", HERE / f"gnumeric.{kind}"], check=True)


if __name__ == "__main__":
    main()
