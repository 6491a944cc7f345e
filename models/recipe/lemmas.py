"""Compile the lemma tables from the training set and Norsk ordbank: ``python -m recipe.lemmas TREEBANK LEXICON OUT``.

Endings come from the training set and, for Bokmål, from the full forms of Norsk ordbank (CC BY 4.0, Språkrådet and the University of Bergen); forms that the
endings would get wrong are listed. For Nynorsk, of which we have the dictionary's forms and lemmas but not which belongs to which, a form is
listed where the endings lead to no lemma of the dictionary and the next best ending does.
"""

from __future__ import annotations

import gzip
import lzma
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import srsly
import typer

from recipe.treebank import WRITTEN_FORMS, Token, official_sentences, training_sentences
from recipe.universal import UniversalMapping
from resolusjon_nlp.tagging.lemmas import (
    LONGEST_ENDING,
    SEPARATOR,
    LemmaTables,
    empty_tables,
    is_name,
    split_name,
)

CLASSES = {"noun": "subst", "adj": "adj", "verb": "verb", "adv": "adv"}
"""Norsk ordbank's word classes → the treebank's."""
GUESSED_CLASSES = ("subst", "verb")
"""Classes for which Nynorsk forms are listed; adjectives end too regularly to need it."""
SEEN = 5
"""Forms seen more seldom say nothing of the written form."""
TELLING = 0.7
"""Least logarithm of the odds that counts."""

Rule = tuple[int, str]


@dataclass
class Counts:
    """Rules by (class, features and ending), and what each form's lemma was."""

    endings: dict[str, Counter[Rule]] = field(default_factory=lambda: defaultdict(Counter))
    lemmas: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    fine_of: dict[str, str] = field(default_factory=dict)

    def add_endings(self, prefix: str, form: str, rule: Rule, shortest: int = 0) -> None:
        """Count a rule for each ending of `form` that holds all the rule takes off."""
        for length in range(max(shortest, rule[0]), min(LONGEST_ENDING, len(form)) + 1):
            self.endings[prefix + form[len(form) - length :]][rule] += 1


def rule_of(form: str, lemma: str) -> Rule:
    """How many characters to take off `form` and what to put on to get `lemma`."""
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]


def prefixes(token: Token, universal: tuple[str, str]) -> tuple[str, str]:
    """Keys of the tables: with features and without."""
    return f"{token.pos}{SEPARATOR}{'|'.join(universal)}{SEPARATOR}", f"{token.pos}{SEPARATOR}"


def annotated(treebank: Path, mapping: UniversalMapping, written_form: str) -> Iterator[tuple[Token, tuple[str, str]]]:
    """Training tokens with their universal annotation."""
    for sentence in training_sentences(treebank, written_form):
        for index, token in enumerate(sentence.tokens):
            yield token, mapping(sentence, index)


def count(tokens: Iterable[tuple[Token, tuple[str, str]]]) -> Counts:
    """Count rules once for each different form, lemmas each time."""
    counts = Counts()
    types: set[tuple[str, str, str, str]] = set()
    for token, universal in tokens:
        fine, coarse = prefixes(token, universal)
        name = is_name(*universal, token.form)
        form = token.form if name else token.form.lower()
        counts.lemmas[fine + form][token.lemma] += 1
        counts.lemmas[coarse + form][token.lemma] += 1
        if not name:
            head, rest = split_name(token.form)
            lemma = token.lemma[len(head) :] if head and token.lemma.startswith(head) else token.lemma
            types.add((fine, coarse, rest, lemma.lower()))
    # Sorted, since rules that are equally frequent count in the order they were met.
    for fine, coarse, form, lemma in sorted(types):
        rule = rule_of(form, lemma)
        counts.add_endings(fine, form, rule)
        counts.add_endings(coarse, form, rule)
    return counts


def pruned(endings: dict[str, Counter[Rule]]) -> dict[str, Rule]:
    """The best rule of each ending, without those that say what the next shorter ending says."""
    best = {key: min(rules, key=lambda rule: (-rules[rule], rule)) for key, rules in endings.items()}
    kept = {}
    for key, rule in best.items():
        prefix, _, ending = key.rpartition(SEPARATOR)
        shorter = next(
            (
                best[candidate]
                for start in range(1, len(ending) + 1)
                if (candidate := f"{prefix}{SEPARATOR}{ending[start:]}") in best
            ),
            None,
        )
        # A coarse rule of a longer ending would come before a fine one of a shorter ending, so only equal neighbours go.
        if rule != shorter or not ending:
            kept[key] = rule
    return kept


def full_forms(path: Path) -> Iterator[tuple[str, str, str]]:
    """(form, lemma, class) of Norsk ordbank's Bokmål."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            form, lemma, word_class = line.rstrip("\n").split("\t")
            if word_class in CLASSES and form == form.lower() and " " not in form:
                yield form, lemma, CLASSES[word_class]


def list_exceptions(tables: LemmaTables, written_form: str, counts: Counts) -> None:
    """List the training forms that the endings get wrong."""
    exact: dict[str, str] = tables.tables[f"exact:{written_form}"]
    for key, lemmas in counts.lemmas.items():
        tag, _, rest = key.partition(SEPARATOR)
        features, _, form = rest.rpartition(SEPARATOR)
        lemma = lemmas.most_common(1)[0][0]
        pos, _, morph = features.partition("|")
        if tables.lemma(written_form, tag, pos, morph, form) != lemma:
            exact[key] = lemma


def list_dictionary(tables: LemmaTables, known: Counts, entries: Iterable[tuple[str, str, str]]) -> None:
    """List Bokmål's dictionary forms that have one lemma in their class, which the endings do not find."""
    lemmas: dict[str, set[str]] = defaultdict(set)
    for form, lemma, tag in entries:
        lemmas[f"{tag}{SEPARATOR}{form}"].add(lemma)
    exact: dict[str, str] = tables.tables["exact:nob"]
    for key, found in lemmas.items():
        tag, form = key.split(SEPARATOR)
        coarse = tag + SEPARATOR
        if len(found) == 1 and key not in known.lemmas and tables.inflect("nob", coarse, coarse, form) not in found:
            exact[key] = next(iter(found))


def list_forms(tables: LemmaTables, known: Counts, forms: Iterable[str], lemmas: frozenset[str]) -> None:
    """List Nynorsk's dictionary forms whose ending leads to no lemma of the dictionary while another one does."""
    exact: dict[str, str] = tables.tables["exact:nno"]
    for form in forms:
        for tag in GUESSED_CLASSES:
            coarse = tag + SEPARATOR
            if coarse + form in known.lemmas or tables.inflect("nno", coarse, coarse, form) in lemmas:
                continue
            for candidate in _candidates(known, coarse, form):
                if candidate in lemmas:
                    exact[coarse + form] = candidate
                    break


def _candidates(counts: Counts, prefix: str, form: str) -> Iterator[str]:
    for length in range(min(LONGEST_ENDING, len(form)), 0, -1):
        for (off, on), _ in counts.endings.get(prefix + form[len(form) - length :], Counter()).most_common(3):
            yield form[: len(form) - off] + on


def odds(treebank: Path) -> dict[str, float]:
    """Logarithm of the odds for Nynorsk of the forms that tell."""
    counts = {
        written_form: Counter(t.form.lower() for s in training_sentences(treebank, written_form) for t in s.tokens)
        for written_form in WRITTEN_FORMS
    }
    totals = {written_form: found.total() for written_form, found in counts.items()}
    weights = {}
    for form in counts["nob"] | counts["nno"]:
        bokmal, nynorsk = counts["nob"][form], counts["nno"][form]
        if bokmal + nynorsk >= SEEN and form.isalpha():
            weight = math.log((nynorsk + 0.5) / totals["nno"]) - math.log((bokmal + 0.5) / totals["nob"])
            if abs(weight) >= TELLING:
                weights[form] = round(weight, 2)
    return weights


def main(treebank: Path, lexicon: Path, out: Path) -> None:
    """Compile: folder of the treebank, folder of Norsk ordbank's lists, file to write."""
    mapping = UniversalMapping(pair for form in WRITTEN_FORMS for pair in official_sentences(treebank, form, "dev"))
    data = empty_tables()
    data["odds"] = odds(treebank)
    counts = {form: count(annotated(treebank, mapping, form)) for form in WRITTEN_FORMS}
    entries = list(full_forms(lexicon / "nob_fullform_lemma_pos.tsv.xz"))
    for form, lemma, tag in entries:
        counts["nob"].add_endings(tag + SEPARATOR, form, rule_of(form, lemma), shortest=2)
    for form in WRITTEN_FORMS:
        data[f"endings:{form}"] = pruned(counts[form].endings)
    for form in WRITTEN_FORMS:
        list_exceptions(LemmaTables(data), form, counts[form])
    list_dictionary(LemmaTables(data), counts["nob"], entries)
    lemmas = frozenset((lexicon / "norsk_ordbank_lemmas_nno.txt").read_text(encoding="utf-8").split("\n"))
    with lzma.open(lexicon / "nno_fullforms_lower.txt.xz", "rt", encoding="utf-8") as lines:
        list_forms(LemmaTables(data), counts["nno"], (line.strip() for line in lines), lemmas)
    out.write_bytes(gzip.compress(srsly.msgpack_dumps(data), mtime=0))


if __name__ == "__main__":
    typer.run(main)
