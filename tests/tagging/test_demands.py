"""Sentences judged one by one: what is a demand, of which kind, to whom; and what is none."""

from __future__ import annotations

import pytest
from spacy.language import Language

from resolusjon_nlp.records import Block, BlockType, Demand, Resolution
from resolusjon_nlp.tagging.demands.addressees import addressee_type
from resolusjon_nlp.tagging.demands.genre import is_report
from resolusjon_nlp.tagging.demands.rules import judge
from resolusjon_nlp.tagging.pipeline import tag

KRAV, STOTTE, AVVISNING, FORPLIKTELSE = "krav", "støtte", "avvisning", "forpliktelse"


@pytest.mark.parametrize(
    ("sentence", "kind", "addressee"),
    [
        ("Regjeringen må gi kommunene mer penger.", KRAV, "regjeringen"),
        ("Derfor må det bevilges mer penger til ferjene.", KRAV, None),
        ("Ordningen må gjøres permanent.", KRAV, None),
        ("Kommunene må få bedre rammer.", KRAV, None),
        ("Vi krever at Stortinget vedtar en bemanningsnorm.", KRAV, "Stortinget"),
        ("Fagforbundet Gjøvik krever flere hender.", KRAV, None),
        ("Årsmøtet oppfordrer kommunene til å lyse ut hele stillinger.", KRAV, "kommunene"),
        ("Vi ber fylkestinget om å snu.", KRAV, "fylkestinget"),
        ("LO forventer at KS rydder opp.", KRAV, "KS"),
        ("Det er avgjørende at sykehuset beholder fødeavdelingen.", KRAV, None),
        ("Det er på tide at regjeringen tar ansvar.", KRAV, "regjeringen"),
        ("Det trengs både mer penger og flere folk.", KRAV, None),
        ("Alle skal kunne leve av lønna si.", KRAV, None),
        ("Ingen skal måtte velge mellom mat og strøm.", KRAV, None),
        ("Staten bør eie nettet.", KRAV, "staten"),
        ("Nå må bystyret sette en dato.", KRAV, "bystyret"),
        ("Vi må bygge mer bane i dette landet.", KRAV, None),
        ("Sykehuset på Odda må ikke legges ned.", KRAV, None),
        ("Vi støtter de streikende.", STOTTE, None),
        ("Landsstyret stiller seg bak kravet fra hjelpepleierne.", STOTTE, None),
        ("LO er glad for vedtaket om å bevare linja.", STOTTE, None),
        ("Vi sier nei til anbud på ferjene.", AVVISNING, None),
        ("Representantskapet avviser forslaget.", AVVISNING, None),
        ("Vi godtar ikke at folk leies inn.", AVVISNING, None),
        ("LO mener det er uholdbart at folk må vente i et år.", AVVISNING, None),
        ("Vi støtter ikke forslaget.", AVVISNING, None),
        ("Fagbevegelsen må stå sammen mot kuttene.", FORPLIKTELSE, None),
        ("Vi skal følge saken til den er løst.", FORPLIKTELSE, None),
        ("LO i Bergen vil arbeide for flere læreplasser.", FORPLIKTELSE, None),
        ("Vi må være forberedt på motstand.", FORPLIKTELSE, None),
        # nynorsk
        ("Regjeringa må gje kommunane meir pengar.", KRAV, "regjeringa"),
        ("Fylkesmøtet krev at fylkeskommunen tek ansvar.", KRAV, "fylkeskommunen"),
        ("Difor lyt løyvingane aukast.", KRAV, None),
        ("Vi stør sjukepleiarane i kampen deira.", STOTTE, None),
        ("Årsmøtet seier nei til sentralisering.", AVVISNING, None),
        ("Det er naudsynt at skulane får fleire lærarar.", KRAV, None),
        ("Fagrørsla må ta kampen for heiltid.", FORPLIKTELSE, None),
        ("Me vonar at Stortinget snur.", KRAV, "Stortinget"),
    ],
)
def test_judge_demands(sentence: str, kind: str, addressee: str | None) -> None:
    verdict = judge(sentence, headline=False, item=False)
    assert verdict is not None
    assert (verdict.kind.value, verdict.addressee) == (kind, addressee)


@pytest.mark.parametrize(
    "sentence",
    [
        "Over hundre ordførere krever at staten betaler.",
        "KS mener at kommunene må kutte.",
        "Ifølge rapporten må tjue stillinger vekk.",
        "Forsvar og beredskap krever nye prioriteringer.",
        "Mange må reise langt for å føde.",
        "Mange steder må budsjettene kuttes helt ned til beinet.",
        "Dette er tjenester som må være på plass.",
        "Arbeidet krever mye av oss.",
        "Loven stiller krav til dokumentasjon.",
        "Må vi virkelig finne oss i dette?",
        "I fjor krevde vi det samme.",
        "Kuttene vil føre til dårligere tjenester.",
        "Vi er bekymret for utviklingen.",
        "Stortinget skal behandle saken i mars.",
        "Toget er forsinket hver eneste dag.",
        "NHO ønsker lavere skatt.",
        "Ordføreren sa nei til å møte oss.",
        "De som vil være med, må melde seg på innen 1. mai.",
        # nynorsk
        "Mange må flytte for å få seg arbeid.",
        "NHO krev lågare skatt.",
        "Arbeidet krev mykje av oss.",
        "Dette er oppgåver som må løysast kvar dag.",
        "Kva må til for at dei skal høyre?",
    ],
)
def test_judge_not_demands(sentence: str) -> None:
    assert judge(sentence, headline=False, item=False) is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Styrk kommuneøkonomien – sikre velferden", KRAV),
        ("Ikke rør sykelønna!", KRAV),
        ("Ja til tog hele døgnet", KRAV),
        ("Nei til søndagsåpne butikker", AVVISNING),
        ("Full støtte til streiken", STOTTE),
        ("Arbeid til alle!", KRAV),
        ("Bygg ut Nordlandsbanen nå", KRAV),
        ("Sjukehuset må bestå", KRAV),
        ("Lytt til lærarane", KRAV),
        ("Fattigdom", None),
        ("Situasjonen i kommunene", None),
        ("En by i vekst", None),
    ],
)
def test_judge_titles(title: str, kind: str | None) -> None:
    verdict = judge(title, headline=True, item=False)
    assert (verdict.kind.value if verdict else None) == kind


def resolution(*parts: tuple[BlockType, str]) -> Resolution:
    blocks, offset = [], 0
    for kind, text in parts:
        blocks.append(Block(type=kind, text=text, start=offset, end=offset + len(text)))
        offset += len(text) + 2
    return Resolution(id="t", text="\n\n".join(text for _, text in parts), blocks=tuple(blocks), language="nb")


def demands(nlp: Language, *parts: tuple[BlockType, str]) -> list[Demand]:
    return list(tag(nlp, resolution(*parts)).demands)


LEAD_IN, BULLET = BlockType.LEAD_IN, BlockType.BULLET


def test_list_items_inherit_from_the_lead_in(nlp: Language) -> None:
    found = demands(
        nlp,
        (LEAD_IN, "Årsmøtet krever at regjeringen:"),
        (BULLET, "lovfester retten til heltid"),
        (
            BULLET,
            "Full kompensasjon for prisvekst. Kommunene kan ikke alene bære dette. Derfor må staten betale hele regningen.",
        ),
    )
    assert [(d.text, d.cue, d.addressee, d.position.value) for d in found] == [
        ("lovfester retten til heltid", "krever", "regjeringen", "list"),
        ("Full kompensasjon for prisvekst.", "krever", "regjeringen", "list"),
        ("Derfor må staten betale hele regningen.", "må", "staten", "list"),
    ]
    assert found[0].cue_span == (9, 15)
    assert found[0].addressee_type is not None
    assert found[0].addressee_type.value == "stat"


@pytest.mark.parametrize(
    "lead_in",
    [
        "Det er tre forhold som tilsier at avdelingen er viktig:",
        "Noen tall:",
        "Konsekvensene er mange:",
        "Til stede på møtet var blant annet:",
    ],
)
def test_items_of_reasons_are_no_demands(nlp: Language, lead_in: str) -> None:
    assert demands(nlp, (LEAD_IN, lead_in), (BULLET, "lang reisevei om vinteren"), (BULLET, "for få ambulanser")) == []


def test_items_that_are_names_mark_the_lead_in(nlp: Language) -> None:
    found = demands(
        nlp,
        (LEAD_IN, "Disse sykehusene må bestå:"),
        (BULLET, "Kongsberg"),
        (BULLET, "Odda"),
        (BULLET, "Nordfjord"),
    )
    assert [d.text for d in found] == ["Disse sykehusene må bestå:"]


@pytest.mark.parametrize(
    ("lead_in", "kind"),
    [
        ("Vi støtter:", STOTTE),
        ("Fylkesmøtet sier nei til:", AVVISNING),
        ("LO i Bergen vil arbeide for:", FORPLIKTELSE),
        ("Derfor krever vi:", KRAV),
        ("Difor krev vi:", KRAV),
    ],
)
def test_items_take_the_kind_of_the_lead_in(nlp: Language, lead_in: str, kind: str) -> None:
    found = demands(
        nlp, (LEAD_IN, lead_in), (BULLET, "flere læreplasser i fylket"), (BULLET, "en ny samarbeidsavtale med kommunen")
    )
    assert [d.kind.value for d in found] == [kind, kind]


def test_title_said_again_counts_once(nlp: Language) -> None:
    found = demands(
        nlp, (BlockType.TITLE, "Ja til tog"), (BlockType.PARAGRAPH, "Togene står."), (BlockType.HEADING, "JA TIL TOG")
    )
    assert [(d.text, d.position.value) for d in found] == [("Ja til tog", "title")]


def test_quoted_words_of_others_are_no_demands(nlp: Language) -> None:
    text = "Ordføreren var klar: «Staten må betale. Kommunen kan ikke vente.» Det var alt."
    assert demands(nlp, (BlockType.PARAGRAPH, text)) == []


@pytest.mark.parametrize(
    ("addressee", "kind"),
    [
        ("regjeringa", "stat"),
        ("Stortinget", "storting"),
        ("kommunane", "kommune"),
        ("fylkestinget", "fylkeskommune"),
        ("KS", "arbeidsgiver"),
        ("Arbeiderpartiet", "parti"),
        ("EU", "internasjonal"),
        ("kunnskapsministeren", "stat"),
        ("velforeningen", "annet"),
    ],
)
def test_addressee_type(addressee: str, kind: str) -> None:
    found = addressee_type(addressee)
    assert found is not None
    assert found.value == kind


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (
            "Møtet ble holdt i mars. Lederen sa at det gikk bra, og at styret hadde sendt brev. Kassereren la fram tallene.",
            True,
        ),
        (
            "Møtet vart halde i mars. Leiaren fortalde at det gjekk bra, og styret hadde sendt brev. Kasseraren var borte. Ingen spurde, og møtet tok slutt.",
            True,
        ),
        (
            "Staten må betale. Kommunene har ikke råd, og folk står i kø. Det er på tide at noe skjer, og det kan skje nå.",
            False,
        ),
        (
            "Vi møttes i mars. Det var kaldt, vi hadde ikke varme, og vi sa ifra. Ingen kom. Vi fikk svar i april, og vi ga opp.",
            False,
        ),
        ("Ja til tog", False),
    ],
)
def test_is_report(text: str, report: bool) -> None:
    assert is_report(text) is report


@pytest.mark.parametrize(
    "sentence",
    [
        "Staten må betale, sier ordføreren.",
        "Staten må betale, meiner bedriftsleiaren.",
        "Da må du bytte tog på Hamar.",
        "Han skal ha sagt det på et møte.",
        "Få av dem har råd.",
    ],
)
def test_judge_others_words_and_ways_of_speaking(sentence: str) -> None:
    assert judge(sentence, headline=False, item=False) is None


@pytest.mark.parametrize(
    "sentence", ["Staten må betale, mener LO.", "Alle skal ha rett til heltid.", "Få folk i arbeid!"]
)
def test_judge_own_words_in_the_same_forms(sentence: str) -> None:
    assert judge(sentence, headline=False, item=False) is not None
