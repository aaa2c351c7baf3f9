"""The writer on the page: its models are the chapter's, and one can use it without a mouse."""

from itertools import pairwise

import numpy as np
import pytest

from tests.site.conftest import CHROMIUM
from tests.site.explorer_harness import array, built, exported, page_of
from threeways.scratch import generation
from threeways.scratch.ngram import NgramModel, Vocabulary

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

PAGE = page_of("writer")
KINDS = "const kind = threeways.kinds.get('writer');"
WRITER = f"const writer = document.querySelector('.explorer-writer').writer; {KINDS}"
ORDERS = (1, 2, 3, 5, 6)
STILL = {"rtol": 0, "atol": 1e-6}


def arrived(page):
    """Wait until the figure stands and has read its text."""
    built(page, "writer").locator(".explorer-said:not(:empty)").wait_for()
    return page


@pytest.fixture(scope="module")
def given():
    """What the chapter has handed to the page."""
    return exported("writer")


@pytest.fixture(scope="module")
def weights(given):
    """The rounded network, in NumPy."""

    def exact(packed):
        return array(packed).ravel().astype(float)

    def matrix(packed):
        m, n = packed["shape"]
        whole = array(packed["whole"], "i1").astype(float)
        return whole[: m * n].reshape(m, n) * exact(packed["scale"])[:, None]

    return {
        layer: {k: matrix(w) if "whole" in w else exact(w) for k, w in parts.items()}
        for layer, parts in given["network"].items()
    }


@pytest.fixture(scope="module")
def vocabulary(given):
    return Vocabulary(given["characters"])


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1000, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)  # on a busy machine, too
    page.goto(PAGE.as_uri())
    yield arrived(page)
    context.close()


@pytest.fixture
def fresh(page):
    """The figure as it is at first: the GRU, the sentence, no slider moved."""
    page.reload()
    return arrived(page)


def said(page, words):
    page.wait_for_function(
        "words => document.querySelector('.explorer-writer .explorer-said')"
        ".textContent.includes(words)",
        arg=words,
    )


def written(page):
    page.wait_for_function("!document.querySelector('.explorer-writer').writer.left")
    return page.locator(".explorer-writer textarea").input_value()


def write(page):
    page.locator(".explorer-writer").get_by_role("button", name="write").click()
    return written(page)


def some_texts(vocabulary, text):
    """Numbers of characters: none, one, of the text, and of no text at all."""
    rng = np.random.default_rng(0)
    passages = [list(text[i : i + 80]) for i in rng.integers(0, len(text) - 80, 8)]
    passages += [["\n"], ["¤"], list("Alms\n\nfor ßthe “poor”")]
    texts = [vocabulary.encode("</s>" if c == "\n" else c for c in p).tolist() for p in passages]
    noise = [rng.choice([0, *range(2, len(vocabulary))], n).tolist() for n in (1, 7, 150)]
    return [[], *texts, *noise]


# ---- The mathematics


def test_the_gru_is_that_of_numpy(page, weights, vocabulary, given):
    texts = some_texts(vocabulary, given["text"])
    theirs = page.evaluate(
        f"""texts => {{ {WRITER}
          const after = (text) => text.reduce(
            (states, token) => [...states, writer.gru.read(token, states.at(-1))],
            [writer.gru.start()]);
          return texts.map((text) => after(text).map((h) => [...writer.gru.logits(h)])); }}""",
        texts,
    )
    zeros = np.zeros((1, len(weights["gru"]["U"])))
    for text, logits in zip(texts, theirs, strict=True):
        tokens = np.array([[vocabulary.eos, *text]])  # a text begins a line
        ours, _ = generation.read(tokens, zeros, weights)
        np.testing.assert_allclose(logits, ours[0], **STILL)


@pytest.fixture(scope="module")
def counted(page):
    page.evaluate(f"async () => {{ {WRITER} await (writer.counted ??= writer.count()); }}")
    return page


NGRAMS = f"""([texts, order, orders, V]) => {{ {WRITER}
  const model = kind.ngramModel(orders ?? writer.orders, order, V);
  return texts.map((text) => [...model.logits(text.reduce(
    (state, token) => model.read(token, state), model.start()))].map(Math.exp)); }}"""


def ours(model, text):
    """Probabilities after a text; the model starts afresh with each line."""
    eos = model.vocabulary.eos
    start = len(text) - text[::-1].index(eos) if eos in text else 0
    return model.next_probs([model.vocabulary.bos, *text[start:]])


@pytest.mark.parametrize("order", ORDERS)
def test_the_ngrams_are_those_of_the_package(counted, vocabulary, given, order):
    lines = given["text"].split("\n")[:-1]
    model = NgramModel(order, vocabulary=vocabulary).fit(lines)
    texts = some_texts(vocabulary, given["text"])
    theirs = np.array(counted.evaluate(NGRAMS, [texts, order, None, len(vocabulary)]))
    np.testing.assert_allclose(theirs, [ours(model, text) for text in texts], **STILL)
    np.testing.assert_allclose(theirs.sum(axis=1), 1, **STILL)


@pytest.mark.parametrize(
    "text", ["a\n", "ab\n\nba\n", "abcabd¤abe\n" * 3 + "\n", "aabbab" * 9 + "\n"]
)
def test_ngrams_of_a_very_short_text_are_those_of_the_package(page, text):
    vocabulary = Vocabulary("abcdef")
    model = NgramModel(4, vocabulary=vocabulary).fit(text.split("\n")[:-1])
    orders = page.evaluate(
        f"""([text, characters]) => {{ {KINDS}
          const plain = (counted) => counted && ({{ ...counted, count: [...counted.count] }});
          return [...kind.counting(text, characters)].at(-1).map((grams) => ({{
            keys: [...grams.keys], inner: plain(grams.inner), last: plain(grams.last) }})); }}""",
        [text, vocabulary.words],
    )
    texts = [vocabulary.encode(t).tolist() for t in ("", "a", "ab", "abc", "dbab", "eeeeee", "bca")]
    theirs = page.evaluate(NGRAMS, [texts, 4, orders, len(vocabulary)])
    np.testing.assert_allclose(theirs, [ours(model, text) for text in texts], **STILL)


SHAPE = f"""([z, how, t]) => {{ {KINDS}
  const shaped = kind.shape(Float64Array.from(z), how);
  return [[...kind.logSoftmax(shaped)].map(Math.exp), t.map((t) => kind.walk(shaped, t))]; }}"""


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"temperature": 0.1},
        {"temperature": 2.0, "k": 5},
        {"k": 1},
        {"k": 79},
        {"p": 0.05},
        {"p": 0.95},
        {"temperature": 0.7, "k": 20, "p": 0.6},
    ],
)
def test_temperature_top_k_and_nucleus_are_the_chapters(page, how):
    rng = np.random.default_rng(1)
    rows = rng.normal(0, 3, (6, 79))
    rows[0, :10] = rows[0].max()  # all of a tie stay
    rows[1] = 0
    for z in rows:
        shaped = z[None] / how.get("temperature", 1)
        shaped = generation.keep_top(shaped, how.get("k", 79))
        if "p" in how:
            shaped = generation.keep_nucleus(shaped, how["p"])
        t = [0.0, *rng.random(20), 1 - 1e-9]
        probs, drawn = page.evaluate(SHAPE, [z.tolist(), how, t])
        np.testing.assert_allclose(probs, np.exp(generation.log_softmax(shaped))[0], **STILL)
        np.testing.assert_allclose(sum(probs), 1, **STILL)
        assert drawn == [int(generation.walk(shaped, np.array([each]))[0]) for each in t]


def test_random_numbers_are_uniform_and_others_for_each_seed(page):
    numbers = np.array(
        page.evaluate(
            f"""() => {{ {KINDS} return [1, 2, 3, 4].map((seed) =>
              Array.from({{ length: 2000 }}, (_, place) => kind.chance(seed, place))); }}"""
        )
    )
    assert ((numbers >= 0) & (numbers < 1)).all()
    for row in numbers:  # 200 expected in each tenth; six standard errors
        assert np.abs(np.bincount((10 * row).astype(int), minlength=10) - 200).max() < 6 * 13.4
    correlations = np.corrcoef(numbers) - np.eye(4)
    assert np.abs(correlations).max() < 0.15
    assert np.abs([np.corrcoef(row[:-1], row[1:])[0, 1] for row in numbers]).max() < 0.15


def test_an_edited_text_surprises_as_if_it_were_read_anew(page, vocabulary):
    rng = np.random.default_rng(2)
    texts = [rng.integers(2, len(vocabulary), 200).tolist()]
    for place in (199, 0, 64, 63, 130, 100):
        changed = [*texts[-1][:place], 5, *texts[-1][place + 1 :]]
        texts += [changed, changed[: place + 1]]
        texts.append(changed)
    edited, anew = page.evaluate(
        f"""texts => {{ {WRITER}
          const all = (reading) => {{ while (reading.step()); return [...reading.bits]; }};
          const one = new kind.Reading(writer.gru, []);
          return [texts.map((text) => {{ one.turn(text); return all(one); }}),
                  texts.map((text) => all(new kind.Reading(writer.gru, text)))]; }}""",
        texts,
    )
    assert edited == anew


# ---- What a reader does


def test_it_colours_and_tells_the_surprise_of_what_is_typed(fresh, weights, vocabulary):
    text = "The quzk éne"
    fresh.locator(".explorer-writer textarea").fill(text)
    said(fresh, "over 12 characters")
    tokens = np.array([[vocabulary.eos, *vocabulary.encode(text)]])
    logits, _ = generation.read(tokens, np.zeros((1, len(weights["gru"]["U"]))), weights)
    chosen = generation.log_softmax(logits)[0, np.arange(len(text)), tokens[0, 1:]]
    bits = -chosen / np.log(2)
    spans = fresh.locator(".explorer-writer-text > span:not(.explorer-writer-end)")
    assert spans.all_inner_texts() == list(text)
    for i, value in enumerate(bits):
        assert spans.nth(i).get_attribute("title").endswith(f"{value:.1f} bits")
        edges = sum(value >= edge for edge in (1, 2, 4, 6, 8))
        assert spans.nth(i).get_attribute("class") == f"explorer-writer-bits-{edges}"
    said(fresh, f"GRU: {bits.mean():.2f} bits per character")
    said(fresh, f"perplexity {2 ** bits.mean():.1f}")


def test_it_says_which_characters_the_models_do_not_know(fresh):
    fresh.locator(".explorer-writer textarea").fill("Straße Ω Ω")
    said(fresh, "3 characters are none of the 76 that the models know (“ß”, “Ω”)")
    said(fresh, "over 7 characters")
    assert fresh.locator(".explorer-writer-text .explorer-writer-unknown").count() == 3
    fresh.locator(".explorer-writer textarea").fill("Street")
    said(fresh, "over 6 characters")
    assert "¤" not in fresh.locator(".explorer-writer .explorer-said").inner_text()


def test_unknown_letters_have_no_mean(fresh):
    fresh.locator(".explorer-writer textarea").fill("Привет")
    said(fresh, "GRU: no mean. 6 characters are none of the 76")
    assert "perplexity" not in fresh.locator(".explorer-writer .explorer-said").inner_text()


def test_perplexities_are_rounded(fresh):
    fresh.locator(".explorer-writer textarea").fill("zqxj")
    said(fresh, "over 4 characters")
    text = fresh.locator(".explorer-writer .explorer-said").inner_text()
    mean = float(text.split()[1])
    shown = text.split("perplexity ")[1].split(". ")[0]
    assert mean > 10  # so that there are thousands
    assert "," in shown
    assert "." not in shown
    np.testing.assert_allclose(float(shown.replace(",", "")), 2**mean, rtol=0.01)


def test_a_seed_is_a_whole_number_from_0(fresh):
    seed = fresh.locator(".explorer-writer").get_by_label("seed")
    for typed, kept in (("12", "12"), ("-3", "12"), ("1.5", "12"), ("", "12"), ("0", "0")):
        seed.fill(typed)
        seed.press("Enter")
        assert seed.input_value() == kept
        assert fresh.evaluate(f"() => {{ {WRITER} return writer.settings.seed; }}") == int(kept)


def test_an_empty_text_can_be_written_on(fresh):
    fresh.locator(".explorer-writer textarea").fill("")
    said(fresh, "no text yet")
    assert len(write(fresh)) == 200


@pytest.mark.parametrize("model", ["GRU", "n-grams"])
def test_the_same_seed_writes_the_same_text(fresh, model):
    figure = fresh.locator(".explorer-writer")
    figure.locator("select").select_option(model)
    said(fresh, "GRU: " if model == "GRU" else "5-grams")
    begun = written(fresh)
    texts = []
    for seed in ("7", "7", "8"):
        figure.get_by_role("button", name="start over").click()
        assert written(fresh) == begun
        said(fresh, f"{len(begun)} characters")
        figure.get_by_label("seed").fill(seed)
        texts.append(write(fresh))
    assert texts[0] == texts[1] != texts[2]
    assert all(t.startswith(begun) and len(t) == len(begun) + 200 for t in texts)


def test_one_character_is_the_first_of_many_and_top_1_is_greedy(fresh, weights, vocabulary):
    figure = fresh.locator(".explorer-writer")
    begun = written(fresh)
    one = figure.get_by_role("button", name="one character")
    one.click()
    first = written(fresh)
    assert len(first) == len(begun) + 1
    figure.get_by_role("button", name="start over").click()
    assert write(fresh).startswith(first)
    figure.get_by_role("button", name="start over").click()
    figure.get_by_label("top-k").fill("1")
    tokens = np.array([[vocabulary.eos, *vocabulary.encode(begun)]])
    logits, _ = generation.read(tokens, np.zeros((1, len(weights["gru"]["U"]))), weights)
    likeliest = vocabulary.words[int(logits[0, -1].argmax())]
    one.click()
    assert written(fresh) == begun + {"</s>": "\n"}.get(likeliest, likeliest)


def test_writing_can_be_stopped(open_page):
    page = arrived(open_page(PAGE))  # with motion: a character at a time
    begun = written(page)
    page.locator(".explorer-writer").get_by_role("button", name="write").click()
    page.locator(".explorer-writer").get_by_role("button", name="stop").click()
    text = written(page)
    page.wait_for_timeout(300)
    assert text == written(page)
    assert len(begun) <= len(text) < len(begun) + 200


def test_writing_stops_when_the_text_is_wanted(open_page):
    page = arrived(open_page(PAGE))
    area = page.locator(".explorer-writer textarea")
    page.locator(".explorer-writer").get_by_role("button", name="write").click()
    said(page, " of 200 characters")
    area.evaluate("e => { e.focus(); e.setSelectionRange(3, 3); }")
    text = written(page)
    said(page, f"over {len(text)} characters")
    assert area.input_value() == text
    assert area.evaluate("e => e.selectionStart") == 3


def test_a_text_is_full_and_how_far_it_is_read_is_said(fresh):
    area = fresh.locator(".explorer-writer textarea")
    area.fill("Why not? " * 2222)
    said(fresh, " of 19,998")
    assert "Reading" in fresh.locator(".explorer-writer-bars caption").inner_text()
    area.press("Control+End")
    fresh.keyboard.type("of ")
    said(fresh, "The text is full: 20,000 characters.")
    assert "Reading" in fresh.locator(".explorer-writer .explorer-said").inner_text()


def test_a_long_text_is_read_in_slices(fresh):
    text = "Why not, " * 100
    at_once = fresh.evaluate(
        f"""text => {{ {WRITER} writer.area.value = text;
          writer.area.dispatchEvent(new Event("input"));
          return writer.reading.bits.length; }}""",
        text,
    )
    assert at_once < len(text) / 2
    said(fresh, "over 900 characters")
    assert fresh.locator(".explorer-writer-text > span").count() == len(text) + 1


def test_every_control_is_reached_by_tab_and_moved_by_keys(fresh):
    figure = fresh.locator(".explorer-writer")
    figure.locator("select").focus()
    names = []
    for _ in range(9):
        names.append(
            fresh.evaluate(
                "[document.activeElement].map((e) => e.closest('.explorer-writer') &&"
                " (e.ariaLabel ?? e.closest('label, button').textContent))[0]"
            )
        )
        fresh.keyboard.press("Tab")
    starts = ("model", "text", "write", "one character", "start over", "seed", "place")
    starts += ("temperature", "top-k")
    assert all(name.startswith(start) for name, start in zip(names, starts, strict=True)), names

    figure.get_by_label("temperature").focus()
    before = figure.locator("tbody td:nth-child(4)").all_inner_texts()
    for _ in range(5):
        fresh.keyboard.press("ArrowLeft")
    assert figure.locator("tbody td:nth-child(4)").all_inner_texts() != before
    assert figure.locator("tbody td:nth-child(3)").all_inner_texts() == before
    figure.get_by_label("top-k").focus()
    fresh.keyboard.press("Home")
    assert figure.locator("caption").inner_text().endswith("1 of 78 characters can be drawn.")
    assert figure.locator("tbody td:nth-child(4)").all_inner_texts()[:2] == ["100 %", "–"]


def test_the_surprise_of_each_place_can_be_read_with_the_keys(fresh):
    place = fresh.locator(".explorer-writer").get_by_role("slider", name="place in the text")
    text = written(fresh)
    place.focus()
    assert place.get_attribute("aria-valuenow") == str(len(text))
    for key, at in [("Home", 0), ("ArrowRight", 1), ("PageUp", 11), ("ArrowLeft", 10)]:
        fresh.keyboard.press(key)
        assert place.get_attribute("aria-valuenow") == str(at)
        value = place.get_attribute("aria-valuetext")
        assert f"“{text[at].replace(' ', '␣')}” came" in value
        title = fresh.locator(".explorer-writer-text > span").nth(at).get_attribute("title")
        assert title.split(": ")[1] in value
    assert fresh.locator(".explorer-writer-came th").inner_text() == text[10].replace(" ", "␣")
    fresh.keyboard.press("End")
    assert "is likeliest" in place.get_attribute("aria-valuetext")


def test_a_finger_shows_what_was_expected(browser):
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(PAGE.as_uri())
    arrived(page).locator(".explorer-writer-text > span").nth(3).tap()
    place = page.locator(".explorer-writer-text")
    assert place.get_attribute("aria-valuenow") == "3"
    assert page.locator(".explorer-writer-came").count() == 1
    context.close()


# ---- How it looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_its_colours_can_be_read(open_page, scheme):
    page = arrived(open_page(PAGE, width=360, scheme=scheme))
    page.locator(".explorer-writer textarea").fill("W" * 300 + " word\n\nword")
    said(page, "311 characters")
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    wider = page.evaluate(
        "[...document.querySelectorAll('.explorer-writer *')].filter("
        "(e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.className)"
    )
    assert not wider
    for look in page.locator(".explorer-writer-legend > span").all()[1:]:
        colours = look.evaluate(
            "(e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        assert contrast(*colours) >= 4.5, colours
    assert not page.said


def contrast(*colours):
    """WCAG's ratio of two opaque colours ``rgb(r, g, b)``."""
    lights = []
    for colour in colours:
        rgb = np.array([float(x) for x in colour[4:-1].split(",")]) / 255
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        lights.append(linear @ [0.2126, 0.7152, 0.0722])
    low, high = sorted(lights)
    return (high + 0.05) / (low + 0.05)


def test_more_surprise_has_more_colour(open_page):
    for scheme in ("light", "dark"):
        page = arrived(open_page(PAGE, scheme=scheme))
        grounds = page.locator(".explorer-writer-legend > span").evaluate_all(
            "(all) => all.slice(1).map((e) => getComputedStyle(e).backgroundColor)"
        )
        page_ground = page.locator(".explorer-writer-text").evaluate(
            "(e) => getComputedStyle(e).backgroundColor"
        )
        steps = [contrast(page_ground, ground) for ground in grounds]
        assert all(a < b for a, b in pairwise(steps)), (scheme, steps)
