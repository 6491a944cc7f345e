from __future__ import annotations

from collections.abc import Iterator

import pytest
from spacy.language import Language

from resolusjon_nlp import read, tag
from resolusjon_nlp.library import Library
from summaries_library import SAME, fill_with_samples, join_by_word, write_texts


@pytest.fixture(scope="session")
def filled(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of the five short resolutions; to be read only."""
    with Library(":memory:") as library:
        library.add(tag(nlp, read(path).resolutions[0]) for path in write_texts(tmp_path_factory.mktemp("fem")))
        join_by_word(library, SAME)
        yield library


@pytest.fixture(scope="session")
def corpus() -> Iterator[Library]:
    """A library of the sample corpus with its gold marks and families; to be read only."""
    with Library(":memory:") as library:
        fill_with_samples(library)
        yield library
