from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from made_resolutions import make_demand
from resolusjon_nlp import Library, TaggedResolution
from resolusjon_nlp.comparing.profiles import Profile, demand_profile
from resolusjon_nlp.samples import samples


@pytest.fixture(scope="session")
def profiled() -> Callable[[str], Profile]:
    return lambda text: demand_profile(make_demand(text))


@pytest.fixture(scope="session")
def trained() -> tuple[TaggedResolution, ...]:
    """Gold of some samples to train on; two writers share families."""
    return tuple(sample.gold for sample in samples("train") if sample.writer in ("w1", "w2", "w3"))


@pytest.fixture(scope="session")
def sample_library(trained: tuple[TaggedResolution, ...]) -> Iterator[Library]:
    """Read only."""
    with Library(":memory:") as library:
        library.add(trained)
        yield library
