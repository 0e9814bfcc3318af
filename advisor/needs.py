"""The needs that one text lists ("a queue for orders and a database for customers"): a text in, its parts out."""

from __future__ import annotations

import re

LISTS = re.compile(r"\b(?:need|want|require|looking for|would like)s?\b (?=(?:an?|some|somewhere|something)\b)(.+)", re.IGNORECASE | re.DOTALL)
BETWEEN = re.compile(r"\s*(?:,|;|\+|\band\b|\bplus\b|\bas well as\b)(?:\s*(?:,|and|plus|also|then))*\s+(?=(?:an?|some|somewhere|something)\b)", re.IGNORECASE)
ENDS = re.compile(r"[.?!\n]")
MOST_CHARACTERS = 400  # a longer text tells a story
MOST_NEEDS = 4


def find_needs(text: str) -> tuple[str, ...]:
    """The needs that a short text lists, each as it is worded there; none where it has but one, or more than four."""
    listed = LISTS.search(text) if len(text) <= MOST_CHARACTERS else None
    if not listed:
        return ()
    sentence, *_ = ENDS.split(listed.group(1), maxsplit=1)
    needs = tuple(part.strip(" ,;") for part in BETWEEN.split(sentence))
    return needs if 2 <= len(needs) <= MOST_NEEDS and all(" " in need for need in needs) else ()
