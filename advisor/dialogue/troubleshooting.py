"""What is said of a trouble after it was told: a state that stands at a diagnosis and a text in, what of it that strikes, and the `Reply`, out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from advisor.dialogue.consultation import Consultation
from advisor.dialogue.conversation import MOST_TROUBLE_CHARACTERS, State
from advisor.dialogue.reply import Reply
from advisor.dialogue.turn_patterns import ASKS_ON_STEP, HAPPENS, STILL_WRONG, TRIED
from advisor.dialogue.turn_phrasing import asks_cause, asks_for_help, asks_for_step, asks_something, spoken, strip_polite, tells_detail_of_us
from advisor.model import Advice, Diagnosis
from advisor.phrasing.need_phrasing import says_wish
from advisor.phrasing.trouble_phrasing import find_fine, pastes_message, tells_error
from advisor.text.analysis import Query

STILL_LOOKS_LIKE = 'Then it still looks like this: {}. Next, step {}: {} If that does not help either, say "that did not help".'
NO_MORE_STEPS = 'It still looks like this, and its steps are through: {}. Say "that did not help" for what else it may be.'
LOOKS_RATHER_LIKE = "With that it looks rather like this:"
PREVENTION = "So that it does not come back ({}): {}"
NO_PREVENTION = (
    "I know nothing that is special to it ({}). What helps against most: keep the setting that mended it in a template (AWS CloudFormation), so that nobody has to remember it, "
    "and let an Amazon CloudWatch alarm tell you early, on the metric that showed it."
)
CAUSE = "Why ({}): {}"
HELPS = "It is among the steps for this: {}. {}"
HELPS_NOT = "None of the steps that I know for this is about it ({})."
MAY_BE = "Then it may be this:"
NO_OTHER_TROUBLE = "I know no other trouble that is near to it. Tell me the exact message or code, or what else you see; AWS Support can look into the account itself."
MOST_CHECKED_WORDS, MOST_QUESTION_TERMS = 14, 6
CLEAR_TROUBLE, LEAST_ALONE_OF_ERROR = 0.6, 0.35
LEAST_TERMS_OF_NEED, LEAST_OF_OTHER_NEED, FORM_OF_DETAIL = 4, 0.45, 0.3  # of a need that is told behind a trouble: words, how sure it has to be, and how much surer where it is worded as a detail
FIRST = "first"
MOST_BY_DETAIL = 6  # how many diagnoses are looked at for a detail
MOST_OTHERS = 4  # how many diagnoses on something else are passed over
LEAST_SHARED = 0.5  # how much of the words of a detail or a question a step has to say


class Troubleshooter:
    """Goes on with a trouble that was diagnosed: what was checked strikes steps, what is told more may show another trouble, and questions ask for the next step."""

    def __init__(self, consultation: Consultation) -> None:
        self._consultation, self._advisor = consultation, consultation.advisor

    def go_on(self, state: State, text: str, query: Query) -> Reply | None:
        """The reply to more about the trouble that a state stands at; None where a text is about something else."""
        if asks_cause(text):
            return self._tell_cause(state)
        if asks_for_help(text):
            return self._tell_whether_it_helps(state, text)
        if self._is_other_need(state, text, query):
            return None
        if asks_for_step(text):
            return self._answer(state, text, query)
        if says_wish(query):
            return None
        if self._checks(text):
            return self.tell_next(self._note(state, text))
        goes_wrong = tells_error(query) or pastes_message(query) or self._advisor.troubles.knows_code(query)
        if goes_wrong and alone_is_clear(self._advisor.ask(text)):
            return None
        return self._answer(state, text, query) if asks_something(text) else self._diagnose_more(state, text, query)

    def tell_step(self, state: State, number: int) -> Reply:
        """The reply with one step of the diagnosis, by its number from 1."""
        return Reply("help", f"{number}. {self._standing(state).steps[number - 1]}", structs.replace(state, step=number))

    def tell_prevention(self, state: State) -> Reply:
        """The reply to the question how what was diagnosed last is kept from coming back, also when it is solved."""
        found = self._standing(state)
        told = PREVENTION.format(found.title, found.prevention) if found.prevention else NO_PREVENTION.format(found.title)
        return Reply("help", told, state)

    def _tell_cause(self, state: State) -> Reply:
        """The reply to the question why what was diagnosed happens."""
        found = self._standing(state)
        return Reply("help", CAUSE.format(found.title, found.cause), structs.replace(state, in_a_row=0))

    def _tell_whether_it_helps(self, state: State, text: str) -> Reply:
        """The reply to the question whether something would help ("would a read replica help?"): the step that is about it, if any."""
        found = self._standing(state)
        about = self._nearest_step(found.steps, text)
        if not about:
            return Reply("help", HELPS_NOT.format(found.title), state)
        return Reply("help", HELPS.format(about, found.steps[about - 1]), structs.replace(state, step=about))

    def diagnose_otherwise(self, state: State) -> Reply:
        """The reply where a diagnosis did not help: its next step where they are gone through one by one, else the next diagnosis that is near and on something of the same."""
        if state.step and self._open_steps(state, state.step):
            return self.tell_next(state)
        others: dict[str, Advice] = {}
        for _ in range(MOST_OTHERS):
            advice = self._advisor.diagnose_otherwise(state.trouble or "", (*state.diagnosed, *others))
            if not advice or not advice.diagnosis:
                break
            others[advice.diagnosis.id] = advice
        best = max(others, key=lambda id: self._count_same(state, self._advisor.diagnoses[id]), default=None)
        if best is None or not self._count_same(state, self._advisor.diagnoses[best]):
            return Reply("unclear", NO_OTHER_TROUBLE, state)
        return self._consultation.tell_diagnosis(structs.replace(state, step=0), others[best], MAY_BE)

    def _standing(self, state: State) -> Diagnosis:
        return self._advisor.diagnoses[state.diagnosed[-1]]

    def _note(self, state: State, text: str) -> State:
        """The state with more told of its trouble; what there is no room for is left out."""
        trouble = f"{state.trouble}\n{text}"
        return structs.replace(state, trouble=trouble, in_a_row=0) if len(trouble) <= MOST_TROUBLE_CHARACTERS else state

    def _checks(self, text: str) -> bool:
        """Whether a text says of something that it was looked at, is as it should be, or was done without help."""
        words = {token.word for token in self._advisor.tokenizer.tokens(text)}
        said, is_short = spoken(text), len(text.split()) <= MOST_CHECKED_WORDS
        is_well = not words.isdisjoint(self._advisor.vocabulary.checked) and words.isdisjoint(self._advisor.vocabulary.unchecked) and not tells_error(self._advisor.analyzer.analyze(text))
        return is_short and (bool(STILL_WRONG.search(said) or find_fine(said)) or is_well)

    def _is_other_need(self, state: State, text: str, query: Query) -> bool:
        """Whether a text says enough to be a need of its own, and hardly anything of the trouble: that takes a choice that is surer the more it shares with that."""
        if len(query.weights) < LEAST_TERMS_OF_NEED or any(form.match(spoken(text)) for form in (TRIED, HAPPENS)) or self._advisor.analyzer.tells_circumstance(text):
            return False
        known = self._terms(self._standing(state)).union(self._advisor.tokenizer.terms(state.trouble or ""))
        shared = len(query.weights.keys() & known) / len(query.weights)
        alone = self._advisor.ask(text)
        least = LEAST_OF_OTHER_NEED + shared + (FORM_OF_DETAIL if is_detail_of_trouble(text) else 0.0)
        return alone.kind == "decision" and any(one.confidence >= least for one in alone.recommendations[:1])

    def _open_steps(self, state: State, after: int) -> list[int]:
        """The numbers of the steps behind one that nothing told since the trouble has struck, in their order."""
        steps = self._standing(state).steps
        checked = [line for line in (state.trouble or "").splitlines()[1:] if self._checks(line)]
        struck = {self._nearest_step(steps, line) for line in checked}
        return [number for number in range(1, len(steps) + 1) if number > after and number not in struck]

    def _nearest_step(self, steps: Sequence[str], text: str, least: int = 1) -> int:
        """The number of the step that says most of a text, at least so many words of it, or 0 where none says enough."""
        said = self._advisor.analyzer.analyze(text).weights.keys() - {self._advisor.tokenizer.term(word) for word in self._advisor.vocabulary.checked}
        shared = [len(said & set(self._advisor.tokenizer.terms(step))) for step in steps]
        most = max(shared, default=0)
        return shared.index(most) + 1 if said and most >= max(LEAST_SHARED * len(said), least) else 0

    def tell_next(self, state: State, after: int | None = None) -> Reply:
        """The reply with the next step of the diagnosis that is open, behind the one that was told last or another one."""
        found, steps = self._standing(state), self._open_steps(state, state.step if after is None else after)
        if not steps:
            return Reply("help", NO_MORE_STEPS.format(found.title), state)
        return Reply("help", STILL_LOOKS_LIKE.format(found.title, steps[0], found.steps[steps[0] - 1]), structs.replace(state, step=steps[0]))

    def _answer(self, state: State, text: str, query: Query) -> Reply | None:
        """The reply to a question that names nothing of its own: the step that it is about, else the next one."""
        said = spoken(text)
        if query.mentions or query.products or (tells_error(query) and not asks_for_step(text)):
            return None
        steps = self._standing(state).steps
        about = self._nearest_step(steps, text, least=2) or self._is_on_last_step(state, text)
        if about:
            return self.tell_step(state, about)
        after = 0 if FIRST in said.split() else state.step
        return self.tell_next(state, after) if asks_for_step(text) and len(query.weights) <= MOST_QUESTION_TERMS else None

    def _is_on_last_step(self, state: State, text: str) -> int:
        """The number of the step that was told last, where a question shares a word with it and asks how that is done, or what something in it is; else 0."""
        if not state.step or not ASKS_ON_STEP.match(strip_polite(spoken(text))):
            return 0
        shared = self._advisor.analyzer.analyze(text).weights.keys() & set(self._advisor.tokenizer.terms(self._standing(state).steps[state.step - 1]))
        return state.step if shared else 0

    def _diagnose_more(self, state: State, text: str, query: Query) -> Reply | None:
        """The reply to more that was told: another diagnosis where that fits, else the next step; None where it makes no trouble that is known."""
        told = self._note(state, text)
        advice = self._advisor.ask(told.trouble or "")
        before = max(state.step - 1, 0)  # a mere detail leaves the step that is next
        if not advice.diagnosis and is_detail_of_trouble(text):
            return self._tell_by_detail(state, told, text) or self.tell_next(told, before)
        if not advice.diagnosis:
            return self.tell_next(told, before) if len(text.split()) <= MOST_CHECKED_WORDS else None
        other = self._advisor.diagnoses[advice.diagnosis.id]
        stands = other.id == self._standing(state).id
        if stands and not (self._names_the_same(state, query) or TRIED.match(spoken(text))):
            by_detail = self._tell_by_detail(state, told, text)  # "it is RDS" makes no trouble of DynamoDB
            return by_detail or (None if self._advisor.ask(text).diagnosis else self.tell_next(told, before))
        if stands or other.id in state.diagnosed or not self._shows(state, other, query):
            return self._tell_by_detail(state, told, text) or self.tell_next(told, before)
        return self._consultation.tell_diagnosis(structs.replace(told, step=0), advice, LOOKS_RATHER_LIKE)

    def _tell_by_detail(self, state: State, told: State, text: str) -> Reply | None:
        """The reply to a detail that another diagnosis near to the trouble is about and the standing one is not, or that a step of this one is; None where neither is."""
        alone, query = self._advisor.ask(text), self._advisor.analyzer.analyze(text)
        said = {token.term for token in query.tokens if token.word.isalnum() and not self._advisor.tokenizer.is_stop(token)}
        said -= self._advisor.analyzer.analyze(state.trouble or "").weights.keys()
        least = LEAST_ALONE_OF_ERROR if tells_error(query) else CLEAR_TROUBLE
        if alone.diagnosis and alone.diagnosis.confidence >= least and alone.diagnosis.id not in state.diagnosed and self._count_same(state, self._advisor.diagnoses[alone.diagnosis.id]):
            return self._consultation.tell_diagnosis(structs.replace(told, step=0), alone, LOOKS_RATHER_LIKE)
        if TRIED.match(spoken(text)) or not said:
            return None
        if not said <= self._terms(self._standing(state)):
            but = state.diagnosed
            for _ in range(MOST_BY_DETAIL):
                advice = self._advisor.diagnose_otherwise(told.trouble or "", but)
                if not advice or not advice.diagnosis:
                    break
                other = self._advisor.diagnoses[advice.diagnosis.id]
                if said <= self._terms(other) and self._count_same(state, other):
                    return self._consultation.tell_diagnosis(structs.replace(told, step=0), advice, LOOKS_RATHER_LIKE)
                but = (*but, other.id)
        about = self._nearest_step(self._standing(state).steps, text)
        return self.tell_next(told, about - 1) if about and about in self._open_steps(told, 0) else None

    def _terms(self, diagnosis: Diagnosis) -> set[str]:
        """What a diagnosis says of when it is met."""
        return set(self._advisor.tokenizer.terms("\n".join((diagnosis.title, *diagnosis.messages, *diagnosis.symptoms))))

    def _shows(self, state: State, other: Diagnosis, query: Query) -> bool:
        """Whether what was told more shows another trouble: it names a service that this is on, or says what goes wrong there."""
        named = [mention.service for mention in query.mentions]
        if any(self._advisor.catalogue.fits([service], other.services) for service in named):
            return True
        return not named and self._count_same(state, other) > 0 and (tells_error(query) or self._advisor.troubles.knows_code(query))

    def _names_the_same(self, state: State, query: Query) -> bool:
        """Whether a text names no service but those that are named with the trouble or that the standing diagnosis is on."""
        said = {mention.service for mention in self._advisor.analyzer.analyze(state.trouble or "").mentions}
        known = {*said, *self._standing(state).services}
        return all(self._advisor.catalogue.fits([mention.service], known) for mention in query.mentions)

    def _count_same(self, state: State, other: Diagnosis) -> int:
        """On how many of the services that were named with the trouble, or else of those of the standing diagnosis, another one is."""
        root = self._advisor.catalogue.root
        own = {root(service) for service in self._standing(state).services}
        named = {root(mention.service) for mention in self._advisor.analyzer.analyze(state.trouble or "").mentions}
        return len({root(service) for service in other.services} & (named or own))


def is_detail_of_trouble(text: str) -> bool:
    """Whether a text behind a trouble only tells how things are ("it's in a private subnet"), which makes no need."""
    return tells_detail_of_us(text) and len(text.split()) <= MOST_CHECKED_WORDS


def alone_is_clear(advice: Advice) -> bool:
    """Whether a text is a trouble that needs no other beside it to be known."""
    return advice.diagnosis is not None and advice.diagnosis.confidence >= CLEAR_TROUBLE
