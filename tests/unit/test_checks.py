"""What agree, reproduces and claim accept, refuse and print; and what importing them costs."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from threeways import agree, claim, reproduces
from threeways.checks import LECTURES, MIME, CheckFailed, difference

FLOATS = arrays(np.float64, array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6))
quick = settings(max_examples=30, deadline=None, derandomize=True)

# agree: what agrees


@quick
@given(FLOATS)
def test_an_array_agrees_with_itself_exactly(a):
    assert difference("itself", one=a, two=a.copy()) == 0


@quick
@given(FLOATS, st.floats(0.01, 100))
def test_the_tolerance_scales_with_the_larger_of_one_and_the_largest_value(a, factor):
    allowed = 1e-3 * max(1.0, np.abs(a).max())
    shifted = a.copy()
    shifted.flat[-1] += factor * allowed
    gap = np.abs(shifted - a).max()  # what is left of the shift after rounding
    if gap <= 0.999 * allowed:
        assert difference("shifted", tol=1e-3, one=a, two=shifted) == pytest.approx(
            gap / max(1.0, np.abs(a).max())
        )
    elif gap >= 1.001 * allowed:
        with pytest.raises(CheckFailed, match="two differs from one"):
            agree("shifted", tol=1e-3, one=a, two=shifted)


def test_the_scale_is_that_of_the_first_way():
    big, small = np.array([1000.0]), np.array([1000.5])
    assert difference("scaled", tol=1e-3, one=big, two=small) == pytest.approx(0.5 / 1000)
    with pytest.raises(CheckFailed):
        agree("not scaled below one", tol=1e-3, one=big / 1e6, two=small / 1e6 + 0.01)


def test_it_prints_one_line_with_the_largest_difference(capsys):
    agree("sums", numpy=1.0, keras=1.0 + 2e-6, torch=1.0 - 4e-6)
    assert capsys.readouterr().out == "✓ sums: three ways, one answer: 4.0e-06\n"


def test_numbers_lists_integers_and_bools_are_arrays_too():
    assert difference("numbers", one=2, two=2.0) == 0
    assert difference("rows", one=[[1, 2], [3, 4]], two=np.array([[1, 2], [3, 4]])) == 0
    assert difference("masks", one=np.array([True, False]), two=[True, False]) == 0
    assert difference("complex", one=np.array([1 + 2j]), two=np.array([1 + 2j])) == 0


def test_trees_are_compared_leaf_by_leaf():
    tree = {"W": np.ones((2, 3)), "states": [np.zeros(2), (np.ones(1), np.ones(4))]}
    assert difference("trees", one=tree, two=tree) == 0
    other = {"W": np.ones((2, 3)), "states": [np.zeros(2), (np.ones(1), np.array([1, 1, 1, 2.0]))]}
    with pytest.raises(CheckFailed, match=r"trees\['states'\]\[1\]\[1\]: two .* most at \(3,\)"):
        agree("trees", one=tree, two=other)


def test_torch_tensors_with_gradients_and_in_half_precision():
    import torch

    a = torch.tensor([1.0, 2.0], requires_grad=True)
    assert difference("a leaf", numpy=np.array([1.0, 2.0]), torch=a) == 0
    assert difference("a result", numpy=np.array([2.0, 4.0]), torch=2 * a) == 0
    assert difference("bfloat16", numpy=np.array([1.0, 2.0]), torch=a.bfloat16()) == 0
    assert difference("half", numpy=np.array([1.0, 2.0]), torch=a.half()) == 0
    assert (
        difference("conjugate", numpy=np.array([1 - 2j]), torch=torch.tensor([1 + 2j]).conj()) == 0
    )


def test_tensorflow_tensors_variables_and_gradients_of_embeddings():
    import tensorflow as tf

    expected = np.array([1.0, 2.0])
    assert difference("a tensor", numpy=expected, keras=tf.constant([1.0, 2.0])) == 0
    assert difference("a variable", numpy=expected, keras=tf.Variable([1.0, 2.0])) == 0
    assert difference("bfloat16", numpy=expected, keras=tf.constant([1.0, 2.0], tf.bfloat16)) == 0
    table = tf.Variable(tf.zeros((3, 2)))
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tf.gather(table, [1, 1, 2]))
    gradient = tape.gradient(total, table)
    assert isinstance(gradient, tf.IndexedSlices)
    assert difference("rows that occur twice", numpy=[[0, 0], [2, 2], [1, 1]], keras=gradient) == 0


def test_keras_variables():
    import keras

    layer = keras.layers.Dense(2, kernel_initializer="ones")
    layer.build((None, 3))
    expected = [np.ones((3, 2)), np.zeros(2)]
    assert difference("weights", numpy=expected, keras=layer.weights) == 0


# agree: what it refuses


def test_a_difference_is_named_with_its_place_and_both_values():
    a, b = np.zeros((2, 3)), np.zeros((2, 3))
    b[1, 2] = 0.5
    with pytest.raises(CheckFailed) as caught:
        agree("outputs", numpy=a, torch=b)
    message = str(caught.value)
    for part in ("outputs", "torch differs from numpy by 5.0e-01", "(1, 2)", "torch 0.5"):
        assert part in message


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("way", ["numpy", "keras"])
def test_nan_and_infinity_are_refused_even_where_both_have_them(bad, way):
    ways = {"numpy": np.array([1.0, 2.0, 3.0]), "keras": np.array([1.0, 2.0, 3.0])}
    ways[way][1] = bad
    with pytest.raises(CheckFailed, match=rf"losses: {way} holds {bad} at \(1,\)"):
        agree("losses", **ways)
    with pytest.raises(CheckFailed, match=rf"holds {bad} at \(1,\)"):
        agree("losses", one=ways[way], two=ways[way])


def test_shapes_that_would_broadcast_are_refused_by_name():
    with pytest.raises(CheckFailed, match=r"outputs: torch has shape \(3, 1\), numpy has \(3,\)"):
        agree("outputs", numpy=np.zeros(3), torch=np.zeros((3, 1)))


def test_trees_of_another_structure_are_refused():
    with pytest.raises(CheckFailed, match="torch is built differently from numpy"):
        agree("gradients", numpy={"W": np.ones(2), "b": np.ones(1)}, torch={"W": np.ones(2)})


def test_nothing_to_compare_is_no_agreement():
    with pytest.raises(CheckFailed, match="nothing to compare"):
        agree("empty", one=np.zeros((0, 3)), two=np.zeros((0, 3)))
    with pytest.raises(TypeError, match="at least two ways"):
        agree("alone", numpy=np.ones(2))
    with pytest.raises(TypeError, match="no array of numbers"):
        agree("words", one="a", two="a")


# reproduces and claim


@pytest.mark.parametrize(
    ("computed", "expected", "tol"),
    [
        (40_800, 40_800, 0),
        (np.int64(7), 7, 0),
        ((28, 28, 1), [28, 28, 1], 0),
        ({"a": np.array([1.0, 2.0])}, {"a": [1, 2]}, 0),
        ("relu", "relu", 0),
        (141.19, 141.2, 0.05),
        (None, None, 0),
    ],
)
def test_a_lecture_value_that_holds_is_printed(computed, expected, tol, capsys):
    reproduces("value", computed, expected, lecture="dla-p4", tol=tol)
    assert capsys.readouterr().out.startswith("✓ value = ")


@pytest.mark.parametrize(
    ("computed", "expected", "tol"),
    [
        (40_801, 40_800, 0),
        (141.3, 141.2, 0.05),
        ([1, 2], [1, 2, 3], 0),
        ({"a": 1}, {"b": 1}, 0),
        ("relu", "tanh", 0),
        (float("nan"), 1.0, 10),
    ],
)
def test_a_lecture_value_that_does_not_hold_fails_with_both_values(computed, expected, tol):
    with pytest.raises(CheckFailed) as caught:
        reproduces("value", computed, expected, lecture="dla-p4", tol=tol)
    assert repr(computed) in str(caught.value)
    assert repr(expected) in str(caught.value)


def test_an_unknown_lecture_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=LECTURES[0]):
        reproduces("value", 1, 1, lecture="dla-p5")


@pytest.mark.parametrize("true", [True, np.bool_(True), np.array([True]), np.array([2]) > 1])
def test_a_claim_that_holds_is_printed(true, capsys):
    claim("ridge wins", true)
    assert capsys.readouterr().out == "✓ ridge wins\n"


@pytest.mark.parametrize("false", [False, np.bool_(False), np.array([False])])
def test_a_claim_that_does_not_hold_fails(false):
    with pytest.raises(CheckFailed, match="does not hold: ridge wins"):
        claim("ridge wins", false)


@pytest.mark.parametrize("unclear", [0.93, 1, "yes", None, np.array([True, True])])
def test_a_claim_takes_truth_values_only(unclear):
    with pytest.raises(TypeError, match="needs True or False"):
        claim("accuracy", unclear)


def test_a_claim_takes_a_torch_bool():
    import torch

    claim("a tensor", torch.tensor(2.0) > 1)
    with pytest.raises(CheckFailed):
        claim("a tensor", torch.tensor(2.0) < 1)


def test_in_a_notebook_each_check_leaves_its_record_in_the_output():
    import nbformat
    from nbclient import NotebookClient

    code = """
from threeways import agree, claim, reproduces
agree("a sum", numpy=1.0, torch=1.0)
reproduces("weights", 10, 10, lecture="dla-p4")
claim("it runs", True)
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, kernel_name="python3").execute()
    data = [output.data for output in notebook.cells[0].outputs]
    assert [item["text/plain"][0] for item in data] == ["✓"] * 3
    parity, lecture, statement = (item[MIME] for item in data)
    assert (parity["kind"], parity["what"], parity["value"]) == ("parity", "a sum", "0.0e+00")
    assert (parity["tolerance"], parity["ways"]) == ("1e-05", ["numpy", "torch"])
    assert (lecture["kind"], lecture["value"], lecture["source"]) == ("lecture", "10", "dla-p4")
    assert (statement["kind"], statement["what"]) == ("claim", "it runs")


# What importing costs

IMPORTED = """
import json, sys
{statement}
frameworks = {"keras", "torch", "tensorflow", "jax"}
print(json.dumps(sorted(frameworks & sys.modules.keys())))
"""


@pytest.mark.parametrize(
    "statement", ["import threeways", "from threeways import bridge, checks, plots"]
)
def test_importing_threeways_imports_no_framework(statement):
    code = IMPORTED.replace("{statement}", statement)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_importing_threeways_takes_less_than_half_a_second():
    code = """
import time
start = time.process_time()
import threeways
print(time.process_time() - start)
"""
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    assert min(float(run.stdout) for run in runs) < 0.5  # of CPU time: others use the machine, too


def test_a_list_of_tuples_of_tensors_that_require_gradients_is_a_tree():
    import torch

    weight = torch.ones(2, requires_grad=True)
    agree("pairs", one=[(weight, weight)], two=[(np.ones(2), np.ones(2))])


def test_the_difference_alone_is_returned_however_large_and_printed_nowhere(capsys):
    assert difference("far", one=np.zeros(2), two=np.array([0.0, 3.0])) == 3
    assert capsys.readouterr().out == ""


def test_agree_leaves_nothing_behind_for_a_notebook_to_echo():
    assert agree("one", one=1.0, two=1.0) is None
