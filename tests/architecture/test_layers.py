"""Reads the source: imports point one way, and the core takes no files, clocks or hidden randomness."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("market", "agents", "analysis", "experiments")
CORE = ("firesale.market", "firesale.agents")
MAY_IMPORT_OURS = {
    "market": ("firesale.market",),
    "agents": ("firesale.market", "firesale.agents"),
    "analysis": ("firesale.market.events", "firesale.market.errors", "firesale.market.arrays", "firesale.analysis"),
    "experiments": ("firesale",),
}
# `typing_extensions` brings what the standard library has from Python 3.12 on.
MAY_IMPORT_OTHERS = {"market": {"numpy", "typing_extensions"}, "agents": {"numpy", "mesa", "typing_extensions"}}
MAY_MAKE_GENERATORS = "firesale.market.streams"
MAY_TAKE_ANY_KEYWORD = "firesale.market.registry"

FILE_MODULE = re.compile(
    "bz2|configparser|csv|dbm|fileinput|glob|gzip|http|io|lzma|mmap|os|pathlib|pickle|shelve|shutil|socket|sqlite3"
    "|subprocess|tarfile|tempfile|tomllib|urllib|zipfile"
)
FILE_CALL = re.compile(
    r"open|(np|numpy)\.(load|save|savez|savez_compressed|savetxt|loadtxt|genfromtxt|fromfile|memmap)"
)
HIDDEN_MODULES = {"random", "secrets", "time", "uuid"}
CLOCK = re.compile(r"(.*\.)?(datetime|date)\.(now|utcnow|today)")
GLOBAL_GENERATOR = re.compile(r"(np|numpy)\.random\.(?!Generator$)\w+")

Graph = dict[str, set[str]]


class Import(NamedTuple):
    """One imported module, and whether only the type checker sees the line."""

    target: str
    line: int
    for_types_only: bool


def modules() -> dict[str, Path]:
    """Every module of the four layers by its import name."""
    found = {}
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(("firesale", *parts)).removesuffix(".__init__")] = path
    return found


MODULES = modules()
TREES = {name: ast.parse(path.read_text(encoding="utf-8"), str(path)) for name, path in MODULES.items()}
PACKAGES = [name for name, path in MODULES.items() if path.name == "__init__.py"]
CORE_MODULES = [name for name in MODULES if name.startswith(CORE)]
ALL_SOURCE = sorted([*MODULES.values(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])


def within(name: str, packages: tuple[str, ...]) -> bool:
    """True if a module is one of the packages or lies in one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def is_type_checking(node: ast.AST) -> bool:
    """True for an `if TYPE_CHECKING:` block."""
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def imports(name: str, tree: ast.AST) -> Iterator[Import]:
    """Every import of a module, inside functions too; `from package import module` counts as the module."""
    guarded = {id(node) for block in ast.walk(tree) if is_type_checking(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: imports are absolute"
            longer = [f"{node.module}.{alias.name}" for alias in node.names]
            targets = [target if target in MODULES else str(node.module) for target in longer]
        else:
            continue
        yield from (Import(target, node.lineno, id(node) in guarded) for target in targets)


def import_graph(trees: dict[str, ast.Module]) -> Graph:
    """Module to modules it runs: importing a.b.c runs a and a.b first, unless the importer stands in them."""
    graph: Graph = {}
    for name, tree in trees.items():
        reached = {found.target for found in imports(name, tree) if not found.for_types_only}
        parents = {
            ".".join(target.split(".")[:depth]) for target in reached for depth in range(1, target.count(".") + 1)
        }
        outside = {parent for parent in parents if not within(name, (parent,))}
        graph[name] = (reached | outside) & trees.keys()
    return graph


def circle(graph: Graph) -> list[str]:
    """One import cycle, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def against_layers(name: str, tree: ast.Module) -> Iterator[str]:
    """Imports that point the wrong way or bring in a package the layer must not know."""
    layer = name.split(".")[1]
    for target, line, _ in imports(name, tree):
        top = target.split(".")[0]
        others = MAY_IMPORT_OTHERS.get(layer)
        if top in LAYERS:
            yield f"line {line}: {target} is called firesale.{target}"
        elif top == "firesale" and not within(target, MAY_IMPORT_OURS[layer]):
            yield f"line {line}: {layer} may not import {target}"
        elif top not in {"firesale", *sys.stdlib_module_names} and others is not None and top not in others:
            yield f"line {line}: {layer} may import {sorted(others)} and not {target}"
        elif top == "mesa" and layer != "agents" and name != "firesale.experiments.model":
            yield f"line {line}: mesa is for agents and experiments/model.py"


def file_access(name: str, tree: ast.Module) -> Iterator[str]:
    """Modules and calls that reach files, processes or the network."""
    for target, line, _ in imports(name, tree):
        if FILE_MODULE.fullmatch(target.split(".")[0]):
            yield f"line {line}: imports {target}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and FILE_CALL.fullmatch(ast.unparse(node.func)):
            yield f"line {node.lineno}: calls {ast.unparse(node.func)}"


def hidden_inputs(name: str, tree: ast.Module) -> Iterator[str]:
    """Randomness that was not passed in, and the wall clock."""
    for target, line, _ in imports(name, tree):
        if target.split(".")[0] in HIDDEN_MODULES or target.startswith("numpy.random"):
            yield f"line {line}: imports {target}"
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    seeded = {id(call.func) for call in calls if call.args and name == MAY_MAKE_GENERATORS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        text = ast.unparse(node)
        allowed = text == "np.random.default_rng" and id(node) in seeded
        if not allowed and (CLOCK.fullmatch(text) or GLOBAL_GENERATOR.fullmatch(text)):
            yield f"line {node.lineno}: uses {text}"


def any_keywords(name: str, tree: ast.Module) -> Iterator[str]:
    """Functions that take keywords they do not name; the registry lists members under names that it cannot know."""
    if name == MAY_TAKE_ANY_KEYWORD:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and node.args.kwarg:
            yield f"line {node.lineno}: takes **{node.args.kwarg.arg}"


def blanket_handlers(_: str, tree: ast.Module) -> Iterator[str]:
    """Handlers that would swallow a bug."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = {getattr(part, "id", "") for part in ast.walk(node.type)} if node.type else {"Exception"}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = {getattr(part, "id", "") for part in node.args}
        else:
            continue
        if caught & {"Exception", "BaseException"}:
            yield f"line {node.lineno}: {ast.unparse(node).splitlines()[0]}"


def more_than_a_registry(name: str, tree: ast.Module) -> Iterator[str]:
    """What an `__init__.py` holds beside a docstring and, for a family, one table made of all that it imports."""
    if ast.get_docstring(tree) is None:
        yield "no docstring"
    body = [node for node in tree.body[1:] if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")]
    if not body:
        return
    *before, table = body
    if name.count(".") < 2:
        yield "only a family, inside a layer, has a registry"
    if not (isinstance(table, ast.Assign | ast.AnnAssign) and isinstance(table.value, ast.Call | ast.Dict)):
        yield f"line {table.lineno}: ends with something other than a registry"
    used = {node.id for node in ast.walk(table) if isinstance(node, ast.Name)}
    for node in before:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            yield f"line {node.lineno}: neither an import nor the registry"
            continue
        spare = {alias.asname or alias.name for alias in node.names} - used
        if spare:
            yield f"line {node.lineno}: re-exports {sorted(spare)}"


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_from_experiments_to_market(name: str) -> None:
    assert not list(against_layers(name, TREES[name]))


def test_no_module_imports_itself_in_a_circle() -> None:
    found = circle(import_graph(TREES))
    assert not found, " <- ".join(found)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_file_holds_a_docstring_and_at_most_a_registry(name: str) -> None:
    assert not list(more_than_a_registry(name, TREES[name]))


@pytest.mark.parametrize("name", CORE_MODULES)
def test_market_and_agents_touch_no_files(name: str) -> None:
    assert not list(file_access(name, TREES[name]))


@pytest.mark.parametrize("name", CORE_MODULES)
def test_market_and_agents_are_handed_their_randomness_and_their_clock(name: str) -> None:
    assert not list(hidden_inputs(name, TREES[name]))


@pytest.mark.parametrize("name", CORE_MODULES)
def test_market_and_agents_name_every_parameter(name: str) -> None:
    assert not list(any_keywords(name, TREES[name]))


@pytest.mark.parametrize("path", ALL_SOURCE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_handler_catches_everything(path: Path) -> None:
    assert not list(blanket_handlers(path.name, ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    ("check", "name", "source"),
    [
        (against_layers, "firesale.market.ledger", "import pandas as pd"),
        (against_layers, "firesale.market.ledger", "from firesale.agents.base import Strategy"),
        (against_layers, "firesale.market.ledger", "from market.events import Event"),
        (against_layers, "firesale.agents.base", "def f():\n    from firesale.analysis import tables"),
        (against_layers, "firesale.analysis.tables", "from firesale.market.ledger import Ledger"),
        (against_layers, "firesale.experiments.runner", "import mesa"),
        (file_access, "firesale.market.prices.path", "from pathlib import Path"),
        (file_access, "firesale.market.prices.path", "prices = np.loadtxt(name)"),
        (hidden_inputs, "firesale.agents.base", "import random"),
        (hidden_inputs, "firesale.agents.base", "noise = np.random.normal(0, 1)"),
        (hidden_inputs, "firesale.agents.base", "rng = np.random.default_rng(1)"),
        (hidden_inputs, "firesale.market.streams", "rng = np.random.default_rng()"),
        (hidden_inputs, "firesale.agents.base", "now = datetime.datetime.now()"),
        (any_keywords, "firesale.agents.base", "def decide(view, **parameters): ..."),
        (blanket_handlers, "any", "try:\n    f()\nexcept:\n    pass"),
        (blanket_handlers, "any", "try:\n    f()\nexcept (ValueError, Exception):\n    pass"),
        (blanket_handlers, "any", "with suppress(Exception):\n    f()"),
        (more_than_a_registry, "firesale.market.rates", "from firesale.market.rates.kinked import Kinked"),
        (more_than_a_registry, "firesale.market.rates", '"""Rates."""\nfrom a import A, B\nRATES = dict(a=A)'),
        (more_than_a_registry, "firesale.market.rates", '"""Rates."""\nRATES = dict()\nMORE = dict()'),
        (more_than_a_registry, "firesale.market", '"""The world."""\nPARTS = {}'),
    ],
)
def test_a_fault_is_noticed(check: Callable[[str, ast.Module], Iterator[str]], name: str, source: str) -> None:
    assert list(check(name, ast.parse(source)))


def test_a_circle_through_a_package_file_is_noticed() -> None:
    sources = {
        "firesale.market.oracles": "from firesale.market.oracles.spot import Spot",
        "firesale.market.oracles.base": "",
        "firesale.market.oracles.spot": "from firesale.market.book import Book",
        "firesale.market.book": "from firesale.market.oracles.base import Oracle",
    }
    assert circle(import_graph({name: ast.parse(source) for name, source in sources.items()}))


def test_a_line_that_only_the_type_checker_sees_makes_no_circle() -> None:
    sources = {
        "firesale.market.book": "if TYPE_CHECKING:\n    from firesale.market.view import View",
        "firesale.market.view": "from firesale.market.book import Book",
    }
    assert not circle(import_graph({name: ast.parse(source) for name, source in sources.items()}))
