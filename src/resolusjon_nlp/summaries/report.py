"""The report as a file one can send: HTML that needs nothing else, Markdown, Word or JSON."""

from __future__ import annotations

import datetime
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.resources import read_resource
from resolusjon_nlp.summaries.view import report_view

if TYPE_CHECKING:
    from resolusjon_nlp.summaries.records import Summary

FORMATS = ("html", "docx", "md", "json")
ENDINGS = {".html": "html", ".htm": "html", ".docx": "docx", ".md": "md", ".markdown": "md", ".json": "json"}
LONGEST_OPEN_TABLE = 12
"""Rows of a table that stands open on the screen; longer ones are unfolded, and always open on paper."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~])")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)


def render(summary: Summary, format: str = "html", *, lang: str = "nb", made: datetime.date | None = None) -> str:  # noqa: A002
    """The report as text, in ``html``, ``md`` or ``json``; see :meth:`Summary.report`. `made` is its date, today unless given.

    Raises
    ------
    UsageError
        When there is no such format or language.
    """
    if format == "json":
        return json.dumps(summary.to_dict(), ensure_ascii=False, indent=2) + "\n"
    if format not in ("html", "md"):
        what = "må lagres i en fil" if format == "docx" else "finnes ikke"
        raise UsageError(f"Formatet «{format}» {what}.", advice="Bruk save() for docx, og ellers html, md eller json.")
    report = report_view(summary, lang=lang, made=made)
    style = Markup(read_resource("summaries/report.css"))  # noqa: S704 - our own file
    text = (
        _environment(html=format == "html")
        .get_template(f"report.{format}.j2")
        .render(report=report, words=report.words, style=style, longest_open=LONGEST_OPEN_TABLE)
    )
    return text if format == "html" else re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def save(
    summary: Summary,
    path: Path | str,
    *,
    format: str | None = None,  # noqa: A002
    lang: str = "nb",
    made: datetime.date | None = None,
) -> None:
    """Write the report to `path`; see :meth:`Summary.save`.

    Raises
    ------
    UsageError
        When the format or language is unknown, or the file cannot be written.
    """
    target = Path(path)
    chosen = format or ENDINGS.get(target.suffix.lower())
    if chosen not in FORMATS:
        raise UsageError(
            f"Vet ikke hvilket format «{target.name}» skal ha.", advice=f"Velg blant: {', '.join(FORMATS)}."
        )
    try:
        if chosen == "docx":
            from resolusjon_nlp.summaries.word_file import write_word_file  # noqa: PLC0415 - slow to load, seldom used

            write_word_file(report_view(summary, lang=lang, made=made), target)
        else:
            target.write_text(render(summary, chosen, lang=lang, made=made), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"«{target}» kan ikke skrives ({error.strerror}).",
            advice="Lukk den om den er åpen, eller oppgi et annet sted.",
        ) from error


@cache
def _environment(*, html: bool) -> Environment:
    def source(name: str) -> str:
        return read_resource(f"summaries/{name}")

    environment = Environment(
        loader=FunctionLoader(source),
        # Markdown has a filter of its own, which escapes whatever Markdown or HTML takes for more than text.
        autoescape=html,  # noqa: S701
        undefined=StrictUndefined,
    )
    environment.filters["md"] = markdown_text
    return environment


def markdown_text(text: str) -> str:
    """`text` so that Markdown shows it as it stands."""
    return _LINE_START.sub(_escaped_start, _SPECIAL.sub(r"\\\1", text))


def _escaped_start(match: re.Match[str]) -> str:
    """A mark at the beginning of a line with a backslash; a number's mark is the full stop after it."""
    before, mark = match.groups()
    return f"{before}{mark}\\" if mark.isdigit() else f"{before}\\{mark}"
