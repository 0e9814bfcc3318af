"""Phrases of rules found in a question: our trie against a loop of regular expressions and pyahocorasick."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from advisor.text.tokens import PhraseTrie
from benchmarks.timing import is_installed, time_all_in_turns

SEED = 7


def make_phrases(sections: Sequence[Sequence[str]], count: int) -> list[list[str]]:
    """Distinct runs of two to four words as they stand in the sections."""
    chance = random.Random(SEED)
    found: dict[tuple[str, ...], None] = {}
    while len(found) < count:
        words = chance.choice(sections)
        length = chance.randint(2, 4)
        if len(words) > length:
            at = chance.randrange(len(words) - length)
            found[tuple(words[at : at + length])] = None
    return [list(phrase) for phrase in found]


def time_rules(phrases: Sequence[Sequence[str]], questions: Sequence[Sequence[str]]) -> dict[str, float]:
    """Contestant → median seconds to find all phrases in a question.

    Each takes all questions in its turn: twenty milliseconds of regular expressions before each question of ours would
    empty the processor's caches.
    """
    trie = PhraseTrie()
    for number, phrase in enumerate(phrases):
        trie.add(phrase, str(number))
    texts = [" ".join(question) for question in questions]
    patterns = [re.compile(rf"\b{' '.join(phrase)}\b") for phrase in phrases]
    contestants: dict[str, Callable[[int], object]] = {
        "advisor": lambda number: trie.find(questions[number]),
        "regular expressions": lambda number: [place for place, pattern in enumerate(patterns) if pattern.search(texts[number])],
    }
    if is_installed("ahocorasick"):
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for number, phrase in enumerate(phrases):
            automaton.add_word(f" {' '.join(phrase)} ", number)
        automaton.make_automaton()
        contestants["pyahocorasick"] = lambda number: list(automaton.iter(f" {texts[number]} "))
    return time_all_in_turns(contestants, len(questions), rounds=5)
