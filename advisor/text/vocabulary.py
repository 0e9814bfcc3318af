"""The words that analysis treats specially, as `knowledge/vocabulary.yaml` lists them: a field here for each key there, which says what its words are.

Types are no strings, as in `model`. All words are lower case, but for the beginnings of operations.
"""

from collections.abc import Mapping

from msgspec import Struct

EITHER = "or"  # all that stands between the names in "spot or on-demand?"


class Quality(Struct, frozen=True):
    """Something that services have more or less of: groups of words of which a question for it has one each (`asked`), or words that stand in it together (`say`).

    `ask` is how one asks for it of a service ({}), `told` are words of which an answer has one (none: any look-up tells it), `measure` is what
    `advisor.text.units` tells the amounts of it in. `against`: where nothing else is known, when another service is the better choice tells it; `otherwise` is what is told of any service ({}) then.
    """

    ask: tuple[str, ...]
    asked: tuple[tuple[str, ...], ...] = ()
    say: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    measure: str | None = None
    against: bool = False
    otherwise: str = ""


class OffTopic(Struct, frozen=True):
    """What brings a text on topic (`ours`) or off it (`clouds`, words of `other_languages`), and names of ours that are words of daily life."""

    ours: tuple[str, ...] = ()
    clouds: tuple[str, ...] = ()
    daily: tuple[str, ...] = ()
    other_languages: frozenset[str] = frozenset()


class LookUp(Struct, frozen=True):
    """Words of questions for what something is, for a fact, or for how things differ."""

    defining: frozenset[str] = frozenset()
    comparing: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    introducing: frozenset[str] = frozenset()
    requesting: frozenset[str] = frozenset()
    # How questions are compared: words that only carry one, phrases that mean the same by the word that stands for them, and subjects that are told only to who names them.
    carrying: frozenset[str] = frozenset()
    same: Mapping[str, tuple[str, ...]] = {}
    contrary: Mapping[str, tuple[str, ...]] = {}  # to these yes means no where a like question has none of them
    subjects: frozenset[str] = frozenset()
    # Words that ask what speaks against a service, or for and against it.
    weighing: frozenset[str] = frozenset()
    pasted_from: frozenset[str] = frozenset()  # words that only say where something was seen that is pasted: "on my bill"

    def only_compares(self, beside: frozenset[str]) -> bool:
        """Whether the words beside names of services ask for nothing but how these differ."""
        return (bool(beside & self.comparing) or beside == {EITHER}) and beside <= self.comparing | self.defining | self.fillers

    def only_weighs(self, beside: frozenset[str]) -> bool:
        """Whether the words beside the name of a service ask for nothing but what speaks for or against it."""
        return bool(beside & self.weighing) and beside <= self.weighing | self.defining | self.fillers

    def only_introduces(self, beside: frozenset[str]) -> bool:
        """Whether the words beside the name of a service ask for nothing but what that is, or only want or refuse it ("not Glue please")."""
        return bool(beside & (self.defining | self.requesting)) and beside <= self.introducing | self.requesting


class PlainThing(Struct, frozen=True):
    """A thing that people call by an ordinary word ("the database"), and the services that may be meant by it."""

    words: frozenset[str]
    services: tuple[str, ...]


class VagueTrouble(Struct, frozen=True):
    """A trouble told in so few words that it may be any of several ("disk full"): the ways to say it, and the ids of the usual diagnoses, the most usual first."""

    say: tuple[str, ...]
    usually: tuple[str, ...] = ()


class Trouble(Struct, frozen=True):
    """Words of what goes wrong, and of what only sounds like it (`unless`); what logs say around a message; how the names of operations begin.

    `turns` and `pleas` are marks of a story: that something is otherwise since some time, and that somebody does not know what to do.
    """

    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    log_words: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    pleas: tuple[str, ...] = ()
    things: tuple[PlainThing, ...] = ()
    vague: tuple[VagueTrouble, ...] = ()
    vague_beside: frozenset[str] = frozenset()


class Chat(Struct, frozen=True):
    """Words and phrases of chats and what they stand for; `units` right behind an amount ("10yrs"); single `letters` and digits only where other words of a chat
    (`marks`) stand in the text, or where their neighbours tell.

    Before one of `determiners` a digit is a word, and so is the one for `to` between a word of `before_to` and a deed; before what is
    `counted` or behind what is `numbered` it is a number. `singular` are words on s that tell of one thing.
    """

    words: Mapping[str, str] = {}
    units: Mapping[str, str] = {}
    marks: frozenset[str] = frozenset()
    letters: Mapping[str, str] = {}
    to: str = "2"
    before_to: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    singular: frozenset[str] = frozenset()


class Speech(Struct, frozen=True):
    """What speech is filled with: `always`, and `beside` these also words that mean something elsewhere, but for those behind one of `kept_behind` ("would like")."""

    always: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    kept_behind: frozenset[str] = frozenset()


class Letter(Struct, frozen=True):
    """How letters and tickets begin (`greetings`, and who is `addressed`) and end (`closings`), what they say out of courtesy (`...` is the rest of a clause),
    lines that are about the letter (`headers`, and `headers_beside` these), and words with a colon before what is asked (`labels`)."""

    greetings: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    headers_beside: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class Vocabulary(Struct, frozen=True):
    """All of them."""

    stop_words: frozenset[str]
    light_words: frozenset[str]
    protected: frozenset[str]
    replace: Mapping[str, str]
    negators: frozenset[str]
    negated_after: tuple[str, ...]
    off_topic: OffTopic
    look_up: LookUp = LookUp()
    trouble: Trouble = Trouble()
    # How a text is read before all else.
    chat: Chat = Chat()
    speech: Speech = Speech()
    letter: Letter = Letter()
    proper: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    qualities: tuple[Quality, ...] = ()
    # What is refused, and what a word that refuses spares.
    refusing: tuple[str, ...] = ()
    refusing_in_part: frozenset[str] = frozenset()
    refusing_at_all: tuple[str, ...] = ()
    refusing_because: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    refused_outright: tuple[str, ...] = ()
    refused_for_us: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    guarding: tuple[str, ...] = ()
    lacked: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    # What is taken back, or told anew.
    retracting: tuple[str, ...] = ()
    removing: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()
    amending: frozenset[str] = frozenset()
    # Where somebody comes from, and what stays.
    moving: tuple[str, ...] = ()
    moving_weakly: frozenset[str] = frozenset()
    staying: tuple[str, ...] = ()
    staying_behind: tuple[str, ...] = ()
    # What is proposed.
    proposing: tuple[str, ...] = ()
    proposing_plainly: tuple[str, ...] = ()
    proposing_only: frozenset[str] = frozenset()
    verdicts: tuple[str, ...] = ()
    verdicts_against: frozenset[str] = frozenset()
    keeping: frozenset[str] = frozenset()
    keeping_in: frozenset[str] = frozenset()
    # What is said beside a choice.
    circumstances: frozenset[str] = frozenset()
    attendants: frozenset[str] = frozenset()
    # What stands beside the names of services in turns that take one, or ask about some.
    taking: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    # What is said of a trouble that was told.
    checked: frozenset[str] = frozenset()
    unchecked: frozenset[str] = frozenset()
