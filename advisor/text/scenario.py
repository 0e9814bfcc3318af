"""A scenario's text as it comes from a user: bytes or a string in, clean text and a name for it out."""

from __future__ import annotations

import re
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
    text = scenario if scenario.isprintable() else "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") and c not in "\n\t" else c for c in scenario)
    text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    if not any(c.isalnum() for c in text):
        raise ScenarioError("the scenario is empty: say in a sentence what you need")
    return text


TRUE_OR_FALSE = re.compile(
    r"\W*(?:(?:is (?:it|this|that) )?true or (?:false|not)|t ?/ ?f|t or f|correct or (?:not|incorrect|wrong|false)|right or wrong|yes or no|"
    r"is it (?:true|right|correct|so) that|(?:is it )?true that)\b[\s:,;.?!–-]*(?=\w)",
    re.IGNORECASE,
)
STATEMENT = re.compile(r"(?P<subject>(?:(?!that\b|which\b)[\w'/&().-]+ ){1,6}?)(?P<verb>is|are|was|were|can|could|does|do|has|have|will)(?P<not>n't| not)? (?P<rest>.+)", re.IGNORECASE | re.DOTALL)
LISTED_OPTION = re.compile(r"(?:^|\s)\(?[AB1][).:]\s")


def ask_statement(text: str) -> str:
    """A text that puts a statement to the question whether it is true ("T/F: S3 is a global service") as that question ("is S3 a global service?"); any other as it is."""
    asked = TRUE_OR_FALSE.match(text)
    if not asked or LISTED_OPTION.search(text):
        return text
    said = text[asked.end() :].rstrip(" .?!")
    told = STATEMENT.match(said)
    return f"{told['verb'].lower()} {told['subject']}{told['rest']}?" if told else f"is it so: {said}?"


def advice_id(text: str) -> str:
    """A short name for a scenario: the same text has the same id."""
    import hashlib  # loads OpenSSL, which takes as long as a fiftieth of an answer's start that shows no id

    return hashlib.sha256(text.encode()).hexdigest()[:12]
