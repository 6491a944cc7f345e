"""Score the pipeline on the official sets: ``python -m recipe.evaluate MODEL TREEBANK DOCS OUT [--split dev] [--split test]``.

Four conditions, Bokmål and Nynorsk apart. ``gold tokens``: the treebank's tokens, nothing else given. ``layout``: the same, with a sentence boundary
before and after each of the treebank's headings, as a page's layout gives them and as the treebank itself marks them. ``raw text``: the
official text, our tokenizer. A document is a run of consecutive sentences of the split in one source file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example

from recipe.treebank import WRITTEN_FORMS, check_disjoint, key_of, official_sentences
from resolusjon_nlp.records import Block, BlockType, Resolution
from resolusjon_nlp.tagging.pipeline import COMPONENTS, load
from resolusjon_nlp.tagging.sentences import SentenceBoundaries

PLACES = frozenset({"GPE_LOC", "GPE_ORG", "LOC"})
CODES = {"nob": "nb", "nno": "nn"}
CONDITIONS = ("gold tokens", "layout", "raw text", "toolkit")
DIGITS = 4


def figures(examples: list[Example]) -> dict[str, Any]:
    """Scores of predicted against gold documents; accuracies and F1 as shares."""
    scores: dict[str, Any] = {}
    for attribute in ("tag", "pos", "lemma"):
        scores |= Scorer.score_token_attr(examples, attribute)
    scores |= Scorer.score_token_attr(examples, "morph", getter=lambda token, name: str(getattr(token, name)))
    scores |= Scorer.score_deps(examples, "dep", getter=lambda token, name: getattr(token, f"{name}_"))
    scores |= Scorer.score_spans(
        examples, "sents", getter=lambda doc, _: list(doc.sents), has_annotation=lambda doc: bool(len(doc))
    )
    scores |= Scorer.score_spans(examples, "ents", has_annotation=lambda doc: bool(len(doc)))
    places = Scorer.score_spans(
        examples, "places", getter=lambda doc, _: places_as_one(doc), has_annotation=lambda doc: bool(len(doc))
    )
    tokens = Scorer.score_tokenization(examples)
    chosen = {
        "tokens": tokens["token_f"],
        "sentences": scores["sents_f"],
        "tags": scores["tag_acc"],
        "upos": scores["pos_acc"],
        "features": scores["morph_acc"],
        "lemmas": scores["lemma_acc"],
        "uas": scores["dep_uas"],
        "las": scores["dep_las"],
        "names": scores["ents_f"],
        "names precision": scores["ents_p"],
        "names recall": scores["ents_r"],
        "places": places["places_f"],
    }
    types = {label: round(values["f"], DIGITS) for label, values in sorted(scores["ents_per_type"].items())}
    return {name: round(value, DIGITS) for name, value in chosen.items()} | {"names by type": types}


def places_as_one(doc: Doc) -> list[Span]:
    """Places of all three kinds under one label."""
    return [Span(doc, ent.start, ent.end, label="PLACE") for ent in doc.ents if ent.label_ in PLACES]


def unannotated(nlp: Language, gold: Doc, condition: str, headings: frozenset[str]) -> Doc:
    """A document to predict."""
    if condition == "raw text":
        return nlp.tokenizer(gold.text)
    if condition == "toolkit":
        predicted = nlp.tokenizer(gold.text)
        predicted._.resolution = Resolution(id="", text=gold.text, blocks=tuple(blocks(gold, headings)))
        return SentenceBoundaries()(predicted)
    doc = Doc(nlp.vocab, words=[t.text for t in gold], spaces=[bool(t.whitespace_) for t in gold])
    if condition == "layout":
        for sentence in gold.sents:
            if key_of(token.text for token in sentence) in headings:
                doc[sentence.start].is_sent_start = True
                if sentence.end < len(doc):
                    doc[sentence.end].is_sent_start = True
    return doc


def blocks(gold: Doc, headings: frozenset[str]) -> Iterator[Block]:
    """The text's headings, and what stands between them."""
    start = 0
    for sentence in gold.sents:
        if key_of(token.text for token in sentence) in headings:
            for first, last in ((start, sentence.start_char), (sentence.start_char, sentence.end_char)):
                if gold.text[first:last].strip():
                    yield _block(gold.text, first, last)
            start = sentence.end_char
    if gold.text[start:].strip():
        yield _block(gold.text, start, len(gold.text))


def _block(text: str, start: int, end: int) -> Block:
    return Block(type=BlockType.PARAGRAPH, text=text[start:end], start=start, end=end)


def score(nlp: Language, gold: list[Doc], headings: Iterable[str]) -> dict[str, Any]:
    """Figures in each condition."""
    keys = frozenset(headings)
    found = {}
    for condition in CONDITIONS:
        predicted = nlp.pipe(unannotated(nlp, doc, condition, keys) for doc in gold)
        examples = [Example(one, other) for one, other in zip(predicted, gold, strict=True)]
        found[condition] = figures(examples)
    return found


def main(
    model: Path, treebank: Path, docs: Path, out: Path, split: Annotated[list[str] | None, typer.Option()] = None
) -> None:
    """Score: folders of model, treebank and converted treebank, file to write."""
    check_disjoint(treebank)
    nlp = load(str(model))
    for name in COMPONENTS:
        nlp.remove_pipe(name)
    results: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}
    for part in split or ["dev"]:
        results[part] = {}
        for written_form in WRITTEN_FORMS:
            gold = list(DocBin().from_disk(docs / f"{part}-{written_form}.spacy").get_docs(nlp.vocab))
            headings = (s.key for s, _ in official_sentences(treebank, written_form, part) if s.heading)
            results[part][CODES[written_form]] = score(nlp, gold, headings)
    results["bytes"] = sum(path.stat().st_size for path in model.rglob("*") if path.is_file())
    out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
