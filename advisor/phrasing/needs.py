"""The needs that one text lists ("a queue for orders and a database for customers"): a text in, its parts out."""

from __future__ import annotations

import re

from msgspec import Struct, structs

from advisor.pattern import compile_late

LISTS = compile_late(r"\b(?:need|want|require|looking for|would like)s?\b:? (?=(?:an?|some|somewhere|something)\b)(.+)", re.IGNORECASE | re.DOTALL)
BETWEEN = compile_late(r"\s*(?:,|;|\+|\band\b|\bplus\b|\bas well as\b)(?:\s*(?:,|and|plus|also|then))*\s+(?=(?:an?|some|somewhere|something)\b)", re.IGNORECASE)
ENDS = compile_late(r"[.?!\n]")
MARKED = compile_late(r"(?:^|\s)(?:\(?(?:\d{1,2}|[a-h])[.)]|[-*•–])\s+")  # "1) ... 2) ...", "- ..." line by line
SENTENCE = compile_late(r"(?<=[.;!?])\s+|\n+")
AND_THEN = r"(?:(?:first|second|third|then|next|also|and|finally|lastly|plus|besides)\b[,:]?\s*)"
WISH = r"(?:(?:i|we)(?: also| then)?(?: need| want|'d like| would like| have to| must)(?: also)?(?: to)?\s+)"
WISHES = compile_late(rf"(?:{AND_THEN}+{WISH}?|{WISH}|(?=(?:an?|some)\s))(.+)", re.IGNORECASE | re.DOTALL)
TELLS_OF_OTHERS = compile_late(r"(?:an?|some)\s(?:[\w'-]+\s){1,3}?(?:needs?|wants?|wish(?:es)?|should|must|has|have|is|are|can|will|runs?|uses?)\s", re.IGNORECASE)  # "A person should ..."
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
    needs = tuple(wish.group(1) for wish in wishes if wish and not TELLS_OF_OTHERS.match(wish.group()))
    return needs if len(needs) == len(wishes) and 2 <= len(needs) <= MOST_NEEDS else ()


def _listed(text: str) -> tuple[str, ...]:
    """The things that follow a "we need" in one sentence of a short text."""
    listed = LISTS.search(text) if len(text) <= MOST_CHARACTERS else None
    if not listed:
        return ()
    sentence, *_ = ENDS.split(listed.group(1), maxsplit=1)
    needs = tuple(part.strip(" ,;") for part in BETWEEN.split(sentence))
    return needs if 2 <= len(needs) <= MOST_NEEDS and all(" " in need for need in needs) else ()


# A text that tells of a system in several sentences, or in one with a list. ------------------------------------------------

PIECES = compile_late(r"\s*(?:(?:[;:]|,(?!\d)|\b(?:and|but|plus|also|as well as)\b|\s[-–]\s)\s*)+(?:(?:then|so)\b\s*)?", re.IGNORECASE)
FIRST_PERSON = compile_late(r"\b(?:i|i'm|we|we're|our|ours|us|my|me)\b", re.IGNORECASE)
# A question that closes what was told and asks for all of it; any other asks for one thing, of which all else is the scene.
ASKS_FOR_ALL = compile_late(r"\b(?:needs?|suggest|propose|recommend|advi[sc]e|services|products|build|set (?:\w+ )?up|go about|get started|start|look like|use)\b[^?]*\?", re.IGNORECASE)
ASKS_FOR_ONE = compile_late(
    r"\b(?:which|what) (?:\w+ ){0,3}?(?:service|solution|option|feature|storage|approach|combination|strategy|change|step|action|configuration|instance)\b|"
    r"\bmeets? (?:these|this|the|all)\b|\bsolutions architect\b",
    re.IGNORECASE,
)
# What is there already, was dropped, or is not wanted, is no need; nor is what weighs the others.
NO_NEED = compile_late(
    r"\b(?:already|currently|at the moment|so far|until now|was tried|were tried|ruled out|too (?:expensive|slow|small)|rejected|refused)\b|"
    r"\b(?:do|does|did|is|are)(?: not|n't) (?:need|want|have|required|needed|wanted|an option)|\b(?:no need|there (?:is|are) no)\b|"
    r"\b(?:costs?|price|money|budget)\b(?: \w+){0,3}? (?:matters?|counts?|decides?|important)\b",
    re.IGNORECASE,
)
# A piece that only says when, where, why or how good, what goes with the one before, or what is not so.
ASIDE = compile_late(
    r"(?:no|not|nor|neither|without|nothing|before|after|since|because|although|though|while|which|who|whose|where|that|at|in|on|from|by|of|two|three|one|instead|rather|even|like|such|"
    r"e\.g|i\.e|etc|for example|if possible|preferably|thanks?|please|hi|hello)\b|(?:must|should|may|can|will|would|do|does|is|are)(?: not|n't| never)\b|cannot\b|"
    r"(?:with|cheap(?:er|est)?|low(?:er|est)?|high(?:er|est)?|automatic(?:ally)?)\b|.*\b(?:it|them)$",
    re.IGNORECASE,
)
# What a sentence begins with that tells more of the one before.
BACK = compile_late(r"(?:it|its|they|their|them|this|that|these|those|he|she|his|her|and|but|also|so|then|must|should|has|have|may)\b", re.IGNORECASE)
SETS_AGAINST = compile_late(r"\bbut\b", re.IGNORECASE)  # what is listed stands side by side
HEADING = compile_late(r"[^,.;:(]{2,40}[:(]\s*")  # "webshop: search, a cart, payments"
WANTING = compile_late(r"\b(?:needs?|wants?|wish|looking for|would like|'d like|must|should|shall|build|set up)\b", re.IGNORECASE)
ARTICLE = compile_late(r"(?:an?|some|somewhere|something)\b", re.IGNORECASE)
MOST_WORDS_OF_ITEM = 9
LEAST_SENTENCES, LEAST_PIECES, LEAST_WORDS = 3, 3, 2
MOST_TOLD_CHARACTERS, MOST_WORDS, MOST_WORDS_OF_OTHERS = 1500, 26, 18  # of a sentence: a longer one is no need by itself; who tells of others at such length poses a case


class Part(Struct, frozen=True):
    """A sentence of a text, and the pieces that it can be taken apart into.

    `is_list` where it lists several things in a few words each, `is_wish` where it is plain that these are wanted; `tells_what_is_there` where it wants nothing:
    services that it names are there; `looks_back` where it tells more of the sentence before, `is_scene` where it only begins to tell
    ("We have a small shop"). It has no text of its own where it is too long for one need.
    """

    text: str
    pieces: tuple[str, ...] = ()
    is_list: bool = False
    is_wish: bool = False
    tells_what_is_there: bool = False
    looks_back: bool = False
    is_scene: bool = False

    @property
    def may_be_whole(self) -> bool:
        """Whether it can be one need as a sentence of its own."""
        return bool(self.text) and not self.is_list and not self.looks_back


def find_parts(text: str) -> list[Part]:
    """The sentences of a text that tells of a system, each with its pieces; none where it has too few, asks for one thing, or is longer than what somebody tells of his own."""
    is_own = bool(FIRST_PERSON.search(text))
    if len(text) > MOST_TOLD_CHARACTERS or ASKS_FOR_ONE.search(text) or ("?" in text and not (is_own and ASKS_FOR_ALL.search(text))):
        return []
    sentences = [sentence.strip(" ,;.!") for sentence in SENTENCE.split(text.strip()) if "?" not in sentence]
    longest = max((len(sentence.split()) for sentence in sentences), default=0)
    if not is_own and longest > MOST_WORDS_OF_OTHERS:
        return []
    parts = [_take_apart(sentence, is_own, len(sentences) == 1) for sentence in sentences if len(sentence.split()) >= LEAST_WORDS and not NO_NEED.search(sentence)]
    if len(parts) > 1 and parts[0].text == sentences[0] and not WANTING.search(sentences[0]):
        parts[0] = structs.replace(parts[0], is_scene=True)
    return parts if len(parts) >= LEAST_SENTENCES or any(len(part.pieces) >= LEAST_PIECES for part in parts) else []


def _take_apart(sentence: str, is_own: bool, is_all: bool) -> Part:
    """A sentence with its pieces, where it has several; `is_own`: the text tells of who wrote it, `is_all`: the sentence is all of it."""
    heading = HEADING.match(sentence)
    pieces = [piece for piece in PIECES.split(sentence[heading.end() :] if heading else sentence) if piece.strip(" .()")]
    kept = tuple(piece.strip(" .()") for piece in pieces if not ASIDE.match(piece)) if len(pieces) > 1 else ()
    is_list = is_all and len(pieces) >= LEAST_PIECES and all(len(piece.split()) <= MOST_WORDS_OF_ITEM for piece in pieces) and not SETS_AGAINST.search(sentence)
    wants = bool(FIRST_PERSON.search(sentence) and WANTING.search(sentence))
    is_wish = wants or all(ARTICLE.match(piece) for piece in pieces)
    has = not (wants or is_list)
    return Part(sentence if len(sentence.split()) <= MOST_WORDS else "", kept if is_own or is_list else (), is_list, is_list and is_wish, has, bool(BACK.match(sentence)))
