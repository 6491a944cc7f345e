"""Tables out: as JSON lines, CSV, Excel or Parquet."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from resolusjon_nlp.cli.console import note, write_line
from resolusjon_nlp.cli.options import TableFormat
from resolusjon_nlp.errors import UsageError

Row = dict[str, Any]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to spreadsheet programs; the text comes from files nobody vouches for."""

MOST_EXCEL_ROWS = 1_048_575
"""Rows of a sheet, without the headings."""
WIDE_COLUMN = 60
NARROW_COLUMN = 16
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


def write_rows(rows: Sequence[Row], columns: Sequence[str], output_format: TableFormat, output: Path | None) -> None:
    """Write flat rows as JSON lines, CSV, Excel or Parquet, to `output` or standard output.

    Raises
    ------
    UsageError
        When the file cannot be written, is missing for a format that needs one, or cannot hold so many rows.
    """
    if output_format in (TableFormat.XLSX, TableFormat.PARQUET):
        if output is None:
            name = "Excel" if output_format is TableFormat.XLSX else "Parquet"
            raise UsageError(
                f"{name}-formatet trenger en fil å skrive til.",
                advice=f"Oppgi den med --output krav.{output_format.value}.",
            )
        write = _write_excel if output_format is TableFormat.XLSX else _write_parquet
        write(rows, columns, output)
    elif output_format is TableFormat.CSV:
        write_text(_csv(rows, columns), output, encoding="utf-8-sig")
    else:
        write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), output)
    if output is not None:
        note(f"{len(rows)} rader skrevet til {output}")


def write_json_lines(records: Sequence[Row], output: Path | None) -> None:
    """Write nested records as JSON lines."""
    if output is None:
        for record in records:
            write_line(json.dumps(record, ensure_ascii=False))
        return
    write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), output)
    note(f"{len(records)} rader skrevet til {output}")


def write_text(text: str, output: Path | None, *, encoding: str = "utf-8") -> None:
    """Write text to `output` or standard output.

    Raises
    ------
    UsageError
        When the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        raise UsageError(
            f"«{output}» kan ikke skrives ({error.strerror}).", advice="Oppgi et annet sted med --output."
        ) from error


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    buffer = StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: _harmless(row.get(column)) for column in columns})
    return buffer.getvalue()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _write_parquet(rows: Sequence[Row], columns: Sequence[str], output: Path) -> None:
    frame = pd.DataFrame(rows, columns=list(columns)).convert_dtypes()
    try:
        frame.to_parquet(output, index=False)
    except OSError as error:
        raise UsageError(f"«{output}» kan ikke skrives.", advice="Oppgi et annet sted med --output.") from error


def _write_excel(rows: Sequence[Row], columns: Sequence[str], output: Path) -> None:
    if len(rows) > MOST_EXCEL_ROWS:
        raise UsageError(
            f"{len(rows)} rader er flere enn Excel tar ({MOST_EXCEL_ROWS}).",
            advice="Avgrens utvalget, eller bruk csv eller parquet.",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("resolusjon")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        wide = column in ("text", "title", "snippet", "body")
        sheet.column_dimensions[get_column_letter(number)].width = WIDE_COLUMN if wide else NARROW_COLUMN
    heads = []
    for column in columns:
        cell = WriteOnlyCell(sheet, value=column)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for row in rows:
        cells = []
        for column in columns:
            value = row.get(column)
            cell = WriteOnlyCell(sheet, value=value.translate(_CONTROL) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # text, also where it looks like a formula
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        sheet.append(cells)
    try:
        book.save(output)
    except OSError as error:
        raise UsageError(
            f"«{output}» kan ikke skrives ({error.strerror}).",
            advice="Lukk den om den er åpen i Excel, eller oppgi et annet navn.",
        ) from error
