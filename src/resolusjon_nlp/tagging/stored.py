"""Models that come with the package: where they lie, and errors a user can read when one cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

from resolusjon_nlp.errors import ModelError

WEIGHTS_FILE = "weights.npz"
SETTINGS_FILE = "settings.json"
MODELS_FILE = "models.skops"
"""The pipelines as scikit-learn has them; see :mod:`resolusjon_nlp.tagging.linear`."""


def packaged_folder(name: str, *, marker: str, what: str, advice: str = "Installer pakken på nytt.") -> Path:
    """The folder of the model `name`: inside the installed package, or beside the source in a checkout.

    Parameters
    ----------
    marker
        A file that the folder must hold.
    what
        What the model is called in the error ("Kravmodellen").

    Raises
    ------
    ModelError
        When the package was installed without it.
    """
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "_models" / name, here.parents[1] / "models" / name):
        if (folder / marker).is_file():
            return folder
    raise ModelError(f"{what} «{name}» følger ikke med denne installasjonen.", advice=advice)


@contextmanager
def reading_model(folder: Path, *, what: str, target: str) -> Iterator[None]:
    """Turn whatever goes wrong while a classifier is read from `folder` into a :class:`ModelError`.

    Parameters
    ----------
    what
        What the model is called in the errors ("kravmodell").
    target
        The make target that trains it anew.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise ModelError(f"«{folder}» inneholder ingen {what}.", advice="Oppgi mappen modellen ligger i.") from error
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise ModelError(
            f"{what.capitalize()}en i «{folder}» kan ikke leses ({error}).", advice=_train_again(target)
        ) from error


def other_version(folder: Path, *, what: str, target: str) -> ModelError:
    """The error for a model that another version of the package made."""
    return ModelError(f"{what.capitalize()}en i «{folder}» er laget av en annen versjon.", advice=_train_again(target))


def _train_again(target: str) -> str:
    return f"Tren den på nytt med «make {target}»."
