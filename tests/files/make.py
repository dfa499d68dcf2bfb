"""Writes the workbooks and Parquet files that the tests of imports read, with tools that are not ours:
openpyxl 3.1.5, XlsxWriter 3.2.9, pyarrow 25.0.1. Run in this folder; the files are kept, so that tests need no Python."""

import datetime as dt
import decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

T = dt.datetime

# openpyxl: a hidden sheet first, a title above the table, dates, yes and no, errors, formulas without values, merged cells
book = openpyxl.Workbook()
notes = book.active
notes.title = "Notes"
notes.append(["nothing", "to", "see"])
notes.sheet_state = "hidden"
sheet = book.create_sheet("Events")
sheet.append(["Export of the shop, 2024"])
sheet.append([])
sheet.append(["Case ID", "Activity", "Timestamp", "Cost", "Late", "Due", "Sum"])
sheet.append(["A-1", "register & check", T(2024, 3, 31, 1, 30), 12.5, True, dt.date(2024, 4, 1), "=D4*2"])
sheet.append(["A-1", "pay", T(2024, 4, 1, 9, 0, 0, 250000), 0.1, False, dt.date(1900, 2, 28), None])
sheet.append(["A-2", "register & check", T(2024, 4, 2, 10, 0), 1e21, None, dt.date(1900, 3, 1), "#N/A"])
sheet.append([7, "  pay\nlate  ", T(2024, 4, 3), 9007199254740991, True, None, None])
for row in sheet.iter_rows(min_row=4, min_col=3, max_col=3):
    row[0].number_format = 'DD.MM.YYYY" at "HH:MM'
sheet.merge_cells("A1:G1")
sheet.append([])
for row in range(10, 400):
    sheet.cell(row, 3).number_format = "yyyy-mm-dd"
book.save("openpyxl.xlsx")

# XlsxWriter: texts inside the cells, formulas with kept values, days counted from 1904
book = xlsxwriter.Workbook("xlsxwriter-1904.xlsx", {"constant_memory": True, "date_1904": True})
sheet = book.add_worksheet("Log")
when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
for column, name in enumerate(["case", "activity", "time", "amount"]):
    sheet.write_string(0, column, name)
for line, (case, activity, time, amount) in enumerate(
    [("1", "a", T(2024, 2, 29, 23, 59, 59, 999000), 1), ("1", "b", T(2024, 3, 1), 2), ("2", "a", T(1999, 12, 31, 12), 3)], 1
):
    sheet.write_string(line, 0, case)
    sheet.write_string(line, 1, activity)
    sheet.write_datetime(line, 2, time, when)
    sheet.write_formula(line, 3, f"=ROW()-1+0*{amount}", None, amount)
book.close()

# pyarrow: every type, several row groups, dictionaries, missing values
N = None
utc, naive = T(2024, 3, 31, 1, 30, 0, 123456, tzinfo=dt.timezone.utc), T(2024, 3, 31, 1, 30, 0, 123456)
columns = {
    "case": pa.array(["c1", "c1", "c2"]).dictionary_encode(),
    "activity": pa.array(["a", "b", "a"]),
    "time": pa.array([utc, utc + dt.timedelta(hours=1), utc], pa.timestamp("us", "UTC")),
    "paris": pa.array([utc, N, utc], pa.timestamp("ms", "Europe/Paris")),
    "naive_us": pa.array([naive, N, naive], pa.timestamp("us")),
    "naive_ns": pa.array([naive, N, naive], pa.timestamp("ns")),
    "day": pa.array([dt.date(2024, 2, 29), N, dt.date(1969, 12, 31)]),
    "clock": pa.array([dt.time(23, 59, 59, 999999), N, dt.time(0)], pa.time64("us")),
    "i8": pa.array([-128, N, 127], pa.int8()),
    "u64": pa.array([2**64 - 1, N, 0], pa.uint64()),
    "i64": pa.array([-(2**63), N, 7], pa.int64()),
    "f32": pa.array([0.1, N, -1.5], pa.float32()),
    "f64": pa.array([0.1, float("nan"), 1e300]),
    "decimal": pa.array([decimal.Decimal("12345678901234567890.1234"), N, decimal.Decimal("-0.5000")], pa.decimal128(38, 4)),
    "yes": pa.array([True, N, False]),
    "bytes": pa.array(["prüfen".encode(), N, b"\xff\x00"]),
    "large": pa.array(["x", N, ""], pa.large_string()),
    "list": pa.array([[1, 2], N, []], pa.list_(pa.int32())),
    "struct": pa.array([{"a": 1, "b": "x"}, N, {"a": 2, "b": None}]),
    "map": pa.array([[("k", 1)], N, []], pa.map_(pa.string(), pa.int32())),
    "none": pa.array([N, N, N], pa.null()),
}
table = pa.table(columns)
pq.write_table(table, "pyarrow.parquet", row_group_size=1, compression={**{c: "snappy" for c in columns}, "time": "zstd", "f64": "gzip"})
pq.write_table(table.select(["case", "activity", "naive_ns"]), "pyarrow-int96.parquet", use_deprecated_int96_timestamps=True)
