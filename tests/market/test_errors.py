import pickle

from firesale.market.errors import BadValueError


def test_a_bad_value_comes_back_from_another_process_as_it_was() -> None:
    error = pickle.loads(pickle.dumps(BadValueError("time.steps", 0, "1 or more")))
    assert str(error) == "time.steps: received 0; allowed: 1 or more"
    assert (error.key, error.received, error.allowed) == ("time.steps", 0, "1 or more")
