from __future__ import annotations

from pathlib import Path

import pytest

from resolusjon_nlp.evaluation.gold import GoldError, gold_record
from resolusjon_nlp.evaluation.markup import MarkupError, parse_source
from resolusjon_nlp.evaluation.scoring import match_demands, score
from resolusjon_nlp.records import Demand, DemandKind, Position
from resolusjon_nlp.samples import samples

SOURCE = """---
id: x
writer: w1
language: nb
date: 2016-03-04
date_precision: day
region: Gjøvik
themes: [samferdsel]
---
title: <d kind="krav" cue="Ja til">Ja til tog</d>
date: Vedtatt 4. mars 2016

LO i <p code="3407" org="1">Gjøvik</p> er med. <d kind="krav" cue="må" to="staten" family="f02">Staten må bygge bane til <p code="0213">Ski</p> &amp; Ås.</d>
lead_in: Vi støtter:
- <d kind="støtte" cue="støtter">togene i <p kind="district">Follo</p></d>
1. et nummer
"""


def test_parse_source_offsets_are_into_the_text() -> None:
    gold = parse_source(SOURCE)
    assert [block.type for block in gold.blocks] == ["title", "date", "paragraph", "lead_in", "bullet", "numbered"]
    assert gold.text == "\n\n".join(block.text for block in gold.blocks)
    for demand in gold.demands:
        assert gold.text[demand.start : demand.end] == demand.text
    for place in gold.places:
        assert gold.text[place.start : place.end] == place.surface
    assert [(d.kind, d.addressee, d.family, d.block) for d in gold.demands] == [
        ("krav", None, None, 0),
        ("krav", "staten", "f02", 2),
        ("støtte", None, None, 4),
    ]
    assert "bane til Ski & Ås." in gold.text
    assert gold.blocks[-1].marker == "1"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("<d>uten slag</d>", "kind="),
        ('<d kind="krav"> luft </d>', "space"),
        ("<d kind='krav'>åpen", "well-formed"),
        ("<x>ukjent</x>", "unknown mark"),
        ("<p>uten kode</p>", "code="),
        ("a  b", "double"),
        ('<d kind="krav" hvem="meg">x</d>', "unknown attributes"),
    ],
)
def test_parse_source_names_file_line_and_fault(line: str, says: str) -> None:
    with pytest.raises(MarkupError, match=says) as caught:
        parse_source(SOURCE + line, name="a.txt")
    assert "a.txt:" in str(caught.value)


def test_parse_source_needs_a_head() -> None:
    with pytest.raises(MarkupError, match="YAML head"):
        parse_source("tekst")
    with pytest.raises(MarkupError, match="missing fields"):
        parse_source("---\nid: x\n---\ntekst")


def test_gold_record_resolves_codes_as_of_the_date() -> None:
    record = gold_record(parse_source(SOURCE))
    assert [(p.name, p.kind.value, p.code, p.code_then, p.in_organisation) for p in record.places] == [
        ("Gjøvik", "municipality", "3407", "0502", True),
        ("Ski", "former_municipality", "3207", "0213", False),
        ("Follo", "district", "follo", None, False),
    ]
    assert [d.position.value for d in record.demands] == ["title", "body", "list"]
    assert record.demands[1].places == ("3207",)
    with pytest.raises(GoldError, match="9999"):
        gold_record(parse_source(SOURCE.replace("3407", "9999")))


def test_score_of_gold_against_itself_is_full() -> None:
    gold = [sample.gold for sample in samples("train")][:10]
    figures = score((text, text) for text in gold).figures()
    assert all(value == 1.0 for name, value in figures.items() if name != "texts" and value is not None)


def test_score_counts_misses_and_false_alarms() -> None:
    gold = gold_record(parse_source(SOURCE))
    none = gold.model_copy(update={"demands": (), "places": (), "themes": ()})
    figures = score([(gold, none)]).figures()
    assert (figures["demand F1"], figures["place F1"], figures["first theme among gold"]) == (0.0, 0.0, 0.0)
    figures = score([(none, gold)]).figures()
    words = len(gold.text.split())
    assert figures["false demands per 300 words of texts without any"] == pytest.approx(300 * 3 / words)


def demand(start: int, end: int) -> Demand:
    return Demand(start=start, end=end, text="x", kind=DemandKind.DEMAND, position=Position.BODY, confidence=1.0)


def test_match_demands_one_to_one_best_first() -> None:
    gold, found = [demand(0, 10), demand(12, 20)], [demand(0, 8), demand(0, 10), demand(16, 20)]
    assert sorted(match_demands(gold, found)) == [(0, 1), (1, 2)]
    assert match_demands([demand(0, 10)], [demand(8, 20)]) == []


def test_samples_are_split_by_writer_and_have_their_files() -> None:
    every = samples()
    assert len(every) >= 120
    assert sum(sample.gold.language == "nn" for sample in every) >= 36
    assert {sample.split for sample in every} == {"train", "dev", "test"}
    assert len({(sample.writer, sample.split) for sample in every}) == len({sample.writer for sample in every})
    assert all(len(sample.families) == len(sample.gold.demands) for sample in every)
    alone = [sample for sample in every if not sample.files]
    assert all(isinstance(path, Path) and path.exists() for sample in every for path in sample.files)
    # texts that stand in collections only have no file of their own
    assert len(alone) < len(every) / 3
    assert {sample.gold.language for sample in samples("dev", "nn")} == {"nn"}
