"""Figures of a trained model: ``python -m pairs_recipe.evaluate MODEL OUT [--test]``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from spacy.language import Language
from sqlalchemy import select

from pairs_recipe.pairs import Pairs, corpus_pairs, featured
from pairs_recipe.texts import corpus_items, relation
from pairs_recipe.train import GROUPS, HELD_OUT, f1
from resolusjon_nlp.comparing.candidates import candidate_ids, read_candidates
from resolusjon_nlp.comparing.families import update_families
from resolusjon_nlp.comparing.features import MATTER
from resolusjon_nlp.comparing.model import PairModel, Relation, load_pair_model
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.schema import DemandRow
from resolusjon_nlp.samples import samples
from resolusjon_nlp.tagging.pipeline import load

Figures = dict[str, float]


@dataclass(frozen=True)
class Labelled:
    """Labels of pairs, as in :class:`pairs_recipe.pairs.Pairs`."""

    relations: NDArray[np.str_]
    members: NDArray[np.bool_]
    apart: NDArray[np.bool_]


def figures(pairs: Pairs | Labelled, judged: Sequence[Relation]) -> dict[str, Figures]:
    """Precision, recall and F1 of ``same`` and ``opposed``: among members of families, and of members with all demands of other resolutions."""
    found = np.array([str(relation) for relation in judged])
    return {
        name: {
            f"{kind.value} {measure}": value
            for kind in (Relation.SAME, Relation.OPPOSED)
            for measure, value in _measures(pairs.relations[chosen] == kind.value, found[chosen] == kind.value).items()
        }
        for name, chosen in (("members", pairs.members), ("all, apart", pairs.apart))
    }


def _measures(gold: NDArray[np.bool_], found: NDArray[np.bool_]) -> Figures:
    right = int((gold & found).sum())
    return {
        "precision": round(right / max(1, int(found.sum())), 4),
        "recall": round(right / max(1, int(gold.sum())), 4),
        "F1": round(f1(gold, found), 4),
        "pairs": int(gold.sum()),
    }


def judged_by(model: PairModel, pairs: Pairs) -> list[Relation]:
    """What the model says of pairs."""
    pull = model.pull.log_odds(list(pairs.pull))[:, 0]
    return [model.judgement(*row).relation for row in model.of_features(pairs.matter, pull).tolist()]


Families = dict[tuple[str, int], str | None]
"""The family of a resolution's demand of that number."""


def recall_of_candidates(library: Library, family: Families, counts: Sequence[int] = (10, 20, 50)) -> Figures:
    """Of a demand's like and opposed ones in other resolutions, how many are among the first so many candidates that a library gives (at most so many count).

    The mean over members of families.
    """
    shares: dict[int, list[float]] = {count: [] for count in counts}
    with library.reading() as connection:
        rows = connection.execute(select(DemandRow.id, DemandRow.resolution_id, DemandRow.ordinal)).all()
        known = read_candidates(connection, [row.id for row in rows])
        name_of = {row.id: family[row.resolution_id, row.ordinal] for row in rows}
        for one in known.values():
            wanted = {
                other.id
                for other in known.values()
                if other.resolution_id != one.resolution_id
                and relation(name_of[one.id], name_of[other.id]) is not Relation.DIFFERENT
            }
            if not wanted:
                continue
            ranked = candidate_ids(connection, one.profile, Filters(), limit=max(counts), apart_from=one.resolution_id)
            for count in counts:
                shares[count].append(len(wanted & set(ranked[:count])) / min(count, len(wanted)))
    return {f"recall@{count}": round(float(np.mean(values)), 4) for count, values in shares.items()}


def families_found(library: Library, family: Families) -> Figures:
    """Pairs of members of families that stand in one family as the library makes them, against those that should."""
    for _ in update_families(library):
        pass
    with library.reading() as connection:
        rows = connection.execute(select(DemandRow.resolution_id, DemandRow.ordinal, DemandRow.family_id)).all()
    members = [
        (row.resolution_id, name, row.family_id)
        for row in rows
        if (name := family[row.resolution_id, row.ordinal]) is not None
    ]
    pairs = [(one, other) for one, other in combinations(members, 2) if one[0] != other[0]]
    same = np.array([one[1] == other[1] for one, other in pairs])
    return _measures(same, np.array([one[2] == other[2] for one, other in pairs]))


def of_split(model: PairModel, nlp: Language, split: str) -> dict[str, Any]:
    """All figures of a split."""
    items = list(corpus_items(nlp, (split,)))
    pairs = featured(corpus_pairs(items))
    by_cosine = pairs.matter[:, MATTER.index("cosine")]
    several = samples(split)
    family = {(one.gold.id, ordinal): name for one in several for ordinal, name in enumerate(one.families)}
    with Library(":memory:") as library:
        library.add(one.gold for one in several)
        candidates, found = recall_of_candidates(library, family), families_found(library, family)
    return {
        "model": figures(pairs, judged_by(model, pairs)),
        "cosine": figures(pairs, [Relation.SAME if value >= COSINE else Relation.DIFFERENT for value in by_cosine]),
        "candidates": candidates,
        "families of a library": found,
    }


COSINE = 0.4
"""The peer says ``same`` from this cosine on: the best threshold on the training families."""


def main(
    model: Path, out: Path, test: Annotated[bool, typer.Option(help="Score test too; do this once")] = False
) -> None:
    """Write all figures as JSON."""
    trained, nlp = load_pair_model(model), load()
    with np.load(model.parent / HELD_OUT, allow_pickle=False) as file:
        held = {name: file[name] for name in file.files}
    relations, sources = held["relations"], held["sources"]
    judged = np.array([trained.judgement(*row).relation for row in held["probabilities"].tolist()])
    corpus, grouped = sources != GROUPS, sources == GROUPS
    result: dict[str, Any] = {
        "dev": of_split(trained, nlp, "dev"),
        "families held out": figures(
            Labelled(relations[corpus], held["members"][corpus], held["apart"][corpus]), list(judged[corpus])
        ),
        "groups held out": {
            kind.value: _measures(relations[grouped] == kind.value, judged[grouped] == kind.value)
            for kind in (Relation.SAME, Relation.OPPOSED, Relation.RELATED)
        },
        "pairs learnt from": {
            str(source): {
                str(kind): int(((sources == source) & (relations == kind)).sum()) for kind in np.unique(relations)
            }
            for source in np.unique(sources)
        },
    }
    if test:
        result["test"] = of_split(trained, nlp, "test")
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
