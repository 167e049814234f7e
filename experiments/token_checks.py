"""Exchanges on which a protocol sells or buys its own token must trade it against what the protocol owes or issues."""

from typing import Any

from firesale.experiments.forms import ScenarioForm
from firesale.experiments.listings import debt_of
from firesale.market.errors import BadValueError


def check_tokens(form: ScenarioForm, venue: Any, key: str) -> None:
    """Raise BadValueError if an exchange that a backstop or the surplus names has another quote asset."""
    named = [(f"{key}.backstops.{i}.exchange", getattr(one, "exchange", None)) for i, one in enumerate(venue.backstops)]
    named.append((f"{key}.surplus_exchange", getattr(venue, "surplus_exchange", None)))
    owed = debt_of(venue)
    for place, exchange in named:
        if exchange is not None and form.venues[exchange].quote not in owed:
            allowed = f"an exchange whose quote is {' or '.join(owed)}; this one has {form.venues[exchange].quote}"
            raise BadValueError(place, exchange, allowed)
