"""The nouns of the field as frozen structs: what knowledge holds, what a query is, and the advice that comes out.

Their types are no strings (`from __future__ import annotations`): msgspec would have to evaluate each when it first reads a struct.
"""

from typing import Any, Literal

from msgspec import Struct, to_builtins

AdviceKind = Literal["decision", "diagnosis", "lookup", "none"]
PassageKind = Literal["note", "service", "quiz", "identifier"]


class Source(Struct, frozen=True):
    """Where a statement comes from: a title to show, and the slide, note or date where there is one."""

    title: str
    slide: str | None = None
    note: str | None = None
    date: str | None = None


class Fact(Struct, frozen=True):
    """A checked statement on a service, with its source."""

    text: str
    source: Source


class NotWhen(Struct, frozen=True):
    """A situation in which another service is the better choice, and whether that is the `simpler` one of the two."""

    situation: str
    instead: str
    simpler: bool = False


class Status(Struct, frozen=True):
    """That a service ended or changed: since when, what to use today, and who says so."""

    state: str
    since: str | None
    instead: tuple[str, ...]
    source: str
    checked: str
    note: str | None = None

    @property
    def is_over(self) -> bool:
        """True where nobody can start with the service today, so it is never ranked first."""
        return self.state == "ended"

    @property
    def is_closed(self) -> bool:
        """True where nobody who is not a customer yet can start with it."""
        return self.is_over or self.state == "closed-to-new"


class Service(Struct, frozen=True):
    """A service, or a feature that is an answer of its own.

    `broad`: naming it says too little where a part of it is the answer. `own_line`: it sends data over the customer's own line.
    """

    id: str
    name: str
    family: str
    summary: str
    aliases: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()
    parent: str | None = None
    broad: bool = False
    own_line: bool = False
    situations: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    not_when: tuple[NotWhen, ...] = ()
    facts: tuple[Fact, ...] = ()
    limits: tuple[Fact, ...] = ()
    status: Status | None = None


class Bound(Struct, frozen=True):
    """What an amount has to exceed ("15 minutes"), and not by more than `up_to`, to say a cue, where one of the words `beside` stands near it.

    `alone`: behind the choice of a service with this limit, an amount without any word beside it says it too.
    """

    above: str
    beside: tuple[str, ...]
    up_to: str | None = None
    alone: bool = False


class Cue(Struct, frozen=True):
    """Something a scenario can say, in the phrases that say it, and the amounts that do."""

    id: str
    facet: str
    label: str
    phrases: tuple[str, ...] = ()
    amounts: tuple[Bound, ...] = ()


class Facet(Struct, frozen=True):
    """A dimension on which scenarios differ, and the question that asks for it; `ask` is False where its cues only serve rules."""

    id: str
    question: str
    cues: tuple[Cue, ...]
    ask: bool = True


class Condition(Struct, frozen=True):
    """When a rule fires: `all` of these, at least one of `any`, and `none` of those (cue ids, or `service:` ids that are mentioned)."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class RuleExamples(Struct, frozen=True):
    """Scenarios in which a rule must fire, must not fire, and should fire but does not yet."""

    match: tuple[str, ...]
    no_match: tuple[str, ...]
    todo_match: tuple[str, ...] = ()


class Rule(Struct, frozen=True):
    """An exam heuristic: cues that, seen together, speak for services (1 hint, 2 strong, 3 decisive) or rule them out.

    `limit`: what it rules out cannot do what is asked at all; other rules say what seldom fits. `open`: what it prefers
    is equally right, since the text leaves open what tells these apart.
    """

    id: str
    when: Condition
    prefer: tuple[tuple[str, int], ...]
    rule_out: tuple[tuple[str, str], ...]
    why: str
    source: Source
    examples: RuleExamples
    limit: bool = False
    open: bool = False

    def is_on(self, service: str) -> bool:
        """Whether the rule speaks for a service or rules it out."""
        return service in dict(self.prefer) or service in dict(self.rule_out)


class Note(Struct, frozen=True):
    """A passage on one slide of a deck: what it says, told right."""

    id: str
    title: str
    text: str
    services: tuple[str, ...]
    source: Source
    asked: tuple[str, ...] = ()


class Diagnosis(Struct, frozen=True):
    """An error or symptom with its cause and the steps that mend it."""

    id: str
    title: str
    services: tuple[str, ...]
    messages: tuple[str, ...]
    symptoms: tuple[str, ...]
    cause: str
    steps: tuple[str, ...]
    source: Source
    prevention: str = ""  # what keeps it from coming back
    bill_of: tuple[str, ...] = ()  # the services whose bill it explains, whatever words complain of that


class PracticeQuestion(Struct, frozen=True):
    """A scenario of our own with its right services, from which the ranker learns.

    `light`: written about what a ranker was weak at, which says nothing of how often such things are asked: it weighs less.
    """

    scenario: str
    services: tuple[str, ...]
    light: bool = False


class QuizQuestion(Struct, frozen=True):
    """A question with answers to it that are right and answers that are wrong, as the options of an exam question are."""

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


# How a condition or a cue match names a service that is mentioned, and one that somebody proposes.
SERVICE_REFERENCE, PROPOSED_REFERENCE = "service:", "proposed:"
LEAST_SHOWN, LEAST_SHOWN_BESIDE = 0.02, 0.75  # confidence below which a person is not told of a service that is not the answer


class Counterpart(Struct, frozen=True):
    """A product of another vendor, and the services or features that do its work here, the nearest first."""

    name: str
    services: tuple[str, ...]
    also: tuple[str, ...] = ()


class Category(Struct, frozen=True):
    """A kind of thing ("containers"), in all the ways it is called, and the services that are of that kind or live from it: who refuses the one refuses the others."""

    name: str
    services: tuple[str, ...]
    also: tuple[str, ...] = ()


class IndexedPassage(Struct, frozen=True):
    """A text behind a passage's number: the note, diagnosis or service (`id`) that the text belongs to."""

    id: str
    text: str


class CueMatch(Struct, frozen=True):
    """A cue seen in the scenario; `negated` where the scenario says the opposite."""

    cue: str
    start: int
    end: int
    negated: bool = False


class Mention(Struct, frozen=True):
    """A service named in the scenario.

    `role` is `background` (already there), `asked` (the question is about it), `proposed` ("can we use it for ...?"), `sole` (nothing else is asked for), `counterpart` (it takes
    the place of another vendor's product that is compared with ours), `rejected` (behind a "not" somewhere) or `refused` ("but not SQS").
    `questioned` where a question for yes or no names it ("is EBS ok to share files?"): to rules it is proposed, too.
    """

    service: str
    start: int
    end: int
    role: str = "background"
    questioned: bool = False

    @property
    def references(self) -> tuple[str, ...]:
        """How conditions of rules name it; none where it is not wanted."""
        if not self.is_wanted:
            return ()
        return (SERVICE_REFERENCE + self.service, *((PROPOSED_REFERENCE + self.service,) if self.is_in_question else ()))

    @property
    def is_in_question(self) -> bool:
        """Whether somebody proposes it, or asks whether something is so of it."""
        return self.is_wanted and (self.role == "proposed" or self.questioned)

    @property
    def is_wanted(self) -> bool:
        """Whether nothing in the scenario says that it is not this."""
        return self.role not in ("rejected", "refused")


class ProductMention(Struct, frozen=True):
    """Another vendor's product that the scenario names, and the services that do its work here; `stays` where it is there and shall not be replaced."""

    name: str
    services: tuple[str, ...]
    start: int
    end: int
    stays: bool = False


class Reason(Struct, frozen=True):
    """Why a service is recommended: the text, the rule or passage behind it, and the user's words that led to it."""

    text: str
    source: Source | None
    rule: str | None = None
    passage: str | None = None
    cues: tuple[CueMatch, ...] = ()


class Alternative(Struct, frozen=True):
    """The service to choose instead, and when."""

    service: str
    name: str
    when: str


class Recommendation(Struct, frozen=True):
    """A ranked service with its probability of being right and what speaks for it."""

    service: str
    name: str
    confidence: float
    score: float
    reasons: tuple[Reason, ...]
    choose_instead: tuple[Alternative, ...] = ()
    status: Status | None = None


class RuledOut(Struct, frozen=True):
    """A service that is excluded, and why: by a fired rule, or by who asks, who does not want it."""

    service: str
    name: str
    reason: str
    rule: str | None = None


class Passage(Struct, frozen=True):
    """A text that tells something, with a score of how well it matches: a note, what is known of a service, the answers to a quiz question, or what an identifier is."""

    id: str
    title: str
    text: str
    score: float
    source: Source
    services: tuple[str, ...] = ()
    kind: PassageKind = "note"


class DiagnosisFound(Struct, frozen=True):
    """The diagnosis of an error or symptom, as it is told."""

    id: str
    title: str
    cause: str
    steps: tuple[str, ...]
    source: Source
    confidence: float
    services: tuple[str, ...] = ()
    prevention: str = ""


class Option(Struct, frozen=True):
    """An answer to a clarifying question; `cue` is None for "it does not matter"."""

    label: str
    cue: str | None


class ServedNeed(Struct, frozen=True):
    """One of several needs in the user's words, the service that serves it, how likely that is right, and why."""

    text: str
    service: str
    name: str
    confidence: float
    reason: str


class Question(Struct, frozen=True):
    """The one question whose answer would separate the leading candidates best."""

    facet: str
    text: str
    options: tuple[Option, ...]


class Advice(Struct, frozen=True):
    """The answer to a scenario.

    `choice` are the indices of the options to take, `choice_confidence` is the probability that they are right, and
    `choice_service` the first recommendation where they name it. `needs` are those of a scenario that has several,
    each with its service. Its JSON (`to_dict`) has the same fields, which `/openapi.json` describes.
    """

    id: str
    scenario: str
    kind: AdviceKind
    summary: str
    recommendations: tuple[Recommendation, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    passages: tuple[Passage, ...] = ()
    diagnosis: DiagnosisFound | None = None
    question: Question | None = None
    choice: tuple[int, ...] | None = None
    notices: tuple[str, ...] = ()
    choice_confidence: float | None = None
    choice_service: str | None = None
    needs: tuple[ServedNeed, ...] = ()

    @property
    def reasoned(self) -> Recommendation | None:
        """The recommendation whose reasons speak for the answer: the first of a decision, but where options were taken that do not name it."""
        return self.recommendations[0] if self.kind == "decision" and (self.choice is None or self.choice_service) else None

    @property
    def cues(self) -> tuple[CueMatch, ...]:
        """Where the words stand that led to the answer."""
        return tuple(cue for reason in (self.reasoned.reasons if self.reasoned else ()) for cue in reason.cues)

    @property
    def heading(self) -> str:
        """What stands above the answer where all of it is shown below: a diagnosis's or a passage's own title, else the summary, which also says which of pasted options to take."""
        if self.choice or self.kind not in ("diagnosis", "lookup"):
            return self.summary
        return self.diagnosis.title if self.diagnosis else self.passages[0].title

    @property
    def others(self) -> tuple[Recommendation, ...]:
        """What is worth telling a person beside the answer: the next best of a decision, and the services that an answer of another kind may be meant to choose."""
        if (self.kind == "decision" and not self.reasoned) or self.needs:
            return ()
        if self.kind == "decision":
            return tuple(one for one in self.recommendations[1:] if one.confidence >= LEAST_SHOWN)
        about = self.diagnosis.services if self.diagnosis else self.passages[0].services if self.kind == "lookup" else None  # who asks for a fact or a remedy is not choosing another service
        return tuple(one for one in self.recommendations if one.confidence >= LEAST_SHOWN_BESIDE and (about is None or one.service in about))

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON-ready dicts and lists, in the declared order of fields."""
        data: dict[str, Any] = to_builtins(self)
        return data
