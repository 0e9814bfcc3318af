"""A conversation, one turn at a time: the state so far and the user's text in, a `Reply` with the next state out.

    dialogue = Dialogue(advisor)
    reply = dialogue.reply(None, "we need a queue")              # the first turn has no state
    reply.text, reply.advice, reply.question                     # what to show; see advisor/reply.py
    reply = dialogue.reply(reply.state, option="strict-order")   # a button: the option's cue, or ANY for "it does not matter"
    reply = dialogue.reply(reply.state, "what if it must be cheap?")

Nothing is kept between turns but what the last few statements said, so that they are not read again. Who holds the conversation keeps `reply.state.encode()`, JSON-ready data with at most 17,000
characters of what was said and 11 kB of ids beside (most often under 1 kB in all; as JSON a character takes up to 12 bytes),
and hands `State.decode(data)` back; `decode` and `reply` raise StateError for data that is not ours. A text that is empty or has more than 8,000 characters raises ScenarioError.

`Reply.kind` says what is worth showing:

- advice      `advice` (as `Advisor.ask` gives it, on all that was said), `change` (what this turn did to the answer and why), `question`, and
              `comparison` where the text was "X or Y" with a scenario. Look-ups and diagnoses within a conversation leave the conversation as it is.
- comparison  `comparison`: the services side by side
- why_not     `why_not`: what puts a service where it is (also "why X?" for the choice itself, whose place is 1)
- service     `service`: one service; `advice` where a note of the deck tells more
- help, start_over, unclear   `text` alone: also what was said so far, or that the choice is taken
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from advisor.advisor import ENGLISH_ONLY, Advisor
from advisor.analysis import Query
from advisor.change import ChangeFinder
from advisor.comparison import Comparer
from advisor.confidence import confidence
from advisor.conversation import MOST_ASKED, MOST_DIAGNOSED, MOST_IN_A_ROW, MOST_TROUBLE_CHARACTERS, MOST_TURN_CHARACTERS, START_OVER, State, Statement, read_statement
from advisor.errors import ScenarioError, StateError
from advisor.model import Advice, Option, Question
from advisor.phrasing import asks_for_choice, asks_for_fact, asks_for_price, find_opposed, questions_price, says_wish, tells_error, tells_price
from advisor.qualities import Judge
from advisor.questions import IT_DOES_NOT_MATTER
from advisor.ranking import compared_services, refused_services
from advisor.reply import Change, Comparison, Reply, quote_words
from advisor.scenario import advice_id, ask_statement, clean_text
from advisor.turns import ANY as ANY_ANSWER
from advisor.turns import (
    MOST_COMPARED,
    NO,
    REFERS,
    YES,
    Turn,
    adds_something,
    asks_for_another,
    asks_whether,
    is_question,
    looks_back,
    match_words,
    names_need,
    read_answer,
    read_command,
    read_of_trouble,
    read_request,
    spoken,
)
from advisor.understanding import Listener, Understood
from advisor.wording import with_article

ANY = "any"
MOST_NEAR = 10
LONG_SCENARIO = 25
MOST_FACT_TERMS = 5
MOST_WORDS_IN_PASSING = 4
MOST_ATTRIBUTE_TERMS = 4
CLEAR_TROUBLE = 0.6
LEAST_TOLD = 0.05
HELP = (
    "Describe what you want to build, store, connect or protect, and what matters most. I name the AWS service, say why, and cite my source. "
    'Add to it as you go ("what if order matters?"), ask "why not SQS?", "SQS or SNS?", "tell me about Aurora", or paste an error message. "start over" begins afresh.'
)
HELLO = f"Hello. {HELP}"
TAKEN = '{} it is. Add to what you said if something changes, or say "start over" for something else.'
TAKEN_INSTEAD = '{} it is. By what you said I would have chosen {}: ask "why not {}?" for what speaks against yours.'
NEW_SCENARIO = "I take this as a new scenario."
SAME = "It is about the same"
STILL_THE_SAME = 'If it belongs to what you said before, say "same".'
BESIDE = "Beside {}, for this:"
NO_SERVICE = "I know no service for that which I am sure of. It stays {}."
NO_ANSWER = "I have no answer to that. It stays {}."
NO_QUESTION = 'No question of mine is open. Add to what you said, or say "start over" for something else.'
THANKS = 'You are welcome. Add to what you said, or say "start over" for something else.'
GREETINGS = {"help": HELP, "hello": HELLO, "thanks": THANKS}
STARTED_OVER = "We start afresh. What do you need?"
NO_PRICES = "I hold no current prices: what {} is billed by stands on its pricing page, and the AWS Pricing Calculator adds up a plan."
CHEAPLY = "It must be as cheap as possible."
NOTHING_CHEAPER = "I know nothing cheaper than {} that does what you said: leave out a wish, and ask again."
CHANGED_MIND = 'Say what is different now, "undo" to take back the last thing you said, or "start over" for something else.'
NO_CHOICE = "I have made no choice yet: add to what you said first."
MAY_BE = "Then it may be this:"
STILL_LOOKS_LIKE = 'It still looks like this; say "that did not help" for what else it may be:'
LOOKS_RATHER_LIKE = "With that it looks rather like this:"
NO_OTHER_TROUBLE = "I know no other trouble that is near to it. Tell me the exact message or code, or what else you see; AWS Support can look into the account itself."
NOTHING_YET = "Nothing has been said yet that this could be about: describe what you need first."
EXAMPLES = (
    "Orders must be processed exactly once, in the order they came in",
    "Store images that are rarely read, as cheaply as possible",
    "SQS or SNS?",
)


class Dialogue:
    """Holds conversations over an advisor; it keeps nothing of them itself."""

    def __init__(self, advisor: Advisor, top: int = 3) -> None:
        self._advisor, self._top = advisor, top
        self._table, self._wording = advisor.questions.table, advisor.wording
        self._comparer, self._changes, self._listener = Comparer(advisor), ChangeFinder(advisor.catalogue, advisor.wording), Listener(advisor)
        self._judge_of = Judge(advisor)

    def reply(self, state: State | None, text: str = "", option: str | None = None) -> Reply:
        """The reply to a turn: a text, or the `option` of a question (a cue, or ANY).

        Raises ScenarioError where the text cannot be read, StateError where the state or the option is not ours.
        """
        state = state or State()
        self._check(state)
        if option is not None:
            return self._take_answer(state, self._find_option(state, option))
        text = self._clean(text)
        turn = self._read_of_trouble(state, text) or read_command(text) or self._read_pending(state, text) or self._read_request(state, text) or Turn("say", text)
        if turn.kind == "say":
            return self._say(state, turn)
        if turn.option:
            return self._take_answer(state, turn.option)
        return self._serve(state, turn)

    def restate(self, state: State) -> Reply:
        """The advice that a state stands at, to be shown again.

        Raises StateError where nothing has been said yet, or the state is not ours.
        """
        self._check(state)
        if not state.statements:
            raise StateError(NOTHING_YET)
        question = self._open_question(state)
        advice = structs.replace(self._judge(state), question=question)
        return Reply("advice", " ".join(part for part in (advice.summary, question.text if question else "") if part), state, advice, question=question, suggestions=suggest(advice))

    def _judge(self, state: State) -> Advice:
        """The advice on all that was said of a need."""
        known = self._listener.understand(state)
        advice = self._advisor.advise(known.heard.query, known.ranking, self._top, answers=self._count_answers(state))
        return structs.replace(advice, id=advice_id(known.heard.query.text))

    def _count_answers(self, state: State) -> int:
        """How much was told behind the first words of a need; those that are worded as a need beside another one are a decision by themselves."""
        return len(self._listener.told(state)) - 1 or int(state.need[0].opens and names_need(state.need[0].text))

    def name(self, service: str | None) -> str:
        """A service's name; what is no service's id stays as it is."""
        return self._advisor.catalogue[service].name if service and service in self._advisor.catalogue else service or ""

    # Reading a turn ----------------------------------------------------------------------------------------------------

    def _clean(self, text: str) -> str:
        cleaned = clean_text(text)
        if len(cleaned) > MOST_TURN_CHARACTERS:
            raise ScenarioError(f"this has {len(cleaned):,} characters; at most {MOST_TURN_CHARACTERS:,} are read at a time: leave out what does not matter")
        return ask_statement(cleaned)

    def _check(self, state: State) -> None:
        """Refuse a state that speaks of things which this knowledge does not hold."""
        are_known = all(id in self._advisor.diagnoses for id in state.diagnosed)
        cues = {*state.offered, *state.answers}
        services = {*state.compared, *(service for service in (state.choice, state.about, *(service for one in state.statements for service in (one.chosen, one.beside))) if service)}
        facets = {*state.asked, *([state.facet] if state.facet else [])}
        is_empty = not state.statements and (state.choice or state.facet or state.offered)
        if is_empty or not are_known or not cues <= self._table.facet_of.keys() or not facets <= self._table.facets.keys() or not all(service in self._advisor.catalogue for service in services):
            raise StateError(f"this conversation comes from other knowledge: {START_OVER}")

    def _open_question(self, state: State) -> Question | None:
        if not state.facet:
            return None
        facet = self._table.facets[state.facet]
        return Question(facet.id, facet.question, (*(Option(self._table.labels[cue], cue) for cue in state.offered), Option(IT_DOES_NOT_MATTER, None)))

    def _answers(self, question: Question) -> list[Option]:
        """Every answer to a question: its options, and those of its facet that were not offered."""
        offered = {option.cue for option in question.options}
        return [*question.options, *(Option(label, cue) for cue, label in self._table.facets[question.facet].options if cue not in offered)]

    def _find_option(self, state: State, option: str) -> Option:
        """The option behind a button; one of an earlier question still counts, as a change of mind."""
        if not state.statements or (option == ANY and not state.facet):
            raise StateError(f"there is no open question: {START_OVER}")
        if option == ANY:
            return Option(IT_DOES_NOT_MATTER, None)
        if option not in self._table.facet_of:
            raise StateError(f"there is no answer '{option[:80]}': {START_OVER}")
        return Option(self._table.labels[option], option)

    def _read_of_trouble(self, state: State, text: str) -> Turn | None:
        return read_of_trouble(text, len(self._advisor.diagnoses[state.diagnosed[-1]].steps)) if state.trouble and state.diagnosed else None

    def _read_pending(self, state: State, text: str) -> Turn | None:
        question = None if self._advisor.analyzer.tells_amount_alone(text) else self._open_question(state)  # "no, 5 minutes" does not say no to it
        picked = read_answer(text, question, self._answers(question), self._advisor.tokenizer) if question else None
        if picked:
            return Turn("answer", text, option=picked)
        if spoken(text).isdigit() or any(pattern.fullmatch(spoken(text)) for pattern in (YES, NO, ANY_ANSWER)):
            return Turn("unclear", text)
        return None

    def _read_request(self, state: State, text: str) -> Turn | None:
        query = read_statement(Statement(text), self._advisor.analyzer)
        near = self._near(state) if state.statements and len(query.weights) <= 6 else ()
        return read_request(text, query, state, near, self._advisor.catalogue, self._advisor.tokenizer)

    def _near(self, state: State) -> tuple[str, ...]:
        return tuple(candidate.service for candidate in self._listener.understand(state).ranking.candidates[:MOST_NEAR])

    # Serving a request -------------------------------------------------------------------------------------------------

    def _serve(self, state: State, turn: Turn) -> Reply:
        if turn.kind == "start_over":
            return Reply("start_over", STARTED_OVER, State(), suggestions=EXAMPLES)
        state = structs.replace(state, in_a_row=0)
        if turn.kind == "did_not_help":
            return self._diagnose_otherwise(state)
        if turn.kind == "step":
            return Reply("help", f"{turn.text}. {self._advisor.diagnoses[state.diagnosed[-1]].steps[int(turn.text) - 1]}", state)
        if turn.kind in ("next", "others", "cheaper", "unsaid", "same", "take", "recap"):
            return self._take_instead(state, turn) if turn.services else self._serve_choice(state, turn.kind)
        if turn.kind in GREETINGS:
            return Reply("help", GREETINGS[turn.kind], state, suggestions=EXAMPLES)
        if turn.kind == "unclear":
            question = self._open_question(state)
            labels = " / ".join(option.label for option in question.options) if question else ""
            return Reply("unclear", f"I cannot tell which answer you mean. {question.text} {labels}" if question else NO_QUESTION if state.statements else NOTHING_YET, state)
        if turn.kind == "undo":
            return self._undo(state)
        if turn.kind == "compare":
            return self._compare(state, turn.services)
        if turn.kind == "which":
            return self._tell_which(state, turn)
        if turn.kind == "about":
            return self._tell_about(state, turn)
        return self._why_not(state, turn.services[0])

    def _serve_choice(self, state: State, kind: str) -> Reply:
        """The reply to what is said of the choice as a whole: `next` wants another, `take` agrees, `recap` asks what has been said."""
        if not state.statements:
            return Reply("unclear", NOTHING_YET, state)
        name = self.name(state.choice)
        if kind == "same":
            return self._join_needs(state)
        if kind == "unsaid":
            return Reply("unclear", CHANGED_MIND, state)
        if kind in ("others", "cheaper", "next") and not name:
            return Reply("unclear", NO_CHOICE, state)
        if kind == "next":
            return self._advise(state, state.said(Statement(f"not {name}")))
        if kind == "others":
            return self._tell_others(state)
        if kind == "cheaper":
            return self._find_cheaper(state, name)
        if kind == "take" and name:
            return Reply("help", TAKEN.format(name), state)
        *earlier, now = state.needs
        choices = [*((need, self.name(self._listener.recall(need))) for need in earlier), (now, name)]
        return Reply("help", " ".join(self._sum_up(need, choice) for need, choice in choices), state)

    def _sum_up(self, need: Sequence[Statement], choice: str) -> str:
        """What was said of a need, its choice, and what stands beside that."""
        beside = dict.fromkeys(self.name(statement.beside) for statement in need if statement.beside)
        told = f"My choice so far: {choice}{f', and beside it {join_names(tuple(beside))}' if beside else ''}." if choice else "I have no choice yet."
        return f"You said: {' / '.join(statement.text for statement in need)}. {told}"

    def _join_needs(self, state: State) -> Reply:
        """The reply to what was taken for a need of its own, read as more of the one before."""
        if len(state.needs) < 2:
            return Reply("unclear", NO_QUESTION, state)
        *_, before, now = state.needs
        kept = state.statements[: len(state.statements) - len(now)]
        joined = structs.replace(state, statements=(*kept, structs.replace(now[0], opens=False), *now[1:]), choice=self._listener.recall(before))
        return self._advise(structs.replace(joined, statements=kept), joined)

    def _tell_others(self, state: State) -> Reply:
        """The reply to the question for what else there is, or what would change the answer: it leaves the choice as it is."""
        recommendations = self._judge(state).recommendations
        if not recommendations:
            return Reply("unclear", NO_CHOICE, state)
        first, *others = recommendations
        told = [f"I would choose {with_article(other.name)} when {other.when.rstrip('.')}." for other in first.choose_instead]
        known = {other.service for other in first.choose_instead}
        told += [f"{other.name} comes next ({other.confidence:.2f})." for other in others if other.service not in known and other.confidence >= LEAST_TOLD]
        return Reply("help", " ".join((f"So far it is {first.name} ({first.confidence:.2f}).", *told)), state)

    def _find_cheaper(self, state: State, name: str) -> Reply:
        """The reply to the wish for something cheaper: another service of the same family where one is known, else that none is."""
        reply, families = self._advise(state, state.said(Statement(CHEAPLY))), self._advisor.catalogue
        if reply.state.choice and reply.state.choice != state.choice and families[reply.state.choice].family == families[state.choice or ""].family:
            return reply
        return Reply("help", f"{NOTHING_CHEAPER.format(name)} {NO_PRICES.format(name)}", state)

    def _take_instead(self, state: State, turn: Turn) -> Reply:
        """The reply to a choice of the user's own, which stays until it is refused; of a service refused before, it takes that back."""
        service, name, plain = turn.services[0], self.name(turn.services[0]), self._without_taken(state)
        taken = state.said(Statement(name, taken=True))
        if self._advisor.catalogue.is_covered(service, refused_services(self._listener.understand(state).heard.query)):
            return self._advise(state, taken)
        own = self._listener.recall(plain.need)
        told = TAKEN.format(name) if own == service else TAKEN_INSTEAD.format(name, self.name(own), name)
        return Reply("help", told, structs.replace(taken, choice=service))

    def _without_taken(self, state: State) -> State:
        """The state without the service that the user took; one that holds nothing else stays as it is."""
        return structs.replace(state, statements=tuple(statement for statement in state.statements if not statement.taken) or state.statements)

    def _undo(self, state: State) -> Reply:
        """The reply to what was said before the last statement."""
        if state.aside and state.statements:
            kept = structs.replace(state, aside=False, about=None, trouble=None, diagnosed=())
            return self._advise(kept, kept, undone=True)
        back = state.before
        if not back.statements:
            return Reply("start_over", STARTED_OVER, State(), suggestions=EXAMPLES)
        return self._advise(state, structs.replace(back, choice=self._listener.recall(back.need[:-1])), undone=True)

    def _compare(self, state: State, services: Sequence[str]) -> Reply:
        known = self._listener.understand(state) if state.statements else None
        comparison = self._comparer.compare(services, *((known.heard.query, known.ranking) if known else ()))
        return self._tell_comparison(state, comparison)

    def _tell_comparison(self, state: State, comparison: Comparison) -> Reply:
        parts = [f"{side.name}: {self._wording.lower_first(side.summary)}" for side in comparison.sides]
        parts += [comparison.verdict] if comparison.verdict else []
        parts += [f"What decides: {'; '.join(comparison.decides)}."] if comparison.decides else []
        return Reply("comparison", " ".join(parts), structs.replace(state, compared=tuple(side.service for side in comparison.sides)), comparison=comparison)

    def _tell_which(self, state: State, turn: Turn) -> Reply:
        """The reply to the question which of some services has more of something."""
        told = self._judge_of.judge(turn.text, turn.services)
        state = structs.replace(state, compared=turn.services, aside=bool(state.statements))
        return Reply("help", told, state, suggestions=tuple(f"Tell me about {self.name(service)}" for service in turn.services))

    def _tell_about(self, state: State, turn: Turn) -> Reply:
        side = self._comparer.describe(turn.services[0])
        state = structs.replace(state, about=turn.services[0], aside=True)
        told = self._advisor.ask(turn.text)
        return Reply("service", f"{side.name}: {self._wording.lower_first(side.summary)}", state, advice=told if told.kind == "lookup" else None, service=side)

    def _why_not(self, state: State, service: str) -> Reply:
        if not state.statements:
            return Reply("unclear", NOTHING_YET, state)
        plain = self._without_taken(state)
        known = self._listener.understand(plain)
        sure = confidence(known.ranking, self._advisor.ranker.mix)
        why = self._comparer.explain_absence(service, known.heard.query, known.ranking, sure)
        if service == state.choice and len(plain.statements) == len(state.statements):
            why = structs.replace(why, place=1, confidence=max(why.confidence, sure))
            reasons = why.reasons or [reason for one in self._judge(state).recommendations[:1] for reason in one.reasons]
            told = f"{why.name}: {self._wording.lower_first(self._advisor.services[service].summary.rstrip('.'))}. "
            since = "; ".join(self._wording.lower_first(reason.text).rstrip(".") for reason in reasons) or "your words are nearest to what it is for"
            told += f"I chose it ({why.confidence:.2f}): {since}."
        elif service != state.choice and self._advisor.catalogue.is_covered(service, refused_services(self._listener.understand(state).heard.query)):
            told = f"You said that you do not want {why.name}."
        elif why.ruled_out:
            told = f"{why.name} is ruled out: {self._wording.lower_first(why.ruled_out.text)}"
        else:
            where = f"{why.name} is at place {why.place} ({why.confidence:.2f})" if why.place and why.place <= MOST_NEAR else f"{why.name} comes far behind"
            spoken = "; ".join(self._wording.lower_first(reason.text).rstrip(".") for reason in why.reasons)
            purpose = self._wording.lower_first(self._advisor.services[service].summary)
            told = f"{where}: {spoken}." if spoken else f"{where}."
            told += f" Your words {quote_words(why.words)} speak for {self.name(known.ranking.candidates[0].service)}, and not for it." if why.words else ""
            told += "" if spoken or why.otherwise else f" It is for this: {purpose}"
        told += f" {why.instead[0].name} is the better choice when {why.instead[0].when.rstrip('.')}." if why.instead else ""
        told += f" {why.name} would be the better one when {why.otherwise[0].when.rstrip('.')}." if why.otherwise else ""
        told += f" It would gain if {', or if '.join(why.missing[:2])}." if why.missing and service != state.choice else ""
        return Reply("why_not", told, state, why_not=why)

    # Troubles ----------------------------------------------------------------------------------------------------------

    def _diagnose_otherwise(self, state: State) -> Reply:
        """The reply where a diagnosis did not help: the next that is near."""
        advice = self._advisor.diagnose_otherwise(state.trouble or "", state.diagnosed)
        return self._tell_diagnosis(state, advice, MAY_BE) if advice else Reply("unclear", NO_OTHER_TROUBLE, state)

    def _diagnose_more(self, state: State, text: str) -> Reply | None:
        """The reply to more about the trouble that was told last; None where that makes no trouble that is known."""
        trouble = f"{state.trouble}\n{text}"
        advice = self._advisor.ask(trouble) if len(trouble) <= MOST_TROUBLE_CHARACTERS else None
        if not advice or not advice.diagnosis:
            return None
        opening = STILL_LOOKS_LIKE if advice.diagnosis.id in state.diagnosed[-1:] else LOOKS_RATHER_LIKE
        return self._tell_diagnosis(structs.replace(state, trouble=trouble), advice, opening)

    def _tell_diagnosis(self, state: State, advice: Advice, opening: str = "") -> Reply:
        """The reply with a diagnosis of the state's trouble; the rest of the conversation stays as it is."""
        assert advice.diagnosis
        told = advice.diagnosis.id
        diagnosed = (*(id for id in state.diagnosed if id != told), told)[-MOST_DIAGNOSED:]
        change = Change("first", opening, state.choice, state.choice) if opening else None
        return Reply("advice", f"{opening} {advice.summary}".strip(), structs.replace(state, in_a_row=0, aside=True, diagnosed=diagnosed), advice, change)

    # Saying something --------------------------------------------------------------------------------------------------

    def _say(self, state: State, turn: Turn) -> Reply:
        query = read_statement(Statement(turn.text), self._advisor.analyzer)
        said_before = [term for statement in state.need for term in self._advisor.tokenizer.terms(statement.text)]
        if state.statements and self._advisor.finder.is_in_other_language(query):
            return Reply("unclear", ENGLISH_ONLY, state)
        is_circumstance = bool(state.choice) and not turn.is_new and self._advisor.analyzer.tells_circumstance(turn.text)
        is_another = bool(state.choice) and not (turn.is_new or is_circumstance) and self._asks_for_another(state, turn.text, query)
        takes_up = looks_back(turn.text, query, said_before) or any(not one.terms.isdisjoint(said_before) for one in self._advisor.analyzer.find_retracted(turn.text))
        added = is_circumstance or (bool(state.statements) and not turn.is_new and not is_another and takes_up and len(query.weights) <= LONG_SCENARIO)
        if state.trouble and not turn.is_new and not (says_wish(query) or asks_for_choice(query) or asks_for_fact(query) or alone_is_clear(self._advisor.ask(turn.text))):
            more = self._diagnose_more(state, turn.text)
            if more:
                return more
        about_choice = self._tell_of_choice(state, turn.text, query)
        if about_choice:
            return about_choice
        if added:
            return self._add(state, turn.text)
        ranking = self._advisor.ranker.rank(query)
        alone = self._advisor.advise(query, ranking, self._top, answers=int(is_another))  # what is worded as a need is a decision
        if state.choice and alone.kind == "lookup" and not query.mentions and asks_whether(turn.text) and len(query.weights) <= MOST_FACT_TERMS:
            return Reply("unclear", NO_ANSWER.format(self.name(state.choice)), structs.replace(state, in_a_row=0, aside=True))
        # What is not about a choice is answered on its own, and leaves the conversation as it is; the first words are kept if they tell a need.
        tells_nothing_more = asks_for_fact(query) or (alone.kind == "diagnosis" and not compared_services(query))
        is_aside = alone.kind in ("lookup", "diagnosis") and (bool(state.statements) or tells_nothing_more)
        goes_wrong = alone.diagnosis is not None and (tells_error(query) or self._advisor.troubles.knows_code(query))
        if state.choice and not turn.is_new and not (asks_for_fact(query) or goes_wrong or alone_is_clear(alone)):
            is_aside = False  # "to another account", "we can't change the application": more of what was chosen
        in_passing = bool(state.choice) and not query.products and len(query.tokens) <= MOST_WORDS_IN_PASSING and not asks_for_fact(query)  # "at night only" says too little to be off topic
        tells_attribute = (
            not (turn.is_new or asks_for_choice(query) or is_question(turn.text) or tells_error(query)) and len(query.weights) <= MOST_ATTRIBUTE_TERMS
        )  # "reachable only from our servers"
        if state.choice and (is_another or tells_attribute) and alone.reasoned and self._listener.attends(alone.reasoned.service, state.choice):
            return self._tell_attendant(state, turn.text, alone)
        if is_aside or (self._advisor.is_off_topic(query, ranking) and not (in_passing or is_another)):
            named = {mention.service for mention in query.mentions}
            kept = structs.replace(state, in_a_row=0, aside=True, about=next(iter(named)) if len(named) == 1 and alone.kind == "lookup" else state.about)
            if alone.diagnosis:
                return self._tell_diagnosis(structs.replace(kept, trouble=turn.text[:MOST_TROUBLE_CHARACTERS].strip(), diagnosed=()), structs.replace(alone, id=advice_id(turn.text)))
            return Reply("advice", alone.summary, kept, advice=structs.replace(alone, id=advice_id(turn.text)), suggestions=() if alone.kind != "none" else EXAMPLES)
        if state.statements and not turn.is_new and not self._listener.is_new(state, query, ranking, is_another):
            return self._add(state, turn.text)
        beside = bool(state.choice) and not turn.is_new
        fresh = State(statements=state.statements if beside else (), in_a_row=state.in_a_row, compared=() if state.statements else state.compared)
        fresh = fresh.said(Statement(turn.text, opens=beside))
        opening = BESIDE.format(self.name(state.choice)) if is_another else f"{NEW_SCENARIO} {STILL_THE_SAME}" if beside else NEW_SCENARIO
        return self._advise(state if state.statements else None, fresh, opening if state.statements else "")

    def _tell_of_choice(self, state: State, text: str, query: Query) -> Reply | None:
        """The reply to a question for a fact about what was chosen ("how long can it run?"), or None where it is none, or nothing is known."""
        of_price = questions_price(query)
        subject = state.about or state.choice
        if not subject or query.mentions or not (of_price or asks_for_fact(query)) or len(query.weights) > MOST_FACT_TERMS:
            return None
        name = self.name(subject)
        told = self._advisor.ask(REFERS.sub(name, text, count=1) if REFERS.search(text) else f"{text.rstrip(' ?')} of {name}")
        state = structs.replace(state, in_a_row=0, aside=True)
        if told.kind == "lookup" and (self._tells_price(told) if of_price else not asks_whether(text) or self._is_on(told, query)):
            return Reply("advice", told.summary, state, advice=told)
        return Reply("unclear", NO_PRICES.format(name), state) if of_price or asks_for_price(query) else None

    def _tells_price(self, told: Advice) -> bool:
        """Whether what was looked up tells a price, and is no general description of a service."""
        return tells_price(told.summary) and not any(passage.kind == "service" for passage in told.passages[:1])

    def _is_on(self, told: Advice, query: Query) -> bool:
        """Whether what was looked up holds a word of the question, where that says anything."""
        terms = self._advisor.tokenizer.terms
        return not query.weights or any(not query.weights.keys().isdisjoint(terms(f"{passage.title} {passage.text}")) for passage in told.passages[:1])

    def _asks_for_another(self, state: State, text: str, query: Query) -> bool:
        """Whether a text is a need beside the choice: it is worded as one, or adds what another service is for."""
        if asks_for_another(text) or (adds_something(text) and self._listener.is_other_need(state, query)):
            return True
        return names_need(text) and self._listener.is_surely_other_need(state, query)

    def _tell_attendant(self, state: State, text: str, alone: Advice) -> Reply:
        """The reply to a wish for what attends the choice ("and backups?"): that stands beside it, and "it" goes on meaning the choice."""
        service = alone.reasoned.service if alone.reasoned else None
        change = Change("first", BESIDE.format(self.name(state.choice)), state.choice, state.choice)
        kept = structs.replace(state.said(Statement(text, passing=True, beside=service)), in_a_row=0, about=None, aside=False, trouble=None, diagnosed=())
        return Reply("advice", f"{change.text} {alone.summary}", kept, structs.replace(alone, id=advice_id(text), question=None), change, suggestions=("Undo", "Start over"))

    def _leave_attendant(self, state: State, text: str) -> Reply | None:
        """The reply where a text takes back what stands beside the choice ("forget the backups"), or None."""
        gone = {term for one in self._advisor.analyzer.find_retracted(text) for term in one.terms}
        left = [statement for statement in state.statements if not (statement.beside and gone & set(self._advisor.tokenizer.terms(statement.text)))]
        return self._advise(state, structs.replace(state, statements=tuple(left)), undone=True) if len(left) < len(state.statements) else None

    def _add(self, state: State, text: str) -> Reply:
        """The reply to an addition; where it tells the answer to the open question in more words, it counts as that too."""
        left = self._leave_attendant(state, text)
        if left:
            return left
        question = self._open_question(state)
        told = match_words(text, self._answers(question), self._advisor.tokenizer) if question else None
        if told and told.cue:
            return self._advise(state, state.said(self._answer_statement(told)).said(Statement(text, joined=True)))
        note = self._listener.note(state, text)
        if note.passing and not note.beside and (names_need(text) or adds_something(text) or asks_for_another(text)) and not self._advisor.analyzer.tells_circumstance(text):
            return Reply("unclear", NO_SERVICE.format(self.name(state.choice)), structs.replace(state, in_a_row=0, aside=True))
        if note.passing and not note.beside and is_question(text):
            return Reply("unclear", NO_ANSWER.format(self.name(state.choice)), structs.replace(state, in_a_row=0, aside=True))
        reply = self._advise(state, state.said(note))
        if not state.choice or reply.state.choice:
            return reply
        if not self._advisor.analyzer.find_retracted(text):
            return self._advise(state, state.said(Statement(text, passing=True)))  # of what leaves nothing known, nothing is known
        return self._close_need(state) if len(state.needs) > 1 else reply

    def _close_need(self, state: State) -> Reply:
        """The reply where the need that was told last is taken back as a whole: that to the one before."""
        kept = state.statements[: len(state.statements) - len(state.need)]
        return self._advise(state, structs.replace(state, statements=kept, facet=None, offered=(), choice=self._listener.recall(state.needs[-2][:-1])), undone=True)

    def _answer_statement(self, option: Option) -> Statement:
        assert option.cue
        return Statement(f"{self._table.facets[self._table.facet_of[option.cue]].question} {option.label}", option.cue)

    def _take_answer(self, state: State, option: Option) -> Reply:
        if option.cue is None:
            return self._advise(state, structs.replace(state, facet=None, offered=()))
        return self._advise(state, state.said(self._answer_statement(option)))

    def _advise(self, before: State | None, state: State, opening: str = "", undone: bool = False) -> Reply:
        """The reply to all that was said; `before` is the state before this turn, which may have been `undone`; `opening` says that it begins anew."""
        known = self._listener.understand(state)
        query = known.heard.query
        # Once something was decided or answered, what is added is about that decision.
        answers = self._count_answers(state) if before and (before.choice or state.answers) else 0
        advice = self._advisor.advise(query, known.ranking, self._top, state.asked, answers)
        question = advice.question if state.in_a_row < MOST_IN_A_ROW else None
        advice = structs.replace(advice, id=advice_id(query.text), question=question)
        change = self._changes.find(before, state, advice, known.heard, known.ranking.fired, opening, undone)
        if change.kind == "same":
            change = structs.replace(change, text=f"{change.text}{self._tell_unheard(state.need[-1], known)}")
        state = self._next_state(state, advice, question)
        compared = find_opposed(query)[:MOST_COMPARED] or compared_services(query)
        comparison = self._comparer.compare(compared, query, known.ranking) if compared else None
        if comparison and advice.kind == "lookup":
            return self._tell_comparison(state, comparison)
        summary = "" if change.kind == "same" and not undone else advice.summary  # was told before
        text = " ".join(part for part in (change.text, summary, question.text if question else "") if part)
        same = (SAME,) if opening.endswith(STILL_THE_SAME) else ()
        return Reply("advice", text, state, advice, change, question, comparison, suggestions=(*same, *suggest(advice)))

    def _tell_unheard(self, last: Statement, known: Understood) -> str:
        """What the last statement surely asks for by itself, where the choice stays what it was and is about something else."""
        if last.beside:
            return f' Beside it, for "{last.text}": {with_article(self.name(last.beside))}.'
        choice, root = known.ranking.candidates[0].service, self._advisor.catalogue.root
        return f' For "{last.text}" by itself I would choose {with_article(self.name(known.beside))}.' if known.beside and root(known.beside) != root(choice) else ""

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
        )


def alone_is_clear(advice: Advice) -> bool:
    """Whether a text is a trouble that needs no other beside it to be known."""
    return advice.diagnosis is not None and advice.diagnosis.confidence >= CLEAR_TROUBLE


def join_names(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def suggest(advice: Advice) -> tuple[str, ...]:
    """What could be asked next about an answer."""
    if advice.kind != "decision":
        return ()
    names = [recommendation.name for recommendation in advice.recommendations]
    return (f"Why not {names[1]}?", f"Compare {names[0]} with {names[1]}", "Start over") if len(names) > 1 else ("Start over",)
