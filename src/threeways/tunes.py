"""Tunes in ABC notation, read into notes and played: what a network has written can be heard.

Read is the core of the ABC standard 2.1 (abcnotation.com), one voice: title, metre, unit length,
key and mode, notes with accidentals and octaves, lengths, rests, chords, ties, broken rhythm,
tuplets, bar lines, repeats and their endings. Ornaments, grace notes, slurs, texts and the names
of chords are passed over. What is none of that is skipped and counted: no text is an error.
"""

from __future__ import annotations

import base64
import io
import re
import wave
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from html import escape

import numpy as np


@dataclass(frozen=True)
class Note:
    """A note: when it starts and how long it lasts, in whole notes, and its MIDI number.

    Number 60 is middle C, ABC's ``C``; a semitone is 1.
    """

    start: Fraction
    length: Fraction
    pitch: int


@dataclass(frozen=True)
class Tune:
    """A tune as it is played.

    Attributes:
        title: The first ``T:``, or "".
        metre: Length of a bar in whole notes; None where no ``M:`` says it.
        notes: In the order of their starts, repeats unrolled.
        bars: Length of each bar that is written, in whole notes; empty ones are left out.
        length: Of all that is played, in whole notes.
        ignored: The signs that could not be read, and how often they came.
    """

    title: str
    metre: Fraction | None
    notes: tuple[Note, ...]
    bars: tuple[Fraction, ...]
    length: Fraction
    ignored: Mapping[str, int]


def read_abc(text: str) -> Tune:
    """The tune that a text in ABC notation holds; of several, the first.

    A note longer than four whole notes or shorter than 1/256, or outside MIDI's range, is a slip of
    who wrote it: its length, or the note, is counted among the ignored.
    """
    parts = re.split(r"^(?=X:)", text, flags=re.MULTILINE)
    first = next((part for part in parts if part.strip()), "")
    score = _Score()
    for sign in _SIGN.finditer(first):
        getattr(score, f"read_{sign.lastgroup}")(sign)
    return score.tune()


def sound(tune: Tune, whole: float = 1.5, seconds: float = 12, rate: int = 8000) -> np.ndarray:
    """The tune as a wave: sines with two overtones, each note struck and dying away.

    Args:
        tune: What is to be heard.
        whole: Seconds of a whole note.
        seconds: After which a longer tune is broken off.
        rate: Samples a second; overtones that it cannot carry are left out.

    Returns:
        Samples (n,) float64 from -1 to 1.
    """
    played = np.zeros(int(min(float(tune.length) * whole, seconds) * rate))
    for note in tune.notes:
        heard = played[int(float(note.start) * whole * rate) :]
        struck = _struck(note.pitch, float(note.length) * whole, rate)[: len(heard)]
        heard[: len(struck)] += struck
    return np.asarray(played / np.abs(played).max(initial=1e-9))


def _struck(pitch: int, seconds: float, rate: int) -> np.ndarray:
    """One note (n,): up in a hundredth of a second, then dying away, silent at its end."""
    t = np.arange(int(seconds * rate)) / rate
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    tone = np.zeros_like(t)
    for k in (1, 2, 3):
        if 2 * k * frequency < rate:
            tone += np.sin(2 * np.pi * k * frequency * t) / k**2
    return np.asarray(tone * np.minimum(t / 0.01, 1) * np.exp(-3 * t) * _release(seconds - t))


def _release(left: np.ndarray) -> np.ndarray:
    """1, and down to 0 in the last fiftieth of a second, given the seconds that are left (n,)."""
    return np.asarray(np.minimum(left / 0.02, 1))


def wav(samples: np.ndarray, rate: int = 8000) -> bytes:
    """A WAV file of samples (n,) from -1 to 1: one channel, 8 bits, a byte a sample."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(rate)
        out.writeframes(np.uint8(np.round(127.5 + 127.5 * np.clip(samples, -1, 1))).tobytes())
    return file.getvalue()


def player(tune: Tune, whole: float = 1.5, seconds: float = 12) -> str:
    """HTML with controls that play the tune, which is part of it: twelve seconds take 128 KB.

    Args:
        tune: What is to be heard.
        whole: Seconds of a whole note.
        seconds: After which a longer tune is broken off.
    """
    coded = base64.b64encode(wav(sound(tune, whole, seconds))).decode()
    label = escape(f"Sound of {tune.title or 'a tune without a title'}")
    return f'<audio controls aria-label="{label}" src="data:audio/wav;base64,{coded}"></audio>'


# ---------------------------------------------------------------- the signs

_LENGTH = r"\d*/*\d*"
_NOTE = r"(?:\^\^?|__?|=)?[A-Ga-g][,']*"
_SIGN = re.compile(
    rf"""
    (?P<field> ^[A-Zmrsw]:(?![|:])[^\n]* | \[[A-Zmrsw]:[^]\n]*\] )
  | (?P<tuplet> \([2-9](?::\d?){{0,2}} )
  | (?P<silent> %[^\n]* | "[^"\n]*" | \{{[^}}\n]*\}} | ![a-z]+! | [\s!~.()HLMOPSTuvy\\`] )
  | (?P<bar> (?: :*\|[|\]]*:* | \[\| | ::+ ) (?:\s*\[?[1-9](?![\d/]))? )
  | (?P<ending> \[[1-9] )
  | (?P<chord> \[(?:{_NOTE}{_LENGTH})+\]{_LENGTH} )
  | (?P<note> (?:{_NOTE}|[zx]){_LENGTH} )
  | (?P<broken> >{{1,3}} | <{{1,3}} )
  | (?P<tie> - )
  | (?P<unknown> . )
    """,
    re.VERBOSE | re.MULTILINE,
)
_FIFTHS = {letter: i - 1 for i, letter in enumerate("FCGDAEB")}  # of the major key: its sharps
_MODES = {"maj": 0, "ion": 0, "": 0, "mix": -1, "dor": -2, "m": -3, "min": -3, "aeo": -3}
_MODES |= {"phr": -4, "loc": -5, "lyd": 1}
_SEMITONES = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11)))
_ACCIDENTALS = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}
_TUPLETS = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}  # so many notes in the time of so many
_SHORTEST, _LONGEST = Fraction(1, 256), Fraction(4)


def signature(key: str) -> dict[str, int]:
    """The sharps (1) and flats (-1) of a key such as ``G``, ``A Dorian``, ``F#m`` or ``Bbmaj``.

    Raises:
        ValueError: It is no key, or needs more than seven of them.
    """
    found = re.match(r"([A-G])([#b]?)\s*([A-Za-z]*)", key)
    mode = _MODES.get(found[3][:3].lower()) if found else None
    if found is None or mode is None:
        raise ValueError(f"{key!r} is no key: write a tonic and a mode, as in 'A Dorian'")
    sharps = _FIFTHS[found[1]] + {"": 0, "#": 7, "b": -7}[found[2]] + mode
    if abs(sharps) > 7:
        raise ValueError(f"{key!r} would need {abs(sharps)} sharps or flats, above seven")
    names = "FCGDAEB"[:sharps] if sharps > 0 else "BEADGCF"[: max(0, -sharps)]
    return dict.fromkeys(names, 1 if sharps > 0 else -1)


def _fraction(length: str) -> Fraction:
    """The factor that ``3``, ``/``, ``//``, ``/2`` or ``3/2`` stands for."""
    above, slashes, below = re.findall(r"(\d*)(/*)(\d*)", length[:40])[0]
    divisor = int(below) if below else 2 ** len(slashes)
    return Fraction(int(above or 1), divisor) if divisor else Fraction(0)


@dataclass(frozen=True)
class _Event:
    """Notes that sound together, none in a rest; tied: the next one goes on with them."""

    pitches: tuple[int, ...]
    length: Fraction
    tied: bool = False


@dataclass
class _Bar:
    """What stands between two bar lines; opens and closes a repeat, belongs to an ending."""

    events: list[_Event] = field(default_factory=list)
    opens: bool = False
    closes: bool = False
    ending: int = 0

    @property
    def length(self) -> Fraction:
        return sum((event.length for event in self.events), Fraction(0))


@dataclass
class _Score:
    """What has been read of a tune; the last bar is still open."""

    title: str = ""
    metre: Fraction | None = None
    compound: bool = False
    unit: Fraction | None = None
    key: dict[str, int] = field(default_factory=dict)
    altered: dict[str, int] = field(default_factory=dict)  # by accidentals in this bar
    bars: list[_Bar] = field(default_factory=lambda: [_Bar(opens=True)])
    next_factor: Fraction = Fraction(1)  # that broken rhythm leaves to the next note
    tuplet: tuple[Fraction, int] = (Fraction(1), 0)  # factor, and notes that it is left for
    ignored: Counter[str] = field(default_factory=Counter)

    def read_silent(self, sign: re.Match[str]) -> None:
        """Signs that are neither heard nor wrong."""

    def read_unknown(self, sign: re.Match[str]) -> None:
        self.ignored[sign[0]] += 1

    # ------------------------------------------------ fields

    def read_field(self, sign: re.Match[str]) -> None:
        name, _, value = sign[0].strip("[]").partition(":")
        value = value.partition("%")[0].strip()
        if name == "T":
            self.title = self.title or value
        elif name in ("M", "L", "K") and not getattr(self, f"set_{name}")(value):
            self.ignored[f"{name}:{value}"] += 1

    def set_M(self, value: str) -> bool:
        value = {"C|": "2/2", "C": "4/4"}.get(value, value)
        found = re.match(r"([1-9]\d?)/([1-9]\d?)", value)
        if found is None:
            return value == "none"
        metre = Fraction(int(found[1]), int(found[2]))
        self.metre, self.compound = self.metre or metre, int(found[1]) in (6, 9, 12)
        return True

    def set_L(self, value: str) -> bool:
        found = re.match(r"1/([1-9]\d?)$", value)
        self.unit = Fraction(1, int(found[1])) if found else self.unit
        return found is not None

    def set_K(self, value: str) -> bool:
        try:
            self.key = {} if value.lower() in ("", "none", "hp") else signature(value)
        except ValueError:
            return False
        return True

    # ------------------------------------------------ notes

    def read_note(self, sign: re.Match[str]) -> None:
        name = re.findall(rf"{_NOTE}|[zx]", sign[0])[0]
        self.append([] if name in "zx" else [name], sign[0][len(name) :])

    def read_chord(self, sign: re.Match[str]) -> None:
        inside, _, after = sign[0][1:].partition("]")
        first = re.findall(rf"{_NOTE}({_LENGTH})", inside)[0]
        self.append(re.findall(_NOTE, inside), after or first)

    def append(self, names: Iterable[str], length: str) -> None:
        """An event of the notes with these names."""
        pitches = tuple(p for p in map(self.pitch, names) if p is not None)
        event = _Event(pitches, self.length(length) * self.next_factor * self.in_tuplet())
        self.next_factor = Fraction(1)
        self.bars[-1].events.append(event)

    def pitch(self, name: str) -> int | None:
        """The MIDI number of ``^c'``; its accidental holds to the end of the bar."""
        accidental, letter, octaves = re.findall(r"([\^_=]*)(\w)([,']*)", name)[0]
        step = letter.upper()
        if accidental:
            self.altered[step] = _ACCIDENTALS[accidental]
        shift = self.altered.get(step, self.key.get(step, 0))
        octave = letter.islower() + octaves.count("'") - octaves.count(",")
        number = int(60 + _SEMITONES[step] + shift + 12 * octave)
        if 0 <= number < 128:
            return number
        self.ignored[name] += 1
        return None

    def length(self, written: str) -> Fraction:
        """What a length means in whole notes; the unit where it means nothing."""
        unit = self.unit or Fraction(1, 16 if (self.metre or 1) < Fraction(3, 4) else 8)
        length = unit * _fraction(written)
        if _SHORTEST <= length <= _LONGEST:
            return length
        self.ignored[written] += 1
        return unit

    def in_tuplet(self) -> Fraction:
        factor, left = self.tuplet
        self.tuplet = (factor, left - 1) if left > 1 else (Fraction(1), 0)
        return factor

    # ------------------------------------------------ rhythm

    def read_tuplet(self, sign: re.Match[str]) -> None:
        p, q, r = (*sign[0][1:].split(":"), "", "")[:3]
        notes = int(p)
        time = int(q or 0) or _TUPLETS.get(notes, 3 if self.compound else 2)
        self.tuplet = Fraction(time, notes), int(r or 0) or notes

    def read_broken(self, sign: re.Match[str]) -> None:
        """``a>b`` gives the first half as much again, at the cost of the second."""
        events = self.bars[-1].events
        if not events or self.next_factor != 1:
            self.ignored[sign[0]] += 1
            return
        short = Fraction(1, 2 ** len(sign[0]))
        factors = (2 - short, short) if sign[0][0] == ">" else (short, 2 - short)
        events[-1] = replace(events[-1], length=events[-1].length * factors[0])
        self.next_factor = factors[1]

    def read_tie(self, sign: re.Match[str]) -> None:
        events = self.bars[-1].events
        if events and events[-1].pitches:
            events[-1] = replace(events[-1], tied=True)
        else:
            self.ignored[sign[0]] += 1

    # ------------------------------------------------ bars

    def read_bar(self, sign: re.Match[str]) -> None:
        line = sign[0].rstrip("[123456789 \t\n")
        if self.bars[-1].events:
            self.bars.append(_Bar(ending=self.bars[-1].ending))
        if line.startswith(":") and len(self.bars) > 1:
            self.bars[-2].closes = True
        if line != "|":
            self.bars[-1].opens, self.bars[-1].ending = True, 0
        self.altered = {}
        self.read_ending(sign)

    def read_ending(self, sign: re.Match[str]) -> None:
        found = re.search(r"[1-9]$", sign[0])
        if found:
            self.bars[-1].ending = int(found[0])

    # ------------------------------------------------ the whole

    def tune(self) -> Tune:
        bars = [bar for bar in self.bars if bar.events]
        notes, length = _laid_out(_unrolled(bars))
        lengths = tuple(bar.length for bar in bars)
        return Tune(self.title, self.metre, notes, lengths, length, dict(self.ignored))


def _unrolled(bars: Iterable[_Bar]) -> list[_Event]:
    """The events as they are played: a part that is repeated twice, its first ending once."""
    sections: list[list[_Bar]] = []
    for bar in bars:
        if bar.opens or not sections:
            sections.append([])
        sections[-1].append(bar)
    played = []
    for section in sections:
        played += section
        if section[-1].closes and section[0].ending < 2:
            played += [bar for bar in section if bar.ending != 1]
    return [event for bar in played for event in bar.events]


def _laid_out(events: Iterable[_Event]) -> tuple[tuple[Note, ...], Fraction]:
    """The notes in time, tied ones as one, and when the last event ends."""
    notes: list[Note] = []
    held: dict[int, int] = {}  # pitches that are tied on, and the place of their notes
    now = Fraction(0)
    for event in events:
        places = {}
        for pitch in event.pitches:
            places[pitch] = held.get(pitch, len(notes))
            if pitch in held:
                longer = notes[held[pitch]].length + event.length
                notes[held[pitch]] = replace(notes[held[pitch]], length=longer)
            else:
                notes.append(Note(now, event.length, pitch))
        held = places if event.tied else {}
        now += event.length
    return tuple(notes), now
