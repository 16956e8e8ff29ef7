"""Reading a table out of a file: CSV in the encodings people have, or the first sheet of an XLSX.

Everything here is plain blocking code on a file that can seek; callers run it in a thread.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, BinaryIO, Literal, TypeAlias
from zipfile import BadZipFile

from pondkeeper.kit.errors import FieldError, InvalidInput

Record: TypeAlias = list[str]
ENCODINGS = ("utf-8-sig", "gb18030")
MARKED = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
DELIMITERS = (",", "\t", ";", "|")
ZIPPED = b"PK\x03\x04"
LOOKED_AT = 20
LONGEST_CELL = 100_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written: what is needed to read it again."""

    format: Literal["csv", "xlsx"]
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a file holds: its headings, made unique; the first records; how many there are."""

    form: Form
    columns: list[str]
    sample: list[Record]
    rows: int


def analyse(file: BinaryIO) -> Analysis:
    """Find out how a file is written and read it once to its end. Raises InvalidInput."""
    form = _form(file)
    records = read(file, form)
    columns = headings(next(records, []))
    if not columns:
        raise _refused("The file is empty.", "The first line names the columns.")
    if len(columns) > MOST_COLUMNS:
        raise _refused(f"The file has more than {MOST_COLUMNS} columns.", "Is it a table?")
    sample: list[Record] = []
    rows = 0
    for record in records:
        if any(record):
            rows += 1
            if len(sample) < LOOKED_AT:
                sample.append(fitted(record, len(columns)))
    return Analysis(form, columns, sample, rows)


def read(file: BinaryIO, form: Form) -> Iterator[Record]:
    """Yield every record, the headings first, cells as stripped text. Raises InvalidInput."""
    file.seek(0)
    return _sheet(file) if form.format == "xlsx" else _lines(file, form)


def headings(first: Record) -> list[str]:
    """Return the column names, numbered where one is empty or stands twice."""
    while first and not first[-1]:
        first = first[:-1]
    names: list[str] = []
    for place, name in enumerate(first, start=1):
        wanted, again = name or f"column {place}", 2
        while wanted in names:
            wanted, again = f"{name or f'column {place}'} ({again})", again + 1
        names.append(wanted)
    return names


def fitted(record: Record, width: int) -> Record:
    """Return the record with exactly `width` cells."""
    return record[:width] + [""] * (width - len(record))


def _form(file: BinaryIO) -> Form:
    start = file.read(64 * 1024)
    if start.startswith(ZIPPED):
        return Form("xlsx")
    if not start.strip():
        raise _refused("The file is empty.", "The first line names the columns.")
    marked = next((name for mark, name in MARKED if start.startswith(mark)), None)
    encoding = marked or next((name for name in ENCODINGS if _decodes(file, name)), None)
    if encoding is None:
        raise _refused("The file's text can not be read.", "Save it as CSV UTF-8 or as XLSX.")
    return Form("csv", encoding, _delimiter(start.decode(encoding, errors="replace")))


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding)
    try:
        while text.read(1 << 20):
            pass
    except UnicodeDecodeError:
        return False
    else:
        return True
    finally:
        text.detach()


def _delimiter(text: str) -> str:
    """Return what the heading is divided by; blanks, where every line divides alike by them."""
    lines = [line for line in text.splitlines()[: LOOKED_AT + 1] if line.strip()]
    counts = {mark: lines[0].count(mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: counts[mark])
    if counts[best]:
        return best
    whole = lines if len(lines) <= LOOKED_AT else lines[:-1]
    widths = {len(line.split()) for line in whole}
    return " " if len(whole) > 1 and widths != {1} and len(widths) == 1 else ","


def _lines(file: BinaryIO, form: Form) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(file, encoding=form.encoding, newline="")
    blanks = form.delimiter == " "
    try:
        reader = csv.reader(text, delimiter=form.delimiter, skipinitialspace=blanks)
        for record in reader:
            yield [cell.strip() for cell in record]
    except (csv.Error, UnicodeDecodeError) as error:
        raise _refused(f"The file can not be read ({error}).", "Save it as CSV UTF-8.") from error
    finally:
        text.detach()


def _sheet(file: BinaryIO) -> Iterator[Record]:
    # openpyxl takes as long to load as the web process to start, and most never read a sheet.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(file, read_only=True, data_only=True)
        rows: Iterator[Sequence[Any]] = book.worksheets[0].iter_rows(values_only=True)
        first = next(rows, None)
        for row in chain([first] if first else [], rows):
            yield [_text(cell) for cell in row]
    except (BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise _refused("The file is no XLSX table.", "Save it as CSV UTF-8.") from error


def _text(cell: Any) -> str:
    """Return what a person sees in the cell: 138… and not 1.38e10, 19.9 and not 19.900000001."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:.12g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def _refused(detail: str, hint: str) -> InvalidInput:
    return InvalidInput(detail, hint=hint, errors=[FieldError("file", f"{detail} {hint}")])
