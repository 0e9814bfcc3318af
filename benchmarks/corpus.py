"""Passages and queries for the large sizes: the sections of a folder of JSON lines (`text`), cut into pieces of thirty words."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

WORD = re.compile(r"[a-z0-9]+")
PIECE = 30
SEED = 20261124
STOP_WORDS = frozenset(re.findall(r"\w+", "the a an of to in and or for is are be with that this it on by you your can as from at must not our we i need how do does what which"))
MOST_QUERY_WORDS = 12


def read_words(folder: Path) -> list[list[str]]:
    """The words of each section."""
    sections = []
    for path in sorted(folder.glob("*.jsonl")):
        with open(path, encoding="utf-8") as stream:
            sections += [WORD.findall(json.loads(line)["text"].lower()) for line in stream]
    return sections


def make_passages(sections: list[list[str]], count: int) -> tuple[list[list[str]], int]:
    """(passages, how many of them were made): pieces of the sections; where they are too few, halves of two pieces are joined at random."""
    chance = random.Random(SEED)
    pieces = [words[at : at + PIECE] for words in sections for at in range(0, len(words), PIECE)]
    chance.shuffle(pieces)
    halves = [piece[at : at + PIECE // 2] for piece in pieces for at in (0, PIECE // 2) if piece[at : at + PIECE // 2]]
    made = max(0, count - len(pieces))
    return [*pieces[:count], *(chance.choice(halves) + chance.choice(halves) for _ in range(made))], made


def make_queries(texts: list[str]) -> list[list[str]]:
    """The first words of each text that are no stop words."""
    found = (list(dict.fromkeys(word for word in WORD.findall(text.lower()) if word not in STOP_WORDS))[:MOST_QUERY_WORDS] for text in texts)
    return [words for words in found if len(words) > 2]
