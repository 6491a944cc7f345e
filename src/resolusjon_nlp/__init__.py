"""Read, tag, search and compare the resolutions of Norwegian trade unions.

>>> import resolusjon_nlp as rn
>>> nlp = rn.load()
>>> doc = nlp("Regjeringen må gi kommunene mer penger.")
>>> [(demand.kind.value, demand.addressee) for demand in doc._.demands]
[('krav', 'regjeringen')]

What a name needs is imported when the name is first used: those who only read files load no language pipeline and no database.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from resolusjon_nlp.samples import Sample, samples  # at once: the function has its module's name

if TYPE_CHECKING:
    from resolusjon_nlp.comparing.compare import compare
    from resolusjon_nlp.comparing.family_table import families, list_families
    from resolusjon_nlp.errors import ResolusjonError
    from resolusjon_nlp.library import Filters, Library, place_mentions
    from resolusjon_nlp.reading.jobs import read_many
    from resolusjon_nlp.reading.limits import Limits
    from resolusjon_nlp.reading.reader import read
    from resolusjon_nlp.records import FileRecord, Resolution, TaggedFileRecord, TaggedResolution
    from resolusjon_nlp.summaries import Summary, summarise
    from resolusjon_nlp.tagging.analysis import analyze
    from resolusjon_nlp.tagging.pipeline import load, tag

__version__ = version("resolusjon-nlp")

__all__ = [
    "FileRecord",
    "Filters",
    "Library",
    "Limits",
    "ResolusjonError",
    "Resolution",
    "Sample",
    "Summary",
    "TaggedFileRecord",
    "TaggedResolution",
    "__version__",
    "analyze",
    "compare",
    "families",
    "list_families",
    "load",
    "place_mentions",
    "read",
    "read_many",
    "samples",
    "summarise",
    "tag",
]

_HOMES = {
    "comparing.compare": ("compare",),
    "comparing.family_table": ("families", "list_families"),
    "errors": ("ResolusjonError",),
    "library": ("Filters", "Library", "place_mentions"),
    "reading.jobs": ("read_many",),
    "reading.limits": ("Limits",),
    "reading.reader": ("read",),
    "records": ("FileRecord", "Resolution", "TaggedFileRecord", "TaggedResolution"),
    "summaries": ("Summary", "summarise"),
    "tagging.analysis": ("analyze",),
    "tagging.pipeline": ("load", "tag"),
}
"""The module each public name lives in."""

_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name on its first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
