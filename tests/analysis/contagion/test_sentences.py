from firesale.analysis.contagion.contagion import Contagion
from firesale.analysis.contagion.sentences import sentences
from tests.analysis.contagion.conftest import Written
from tests.analysis.contagion.test_known_cascades import chain_of_three, two_roots


def test_without_liquidations_there_is_nothing_to_attribute(written: Written) -> None:
    assert sentences(Contagion(written.pool("p").tables())) == [
        "No liquidation happened, so there is nothing to attribute."
    ]


def test_a_chain_in_words(written: Written) -> None:
    assert sentences(chain_of_three(written)) == [
        "What made positions unsafe whose 1,600 USD of debt was liquidated: 50% common shock and 50% fire sale.",
        "Traced back to where each cascade began: 100% common shock.",
        "One liquidation set off 0.67 others directly, on average.",
        "The forest has 1 tree; the largest has 3 liquidations in 3 pools, 2 generations deep, within 2 min.",
        "The strongest contagion between pools: p infected q with 500 USD, 100% of what was liquidated there.",
    ]


def test_bad_debt_has_a_sentence_of_its_own(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05, debt=80.0).step(1).swap("x", 5, -0.5, "run")
    written.step(2).report(written.quote("x"))
    units, price = written.units["p", 1], written.reported
    written.add(written.liquidation("p", 1, units, 80.0, units, units * price, price)).write_off("p", 1, 16.0)
    told = sentences(Contagion(written.tables()))
    assert told[2] == "What used up the equity behind 16 USD of bad debt: 100% run."


def test_what_nobody_can_explain_is_called_so(written: Written) -> None:
    written.pool("p").position("p", 1, 0.9).liquidate("p", 1)
    assert sentences(Contagion(written.tables()))[0].endswith("100% unexplained.")


def test_with_one_pool_nothing_is_said_of_contagion_between_pools(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1).swap("x", 5, -0.5, "run").step(2)
    told = sentences(Contagion(written.report(written.quote("x")).liquidate("p", 1).tables()))
    assert told[-1].startswith("No liquidation had most of its cause in another one")


def test_pools_that_did_not_infect_each_other(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").pool("q").position("p", 1, 1.05).step(1).swap("x", 5, -0.5, "run").step(
        2
    )
    told = sentences(Contagion(written.report(written.quote("x")).liquidate("p", 1).tables()))
    assert told[-1] == "No pool infected another one."


def test_the_strongest_contagion_is_between_two_pools(written: Written) -> None:
    assert sentences(two_roots(written))[-1] == (
        "The strongest contagion between pools: p infected r with 200 USD, 67% of what was liquidated there."
    )
