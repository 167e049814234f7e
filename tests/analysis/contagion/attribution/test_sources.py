from firesale.analysis.contagion.attribution.sources import Kind, Source, Sources
from firesale.analysis.contagion.channel_names import CLAIM, FIRE_SALE, RESIDUAL


def test_a_source_keeps_its_number() -> None:
    sources = Sources()
    numbers = [sources.number(Source(RESIDUAL)), sources.number(Source(FIRE_SALE, "p", "x", block=3))]
    assert [*numbers, sources.number(Source(RESIDUAL))] == [0, 1, 0]
    assert len(sources) == 2


def test_what_was_never_asked_for_is_not_found() -> None:
    sources = Sources()
    sources.number(Source(CLAIM, "p"))
    assert (sources.find(Source(CLAIM, "p")), sources.find(Source(CLAIM, "q"))) == (0, -1)
    assert len(sources) == 1


def test_blocks_and_assets_are_of_one_kind() -> None:
    sources = Sources()
    for block in (1, 2):
        sources.number(Source(FIRE_SALE, "p", "x", block=block))
    sources.number(Source(FIRE_SALE, "q", "x", block=1))
    kinds, of_source = sources.kinds()
    assert kinds == [Kind(FIRE_SALE, "p", "x"), Kind(FIRE_SALE, "q", "x")]
    assert of_source.tolist() == [0, 0, 1]


def test_sources_are_asked_for_by_channel() -> None:
    sources = Sources()
    for channel in (RESIDUAL, FIRE_SALE, CLAIM):
        sources.number(Source(channel))
    assert sources.are((CLAIM, FIRE_SALE)).tolist() == [1, 2]


def test_the_table_has_a_row_per_source() -> None:
    sources = Sources()
    sources.number(Source(FIRE_SALE, "p", "x", block=7))
    (row,) = sources.table().itertuples()
    assert (row.channel, row.pool, row.exchange, row.account, row.asset, row.block) == (FIRE_SALE, "p", "x", -1, "", 7)
