"""The options that a multiple-choice question was pasted with: a text in, the question alone and its options out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from advisor.pattern import compile_late

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LABELS = LETTERS[:8]
ON_LINES = compile_late(r"^[ \t]*(?:[(\[]?([A-H1-8])[.):\]][ \t]*|((?-i:[A-H]))[ \t]+(?:[-–—][ \t]*)?)(?=\S)", re.MULTILINE | re.IGNORECASE)
IN_LINE = compile_late(r"(?<=\s)(?:[(\[]?([A-H])[.)\]]|[(\[]?([a-h1-8])[)\]]|([A-H]) [-–—])[ \t]+(?=\S)")
SMALL_IN_LINE = compile_late(r"(?<=[?:] )([a-h])\.[ \t]+(?=\S)|(?<=\s)([b-h])\.[ \t]+(?=\S)")
BULLET = r"[-–—•*·][ \t]*(?=\S)"
LEAST_ON_LINES, LEAST_IN_LINE = 2, 3
LEAST_UNASKED = 3  # so many, by capital letters, are options to what only tells a need
# A list behind words that ask nothing is a list of needs, and so is one that a sentence runs into ("a service that is A) cheap").
ASKS = r"\b(?:which|what|how|who|where|when|why|choose|select|pick|identify|name|complete)\b|\bexcept\W*$|\?|\[\.\.\.\]|\.\.\.$|…|_{2}"
CLAUSE_ASKS = r"\b(?:which|choose|select|pick|identify|name|complete|should|except)\b|^\W*(?:what|who|how|where|when|why)\b|_{2}"
ANNOUNCES = r"\s*\b(?:options?|answers?|choices?|possible answers)(?: are)?:$"
# What a colon behind these announces is told, not offered.
LISTS = r"\b(?:we|i|our|my|has|have|steps?|requirements?|needs?|things?|goals?|constraints?|facts?|plans?|setup)\b"
LAST_CLAUSE = r"[^.?!\n]+$"
SENTENCE_ENDS = tuple(".?!:)]…_\"'”")
LEAST_WORDS = 3
MOST_UNLABELLED_WORDS = 12
# "Which two" asks where it begins what is asked; "a disk which two servers share" does not.
COUNT = compile_late(
    r"(?:\b(?:choose|select|pick|name|identify)|(?:^|[.?!:;,(\n]\s*|\b(?:in|of|with|by|from|for|to|on|at|and)\s+)(?:which|what))\s+(?:any\s+|the\s+)?(two|three|four|2|3|4)\b", re.IGNORECASE
)
COUNTS = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}


def is_never(_: str) -> bool:
    """Nothing is a name where no names are known."""
    return False


def split_options(text: str, is_name: Callable[[str], bool] = is_never) -> tuple[str, dict[str, str]]:
    """The question without its options, and the options by their labels (A, B, C or 1, 2, 3; A, B, C where they have none); no options where the text has none.

    `is_name`: whether a text is hardly more than the name of something that can be chosen. A list of names offers a choice
    where other lists, without labels or behind words that ask nothing, tell what is needed. Where some stand in the line of
    the question and others on lines of their own, they are read as if all stood in one line.
    """
    for pattern, ends in ((ON_LINES, ""), (IN_LINE, SENTENCE_ENDS), (SMALL_IN_LINE, "?:")):
        found: list[re.Match[str]] = []
        for match in pattern.finditer(text):
            label = match.group(match.lastindex or 0).upper()
            in_digits = found[0].group(found[0].lastindex or 0).isdigit() if found else label.isdigit()
            if len(found) < len(LABELS) and label == (str(len(found) + 1) if in_digits else LABELS[len(found)]):
                found.append(match)
        if len(found) < LEAST_ON_LINES:
            continue
        question = text[: found[0].start()].strip()
        stops = [*(match.start() for match in found[1:]), len(text)]
        options = {match.group(match.lastindex or 0).upper(): " ".join(text[match.end() : stop].split()) for match, stop in zip(found, stops, strict=True)}
        is_capital = found[0].group(found[0].lastindex or 0) == LABELS[0]
        if all(options.values()) and offers(question, list(options.values()), tuple(ends), is_capital, is_name):
            return re.sub(ANNOUNCES, "", question, flags=re.IGNORECASE), options
    return split_unlabelled(text, is_name)


def offers(question: str, options: Sequence[str], ends: tuple[str, ...], is_capital: bool, is_name: Callable[[str], bool]) -> bool:
    """Whether labelled texts behind a question are its options; a question behind them asks about them instead."""
    if len(question.split()) < LEAST_WORDS or options[-1].endswith("?"):
        return False
    are_names = are_mostly(options, is_name)
    if not question.endswith(ends or ("",)):
        return are_names and bool(re.search(ASKS, question, re.IGNORECASE))
    clause = re.search(LAST_CLAUSE, question)
    if clause and question.endswith(":") and not re.search(ANNOUNCES, question, re.IGNORECASE) and not re.search(CLAUSE_ASKS, clause.group(), re.IGNORECASE):
        return are_names or (is_capital and len(options) >= LEAST_UNASKED and not re.search(LISTS, clause.group(), re.IGNORECASE))
    if len(options) < LEAST_IN_LINE and ends and not question.endswith(("?", "_", ":")):
        return False
    return bool(re.search(ASKS, question, re.IGNORECASE)) or (len(options) >= LEAST_UNASKED and question.endswith(".") and is_capital)


def split_unlabelled(text: str, is_name: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """The question and what stands in the lines behind it, where it asks and those hold names and nothing else."""
    question, _, rest = text.rstrip().partition("\n")
    while rest and not question.endswith(("?", ":", "_")):
        line, _, rest = rest.partition("\n")
        question = f"{question}\n{line}".rstrip()
    lines = [line.strip() for line in rest.splitlines() if line.strip()]
    options = [re.sub(BULLET, "", line, count=1) for line in lines]
    if not 2 <= len(options) <= len(LABELS) or any(len(option.split()) > MOST_UNLABELLED_WORDS for option in options):
        return text, {}
    last = re.search(LAST_CLAUSE, question)
    asks = re.search(CLAUSE_ASKS, last.group(), re.IGNORECASE) if last and not re.search(ANNOUNCES, question, re.IGNORECASE) else re.search(ASKS, question, re.IGNORECASE)
    if len(question.split()) < LEAST_WORDS or not asks or not are_mostly(options, is_name):
        return text, {}
    return re.sub(ANNOUNCES, "", question, flags=re.IGNORECASE), label_options(options)


def are_mostly(options: Sequence[str], is_name: Callable[[str], bool]) -> bool:
    """Whether more than half of some texts are names."""
    return 2 * sum(map(is_name, options)) > len(options)


def label_options(options: Sequence[str]) -> dict[str, str]:
    """Options without labels of their own by letters, or by numbers where there are more than letters."""
    labels = LETTERS if len(options) <= len(LETTERS) else map(str, range(1, len(options) + 1))
    return dict(zip(labels, options, strict=False))


def count_wanted(question: str) -> int:
    """How many options a question wants to be chosen: one, where it does not say."""
    found = COUNT.search(question)
    return COUNTS[found.group(1).lower()] if found else 1


def list_labels(labels: Sequence[str]) -> str:
    """Labels as a sentence holds them: "B", "A and C", "A, C and D"."""
    return " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else labels[0]
