"""A scenario in words."""

from collections.abc import Iterator
from typing import Any

from firesale.experiments.scenario import Scenario


def explain(scenario: Scenario) -> str:
    """What a scenario describes, for somebody who has not read the file."""
    form = scenario.form
    lines = [
        f"{scenario.source}: {form.title}",
        *_time(form),
        "assets: " + ", ".join(f"{name} at {asset.price:g}" for name, asset in form.assets.items()),
        f"prices: {_told(form.prices)}",
    ]
    lines += [f"oracle {name}: {_told(oracle)}" for name, oracle in form.oracles.items()]
    lines += [f"venue {name}: {_told(venue)}" for name, venue in form.venues.items()]
    lines += [f"ordering: {_told(form.ordering)}"]
    for name, group in form.agents.items():
        lines.append(f"agents {name}: {group.count:,} x {group.role}, {_told(group.strategy)}")
        lines += [f"  {line}" for line in _owned(group)]
    if form.impact.without:
        lines.append(f"trades without price impact: {', '.join(form.impact.without)}")
    lines += [f"knocked out: {line}" for line in form.knock_out.in_words()]
    return "\n".join([*lines, "valid"])


def _time(form: Any) -> Iterator[str]:
    time = form.time
    hours = time.steps * time.step_seconds / 3600.0
    accounts = sum(group.count for group in form.agents.values())
    yield f"{time.steps:,} steps of {time.step_seconds:g} s ({hours:,.4g} h), {accounts:,} accounts, seed {form.seed}"
    if time.rounds_per_step > 1:
        yield f"up to {time.rounds_per_step} rounds per step while liquidations go on"
    if form.information_delay:
        yield f"everyone sees the market as it was {form.information_delay} steps ago"


def _owned(group: Any) -> Iterator[str]:
    """What each account of a group has at the start."""
    if group.endowment:
        yield "owns " + ", ".join(f"{_plain(amount)} {asset}" for asset, amount in group.endowment.items())
    for deposit in group.deposits:
        yield f"lends {_plain(deposit.amount)} {deposit.asset} to {deposit.pool}"
    for liquidity in group.liquidity:
        yield f"provides liquidity worth {_plain(liquidity.value)} to {liquidity.exchange}"
    for position in group.positions:
        by_health = position.health_factor is not None
        wanted = (
            f"health factor {_plain(position.health_factor)}" if by_health else f"leverage {_plain(position.leverage)}"
        )
        pledge = f"pledges {position.collateral} worth {_plain(position.collateral_value)} in {position.pool}"
        yield f"{pledge} and owes {position.debt}: {wanted}"
    yield from _perpetuals(group)
    for cleared in group.cleared:
        yield f"has {cleared.side} {_plain(cleared.size)} {cleared.contract} at {cleared.clearing_house}"


def _perpetuals(group: Any) -> Iterator[str]:
    for one in group.perpetuals:
        margin = f"margin {_plain(one.margin)} in {one.venue}"
        yield f"{one.side} {one.asset} perpetuals with {margin}: leverage {_plain(one.leverage)}"


def _told(form: Any) -> str:
    values = form.model_dump(mode="json", exclude_none=True)
    kind = values.pop("kind")
    return f"{kind} ({', '.join(f'{name} {_value(value)}' for name, value in values.items())})" if values else str(kind)


def _plain(value: Any) -> str:
    return _value(value if isinstance(value, int | float) else value.model_dump(mode="json"))


def _value(value: Any) -> str:
    if isinstance(value, dict) and (name := next((tag for tag in ("kind", "distribution") if tag in value), None)):
        inner = {key: one for key, one in value.items() if key != name}
        told = ", ".join(f"{key} {_value(one)}" for key, one in inner.items())
        return f"{value[name]}({told})" if inner else str(value[name])
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list) and value and isinstance(value[0], list):
        return f"through {len(value)} waypoints from {value[0][1]:g} to {value[-1][1]:g}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
