"""What is installed is what stands in the tree, in versions that are written down, with no trace of one machine."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("market", "agents", "analysis", "experiments")
SKIPPED = re.compile(r"\.git|\.venv|\..*_cache|\.hypothesis|__pycache__|runs|build|dist|.*\.egg-info")
# Spelled so that this file does not find itself.
MACHINE = re.compile(
    r"(?<![\w.])/(work|root|home|Users)[/]\w|/opt/(pypi|wheels)"
    r"|pypi[.]org|pythonhosted[.]org|pypi[.]python|--(extra-)?index[-]url|--find[-]links|https?://[^\s/]+/simple\b"
)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
CONSTRAINTS = [
    line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]


def import_name(folder: Path) -> str:
    """A folder's name as it is imported."""
    return ".".join(("firesale", *folder.relative_to(ROOT).parts))


def files(folder: Path) -> Iterator[Path]:
    """Every file that belongs to the project, links not followed."""
    for path in sorted(folder.iterdir()):
        if SKIPPED.fullmatch(path.name) or path.is_symlink():
            continue
        yield from files(path) if path.is_dir() else [path]


def declared() -> list[Requirement]:
    """Everything that pyproject.toml asks for: to build, to run, and for each extra."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    lists = [PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"], *extras]
    return [Requirement(text) for texts in lists for text in texts]


def pinned() -> dict[str, str]:
    """Version by distribution, for this Python."""
    pins = [Requirement(line) for line in CONSTRAINTS if line]
    return {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    }


def needed(requirement: Requirement, seen: set[str]) -> set[str]:
    """The names of a distribution and of all that it needs here, as far as it is installed."""
    name = canonicalize_name(requirement.name)
    seen.add(name)
    try:
        texts = requires(name) or []
    except PackageNotFoundError:
        return seen
    for text in texts:
        further = Requirement(text)
        wanted = further.marker is None or any(
            further.marker.evaluate({"extra": extra}) for extra in ("", *requirement.extras)
        )
        if wanted and canonicalize_name(further.name) not in seen:
            needed(further, seen)
    return seen


FILES = list(files(ROOT))
SHIPPED = [path for layer in LAYERS for path in files(ROOT / layer)]


def test_every_folder_with_code_is_listed_as_a_package() -> None:
    folders = {path.parent for path in SHIPPED if path.suffix == ".py"}
    assert sorted(SETUPTOOLS["packages"]) == sorted({"firesale", *map(import_name, folders)})


def test_every_folder_with_code_has_a_package_file() -> None:
    assert not [path for path in SHIPPED if path.suffix == ".py" and not (path.parent / "__init__.py").exists()]


def test_every_other_file_beside_the_code_is_shipped() -> None:
    patterns = [
        f"{package.removeprefix('firesale.').replace('.', '/')}/{pattern}"
        for package, listed in SETUPTOOLS["package-data"].items()
        for pattern in listed
    ]
    others = [path.relative_to(ROOT).as_posix() for path in SHIPPED if path.suffix not in {".py", ".md"}]
    assert not [path for path in others if not any(fnmatch(path, pattern) for pattern in patterns)]


@pytest.mark.parametrize("layer", LAYERS)
def test_type_checkers_find_each_layer_through_a_link(layer: str) -> None:
    assert SETUPTOOLS["package-dir"][f"firesale.{layer}"] == layer
    assert (ROOT / "src" / "firesale" / layer).readlink() == Path("..", "..", layer)


def test_the_link_folder_holds_nothing_else() -> None:
    names = {path.name for path in (ROOT / "src" / "firesale").iterdir()} - {"__pycache__"}
    assert names == {"__init__.py", "py.typed", *LAYERS}


def test_the_citation_names_the_version_that_is_installed() -> None:
    version = PROJECT["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_a_constraint_is_an_exact_version_and_nothing_else() -> None:
    exact = re.compile(r"[\w.-]+==[\w.]+( ; .+)?")
    assert not [line for line in CONSTRAINTS if not exact.fullmatch(line)]


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_what_is_declared_is_pinned_to_a_version_it_allows(requirement: Requirement) -> None:
    assert requirement.specifier.contains(pinned()[canonicalize_name(requirement.name)])


def test_what_the_dependencies_need_is_pinned_too() -> None:
    seen: set[str] = set()
    for requirement in declared():
        needed(requirement, seen)
    assert not seen - pinned().keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_names_a_machine_or_a_package_index(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", errors="ignore")
    assert not [line for line in text.splitlines() if MACHINE.search(line)]
