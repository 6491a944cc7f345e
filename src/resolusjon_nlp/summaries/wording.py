"""What a report says, in the reader's language: texts, numbers, dates, lists."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, get_args

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.themes.lexicon import theme_lexicon

Lang = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
MONTH_LENGTH, DAY_LENGTH = 7, 10
"""Characters of an ISO date that gives the month, and the day."""


class Wording:
    """The texts of ``resources/summaries/texts.yaml`` in one language, and that language's ways with numbers and dates.

    Raises
    ------
    UsageError
        When there is no such language.
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise UsageError(f"Språket «{lang}» finnes ikke.", advice=f"Velg blant: {', '.join(LANGUAGES)}.")
        self.lang = lang
        self._locale = Locale.parse(LOCALES[lang])
        self._themes = {theme.id: str(getattr(theme, lang)) for theme in theme_lexicon().themes}

    def text(self, key: str, **values: Any) -> str:
        """The text `key`, with `values` put in."""
        return str(_texts()[key][self.lang]).format(**values)

    def word(self, group: str, key: str | None) -> str:
        """A word of a closed list: the name of a kind, of an addressee's type, of what is compared."""
        return str(_texts()[group]["none" if key is None else key][self.lang])

    def count(self, key: str, number: int) -> str:
        """A number with its noun: ``1 krav``, ``1 234 krav``."""
        form = _texts()[key][self.lang]
        return f"{self.number(number)} {form['one' if number == 1 else 'other']}".replace(" ", "\N{NO-BREAK SPACE}", 1)

    def number(self, number: float) -> str:
        """A number with the language's marks for thousands and decimals."""
        return str(format_decimal(number, locale=self._locale))

    def decimal(self, number: float) -> str:
        """A number with one decimal."""
        return str(format_decimal(number, "#,##0.0", locale=self._locale))

    def percent(self, share: float) -> str:
        """A share, in whole per cent."""
        return str(format_percent(share, locale=self._locale))

    def date(self, iso: str | None) -> str:
        """An ISO date of day, month or year, in words."""
        if iso is None:
            return self.text("undated")
        if len(iso) < MONTH_LENGTH:
            return iso
        day = datetime.date.fromisoformat(iso if len(iso) == DAY_LENGTH else f"{iso}-01")
        return str(format_date(day, "long" if len(iso) == DAY_LENGTH else "MMMM y", locale=self._locale))

    def listed(self, items: Iterable[str]) -> str:
        """``a, b og c``."""
        return str(format_list(list(items), locale=self._locale))

    def theme(self, theme: str | None) -> str:
        """What a theme is called."""
        return self.text("all_themes") if theme is None else self._themes.get(theme, theme)


@cache
def wording(lang: str) -> Wording:
    """The wording of a language.

    Raises
    ------
    UsageError
        When there is no such language.
    """
    return Wording(lang)


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = load_yaml("summaries/texts.yaml")
    return texts
