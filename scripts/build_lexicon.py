"""Build ``resources/norwegian/lexicon.zip``: ``python scripts/build_lexicon.py --source FOLDER``.

FOLDER holds the public source tables (``resources/norwegian/README.md`` names their origin and licence):

- ``lexicon/``: Norsk ordbank (CC BY 4.0) as lists of bokmål forms with lemma and part of speech, nynorsk forms, nynorsk lemmas; and a list
  of compound parts (stts-se/decomp, MIT)
- ``text/*.txt.xz``: public documents, one paragraph a line; only counts of words that the dictionary has are kept
- ``norne/norne-ndt.tar.xz``: the Norwegian Dependency Treebank; only its training part is read, for lemmas of irregular and closed-class words

The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import tarfile
import zipfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import marisa_trie

from compound_counts import SHORTEST_PART, UNSEEN, count_parts
from nynorsk_paradigms import analyses as nynorsk_analyses
from resolusjon_nlp.norwegian.lexicon import (
    BOKMAL,
    COUNT_BITS,
    LEXICON_FILE,
    NYNORSK,
    POS,
    Link,
    count_class,
)
from resolusjon_nlp.norwegian.text import common_start
from resolusjon_nlp.resources import load_csv, load_yaml

RESOURCES = Path(__file__).parents[1] / "src" / "resolusjon_nlp" / "resources"
WORD = re.compile(r"[a-zæøåàáâäçéèêëíïóòôöšúüñ]+(?:[-'][a-zæøå0-9àáâäçéèêëíïóòôöšúüñ]+)*\.?")
NAME = re.compile(r"[A-ZÆØÅÖÉ][a-zæøåéèöüä][^-]*")
TREEBANK_POS = {
    "subst": "noun", "adj": "adj", "verb": "verb", "adv": "adv", "prep": "prep", "pron": "pron", "det": "det",
    "konj": "conj", "sbu": "subj", "interj": "interj", "inf-merke": "part",
}  # fmt: skip
CLOSED = frozenset(TREEBANK_POS) - {"subst", "adj", "verb"}
"""Parts of speech whose words may enter from the treebank alone; the rest must be in the dictionary."""
SEEN_OFTEN = 3
"""A closed-class word enters from the treebank when seen this often (rarer ones are dialect and slips)."""
SHORTEST_LINKED = 3
"""A linking letter follows a noun of at least this many letters; for shorter ones the guess would mostly be wrong."""
SMALLEST_SHARE = 0.02
"""What the treebank has more seldom than this, of all occurrences of a form, is taken for a slip."""
KEPT_PART = 0.5
"""A first or last part is kept from this expected number of compounds on."""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)

Analysis = tuple[str, str, int]
"""Lemma, part of speech, languages (bits)."""


class Sources:
    """The source tables, read once."""

    def __init__(self, folder: Path) -> None:
        lexicon = folder / "lexicon"
        rows = list(_bokmal_rows(lexicon / "nob_fullform_lemma_pos.tsv.xz"))
        self.bokmal = [(f.lower(), lemma.lower(), pos) for f, lemma, pos in rows if not NAME.fullmatch(lemma)]
        common = {form for form, _, _ in self.bokmal}
        self.names = {form.lower() for form, lemma, _ in rows if NAME.fullmatch(lemma)} - common
        """Names in the dictionary that are no other word; they are left out (the place register has its own)."""
        with lzma.open(lexicon / "nno_fullforms_lower.txt.xz", "rt", encoding="utf-8") as lines:
            self.nynorsk = frozenset(line.strip() for line in lines)
        self.nynorsk_lemmas = frozenset(
            (lexicon / "norsk_ordbank_lemmas_nno.txt").read_text(encoding="utf-8").split("\n")
        )
        parts = (lexicon / "nob_nst.txt").read_text(encoding="utf-8").split("\n")
        self.first_parts = {line.removeprefix("PREFIX:") for line in parts if line.startswith("PREFIX:")}
        self.treebank = {
            "nb": _treebank(folder / "norne" / "norne-ndt.tar.xz", "nob"),
            "nn": _treebank(folder / "norne" / "norne-ndt.tar.xz", "nno"),
        }
        self.text_counts = _text_counts(sorted((folder / "text").glob("*.txt.xz")))


def _bokmal_rows(path: Path) -> Iterator[tuple[str, str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            form, _, rest = line.rstrip("\n").partition("\t")
            lemma, _, pos = rest.partition("\t")
            if pos in POS:
                yield form, lemma, pos


def _treebank(path: Path, language: str) -> Counter[tuple[str, str, str]]:
    """Counts of (form, lemma, part of speech) in the training part, all in lower case, names left out."""
    counts: Counter[tuple[str, str, str]] = Counter()
    with tarfile.open(path) as archive:
        texts = {
            member.name: archive.extractfile(member).read().decode("utf-8")  # type: ignore[union-attr]
            for member in archive
            if f"/{language}/" in member.name
        }
    held_out = {
        "".join(line.removeprefix("# text =").split())
        for name, text in texts.items()
        if name.endswith(".conllu")
        for line in text.split("\n")
        if line.startswith("# text =")
    }
    for name, text in texts.items():
        if not name.endswith(".conll"):
            continue
        for sentence in text.split("\n\n"):
            rows = [fields for line in sentence.split("\n") if len(fields := line.split("\t")) > 5]
            if "".join(row[1] for row in rows if row[1] != "|") in held_out:
                continue
            for row in rows:
                if row[3] in TREEBANK_POS and "prop" not in row[5].split("|") and row[1] != "|":
                    counts[row[1].lower(), row[2].lower(), TREEBANK_POS[row[3]]] += 1
    return counts


def _text_counts(paths: list[Path]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                counts.update(line.lower().split())
    return counts


def gather(sources: Sources) -> dict[str, dict[tuple[str, str], int]]:
    """For each form its analyses (lemma, part of speech) with the languages that have them, as bits.

    A form without any analysis (nynorsk forms that no paradigm explains) has one with an empty lemma.
    """
    entries: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)

    def add(form: str, lemma: str, pos: str, language: int) -> None:
        if WORD.fullmatch(form):
            entries[form][lemma, pos] = entries[form].get((lemma, pos), 0) | language

    pos_in_bokmal: dict[str, set[str]] = defaultdict(set)
    for form, lemma, pos in sources.bokmal:
        add(form, lemma, pos, BOKMAL)
        # the table gives each form once, so that a lemma may stand only with the form of another word, or a name (Stein)
        add(lemma, lemma, pos, BOKMAL)
        pos_in_bokmal[lemma].add(pos)
    hints = {lemma: frozenset(pos) for lemma, pos in pos_in_bokmal.items()}
    explained = nynorsk_analyses(sources.nynorsk, sources.nynorsk_lemmas, hints)
    for form in sorted(sources.nynorsk):
        if form in sources.names and all(lemma != form for lemma, _ in explained.get(form, ())):
            continue
        for lemma, pos in sorted(explained.get(form, ())) or [("", "")]:
            add(form, lemma, pos, NYNORSK)
    closed = {TREEBANK_POS[pos] for pos in CLOSED}
    for language, bit in (("nb", BOKMAL), ("nn", NYNORSK)):
        totals: Counter[str] = Counter()
        for (form, _, _), count in sources.treebank[language].items():
            totals[form] += count
        for (form, lemma, pos), count in sources.treebank[language].items():
            if count < SMALLEST_SHARE * totals[form]:
                continue
            known = any(bits & bit for bits in entries.get(form, {}).values())
            if known or (pos in closed and count >= SEEN_OFTEN):
                add(form, lemma, pos, bit)
    for row in load_csv("norwegian/lexicon_additions.csv"):
        for language in row["languages"].split("+"):
            for form in row["forms"].split():
                add(form, row["lemma"], row["pos"], BOKMAL if language == "nb" else NYNORSK)
    return entries


def frequencies(entries: Mapping[str, object], sources: Sources) -> dict[str, int]:
    """Occurrences of each form in the texts and the treebank's training part."""
    counts = {form: sources.text_counts.get(form, 0) for form in entries}
    for treebank in sources.treebank.values():
        for (form, _, _), count in treebank.items():
            if form in counts:
                counts[form] += count
    return counts


def ordered(
    entries: Mapping[str, Mapping[tuple[str, str], int]], counts: Mapping[str, int], sources: Sources
) -> dict[str, list[Analysis]]:
    """Analyses of each form, the likeliest first: as the treebank has it, then by how frequent the lemma's own form is."""
    seen: Counter[tuple[str, str, str]] = sources.treebank["nb"] + sources.treebank["nn"]
    result: dict[str, list[Analysis]] = {}
    for form, found in entries.items():
        named = {key: bits for key, bits in found.items() if key[0]} or dict(found)
        bits_without_lemma = found.get(("", ""), 0)
        if bits_without_lemma and ("", "") not in named:
            # the form is known to be nynorsk too; its bokmål analyses are the best guess for what it is there
            named = {key: bits | bits_without_lemma for key, bits in named.items()}
        order = sorted(named, key=lambda key: (-seen[form, *key], -counts.get(key[0], 0), key))
        result[form] = [(*key, named[key]) for key in order]
    return result


def parts(
    analysed: Mapping[str, list[Analysis]], counts: Mapping[str, int], sources: Sources
) -> tuple[dict[str, tuple[float, Link]], dict[str, float]]:
    """First parts with their count and link, and last parts (lemmas) with theirs."""
    rules = load_yaml("norwegian/compounds.yaml")
    never_first, never_last = set(rules["never_first"]), set(rules["never_last"])
    lemmas = {
        (lemma, pos)
        for found in analysed.values()
        for lemma, pos, _ in found
        if lemma and pos in ("noun", "adj", "verb")
    }
    words = {
        (lemma, pos) for lemma, pos in lemmas if len(lemma) >= SHORTEST_PART and "-" not in lemma and "." not in lemma
    }
    links = dict.fromkeys([*sources.first_parts, *rules["first"], *(lemma for lemma, _ in words)], Link.NONE)
    for lemma, pos in sorted(words):
        if pos == "noun" and len(lemma) >= SHORTEST_LINKED and lemma not in never_first:
            for link, letter in ((Link.S, "s"), (Link.E, "e")):
                linked = lemma + letter
                if link is Link.E and lemma[-1] in "aeiouyæøå":
                    continue
                # "barne" is barn with a link though there is a rare verb, "skole" is not "skol" with one
                if linked not in links or (
                    counts.get(lemma, 0) > counts.get(linked, 0) and linked not in rules["unlinked"]
                ):
                    links[linked] = link
    firsts = {part: _weight(part, counts) for part in links if part not in never_first and len(part) >= SHORTEST_PART}
    participles = {
        (form, "adj")
        for form, found in analysed.items()
        if any(pos == "adj" and form != lemma for lemma, pos, _ in found) and any(pos == "verb" for _, pos, _ in found)
    }
    ends = words | participles | {(word, pos) for word in rules["last"] for pos in ("noun", "adj")}
    lasts = {(word, pos): _weight(word, counts) for word, pos in sorted(ends) if word not in never_last}
    first_counts, last_counts = count_parts(lemmas, firsts, lasts)
    last_by_lemma: Counter[str] = Counter()
    for (lemma, _), count in last_counts.items():
        last_by_lemma[lemma] += count  # type: ignore[assignment]
    kept_first = {part: (count, links[part]) for part, count in first_counts.items() if count - UNSEEN >= KEPT_PART}
    return kept_first, {lemma: count for lemma, count in last_by_lemma.items() if count - UNSEEN >= KEPT_PART}


def _weight(part: str, counts: Mapping[str, int]) -> float:
    return 1.0 + count_class(counts.get(part, 0))


def write(
    path: Path,
    analysed: Mapping[str, list[Analysis]],
    counts: Mapping[str, int],
    first: Mapping[str, tuple[float, Link]],
    last: Mapping[str, float],
) -> None:
    """Write the archive; ``norwegian/lexicon.py`` says what its members are."""
    trie = marisa_trie.Trie(sorted(analysed))
    table: dict[tuple[tuple[int, str, str, int], ...], int] = {}
    flags, indices = bytearray(len(analysed)), array("H", bytes(2 * len(analysed)))
    for form, found in analysed.items():
        bits = 0
        for _, _, languages in found:
            bits |= languages
        number = trie[form]
        flags[number] = bits << COUNT_BITS | count_class(counts[form])
        rules = tuple((*_rule(form, lemma), pos, languages) for lemma, pos, languages in found if lemma)
        indices[number] = table.setdefault(rules, len(table))
    if indices.itemsize != 2 or len(table) > 0xFFFF:
        raise ValueError(f"{len(table)} kinds of analysis do not fit in two bytes")
    part_trie = marisa_trie.Trie(sorted(first.keys() | last.keys()))
    part_classes = bytearray(3 * len(part_trie))
    for part, (count, link) in first.items():
        part_classes[3 * part_trie[part]] = count_class(count, steps=4)
        part_classes[3 * part_trie[part] + 2] = link
    for lemma, count in last.items():
        part_classes[3 * part_trie[lemma] + 1] = count_class(count, steps=4)
    members = {
        "forms.marisa": trie.tobytes(),
        "flags.bin": bytes(flags),
        "analyses.bin": _little_endian(indices),
        "rules.json": json.dumps(list(table), ensure_ascii=False, separators=(",", ":")).encode("utf-8"),
        "parts.marisa": part_trie.tobytes(),
        "parts.bin": bytes(part_classes),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_DATE), content, zipfile.ZIP_DEFLATED)


def _rule(form: str, lemma: str) -> tuple[int, str]:
    """How many letters to take off `form`, and what to put there, to get `lemma`."""
    same = common_start(form, lemma)
    return len(form) - same, lemma[same:]


def _little_endian(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def main() -> None:
    """Build the archive from the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    sources = Sources(parser.parse_args().source)
    entries = gather(sources)
    counts = frequencies(entries, sources)
    analysed = ordered(entries, counts, sources)
    first, last = parts(analysed, counts, sources)
    write(RESOURCES / "norwegian" / LEXICON_FILE, analysed, counts, first, last)
    size = (RESOURCES / "norwegian" / LEXICON_FILE).stat().st_size
    print(f"{len(analysed)} forms, {len(first)} first and {len(last)} last parts, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
