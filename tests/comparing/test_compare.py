"""A resolution against a library."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_resolutions import make_resolution
from resolusjon_nlp import Filters, Library, TaggedResolution, compare
from resolusjon_nlp.comparing.distinctive import log_odds
from resolusjon_nlp.comparing.model import Relation
from resolusjon_nlp.comparing.results import Comparison
from resolusjon_nlp.errors import LibraryError

TRAIN = "Dobbeltsporet på Dovrebanen må bygges helt til Lillehammer."


def test_comparison_follows_the_contract(sample_library: Library, trained: tuple[TaggedResolution, ...]) -> None:
    for resolution in trained[::4]:
        found = compare(resolution, sample_library)
        assert Comparison.model_validate_json(found.model_dump_json()) == found
        assert found.resolution.id == resolution.id
        assert [(d.start, d.end, d.text) for d in found.demands] == [
            (d.start, d.end, d.text) for d in resolution.demands
        ]
        for demand in found.demands:
            assert demand.novel is not any(match.relation is Relation.SAME for match in demand.matches)
            for match in demand.matches:
                assert match.relation is not Relation.DIFFERENT
                assert match.resolution_id != resolution.id
                assert sample_library.get(match.resolution_id).text[match.start : match.end] == match.text
        assert all(near.resolution_id != resolution.id for near in found.nearest)
        assert [near.score for near in found.nearest] == sorted((n.score for n in found.nearest), reverse=True)
        assert all(share.here or share.corpus for share in found.theme_profile)


def test_the_same_demand_elsewhere_is_found_and_a_new_one_is_new(sample_library: Library) -> None:
    said = sample_library.search("innleie", kind="krav", limit=1)[0].demand.text
    own = make_resolution("x", said, "Kommunen må kjøpe en isbjørn til hver barnehage.")
    found = compare(own, sample_library)
    assert [demand.novel for demand in found.demands] == [False, True]
    assert found.demands[0].matches[0].text == said
    assert found.nearest[0].demands_in_common >= 1


def test_by_id_and_unknown_id(sample_library: Library, trained: tuple[TaggedResolution, ...]) -> None:
    assert compare(trained[0].id, sample_library).resolution.title == trained[0].title
    with pytest.raises(LibraryError, match="finnes ikke"):
        compare("nosuchid", sample_library)


def test_filters_narrow_what_is_compared_with(sample_library: Library, trained: tuple[TaggedResolution, ...]) -> None:
    found = compare(trained[0], sample_library, filters=Filters(language="nn"))
    languages = {sample_library.get(m.resolution_id).language for d in found.demands for m in d.matches}
    assert languages <= {"nn"}
    assert compare(trained[0], sample_library, since="2100").nearest == ()
    assert all(demand.novel for demand in compare(trained[0], sample_library, since="2100").demands)


def test_limits(sample_library: Library, trained: tuple[TaggedResolution, ...]) -> None:
    found = compare(trained[0], sample_library, nearest=2, matches=1)
    assert len(found.nearest) <= 2
    assert all(len(demand.matches) <= 1 for demand in found.demands)


def test_an_empty_library_and_a_resolution_without_demands() -> None:
    with Library(":memory:") as empty:
        found = compare(make_resolution("a", TRAIN), empty)
        assert found.nearest == ()
        assert found.demands[0].novel
        assert compare(make_resolution("b"), empty).demands == ()


def test_what_one_says_more_than_others_is_distinctive(library: Library) -> None:
    library.add(make_resolution(f"r{i}", "Staten må gi kommunene mer penger.", TRAIN) for i in range(20))
    own = make_resolution("own", "Kommunen må verne villreinen.", "Villreinen skal fredes.", TRAIN)
    found = compare(own, library)
    assert found.distinctive_terms[0].startswith("villrein")
    assert "dovrebanen" not in found.distinctive_terms
    assert [demand.novel for demand in found.demands] == [True, True, False]
    narrowed = compare(own, library, filters=Filters(theme="samferdsel"))
    assert narrowed.distinctive_terms[0].startswith("villrein")
    assert narrowed.theme_profile[0].theme == "samferdsel"


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 500))
def test_log_odds_grow_with_the_own_share(count: int, size: int, others: int) -> None:
    count = min(count, size)

    def score(own: int) -> float:
        return log_odds({"ord": own}, size, {"ord": others}, 600)["ord"]

    assert math.isfinite(score(max(1, count)))
    if 1 <= count < size:
        assert score(count + 1) > score(count) - 1e-9
