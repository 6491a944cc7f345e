"""The report as a Word file, with headings one can navigate by, tables whose heads repeat, and pictures that say what they show."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from resolusjon_nlp.summaries.charts import Chart
from resolusjon_nlp.summaries.view import FamilyView, Figure, QuoteView, Report, Table
from resolusjon_nlp.summaries.wording import LOCALES

TEXT_WIDTH = Cm(16)
CHART_WIDTH = Cm(12)
SMALL = Pt(9)
BULLET, QUOTE, GRID = "List Bullet", "Quote", "Table Grid"
"""Names of Word's own styles."""
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


def write_word_file(report: Report, path: Path) -> None:
    """Write `report` to `path`."""
    report = _printable(report)
    document = Document()
    _set_language(document, LOCALES[report.lang].replace("_", "-"))
    document.core_properties.title = report.title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = LOCALES[report.lang].replace("_", "-")
    words = report.words
    document.add_heading(report.title, level=0)
    if report.narrowed:
        document.add_paragraph(f"{words.text('narrowed')}: {report.narrowed}")
    document.add_paragraph(report.made)
    for name, value in report.key_figures:
        paragraph = document.add_paragraph(f"{name}: ", style=BULLET)
        paragraph.add_run(value).bold = True
    for section in report.sections:
        document.add_heading(section.heading, level=1)
        if section.remark:
            document.add_paragraph(section.remark)
        for figure in section.figures:
            _figure(document, figure)
        for family in section.families:
            _family(document, family, report)
        for part in section.parts:
            document.add_heading(part.heading, level=2)
            document.add_paragraph(part.meta)
            for family in part.families:
                _family(document, family, report)
            for quote in part.quotes:
                _quote(document, quote)
    if report.sources:
        document.add_heading(words.text("sources"), level=1)
        for number, title, origin in report.sources:
            paragraph = document.add_paragraph(f"[{number}] ")
            _bookmark(paragraph, number)
            paragraph.add_run(title).bold = True
            paragraph.add_run(f" {origin}")
    document.add_heading(words.text("notes"), level=1)
    for note in report.notes:
        document.add_paragraph(note, style=BULLET)
    buffer = BytesIO()
    document.save(buffer)
    path.write_bytes(buffer.getvalue())


def _printable(value: Any) -> Any:
    """`value` without the control characters that XML cannot hold."""
    if isinstance(value, str):
        return value.translate(_CONTROL)
    if isinstance(value, tuple):
        return tuple(map(_printable, value))
    if is_dataclass(value) and not isinstance(value, type | Chart):
        return replace(value, **{field.name: _printable(getattr(value, field.name)) for field in fields(value)})
    return value


def _figure(document: DocumentType, figure: Figure) -> None:
    if figure.chart is not None:
        _picture(document, figure.chart)
    _table(document, figure.table)


def _picture(document: DocumentType, chart: Chart) -> None:
    # One paragraph, so that no page break parts a title from its picture.
    paragraph = document.add_paragraph()
    paragraph.add_run(chart.title).bold = True
    if chart.shortened:
        paragraph.add_run(f" ({chart.shortened})")
    run = paragraph.add_run()
    run.add_break()
    picture = run.add_picture(BytesIO(chart.png()), width=CHART_WIDTH)
    picture._inline.docPr.set("descr", chart.description)
    picture._inline.docPr.set("title", chart.title)


def _table(document: DocumentType, table: Table) -> None:
    caption = document.add_paragraph()
    caption.add_run(table.caption).bold = True
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns), style=GRID)
    cells = made._cells  # asked for once: each question walks through the whole table
    for at, text in enumerate(text for row in (table.columns, *table.rows) for text in row):
        row, column = divmod(at, len(table.columns))
        paragraph = cells[at].paragraphs[0]
        run = paragraph.add_run(text)
        run.font.size = SMALL
        run.bold = row == 0
        paragraph.paragraph_format.space_after = Pt(0)
        if column in table.numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head = made.rows[0]._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head.append(mark)
    document.add_paragraph()


def _family(document: DocumentType, family: FamilyView, report: Report) -> None:
    _quote(document, family.quote)
    document.add_paragraph(family.meta)
    paragraph = document.add_paragraph(f"{report.words.text('family_sources')}: ")
    for number in family.sources:
        _link(paragraph, number)
        paragraph.add_run(" ")
    for member in family.members:
        if member != family.quote:
            paragraph = document.add_paragraph(f"{_before(member)}«{member.text}» {member.attribution} ", style=BULLET)
            _link(paragraph, member.source)


def _quote(document: DocumentType, quote: QuoteView) -> None:
    if quote.lead_in:
        led = document.add_paragraph(quote.lead_in)
        led.paragraph_format.keep_with_next = True
    paragraph = document.add_paragraph(quote.text, style=QUOTE)
    paragraph.paragraph_format.keep_with_next = True
    origin = document.add_paragraph()
    run = origin.add_run(f"{quote.attribution} ")
    run.font.size = SMALL
    _link(origin, quote.source)


def _before(quote: QuoteView) -> str:
    return f"{quote.lead_in} " if quote.lead_in else ""


def _link(paragraph: Paragraph, number: int) -> None:
    """A link to a source in the list at the end."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"source-{number}")
    run = paragraph.add_run(f"[{number}]")
    run.font.size = SMALL
    link.append(run._r)
    paragraph._p.append(link)


def _bookmark(paragraph: Paragraph, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), f"source-{number}")
    end.set(qn("w:id"), str(number))
    paragraph._p.append(start)
    paragraph._p.append(end)


def _set_language(document: DocumentType, language: str) -> None:
    """The language Word proofreads and reads aloud in."""
    properties = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    lang = properties.find(qn("w:lang"))
    if lang is None:
        lang = OxmlElement("w:lang")
        properties.append(lang)
    for name in ("w:val", "w:eastAsia"):
        lang.set(qn(name), language)
