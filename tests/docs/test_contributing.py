"""The complete example of CONTRIBUTING works: one file, one line, one test, and a scenario can name the new part."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.making.snippets import ROOT, fences
from firesale.market import oracles

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = {fence.note.removeprefix("file: "): fence.text for fence in fences(PAGE) if fence.note.startswith("file: ")}
REGISTRY = "market/oracles/__init__.py"
LAYERS = ("agents", "analysis", "experiments")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code with the example in it: `market` copied, the rest linked, so that nothing of ours is changed."""
    package = tmp_path / "firesale"
    package.mkdir()
    shutil.copy(ROOT / "src" / "firesale" / "__init__.py", package)
    shutil.copytree(ROOT / "market", package / "market", ignore=shutil.ignore_patterns("__pycache__"))
    for layer in LAYERS:
        (package / layer).symlink_to(ROOT / layer)
    for name, text in FILES.items():
        place = (package if name.startswith("market/") else tmp_path) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return tmp_path


def python(copy: Path, *arguments: str) -> str:
    """Run Python with the copy first."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_test_of_the_example_passes(copy: Path) -> None:
    assert "2 passed" in python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")


def test_a_scenario_can_name_the_new_part_at_once(copy: Path) -> None:
    command = re.findall(r"^firesale run (first_lesson .*)$", PAGE, re.MULTILINE)[0].split()
    told = python(copy, "-c", "from firesale.experiments.cli import app; app()", "check", *command)
    assert re.search(r"oracle spot: smoothed \(.*half_life 7,?200", told)


def test_the_example_adds_one_import_and_one_name_to_the_registry() -> None:
    now, then = FILES[REGISTRY].splitlines(), Path(str(oracles.__file__)).read_text(encoding="utf-8").splitlines()
    added = [line for line in now if line not in then]
    assert len(added) == 2
    assert not [line for line in then if line not in now]
