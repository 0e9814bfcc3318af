"""A scenario's text as it comes from a user: bytes or a string in, clean text and a name for it out."""

from __future__ import annotations

import unicodedata

from advisor.errors import ScenarioError

MOST_CHARACTERS = 20_000


def as_text(data: bytes) -> str:
    """Bytes as text. Raises ScenarioError where they are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"the scenario is not UTF-8 text (byte {error.start + 1})") from error


def clean_text(scenario: str) -> str:
    """The scenario without control characters, white space folded.

    Raises ScenarioError where nothing readable is left, or too much.
    """
    if not isinstance(scenario, str):
        raise ScenarioError("a scenario is text")
    if len(scenario) > MOST_CHARACTERS:
        raise ScenarioError(f"the scenario has {len(scenario):,} characters; at most {MOST_CHARACTERS:,} are read: leave out what does not matter")
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") and c not in "\n\t" else c for c in scenario)
    text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    if not any(c.isalnum() for c in text):
        raise ScenarioError("the scenario is empty: say in a sentence what you need")
    return text


def advice_id(text: str) -> str:
    """A short name for a scenario: the same text has the same id."""
    import hashlib  # loads OpenSSL, which takes as long as a fiftieth of an answer's start that shows no id

    return hashlib.sha256(text.encode()).hexdigest()[:12]
