"""What is known of hyphens in Norwegian: which first parts keep theirs, which words may follow a suspended one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from resolusjon_nlp.resources import load_yaml


@dataclass(frozen=True)
class HyphenRules:
    """Word lists, all in lower case."""

    coordinators: frozenset[str]
    hyphenated_prefixes: frozenset[str]
    abbreviations: frozenset[str]


@cache
def hyphen_rules() -> HyphenRules:
    """Load the lists from ``resources/norwegian/hyphens.yaml``."""
    data = load_yaml("norwegian/hyphens.yaml")
    return HyphenRules(**{name: frozenset(words) for name, words in data.items()})
