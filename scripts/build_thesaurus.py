"""Compile the thesaurus: ``python scripts/build_thesaurus.py``, after every change of ``resources/norwegian/thesaurus.yaml``.

Each term, and each that is near, is stored with the keys of its words, which take some seconds to find.
"""

from __future__ import annotations

import json
from pathlib import Path

from resolusjon_nlp.norwegian.thesaurus import COMPILED, SOURCE, phrase_keys
from resolusjon_nlp.resources import load_yaml

RESOURCES = Path(__file__).resolve().parents[1] / "src" / "resolusjon_nlp" / "resources"


def compiled() -> list[dict[str, object]]:
    """Entries with the keys of their terms and of what is near them."""
    entries = []
    for entry in load_yaml(SOURCE)["concepts"]:
        kept = {name: entry[name] for name in ("terms", "near", "opposite") if entry.get(name)}
        kept["keys"] = [list(phrase_keys(term)) for term in entry["terms"]]
        if "near" in kept:
            kept["near_keys"] = [list(phrase_keys(term)) for term in entry["near"]]
        entries.append(kept)
    return entries


def main() -> None:
    """Write the compiled file beside the source."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in compiled())
    (RESOURCES / COMPILED).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
