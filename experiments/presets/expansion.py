"""Venues by name: a venue table that says `preset` gets the terms of the preset; its own keys go before them."""

from collections.abc import Mapping
from typing import Any

from firesale.experiments.presets.catalogue import Preset, Tables, preset, preset_names
from firesale.experiments.presets.cutting import cut_to_assets
from firesale.market.errors import BadValueError


def expand_presets(tables: Tables) -> Tables:
    """The tables with every preset written out: tables per asset cut to the assets that the venue lists, and the oracle that comes with it.

    The oracle is called as the venue with "-oracle" behind it; the scenario's own table of that name goes before it. Raises BadValueError.
    """
    venues = tables.get("venues")
    if not isinstance(venues, Mapping) or not any(_asks(venue) for venue in venues.values()):
        return tables
    expanded = {**tables, "venues": {**venues}}
    for name, venue in venues.items():
        if _asks(venue):
            key = f"venues.{name}"
            terms = _preset(venue["preset"], f"{key}.preset")
            expanded["venues"][name] = _venue(venue, terms, key)
            _bring_oracle(expanded, name, terms)
    return expanded


def merged(under: Any, over: Any) -> Any:
    """Two tables as one: a key of `over` goes before the same key of `under`; a part of another kind replaces the part."""
    if not isinstance(under, Mapping) or not isinstance(over, Mapping):
        return over
    if "kind" in over and over["kind"] != under.get("kind"):
        return over
    return {**under, **{name: merged(under.get(name), value) for name, value in over.items()}}


def _asks(venue: Any) -> bool:
    return isinstance(venue, Mapping) and "preset" in venue


def _preset(name: Any, key: str) -> Preset:
    known = preset_names()
    if name not in known:
        raise BadValueError(key, name, f"the name of a preset: {', '.join(known)}")
    return preset(name)


def _venue(venue: Mapping[str, Any], terms: Preset, key: str) -> Tables:
    """The terms of the preset and of its variant, cut to the venue's assets, below what the venue says itself."""
    own = {name: value for name, value in venue.items() if name not in ("preset", "variant")}
    base = terms.venue
    if "variant" in venue:
        if venue["variant"] not in terms.variants:
            known = ", ".join(terms.variants) or "none: this preset has no variants"
            raise BadValueError(f"{key}.variant", venue["variant"], known)
        base = merged(base, terms.variants[venue["variant"]])
    whole: Tables = merged(cut_to_assets(base, own, key), own)
    return whole


def _bring_oracle(tables: Tables, name: str, terms: Preset) -> None:
    """The preset's oracle for a venue that names none."""
    venue = tables["venues"][name]
    oracles = tables.get("oracles", {})
    if terms.oracle is None or "oracle" in venue or not isinstance(oracles, Mapping):
        return
    called = f"{name}-oracle"
    tables["oracles"] = {**oracles, called: merged(terms.oracle, oracles.get(called, {}))}
    venue["oracle"] = called
