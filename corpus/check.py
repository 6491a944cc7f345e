"""Check the sample corpus: every mark, code, date, family, split and rendered file.

``python corpus/check.py [SOURCE…]`` prints one line a fault and the tables of ``README.md``; exit status 1 when there is any fault. With
``--spelling`` every word is looked up in hunspell's Norwegian dictionaries too, where they are installed.
"""

from __future__ import annotations

import collections
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import yaml
from tables import Corpus, print_further, print_tables

from resolusjon_nlp.evaluation.gold import GoldError, gold_record
from resolusjon_nlp.evaluation.markup import GoldBlock, GoldResolution, MarkupError, read_source
from resolusjon_nlp.evaluation.short_texts import ShortText, read_short_texts
from resolusjon_nlp.norwegian.dates import find_dates
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.language import written_form
from resolusjon_nlp.records import Block
from resolusjon_nlp.tagging.themes.lexicon import theme_ids

HERE = Path(__file__).resolve().parent
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ«–])")
LEAST = {"texts": 120, "nynorsk": 36, "without demands": 15, "families of two or more": 30, "opposing pairs": 12}
LEAST_WORDS, MOST_WORDS = 80, 1_200
FURTHER = "further"
"""Folder and split of the texts that are only learnt from."""

SHORT = "short"
"""Folder of the short texts that are only learnt from."""

PAIRS = "pairs"
"""Folder of the groups of demands that are only learnt from."""

LEAST_IN_GROUP = {"same": 4, "opposed": 1, "related": 2}

LEAST_SHORT_WORDS, MOST_SHORT_WORDS = 25, 300

YEARS_PLANNED = 3
"""A county or municipality is spoken of so many years before it comes to be."""

LEAST_LETTERS_FOUND = 0.98
"""A rendered file must hold this share of its gold's letters."""


def source_faults(gold: GoldResolution, name: str, families: dict[str, Any], split: str) -> Iterator[str]:
    """Faults one can see in a source by itself."""
    head = gold.head
    if head["id"] != name:
        yield f"id {head['id']!r} is not the file's name"
    if head["language"] not in ("nb", "nn"):
        yield "language must be nb or nn"
    yield from _theme_faults(head["themes"] or [])
    words = len(gold.text.split())
    if not LEAST_WORDS <= words <= MOST_WORDS:
        yield f"{words} words, not {LEAST_WORDS} to {MOST_WORDS}"
    if gold.text != unicodedata.normalize("NFC", gold.text):
        yield "text is not NFC"
    yield from _demand_faults(gold, families, split)
    yield from _date_faults(gold)
    try:
        record = gold_record(gold)
    except (GoldError, ValueError) as error:
        yield str(error)
        return
    for place in record.places:
        entry = next((e for e in gazetteer().by_name[place.name] if e.kind is place.kind), None)
        planned = entry is not None and entry.valid_from is not None and record.date is not None
        if planned and entry is not None and int(str(record.date)[:4]) < (entry.valid_from or 0) - YEARS_PLANNED:
            yield f"nobody spoke of {place.name} ({entry.old_code or entry.code}) in {record.date}"


def _theme_faults(themes: Sequence[str]) -> Iterator[str]:
    if not 1 <= len(themes) <= 4 or set(themes) - set(theme_ids()) or len(set(themes)) < len(themes):
        yield f"themes: {list(themes)}"


def _demand_faults(gold: GoldResolution, families: dict[str, Any], split: str) -> Iterator[str]:
    for demand in gold.demands:
        if demand.family and demand.family not in families:
            yield f"unknown family {demand.family}"
        elif demand.family and families[demand.family]["split"] != split:
            yield f"family {demand.family} belongs to {families[demand.family]['split']}"
        if demand.cue and demand.cue.lower() not in gold.text.lower():
            yield f"cue {demand.cue!r} does not occur in the text"
        if demand.kind == "forpliktelse" and demand.addressee:
            yield f"a commitment has no addressee: {demand.text[:40]!r}"


def _date_faults(gold: GoldResolution) -> Iterator[str]:
    date = gold.head.get("date")
    if date is None:
        return
    found = {d.value for block in gold.blocks for d in find_dates(block.text, bare_years=True)}
    if str(date) not in found:
        yield f"date {date} is not in the text"
    if gold.head.get("date_precision") != {4: "year", 7: "month", 10: "day"}[len(str(date))]:
        yield f"date_precision does not fit {date}"


def sentences_of(blocks: Iterable[GoldBlock | Block]) -> set[str]:
    """Sentences of four words or more, folded, for the test that no two sources share one."""
    return {
        folded
        for block in blocks
        if block.type not in ("date", "body", "signature")
        for sentence in SENTENCE_END.split(block.text)
        if len((folded := re.sub(r"\W+", " ", sentence.lower()).strip()).split()) >= 4
    }


def shared_sentences(texts: dict[str, Sequence[GoldBlock | Block]]) -> Iterator[str]:
    """Sentences that stand in more than one text."""
    where: dict[str, list[str]] = collections.defaultdict(list)
    for name, blocks in texts.items():
        for sentence in sentences_of(blocks):
            where[sentence].append(name)
    for sentence, names in where.items():
        if len(names) > 1:
            yield f"shared sentence in {', '.join(names)}: {sentence}"


def corpus_faults(corpus: Corpus) -> Iterator[str]:
    """What the corpus as a whole lacks."""
    for name, least in LEAST.items():
        if corpus.sizes[name] < least:
            yield f"corpus: {corpus.sizes[name]} {name}, not {least}"
    missing = set(theme_ids()) - set(corpus.themes)
    if missing:
        yield f"corpus: no text with {', '.join(sorted(missing))}"
    for family, members in corpus.families.items():
        if not members:
            yield f"corpus: family {family} has no member"


def further_faults(further: dict[str, GoldResolution], families: dict[str, Any]) -> Iterator[str]:
    """Families of the further texts that fewer than two of them share."""
    members: dict[str, set[str]] = {name: set() for name, family in families.items() if family["split"] == FURTHER}
    for name, gold in further.items():
        for demand in gold.demands:
            if demand.family in members:
                members[demand.family].add(name)
    yield from (
        f"further: family {family} has {len(found)} texts" for family, found in members.items() if len(found) < 2
    )


def short_faults(texts: Sequence[ShortText], split_of: dict[str, str]) -> Iterator[str]:
    """Faults of the short texts: labels, written form, length, writers, ids and bodies that occur twice."""
    seen: dict[str, str] = {}
    for text in texts:
        if split_of.get(text.writer) != FURTHER or not text.id.startswith(f"{text.writer}-"):
            yield f"{text.id}: {text.writer} writes for {split_of.get(text.writer)}"
        yield from (f"{text.id}: {fault}" for fault in _theme_faults(text.themes))
        form = written_form(text.text, default=text.language)
        if text.language not in ("nb", "nn") or form != text.language:
            yield f"{text.id}: language is {text.language}, the text looks like {form}"
        words = len(text.text.split())
        if not LEAST_SHORT_WORDS <= words <= MOST_SHORT_WORDS:
            yield f"{text.id}: {words} words, not {LEAST_SHORT_WORDS} to {MOST_SHORT_WORDS}"
        for known in (text.id, text.text):
            if known in seen:
                yield f"{text.id}: the same as {seen[known]}"
            seen[known] = text.id


def group_faults(folder: Path, split_of: dict[str, str]) -> Iterator[str]:
    """Faults of the groups of demands: writers, themes, written forms, groups that are too small, sentences that occur twice."""
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        stored = yaml.safe_load(path.read_text(encoding="utf-8"))
        if stored["writer"] != path.stem or split_of.get(path.stem) != FURTHER:
            yield f"{path.name}: {stored['writer']} writes for {split_of.get(path.stem)}"
        for entry in stored["groups"]:
            name = f"{path.stem}: {entry['proposition']}"
            yield from (f"{name}: {fault}" for fault in _theme_faults([entry["theme"]]))
            for kind, least in LEAST_IN_GROUP.items():
                if len(entry.get(kind) or ()) < least:
                    yield f"{name}: fewer than {least} {kind}"
            sentences = [s for kind in (*LEAST_IN_GROUP, "titles") for s in entry.get(kind) or ()]
            for sentence in sentences:
                text = unicodedata.normalize("NFC", " ".join(sentence["text"].split()))
                if sentence["language"] not in ("nb", "nn"):
                    yield f"{name}: language is {sentence['language']}"
                if text in seen:
                    yield f"{name}: {text!r} stands under {seen[text]} too"
                seen[text] = name


def rendering_faults(sources: dict[str, GoldResolution]) -> Iterator[str]:
    """Rendered files that are missing, or do not hold the text they should."""
    rendered: set[str] = set()
    files = {path.stem: path for path in (HERE / "pdf").rglob("*") if path.suffix in (".pdf", ".txt")}
    for path in sorted((HERE / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        rendered.update(gold["sources"])
        file = files.pop(path.stem, None)
        if file is None:
            yield f"{path.name}: its file is missing"
            continue
        wanted = _letters(" ".join(block["text"] for block in gold["blocks"]))
        share = sum((wanted & _letters(_text_of(file))).values()) / max(1, wanted.total())
        if share < LEAST_LETTERS_FOUND:
            yield f"{file.name}: holds only {share:.1%} of its text"
    yield from (f"{file.name}: has no gold" for file in files.values())
    yield from (f"{name}: is not rendered" for name in sources if name not in rendered)


def _text_of(file: Path) -> str:
    if file.suffix == ".txt":
        return file.read_text(encoding="utf-8")
    pdf = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    finally:
        pdf.close()


def _letters(text: str) -> collections.Counter[str]:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return collections.Counter(character for character in decomposed if character.isalnum())


def query_faults(sources: dict[str, GoldResolution]) -> Iterator[str]:
    """Faults of the search set."""
    queries = yaml.safe_load((HERE / "queries.yaml").read_text(encoding="utf-8"))["queries"]
    if len({query["id"] for query in queries}) != len(queries) or len(queries) < 60:
        yield f"queries: {len(queries)}, or ids twice"
    for query in queries:
        seen = [(hit["source"], hit["demand"]) for hit in query["relevant"]]
        if len(set(seen)) < len(seen):
            yield f"{query['id']}: a demand twice"
        for hit in query["relevant"]:
            gold = sources.get(hit["source"])
            if gold is None or not 0 <= hit["demand"] < len(gold.demands) or hit["grade"] not in (1, 2, 3):
                yield f"{query['id']}: {hit}"


def spelling_faults(sources: dict[str, GoldResolution]) -> Iterator[str]:
    """Words that neither the dictionaries nor the list of exceptions know."""
    if shutil.which("hunspell") is None:
        yield "spelling: hunspell is not installed"
        return
    lines = (HERE / "spelling_exceptions.txt").read_text(encoding="utf-8").splitlines()
    known = {line[:2]: set(line[4:].split()) for line in lines if line[2:4] == ": "}
    names = {word.lower() for name in gazetteer().by_name for word in re.findall(r"[^\W\d_]+", name)}
    for language, dictionary in (("nb", "nb_NO"), ("nn", "nn_NO")):
        words = {
            word
            for gold in sources.values()
            if gold.head["language"] == language
            for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", gold.text)
        }
        command = ["hunspell", "-d", dictionary, "-l", "-i", "utf-8"]
        listed = subprocess.run(command, input="\n".join(sorted(words)), capture_output=True, text=True, check=True)
        for word in sorted(set(listed.stdout.split()) - known[language]):
            if word.lower() not in names and word.lower().rstrip("s") not in names and not word.isupper():
                yield f"spelling ({language}): {word}"


def main(arguments: list[str]) -> int:
    """Check the named sources, or everything."""
    families = yaml.safe_load((HERE / "families.yaml").read_text(encoding="utf-8"))["families"]
    splits = yaml.safe_load((HERE / "split.yaml").read_text(encoding="utf-8"))
    split_of = {writer: split for split, writers in splits.items() for writer in writers}
    named = {Path(argument).stem for argument in arguments if not argument.startswith("--")}
    faults: list[str] = []
    folders: dict[str, dict[str, GoldResolution]] = {"sources": {}, FURTHER: {}}
    for folder, sources in folders.items():
        for path in sorted((HERE / folder).rglob("*.txt")):
            try:
                gold = sources[path.stem] = read_source(path)
            except MarkupError as error:
                faults.append(str(error))
                continue
            split = split_of[gold.head["writer"]]
            if (split == FURTHER) != (folder == FURTHER):
                faults.append(f"{path.name}: {gold.head['writer']} writes for {split}")
            found = source_faults(gold, path.stem, families, split)
            faults += [f"{path.name}: {fault}" for fault in found if not named or path.stem in named]
    sources, further = folders["sources"], folders[FURTHER]
    everything = sources | further
    short = list(read_short_texts(HERE / SHORT))
    faults += shared_sentences(
        {name: gold.blocks for name, gold in everything.items()} | {text.id: text.blocks for text in short}
    )
    if not named:
        own = {name: family for name, family in families.items() if family["split"] != FURTHER}
        corpus = Corpus.of(sources, own, split_of)
        faults += [*corpus_faults(corpus), *further_faults(further, families)]
        faults += [
            *rendering_faults(sources),
            *query_faults(sources),
            *short_faults(short, split_of),
            *group_faults(HERE / PAIRS, split_of),
        ]
        print_tables(corpus, HERE)
        print_further(further, split_of)
    if "--spelling" in arguments:
        faults += spelling_faults(everything)
    for fault in faults:
        print(fault)
    print(f"{len(sources)} sources, {len(further)} further and {len(short)} short texts, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
