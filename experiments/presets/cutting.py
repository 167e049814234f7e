"""Tables of a preset name every asset that its source tells of; a venue takes those that it lists."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from firesale.experiments.families import FAMILIES
from firesale.market.checks import AmongAssets, PerAsset, marks
from firesale.market.errors import BadValueError
from firesale.market.venues import VENUES

Tables = dict[str, Any]
Lists = Mapping[str, Sequence[str]]


def cut_to_assets(venue: Tables, own: Mapping[str, Any], key: str) -> Tables:
    """The venue's terms for the assets that `own` lists, or else the venue. Raises BadValueError for an asset without terms in either."""
    part = VENUES.get(str(venue.get("kind")))
    if part is None or own.get("kind", venue["kind"]) != venue["kind"]:
        return venue
    lists = {}
    for name in ("collateral", "debt"):
        assets = own.get(name, venue.get(name))
        if isinstance(assets, list | tuple) and all(isinstance(asset, str) for asset in assets):
            lists[name] = assets
    return _cut(venue, part, lists, own, key)


def _cut(table: Tables, part: Any, lists: Lists, own: Any, key: str) -> Tables:
    """One part, and the parts inside it; `own` is what the scenario says in its place."""
    cut = dict(table)
    for field, (bare, extras) in marks(part).items():
        given = table.get(field)
        listed = next((mark for mark in extras if isinstance(mark, PerAsset)), None)
        among = next((mark for mark in extras if isinstance(mark, AmongAssets)), None)
        mine = own.get(field) if isinstance(own, Mapping) else None
        if among is not None and isinstance(given, list) and among.of in lists:
            cut[field] = [asset for asset in given if asset in lists[among.of]]
        elif listed is not None and isinstance(given, Mapping) and "kind" not in given:
            cut[field] = _rows(given, lists.get(listed.of, list(given)), mine, key, listed.of)
        elif listed is None and isinstance(given, Mapping | list):
            cut[field] = _inner(given, bare, lists, mine, key)
    return cut


def _inner(given: Any, bare: Any, lists: Lists, own: Any, key: str) -> Any:
    """A part or a list of parts, each cut."""
    family = FAMILIES.get(get_args(bare)[0] if get_origin(bare) is tuple else bare)
    if family is None:
        return given
    if isinstance(given, Mapping):
        return next(_parts([given], family, lists, own, key))
    return list(_parts(given, family, lists, None, key))


def _parts(given: Sequence[Any], family: Mapping[str, type], lists: Lists, own: Any, key: str) -> Iterator[Any]:
    for one in given:
        replaced = isinstance(own, Mapping) and own.get("kind", one["kind"]) != one["kind"]
        yield one if replaced else _cut(one, family[one["kind"]], lists, own, key)


def _rows(given: Mapping[str, Any], assets: Sequence[str], own: Any, key: str, of: str) -> Tables:
    """The rows of the assets listed; an asset without one must have its own."""
    replaced = own is not None and (not isinstance(own, Mapping) or "kind" in own)
    for i, asset in enumerate(assets):
        if asset not in given and not replaced and not (isinstance(own, Mapping) and asset in own):
            raise BadValueError(f"{key}.{of}.{i}", asset, f"an asset of the preset: {', '.join(given)}")
    return {asset: value for asset, value in given.items() if asset in assets}
