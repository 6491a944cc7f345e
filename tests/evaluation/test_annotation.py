"""Corrections by hand: out to the tools, back as marked texts, nothing lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.evaluation.annotation import AnnotationFormat, from_line, read_lines, to_line
from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.marking import source_of
from resolusjon_nlp.evaluation.markup import parse_source
from resolusjon_nlp.records import DemandKind, TaggedResolution
from resolusjon_nlp.samples import samples

SOME = [sample for split in ("train", "dev") for sample in samples(split)]


@pytest.mark.parametrize("sample", SOME, ids=lambda sample: sample.id)
def test_marked_text_written_and_read_is_the_same(sample: Any) -> None:
    source = source_of(sample.gold, name=sample.id, writer=sample.writer)
    assert gold_record(parse_source(source)) == sample.gold


def test_paragraphs_that_look_like_something_else_stay_paragraphs() -> None:
    plain = "---\nid: t\nwriter: x\nlanguage: nb\nthemes: [annet]\n---\nparagraph: 1. mai er & blir <vår> dag\nparagraph: - en strek\nparagraph: title: ikke en tittel\n"
    escaped = plain.replace("&", "&amp;").replace("<vår>", "&lt;vår&gt;")
    record = gold_record(parse_source(escaped))
    again = gold_record(parse_source(source_of(record, name="t", writer="x")))
    assert [(block.type, block.text) for block in again.blocks] == [(block.type, block.text) for block in record.blocks]
    assert len(again.blocks) == 3


@pytest.mark.parametrize("form", list(AnnotationFormat))
@pytest.mark.parametrize("sample", SOME[:6], ids=lambda sample: sample.id)
def test_export_and_import_without_a_change_is_the_same(form: AnnotationFormat, sample: Any) -> None:
    line = json.loads(json.dumps(to_line(sample.gold, form)))
    back = from_line(line)
    assert [(d.start, d.end, d.kind, d.cue, d.addressee) for d in back.demands] == [
        (d.start, d.end, d.kind, d.cue, d.addressee) for d in sample.gold.demands
    ]
    assert (back.text, back.blocks, back.places) == (sample.gold.text, sample.gold.blocks, sample.gold.places)


def exported(text: str = "Vi krever tog. Toget står.") -> dict[str, Any]:
    record = TaggedResolution.model_validate(
        {"id": "t", "text": text, "blocks": [{"type": "paragraph", "text": text, "start": 0, "end": len(text)}]}
    )
    return to_line(record, AnnotationFormat.LABEL_STUDIO)


def test_label_studio_annotations_win_over_suggestions() -> None:
    task = exported()
    value = {"start": 0, "end": 15, "text": "Vi krever tog. ", "labels": ["krav"]}
    task["annotations"] = [{"result": [{"type": "labels", "value": value}, {"type": "choices", "value": {}}]}]
    (demand,) = from_line(task).demands
    assert (demand.text, demand.kind) == ("Vi krever tog.", DemandKind.DEMAND)
    task["annotations"] = [{"was_cancelled": True, "result": []}]
    assert from_line(task).demands == ()


def test_doccano_and_prodigy_shapes() -> None:
    text = "Nei til kutt.\n\nVi vil ha tog."
    doccano = {"id": 3, "text": text, "entities": [{"start_offset": 0, "end_offset": 13, "label": "avvisning"}]}
    record = from_line(doccano)
    assert [d.kind for d in record.demands] == [DemandKind.REJECTION]
    assert len(record.blocks) == 2
    prodigy = {"text": text, "answer": "accept", "spans": [{"start": 15, "end": 29, "label": "krav"}]}
    assert [d.text for d in from_line(prodigy).demands] == ["Vi vil ha tog."]


def test_bad_tasks_are_named_and_the_others_kept(tmp_path: Path) -> None:
    file = tmp_path / "rettet.jsonl"
    text = "Nei til kutt.\n\nVi vil ha tog."
    tasks = [
        {"text": text, "label": [[0, 13, "avvisning"]]},
        {"text": text, "label": [[0, 13, "ukjent"]]},
        {"text": text, "label": [[0, 99, "krav"]]},
        {"text": text, "label": [[0, 29, "krav"]]},
        {"label": []},
        ["ikke en oppgave"],
        {"text": text, "spans": [], "answer": "reject"},
    ]
    file.write_text("\n".join(json.dumps(task, ensure_ascii=False) for task in tasks), encoding="utf-8")
    records, faults = read_lines(file)
    assert len(records) == 1
    assert len(faults) == 5
    assert "oppgave 3" in faults[1]
    assert "utenfor teksten" in faults[1]
    assert "flere avsnitt" in faults[2]


@pytest.mark.parametrize("content", [b"{not json", b"\xff\xfe\x00"])
def test_files_that_are_no_json_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(UsageError):
        read_lines(file)
    with pytest.raises(UsageError):
        read_lines(tmp_path / "missing.json")
