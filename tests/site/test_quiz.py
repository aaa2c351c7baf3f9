"""Each chapter's questions in Chromium: answered in place, remembered by the browser alone."""

import re

import pytest

from tests.site.conftest import CHROMIUM
from tests.site.test_pages import SITE, chapters, soup
from tests.site.test_ways import NO_STORAGE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

PAGE, OTHER = SITE / "foundations" / "regularisation.html", SITE / "sequences" / "rnn.html"
COLOURS = """summary => {
  const seen = [getComputedStyle(summary, "::before").color];
  for (let e = summary; e; e = e.parentElement) seen.push(getComputedStyle(e).backgroundColor);
  return seen.map((colour) => colour.match(/[\\d.]+/g).map(Number)); }"""


def choice(page, question=0, right=True):
    """A right choice for a question, or its first wrong one, to open or to look at."""
    kind = "details.choice.right" if right else "details.choice:not(.right)"
    return page.locator("[role=group]:has(> .choice)").nth(question).locator(kind).first


def choose(page, question=0, right=True):
    choice(page, question, right).locator("summary").click()


def answered(page):
    return page.get_by_role("status").inner_text().splitlines()[-1]


def mark(page, question=0, right=True):
    """What the choice's mark shows."""
    shown = (
        choice(page, question, right)
        .locator("summary")
        .evaluate("summary => getComputedStyle(summary, '::before').content")
    )
    return shown.strip('"')[:1]


@pytest.mark.parametrize("name", chapters())
def test_a_page_has_its_questions_as_choices_with_explanations(name):
    section = soup(SITE / f"{name}.html").select_one("section#check-yourself")
    choices = section.find_all("details", class_="choice")
    assert len(choices) >= 9
    for each in choices:
        summary, *why = each.find_all(recursive=False)
        assert summary.name == "summary"
        assert summary.get_text(strip=True)
        assert why[0].name == "p"
        assert not each.find_parent("details"), "a choice lies within another"
    assert "</" not in section.get_text()


def test_a_choice_says_in_words_and_by_its_shape_whether_it_is_right(open_page):
    page = open_page(PAGE)
    assert mark(page, right=False) == mark(page) == ""
    choose(page, right=False)
    choose(page)
    assert (mark(page, right=False), mark(page)) == ("✗", "✓")
    assert choice(page, right=False).locator("p").first.inner_text().startswith("Not quite. ")
    assert choice(page).locator("p").first.inner_text().startswith("Right. ")
    assert not page.said


def test_a_screen_reader_is_told_the_question_and_the_verdict(open_page):
    page = open_page(PAGE)
    assert page.get_by_role("status").inner_text() == "0 of 5 answered"
    choose(page, right=False)
    said = page.get_by_role("status").inner_text().split("\n")
    assert [part.strip() for part in said] == ["Not quite.", "1 of 5 answered, 0 at the first try"]
    assert page.get_by_role("group", name=re.compile("Which settings of Keras")).count() == 1
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"]["value"] for node in tree if node.get("name", {}).get("value")]
    assert "Not quite. L2(10) and weight_decay=10" in names
    assert "L2(0.05) and weight_decay=0.05" in names


def test_the_first_answer_counts(open_page):
    page = open_page(PAGE)
    choose(page, 0, right=True)
    assert answered(page) == "1 of 5 answered, 1 at the first try"
    choose(page, 1, right=False)
    choose(page, 1, right=True)
    choose(page, 0, right=False)
    assert answered(page) == "2 of 5 answered, 1 at the first try"


def test_to_close_an_answer_is_not_to_choose_it(open_page):
    page = open_page(f"{PAGE.as_uri()}#:~:text=mean%20is%20taken%20care%20of")
    opened = page.locator("details.choice[open]")
    assert opened.count() == 1  # by the browser, which found words in it
    assert answered(page) == "0 of 5 answered"
    opened.locator("summary").click()
    assert opened.count() == 0
    assert answered(page) == "0 of 5 answered"


@pytest.mark.parametrize("key", ["Enter", " "])
def test_an_answer_is_chosen_by_keyboard(open_page, key):
    page = open_page(PAGE)
    choice(page, 1).locator("summary").focus()
    page.keyboard.press(key)
    assert choice(page, 1).get_attribute("open") is not None
    assert answered(page) == "1 of 5 answered, 1 at the first try"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.choice > summary')")


def test_an_answer_is_chosen_by_touch_on_a_target_large_enough(browser):
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(PAGE.as_uri())
    summary = choice(page, 0).locator("summary")
    assert summary.bounding_box()["height"] >= 40
    summary.tap()
    assert answered(page) == "1 of 5 answered, 1 at the first try"
    context.close()


def test_progress_is_kept_over_a_reload_and_for_each_page(open_page):
    page = open_page(PAGE)
    choose(page, 0)
    choose(page, 1, right=False)
    page.goto(OTHER.as_uri())
    assert answered(page) == "0 of 5 answered"
    page.goto(PAGE.as_uri())
    assert answered(page) == "2 of 5 answered, 1 at the first try"
    assert (mark(page, 0), mark(page, 1, right=False), mark(page, 1)) == ("✓", "✗", "")
    assert page.locator("details.choice[open]").count() == 0


def test_an_answer_that_a_page_no_longer_offers_is_forgotten(open_page):
    page = open_page(PAGE)
    for question in range(3):
        choose(page, question)
    key = "threeways-quiz foundations/regularisation"
    page.evaluate(f"localStorage['{key}'] = localStorage['{key}'].replace('weight_decay', 'x')")
    page.reload()
    assert answered(page) == "2 of 5 answered, 2 at the first try"


def test_one_can_start_over(open_page):
    page = open_page(PAGE)
    again = page.get_by_role("button", name="Start over")
    assert not again.is_visible()
    choose(page, 0)
    choose(page, 1, right=False)
    again.click()
    assert answered(page) == "0 of 5 answered"
    assert page.locator("details.choice[open]").count() == 0
    assert (mark(page, 0), mark(page, 1, right=False)) == ("", "")
    assert page.evaluate("document.activeElement.matches('.choice > summary')")
    assert not again.is_visible()
    page.reload()
    assert answered(page) == "0 of 5 answered"


def test_the_front_page_says_how_far_each_chapter_has_been_answered(open_page):
    page = open_page(SITE / "index.html")
    assert page.locator(".quiz-answered").count() == 0
    page.locator("article li a[href='foundations/regularisation.html']").first.click()
    choose(page, 0, right=False)
    choose(page, 2)
    page.go_back()
    shown = page.locator(".quiz-answered")
    assert shown.count() == 1
    assert shown.inner_text().strip(" ·") == "2 of 5 answered"


def test_a_browser_that_stores_nothing_has_questions_too(open_page):
    page = open_page(PAGE, before=NO_STORAGE)
    choose(page, 0)
    assert answered(page) == "1 of 5 answered, 1 at the first try"
    page.reload()
    assert answered(page) == "0 of 5 answered"


def test_without_scripts_everything_opens(open_page):
    page = open_page(PAGE, scripts=False)
    assert page.locator(".quiz-progress").count() == 0
    for each in page.locator("details.choice").all():
        each.locator("summary").click()
        assert each.locator("p").first.is_visible()
    assert page.locator("details.choice[open]").count() == page.locator("details.choice").count()


def test_on_paper_all_choices_can_be_read(open_page):
    page = open_page(PAGE)
    page.emulate_media(media="print")
    assert all(each.is_visible() for each in page.locator("details.choice > summary").all())
    assert not page.locator(".quiz-progress").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_the_page(open_page, scheme):
    page = open_page(PAGE, scheme=scheme)
    for right in (True, False):
        choose(page, 0, right)
        colour, *grounds = choice(page, 0, right).locator("summary").evaluate(COLOURS)
        ground = next(each for each in grounds if len(each) == 3 or each[3] == 1)
        assert contrast(colour, ground) >= 4.5


def contrast(*colours):
    """WCAG 2's contrast ratio of two colours of the screen, 0 to 255."""

    def luminance(colour):
        parts = (value / 255 for value in colour[:3])
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", chapters())
def test_all_answers_fit_a_small_screen_and_ask_nothing_of_anyone(open_page, name):
    page = open_page(SITE / f"{name}.html", width=360)
    for each in page.locator("details.choice > summary").all():
        each.click()
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    wider = "choices => choices.filter((c) => c.scrollWidth > c.clientWidth + 1).length"
    assert page.locator("details.choice > summary").evaluate_all(wider) == 0
    assert not [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))]
    assert not page.said
