"""What no single key of a clearing house, or of its members, can tell."""

from typing import Any

from firesale.experiments.forms import ScenarioForm
from firesale.experiments.parts import make_part
from firesale.market.contracts import CONTRACTS
from firesale.market.errors import BadValueError


def contract_names(venue: Any) -> list[str]:
    """The names of the contracts of a clearing house, as actions use them."""
    return [make_part(contract, CONTRACTS, "contracts").name for contract in venue.contracts]


def check_clearing_house(form: ScenarioForm, venue: Any, key: str) -> None:
    """Contracts are listed once, on assets that move; collateral can be sold for cash."""
    names, numeraire = contract_names(venue), next(iter(form.assets))
    if not names:
        raise BadValueError(f"{key}.contracts", venue.contracts, "at least one contract")
    for i, contract in enumerate(venue.contracts):
        if names[i] in names[:i]:
            raise BadValueError(f"{key}.contracts.{i}", names[i], "each contract once")
        if contract.underlying not in form.assets:
            allowed = f"a base asset: {', '.join(form.assets)}"
            raise BadValueError(f"{key}.contracts.{i}.underlying", contract.underlying, allowed)
        _not_cash(contract.underlying, numeraire, f"{key}.contracts.{i}.underlying")
    sold = [getattr(one, "base", "") for one in form.venues.values() if getattr(one, "quote", "") == numeraire]
    for i, asset in enumerate(venue.collateral):
        _not_cash(asset, numeraire, f"{key}.collateral.{i}")
        if asset in venue.collateral[:i]:
            raise BadValueError(f"{key}.collateral.{i}", asset, "each asset once")
        if asset not in sold:
            allowed = f"an asset that an exchange trades against {numeraire}: {', '.join(sold) or 'none is'}"
            raise BadValueError(f"{key}.collateral.{i}", asset, allowed)
    references = [*(contract.underlying for contract in venue.contracts), *venue.collateral]
    for asset in venue.volatility if isinstance(venue.volatility, dict) else ():
        if asset not in references:
            raise BadValueError(f"{key}.volatility.{asset}", asset, f"one of {', '.join(dict.fromkeys(references))}")


def check_members(form: ScenarioForm, group: Any, key: str) -> None:
    """Members post what is taken and hold what is listed, against a group that is there."""
    for i, membership in enumerate(group.memberships):
        place, house = f"{key}.memberships.{i}", form.venues[membership.clearing_house]
        earlier = [one.clearing_house for one in group.memberships[:i]]
        if membership.clearing_house in earlier:
            raise BadValueError(f"{place}.clearing_house", membership.clearing_house, "each clearing house once")
        if membership.collateral_part > 0.0 or membership.collateral:
            _one_of(membership.collateral, house.collateral, f"{place}.collateral")
    for i, cleared in enumerate(group.cleared):
        place, house = f"{key}.cleared.{i}", form.venues[cleared.clearing_house]
        _one_of(cleared.contract, contract_names(house), f"{place}.contract")
        others = [name for name in form.agents if form.agents[name] is not group]
        _one_of(cleared.against, others, f"{place}.against")


def _one_of(name: str, allowed: list[str], key: str) -> None:
    if name not in allowed:
        raise BadValueError(key, name, f"one of {', '.join(allowed)}" if allowed else "nothing: there is none")


def _not_cash(asset: str, numeraire: str, key: str) -> None:
    if asset == numeraire:
        raise BadValueError(key, asset, "another asset than the numeraire, which is cash")
