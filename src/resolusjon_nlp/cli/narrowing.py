"""The options that narrow a library down, the same for every command: a command asks for the :class:`Filters` that they make."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.library import Filters

OPTIONS: dict[str, Any] = {
    "theme": o.Theme, "municipality": o.Municipality, "county": o.County, "region": o.RegionOption, "body": o.Body, "organisation": o.Organisation,
    "kind": o.Kind, "addressee": o.Addressee, "since": o.Since, "until": o.Until, "language": o.LanguageOption,
}  # fmt: skip
"""Fields of :class:`Filters` and their options, in the order that ``--help`` shows."""

OF_DEMANDS = ("kind", "addressee")
"""Those that say nothing of a resolution as a whole."""

PARAMETER = "filters"


def with_filters(*, without: Collection[str] = ()) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Put the options of filters, those of some fields left out, in the place of a command's parameter ``filters``.

    Typer makes options of a function's parameters; what is returned has the options' parameters in its signature, and hands the function their filters.
    """
    offered = {name: option for name, option in OPTIONS.items() if name not in without}

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(command, eval_str=True)
        parameters: list[inspect.Parameter] = []
        for parameter in signature.parameters.values():
            if parameter.name == PARAMETER:
                parameters.extend(
                    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
                    for name, option in offered.items()
                )
            else:
                parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

        @wraps(command)
        def run(**arguments: Any) -> None:
            filters = Filters(**{name: arguments.pop(name) for name in offered})
            command(filters=filters, **arguments)

        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return decorate
