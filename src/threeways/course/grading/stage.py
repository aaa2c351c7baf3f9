"""Plays a test in which the outcomes of calls stand in for the functions; runs in a kernel.

The text of this module is what :mod:`.referee` has kernels execute, after that of :mod:`.wire`,
so that it imports nothing else of the course. A call is ``[name, [argument, …], {name:
argument}]``, packed; its outcome is that of :func:`.wire.outcome`.
"""

from __future__ import annotations

import builtins
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from threeways.course.grading.wire import outcome, pack, unpack

LARGEST = 200_000  # characters of all calls that are foretold, and of outcomes asked for at once
UNCARRIED = '["other", '  # as JSON has it, and no text in JSON


class Stuck(BaseException):
    """The test cannot go on: ``said`` is the call that it waits for, or why it is no good."""

    def __init__(self, **said: Any) -> None:
        super().__init__()
        self.said = said


def play(
    source: str,
    names: Iterable[str],
    answer: Callable[[list[Any]], Mapping[str, Any]],
    namespace: dict[str, Any],
) -> dict[str, Any]:
    """Execute a test with outcomes for functions; its own names are gone afterwards.

    Args:
        source: The test cell.
        names: Functions that are called by it, or by what is in the namespace.
        answer: Gives a call's outcome, or raises :class:`Stuck`.
        namespace: Of the notebook.

    Returns:
        ``why`` it failed, empty if it passed; or ``stuck``, why it says nothing; or ``asks``.
    """
    stuck: list[Stuck] = []

    def stand_in(name: str) -> Callable[..., Any]:
        def function(*given: Any, **named: Any) -> Any:
            try:
                return _perform(name, answer, given, named)
            except Stuck as error:
                stuck.append(error)  # whatever the test makes of the exception
                raise

        return function

    before = {name: namespace[name] for name in names if name in namespace}
    namespace.update({name: stand_in(name) for name in names})
    try:
        failure = _failure(source, dict(namespace))
    finally:
        for name in names:
            del namespace[name]
        namespace.update(before)
    return stuck[0].said if stuck else {"why": failure}


def _failure(source: str, namespace: dict[str, Any]) -> str:
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - a test may use it
    try:
        exec(compile(source, "<test>", "exec"), namespace)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:500]
    return ""


def _perform(
    name: str,
    answer: Callable[[list[Any]], Mapping[str, Any]],
    given: tuple[Any, ...],
    named: dict[str, Any],
) -> Any:
    """What the function did: its value, or exception, after what it did to its arguments."""
    call = [name, [pack(one) for one in given], {key: pack(one) for key, one in named.items()}]
    if UNCARRIED in json.dumps(call):
        raise Stuck(stuck=f"an argument of {name} cannot leave its kernel")
    told = answer(call)
    if isinstance(told, dict) and "error" in told:
        _throw(name, told["error"])
    try:
        if UNCARRIED in json.dumps(told):
            raise Stuck(stuck=f"{name} returns what cannot leave its kernel")
        arguments = [*given, *named.values()]
        for position, packed in zip(told["changed"], told["after"], strict=True):
            _change(arguments[position], unpack(packed))
        return unpack(told["value"])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise Stuck(stuck=f"the outcome of {name} is in no form: {error}") from error


def _throw(name: str, kind: object) -> None:
    error = getattr(builtins, str(kind), None)
    if isinstance(error, type) and issubclass(error, Exception):
        raise error
    raise Stuck(stuck=f"{name} raises {str(kind)[:50]}")


def _change(old: Any, new: Any) -> None:
    """Do to an argument what was done to its twin."""
    if type(old) is not type(new):
        raise TypeError("an argument of another type")
    if isinstance(old, np.ndarray):
        if old.shape != new.shape or old.dtype != new.dtype:
            raise TypeError("an array of another form")
        old[...] = new
    elif isinstance(old, list):
        old[:] = new
    elif isinstance(old, dict):
        old.clear()
        old.update(new)
    elif isinstance(old, np.random.Generator):
        old.bit_generator.state = new.bit_generator.state
    else:
        raise TypeError("an argument that cannot be changed")


def foretell(source: str, names: list[str], namespace: dict[str, Any]) -> str:
    """The calls that a test makes, answered by the functions that are in the namespace.

    Returns:
        JSON: as :func:`play`, and ``calls``, the first of them that are not too large together,
        in groups whose outcomes are not.
    """
    functions = {name: namespace.get(name) for name in names}
    calls: list[list[Any]] = []
    groups: list[list[Any]] = []
    asked = told = 0  # characters: of all calls, of the outcomes of the last group

    def answer(call: list[Any]) -> Mapping[str, Any]:
        nonlocal asked, told
        known = outcome(functions[call[0]], *call[1:])
        calls.append(call)
        asked, size = asked + len(json.dumps(call)), len(json.dumps(known))
        if asked <= LARGEST:
            told = told + size if groups else LARGEST + 1
            if told > LARGEST:
                groups.append([])
                told = size
            groups[-1].append(call)
        return known

    said = play(source, names, answer, namespace)
    return json.dumps({**said, "calls": groups, "count": len(calls)})


class Prompter:
    """Knows outcomes by their calls; of calls that are the same, in their order."""

    def __init__(self) -> None:
        self._outcomes: dict[str, list[Mapping[str, Any]]] = {}
        self._used: Counter[str] = Counter()

    def learn(self, answered: Iterable[tuple[list[Any], Mapping[str, Any]]]) -> None:
        """More outcomes."""
        for call, told in answered:
            self._outcomes.setdefault(json.dumps(call), []).append(told)

    def play(self, source: str, names: list[str], namespace: dict[str, Any]) -> str:
        """The whole test with what is known; JSON of what :func:`play` returns."""
        self._used.clear()
        return json.dumps(play(source, names, self._answer, namespace))

    def _answer(self, call: list[Any]) -> Mapping[str, Any]:
        key = json.dumps(call)
        known, position = self._outcomes.get(key, []), self._used[key]
        self._used[key] += 1
        if position < len(known):
            return known[position]
        raise Stuck(asks=call)
