"""Corrections by hand: demands out to annotation tools and back.

One JSON line a resolution, as Label Studio, doccano and Prodigy import them. Each line carries the resolution's blocks and metadata too, which the tools pass through, so that
what comes back is a whole marked text. Where a tool dropped them, blocks are the text's paragraphs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.norwegian.language import written_form
from resolusjon_nlp.records import (
    BLOCK_SEPARATOR,
    HEADING_TYPES,
    LIST_TYPES,
    Block,
    BlockType,
    Demand,
    DemandKind,
    Position,
    TaggedResolution,
)
from resolusjon_nlp.tagging.demands.addressees import addressee_type

CONTROL, TEXT = "krav", "tekst"
"""Names that the Label Studio configuration and its tasks share."""

LABEL_STUDIO_CONFIG = f"""<View>
  <Labels name="{CONTROL}" toName="{TEXT}">
    <Label value="krav" background="#f2c14e"/>
    <Label value="støtte" background="#7fb069"/>
    <Label value="avvisning" background="#e4572e"/>
    <Label value="forpliktelse" background="#4ea5d9"/>
  </Labels>
  <Text name="{TEXT}" value="$text"/>
</View>
"""
"""What Label Studio is told under Settings, Labeling Interface."""


class AnnotationFormat(StrEnum):
    """Tools that read and write the lines."""

    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    PRODIGY = "prodigy"


def to_line(record: TaggedResolution, form: AnnotationFormat) -> dict[str, Any]:
    """One resolution as a task of a tool, with the demands found as suggestions to correct. Offsets are code points into ``text``."""
    kept = record.model_dump(mode="json", exclude={"text", "source_map"})
    spans = [(demand.start, demand.end, demand.kind.value) for demand in record.demands]
    if form is AnnotationFormat.LABEL_STUDIO:
        result = [
            {
                "id": f"{CONTROL}{number}",
                "from_name": CONTROL,
                "to_name": TEXT,
                "type": "labels",
                "value": {"start": start, "end": end, "text": record.text[start:end], "labels": [kind]},
            }
            for number, (start, end, kind) in enumerate(spans)
        ]
        return {
            "data": {"text": record.text, "title": record.title, "resolution": kept},
            "predictions": [{"model_version": "resolusjon_nlp", "result": result}],
        }
    if form is AnnotationFormat.DOCCANO:
        return {"text": record.text, "label": [list(span) for span in spans], "resolution": kept}
    return {
        "text": record.text,
        "spans": [{"start": start, "end": end, "label": kind} for start, end, kind in spans],
        "meta": {"title": record.title, "id": record.id},
        "resolution": kept,
    }


def read_lines(path: Path) -> tuple[list[TaggedResolution], list[str]]:
    """Corrected resolutions from a tool's export: JSON lines, or (Label Studio) one JSON list.

    Returns
    -------
    The resolutions, and in words what is wrong with the tasks that could not be used. Tasks skipped or rejected in the tool are in neither.

    Raises
    ------
    UsageError
        When the file is no JSON at all.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"«{path}» kan ikke leses.", advice="Oppgi filen du har eksportert som JSON.") from error
    records, faults = [], []
    for number, task in enumerate(_tasks(text, path), start=1):
        if isinstance(task, dict) and task.get("answer", "accept") != "accept":
            continue
        try:
            records.append(from_line(task))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            # pydantic's errors are ValueErrors too, but say nothing to those who mark texts.
            reason = "" if isinstance(error, ValidationError | KeyError) else f": {error}"
            faults.append(f"{path.name}, oppgave {number} kan ikke brukes{reason}")
    return records, faults


def _tasks(text: str, path: Path) -> Iterable[Any]:
    try:
        if text.lstrip().startswith("["):
            tasks: list[Any] = json.loads(text)
            return tasks
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except json.JSONDecodeError as error:
        raise UsageError(
            f"«{path.name}» er ikke JSON (linje {error.lineno}).", advice="Eksporter på nytt som JSON eller JSONL."
        ) from error


def from_line(task: dict[str, Any]) -> TaggedResolution:
    """A tool's task with its corrected spans as a resolution.

    Demands that stand unchanged keep cue and addressee; of new ones only span and kind are known. Spans are trimmed of white space.

    Raises
    ------
    KeyError, TypeError, ValueError
        When the task is none, or a span lies outside the text or has an unknown label.
    """
    data = task["data"] if isinstance(task.get("data"), dict) else task
    text = data["text"]
    if not isinstance(text, str):
        raise TypeError("teksten mangler")
    meta = task.get("meta")
    kept = data.get("resolution") or (meta.get("resolution") if isinstance(meta, dict) else None) or {}
    blocks = [Block.model_validate(block) for block in kept.get("blocks", ())] or _paragraphs(text)
    before = {(demand["start"], demand["end"], demand["kind"]): demand for demand in kept.get("demands", ())}
    demands = [
        _demand(text, span, label, blocks, before) for span, label in sorted(_spans(task), key=lambda item: item[0])
    ]
    fields = {name: value for name, value in kept.items() if name in TaggedResolution.model_fields}
    fields |= {"text": text, "blocks": blocks, "demands": demands}
    fields.setdefault("id", str(task.get("id", "")))
    fields["language"] = fields.get("language") or written_form(text, default="nb")
    return TaggedResolution.model_validate(fields)


def _spans(task: dict[str, Any]) -> list[tuple[tuple[int, int], str]]:
    """Spans with labels, in whichever tool's words."""
    if "annotations" in task or "predictions" in task:
        done = [a for a in task.get("annotations") or () if not a.get("was_cancelled")] or task.get("predictions") or ()
        results = done[-1]["result"] if done else ()
        values = [result["value"] for result in results if result.get("type") == "labels"]
        return [((int(value["start"]), int(value["end"])), str(value["labels"][0])) for value in values]
    if "spans" in task:
        return [((int(span["start"]), int(span["end"])), str(span["label"])) for span in task["spans"] or ()]
    if "entities" in task:
        return [
            ((int(entity["start_offset"]), int(entity["end_offset"])), str(entity["label"]))
            for entity in task["entities"]
        ]
    return [((int(start), int(end)), str(label)) for start, end, label in task.get("label", task.get("labels", ()))]


def _demand(
    text: str,
    span: tuple[int, int],
    label: str,
    blocks: list[Block],
    before: dict[tuple[int, int, str], dict[str, Any]],
) -> Demand:
    start, end = span
    if not 0 <= start < end <= len(text):
        raise ValueError(f"merket {start}–{end} ligger utenfor teksten")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    kind = DemandKind(label)
    index = next((i for i, block in enumerate(blocks) if block.start <= start < block.end), None)
    if index is None or end > blocks[index].end:
        raise ValueError(f"merket «{text[start : start + 30]}» går over flere avsnitt; merk hvert krav for seg")
    known = before.get((start, end, kind.value), {})
    addressee = known.get("addressee")
    return Demand(
        start=start,
        end=end,
        text=text[start:end],
        kind=kind,
        cue=known.get("cue"),
        cue_span=known.get("cue_span"),
        addressee=addressee,
        addressee_type=addressee_type(addressee),
        position=_position(blocks[index]),
        block=index,
        confidence=1.0,
    )


def _position(block: Block) -> Position:
    if block.type in HEADING_TYPES:
        return Position.TITLE
    return Position.LIST if block.type in LIST_TYPES else Position.BODY


def _paragraphs(text: str) -> list[Block]:
    blocks, offset = [], 0
    for part in text.split(BLOCK_SEPARATOR):
        if part.strip():
            blocks.append(Block(type=BlockType.PARAGRAPH, text=part, start=offset, end=offset + len(part)))
        offset += len(part) + len(BLOCK_SEPARATOR)
    return blocks
