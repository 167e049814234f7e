"""What is knocked out must be there."""

from collections.abc import Iterable, Sequence
from typing import Any

from firesale.experiments.forms import ScenarioForm
from firesale.experiments.oracle_checks import reads_exchanges
from firesale.market.errors import BadValueError


def check_knock_out(form: ScenarioForm) -> None:
    """Raise BadValueError for what the scenario does not have, or what is named twice."""
    _check_claims(form)
    oracles = [name for name, oracle in form.oracles.items() if reads_exchanges(oracle)]
    _check_names(form.knock_out.oracles, oracles, "knock_out.oracles", "an oracle that reads exchanges")
    players = names_of(form.agents.values())
    _check_names(form.knock_out.players, players, "knock_out.players", "a role or ROLE/STRATEGY of a group")


def _check_claims(form: ScenarioForm) -> None:
    """Each names a pool and a receipt token that it takes."""
    taken = receipts_taken(form)
    named = [(claim.asset, claim.pool) for claim in form.knock_out.claims]
    for i, (asset, pool) in enumerate(named):
        key = f"knock_out.claims.{i}"
        if pool not in taken:
            raise BadValueError(f"{key}.pool", pool, f"a pool that takes a receipt token: {_listed(list(taken))}")
        if asset not in taken[pool]:
            raise BadValueError(f"{key}.asset", asset, f"a receipt token that {pool} takes: {_listed(taken[pool])}")
    _check_once([f"{asset} in {pool}" for asset, pool in named], "knock_out.claims")


def receipts_taken(form: ScenarioForm) -> dict[str, list[str]]:
    """The receipt tokens that each lending pool takes as collateral; pools that take none are left out."""
    taken = {
        name: [asset for asset in getattr(venue, "collateral", []) if ":" in asset]
        for name, venue in form.venues.items()
    }
    return {pool: assets for pool, assets in taken.items() if assets}


def names_of(groups: Iterable[Any]) -> list[str]:
    """Roles of the groups, and each with its strategies: what `players` may name."""
    names = [name for group in groups for name in (group.role, f"{group.role}/{group.strategy.kind}")]
    return list(dict.fromkeys(names))


def _check_names(given: Sequence[str], known: Sequence[str], key: str, what: str) -> None:
    for i, name in enumerate(given):
        if name not in known:
            raise BadValueError(f"{key}.{i}", name, f"{what}: {_listed(known)}")
    _check_once(given, key)


def _check_once(given: Sequence[str], key: str) -> None:
    for i, one in enumerate(given):
        if one in given[:i]:
            raise BadValueError(f"{key}.{i}", one, "each once")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "there is none"
