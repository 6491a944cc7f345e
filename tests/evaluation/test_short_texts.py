"""The short texts of the corpus: blocks, offsets and labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from resolusjon_nlp.evaluation.short_texts import read_short_texts
from resolusjon_nlp.tagging.themes.lexicon import theme_ids

SHORT = Path(__file__).parents[2] / "corpus" / "short"
ENTRY = """# A test. CC0.
writer: w0
texts:
  - id: w0-01
    language: nb
    themes: [samferdsel, klima_miljø]
    title: "Ja til tog"
    text: |-
      Togene står,
      og vi venter.

      Vi krever:
      – flere avganger
      2. lavere priser

      Det haster – nå.
"""


def test_blocks_and_offsets(tmp_path: Path) -> None:
    (tmp_path / "w0.yaml").write_text(ENTRY, encoding="utf-8")
    (text,) = read_short_texts(tmp_path)
    assert (text.id, text.writer, text.language, text.themes) == ("w0-01", "w0", "nb", ("samferdsel", "klima_miljø"))
    assert [(block.type.value, block.marker, block.text) for block in text.blocks] == [
        ("title", None, "Ja til tog"),
        ("paragraph", None, "Togene står, og vi venter."),
        ("lead_in", None, "Vi krever:"),
        ("bullet", "–", "flere avganger"),
        ("numbered", "2.", "lavere priser"),
        ("paragraph", None, "Det haster – nå."),
    ]
    assert all(text.text[block.start : block.end] == block.text for block in text.blocks)


@pytest.mark.skipif(not SHORT.is_dir(), reason="the corpus is in the source checkout only")
def test_every_text_of_the_corpus_is_labelled() -> None:
    texts = list(read_short_texts(SHORT))
    assert len({text.id for text in texts}) == len(texts) > 200
    assert all(1 <= len(text.themes) <= 4 and set(text.themes) <= set(theme_ids()) for text in texts)
    assert {text.language for text in texts} == {"nb", "nn"}
