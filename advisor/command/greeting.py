"""A few words that are no scenario ("help", "thank you"): words in, what answers them out."""

from __future__ import annotations

from collections.abc import Sequence

MOST_GREETING_WORDS = 6
GREETING_WORDS = frozenset({"help", "hello", "hi", "hey", "thanks", "thank", "thx", "cheers", "bye", "who", "what"})


def may_greet(words: Sequence[str]) -> bool:
    """Whether a few words may be no scenario, by the first of them: it takes a dialogue's patterns to tell, which few texts need."""
    return len(words) <= MOST_GREETING_WORDS and words[0].lower().strip("!,.?") in GREETING_WORDS


def answer_greeting(text: str) -> str | None:
    """What answers words that are no scenario, or None."""
    if not may_greet(text.split()):
        return None
    from advisor.dialogue.requests import GREETINGS
    from advisor.dialogue.turns import read_command

    turn = read_command(text)
    return GREETINGS.get(turn.kind) if turn else None
