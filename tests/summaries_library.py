"""Libraries to summarise: five short resolutions from three regions, fictional and no real decisions, and the sample corpus with its gold families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import insert, select, update

from resolusjon_nlp import Summary, TaggedResolution, samples
from resolusjon_nlp.library import Library
from resolusjon_nlp.library.database import writing
from resolusjon_nlp.library.schema import DemandRow, FamilyRow
from resolusjon_nlp.summaries.records import Quote

TEXTS = {
    "gjovik": (
        "Ja til tog",
        "Vedtatt av regionkonferansen i LO Innlandet 14. mars 2024",
        "Staten må bygge kryssingsspor på Gjøvikbanen. Regjeringen må gi gratis buss til alle under 20 år.",
    ),
    "lillehammer": (
        "Toget må gå",
        "Vedtatt av regionkonferansen i LO Innlandet 2. mai 2022",
        "Regjeringen må bygge kryssingsspor. Billetten på toget må bli billigere i Hamar kommune.",
    ),
    "trondheim": (
        "Tog i nord",
        "Vedtatt av regionkonferansen i LO Trøndelag 3. mai 2023",
        "Staten må bygge kryssingsspor på Trønderbanen. Vi krever nattog til Steinkjer og Levanger kommune.",
    ),
    "voss": (
        "Lytt til lærarane",
        "Vedteke av regionkonferansen i LO Vestland oktober 2023",
        "Regjeringa må byggje kryssingsspor på Bergensbanen. Regjeringa må løyve meir pengar til skulen.",
    ),
    "brev": (
        "Et brev",
        "Vedtatt av regionkonferansen i LO Vestland 3. februar 2020",
        "Vi takker for kaffen på møtet i januar. Det var hyggelig.",
    ),
}
SAME = "kryssingsspor"
"""Demands with this word are one family."""


def write_texts(folder: Path) -> list[Path]:
    """The five as text files."""
    paths = [folder / f"{name}.txt" for name in TEXTS]
    for path in paths:
        path.write_text("\n\n".join(TEXTS[path.stem]) + "\n", encoding="utf-8")
    return paths


def fill_with_samples(library: Library) -> None:
    """The sample corpus as its marks say, and its families. Its demands have no themes of their own, so they take their resolution's first two."""
    gold = [sample for sample in samples() if sample.split != "test"]
    library.add(_with_themes(sample.gold) for sample in gold)
    families: dict[str, list[int]] = {}
    with library._engine.connect() as connection:
        numbers = {
            (row.resolution_id, row.ordinal): row.id
            for row in connection.execute(select(DemandRow.id, DemandRow.resolution_id, DemandRow.ordinal))
        }
    for sample in gold:
        for ordinal, family in enumerate(sample.families):
            if family is not None:
                families.setdefault(family, []).append(numbers[sample.gold.id, ordinal])
    write_families(library, families)


def _with_themes(resolution: TaggedResolution) -> TaggedResolution:
    themes = tuple(score.theme for score in resolution.themes[:2])
    demands = tuple(demand.model_copy(update={"themes": themes}) for demand in resolution.demands)
    return resolution.model_copy(update={"demands": demands})


def join_by_word(library: Library, word: str) -> None:
    """One family of the demands that hold `word`."""
    with library._engine.connect() as connection:
        statement = select(DemandRow.id).where(DemandRow.text.contains(word)).order_by(DemandRow.id)
        members = list(connection.execute(statement).scalars())
    write_families(library, {word: members})


def write_families(library: Library, families: Mapping[str, Sequence[int]]) -> None:
    """Families by label, of the demands with these numbers; the last of them is shown."""
    with writing(library._engine) as connection:
        for number, (label, members) in enumerate(families.items(), start=1):
            row = {"id": number, "representative_demand_id": members[-1], "size": len(members), "label": label}
            connection.execute(insert(FamilyRow).values(row))
            connection.execute(update(DemandRow).where(DemandRow.id.in_(members)).values(family_id=number))


def quotes(summary: Summary) -> Iterator[Quote]:
    """Everything that a summary quotes."""
    for one in (summary, *summary.themes):
        for group in one.groups:
            yield from (group.representative, *group.members)
    for alone in summary.only:
        yield from alone.quotes
