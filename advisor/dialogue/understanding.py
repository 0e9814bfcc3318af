"""All that was said in a conversation, ranked: a state in, a query with its ranking out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, structs

from advisor.advisor import Advisor
from advisor.answers.questions import add_answers
from advisor.dialogue.conversation import State, Statement
from advisor.dialogue.hearing import REMEMBERED, Heard, hear, read_statement
from advisor.dialogue.turn_phrasing import asks_on_event, corrects, is_for_ourselves, is_fragment, names_detail, names_thing, tells_detail, tells_detail_of_us, tells_of_choice
from advisor.ranking.confidence import confidence
from advisor.ranking.fusion import Ranking, replace_ended
from advisor.ranking.ranking import refused_services
from advisor.ranking.rules import find_exclusions
from advisor.text.amounts import find_amounts
from advisor.text.analysis import Query

# In log odds; chosen on tests/conversations.
REJECTED = -20.0
COMPARED = 3.0
SETTLED, FIRM = 1.5, 6.0
CLEAR = 2.5  # for what the last statement clearly asks for by itself
TAKEN, TAKEN_WEIGHT = "taken", 60.0  # more than the refusal of a whole takes from its part
INSTEAD = 2.0  # in log odds, for what is known to take the place of a choice that is refused, and against what is of another family than that
FAR_ELSEWHERE = 8.5  # the same where the detail is no more than a thing ("with captions"): what is likelier by more than that shows that the choice is wrong
ELSEWHERE = 4.0  # in log odds, against services of other families where a detail of the choice is told ("it must survive restarts")
LEAST_ALONE, CLEAR_ALONE = 0.5, 0.85  # how likely what a statement asks for by itself has to be
# How sure a text has to be by itself to be a scenario or a need of its own: one of many or few words, behind a taken service, and one that asks for another thing.
FULL_SCENARIO, FEW_TERMS = 10, 3
SURE_OF_MANY, SURE_OF_FULL, SURE_OF_FEW, SURE_OF_ANOTHER, SURE_OF_OTHER, SURE_ALONE = 0.4, 0.5, 0.8, 0.25, 0.6, 0.6
SURE_OF_DEED = 0.85  # the same for a deed that may be done to what was chosen before
LIKELY, POSSIBLE = 0.1, 0.05
HELD = 1_000.0  # in log odds: nothing but what a rule excludes is behind that
SURE_OF_CHOICE = 0.5  # one that is less sure is a guess, which a detail may put right
SURE_OF_NEED = 0.6  # how sure a text has to be by itself to stand beside the choice, where it is worded like a need of its own but may be more of the same
SURE_ON_EVENT = 0.4  # the same where it asks for something when something happens
LEAST_TAKING = 0.3  # how sure what takes the place of a choice has to be, where nothing excludes that
LEAST_ATTENDANT = 0.5  # how likely what a question asks for by itself has to be to stand beside the choice
LEAST_UNHEARD, LEAST_BESIDE = 0.7, 0.4
NUMBER = re.compile(r"\d[\d.,]*")


class Understood(Struct, frozen=True):
    """All that was said as one query, with its ranking; `beside` is the service that the last statement surely asks for and that does not take the place of the choice: `attends`, if it serves that.

    `held` is what would have taken that place, where it is too far from the choice.
    """

    heard: Heard
    ranking: Ranking
    beside: str = ""
    attends: bool = False
    held: str = ""


class Addition(Struct, frozen=True):
    """What the last statement is to the choice that stands: the service that it `asked` for by itself ("" for none) and how likely, with all parts of the whole (`share`).

    `clear` is the whole that it clearly asks for, `gains` are what services gain by it in the order (log odds), `names_thing_of_it`: it is no more than a thing of the choice.
    """

    asked: str = ""
    share: float = 0.0
    clear: str | None = None
    gains: Mapping[str, float] = {}
    names_thing_of_it: bool = False


class Listener:
    """Ranks all that was said of a need, what was said last most."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self._analyzer, self._ranker, self._catalogue = advisor.analyzer, advisor.ranker, advisor.catalogue
        self._finder, self._table = advisor.questions, advisor.questions.table
        self._understand = lru_cache(maxsize=REMEMBERED)(self._understand_anew)
        self._read_alone = lru_cache(maxsize=REMEMBERED)(self._read_alone_anew)

    def told(self, state: State) -> tuple[Statement, ...]:
        """What counts of a need: not what was said in passing, and of two answers to one question, or two services that were taken, the later one, unless it was refused since."""
        later: set[str] = set()
        kept: list[Statement] = []
        for place, statement in reversed(list(enumerate(state.need))):
            subject = TAKEN if statement.taken else self._table.facet_of[statement.cue] if statement.cue else None
            if subject not in later and not statement.passing and not (statement.taken and self._is_refused(statement, state.need[place + 1 :])):
                kept.append(statement)
            later |= {subject} if subject else set()
        return tuple(reversed(kept)) or state.need[:1]

    def _is_refused(self, taken: Statement, since: Sequence[Statement]) -> bool:
        """Whether the service that a statement takes was refused since."""
        refused = {service for statement in since for service in refused_services(self._analyzer.analyze(statement.text))}
        return any(self._catalogue.is_covered(mention.service, refused) for mention in self._analyzer.analyze(taken.text).mentions)

    def understand(self, state: State) -> Understood:
        """All that was said, ranked: answers and additions weigh by how likely each service makes them, what was compared gains, what was refused later goes to the end.

        What was chosen stays where the last thing said is a detail that no question of ours is about, unless it speaks for
        something else clearly; all the more where it was said in passing. It is no surer for that.
        """
        return self._understand(state)

    def _understand_anew(self, state: State) -> Understood:
        told = self.told(state)
        heard = self._hear(told)
        ranking = self._ranker.rank(heard.query)
        addition, last = self._read_addition(state, told, heard, ranking), told[-1]
        refused = {mention.service for mention in heard.query.mentions if not mention.is_wanted and mention.start >= heard.first_end}
        weights = self._weigh(state, told, heard, ranking, addition, refused)
        gains = {} if state.choice and self._catalogue.is_covered(state.choice, refused) else addition.gains
        ranking = add_answers(ranking, weights) if weights else ranking
        ranking = prefer(ranking, gains) if gains else ranking
        if not state.choice or len(told) == 1 or last.cue or last.taken or not ranking.candidates:
            return Understood(heard, ranking)
        return self._hold(state, state.choice, told, heard, ranking, addition)

    def _read_addition(self, state: State, told: Sequence[Statement], heard: Heard, ranking: Ranking) -> Addition:
        """What the last statement is to the choice that stands."""
        if state.choice and state.need[-1].passing:
            return Addition(gains={state.choice: FIRM})
        before = next((statement.chosen for statement in reversed(told[:-1]) if statement.chosen), None) if heard.amends else None
        if before:
            return Addition(gains={before: FIRM})  # what was chosen until the amount was told that is taken back now
        if not state.choice or len(told) == 1:
            return Addition()
        last = told[-1]
        asked, share = self._read_alone(last)
        is_detail = is_fragment(last.text) or self._analyzer.tells_amount_alone(last.text)
        clear = self._catalogue.root(asked) if share >= CLEAR_ALONE and not (last.cue or is_detail) else None
        gains = {state.choice: 0.0 if heard.takes_back or self._answers_question(heard.query, heard.last) else SETTLED}
        if last.cue or clear or not (is_detail or tells_detail(last.text)) or state.choice in find_exclusions(ranking.fired):
            return Addition(asked, share, clear, gains)
        family, names_thing_of_it = self._catalogue[state.choice].family, names_detail(last.text) and last.chosen is None
        away = FAR_ELSEWHERE if names_thing_of_it else ELSEWHERE
        gains |= {c.service: -away for c in ranking.candidates if self._catalogue[c.service].family != family}
        return Addition(asked, share, clear, gains, names_thing_of_it)

    def _weigh(self, state: State, told: Sequence[Statement], heard: Heard, ranking: Ranking, addition: Addition, refused: Collection[str]) -> dict[str, float]:
        """Weights (log odds by service): of the answers and additions, and of what was refused, compared, taken, or is clearly asked for."""
        weights: defaultdict[str, float] = defaultdict(float)
        if heard.added:
            answers = self._finder.weigh_answers(heard.query, ranking, heard.added)
            weights.update({service: weight for service, weight in answers.items() if not addition.names_thing_of_it or service == state.choice or service not in addition.gains})
        if state.choice and self._catalogue.is_covered(state.choice, refused):
            for service, weight in self._weigh_kin(state.choice, ranking).items():
                weights[service] += weight
        taken = {mention.service for statement in told if statement.taken for mention in self._analyzer.analyze(statement.text).mentions}
        for service in (candidate.service for candidate in ranking.candidates):
            is_refused = self._catalogue.is_covered(service, refused)
            if is_refused or self._catalogue.is_covered(service, state.compared):
                weights[service] += REJECTED if is_refused else COMPARED
            if service in taken and not is_refused:
                weights[service] += TAKEN_WEIGHT
            if addition.clear and self._catalogue.root(service) == addition.clear:
                weights[service] += CLEAR
        return weights

    def _hold(self, state: State, choice: str, told: Sequence[Statement], heard: Heard, ranking: Ranking, addition: Addition) -> Understood:
        """A ranking with the choice first again where the last statement may not move it, and what stands beside it by that statement."""
        last, leader, held = told[-1], ranking.candidates[0], ""
        may_take = (heard.takes_back and self._is_likely(ranking)) or self._may_take_place(choice, leader.service, told, heard, ranking, addition.asked)
        if leader.service != choice and not may_take:
            held = leader.service
            ranking = prefer(ranking, {choice: HELD})
        if state.need[-1].passing or corrects(last.text) or self._analyzer.tells_circumstance(last.text):
            return Understood(heard, ranking, held=held)
        asked = addition.asked
        by_itself = bool(asked and held) and self._catalogue[asked].family == self._catalogue[held].family  # not by what was said before
        if by_itself and self.attends(held, choice) and leader.probability >= LEAST_BESIDE:
            return Understood(heard, ranking, held, True, held)
        is_need = addition.share >= LEAST_UNHEARD and not (tells_of_choice(last.text) or tells_detail_of_us(last.text) or self._is_part_of_other(asked, choice))
        return Understood(heard, ranking, asked if is_need else "", is_need and self.attends(asked, choice), held)

    def attends(self, service: str, choice: str) -> bool:
        """Whether a service is one that stands beside a choice, and never takes its place: a backup, an alarm, a key, a name."""
        return self._is_attendant(service) and not self._is_attendant(choice) and not self._is_part_of_other(service, choice)

    def find_attendant(self, state: State, text: str) -> str | None:
        """What a text asks for by itself and what attends the choice, or None."""
        asked, share = self._read_alone(Statement(text))
        query = read_statement(Statement(text), self._analyzer)
        is_likely = share >= LEAST_ATTENDANT and not self._advisor.is_off_topic(query, self._ranker.rank(query))
        return asked if state.choice and is_likely and self.attends(asked, state.choice) else None

    def _is_part_of_other(self, service: str, choice: str) -> bool:
        """Whether a service is an attending part of one that the choice is no part of: S3 Lifecycle deletes nothing of a file system."""
        catalogue, attendants = self._catalogue, self._advisor.vocabulary.attendants
        if not service or service not in attendants or not catalogue[service].parent or catalogue[service].family in attendants:
            return False
        return catalogue.root(service) != catalogue.root(choice)

    def _is_likely(self, ranking: Ranking) -> bool:
        """Whether what leads a ranking is likely enough to take the place of a choice."""
        return confidence(ranking, self._ranker.mix) >= LEAST_TAKING

    def _is_attendant(self, service: str) -> bool:
        """Whether a service, what it is a part of, or its family attends other services."""
        attendants = self._advisor.vocabulary.attendants
        return self._catalogue[service].family in attendants or self._catalogue.is_covered(service, attendants)

    def _may_take_place(self, choice: str, leader: str, told: Sequence[Statement], heard: Heard, ranking: Ranking, asked: str) -> bool:
        """Whether what leads now may take the place of the choice by the last thing said: where that names it, excludes the choice, or leads to what is near to it.

        A circumstance alone ("once a month") leads no further than to a part, a whole, or what the choice gives way to.
        """
        catalogue, query, last = self._catalogue, heard.query, told[-1]
        refused = {mention.service for mention in query.mentions if not mention.is_wanted}
        if catalogue.is_covered(choice, refused) or choice in find_exclusions(ranking.fired):
            return True
        names_leader = any(mention.is_wanted and mention.start >= heard.last and catalogue.root(mention.service) == catalogue.root(leader) for mention in query.mentions)
        is_theirs = tells_detail_of_us(last.text) and any(product.start >= heard.last for product in query.products)  # "we're on GitHub" does not ask for what takes its place here
        if names_leader and not is_theirs:
            return True
        was_sure = self._was_sure(told[:-1])
        is_bare = self._analyzer.tells_circumstance(last.text) or (was_sure and tells_detail_of_us(last.text))
        if not is_bare and not was_sure:
            return self._is_likely(ranking) or not corrects(last.text)
        if self.attends(leader, choice) or self._is_part_of_other(leader, choice) or ((is_bare or corrects(last.text)) and not self._is_likely(ranking)):
            return False
        if self.is_near(choice, leader):
            return True
        is_kin = catalogue[choice].family == catalogue[leader].family
        by_rule = any(leader in dict(one.rule.prefer) and any(cue.start >= heard.last for cue in one.cues) for one in ranking.fired)
        if is_bare:
            return is_kin and by_rule
        return by_rule or (is_kin and (asked == leader or catalogue.root(asked) == catalogue.root(leader) != catalogue.root(choice)))

    def is_near(self, service: str, other: str) -> bool:
        """Whether one service is a part of the other, or known to give way to it."""
        catalogue, services = self._catalogue, self._advisor.services
        if catalogue.is_covered(service, {other}) or catalogue.is_covered(other, {service}):
            return True
        return any(catalogue.is_covered(two, {one.instead for one in services[own].not_when}) for own, two in ((service, other), (other, service)))

    def _was_sure(self, told: Sequence[Statement]) -> bool:
        """Whether the choice was surely right by what was said before the last statement."""
        return confidence(self._ranker.rank(self._hear(told).query), self._ranker.mix) >= SURE_OF_CHOICE

    def _weigh_kin(self, refused: str, ranking: Ranking) -> dict[str, float]:
        """Weights (log odds by service) where the choice is refused: the need stays, so what is of its family or known to take its place goes before others, above all what is both."""
        family, instead = self._catalogue[refused].family, {other.instead for other in self._advisor.services[refused].not_when}
        services = [candidate.service for candidate in ranking.candidates]
        return {service: INSTEAD * ((service in instead) - (self._catalogue[service].family != family)) for service in services}

    def recall(self, need: Sequence[Statement]) -> str | None:
        """The service that was chosen when this much of a need had been said, each statement read behind the choice before it."""
        choice: str | None = None
        for count in range(1, len(need) + 1):
            candidates = self.understand(State(statements=tuple(need[:count]), choice=choice)).ranking.candidates
            choice = candidates[0].service if candidates else None
        return choice

    def note(self, state: State, text: str) -> Statement:
        """A text that is added to what was said, as a statement."""
        note = self._note(state, text)
        known = self.understand(state.said(note)) if state.choice else None
        if known and known.held and known.attends:
            return structs.replace(note, passing=True, beside=known.beside)
        if known and known.held and note.chosen is None and self._analyzer.tells_circumstance(text):
            return structs.replace(note, passing=True)
        return structs.replace(note, passing=self.is_in_passing(state, text))

    def _note(self, state: State, text: str) -> Statement:
        """A text as a statement; one that tells an amount is about what was chosen."""
        return Statement(text, chosen=state.choice if any(find_amounts(text)) else None)

    def _hear(self, statements: Sequence[Statement]) -> Heard:
        """The statements as one query."""
        return hear(statements, self._analyzer, self._table.are_opposed, self._table.limits_of)

    def is_in_passing(self, state: State, text: str) -> bool:
        """Whether a text that is added to a choice says nothing for or against a service ("it is raining", "about 5000 a month").

        It asks for nothing by itself, and no rule or question of ours is about it.
        """
        heard = self._hear((*self.told(state), self._note(state, text)))
        query = read_statement(Statement(text), self._analyzer)
        named = query.products or any(mention.start >= heard.last for mention in heard.query.mentions)
        if not state.choice or named or heard.takes_back or self._answers_question(heard.query, heard.last):
            return False
        by_rule = any(cue.start >= heard.last for one in self._ranker.rank(heard.query).fired for cue in one.cues)
        return not by_rule and (self._read_alone(Statement(text))[1] < LEAST_ALONE or self._advisor.is_off_topic(query, self._ranker.rank(query)))

    def is_new(self, state: State, query: Query, ranking: Ranking, is_another: bool = False) -> bool:
        """Whether a text that is not worded as an addition is a scenario of its own.

        It is where it is about other families of services, about another service where it asks for another, or says all that is needed.
        """
        sure, terms = confidence(ranking, self._ranker.mix), len(query.weights)
        if terms >= FULL_SCENARIO and sure >= SURE_OF_FULL:
            return True
        catalogue = self._catalogue
        if is_another and state.choice:
            return sure >= SURE_OF_ANOTHER and catalogue.root(ranking.candidates[0].service) != catalogue.root(state.choice)
        own = {catalogue[c.service].family for c in ranking.candidates[:3] if c.probability >= LIKELY}
        old = {catalogue[c.service].family for c in self.understand(state).ranking.candidates[:5] if c.probability >= POSSIBLE}
        least = SURE_OF_MANY if terms > FEW_TERMS else SURE_ALONE if any(statement.taken for statement in state.need) else SURE_OF_FEW
        return own.isdisjoint(old) and sure >= least

    def is_other_need(self, state: State, query: Query) -> bool:
        """Whether a text asks for a service that is no part of the choice: surely for one of another family, or for a thing of its own."""
        catalogue, ranking = self._catalogue, self._ranker.rank(query)
        if not ranking.candidates or not state.choice:
            return False
        first, is_thing = ranking.candidates[0].service, names_thing(query.text)
        elsewhere = catalogue[first].family != catalogue[state.choice].family
        is_far = not self.is_near(state.choice, first)
        attends = self.attends(first, state.choice)
        sure = SURE_OF_ANOTHER if is_thing else SURE_OF_OTHER if elsewhere or attends else SURE_OF_DEED
        is_other = elsewhere or is_thing or is_far or attends
        return catalogue.root(first) != catalogue.root(state.choice) and is_other and confidence(ranking, self._ranker.mix) >= sure

    def is_other_deed(self, state: State, query: Query) -> bool:
        """Whether what is added to the choice ("and read them aloud") surely is the work of another service, which does not only attend the choice."""
        ranking = self._ranker.rank(query)
        if not ranking.candidates or not state.choice:
            return False
        first, catalogue = ranking.candidates[0].service, self._catalogue
        is_other = catalogue.root(first) != catalogue.root(state.choice) and not self._is_attendant(first)
        return is_other and confidence(ranking, self._ranker.mix) >= SURE_OF_DEED

    def is_surely_other_need(self, state: State, query: Query) -> bool:
        """Whether a text surely asks for another service: for one that is near to the choice only where somebody else wants it ("my boss wants a dashboard")."""
        ranking = self._ranker.rank(query)
        least = SURE_ON_EVENT if asks_on_event(query.text) else SURE_OF_NEED
        if not ranking.candidates or not state.choice or confidence(ranking, self._ranker.mix) < least:
            return False
        first = ranking.candidates[0].service
        return self._catalogue.root(first) != self._catalogue.root(state.choice) and not (is_for_ourselves(query.text) and self.is_near(state.choice, first))

    def _answers_question(self, query: Query, start: int) -> bool:
        """Whether what is said from an offset on holds an answer to a question of ours."""
        return any(match.cue in self._table.facet_of for match in query.cues if match.start >= start)

    def _read_alone_anew(self, statement: Statement) -> tuple[str, float]:
        """The service that a statement asks for by itself ("" for none), and its probability with all parts of the whole; how many of something there are asks for nothing."""
        candidates = self._ranker.rank(self._analyzer.analyze(NUMBER.sub("", statement.text))).candidates
        if not candidates:
            return "", 0.0
        root = self._catalogue.root
        return candidates[0].service, sum(candidate.probability for candidate in candidates if root(candidate.service) == root(candidates[0].service))


def prefer(ranking: Ranking, gains: Mapping[str, float]) -> Ranking:
    """A ranking in the order of its scores with gains (log odds by service) added, what is ruled out still behind.

    Nothing gets likelier by them: the first has its share, or the mean of that and of those that it passes.
    """
    out = find_exclusions(ranking.fired)
    order = sorted(ranking.candidates, key=lambda candidate: (candidate.service in out, -candidate.score - gains.get(candidate.service, 0.0), candidate.service))
    passed = {candidate.service for candidate in order[:1]} | {candidate.service for candidate in order[1:] if candidate.score > order[0].score}
    mean = sum(candidate.probability for candidate in order if candidate.service in passed) / max(len(passed), 1)
    made = [structs.replace(candidate, probability=mean) if candidate.service in passed else candidate for candidate in order]
    return structs.replace(ranking, candidates=replace_ended(made, ranking.ended))
