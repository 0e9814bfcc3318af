"""The needs that one text lists ("a queue for orders and a database for customers"): a text in, its parts out."""

from __future__ import annotations

import re

from advisor.pattern import compile_late

LISTS = compile_late(r"\b(?:need|want|require|looking for|would like)s?\b:? (?=(?:an?|some|somewhere|something)\b)(.+)", re.IGNORECASE | re.DOTALL)
BETWEEN = compile_late(r"\s*(?:,|;|\+|\band\b|\bplus\b|\bas well as\b)(?:\s*(?:,|and|plus|also|then))*\s+(?=(?:an?|some|somewhere|something)\b)", re.IGNORECASE)
ENDS = compile_late(r"[.?!\n]")
MARKED = compile_late(r"(?:^|\s)(?:\(?(?:\d{1,2}|[a-h])[.)]|[-*•–])\s+")  # "1) ... 2) ...", "- ..." line by line
SENTENCE = compile_late(r"(?<=[.;!?])\s+|\n+")
AND_THEN = r"(?:(?:first|second|third|then|next|also|and|finally|lastly|plus|besides)\b[,:]?\s*)"
WISH = r"(?:(?:i|we)(?: also| then)?(?: need| want|'d like| would like| have to| must)(?: also)?(?: to)?\s+)"
WISHES = compile_late(rf"(?:{AND_THEN}+{WISH}?|{WISH}|(?=(?:an?|some)\s))(.+)", re.IGNORECASE | re.DOTALL)
CONSTRAINS = compile_late(r"(?:must|should|has|have|no|not|never|only|at (?:most|least)|less|more|cheap|low|high|it|they|this|that|everything|all)\b", re.IGNORECASE)
MOST_CHARACTERS, MOST_MARKED_CHARACTERS = 400, 1500  # a longer text tells a story
MOST_NEEDS, MOST_MARKED = 4, 8
MOST_ITEM_CHARACTERS = 160


def find_needs(text: str) -> tuple[str, ...]:
    """The needs that a text lists, each as it is worded there: by numbers or dashes, sentence by sentence, or behind one "we need"; none where it has but one, or too many."""
    return _marked(text) or _wished(text) or _listed(text)


def _marked(text: str) -> tuple[str, ...]:
    """The items of a list with numbers, letters or dashes that name things or deeds; what only limits them ("no code changes") is none."""
    if len(text) > MOST_MARKED_CHARACTERS or len(MARKED.findall(text)) < 2:
        return ()
    _, *items = (item.strip(" ,;.\n") for item in MARKED.split(text))
    needs = tuple(item for item in items if item and len(item) <= MOST_ITEM_CHARACTERS and not CONSTRAINS.match(item))
    return needs if 2 <= len(needs) <= MOST_MARKED else ()


def _wished(text: str) -> tuple[str, ...]:
    """The sentences of a short text, where each is a wish of its own ("First I need a queue. Then I want mails.")."""
    sentences = [sentence.strip(" ,;.!?") for sentence in SENTENCE.split(text.strip())] if len(text) <= MOST_CHARACTERS else []
    if len(sentences) < 2:
        return ()
    wishes = [WISHES.fullmatch(sentence) for sentence in sentences if sentence]
    needs = tuple(wish.group(1) for wish in wishes if wish)
    return needs if len(needs) == len(wishes) and 2 <= len(needs) <= MOST_NEEDS else ()


def _listed(text: str) -> tuple[str, ...]:
    """The things that follow a "we need" in one sentence of a short text."""
    listed = LISTS.search(text) if len(text) <= MOST_CHARACTERS else None
    if not listed:
        return ()
    sentence, *_ = ENDS.split(listed.group(1), maxsplit=1)
    needs = tuple(part.strip(" ,;") for part in BETWEEN.split(sentence))
    return needs if 2 <= len(needs) <= MOST_NEEDS and all(" " in need for need in needs) else ()
