"""What a turn of a conversation wants: the user's text, its query and the state so far in, a `Turn` out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from advisor.analysis import Query
from advisor.catalogue import Catalogue
from advisor.conversation import State
from advisor.focus import lies_in
from advisor.model import Option, Question
from advisor.opposition import asks_which_to_take
from advisor.ranking import compares_product, refused_services
from advisor.tokens import Tokenizer
from advisor.turn_patterns import (
    ABOUT,
    ADDS,
    ADDS_CLAUSE,
    AGAIN,
    ANOTHER_NEED,
    ANOTHER_THING,
    ANY,
    AS_SOON_AS,
    ASKS_STEP,
    BACK_TO,
    CHEAPER,
    CLAUSE,
    COMMANDS,
    COMPARATIVE,
    COMPARE,
    COMPARE_BOTH,
    COMPARES_WITH_CHOICE,
    CORRECTS,
    DETAIL_OF_US,
    DETAILS,
    DID_NOT_HELP,
    FOLLOW_UP,
    FOR_OURSELVES,
    FRAGMENT,
    IS_IT,
    LEAVES,
    MOST_DETAIL_WORDS,
    MOST_WORDS_OF_QUALITY,
    MOST_WORDS_OF_WHICH,
    NAMES_NEED,
    NAMES_THING,
    NEEDED,
    NEEDS,
    NEW_ONE,
    NO,
    OF_THE_CHOICE,
    ON_EVENT,
    ONE_OF_THEM,
    ORDINALS,
    PLEASE,
    POLITE,
    QUESTION,
    REFERS,
    REQUEST_WORDS,
    SIMPLER,
    SOLVED,
    STEP,
    SUPPOSES,
    TAKE_THAT,
    TAKES_UP,
    TAKING,
    TELLS,
    TELLS_OF_CHOICE,
    THING_OF_CHOICE,
    WHAT_ABOUT,
    WHETHER,
    WHICH_FIRST,
    WHICH_OF_THEM,
    WHICH_TO_TAKE,
    WHO,
    WHY,
    WHY_NOT,
    YES,
)

SHORT_ANSWER = 7
LEAST_LABEL_SHARE = 0.5
MOST_COMPARED = 4
MOST_NAME_WORDS = 5
MOST_SHARING = 3
LEAST_SHARED = 2
SEVERAL = 2


class Turn(Struct, frozen=True):
    """What is wanted: `help`, `hello`, `thanks`, `bye`, `next`, `others`, `cheaper`, `simpler`, `price`, `unsaid`, `same`, `take`, `recap`, `did_not_help`, `solved`, `step`,
    `start_over`, `undo`, `back`, `compare`, `which`, `why_not`, `why`, `about`, `needed`, `answer`, `unclear` or `say`.

    `services` are those it is about, `option` the answer that was picked, `text` what is left to be read as a scenario; `leaves`: with words that let the last thing go.
    """

    kind: str
    text: str = ""
    services: tuple[str, ...] = ()
    option: Option | None = None
    is_new: bool = False
    leaves: bool = False


def strip_polite(said: str) -> str:
    """What was said without the courtesies around it ("ok, and in plain words please")."""
    return PLEASE.sub("", POLITE.sub("", said))


def spoken(text: str) -> str:
    """A text as patterns read it: lower case, one kind of apostrophe, no punctuation around it."""
    return " ".join(text.lower().replace("’", "'").split()).strip(' .,;:!?"()[]')


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
                return Turn("price" if kind == "cheaper" and text.rstrip().endswith("?") and "cheap" not in words else kind)
    return Turn("help") if not said else None


def read_of_trouble(text: str, steps: int) -> Turn | None:
    """A turn that says of a diagnosis with so many steps that it did not help, or asks for a step of it (`text` is its number from 1), or None."""
    said = strip_polite(spoken(text))
    if DID_NOT_HELP.fullmatch(said):
        return Turn("did_not_help")
    if SOLVED.fullmatch(said):
        return Turn("solved")
    asked = STEP.fullmatch(said)
    if not asked:
        return None
    number = int(asked["number"]) if asked["number"] else steps if asked["ordinal"] == "last" else ORDINALS.index(asked["ordinal"]) + 1
    return Turn("step", str(number)) if 1 <= number <= steps else None


def read_answer(text: str, question: Question, answers: Sequence[Option], tokenizer: Tokenizer) -> Option | None:
    """The answer to an open question that a short text gives: an option by its number, yes or no, or "it does not matter"; any of `answers` by its label or words of it."""
    said = spoken(text)
    if said.isascii() and said.isdigit():
        return question.options[int(said) - 1] if len(said) < 3 and 1 <= int(said) <= len(question.options) else None
    for answer in answers:
        if said == spoken(answer.label):
            return answer
    if ANY.fullmatch(POLITE.sub("", said)):
        return next((option for option in question.options if option.cue is None), None)
    for pattern, word in ((YES, "yes"), (NO, "no")):
        if pattern.match(said) and len(said.split()) <= SHORT_ANSWER:
            meant = [option for option in question.options if re.match(rf"{word}\b", option.label, re.IGNORECASE)]
            if len(meant) == 1:
                return meant[0]
    return match_label(text, answers, tokenizer)


def read_return(text: str, said_before: Collection[str], tokenizer: Tokenizer) -> Turn | None:
    """A turn that comes back to what was said before, by words of it ("ok, back to the videos"), or None."""
    found = BACK_TO.fullmatch(spoken(text))
    return Turn("back", found["what"]) if found and "back" in spoken(text).split() and not set(tokenizer.terms(found["what"])).isdisjoint(said_before) else None


def match_label(text: str, options: Sequence[Option], tokenizer: Tokenizer) -> Option | None:
    """The one option whose label holds most of a short text's words."""
    said = set(tokenizer.terms(text))
    if not said or len(text.split()) > SHORT_ANSWER:
        return None
    shares = sorted(((len(said & set(tokenizer.terms(option.label))) / len(said), index) for index, option in enumerate(options) if option.cue), reverse=True)
    if not shares or shares[0][0] <= LEAST_LABEL_SHARE or (len(shares) > 1 and shares[1][0] == shares[0][0]):
        return None
    return options[shares[0][1]]


def match_words(text: str, options: Sequence[Option], tokenizer: Tokenizer) -> Option | None:
    """The one option that shares at least two words with a text of any length."""
    said = set(tokenizer.terms(text))
    shared = sorted(((len(said & set(tokenizer.terms(option.label))), index) for index, option in enumerate(options) if option.cue), reverse=True)
    if not shared or shared[0][0] < LEAST_SHARED or (len(shared) > 1 and shared[1][0] == shared[0][0]):
        return None
    return options[shared[0][1]]


def read_request(text: str, query: Query, state: State, near: Sequence[str], named_last: Callable[[], Sequence[str]], catalogue: Catalogue, tokenizer: Tokenizer) -> Turn | None:
    """A turn that asks about services by name, or None. `near` are the services of the conversation, best first, that half a name may mean, `named_last` the last two that were named."""
    said = strip_polite(spoken(text))
    mentioned = list(dict.fromkeys(mention.service for mention in query.mentions))
    if asks_if_needed(text):
        return Turn("needed", text, tuple(mentioned[:1]))
    if state.choice and not mentioned and COMPARE_BOTH.fullmatch(said):
        return Turn("compare", text, tuple(named_last()))
    if state.choice and not mentioned and len(state.compared) < SEVERAL and asks_which_of_them(said):
        return Turn("compare" if asks_which_first(said) else "which", text, tuple(named_last()))
    if state.choice and mentioned and not refused_services(query) and takes(said, text, query):
        return Turn("take", text, (mentioned[0],))
    compared = mentioned if len(mentioned) > 1 else state.compared
    own = {catalogue.root(service) for service in compared}
    if len(compared) > 1 and (len(mentioned) > 1 or all(catalogue.root(service) in own for service in mentioned)) and asks_which_of_them(said):
        return Turn("compare" if asks_which_first(said) else "which", text, tuple(compared[:MOST_COMPARED]))
    if asks_which_to_take(query):
        return Turn("compare", text, tuple(mentioned[:MOST_COMPARED]))
    if any(not mention.is_wanted for mention in query.mentions) and not WHY.match(said):
        return None  # "but not Aurora" says more of the need
    if compares_product(query):
        return None  # "what is Amazon's Azure Functions?" asks for a choice
    named = mentioned or find_half_names(text, near, catalogue, tokenizer)
    if state.choice and AGAIN.fullmatch(said):
        return Turn("why", text, (state.choice,))
    left = words_left(query, tokenizer, [catalogue[service].name for service in named])
    if left > 1:
        return None
    if len(named) >= 2:
        return Turn("compare", text, tuple(named[:MOST_COMPARED])) if COMPARE.search(said) else None
    if named:
        return read_request_for_one(text, said, named[0], bool(mentioned), state, left)
    return Turn("why", text, (state.choice,)) if state.choice and left == 0 and WHY.match(said) else None


def asks_if_needed(text: str) -> bool:
    """Whether a text asks whether something is needed at all ("do we really need Kubernetes?")."""
    return bool(NEEDED.match(strip_polite(spoken(text)))) and len(text.split()) <= MOST_WORDS_OF_WHICH


def is_choice_needed(text: str) -> bool:
    """Whether what a text asks the need of is what was spoken of ("do we really need it?")."""
    return OF_THE_CHOICE.search(strip_polite(spoken(text)).split()[-1]) is not None


def asks_which_first(said: str) -> bool:
    """Whether what was said asks which of those that stand side by side to take, or to begin with."""
    return bool(WHICH_TO_TAKE.search(said) or WHICH_FIRST.fullmatch(said))


def asks_which_of_them(said: str) -> bool:
    """Whether what was said asks which of those that stand side by side has more of something, or has it at all ("which one keeps messages longer?", "which of them is serverless?")."""
    words = len(said.split())
    return (
        words <= MOST_WORDS_OF_WHICH and bool(WHICH_OF_THEM.match(said)) and bool(COMPARATIVE.search(said) or ONE_OF_THEM.match(said) or WHICH_TO_TAKE.search(said) or words <= MOST_WORDS_OF_QUALITY)
    )


def read_request_for_one(text: str, said: str, service: str, is_named: bool, state: State, left: int) -> Turn | None:
    """A turn that asks about one service, or None; `is_named` where it is named in full, `left` counts the words that say something else."""
    if state.choice and service != state.choice and COMPARES_WITH_CHOICE.search(said):
        return Turn("compare", text, (state.choice, service))
    if state.statements and (WHY.match(said) or (WHY_NOT.match(said) and not ABOUT.match(said) and (left == 0 or not IS_IT.match(said)))):
        return Turn("why_not", text, (service,))
    if ABOUT.match(said) or (is_named and len(said.split()) <= MOST_NAME_WORDS and not TELLS.search(said)):
        return Turn("about", text, (service,))
    return None


def words_left(query: Query, tokenizer: Tokenizer, names: Sequence[str]) -> int:
    """How many words of a query say something besides the names and the request itself."""
    named = {term for name in names for term in tokenizer.terms(name)}
    inside = [(mention.start, mention.end) for mention in query.mentions]
    left = {
        token.term
        for token in query.tokens
        if not tokenizer.is_stop(token) and token.word not in REQUEST_WORDS and token.term not in named and len(token.word) > 1 and not any(start <= token.start < end for start, end in inside)
    }
    return len(left)


def find_half_names(text: str, near: Sequence[str], catalogue: Catalogue, tokenizer: Tokenizer) -> list[str]:
    """The services of the conversation that a text means by words of their names, as in "standard or FIFO"; a word that most of the names have means none of them."""
    said = {token.term for token in tokenizer.tokens(text)}
    terms = {service: set(tokenizer.terms(catalogue[service].name)) for service in near}
    telling = {term for term in said if 0 < sum(term in own for own in terms.values()) <= MOST_SHARING}
    found = []
    for service in near:
        own = terms[service] & telling
        if own:
            found.append(service)
            telling -= own
    return found


def looks_back(text: str, query: Query, before: Collection[str]) -> bool:
    """Whether a text is worded as an addition to what was said before, whose terms are `before`."""
    said = spoken(text)
    is_short = len(query.weights) <= SHORT_ANSWER
    return bool(FOLLOW_UP.match(said)) or (is_short and is_fragment(text)) or (is_short and (bool(REFERS.search(said)) or (bool(TAKES_UP.match(said)) and not query.weights.keys().isdisjoint(before))))


def asks_for_another(text: str) -> bool:
    """Whether a text is worded as a need beside the one that was told before, and not as one of what was chosen ("a backup of it")."""
    said = ANOTHER_THING.sub("also ", spoken(text))
    return bool(ANOTHER_NEED.match(said)) and not OF_THE_CHOICE.search(said)


def names_need(text: str) -> bool:
    """Whether a text is worded as a need of its own, where what it asks for is sure ("my boss wants a dashboard", "and where do the invoices go")."""
    said = spoken(text)
    return (bool(NAMES_NEED.match(said)) and not OF_THE_CHOICE.search(said)) or asks_on_event(text)


def asks_on_event(text: str) -> bool:
    """Whether a text asks for something where something happens ("and if it fails i want to get an email")."""
    return bool(ON_EVENT.match(spoken(text)))


def asks_for_step(text: str) -> bool:
    """Whether a text asks what to do about a trouble, or where to look."""
    return bool(ASKS_STEP.search(spoken(text)))


def is_for_ourselves(text: str) -> bool:
    """Whether those who ask need what a text names, and nobody else does."""
    return bool(FOR_OURSELVES.match(spoken(text)))


def corrects(text: str) -> bool:
    """Whether a text corrects what was said before ("actually they land on our server")."""
    return bool(CORRECTS.match(spoken(text)))


def tells_of_choice(text: str) -> bool:
    """Whether a text only tells how the choice, or what it is for, is ("it's in MySQL now", "we already have ...")."""
    return bool(TELLS_OF_CHOICE.match(spoken(text)))


def asks_who(text: str) -> bool:
    """Whether a text asks who does or has something ("who pays for it"): a question about the choice, and no need."""
    return bool(WHO.match(spoken(text)))


def is_question(text: str) -> bool:
    """Whether a text is worded as a question, and not as something to suppose ("what if it must be cheap?")."""
    said = spoken(text)
    return not SUPPOSES.match(said) and (text.rstrip().endswith("?") or bool(QUESTION.match(said)))


def asks_whether(text: str) -> bool:
    """Whether a text asks whether something is so of the choice ("is that legal")."""
    said = spoken(text)
    return bool(WHETHER.match(said)) and bool(OF_THE_CHOICE.search(said))


def adds_something(text: str) -> bool:
    """Whether a text adds a thing or a deed with an "and" or an "also" ("and a search box", "then translate the articles"), and nothing of what was chosen."""
    said = ANOTHER_THING.sub("also ", spoken(text))
    return bool(ADDS.match(said)) and not OF_THE_CHOICE.search(AS_SOON_AS.split(said)[0]) and not CLAUSE.search(said)


def adds_deed(text: str) -> bool:
    """Whether a text adds a thing or a deed that may be done to what was chosen before ("and a summary of it", "and read them aloud")."""
    said = ANOTHER_THING.sub("also ", spoken(text))
    return bool(ADDS.match(said)) and not (CLAUSE.search(said) or ADDS_CLAUSE.match(said))


def tells_detail_of_us(text: str) -> bool:
    """Whether a text only tells how things are ("we have three developers", "takes about an hour", "my cousin says use a VPS"): it asks for nothing."""
    said = spoken(text)
    return bool(DETAIL_OF_US.match(said)) and not NEEDS.search(said) and not asks_something(text)


def tells_wish(text: str) -> bool:
    """Whether a text says of something that it must, should or has to be so."""
    return bool(NEEDS.search(spoken(text)))


def asks_something(text: str) -> bool:
    """Whether a text is worded as a question of any kind, also as one to suppose something ("what about hackers", "cheaper than a laptop?")."""
    said = spoken(text)
    return text.rstrip().endswith("?") or bool(QUESTION.match(said) or WHAT_ABOUT.match(said))


def names_thing(text: str) -> bool:
    """Whether what a text adds is a thing with an article, or a deed done to something: no quality of what was chosen."""
    return bool(NAMES_THING.match(spoken(text)))


def takes(said: str, text: str, query: Query) -> bool:
    """Whether a text takes what it names, and says nothing else ("let's go with Fargate then")."""
    spans = [(mention.start, mention.end) for mention in query.mentions]
    takes_it = TAKE_THAT.match(said) or spoken(text).endswith(" then") or spoken(text).startswith("ok then ")
    return bool(takes_it) and not text.rstrip().endswith("?") and all(token.word in TAKING for token in query.tokens if not lies_in(spans, token.start))


def tells_detail(text: str) -> bool:
    """Whether a text is worded as a detail of what was chosen ("it must survive restarts", "with encryption")."""
    return bool(DETAILS.search(spoken(text))) or is_fragment(text)


def names_detail(text: str) -> bool:
    """Whether a text is a few words that only name something that belongs to what was chosen ("with captions", "in two languages"), and ask for nothing."""
    said = spoken(text)
    return bool(THING_OF_CHOICE.match(said)) and len(said.split()) <= MOST_DETAIL_WORDS


def is_fragment(text: str) -> bool:
    """Whether a text is half a sentence, which only what was said before makes whole ("in two languages", "must survive a restart")."""
    return bool(FRAGMENT.match(spoken(text)))
