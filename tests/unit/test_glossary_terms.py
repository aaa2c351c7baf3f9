"""Terms of the glossary, found in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threeways.course.pages.glossary import EVERYDAY, Entry, Terms


def found(text, *names, defines=False):
    terms = Terms(Entry((name,), name, "") for name in names)
    return [text[start:end] for start, end, _ in terms.find(text, defines)]


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("Feature map", "feature maps"),
        ("N-gram", "n-grams"),
        ("N-gram", "N‑gram"),
        ("Logits", "logit"),
        ("GRU", "GRUs"),
        ("Fine-tuning", "fine tuning"),
        ("Fine-tuning", "finetuning"),
        ("Back-propagation through time", "backpropagation\nthrough time"),
        ("Kneser–Ney smoothing", "Kneser-Ney smoothing"),
        ("Perplexity", "Perplexities"),
        ("Loss", "losses"),
    ],
)
def test_a_term_is_found_however_it_is_written(name, used):
    assert found(f"Here, {used}: one.", name) == [used]


@pytest.mark.parametrize(
    "text", ["a propagate", "investigate", "gated", "a gate-like thing", "sub-gate"]
)
def test_a_part_of_a_word_is_no_term(text):
    assert found(text, "Gate") == []


def test_a_term_is_found_once_and_a_longer_one_hides_the_shorter_in_it():
    text = "A forget gate, another forget gate, a gate, a gate."
    assert found(text, "Gate", "Forget gate") == ["forget gate", "gate"]


def test_two_names_of_one_entry_count_as_one():
    terms = Terms([Entry(("Intersection over union", "IoU"), "term-iou", "")])
    assert [start for start, _, _ in terms.find("The IoU, or intersection over union")] == [4]
    assert list(terms.find("IoU")) == []


@pytest.mark.parametrize("name", sorted(EVERYDAY))
def test_an_everyday_word_is_a_term_only_where_it_is_emphasised(name):
    assert found(f"the {name.lower()}", name) == []
    assert found(name.lower(), name, defines=True) == [name.lower()]


@given(st.text(), st.lists(st.sampled_from(["gate", "forget gate", "logits"]), min_size=1))
def test_what_is_found_is_a_name_and_lies_in_the_order_of_the_text(noise, used):
    text = f" {noise} ".join(["", *used, ""])
    terms = Terms(Entry((name,), name, "") for name in ("Gate", "Forget gate", "Logits"))
    places = list(terms.find(text))
    assert len({entry.anchor for _, _, entry in places}) == len(places)
    ends = [0, *(end for _, end, _ in places)]
    for (start, end, entry), before in zip(places, ends, strict=False):
        assert before <= start < end
        assert text[start:end].lower()[:3] == entry.anchor.lower()[:3]


def test_a_book_without_a_glossary_has_no_terms():
    assert found("a gate") == []
