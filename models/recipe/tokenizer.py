"""Fit spaCy's Norwegian tokenizer to the treebank.

Which abbreviations keep their stop is counted in the training set: an exception of spaCy's goes where the treebank mostly splits it, and abbreviations
the treebank mostly keeps whole are added. A number of four digits or more and a stop are two tokens, since such ordinals hardly occur
and years at the end of sentences do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from spacy.lang.char_classes import CONCAT_QUOTES
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_suffix_regex

ABBREVIATION = re.compile(r"[^\W\d_][\w./-]*\.")
OFTEN = 3
"""An abbreviation must occur this often to be added."""
SUFFIXES = (r"(?<=\d{4})\.", r"(?<=\)):")
INFIXES = (rf"[{CONCAT_QUOTES}](?=-)",)


def abbreviations(documents: Iterable[Doc]) -> tuple[Counter[str], Counter[str]]:
    """How often each word occurs as one token with its stop, and how often before a stop of its own."""
    whole: Counter[str] = Counter()
    apart: Counter[str] = Counter()
    for document in documents:
        for token in document:
            if ABBREVIATION.fullmatch(token.text):
                whole[token.text] += 1
            elif token.i + 1 < len(document) and document[token.i + 1].text == "." and token.text[0].isalpha():
                apart[token.text + "."] += 1
    return whole, apart


def fit(nlp: Language, documents: Iterable[Doc]) -> None:
    """Change the tokenizer of `nlp`."""
    tokenizer: Any = nlp.tokenizer
    whole, apart = abbreviations(documents)
    rules = {
        form: pieces for form, pieces in tokenizer.rules.items() if not form.endswith(".") or whole[form] >= apart[form]
    }
    for form, count in whole.items():
        if count >= OFTEN and count > apart[form]:
            rules[form] = [{ORTH: form}]
    tokenizer.rules = rules
    tokenizer.suffix_search = compile_suffix_regex([*(nlp.Defaults.suffixes or ()), *SUFFIXES]).search
    tokenizer.infix_finditer = compile_infix_regex([*(nlp.Defaults.infixes or ()), *INFIXES]).finditer
