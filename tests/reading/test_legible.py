"""Moved and exchanged letters are found; odd but real text is not taken for them."""

from __future__ import annotations

import random

import pytest

from resolusjon_nlp.reading.legible import is_scrambled

BOKMAL = (
    "Regjeringen må sørge for at kommunene får dekket det som velferden koster. I fjor kuttet hver tredje kommune i hjemmetjenesten, "
    "og flere av våre medlemmer går nå i små og delte stillinger. Det er ikke slik vi beholder folk. Årsmøtet krever hele stillinger."
)
NYNORSK = (
    "Ferjene må gå heile natta, og takstane må ned til det dei var. Skuleungdomen på øyane kjem ikkje heim frå trening, og dei som "
    "arbeider skift på verftet, må sove i bilen. Fylkestinget har lova betre tilbod i fire år. No ventar vi ikkje lenger."
)
SAMI = (
    "Sámediggi gáibida ahte Norgga stáhta ferte nannet sámi giela ja kultuvrra. Mii háliidat ahte buot mánát galget beassat oahppat "
    "sámegiela skuvllas, ja ahte oahpaheaddjit ožžot buoret vejolašvuođaid. Dat lea dehálaš ahte boazodoallu ja guolástus suodjaluvvo."
)
SOUTH_SAMI = (
    "Saemiedigkie kreava staate byöroe saemien gïelem nænnoestidh. Mijjieh sijhtebe gaajhkh maanah edtjieh åadtjodh saemiengïelem "
    "skuvlesne lïeredh. Dïhte joekoen vihkeles båatsosne jïh göölemisnie, jïh aalkoealmetji reaktah tjuerieh krööhkesovvedh."
)
ENGLISH = (
    "The congress calls on the government to recognise the right to strike and to stop the attacks on trade unions. We stand with the "
    "workers of the ports and with their families, and we will raise the matter with our sister organisations in all countries."
)
FINNISH = (
    "Liiton kokous vaatii että hallitus huolehtii työntekijöiden oikeuksista ja että palkat nousevat kaikilla aloilla. Haluamme että "
    "jokaisella on mahdollisuus kokoaikaiseen työhön ja turvalliseen työpaikkaan kaikkialla maassa."
)
NAMES = "\n".join(
    f"{first} {last}, {place}"
    for first, last, place in zip(
        "Kari Ola Per Anne Liv Nils Berit Knut Inger Svein Astrid Bjørn Randi Geir Marit Tore".split(),
        "Nordmann Hansen Olsen Berg Johansen Pedersen Larsen Andersen Kristiansen Nilsen Jensen Karlsen Pettersen Eriksen Haugen Wold".split(),
        "Oslo Bergen Moss Hamar Gjøvik Bodø Tromsø Alta Molde Førde Arendal Skien Drammen Halden Narvik Vadsø".split(),
        strict=True,
    )
)
FIGURES = "\n".join(
    f"{year} {year * 7 % 913} {year * 31 % 1009},{year % 10} {year % 97} %" for year in range(1990, 2025)
)
CONTENTS = "\n".join(f"{n}. Sak om kommuneøkonomi og velferd {'.' * 60} {n + 3}" for n in range(1, 9))
FORM = "Navn " + "_" * 200 + "\nDato " + "_" * 80 + "\n☐ For ☐ Mot ☐ Blankt\n" * 5


@pytest.mark.parametrize(
    "text",
    [
        BOKMAL,
        NYNORSK,
        SAMI,
        SOUTH_SAMI,
        ENGLISH,
        FINNISH,
        BOKMAL.upper(),
        NAMES,
        FIGURES,
        CONTENTS,
        FORM,
        "Oslo, 4. mai 2024",  # a short page
        "Side 3 av 7",
        "LO NTL NNN FF EL & IT HK",
        BOKMAL.replace(" ", ""),  # letters without spaces are letters
        " ".join(
            f"https://www.eksempel.example/{word.lower()}/sak-{n}.pdf" for n, word in enumerate(NAMES.split()[:9])
        ),
        "",
    ],
)
def test_is_scrambled_leaves_text_alone(text: str) -> None:
    assert not is_scrambled(text)


@pytest.mark.parametrize("text", [BOKMAL, NYNORSK, ENGLISH], ids=["bokmål", "nynorsk", "english"])
@pytest.mark.parametrize("shift", [*range(-31, 0), *range(1, 32)])
def test_is_scrambled_finds_moved_codes(text: str, shift: int) -> None:
    text = f"{text} {text}"
    moved = "".join(chr(max(33, ord(c) + shift)) for c in text)
    assert is_scrambled(moved)
    assert is_scrambled(" ".join("".join(chr(max(33, ord(c) + shift)) for c in word) for word in text.split()))


@pytest.mark.parametrize("seed", range(20))
def test_is_scrambled_finds_exchanged_letters(seed: int) -> None:
    letters = list("abcdefghijklmnopqrstuvwxyzæøå")
    exchanged = letters[:]
    random.Random(seed).shuffle(exchanged)  # noqa: S311 - no secret
    assert is_scrambled((BOKMAL + NYNORSK).lower().translate(str.maketrans(dict(zip(letters, exchanged, strict=True)))))
