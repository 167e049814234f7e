"""Oracles inside oracles: what each reads, and how deep they may go."""

from collections.abc import Iterator

from firesale.experiments.conduct_checks import check_sources
from firesale.experiments.schema import Form
from firesale.market.errors import BadValueError

DEEPEST = 16
"""Oracles inside each other: enough for any rule there is, and few enough to be worked out."""


def check_oracle(oracle: Form, key: str, depth: int = 1) -> None:
    """Each exchange once, and an end to it. Raises BadValueError."""
    if depth > DEEPEST:
        raise BadValueError(key, kind_of(oracle), f"at most {DEEPEST} oracles inside each other")
    check_sources(sources_of(oracle), f"{key}.sources")
    for place, inner in inner_oracles(oracle, key):
        check_oracle(inner, place, depth + 1)


def reads_exchanges(oracle: Form) -> bool:
    """Whether an oracle, or one inside it, names an exchange."""
    return bool(sources_of(oracle)) or any(reads_exchanges(inner) for _, inner in inner_oracles(oracle, ""))


def inner_oracles(oracle: Form, key: str) -> Iterator[tuple[str, Form]]:
    """The tables of oracles inside a table, with their keys."""
    for name, value in oracle:
        if isinstance(value, Form):
            yield f"{key}.{name}", value
        if isinstance(value, list):
            yield from ((f"{key}.{name}.{i}", one) for i, one in enumerate(value) if isinstance(one, Form))


def sources_of(oracle: Form) -> list[str]:
    """The exchanges that it names itself."""
    return list(oracle.sources)  # type: ignore[attr-defined]


def kind_of(oracle: Form) -> str:
    """Its rule."""
    return str(oracle.kind)  # type: ignore[attr-defined]
