"""Which backstops can work at a venue: those whose bearer it has."""

from collections.abc import Sequence

from firesale.market.backstops import BACKSTOPS
from firesale.market.backstops.base import Backstop, Bearer
from firesale.market.errors import BadValueError


def _bearer(part: type) -> Bearer:
    assert issubclass(part, Backstop)
    return part.bearer


def check_backstops(terms: str, backstops: Sequence[Backstop], bearers: frozenset[Bearer]) -> None:
    """Raise BadValueError at the first backstop whose bearer a venue does not have. `terms`: the name of the venue's terms."""
    for place, backstop in enumerate(backstops):
        if backstop.bearer not in bearers:
            given = next((kind for kind, part in BACKSTOPS.items() if part is type(backstop)), type(backstop).__name__)
            allowed = ", ".join(kind for kind, part in BACKSTOPS.items() if _bearer(part) in bearers)
            raise BadValueError(f"{terms}.backstops.{place}.kind", given, f"at this venue one of {allowed}")
