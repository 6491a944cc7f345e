"""Write ``docs/reference`` from the commands' own help and the docstrings: ``make reference``."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
import typing
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import griffe
import typer
from pydantic import BaseModel

import resolusjon_nlp
from resolusjon_nlp import cli
from resolusjon_nlp.cli.app import app

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
PACKAGE = resolusjon_nlp.__name__
GENERATED = "<!-- Laget av «make reference». Rett hjelpen eller docstringen i koden, ikke denne siden. -->"
ROLE = re.compile(r":\w+:`~?!?([^`]+)`")
LITERAL = re.compile(r"``([^`]+)``|`([^`\n]+)`")


# --- the commands --------------------------------------------------------------------------------------------------


def commands() -> dict[str, Any]:
    """Every command by its full name, the groups among them: ``resolusjon``, ``resolusjon search`` …"""
    for module in pkgutil.iter_modules(cli.__path__):
        importlib.import_module(f"{cli.__name__}.{module.name}")
    found: dict[str, Any] = {}

    def walk(name: str, command: Any) -> None:
        found[name] = command
        for child in sorted(getattr(command, "commands", {})):
            walk(f"{name} {child}", command.commands[child])

    walk("resolusjon", typer.main.get_command(app))
    return found


def own_parameters(command: Any) -> list[Any]:
    """A command's arguments and options, without those that the command-line library adds to every program."""
    return [p for p in command.params if not p.name.endswith("_completion") and not getattr(p, "hidden", False)]


def commands_page() -> str:
    """``commands.md``."""
    everything = commands()
    lines = [
        "# Kommandoer",
        GENERATED,
        "Det samme som `resolusjon KOMMANDO --help` viser. Hvordan kommandoene brukes sammen, står i [veiledningen](../veiledning.md).",
        "\n".join(
            f"- [`{name}`](#{slug(name)}) – {first_line(command.help)}"
            for name, command in everything.items()
            if name != "resolusjon"
        ),
    ]
    for name, command in everything.items():
        lines.extend(_command(name, command))
    return "\n\n".join(lines) + "\n"


def _command(name: str, command: Any) -> Iterator[str]:
    parameters = own_parameters(command)
    arguments = [p for p in parameters if _is_argument(p)]
    yield f"## {name}"
    yield command.help.strip()
    usage = [name, "[VALG]" if len(parameters) > len(arguments) else ""]
    usage += ["KOMMANDO …"] if hasattr(command, "commands") else [_argument_usage(p) for p in arguments]
    yield "```text\n" + " ".join(filter(None, usage)) + "\n```"
    if arguments:
        yield "| Argument | |\n|---|---|\n" + "\n".join(f"| `{p.name}` | {_about(p)} |" for p in arguments)
    options = [p for p in parameters if not _is_argument(p)]
    for panel in dict.fromkeys(p.rich_help_panel for p in options):
        rows = [f"| {_names(p)} | {_about(p)} |" for p in options if p.rich_help_panel == panel]
        yield f"| {panel or 'Valg'} | |\n|---|---|\n" + "\n".join(rows)
    if command.epilog:
        yield re.sub(r"(?<=`)  (?=\S)", " – ", inspect.cleandoc(command.epilog))


def _is_argument(parameter: Any) -> bool:
    return not parameter.opts[0].startswith("-")


def _argument_usage(parameter: Any) -> str:
    name = parameter.name.upper() + (" …" if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def _names(parameter: Any) -> str:
    names = ", ".join(f"`{option}`" for option in parameter.opts)
    if parameter.secondary_opts:
        names += " / " + ", ".join(f"`{option}`" for option in parameter.secondary_opts)
    return names


def _about(parameter: Any) -> str:
    """Help, what may be chosen, and what holds without the option."""
    said = [parameter.help.strip()]
    choices = _choices(parameter.type_descriptor.annotation)
    if choices and not all(choice in parameter.help for choice in choices):
        said.append("Ett av: " + ", ".join(f"`{choice}`" for choice in choices) + ".")
    if isinstance(parameter.show_default, str):
        said.append(f"Standard: {parameter.show_default}.")
    elif parameter.show_default and parameter.default not in (None, False, [], ()):
        said.append(f"Standard: `{_shown(parameter.default)}`.")
    if parameter.required:
        said.append("Må oppgis.")
    if parameter.envvar:
        said.append(f"Kan også settes med `{parameter.envvar}`.")
    return _cell(" ".join(said))


def _choices(annotation: Any) -> list[str]:
    """What an option of an enumeration may be, also where it may be left out or given several times."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return [choice for inner in typing.get_args(annotation) for choice in _choices(inner)]


def _shown(default: Any) -> str:
    if isinstance(default, list | tuple):
        return ", ".join(map(_shown, default))
    return str(default.value if isinstance(default, Enum) else default)


# --- Python --------------------------------------------------------------------------------------------------------


def public_names() -> dict[str, Any]:
    """What the package exports, without its version."""
    return {name: getattr(resolusjon_nlp, name) for name in sorted(resolusjon_nlp.__all__) if name != "__version__"}


def records() -> dict[str, type]:
    """The records that the public names give and hold without being exported themselves: demands, places, hits …"""
    found: list[type] = []
    public = set(public_names().values())
    waiting: list[Any] = []
    for value in public_names().values():
        if inspect.isclass(value):
            waiting.append(value)
            waiting.extend(_return_type(method) for method in public_methods(value).values())
        else:
            waiting.append(_return_type(value))
    seen: set[Any] = set()
    while waiting:
        one = waiting.pop()
        waiting.extend(typing.get_args(one))
        if not inspect.isclass(one) or one in seen or not one.__module__.startswith(PACKAGE):
            continue
        seen.add(one)
        if not is_record(one):
            continue
        if one not in public:
            found.append(one)
        waiting.extend(typing.get_type_hints(one).values())
    names = Counter(one.__name__ for one in found)
    return dict(sorted((one.__name__ if names[one.__name__] == 1 else _full_name(one), one) for one in found))


def _full_name(cls: type) -> str:
    """A class's name with its room, where two have the same name."""
    return f"{cls.__module__.removeprefix(f'{PACKAGE}.')}.{cls.__name__}"


def is_record(cls: type) -> bool:
    """Whether a class holds named fields and is made by our functions rather than by users."""
    return issubclass(cls, BaseModel) or (is_dataclass(cls) and cls.__name__ not in MADE_BY_USERS)


MADE_BY_USERS = ("Filters", "Limits")
"""Dataclasses that users make, so that their signature says more than their fields."""


def _return_type(function: Any) -> Any:
    """What a function says that it returns; None where the name is only known to the type checker."""
    said = SimpleNamespace(__annotations__={"return": function.__annotations__.get("return")})
    try:
        return typing.get_type_hints(said, vars(sys.modules[function.__module__])).get("return")
    except NameError:
        return None


def public_methods(cls: type) -> dict[str, Any]:
    """Methods, class methods and properties that a class or its bases in this package define."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith(PACKAGE):
            own = {name: value for name, value in vars(base).items() if not name.startswith("_")}
            found.update({name: _function(value) for name, value in own.items() if _function(value)})
    return found


def _function(value: Any) -> Any:
    if isinstance(value, property):
        return value.fget
    return value if inspect.isfunction(value) else getattr(value, "__func__", None)


def python_page() -> str:
    """``python.md``."""
    names, held = public_names(), records()
    listed = [("Navnene i pakken", names), ("Poster", held)]
    lines = [
        "# Python",
        GENERATED,
        "Alt her hentes med `import resolusjon_nlp as rn`, og er skrevet ut fra docstringene i koden, som er på engelsk. Postene lages ikke av brukeren, "
        "men er det funksjonene gir: uforanderlige, med `.to_dict()` og `.model_dump_json()`.",
    ]
    for heading, several in listed:
        links = (f"[`{name}`](#{slug(name)})" for name in several)
        lines.append(f"**{heading}:** " + " · ".join(links))
    for heading, several in listed:
        lines.append(f"## {heading}")
        for name, value in several.items():
            lines.extend(_public(name, value))
    return "\n\n".join(lines) + "\n"


def _public(name: str, value: Any) -> Iterator[str]:
    yield f"### {name}"
    if not inspect.isclass(value):
        yield _code(f"rn.{name}{signature(value)}")
        yield from _docstring(value)
        return
    record = is_record(value)
    if not record and not issubclass(value, Exception):
        yield _code(f"rn.{name}{signature(value)}")
    yield from _docstring(value)
    if record:
        yield "| Felt | Type |\n|---|---|\n" + "\n".join(_fields(value))
    for method_name, method in public_methods(value).items():
        if record and method_name == "to_dict":
            continue  # said once, at the top
        plain = isinstance(inspect.getattr_static(value, method_name), property)
        yield f"#### {name}.{method_name}"
        yield _code(f"{method_name}" + (f": {method.__annotations__['return']}" if plain else signature(method)))
        yield from _docstring(method)


def _fields(record: type) -> Iterator[str]:
    types: dict[str, str] = {}
    for base in reversed(record.__mro__):
        types.update({name: str(kind) for name, kind in vars(base).get("__annotations__", {}).items()})
    names: dict[str, Any] = getattr(record, "model_fields", None) or record.__dict__["__dataclass_fields__"]
    yield from (f"| `{name}` | `{_cell(types[name])}` |" for name in names if not name.startswith("_"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def signature(function: Any) -> str:
    """Parameters and return type as they stand in the code; long ones on several lines."""
    said = inspect.signature(function)
    parts: list[str] = []
    star = False
    for parameter in said.parameters.values():
        if parameter.name in {"self", "cls"}:
            continue
        if parameter.kind is parameter.VAR_POSITIONAL or (parameter.kind is parameter.KEYWORD_ONLY and not star):
            star = True
            if parameter.kind is parameter.KEYWORD_ONLY:
                parts.append("*")
        stars = "**" if parameter.kind is parameter.VAR_KEYWORD else "*" * (parameter.kind is parameter.VAR_POSITIONAL)
        text = f"{stars}{parameter.name}"
        if parameter.annotation is not parameter.empty:
            text += f": {_annotation(parameter.annotation)}"
        if parameter.default is not parameter.empty:
            text += f" = {_default(parameter.default)}"
        parts.append(text)
    returns = (
        ""
        if said.return_annotation is said.empty or inspect.isclass(function)
        else f" -> {_annotation(said.return_annotation)}"
    )
    short = f"({', '.join(parts)}){returns}"
    return short if len(short) <= 80 else "(\n    " + ",\n    ".join(parts) + f",\n){returns}"


def _annotation(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _default(value: Any) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_default, value)) + ")"
    if inspect.ismodule(value):
        return value.__name__.rpartition(".")[-1]
    return repr(value.value if isinstance(value, Enum) else value)


def _docstring(value: Any) -> Iterator[str]:
    """A docstring's parts as Markdown."""
    text = inspect.getdoc(value) or ""
    for section in griffe.Docstring(text).parse("numpy", warnings=False):
        kind = section.kind.value
        if kind == "text":
            yield _prose(section.value)
        elif kind in ("parameters", "attributes", "returns", "yields", "raises"):
            yield f"**{HEADINGS[kind]}**\n\n" + "\n".join(_items(section.value))
        elif kind == "examples":
            yield "\n\n".join(_code(part) if part.startswith(">>>") else _prose(part) for _, part in section.value)
        else:
            yield f"**{section.title or kind.capitalize()}**\n\n" + _prose(section.value.description)


HEADINGS = {
    "parameters": "Parameters",
    "attributes": "Attributes",
    "returns": "Returns",
    "yields": "Yields",
    "raises": "Raises",
}


def _items(items: Iterable[Any]) -> Iterator[str]:
    """One line for each, and one for several that the docstring explains together."""
    for said, several in groupby(items, key=lambda item: " ".join(_prose(item.description).split())):
        names = ", ".join(f"`{getattr(item, 'name', '') or item.annotation}`" for item in several)
        yield f"- {names}" + (f": {said}" if said else "")


def _prose(text: str) -> str:
    """reStructuredText as our docstrings use it, in Markdown."""
    return LITERAL.sub(lambda found: f"`{found[1] or found[2]}`", ROLE.sub(r"``\1``", text.strip()))


def _code(text: str) -> str:
    return f"```python\n{text}\n```"


# --- pages ---------------------------------------------------------------------------------------------------------


def first_line(text: str) -> str:
    """The first line of a help text."""
    return text.strip().splitlines()[0]


def slug(heading: str) -> str:
    """The anchor that a Markdown viewer gives a heading: small letters, hyphens for spaces, nothing but letters, digits and those."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def pages() -> dict[Path, str]:
    """Each page of the reference with its text."""
    return {REFERENCE / "commands.md": commands_page(), REFERENCE / "python.md": python_page()}


def main() -> None:
    """Write the pages."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
