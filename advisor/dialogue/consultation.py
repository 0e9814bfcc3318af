"""What a conversation is told about its need: a `State` in, the `Reply` with the advice on all that was said out."""

from __future__ import annotations

from functools import cached_property

from msgspec import structs

from advisor.advisor import Advisor
from advisor.answers.questions import IT_DOES_NOT_MATTER
from advisor.dialogue.change import ChangeFinder
from advisor.dialogue.comparison import Comparer
from advisor.dialogue.conversation import MOST_ASKED, MOST_DIAGNOSED, MOST_IN_A_ROW, State, Statement
from advisor.dialogue.reply import Change, Comparison, Reply
from advisor.dialogue.turn_phrasing import names_need
from advisor.dialogue.turns import MOST_COMPARED
from advisor.dialogue.understanding import Listener, Understood
from advisor.model import Advice, Option, Question
from advisor.phrasing.opposition import find_opposed
from advisor.ranking.ranking import compared_services
from advisor.text.scenario import advice_id
from advisor.text.wording import with_article

MOST_SUGGESTED = 2
LEAST_NAMING = 2  # so many words of a name mean the service
SAME = "It is about the same"
BY_ITSELF = 'For "{}" by itself I would choose {}.'
STILL_THE_SAME = 'If it belongs to what you said before, say "same".'


class Consultation:
    """An advisor and all that reads, compares and judges for a conversation; it keeps nothing of one."""

    def __init__(self, advisor: Advisor, top: int) -> None:
        self.advisor, self.top = advisor, top
        self.table, self.wording = advisor.questions.table, advisor.wording
        self.comparer, self._changes, self.listener = Comparer(advisor), ChangeFinder(advisor.catalogue, advisor.wording), Listener(advisor)

    def name(self, service: str | None) -> str:
        """A service's name; what is no service's id stays as it is."""
        return self.advisor.catalogue[service].name if service and service in self.advisor.catalogue else service or ""

    def find_by_words(self, text: str) -> str | None:
        """The service whose name has all the telling words of a few, at least two ("glacier instant", "Dedicated Hosts"), and fewest others; None where none has."""
        terms, parts = self.advisor.tokenizer.terms, self.advisor.vocabulary.parts
        said = set(terms(text))
        if len(said) < LEAST_NAMING or len(said - {self.advisor.tokenizer.term(word) for word in parts}) < 1:
            return None
        return min(((len(own), service) for service, own in self._names.items() if said <= own), default=(0, None))[1]

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        """The terms of the services' names."""
        return {entry.id: frozenset(self.advisor.tokenizer.terms(entry.name)) for entry in self.advisor.catalogue.entries}

    def judge(self, state: State) -> Advice:
        """The advice on all that was said of a need."""
        known = self.listener.understand(state)
        advice = self.advisor.advise(known.heard.query, known.ranking, self.top, answers=self.count_answers(state))
        return structs.replace(advice, id=advice_id(known.heard.query.text))

    def count_answers(self, state: State) -> int:
        """How much was told behind the first words of a need; those that are worded as a need beside another one are a decision by themselves."""
        return len(self.listener.told(state)) - 1 or int(state.need[0].opens and names_need(state.need[0].text))

    def open_question(self, state: State) -> Question | None:
        """The question that was asked last and is not answered yet, or None."""
        if not state.facet:
            return None
        facet = self.table.facets[state.facet]
        return Question(facet.id, facet.question, (*(Option(self.table.labels[cue], cue) for cue in state.offered), Option(IT_DOES_NOT_MATTER, None)))

    def answers(self, question: Question) -> list[Option]:
        """Every answer to a question: its options, and those of its facet that were not offered."""
        offered = {option.cue for option in question.options}
        return [*question.options, *(Option(label, cue) for cue, label in self.table.facets[question.facet].options if cue not in offered)]

    def advise(self, before: State | None, state: State, opening: str = "", undone: bool = False) -> Reply:
        """The reply to all that was said; `before` is the state before this turn, which may have been `undone`; `opening` says that it begins anew."""
        known = self.listener.understand(state)
        query = known.heard.query
        # Once something was decided or answered, what is added is about that decision.
        answers = self.count_answers(state) if before and (before.choice or state.answers) else 0
        advice = self.advisor.advise(query, known.ranking, self.top, state.asked, answers)
        question = advice.question if state.in_a_row < MOST_IN_A_ROW else None
        advice = structs.replace(advice, id=advice_id(query.text), question=question)
        change = self._changes.find(before, state, advice, known.heard, known.ranking.fired, opening, undone)
        if change.kind == "same":
            change = structs.replace(change, text=f"{self._tell_unheard(state.need[-1], known)}{change.text}")
        state = self._next_state(state, advice, question)
        compared = find_opposed(query)[:MOST_COMPARED] or compared_services(query)[:MOST_COMPARED]
        comparison = self.comparer.compare(compared, query, known.ranking) if compared else None
        if comparison and advice.kind == "lookup":
            return self.tell_comparison(state, comparison)
        summary = "" if change.kind == "same" and not undone else advice.summary  # was told before
        text = " ".join(part for part in (change.text, summary, question.text if question else "") if part)
        same = (SAME,) if opening.endswith(STILL_THE_SAME) else ()
        return Reply("advice", text, state, advice, change, question, comparison, suggestions=(*same, *suggest(advice)))

    def _tell_unheard(self, last: Statement, known: Understood) -> str:
        """What the last statement surely asks for by itself, where the choice stays what it was and is about something else."""
        if last.beside:
            return f'Beside it, for "{last.text}": {with_article(self.name(last.beside))}. '
        choice, root = known.ranking.candidates[0].service, self.advisor.catalogue.root
        return f"{BY_ITSELF.format(last.text, with_article(self.name(known.beside)))} " if known.beside and root(known.beside) != root(choice) else ""

    def _next_state(self, state: State, advice: Advice, question: Question | None) -> State:
        asked = (*state.asked, question.facet)[-MOST_ASKED:] if question else state.asked
        return structs.replace(
            state,
            asked=asked,
            facet=question.facet if question else None,
            offered=tuple(option.cue for option in question.options if option.cue) if question else (),
            in_a_row=state.in_a_row + 1 if question else 0,
            choice=advice.reasoned.service if advice.reasoned else None,
            about=None,
            aside=False,
            trouble=None,
            diagnosed=(),
            step=0,
        )

    def last_named(self, state: State) -> tuple[str, ...]:
        """The last two services of a conversation: those that stand compared, else those that were chosen or stood beside a choice last, else the choice and what is nearest to it."""
        if len(state.compared) > 1:
            return state.compared
        if state.choice and state.about and state.about != state.choice:
            return state.choice, state.about
        earlier = [self.listener.recall(need) for need in state.needs[-2:-1]]
        beside = [statement.beside for statement in state.need if statement.beside]
        near = [candidate.service for candidate in self.listener.understand(state).ranking.candidates[:2]]
        named = dict.fromkeys(service for service in (state.choice, *reversed(beside), *earlier, *near) if service)
        return tuple(reversed(tuple(named)[:2])) if earlier else tuple(named)[:2]

    def tell_comparison(self, state: State, comparison: Comparison) -> Reply:
        """The reply with services side by side, which are then those that stand compared."""
        parts = [f"{side.name}: {self.wording.lower_first(side.summary)}" for side in comparison.sides]
        parts += [comparison.verdict] if comparison.verdict else []
        parts += [f"What decides: {'; '.join(comparison.decides)}."] if comparison.decides else []
        return Reply("comparison", " ".join(parts), structs.replace(state, compared=tuple(side.service for side in comparison.sides)), comparison=comparison)

    def tell_diagnosis(self, state: State, advice: Advice, opening: str = "") -> Reply:
        """The reply with a diagnosis of the state's trouble; the rest of the conversation stays as it is."""
        assert advice.diagnosis
        told = advice.diagnosis.id
        diagnosed = (*(id for id in state.diagnosed if id != told), told)[-MOST_DIAGNOSED:]
        change = Change("first", opening, state.choice, state.choice) if opening else None
        return Reply("advice", f"{opening} {advice.summary}".strip(), structs.replace(state, in_a_row=0, aside=True, diagnosed=diagnosed), advice, change)


def suggest(advice: Advice) -> tuple[str, ...]:
    """What could be asked next about an answer."""
    if advice.kind != "decision":
        return ()
    if advice.needs:
        return (*(f"Tell me about {need.name}" for need in advice.needs[:MOST_SUGGESTED]), "Start over")
    names = [recommendation.name for recommendation in advice.recommendations]
    return (f"Why not {names[1]}?", f"Compare {names[0]} with {names[1]}", "Start over") if len(names) > 1 else ("Start over",)
