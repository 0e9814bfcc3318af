"""How a turn of a conversation is worded: as an addition, a question, a wish, a detail, a correction. A text in, yes or no out."""

from __future__ import annotations

from collections.abc import Collection

from advisor.dialogue.turn_patterns import (
    ADDS,
    ADDS_CLAUSE,
    AGAIN_OR_IT,
    ANOTHER_NEED,
    ANOTHER_THING,
    AS_SOON_AS,
    ASKS_CAUSE,
    ASKS_LIMITS,
    ASKS_STEP,
    CLAUSE,
    COMPARATIVE,
    CORRECTS,
    DETAIL_OF_US,
    DETAILS,
    EMOTICON,
    FIRST_CLAUSE,
    FOLLOW_UP,
    FOR_OURSELVES,
    FRAGMENT,
    HELPS,
    KNOWS_NOT,
    MEANT,
    MOST_DETAIL_WORDS,
    MOST_WORDS_OF_QUALITY,
    MOST_WORDS_OF_WHICH,
    NAMES_NEED,
    NAMES_THING,
    NEEDED,
    NEEDS,
    OF_THE_CHOICE,
    ON_EVENT,
    ONE_OF_THEM,
    PLEASE,
    POLITE,
    PREVENTS,
    QUESTION,
    REFERS,
    SUPPOSES,
    TAKES_UP,
    TELLS_OF_CHOICE,
    THING_OF_CHOICE,
    WHAT_ABOUT,
    WHETHER,
    WHICH_FIRST,
    WHICH_OF_THEM,
    WHICH_TO_TAKE,
    WHO,
    WHO_DOES,
)
from advisor.text.analysis import Query

MOST_TERMS_OF_ADDITION = 7  # a longer text tells something of its own


def spoken(text: str) -> str:
    """A text as patterns read it: lower case, one kind of apostrophe, no emoticons, no punctuation around it."""
    return " ".join(EMOTICON.sub(" ", text.lower().replace("’", "'")).split()).strip(' .,;:!?"()[]')


def strip_polite(said: str) -> str:
    """What was said without the courtesies around it ("ok, and in plain words please")."""
    return PLEASE.sub("", POLITE.sub("", said))


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


def looks_back(text: str, query: Query, before: Collection[str]) -> bool:
    """Whether a text is worded as an addition to what was said before, whose terms are `before`."""
    said = spoken(text)
    is_short = len(query.weights) <= MOST_TERMS_OF_ADDITION
    return bool(FOLLOW_UP.match(said)) or (is_short and is_fragment(text)) or (is_short and (bool(REFERS.search(said)) or (bool(TAKES_UP.match(said)) and not query.weights.keys().isdisjoint(before))))


def asks_for_another(text: str) -> bool:
    """Whether a text is worded as a need beside the one that was told before, and not as one of what was chosen ("a backup of it")."""
    said = ANOTHER_THING.sub("also ", spoken(text))
    return bool(ANOTHER_NEED.match(said)) and not OF_THE_CHOICE.search(said)


def names_need(text: str) -> bool:
    """Whether a text is worded as a need of its own, where what it asks for is sure ("my boss wants a dashboard", "and where do the invoices go")."""
    said = spoken(text)
    return (bool(NAMES_NEED.match(said)) and not OF_THE_CHOICE.search(FIRST_CLAUSE.split(said)[0])) or asks_on_event(text)


def asks_on_event(text: str) -> bool:
    """Whether a text asks for something where something happens ("and if it fails i want to get an email")."""
    return bool(ON_EVENT.match(spoken(text)))


def asks_for_step(text: str) -> bool:
    """Whether a text asks what to do about a trouble, or where to look."""
    return bool(ASKS_STEP.search(spoken(text)))


def asks_for_help(text: str) -> bool:
    """Whether a text asks whether something would help against a trouble ("would a read replica help?")."""
    return bool(HELPS.fullmatch(strip_polite(spoken(text))))


def asks_for_limits(text: str) -> bool:
    """Whether a text asks what the limits of the choice are ("any limits?")."""
    return bool(ASKS_LIMITS.fullmatch(strip_polite(spoken(text))))


def asks_cause(text: str) -> bool:
    """Whether a text asks why what was diagnosed happens ("where does that come from?")."""
    return bool(ASKS_CAUSE.fullmatch(strip_polite(spoken(text))))


def asks_prevention(text: str) -> bool:
    """Whether a text asks how what went wrong is kept from coming back, or noticed earlier ("how do we stop that from happening again?")."""
    said = strip_polite(spoken(text))
    return bool(PREVENTS.fullmatch(said) and AGAIN_OR_IT.search(said))


def is_for_ourselves(text: str) -> bool:
    """Whether those who ask need what a text names, and nobody else does."""
    return bool(FOR_OURSELVES.match(spoken(text)))


def knows_not(text: str) -> bool:
    """Whether a text says that something is not known ("no idea which version"): it asks for nothing."""
    return bool(KNOWS_NOT.match(spoken(text)))


def misread(text: str) -> bool:
    """Whether a text says that what was said before was meant otherwise ("no, I meant the pictures only")."""
    return bool(MEANT.match(spoken(text)))


def corrects(text: str) -> bool:
    """Whether a text corrects what was said before ("actually they land on our server")."""
    return bool(CORRECTS.match(spoken(text)))


def tells_of_choice(text: str) -> bool:
    """Whether a text only tells how the choice, or what it is for, is ("it's in MySQL now", "we already have ...")."""
    return bool(TELLS_OF_CHOICE.match(spoken(text)))


def asks_who(text: str) -> bool:
    """Whether a text asks who does or has something ("who pays for it"): a question about the choice, and no need."""
    return bool(WHO.match(spoken(text)))


def find_deed_asked(text: str) -> str | None:
    """What a text asks who does it with the choice, as an order ("who starts it every night" → "start it every night"), or None."""
    found = WHO_DOES.fullmatch(spoken(text))
    return f"{found['deed']} {found['rest']}" if found else None


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
