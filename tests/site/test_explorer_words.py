"""Word vectors to search, in Chromium: NumPy's numbers, by keyboard, pointer and touch."""

import numpy as np
import pytest

from tests.site.conftest import CHROMIUM
from tests.site.explorer_harness import array, built, exported, page_of

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

KIND = "words"
KINDS = ["PMI", "skip-gram", "joined"]
TERMS = ["first word", "minus", "plus"]
KEEP_DATA = """() => {
  const define = threeways.define;
  threeways.define = (kind, parts) => define(kind, { ...parts, build: (root, data) => {
    if (kind === "words") window.tables = parts.readTables(data);
    parts.build(root, data);
  } });
}"""


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


@pytest.fixture(scope="module")
def data():
    """What the page is given, read without its script."""
    return exported(KIND)


@pytest.fixture(scope="module")
def tables(data):
    """Unit rows of each kind of vectors."""
    found = {
        name: unit(array(packed, np.int8).reshape(-1, data["dims"]).astype(float))
        for name, packed in data["tables"].items()
    }
    return found | {"joined": unit(np.hstack(list(found.values())))}


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)  # a busy machine
    page.goto(page_of(KIND).as_uri())
    page.evaluate(KEEP_DATA)
    built(page, KIND)
    yield page
    context.close()


@pytest.fixture
def figure(page):
    """The figure as a reader meets it, whatever the test before has done."""
    root = page.locator(".explorer-words")
    choice(root, "vectors").select_option("side by side")
    root.get_by_label("the three words may answer").uncheck()
    return root


def field(root, name="word"):
    return root.locator(f"input[type=text][aria-label='{name}']")


def choice(root, label):
    return root.locator("label", has_text=label).locator("select")


def listed(root, vectors, nth=0):
    """The words of a list of bars, and their cosines: of the neighbours (0), of the sum (1)."""
    rows = root.locator(f"[data-vectors='{vectors}']").nth(nth)
    cosines = rows.locator(".explorer-words-cosine").all_text_contents()
    return rows.locator("li button").all_text_contents(), [float(c) for c in cosines]


def call(page, expression, *arguments):
    script = (
        f"([{', '.join('abc'[: len(arguments)])}]) => {{ const k = threeways.kinds.get('words');"
    )
    return page.evaluate(f"{script} return {expression}; }}", list(arguments))


def best(cosine, without):
    order = np.argsort(-cosine, kind="stable")
    return order[~np.isin(order, without)]


def test_the_data_are_light_and_every_word_has_its_vectors(data, tables):
    assert len(data["words"]) == len(set(data["words"])) == 4_000
    assert all(table.shape[0] == 4_000 and np.isfinite(table).all() for table in tables.values())


@pytest.mark.parametrize("name", KINDS)
def test_cosines_and_neighbours_are_numpys(page, tables, name):
    table = tables[name]
    for word in np.random.default_rng(1).integers(0, len(table), 10).tolist():
        found = call(page, "[...k.cosines(tables[a], k.row(tables[a], b))]", name, word)
        np.testing.assert_allclose(found, table @ table[word], rtol=0, atol=1e-6)
        ranked = call(page, "k.ranked(Float64Array.from(a), [b])", found, word)
        assert ranked == best(np.array(found), [word]).tolist()
        nearest = table[ranked[:20]] @ table[word]
        expected = np.sort(np.delete(table @ table[word], word))[::-1][:20]
        np.testing.assert_allclose(nearest, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", KINDS)
def test_analogies_are_numpys(page, tables, name):
    table = tables[name]
    questions = np.random.default_rng(2).integers(0, len(table), (10, 3)).tolist()
    for a, b, c in [*questions, [5, 5, 7], [5, 9, 9], [5, 5, 5]]:
        query = table[a] - table[b] + table[c]
        found = call(page, "[...k.cosines(tables[a], k.analogy(tables[a], b))]", name, [a, b, c])
        np.testing.assert_allclose(found, table @ unit(query), rtol=0, atol=1e-6)


def test_equal_cosines_leave_the_more_frequent_word_first(page):
    assert call(page, "k.ranked(Float64Array.of(0.2, 0.7, 0.7, -1), [0])") == [1, 2, 3]


def test_a_vector_of_zeros_has_cosine_0_with_all(page, tables):
    found = call(page, "[...k.cosines(tables.PMI, Array(a).fill(0))]", tables["PMI"].shape[1])
    assert set(found) == {0}


def levenshtein(a, b):
    if not a or not b:
        return len(a) + len(b)
    if a[0] == b[0]:
        return levenshtein(a[1:], b[1:])
    return 1 + min(levenshtein(a[1:], b), levenshtein(a, b[1:]), levenshtein(a[1:], b[1:]))


@pytest.mark.parametrize(
    ("a", "b"), [("frgo", "frog"), ("", "atom"), ("kitten", "sitting"), ("same", "same")]
)
def test_spellings_are_as_far_apart_as_letters_have_to_change(page, a, b):
    assert call(page, "k.distance(a, b)", a, b) == levenshtein(a, b)


def test_the_nearest_spellings_come_first_and_of_equals_the_more_frequent(page):
    words = ["the", "tree", "frogs", "fog", "frog", "from"]
    assert call(page, "k.spellings(a, 'frog', 4)", words) == ["frog", "frogs", "fog", "from"]


def test_a_word_is_completed_by_frequency(page, data, figure):
    field(figure).fill("ger")
    listed = figure.locator("datalist").first
    offered = listed.locator("option")
    values = [offered.nth(i).get_attribute("value") for i in range(offered.count())]
    assert values == [word for word in data["words"] if word.startswith("ger")][:12]
    assert len(values) > 1
    assert field(figure).get_attribute("list") == figure.locator("datalist").first.get_attribute(
        "id"
    )


def test_both_lists_show_the_neighbours_of_the_word_typed(data, tables, figure):
    field(figure).fill("Plato ")
    word = data["words"].index("plato")
    for name in ("PMI", "skip-gram"):
        words, cosines = listed(figure, name)
        cosine = tables[name] @ tables[name][word]
        expected = best(cosine, [word])[:10]
        assert words == [data["words"][i] for i in expected]
        np.testing.assert_allclose(cosines, cosine[expected], atol=0.0051)
    shared = set(listed(figure, "PMI")[0]) & set(listed(figure, "skip-gram")[0])
    assert f"plato: {len(shared)} of 10" in figure.locator(".explorer-said").first.text_content()
    assert figure.get_by_text("in both", exact=True).count() == 2 * len(shared) > 0


def test_joined_vectors_have_one_list_as_long_as_asked(data, tables, figure):
    field(figure).fill("music")
    choice(figure, "vectors").select_option("joined")
    figure.locator("input[type=range]").fill("5")
    word = data["words"].index("music")
    expected = best(tables["joined"] @ tables["joined"][word], [word])[:5]
    assert listed(figure, "joined")[0] == [data["words"][i] for i in expected]
    assert figure.locator("[data-vectors='PMI']").count() == 0
    figure.locator("input[type=range]").fill("10")


def test_pressing_a_neighbour_goes_on_from_it_and_back_returns(figure):
    field(figure).fill("war")
    field(figure).press("Enter")
    first = figure.locator("[data-vectors='PMI'] li button").first
    word = first.text_content()
    first.click()
    assert field(figure).input_value() == word
    assert figure.locator(".explorer-words-about strong").text_content() == word
    assert figure.locator(".explorer-words-about").evaluate("e => e === document.activeElement")
    figure.get_by_role("button", name="Back").click()
    assert field(figure).input_value() == "war"


def test_a_words_company_is_the_tables(data, figure):
    field(figure).fill("frog")
    company = array(data["company"], "<i2").reshape(len(data["words"]), -1)
    row = company[data["words"].index("frog")]
    shown = figure.locator(".explorer-words-about button").all_text_contents()
    assert shown == [data["words"][i] for i in row]
    times = array(data["counts"], "<i4")[data["words"].index("frog")]
    assert f"frog: {times} times" in figure.locator(".explorer-words-about").text_content()


def test_an_unknown_word_is_refused_with_spellings_that_lead_on(page, figure):
    field(figure).fill("atom")
    page.keyboard.press("Enter")
    field(figure).fill("phillosofy")
    assert figure.locator(".explorer-words-help").first.text_content() == ""  # still typing
    page.keyboard.press("Enter")
    help_ = figure.locator(".explorer-words-help").first
    assert "“phillosofy” is not among the 4,000 words" in help_.text_content()
    assert field(figure).get_attribute("aria-invalid") == "true"
    assert figure.locator(".explorer-words-about strong").text_content() == "atom"
    help_.get_by_role("button", name="philosophy", exact=True).click()
    assert figure.locator(".explorer-words-about strong").text_content() == "philosophy"
    assert field(figure).get_attribute("aria-invalid") is None
    assert help_.text_content() == ""


def test_a_field_left_empty_takes_its_word_back(page, figure):
    field(figure).fill("atom")
    page.keyboard.press("Enter")
    field(figure).fill("")
    page.keyboard.press("Enter")
    assert field(figure).input_value() == "atom"


def test_back_leads_to_words_not_to_their_beginnings(page, figure):
    about = figure.locator(".explorer-words-about strong")
    field(figure).fill("atom")
    page.keyboard.press("Enter")
    field(figure).fill("")
    for typed, shown in (("f", "f"), ("rance", "france")):
        page.keyboard.type(typed)
        assert about.text_content() == shown  # while typing, too
    figure.get_by_role("button", name="Back").click()
    assert field(figure).input_value() == about.text_content() == "atom"


def test_what_is_refused_leaves_the_lists_of_the_last_word(page, figure):
    field(figure).fill("atom")
    page.keyboard.press("Enter")
    field(figure).fill("")
    page.keyboard.type("xqzzt")
    page.keyboard.press("Enter")
    assert figure.locator(".explorer-words-about strong").text_content() == "atom"
    help_ = figure.locator(".explorer-words-help").first
    assert "the lists go back to “atom”" in help_.text_content()
    help_.get_by_role("button").first.click()
    figure.get_by_role("button", name="Back").click()
    assert field(figure).input_value() == "atom"


def test_a_phones_apostrophe_is_an_apostrophe(page, data, figure):
    word = next(word for word in data["words"] if "'" in word)
    field(figure).fill(word.replace("'", "’"))
    page.keyboard.press("Enter")
    assert figure.locator(".explorer-words-about strong").text_content() == word


def asked(figure, *words):
    for name, word in zip(TERMS, words, strict=True):
        field(figure, name).fill(word)


def test_the_three_words_answer_only_if_they_may(data, tables, figure):
    asked(figure, "king", "man", "woman")
    three = [data["words"].index(word) for word in ("king", "man", "woman")]
    table = tables["PMI"]
    cosine = table @ unit(table[three[0]] - table[three[1]] + table[three[2]])
    for answers, without in ((figure, three), (None, [])):
        if answers is None:
            figure.get_by_label("the three words may answer").check()
        expected = [data["words"][i] for i in best(cosine, without)[:10]]
        assert listed(figure, "PMI", 1)[0] == expected
    assert listed(figure, "PMI", 1)[0][0] in ("king", "woman")
    assert figure.get_by_text("given", exact=True).count() >= 2


def test_the_rank_of_the_expected_word_is_said(data, tables, figure):
    asked(figure, "king", "man", "woman")
    three = [data["words"].index(word) for word in ("king", "man", "woman")]
    said = figure.locator(".explorer-said").last.text_content()
    for name in ("PMI", "skip-gram"):
        table = tables[name]
        cosine = table @ unit(table[three[0]] - table[three[1]] + table[three[2]])
        rank = best(cosine, three).tolist().index(data["words"].index("queen")) + 1
        verdict = ", as expected" if rank == 1 else f" (queen is no. {rank:,})"
        assert f"by {name}{verdict}" in said


def test_it_says_how_many_questions_come_out_as_expected(data, tables, figure):
    for name in ("PMI", "skip-gram"):
        table, won = tables[name], 0
        for a, b, c, d in data["questions"]:
            cosine = table @ unit(table[b] - table[a] + table[c])
            won += best(cosine, [a, b, c])[0] == d
        assert figure.get_by_text(f"{won} by {name}").count() == 1


def test_a_question_of_the_chapter_fills_the_fields_and_own_words_leave_it(data, figure):
    chapter = choice(figure, "Questions of the chapter")
    a, b, c, d = (data["words"][i] for i in data["questions"][4])
    chapter.select_option(f"{b} − {a} + {c} = {d}?")
    assert [field(figure, name).input_value() for name in TERMS] == [b, a, c]
    field(figure, "plus").fill("energy")
    assert chapter.input_value() == "words of your own"
    assert "energy" in figure.locator(".explorer-said").last.text_content()
    assert "is no." not in figure.locator(".explorer-said").last.text_content()
    chapter.select_option(f"{b} − {a} + {c} = {d}?")
    chapter.select_option("words of your own")
    said = figure.locator(".explorer-said").last.text_content()
    assert "is no." not in said
    assert "as expected" not in said


def test_everything_is_reached_and_worked_by_keys(page, figure):
    field(figure).focus()
    field(figure).fill("river")
    visited = []
    for _ in range(60):
        page.keyboard.press("Tab")
        visited.append(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
    parts = ["Back", "<select", 'type="range"', 'aria-label="minus"', 'aria-label="plus"']
    for part in [*parts, 'type="checkbox"']:
        assert any(part in each for each in visited), part
    figure.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    assert len(listed(figure, "PMI")[0]) == 11
    page.keyboard.press("ArrowLeft")
    word = figure.locator("[data-vectors='skip-gram'] li button").nth(1)
    text = word.text_content()
    word.focus()
    page.keyboard.press("Enter")
    assert field(figure).input_value() == text
    figure.get_by_label("the three words may answer").focus()
    page.keyboard.press("Space")
    assert figure.get_by_label("the three words may answer").is_checked()
    choice(figure, "vectors").focus()
    page.keyboard.press("ArrowDown")
    assert figure.locator("[data-vectors]").count() == 2  # one list of each


def test_touch_goes_on_from_a_neighbour(browser):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(120_000)  # a busy machine
    page.goto(page_of(KIND).as_uri())
    first = built(page, KIND).locator("[data-vectors='PMI'] li button").first
    word = first.text_content()
    first.tap()
    assert page.locator(".explorer-words-about strong").text_content() == word
    context.close()
