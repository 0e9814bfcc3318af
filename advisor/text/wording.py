"""Names and sentences as they stand in a sentence of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from advisor.pattern import compile_late

# What one can have several of takes an article: "a queue", and no "a long polling".
COUNTED = frozenset(
    re.findall(
        r"\w+",
        """agent aggregator alarm attribute balancer boundary bucket certificate cluster dashboard deployment distribution endpoint filter firewall gateway group host image
        index instance interface invalidation key pack pair policy pool queue record replica report resource role rule scheduler set simulator snapshot stack subnet
        subscription table template topic trail user volume window zone Balancer Image Replica""",
    )
)
SAID_WITH_A_VOWEL = "AEFHILMNORSX"  # letters that are spelled out: "an S3 bucket policy"
SPOKEN_WORDS = frozenset({"NAT"})
VENDORS = frozenset({"AWS", "Amazon"})
IN_BRACKETS = compile_late(r"\s*\([^)]*\)$")
MOST_CLOSING_WORDS = 8  # "Which AWS service should the company use for this?" asks nothing of its own
FIRST_WORD = compile_late(r"[^\W_]+")


class Wording:
    """Puts names and sentences behind others; `proper` are the words, in lower case, that keep their capital there."""

    def __init__(self, proper: Collection[str]) -> None:
        self._proper = proper

    def lower_first(self, text: str) -> str:
        """A sentence as it stands behind a colon: its first letter small, unless its first word is a name ("Aurora", "IaC", "A/B", "I")."""
        found = FIRST_WORD.match(text)
        if not found or found.group().lower() in self._proper or any(letter.isupper() or letter.isdigit() for letter in found.group()[1:]):
            return text
        is_letter = len(found.group()) == 1 and (found.group() != "A" or text[found.end() : found.end() + 1] != " ")
        return text if is_letter else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """A text with its first letter large."""
    return text[:1].upper() + text[1:]


def with_article(name: str) -> str:
    """A service's name as it stands in a sentence: parts of which one has several take an article, whole services do not."""
    if IN_BRACKETS.sub("", name).split()[-1] not in COUNTED:
        return name
    first = name.split()[0]
    spelled = first.isupper() and first not in SPOKEN_WORDS and first.lower() != "aws"
    return f"{'an' if first[0] in (SAID_WITH_A_VOWEL if spelled else 'AEIOU') else 'a'} {name}"


def without_closing_question(text: str) -> str:
    """A need that is told without the bare question behind it: "We need X. Which service?" tells it in its first sentence."""
    told, _, last = text.rpartition(". ")
    return f"{told}." if told and last.endswith("?") and len(last.split()) <= MOST_CLOSING_WORDS else text


def without_count(text: str) -> str:
    """A question without the remark how many answers it wants: "(Choose TWO.)"."""
    return re.sub(r"\s*\((?:choose|select|pick)\s+\w+[^)]*\)\.?", "", text, flags=re.IGNORECASE).strip() if "(" in text else text.strip()


def spell_out(abbreviation: str, names: Iterable[str]) -> str | None:
    """The first of some names whose words begin with the letters of an abbreviation ("EC2": two Cs), without the vendor in front; None where none does."""
    letters = re.sub(r"([a-z])(\d)", lambda pair: pair[1] * int(pair[2]), abbreviation.lower())
    for name in names:
        words = [word for word in name.split() if word not in VENDORS]
        if len(words) > 1 and "".join(word[0] for word in words).lower() == letters:
            return " ".join(words)
    return None
