"""What a chapter hands to an interactive figure arrives as it was; the rest is refused."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from threeways.explorers import _pack, explorer


def unpack(packed):
    raw = np.frombuffer(base64.b64decode(packed["base64"]), "<" + packed["dtype"][0] + "4")
    return raw.reshape(packed["shape"])


@given(arrays.arrays(np.float32, arrays.array_shapes(min_side=0), elements={"allow_nan": False}))
def test_an_array_of_floats_arrives_whole(array):
    np.testing.assert_array_equal(unpack(_pack(array, "x")), array)


@given(arrays.arrays(st.sampled_from([np.int64, np.uint8, np.bool_]), (2, 3)).map(lambda a: a % 2))
def test_integers_and_truths_arrive_as_integers(array):
    assert _pack(array, "x")["dtype"] == "int32"
    np.testing.assert_array_equal(unpack(_pack(array, "x")), array)


def test_a_view_and_nested_values_arrive_in_order():
    view = np.arange(6.0).reshape(2, 3).T
    packed = _pack({"a": [view, "text", np.float64(0.5), None, True]}, "x")["a"]
    np.testing.assert_array_equal(unpack(packed[0]), view)
    assert packed[1:] == ["text", 0.5, None, True]


def test_what_cannot_travel_is_refused_by_name():
    with pytest.raises(TypeError, match=r"weights\.b is a set"):
        explorer("any", weights={"b": {1}})
    with pytest.raises(TypeError, match="names holds <U1"):
        explorer("any", names=np.array(["a"]))
    with pytest.raises(ValueError, match="ids holds integers that do not fit"):
        explorer("any", ids=np.array([2**31]))
