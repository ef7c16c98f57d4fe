"""Thousands of words looked for in one pass. Pure: knows neither Django nor a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Word:
    """``unless`` are longer words in which it is right."""

    word: str
    severity: str
    kind: str
    instead: str = ""
    why: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    word: Word


def levelled(text: str) -> str:
    """As words are compared: small letters, full width as half. As long as the text: a hit's place
    is the same in both."""
    small = text.translate(_NARROW)
    return "".join(low if len(low := each.lower()) == 1 else each for each in small)


class Scanner:
    """Built once for a list of words; a scan costs what the text costs, however many there are."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words: list[Word] = []
        self._found = ahocorasick.Automaton()
        told: dict[str, list[int | None]] = {}
        for word in words:
            key = levelled(word.word)
            if not key:
                continue
            self._words.append(word)
            told.setdefault(key, []).append(len(self._words) - 1)
            for longer in word.unless:
                told.setdefault(levelled(longer), []).append(None)
        for key, numbers in told.items():
            self._found.add_word(key, (len(key), numbers))
        self._empty = not told
        if told:
            self._found.make_automaton()

    def hits(self, text: str) -> list[Hit]:
        """In order of their places. A word inside one of its own exceptions is none; of two that
        begin or end within one another the longer one is told."""
        if self._empty:
            return []
        spans = list(self._spans(levelled(text)))
        right = [(start, end, key) for start, end, key, number in spans if number is None]
        wrong = [
            Hit(start, end, self._words[number])
            for start, end, _, number in spans
            if number is not None and not self._excused(start, end, number, right)
        ]
        return _longest(wrong)

    def _spans(self, text: str) -> Iterable[tuple[int, int, str, int | None]]:
        for last, (length, numbers) in self._found.iter(text):
            start = last + 1 - length
            for number in numbers:
                yield start, last + 1, text[start : last + 1], number

    def _excused(
        self, start: int, end: int, number: int, right: Sequence[tuple[int, int, str]]
    ) -> bool:
        longer = {levelled(each) for each in self._words[number].unless}
        return any(low <= start and end <= high and key in longer for low, high, key in right)


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, -each.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
