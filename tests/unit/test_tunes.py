"""Tunes in ABC: what is written is what is heard, and nothing a network writes is an error."""

import io
import wave
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threeways.tunes import player, read_abc, signature, sound, wav

EIGHTH = Fraction(1, 8)


def abc(body, key="C", metre="4/4", unit="1/8"):
    return read_abc(f"X:1\nT:A tune\nM:{metre}\nL:{unit}\nK:{key}\n{body}\n")


def pitches(tune):
    return [note.pitch for note in tune.notes]


def eighths(tune):
    return [note.length / EIGHTH for note in tune.notes]


def test_reads_the_head_of_a_tune():
    tune = abc("c", metre="6/8")
    assert (tune.title, tune.metre, tune.ignored) == ("A tune", Fraction(3, 4), {})


@pytest.mark.parametrize(
    "metre, length", [("C", 1), ("C|", 1), ("2/4", Fraction(1, 2)), ("9/8", Fraction(9, 8))]
)
def test_knows_how_long_a_bar_is(metre, length):
    assert abc("c", metre=metre).metre == length


def test_reads_the_first_of_several_tunes():
    assert read_abc("X:1\nT:One\nK:C\nc\nX:2\nT:Two\nK:C\nde\n").title == "One"


def test_octaves_go_by_case_and_marks():
    assert pitches(abc("C, C c c' c''")) == [48, 60, 72, 84, 96]


@pytest.mark.parametrize(
    "key, altered",
    [
        ("C", {}),
        ("G Major", {"F": 1}),
        ("D", {"F": 1, "C": 1}),
        ("A Dorian", {"F": 1}),
        ("D Mixolydian", {"F": 1}),
        ("Em", {"F": 1}),
        ("F#m", {"F": 1, "C": 1, "G": 1}),
        ("Bb", {"B": -1, "E": -1}),
        ("Ddor", {}),
        ("F Lydian", {}),
        ("B loc", {}),
        ("Cphr", {"B": -1, "E": -1, "A": -1, "D": -1}),
    ],
)
def test_keys_and_modes_have_their_sharps_and_flats(key, altered):
    assert signature(key) == altered


@pytest.mark.parametrize("key", ["H", "", "G# Lydian", "A Sad"])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(ValueError, match=r"sharps or flats|no key"):
        signature(key)


@given(st.sampled_from("ABCDEFG"), st.sampled_from(["dor", "mix", "min", "phr", "lyd", "loc"]))
def test_a_mode_has_the_notes_of_its_major_key(tonic, mode):
    step = {"dor": 1, "phr": 2, "lyd": 3, "mix": 4, "min": 5, "loc": 6}[mode]
    start = "CDEFGAB".index(tonic)
    scale = "CDEFGABcdefgab"[start : start + 8]
    major = [2, 2, 1, 2, 2, 2, 1] * 2
    steps = np.diff(pitches(abc(scale, key=f"{tonic} {mode}")))
    assert steps.tolist() == major[step : step + 7]


def test_an_accidental_holds_to_the_end_of_the_bar_in_every_octave():
    assert pitches(abc("^F F f =F F | F", key="C")) == [66, 66, 78, 65, 65, 65]
    assert pitches(abc("=F F | F", key="G")) == [65, 65, 66]
    assert pitches(abc("__B ^^c", key="C")) == [69, 74]


def test_lengths_are_multiples_of_the_unit():
    assert eighths(abc("c c2 c/ c// c/4 c3/2 c/2")) == [
        *(1, 2, Fraction(1, 2), Fraction(1, 4), Fraction(1, 4), Fraction(3, 2), Fraction(1, 2))
    ]


def test_without_a_unit_short_metres_count_in_sixteenths():
    assert read_abc("M:2/4\nK:C\nc").notes[0].length == Fraction(1, 16)
    assert read_abc("M:6/8\nK:C\nc").notes[0].length == EIGHTH


def test_a_rest_takes_time_and_is_silent():
    tune = abc("c z2 d")
    assert [note.start / EIGHTH for note in tune.notes] == [0, 3]
    assert tune.length == 4 * EIGHTH


def test_broken_rhythm_moves_half_of_a_length():
    assert eighths(abc("c>d")) == [Fraction(3, 2), Fraction(1, 2)]
    assert eighths(abc("c<d2")) == [Fraction(1, 2), 3]
    assert eighths(abc("c>>d e")) == [Fraction(7, 4), Fraction(1, 4), 1]


def test_tuplets_fit_into_their_time():
    assert sum(eighths(abc("(3cde f"))) == 3
    assert eighths(abc("(2cd", metre="6/8")) == [Fraction(3, 2)] * 2
    assert eighths(abc("(5cdefg", metre="4/4")) == [Fraction(2, 5)] * 5
    assert eighths(abc("(3:2:2cde")) == [Fraction(2, 3), Fraction(2, 3), 1]


def test_tied_notes_are_one_and_others_are_two():
    assert eighths(abc("c-|c d")) == [2, 1]
    assert eighths(abc("c-d c")) == [1, 1, 1]


def test_the_notes_of_a_chord_sound_together():
    tune = abc("[CEG]2 c")
    assert pitches(tune) == [60, 64, 67, 72]
    assert [note.start / EIGHTH for note in tune.notes] == [0, 0, 0, 2]


def test_ornaments_graces_slurs_texts_and_comments_are_passed_over():
    tune = abc('~c {ag}d "Am"e (fg) !trill!a .b vc % the end')
    assert pitches(tune) == [72, 74, 76, 77, 79, 81, 83, 72]
    assert tune.ignored == {}


@pytest.mark.parametrize(
    "body, heard",
    [
        ("|:c:|d", "ccd"),
        ("c:|d", "ccd"),  # from the beginning
        ("c|:d:|e", "cdde"),
        ("c||d:|e", "cdde"),
        ("|:c::d:|", "ccdd"),
        ("c|d:|e|f:|", "cdcdefef"),
        ("|:c|1d:|2e|]f", "cdcef"),
        ("c|[1 d:|[2 e:|f", "cdcef"),
        ("c|[1 de|f:|\n[2 g|a|]", "cdefcga"),
    ],
)
def test_repeats_are_played_twice(body, heard):
    assert pitches(abc(body)) == pitches(abc(heard))


def test_bars_are_measured_as_written():
    tune = abc("d/c/|BGG DGG|BGB dcB:|", metre="6/8")
    assert [bar / EIGHTH for bar in tune.bars] == [1, 6, 6]
    assert tune.length == 26 * EIGHTH


def test_a_key_may_change_within_a_tune():
    assert pitches(abc("f|\nK:D\nf|[K:C]f")) == [77, 78, 77]


@pytest.mark.parametrize(
    "body, ignored",
    [
        ("c?d#", {"?": 1, "#": 1}),
        ("c4/0", {"4/0": 1}),
        ("c999", {"999": 1}),
        ("c''''''", {"c''''''": 1}),
        (">c", {">": 1}),
        ("c>>>>>>>>>d", {">>>": 2}),
        ("-c", {"-": 1}),
        ("c\nK:Q\nd", {"K:Q": 1}),
        ("c\nM:x\nd", {"M:x": 1}),
    ],
)
def test_what_cannot_be_read_is_skipped_and_counted(body, ignored):
    tune = abc(body)
    assert tune.ignored == ignored
    assert tune.notes or "''" in body


signs = st.text("ABCDEFGabcdefgz^_=,'/0123456789()[]|:<>-~!\"{}% \nXKMLTV#?é", max_size=200)


@given(signs)
def test_no_text_is_an_error(body):
    tune = abc(body)
    assert all(note.length > 0 and 0 <= note.pitch < 128 for note in tune.notes)
    assert all(note.start + note.length <= tune.length for note in tune.notes)
    assert list(tune.notes) == sorted(tune.notes, key=lambda note: note.start)


@given(st.lists(st.tuples(st.sampled_from("ABCDEFGabcdefg"), st.integers(1, 8)), min_size=1))
def test_plain_notes_come_back_as_written(notes):
    tune = abc("".join(f"{name}{length}" for name, length in notes))
    assert eighths(tune) == [length for _, length in notes]
    assert tune.length == sum(length for _, length in notes) * EIGHTH
    assert tune.bars == (tune.length,)


def test_a_note_is_heard_at_its_frequency_and_for_its_time():
    wave_ = sound(abc("A8"), whole=1.0, rate=8000)  # 440 Hz
    assert len(wave_) == 8000
    assert np.abs(np.fft.rfft(wave_)).argmax() == 440
    assert np.abs(wave_).max() == pytest.approx(1)


def test_a_rest_is_silence_and_a_long_tune_is_broken_off():
    wave_ = sound(abc("c4z4"), whole=1.0)
    assert np.abs(wave_[:4000]).max() == pytest.approx(1)
    assert np.abs(wave_[4000:]).max() == 0
    assert len(sound(abc("c8" * 30), seconds=2)) == 16_000


def test_nothing_is_silence():
    assert len(sound(read_abc(""))) == 0


def test_a_wav_file_holds_the_samples():
    samples = np.array([-1, 0, 1, 2.0])
    with wave.open(io.BytesIO(wav(samples, rate=4000))) as file:
        assert (file.getframerate(), file.getnchannels()) == (4000, 1)
        levels = np.frombuffer(file.readframes(4), np.uint8)
    assert levels.tolist() == [0, 128, 255, 255]


def test_a_player_says_what_it_plays_and_stays_small():
    html = player(read_abc('X:1\nT:Jigs & "reels"\nK:C\n' + "c8" * 40))
    assert 'aria-label="Sound of Jigs &amp; &quot;reels&quot;"' in html
    assert html.startswith("<audio controls ")
    assert 100_000 < len(html) < 150_000
