"""The options that a multiple-choice question was pasted with: a text in, the question alone and its options out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

LABELS = "ABCDEFGH"
ON_LINES = re.compile(r"^[ \t]*[(\[]?([A-H1-8])[.):\]][ \t]*(?=\S)", re.MULTILINE | re.IGNORECASE)
IN_LINE = re.compile(r"(?<=\s)(?:[(\[]?([A-H])[.)\]]|[(\[]?([a-h1-8])[)\]])[ \t]+(?=\S)")
LEAST_ON_LINES, LEAST_IN_LINE = 2, 3
LEAST_UNASKED = 3  # so many, by capital letters, are options to what only tells a need
# A list behind words that ask nothing is a list of needs, and so is one that a sentence runs into ("a service that is A) cheap").
ASKS = re.compile(r"\b(?:which|what|how|who|where|when|why|choose|select|pick|identify|name)\b|\?|\[\.\.\.\]|_{3}", re.IGNORECASE)
SENTENCE_ENDS = tuple(".?!:)]…\"'”")
LEAST_WORDS = 3
COUNT = re.compile(r"\b(?:choose|select|pick|which|what|name|identify)\s+(?:any\s+|the\s+)?(two|three|four|2|3|4)\b", re.IGNORECASE)
COUNTS = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}


def split_options(text: str) -> tuple[str, dict[str, str]]:
    """The question without its options, and the options by their labels (A, B, C or 1, 2, 3); no options where the text has none.

    Where some stand in the line of the question and others on lines of their own, they are read as if all stood in one line.
    """
    for pattern, least, ends in ((ON_LINES, LEAST_ON_LINES, ""), (IN_LINE, LEAST_IN_LINE, SENTENCE_ENDS)):
        found: list[re.Match[str]] = []
        for match in pattern.finditer(text):
            if len(found) < len(LABELS) and match.group(match.lastindex or 0).upper() in (LABELS[len(found)], str(len(found) + 1)):
                found.append(match)
        if len(found) < least:
            continue
        question = text[: found[0].start()].strip()
        asks = ASKS.search(question) or (len(found) >= LEAST_UNASKED and question.endswith(".") and found[0].group(found[0].lastindex or 0) == LABELS[0])
        if len(question.split()) < LEAST_WORDS or not question.endswith(ends) or not asks:
            continue
        stops = [*(match.start() for match in found[1:]), len(text)]
        options = {match.group(match.lastindex or 0).upper(): " ".join(text[match.end() : stop].split()) for match, stop in zip(found, stops, strict=True)}
        if all(options.values()):
            return question, options
    return text, {}


def label_options(options: Sequence[str]) -> dict[str, str]:
    """Options without labels of their own by letters, or by numbers where there are more than letters."""
    labels = ascii_uppercase if len(options) <= len(ascii_uppercase) else map(str, range(1, len(options) + 1))
    return dict(zip(labels, options, strict=False))


def count_wanted(question: str) -> int:
    """How many options a question wants to be chosen: one, where it does not say."""
    found = COUNT.search(question)
    return COUNTS[found.group(1).lower()] if found else 1


def list_labels(labels: Sequence[str]) -> str:
    """Labels as a sentence holds them: "B", "A and C", "A, C and D"."""
    return " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else labels[0]
