"""What a demand is compared by: its words with what they weigh, the company they keep and the way they pull, and what it stands among."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.comparing.stance import Stance, direction_words, stance
from resolusjon_nlp.library.index_terms import index_row
from resolusjon_nlp.norwegian.bridge import PART_JOIN, bridge_key
from resolusjon_nlp.norwegian.terms import JOINT, place_words
from resolusjon_nlp.norwegian.thesaurus import Mention, thesaurus
from resolusjon_nlp.records import Demand, TaggedResolution
from resolusjon_nlp.tagging.themes.scoring import UNCERTAIN
from resolusjon_nlp.tagging.word_vectors import word_vectors

Floats = NDArray[np.float32]

COMMON = 3.2
"""Rarity (see :meth:`WordVectors.rarity`) at which a word begins to say something."""
MOST_RARE = 11.0
PART, CONCEPT = 0.5, 0.9
"""What a part of a compound, and a concept of the thesaurus, weigh beside the word itself."""
NEAR = 0.7
"""What the sentences around a demand weigh beside title, heading and lead-in."""
AROUND = 1 / 3
"""What all that stands around a demand weighs beside the demand."""
CONCEPT_MARK = "="
GRAM = 4
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[.,;:!?–—()«»\"]|\s-\s")


@dataclass(frozen=True, eq=False)
class Side:
    """A text as weighed words.

    Attributes
    ----------
    weights
        Of each word's key, of the parts of compounds and of concepts of the thesaurus.
    signs
        Of the same: -1 where an odd number of turning words stands in the clause; empty where the text says nothing of that.
    places
        Those that are words of place names.
    """

    weights: Mapping[str, float]
    signs: Mapping[str, int]
    places: frozenset[str] = frozenset()

    @cached_property
    def length(self) -> float:
        """Root of the sum of squared weights."""
        return math.sqrt(sum(weight * weight for weight in self.weights.values()))

    @cached_property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.weights.values())

    @cached_property
    def columns(self) -> dict[str, int]:
        """Place of each weighed word in `values` and `vectors`."""
        return {key: column for column, key in enumerate(self.weights)}

    @cached_property
    def values(self) -> Floats:
        """The weights, shape (words,)."""
        return np.fromiter(self.weights.values(), dtype=np.float32, count=len(self.weights))

    @cached_property
    def vectors(self) -> Floats:
        """The words' vectors, shape (words, dimensions); zero where nothing is known of a word."""
        known = word_vectors()
        table = np.zeros((len(self.weights), known.dimensions), dtype=np.float32)
        for key, column in self.columns.items():
            if (row := known.rows.get(key)) is not None:
                table[column] = known.vectors[row]
        return table

    @cached_property
    def mean(self) -> Floats:
        """Weighted mean of the vectors, of length one (or zero)."""
        return _unit(self.values @ self.vectors)


@dataclass(frozen=True, eq=False)
class Profile:
    """A demand as the classifier sees it.

    Attributes
    ----------
    said
        The demand itself (with its cue, where that stands outside of it).
    around
        Title, heading, lead-in, addressee and the sentences before and after.
    stance
        Directions of all its words.
    marks
        What may say which way it pulls: its words as forms (``#…``) and keys, pairs of neighbours (``…_…``), concepts (``=…``), directions
        (``direction …``), its first word and its kind.
    """

    said: Side
    around: Side
    stance: Stance
    marks: frozenset[str]
    text: str
    kind: str
    addressee: str | None
    addressee_type: str | None
    position: str
    themes: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]
    word_count: int

    @cached_property
    def grams(self) -> frozenset[str]:
        """Four letters in a row of its words."""
        words = [word for word in _WORD.findall(self.text) if len(word) >= GRAM]
        return frozenset(word[i : i + GRAM] for word in words for i in range(len(word) - GRAM + 1))

    @cached_property
    def whole(self) -> Side:
        """The demand with a third of what stands around it."""
        weights = dict(self.said.weights)
        for key, weight in self.around.weights.items():
            weights[key] = max(weights.get(key, 0.0), AROUND * weight)
        return Side(weights, {})


def resolution_profiles(resolution: TaggedResolution) -> list[Profile]:
    """Profiles of a resolution's demands, in order."""
    themes = tuple(theme.theme for theme in resolution.themes)
    found = []
    for demand in resolution.demands:
        row = index_row(resolution, demand)
        found.append(demand_profile(demand, row["context"].split(), row["near"].split(), themes))
    return found


def demand_profile(
    demand: Demand, context: Iterable[str] = (), near: Iterable[str] = (), themes: Sequence[str] = ()
) -> Profile:
    """Profile of a demand.

    Parameters
    ----------
    context, near
        Terms of what stands above it, and of the sentences beside it: the index' columns of these names
        (:data:`resolusjon_nlp.library.index_terms.COLUMNS`).
    themes
        Of the resolution, for a demand without any of its own.
    """
    inside = demand.cue is None or demand.cue.lower() in demand.text.lower()
    text = demand.text if inside else f"{demand.cue}: {demand.text}"
    forms, breaks = split(text)
    keys = [bridge_key(form) for form in forms]
    pulls = stance(forms, keys, breaks)
    mentions = thesaurus().mentions(keys)
    around: dict[str, float] = {}
    for terms, factor in ((context, 1.0), (near, NEAR)):
        for key, weight in _side([term.replace(JOINT, PART_JOIN) for term in terms]).weights.items():
            around[key] = max(around.get(key, 0.0), factor * weight)
    named = frozenset(key for key, form in zip(keys, forms, strict=True) if form in place_words())
    return Profile(
        said=_side(keys, pulls.signs, named, mentions),
        around=Side(around, {}),
        stance=pulls,
        marks=_marks(forms, keys, pulls, mentions, demand.kind.value),
        text=text.lower(),
        kind=demand.kind.value,
        addressee=demand.addressee.lower() if demand.addressee else None,
        addressee_type=demand.addressee_type.value if demand.addressee_type else None,
        position=demand.position.value,
        themes=frozenset(demand.themes or themes) - {UNCERTAIN},
        places=frozenset(demand.places),
        numbers=frozenset(form for form in forms if form[0].isdigit()),
        word_count=len(forms),
    )


def _marks(
    forms: Sequence[str], keys: Sequence[str], pulls: Stance, mentions: Sequence[Mention], kind: str
) -> frozenset[str]:
    return frozenset(
        (
            *keys,
            *(f"#{form}" for form in forms),
            *(f"{one}_{other}" for one, other in pairwise(keys)),
            *(f"{CONCEPT_MARK}{thesaurus().name(mention.concept)}" for mention in mentions),
            *(f"direction {name}" for name in pulls.counts),
            *(f"first {key}" for key in keys[:1]),
            f"kind {kind}",
        )
    )


def split(text: str) -> tuple[list[str], list[bool]]:
    """Lower-case words of `text`, and whether a mark that ends a clause stands before each."""
    forms, breaks, last = [], [], 0
    for match in _WORD.finditer(text):
        forms.append(match.group().lower())
        breaks.append(_BREAK.search(text, last, match.start()) is not None)
        last = match.end()
    return forms, breaks


def _side(
    keys: Sequence[str],
    signs: Sequence[int] = (),
    places: frozenset[str] = frozenset(),
    mentions: Sequence[Mention] | None = None,
) -> Side:
    heavy = [weight_of(key) for key in keys]
    weights: dict[str, float] = {}
    sign_of: dict[str, int] = {}

    def add(name: str, weight: float, index: int) -> None:
        if weight > weights.get(name, 0.0):
            weights[name] = weight
            if signs:
                sign_of[name] = signs[index]

    for index, key in enumerate(keys):
        add(key, heavy[index], index)
        if PART_JOIN in key:
            for part in key.split(PART_JOIN):
                add(part, PART * weight_of(part), index)
    for mention in thesaurus().mentions(keys) if mentions is None else mentions:
        inside = range(mention.start, mention.end)
        heaviest = max(inside, key=heavy.__getitem__)
        # A phrase of common words ("hele stillinger") says more than any of them.
        weight = CONCEPT * max(heavy[heaviest], COMMON if len(inside) > 1 else 0.0)
        add(f"{CONCEPT_MARK}{mention.concept}", weight, heaviest)
    return Side(weights, sign_of, places & weights.keys())


@lru_cache(maxsize=100_000)
def weight_of(key: str) -> float:
    """How much a word says of what is demanded: nothing where it is common, a number, or says no more than that something is demanded."""
    if len(key) < 2 or key[0].isdigit() or key in direction_words().said_by_all:
        return 0.0
    return max(0.0, min(MOST_RARE, word_vectors().rarity(key)) - COMMON)


def _unit(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length if length > 1e-9 else vector * 0, dtype=np.float32)
