"""What a turn of a conversation wants: the user's text, its query and the state so far in, a `Turn` out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from advisor.analysis import Query, Tokenizer
from advisor.catalogue import Catalogue
from advisor.conversation import State
from advisor.model import Option, Question

POLITE = r"(?:(?:please|ok|okay|so|well|hm+|now|and|but|then|no|yes|hi|hello|hey|thanks|can you|could you|i said)[,.! ]+)*"
START_OVER = re.compile(rf"^\W*{POLITE}(?:let(?:'|’)?s |let us )?(?:start(?: all)? over|start again|start afresh|restart|reset|begin again|clear|forget (?:it|that|everything|all that)|(?:a )?new (?:question|scenario|topic|conversation|chat))(?: again| please)?\W*$", re.IGNORECASE)
NEW_ONE = re.compile(r"^\W*(?:(?:a |here is a |now a |next,? a )?(?:new|another|different|next) (?:question|scenario|topic|case|problem)|start over|forget (?:it|that|everything)|something else)\s*[:.,;–-]+\s*(?=\w)", re.IGNORECASE)
HELP = re.compile(
    rf"^\W*{POLITE}(?:help(?: me)?|what (?:else )?(?:can|could) (?:you|i) (?:do|ask|answer|say|help)\b.*|who (?:are|r) you|what are you|how (?:do|can|does) (?:i use |you work|this work|it work|i ask).*|what do you know(?: about)?|"
    r"commands|\?)(?: please| here)?\W*$",
    re.IGNORECASE,
)
HELLO = re.compile(r"^\W*(?:hi|hello|hey|hullo|good (?:morning|evening|afternoon|day)|greetings|how are you(?: today| doing)?|there)(?:[\s,!.?]+(?:hi|hello|there|all|everyone|advisor|how are you|today|doing))*\W*$", re.IGNORECASE)
THANKS = re.compile(r"^\W*(?:ok|okay|great|perfect|cool|nice|good|super|many|well)?[\s,!.]*(?:thanks?|thank you|thx|cheers|great|perfect|ok|okay|got it|fine|bye|goodbye)(?:[\s,!.]+(?:a lot|very much|so much|you|that helps|that was \w+|bye|all|for \w+ \w+|then))*\W*$", re.IGNORECASE)
COMPARE = re.compile(r"\b(?:compare[ds]?|comparison|difference|differences|differs?|versus|vs\.?|or|better than|side by side|against)\b", re.IGNORECASE)
COMPARE_TWO = re.compile(rf"^\W*{POLITE}(?:compare (?:them|these|those|the (?:two|first two|top two)|both)|what(?:'|’)?s? (?:is )?the difference)\W*$", re.IGNORECASE)
WHY_NOT = re.compile(rf"^\W*{POLITE}(?:why (?:not|don(?:'|’)?t|isn(?:'|’)?t|wouldn(?:'|’)?t|shouldn(?:'|’)?t|no|did you not|do you not|can(?:'|’)?t)|what(?:'|’)?s wrong with|what(?: is| would be) wrong with|what about|how about|wouldn(?:'|’)?t|couldn(?:'|’)?t|could|can(?:'|’)?t|can|would|isn(?:'|’)?t|is|should)\b", re.IGNORECASE)
WHY = re.compile(rf"^\W*{POLITE}(?:why|how come|what for|what makes you|how sure|are you sure|explain)\b", re.IGNORECASE)
ABOUT = re.compile(rf"^\W*{POLITE}(?:(?:can|could) you )?(?:tell (?:me|us) (?:more |something )?(?:about|on)|what(?:'s|’s| is| are|s)|explain|describe|show(?: me)?|(?:more|info|information) (?:about|on)|define|who is|look up)\b", re.IGNORECASE)
ANY = re.compile(
    r"^\W*(?:(?:it |that |this )?(?:does(?: not|n(?:'|’)?t) matter|doesnt matter|is(?: not|n(?:'|’)?t) important|makes no difference)|(?:i |we )?(?:do(?: not|n(?:'|’)?t)|dont) (?:care|know|mind)(?: yet)?|no idea|not sure|"
    r"skip(?: it| this| that)?|either(?: way| is fine)?|any(?: of them| is fine)?|whatever|no preference|neither|none(?: of (?:these|those|them))?|unsure|both|all(?: of them)?|next)\W*$",
    re.IGNORECASE,
)
FOLLOW_UP = re.compile(
    r"^\W*(?:and|but|what if|what when|if|also|or|plus|actually|however|no[,;:.]|yes[,;:.]|well[,;:.]|ok[,;:.]|sorry|i mean|i meant|in fact|it|its|it(?:'|’)s|they|them|there (?:are|is|will)|that|this|these|those|must|should|has to|have to|"
    r"only|with|without|instead|make (?:it|that)|now|then|same|cheaper|faster|more|less|even|still|what about|how about|suppose|assume|assuming|provided|because|since|we also|we (?:only )?need it|not |never|no )",
    re.IGNORECASE,
)
REFERS = re.compile(r"\b(?:it|its|them|they|their|these|those|this|that one|the same|as well|too|instead)\b", re.IGNORECASE)
YES = re.compile(r"^\W*(?:yes|yeah|yep|yup|sure|correct|right|indeed|of course|absolutely|definitely)\b", re.IGNORECASE)
NO = re.compile(r"^\W*(?:no|nope|nah|not really|not at all)\b", re.IGNORECASE)

SHORT_ANSWER = 7
LEAST_LABEL_SHARE = 0.5


class Turn(Struct, frozen=True):
    """What is wanted: `help`, `hello`, `thanks`, `start_over`, `compare`, `why_not`, `why`, `about`, `answer` or `say`.

    `services` are those it is about, `option` the answer that was picked, `text` what is left to be read as a scenario.
    """

    kind: str
    text: str = ""
    services: tuple[str, ...] = ()
    option: Option | None = None
    is_new: bool = False


def read_command(text: str) -> Turn | None:
    """A turn that needs no knowledge to be understood, or None."""
    if START_OVER.match(text):
        return Turn("start_over")
    if HELP.match(text):
        return Turn("help")
    if HELLO.match(text):
        return Turn("hello")
    if THANKS.match(text):
        return Turn("thanks")
    new = NEW_ONE.match(text)
    return Turn("say", text[new.end() :], is_new=True) if new else None


def read_answer(text: str, question: Question, tokenizer: Tokenizer) -> Option | None:
    """The option of an open question that a short text picks: by its number, its label or words of it, yes or no, or "it does not matter"."""
    bare = text.strip().strip(".!()[]\"'").lower()
    if bare.isascii() and bare.isdigit():
        return question.options[int(bare) - 1] if len(bare) < 3 and 1 <= int(bare) <= len(question.options) else None
    for option in question.options:
        if bare == option.label.lower():
            return option
    if ANY.match(text):
        return next((option for option in question.options if option.cue is None), None)
    for pattern, word in ((YES, "yes"), (NO, "no")):
        if pattern.match(text) and len(text.split()) <= SHORT_ANSWER:
            meant = [option for option in question.options if re.match(rf"{word}\b", option.label, re.IGNORECASE)]
            return meant[0] if len(meant) == 1 else None
    return match_label(text, question.options, tokenizer)


def match_label(text: str, options: Sequence[Option], tokenizer: Tokenizer) -> Option | None:
    """The one option whose label holds most of a short text's words."""
    said = set(tokenizer.terms(text))
    if not said or len(text.split()) > SHORT_ANSWER:
        return None
    shares = sorted(((len(said & set(tokenizer.terms(option.label))) / len(said), index) for index, option in enumerate(options) if option.cue), reverse=True)
    if not shares or shares[0][0] <= LEAST_LABEL_SHARE or (len(shares) > 1 and shares[1][0] == shares[0][0]):
        return None
    return options[shares[0][1]]


def read_request(text: str, query: Query, state: State, near: Sequence[str], catalogue: Catalogue, tokenizer: Tokenizer) -> Turn | None:
    """A turn that asks about services by name, or None. `near` are the services of the conversation, best first, that half a name may mean."""
    mentioned = list(dict.fromkeys(mention.service for mention in query.mentions))
    named = mentioned or find_half_names(text, near, catalogue, tokenizer)
    rest = words_left(query, tokenizer, [catalogue[service].name for service in named])
    if state.choice and COMPARE_TWO.match(text) and len(near) > 1:
        return Turn("compare", text, (state.choice, next(service for service in near if service != state.choice)))
    if len(named) == 1 and state.choice and named[0] != state.choice and rest <= 1 and re.search(r"\b(?:compare|differ)", text, re.IGNORECASE):
        return Turn("compare", text, (state.choice, named[0]))
    if len(named) >= 2 and COMPARE.search(text) and rest <= 1:
        return Turn("compare", text, tuple(named[:3]))
    if len(named) == 1 and rest <= 1:
        if state.statements and WHY_NOT.match(text) and not ABOUT.match(text):
            return Turn("why_not", text, (named[0],))
        if state.statements and WHY.match(text):
            return Turn("why_not", text, (named[0],))
        if ABOUT.match(text) or (mentioned and rest == 0):
            return Turn("about", text, (named[0],))
    if state.choice and WHY.match(text) and not named and rest <= 1:
        return Turn("why", text, (state.choice,))
    return None


REQUEST_WORDS = frozenset("compare compared difference differences differ differs versus vs or between why not about what how tell explain describe show more info define service services aws amazon feature option use take choose better wrong would could can should work works work just simply instead side one two sure and please also".split())


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
    """The services of the conversation that a text means by words of their names that no other of them has, as in "standard or FIFO"."""
    said = {token.term for token in tokenizer.tokens(text)}
    terms = {service: set(tokenizer.terms(catalogue[service].name)) for service in near}
    found = []
    for service in near:
        own = terms[service] - set().union(*(terms[other] for other in near if other != service))
        if own & said:
            found.append(service)
    return found


def looks_back(text: str, query: Query) -> bool:
    """Whether a text is worded as an addition to what was said before."""
    return bool(FOLLOW_UP.match(text)) or (len(query.weights) <= SHORT_ANSWER and bool(REFERS.search(text)))
