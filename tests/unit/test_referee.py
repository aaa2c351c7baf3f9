"""A test that is played again believes values only, and changes nothing outside itself."""

import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threeways.course.grading import stage, wire


def outcome(value: Any) -> dict[str, Any]:
    return {"value": wire.pack(value), "changed": [], "after": []}


def call(name: str, *given: Any, **named: Any) -> list[Any]:
    packed = {key: wire.pack(one) for key, one in named.items()}
    return json.loads(json.dumps([name, [wire.pack(one) for one in given], packed]))


def played(source: str, *answered: tuple[list[Any], Any], **namespace: Any) -> dict[str, Any]:
    prompter = stage.Prompter()
    prompter.learn(answered)
    return json.loads(prompter.play(source, ["f"], {"np": np, **namespace}))


def test_a_test_passes_by_the_values_that_were_returned():
    assert played("assert f(2) == 4", (call("f", 2), outcome(4))) == {"why": ""}
    said = played("assert f(2) == 4, f'not {f(2)}'", (call("f", 2), outcome(5)))
    assert said == {"asks": call("f", 2)}  # the second call, for the message
    twice = [(call("f", 2), outcome(5))] * 2
    assert played("assert f(2) == 4, f'not {f(2)}'", *twice) == {"why": "AssertionError: not 5"}


def test_calls_that_are_the_same_are_answered_in_their_order():
    answered = [(call("f", 1), outcome(n)) for n in (3, 5)]
    assert played("assert [f(1), f(1)] == [3, 5]", *answered) == {"why": ""}


def test_what_is_not_known_is_asked_for_whatever_the_test_makes_of_it():
    source = "try:\n    f(1, key=np.ones(2))\nexcept BaseException:\n    pass"
    assert played(source) == {"asks": call("f", 1, key=np.ones(2))}


def test_what_a_function_does_to_its_arguments_is_done():
    def double_in_place(x, rng):
        x *= 2
        return rng.random()

    x, rng = np.ones(2), np.random.default_rng(3)
    asked = call("f", x, rng)
    told = json.loads(json.dumps(wire.outcome(double_in_place, asked[1])))
    source = (
        "x, rng = np.ones(2), np.random.default_rng(3)\nfirst = f(x, rng)\n"
        "assert (x == 2).all()\nassert first != rng.random()"
    )
    assert played(source, (asked, told)) == {"why": ""}


def test_an_exception_that_a_test_expects_is_raised():
    source = "try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError"
    assert played(source, (call("f", -1), {"error": "ValueError"})) == {"why": ""}


HOSTILE = [
    {"value": ["other", "Any"], "changed": [], "after": []},
    {"value": ["list", [["other", "Any"]]], "changed": [], "after": []},
    {"value": ["array", "f8", [2**62, 2**62], ""], "changed": [], "after": []},
    {"value": ["array", "O8", [1], "AAAAAAAAAAA="], "changed": [], "after": []},
    {"value": ["scalar", "f8", [1], "AAAAAAAAAAA="], "changed": [], "after": []},
    {"value": ["generator", {"bit_generator": "PCG64", "state": {"state": 10**99, "inc": 1}}]},
    {"value": ["generator", "os.system"], "changed": [], "after": []},
    {"value": ["plain", 4], "changed": [9], "after": [["plain", 1]]},
    {"value": ["plain", 4], "changed": [0], "after": [["plain", 1]]},
    {"value": ["plain", 4], "changed": [0], "after": []},
    {"value": ["plain", 4], "changed": None, "after": None},
    {"value": ["plain", 4]},
    {"error": "SystemExit"},
    {"error": "KeyboardInterrupt"},
    {"error": "__import__"},
    {"error": ["ValueError"]},
    {},
    [],
    "4",
    None,
]


@pytest.mark.parametrize("told", HOSTILE, ids=lambda told: json.dumps(told)[:60])
def test_a_hostile_outcome_passes_no_test_and_stops_nobody(told):
    said = played("assert f(2)", (call("f", 2), told))
    assert said["stuck"]


@given(st.recursive(st.none() | st.integers() | st.text(max_size=6), st.lists, max_leaves=8))
def test_no_outcome_ends_more_than_its_test(tree):
    for told in (tree, {"value": tree}, {"value": ["plain", 4], "changed": tree, "after": tree}):
        said = played("assert f(2) == 4", (call("f", 2), told))
        assert said.keys() <= {"why", "stuck"}


def test_nothing_is_left_of_a_test_that_was_played():
    namespace = {"f": len, "helper": None}
    exec("def helper():\n    return f(2)", namespace)
    before = dict(namespace)
    prompter = stage.Prompter()
    prompter.learn([(call("f", 2), outcome(4))])
    said = json.loads(prompter.play("mine = helper()\nassert mine == 4", ["f", "g"], namespace))
    assert said == {"why": ""}  # the notebook's own functions call the stand-in, too
    assert namespace == before


def test_calls_are_foretold_in_groups_whose_outcomes_are_not_too_large():
    namespace = {"f": lambda n: np.zeros(n), "np": np}
    source = "for n in (1, 9_000, 9_000, 9_000, 40_000):\n    assert f(n).shape == (n,)"
    said = json.loads(stage.foretell(source, ["f"], namespace))
    assert said["why"] == "" and said["count"] == 5
    assert [len(group) for group in said["calls"]] == [3, 1, 1]


@given(
    st.sampled_from(
        [np.float64(0.5), np.float32(1), np.int64(7), np.bool_(True), np.complex128(1j)]
    )
)
def test_numbers_of_numpy_stay_numbers(value):
    there = wire.unpack(json.loads(json.dumps(wire.pack(value))))
    assert type(there) is type(value) and there == value


def test_a_generator_goes_on_where_it_was():
    rng = np.random.default_rng(random.randrange(100))
    rng.random(5)
    there = wire.unpack(json.loads(json.dumps(wire.pack(rng))))
    assert there.random() == rng.random()


def test_a_tensor_stays_one():
    torch = pytest.importorskip("torch")
    tensor = torch.arange(6.0, requires_grad=True).reshape(2, 3)
    there = wire.unpack(json.loads(json.dumps(wire.pack(tensor))))
    assert isinstance(there, torch.Tensor) and torch.equal(there, tensor.detach())
