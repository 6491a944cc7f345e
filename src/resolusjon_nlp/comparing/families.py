"""Families of demands: all that ask for the same, in whatever words, over the whole library.

Families grow as the library does: each new demand is compared with its likeliest candidates and joins the family it fits, or begins one of its own. Nothing that is there is
looked at again, so adding a resolution takes as long in a large library as in a small one, but the order of ingestion may decide where a doubtful demand ends up;
``again`` begins anew, oldest resolutions first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, Select, delete, func, insert, select, update

from resolusjon_nlp.comparing.candidates import Candidate, candidate_ids, read_candidates
from resolusjon_nlp.comparing.model import Judgement, PairModel, Relation, pair_model
from resolusjon_nlp.comparing.profiles import Profile
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.schema import DemandRow, FamilyRow, ResolutionRow

BATCH = 25
"""Demands that are placed in one transaction, so that others may write between."""
WINDOW = 2_000
"""Demands that are put in order and counted at a time: in a large library either takes long."""
CANDIDATES = 30
MEMBERS = 6
"""Members of a family that a new demand is compared with."""
LIKELY_FAMILIES = 3
CENTRE = 12
"""The member in the middle of a family is looked for anew until it has so many."""
MOST_KNOWN = 20_000
"""Profiles that are kept in memory."""
LINK = 1.0
"""A demand joins a family when the mean probability that it is about the same as its members is at least this share of what two demands need."""
OWN_WORDS = 0.4
"""By their own words alone two demands must be this near each other, or they count nothing: a family is read without what its members stand among."""


@dataclass(frozen=True)
class Placed:
    """A demand was placed: whether it joined others, and how many are still to be placed."""

    demand: int
    family: int
    joined: bool
    remaining: int


def update_families(library: Library, *, again: bool = False, model: PairModel | None = None) -> Iterator[Placed]:
    """Give each demand that has no family one; yields as they are placed.

    Parameters
    ----------
    again
        Dissolve all families first.
    model
        Another pair classifier than the package's.

    Raises
    ------
    LibraryError
        When others write to the library for too long; what has been placed stays so.
    """
    placer = _Placer(model or pair_model())
    if again:
        with library.writing() as connection:
            connection.execute(update(DemandRow).where(DemandRow.family_id.is_not(None)).values(family_id=None))
            connection.execute(delete(FamilyRow))
    while True:
        with library.reading() as connection:
            waiting = connection.execute(_waiting().limit(WINDOW)).scalars().all()
            remaining = unplaced(connection)
        if not waiting:
            return
        for start in range(0, len(waiting), BATCH):
            with library.writing() as connection:
                # Another process may have placed some of them meanwhile.
                free = _without_family(connection, waiting[start : start + BATCH])
                placed = [(number, *placer.place(connection, number)) for number in free]
            for number, family, joined in placed:
                remaining -= 1
                yield Placed(number, family, joined, max(0, remaining))


def unplaced(connection: Connection) -> int:
    """How many demands have no family yet."""
    return int(connection.execute(select(func.count()).where(DemandRow.family_id.is_(None))).scalar() or 0)


def _waiting() -> Select[int]:
    return (
        select(DemandRow.id)
        .join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
        .where(DemandRow.family_id.is_(None))
        .order_by(ResolutionRow.earliest.asc().nulls_last(), DemandRow.resolution_id, DemandRow.ordinal)
    )


def _without_family(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """Those of `numbers` that are still there and have no family, in the same order."""
    statement = select(DemandRow.id).where(DemandRow.id.in_(numbers), DemandRow.family_id.is_(None))
    free = set(connection.execute(statement).scalars())
    return [number for number in numbers if number in free]


class _Placer:
    """Places demands one after the other; profiles that were made are kept for the next."""

    def __init__(self, model: PairModel) -> None:
        self.model = model
        self.known: dict[int, Profile] = {}

    def place(self, connection: Connection, number: int) -> tuple[int, bool]:
        """Place one demand; returns its family and whether others are in it."""
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
        own = self._read(connection, [number])[0]
        ids = candidate_ids(connection, own.profile, Filters(), limit=CANDIDATES, apart_from=own.resolution_id)
        others = [other for other in self._read(connection, ids) if other.family_id is not None]
        best: dict[int, float] = defaultdict(float)
        for other, judgement in zip(others, self._judged(own, others), strict=True):
            if judgement.relation is Relation.SAME and other.family_id is not None:
                best[other.family_id] = max(best[other.family_id], judgement.same)
        likely = sorted(best, key=lambda family: (-best[family], family))[:LIKELY_FAMILIES]
        linked = {family: self._link(connection, own, family) for family in likely}
        fitting = [family for family in likely if linked[family] >= LINK * self.model.settings.about]
        if not fitting:
            return _found(connection, own), False
        family = max(fitting, key=lambda name: linked[name])
        self._join(connection, own, family)
        return family, True

    def _read(self, connection: Connection, ids: Sequence[int]) -> list[Candidate]:
        found = read_candidates(connection, ids, self.known)
        return [found[number] for number in ids]

    def _judged(self, own: Candidate, others: Sequence[Candidate]) -> list[Judgement]:
        return self.model.judge(own.profile, [other.profile for other in others])

    def _link(self, connection: Connection, own: Candidate, family: int) -> float:
        """Mean probability that a demand is about the same as members of a family (zero where it is against one of them)."""
        judgements = self._judged(own, self._members(connection, family, MEMBERS))
        if any(judgement.relation is Relation.OPPOSED for judgement in judgements):
            return 0.0
        return float(np.mean([_about(judgement) for judgement in judgements])) if judgements else 0.0

    def _members(self, connection: Connection, family: int, most: int) -> list[Candidate]:
        """Members of a family: the one in the middle, then the oldest."""
        middle = select(FamilyRow.representative_demand_id).where(FamilyRow.id == family).scalar_subquery()
        statement = select(DemandRow.id).where(DemandRow.family_id == family)
        ids = connection.execute(statement.order_by((DemandRow.id != middle), DemandRow.id).limit(most)).scalars()
        return self._read(connection, list(ids))

    def _join(self, connection: Connection, own: Candidate, family: int) -> None:
        connection.execute(update(DemandRow).where(DemandRow.id == own.id).values(family_id=family))
        size = int(connection.execute(select(func.count()).where(DemandRow.family_id == family)).scalar() or 0)
        values: dict[str, object] = {"size": size}
        if size <= CENTRE:
            middle = self._central(self._members(connection, family, CENTRE))
            values.update(representative_demand_id=middle.id, label=middle.demand.text)
        connection.execute(update(FamilyRow).where(FamilyRow.id == family).values(**values))

    def _central(self, members: Sequence[Candidate]) -> Candidate:
        """The member that is about the same as the others with the highest mean probability; of equals the shortest."""
        means = {
            one.id: float(
                np.mean([_about(j) for j in self._judged(one, [m for m in members if m is not one])] or [1.0])
            )
            for one in members
        }
        return max(members, key=lambda one: (round(means[one.id], 2), -len(one.demand.text), -one.id))


def _about(judgement: Judgement) -> float:
    return judgement.same + judgement.opposed if judgement.near >= OWN_WORDS else 0.0


def _found(connection: Connection, own: Candidate) -> int:
    """Begin a family."""
    row = insert(FamilyRow).values(representative_demand_id=own.id, size=1, label=own.demand.text)
    key = connection.execute(row).inserted_primary_key
    family = int(key[0]) if key is not None else 0
    connection.execute(update(DemandRow).where(DemandRow.id == own.id).values(family_id=family))
    return family
