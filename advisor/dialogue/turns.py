"""What a turn of a conversation wants: the user's text, its query and the state so far in, a `Turn` out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from advisor.answers.bills import complains_of_bill
from advisor.dialogue.conversation import State
from advisor.dialogue.turn_patterns import (
    ABOUT,
    AGAIN,
    ANY_ANSWER,
    ASKS_OPTION,
    BACK_TO,
    CHEAPER,
    COMMANDS,
    COMPARE,
    COMPARE_BOTH,
    COMPARES_WITH_CHOICE,
    DID_NOT_HELP,
    DONE,
    FOUND_CAUSE,
    GRATEFUL,
    IS_IT,
    IS_MORE,
    IS_THAT,
    LEAVES,
    NEW_ONE,
    NO,
    NTH,
    ORDINALS,
    POLITE,
    SIMPLER,
    SOLVED,
    STEP,
    TAKE_THAT,
    TELLS,
    THAT_ONE,
    UNSOLVED,
    WHY,
    WHY_NOT,
    YES,
    TurnKind,
)
from advisor.dialogue.turn_phrasing import asks_if_needed, asks_which_first, asks_which_of_them, spoken, strip_polite, tells_detail_of_us
from advisor.knowledge.catalogue import Catalogue
from advisor.model import Option, Question
from advisor.phrasing.opposition import asks_which_to_take
from advisor.ranking.ranking import compares_product, refused_services
from advisor.text.analysis import Query
from advisor.text.focus import lies_in
from advisor.text.tokens import Tokenizer
from advisor.text.vocabulary import Vocabulary

MOST_ANSWER_WORDS = 7  # a longer text is no answer to a question
LEAST_LABEL_SHARE = 0.5
MOST_COMPARED = 4
MOST_NAME_WORDS = 5
MOST_SHARING = 3
LEAST_SHARED = 2
SEVERAL = 2
MOST_WORDS_ON_OPTION = 12


class Turn(Struct, frozen=True):
    """What is wanted (`kind`): to say something, or one of the things that are asked for by themselves.

    `services` are those it is about, `option` the answer that was picked, `step` the number from 1 of the step of a diagnosis, `label` an option of a pasted question,
    `text` what is left to be read as a scenario; `leaves`: with words that let the last thing go.
    """

    kind: TurnKind
    text: str = ""
    services: tuple[str, ...] = ()
    option: Option | None = None
    step: int = 0
    label: str = ""
    is_new: bool = False
    leaves: bool = False


def read_command(text: str) -> Turn | None:
    """A turn that needs no knowledge to be understood, or None."""
    new = NEW_ONE.match(text)
    if new:
        return Turn("say", text[new.end() :], is_new=True, leaves=bool(LEAVES.match(text)))
    said = spoken(text)
    wish, *more = re.split(r"[,;:.] ", said, maxsplit=1)
    if more and tells_detail_of_us(more[0]):
        said = next((wish for pattern in (CHEAPER, SIMPLER) if pattern.fullmatch(strip_polite(wish))), said)  # "something simpler, we are two people only"
    for words in dict.fromkeys((said, POLITE.sub("", said), strip_polite(said))):
        for kind, pattern in COMMANDS.items():
            if pattern.fullmatch(words):
                return Turn("price" if kind == "cheaper" and text.rstrip().endswith("?") and "cheap" not in words else kind, text)
    return Turn("help") if not said else None


def read_of_trouble(text: str, steps: int) -> Turn | None:
    """A turn that says of a diagnosis with so many steps that it did not help, or asks for a step of it, or None."""
    said = strip_polite(spoken(text))
    if DID_NOT_HELP.fullmatch(said):
        return Turn("did_not_help")
    if tells_solved(text):
        return Turn("solved")
    if DONE.fullmatch(spoken(text)) or DONE.fullmatch(said):
        return Turn("go_on")
    asked = STEP.fullmatch(said)
    if not asked:
        return None
    number = int(asked["number"]) if asked["number"] else steps if asked["ordinal"] == "last" else ORDINALS.index(asked["ordinal"]) + 1
    return Turn("step", step=number) if 1 <= number <= steps else None


def read_option_asked(text: str, labels: Collection[str]) -> Turn | None:
    """A turn that asks about one of the options that a question was pasted with ("why not C?", "why is D wrong"), or None."""
    found = ASKS_OPTION.fullmatch(" ".join(text.replace("’", "'").split()).rstrip("?!. "))
    label = next((part for part in found.groups() if part), "").upper() if found else ""
    return Turn("option", text, label=label) if label and label in labels and len(text.split()) <= MOST_WORDS_ON_OPTION else None


def tells_solved(text: str) -> bool:
    """Whether a text says of a trouble that it is solved, also with the cause before or behind that ("the route was missing, that was it, thanks", "it was the size of the group, thanks")."""
    said = spoken(text)
    clauses = [strip_polite(clause) for clause in re.split(r"\s*(?:[,.;:!]|\s[–-])\s+", said)]
    if SOLVED.fullmatch(strip_polite(said)):
        return True
    if text.rstrip().endswith("?") or UNSOLVED.search(said):
        return False
    return any(SOLVED.fullmatch(clause) for clause in clauses) or (bool(GRATEFUL.search(said)) and any(FOUND_CAUSE.match(clause) for clause in clauses))


class TurnReader:
    """Reads the turns that answer an open question, come back to what was said before, or ask about services by name."""

    def __init__(self, catalogue: Catalogue, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
        self._catalogue, self._tokenizer, self._vocabulary = catalogue, tokenizer, vocabulary

    def read_answer(self, text: str, question: Question, answers: Sequence[Option]) -> Option | None:
        """The answer to an open question that a short text gives: an option by its number, yes or no, or "it does not matter"; any of `answers` by its label or words of it."""
        said = spoken(text)
        ordinal = NTH.fullmatch(strip_polite(said))
        if ordinal:
            place = len(question.options) - 2 if ordinal["ordinal"] == "last" else ORDINALS.index(ordinal["ordinal"])  # the last option says that it does not matter
            return question.options[place] if place < len(question.options) else None
        if said.isascii() and said.isdigit():
            return question.options[int(said) - 1] if len(said) < 3 and 1 <= int(said) <= len(question.options) else None
        for answer in answers:
            if said == spoken(answer.label):
                return answer
        if ANY_ANSWER.fullmatch(POLITE.sub("", said)):
            return next((option for option in question.options if option.cue is None), None)
        for pattern, word in ((YES, "yes"), (NO, "no")):
            if pattern.match(said) and len(said.split()) <= MOST_ANSWER_WORDS:
                meant = [option for option in question.options if re.match(rf"{word}\b", option.label, re.IGNORECASE)]
                if len(meant) == 1:
                    return meant[0]
        return self._match_label(text, answers)

    def read_return(self, text: str, said_before: Collection[str]) -> Turn | None:
        """A turn that comes back to what was said before, by words of it ("ok, back to the videos"), or None."""
        found = BACK_TO.fullmatch(spoken(text))
        return Turn("back", found["what"]) if found and "back" in spoken(text).split() and not set(self._tokenizer.terms(found["what"])).isdisjoint(said_before) else None

    def match_words(self, text: str, options: Sequence[Option]) -> Option | None:
        """The one option that shares at least two words with a text of any length."""
        option, shared = self._find_nearest(set(self._tokenizer.terms(text)), options)
        return option if shared >= LEAST_SHARED else None

    def read_request(self, text: str, query: Query, state: State, near: Sequence[str], named_last: Callable[[], Sequence[str]]) -> Turn | None:
        """A turn that asks about services by name, or None. `near` are the services of the conversation, best first, that half a name may mean, `named_last` the last two that were named."""
        said = strip_polite(spoken(text))
        mentioned = list(dict.fromkeys(mention.service for mention in query.mentions))
        if state.choice and len(mentioned) == 1 and self._catalogue.root(mentioned[0]) != self._catalogue.root(state.choice) and IS_MORE.fullmatch(said):
            return Turn("which", text, (state.choice, mentioned[0]))
        if state.choice and len(mentioned) == 1 and mentioned[0] != state.choice and IS_THAT.match(said):
            return Turn("compare", text, (state.choice, mentioned[0]))
        if THAT_ONE.fullmatch(said) and not mentioned:
            others = [service for service in (*reversed(state.compared), state.about) if service and service != state.choice]
            return Turn("why_not", text, (others[0],)) if others else None
        if asks_if_needed(text):
            return Turn("needed", text, tuple(mentioned[:1]))
        if state.choice and not mentioned and COMPARE_BOTH.fullmatch(said):
            return Turn("compare", text, tuple(named_last()))
        if state.choice and not mentioned and len(state.compared) < SEVERAL and asks_which_of_them(said):
            return Turn("compare" if asks_which_first(said) else "which", text, tuple(named_last()))
        if state.choice and mentioned and not refused_services(query) and self._takes(said, text, query):
            return Turn("take", text, (mentioned[0],))
        compared = mentioned if len(mentioned) > 1 else state.compared
        own = {self._catalogue.root(service) for service in compared}
        if len(compared) > 1 and (len(mentioned) > 1 or all(self._catalogue.root(service) in own for service in mentioned)) and asks_which_of_them(said):
            return Turn("compare" if asks_which_first(said) else "which", text, tuple(compared[:MOST_COMPARED]))
        if asks_which_to_take(query):
            return Turn("compare", text, tuple(mentioned[:MOST_COMPARED]))
        if any(not mention.is_wanted for mention in query.mentions) and not WHY.match(said):
            return None  # "but not Aurora" says more of the need
        if complains_of_bill(query):
            return None  # "S3 costs too much"
        if compares_product(query):
            return None  # "what is Amazon's Azure Functions?" asks for a choice
        named = mentioned or self.find_half_names(text, near)
        if state.choice and AGAIN.fullmatch(said):
            return Turn("why", text, (state.choice,))
        left = self._count_words_left(query, [self._catalogue[service].name for service in named])
        if left > 1:
            return None
        if len(named) >= 2:
            return Turn("compare", text, tuple(named[:MOST_COMPARED])) if COMPARE.search(said) else None
        if named:
            return read_request_for_one(text, said, named[0], bool(mentioned), state, left)
        return Turn("why", text, (state.choice,)) if state.choice and left == 0 and WHY.match(said) else None

    def find_half_names(self, text: str, near: Sequence[str]) -> list[str]:
        """The services of the conversation that a text means by words of their names, as in "standard or FIFO"; a word that most of the names have means none of them."""
        said = {token.term for token in self._tokenizer.tokens(text)}
        terms = {service: set(self._tokenizer.terms(self._catalogue[service].name)) for service in near}
        telling = {term for term in said if 0 < sum(term in own for own in terms.values()) <= MOST_SHARING}
        found = []
        for service in near:
            own = terms[service] & telling
            if own:
                found.append(service)
                telling -= own
        return found

    def _match_label(self, text: str, options: Sequence[Option]) -> Option | None:
        """The one option whose label holds most of a short text's words."""
        said = set(self._tokenizer.terms(text))
        if len(text.split()) > MOST_ANSWER_WORDS:
            return None
        option, shared = self._find_nearest(said, options)
        return option if shared > LEAST_LABEL_SHARE * len(said) else None

    def _find_nearest(self, said: Collection[str], options: Sequence[Option]) -> tuple[Option | None, int]:
        """The one option whose label shares most of some terms, and how many; None and 0 where two share as many, or none shares any."""
        shared = [(len(set(self._tokenizer.terms(option.label)).intersection(said)), option) for option in options if option.cue]
        most = max((count for count, _ in shared), default=0)
        nearest = [option for count, option in shared if count == most]
        return (nearest[0], most) if most and len(nearest) == 1 else (None, 0)

    def _count_words_left(self, query: Query, names: Sequence[str]) -> int:
        """How many words of a query say something besides the names and the request itself."""
        named = {term for name in names for term in self._tokenizer.terms(name)}
        inside = [(mention.start, mention.end) for mention in query.mentions]
        left = {
            token.term
            for token in query.tokens
            if not (self._tokenizer.is_stop(token) or token.word in self._vocabulary.asking or token.term in named or len(token.word) == 1 or lies_in(inside, token.start))
        }
        return len(left)

    def _takes(self, said: str, text: str, query: Query) -> bool:
        """Whether a text takes what it names, and says nothing else ("let's go with Fargate then")."""
        spans = [(mention.start, mention.end) for mention in query.mentions]
        takes_it = TAKE_THAT.match(said) or spoken(text).endswith(" then") or spoken(text).startswith("ok then ")
        return bool(takes_it) and not text.rstrip().endswith("?") and all(token.word in self._vocabulary.taking for token in query.tokens if not lies_in(spans, token.start))


def read_request_for_one(text: str, said: str, service: str, is_named: bool, state: State, left: int) -> Turn | None:
    """A turn that asks about one service, or None; `is_named` where it is named in full, `left` counts the words that say something else."""
    if state.choice and service != state.choice and COMPARES_WITH_CHOICE.search(said):
        return Turn("compare", text, (state.choice, service))
    if state.statements and (WHY.match(said) or (WHY_NOT.match(said) and not ABOUT.match(said) and (left == 0 or not IS_IT.match(said)))):
        return Turn("why_not", text, (service,))
    if ABOUT.match(said) or (is_named and len(said.split()) <= MOST_NAME_WORDS and not TELLS.search(said)):
        return Turn("about", text, (service,))
    return None
