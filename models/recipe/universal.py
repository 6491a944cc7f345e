"""From the treebank's parts of speech and features to the universal ones.

The mapping is learnt from the official dev sets, which hold both annotations of the same tokens: the most frequent pair for the treebank's tag together
with lemma and relation, then with fewer of these. Tags never seen there go through the table of features below.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from recipe.treebank import Sentence, UdSentence

FEATURES = {
    "ent": "Number=Sing",
    "fl": "Number=Plur",
    "mask": "Gender=Masc",
    "fem": "Gender=Fem",
    "nøyt": "Gender=Neut",
    "ub": "Definite=Ind",
    "be": "Definite=Def",
    "pos": "Degree=Pos",
    "komp": "Degree=Cmp",
    "sup": "Degree=Sup",
    "gen": "Case=Gen",
    "nom": "Case=Nom",
    "akk": "Case=Acc",
    "1": "Person=1",
    "2": "Person=2",
    "3": "Person=3",
    "hum": "Animacy=Hum",
    "pers": "PronType=Prs",
    "dem": "PronType=Dem",
    "sp": "PronType=Int",
    "poss": "Poss=Yes",
    "refl": "Reflex=Yes",
    "inf": "VerbForm=Inf",
    "imp": "Mood=Imp|VerbForm=Fin",
    "pres": "Mood=Ind|Tense=Pres|VerbForm=Fin",
    "pret": "Mood=Ind|Tense=Past|VerbForm=Fin",
    "perf-part": "VerbForm=Part",
    "<perf-part>": "VerbForm=Part",
    "pass": "Voice=Pass",
}
ENOUGH = 2
"""How often a tag must have been seen with lemma or relation before these are trusted."""

SYNTACTIC = frozenset({"verb", "prep"})
"""Verbs and prepositions whose universal part of speech depends on what they govern (auxiliary or verb, preposition or conjunction)."""
GOVERNED = frozenset({"INFV", "SPRED", "PUTFYLL", "DOBJ", "FSPRED"})

Pair = tuple[str, str]
Key = tuple[object, ...]


class UniversalMapping:
    """Gives a treebank token its universal part of speech and features."""

    def __init__(self, pairs: Iterable[tuple[Sentence, UdSentence]]) -> None:
        self._counts: dict[Key, Counter[Pair]] = defaultdict(Counter)
        self._upos: dict[str, Counter[str]] = defaultdict(Counter)
        for sentence, ud in pairs:
            if len(sentence.tokens) != len(ud):
                continue
            for index, (token, universal) in enumerate(zip(sentence.tokens, ud, strict=True)):
                self._upos[token.pos][universal.upos] += 1
                for key in self._keys(sentence, index):
                    self._counts[key][universal.upos, universal.feats] += 1

    @staticmethod
    def _keys(sentence: Sentence, index: int) -> list[Key]:
        token = sentence.tokens[index]
        tag = (token.pos, token.features)
        below = _governed(sentence, index) if token.pos in SYNTACTIC else ()
        return [
            (tag, token.lemma, token.form.lower(), token.relation, below),
            (tag, token.lemma, token.relation, below),
            (tag, token.lemma, below),
            (tag, token.relation, below),
            (tag, below),
            (tag,),
        ]

    def __call__(self, sentence: Sentence, index: int) -> Pair:
        """Universal part of speech and features (``Gender=Masc|Number=Sing``, or empty) of a token of `sentence`."""
        token = sentence.tokens[index]
        *close, last = self._keys(sentence, index)
        for key in close:
            counts = self._counts.get(key)
            if counts and counts.total() >= ENOUGH:
                return counts.most_common(1)[0][0]
        if counts := self._counts.get(last):
            return counts.most_common(1)[0][0]
        upos = self._upos[token.pos].most_common(1)[0][0] if self._upos.get(token.pos) else "X"
        feats = {pair for name in token.features for pair in FEATURES.get(name, "").split("|") if pair}
        return upos, "|".join(sorted(feats))


def _governed(sentence: Sentence, index: int) -> Key:
    """Relations of the decisive dependents of a token, with their part of speech."""
    return tuple(
        sorted(
            {
                (token.relation, token.pos if token.pos in ("verb", "inf-merke", "sbu") else "")
                for position, token in enumerate(sentence.tokens)
                if token.head == index != position and token.relation in GOVERNED
            }
        )
    )
