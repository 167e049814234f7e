"""The finished runs of a study, a file each, written whole or not at all: a study that is killed goes on where it was."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from math import isfinite, nan
from pathlib import Path

from firesale.experiments.storage import PACKAGES, version_of
from firesale.market.errors import BadValueError

ABOUT, ROWS = "study.json", "rows"


def key_of(study: str, scenario: str, seed: int) -> str:
    """The name of a run: its study, every number of its scenario (a JSON text), and the versions that make it; then its
    seed.
    """
    versions = [f"{package} {version_of(package)}" for package in PACKAGES]
    digest = sha256("\n".join([study, scenario, *versions]).encode()).hexdigest()
    return f"{digest[:24]}-{seed}"


def read_row(file: Path) -> dict[str, float] | None:
    """What a finished run measured; None if it is not there."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadValueError("--out", str(file), f"a row that a study has written ({error})") from error
    return {name: nan if value is None else float(value) for name, value in found.items()}


def write_row(file: Path, measured: Mapping[str, float]) -> None:
    """Write what a run measured; null for what is not a finite number."""
    _put(file, json.dumps({name: float(value) if isfinite(value) else None for name, value in measured.items()}))


def prepare(folder: Path, name: str, question: str) -> Path:
    """Make the folder of a study, or take up what it left there; the folder of its rows. Raises BadValueError."""
    about = folder / ABOUT
    try:
        if about.exists():
            _check_name(about, name)
        elif folder.exists() and any(folder.iterdir()):
            raise BadValueError("--out", str(folder), f"a new or empty folder, or one that the study {name} has left")
        (folder / ROWS).mkdir(parents=True, exist_ok=True)
        _put(about, json.dumps({"study": name, "question": question}, indent=1))
    except OSError as error:
        raise BadValueError("--out", str(folder), f"a place where files can be written ({error})") from error
    return folder / ROWS


def _check_name(about: Path, name: str) -> None:
    try:
        found = json.loads(about.read_text(encoding="utf-8")).get("study")
    except (ValueError, AttributeError) as error:
        raise BadValueError("--out", str(about), f"what a study says about itself ({error})") from error
    if found != name:
        raise BadValueError("--out", str(about.parent), f"a folder of the study {name}; this one is of {found}")


def _put(file: Path, text: str) -> None:
    """Write beside the place and move there whole."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
