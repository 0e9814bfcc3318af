"""A conversation, one turn at a time: the state so far and the user's text in, a `Reply` with the next state out.

    dialogue = Dialogue(advisor)
    reply = dialogue.reply(None, "we need a queue")              # the first turn has no state
    reply.text, reply.advice, reply.question                     # what to show; see advisor/dialogue/reply.py
    reply = dialogue.reply(reply.state, option="strict-order")   # a button: the option's cue, or ANY for "it does not matter"
    reply = dialogue.reply(reply.state, "what if it must be cheap?")

Nothing is kept between turns but what the last few statements said, so that they are not read again. Who holds the conversation keeps `reply.state.encode()`, JSON-ready data with at most 19,000
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

from msgspec import structs

from advisor.advisor import Advisor
from advisor.answers.questions import IT_DOES_NOT_MATTER
from advisor.dialogue.consultation import Consultation, suggest
from advisor.dialogue.conversation import MOST_TURN_CHARACTERS, START_OVER, State, Statement
from advisor.dialogue.hearing import read_statement
from advisor.dialogue.reply import Reply
from advisor.dialogue.requests import MOST_NEAR, NOTHING_YET, Requests
from advisor.dialogue.saying import Sayings
from advisor.dialogue.troubleshooting import Troubleshooter
from advisor.dialogue.turn_patterns import ANY_ANSWER, NO, NTH, OF_COMPARED, PUT_TO_QUESTION, YES
from advisor.dialogue.turn_phrasing import asks_for_help, asks_for_step, asks_prevention, is_question, spoken, strip_polite
from advisor.dialogue.turns import SEVERAL, Turn, TurnReader, read_command, read_of_trouble, read_option_asked
from advisor.errors import ScenarioError, StateError
from advisor.model import Option
from advisor.text.analysis import Query
from advisor.text.scenario import ask_statement, clean_text

ANY = "any"
PLACES = {"first": 0, "former": 0, "second": 1, "latter": 1, "last": -1, "third": 2}
TAKE_NAMED = "take {}"
SURE_OF_OTHER = 0.6  # how sure the service for a few words has to be that name another one
MOST_HALF_NAME_TERMS = 6  # a longer text that names a service by half its name tells a need


class Dialogue:
    """Holds conversations over an advisor; it keeps nothing of them itself."""

    def __init__(self, advisor: Advisor, top: int = 3) -> None:
        self._advisor = advisor
        self._consultation = Consultation(advisor, top)
        self._troubleshooter = Troubleshooter(self._consultation)
        self._requests = Requests(self._consultation, self._troubleshooter)
        self._reader = TurnReader(advisor.catalogue, advisor.tokenizer, advisor.vocabulary)
        self._sayings = Sayings(self._consultation, self._troubleshooter, self._requests, self._reader)
        self._table, self._listener = self._consultation.table, self._consultation.listener

    def reply(self, state: State | None, text: str = "", option: str | None = None) -> Reply:
        """The reply to a turn: a text, or the `option` of a question (a cue, or ANY).

        Raises ScenarioError where the text cannot be read, StateError where the state or the option is not ours.
        """
        state = state or State()
        self._check(state)
        if option is not None:
            return self._sayings.take_answer(state, self._find_option(state, option))
        correction = self._advisor.corrector.correct(self._clean(text))
        reply = self._take_text(state, ask_statement(self._clean(correction.text)))
        if not correction.notice:
            return reply
        stays = reply.change is not None and reply.change.kind == "same"  # of such advice only the change is shown
        if reply.advice and not stays:
            return structs.replace(reply, advice=correction.add_notice(reply.advice))
        change = structs.replace(reply.change, text=f"{correction.notice} {reply.change.text}") if reply.change else None
        return structs.replace(reply, text=f"{correction.notice} {reply.text}", change=change)

    def _take_text(self, state: State, text: str) -> Reply:
        """The reply to a turn that is a text."""
        text = self._name_compared(state, text)
        turn = self._read_of_trouble(state, text) or self._read_place(state, text) or self._read_option(state, text) or read_command(text)
        turn = turn or self._read_return(state, text) or self._read_pending(state, text) or self._read_request(state, text) or Turn("say", text)
        if turn.kind == "say":
            return self._sayings.take(state, turn)
        if turn.option:
            return self._sayings.take_answer(state, turn.option)
        return self._requests.serve(state, turn)

    def restate(self, state: State) -> Reply:
        """The advice that a state stands at, to be shown again.

        Raises StateError where nothing has been said yet, or the state is not ours.
        """
        self._check(state)
        if not state.statements:
            raise StateError(NOTHING_YET)
        question = self._consultation.open_question(state)
        advice = structs.replace(self._consultation.judge(state), question=question)
        return Reply("advice", " ".join(part for part in (advice.summary, question.text if question else "") if part), state, advice, question=question, suggestions=suggest(advice))

    def name(self, service: str | None) -> str:
        """A service's name; what is no service's id stays as it is."""
        return self._consultation.name(service)

    # Reading a turn ----------------------------------------------------------------------------------------------------

    def _clean(self, text: str) -> str:
        cleaned = clean_text(text)
        if len(cleaned) > MOST_TURN_CHARACTERS:
            raise ScenarioError(f"this has {len(cleaned):,} characters; at most {MOST_TURN_CHARACTERS:,} are read at a time: leave out what does not matter")
        return cleaned

    def _check(self, state: State) -> None:
        """Refuse a state that speaks of things which this knowledge does not hold."""
        are_known = all(id in self._advisor.diagnoses for id in state.diagnosed)
        cues = {*state.offered, *state.answers}
        services = {*state.compared, *(service for service in (state.choice, state.about, *(service for one in state.statements for service in (one.chosen, one.beside))) if service)}
        facets = {*state.asked, *([state.facet] if state.facet else [])}
        is_empty = not state.statements and (state.choice or state.facet or state.offered)
        if is_empty or not are_known or not cues <= self._table.facet_of.keys() or not facets <= self._table.facets.keys() or not all(service in self._advisor.catalogue for service in services):
            raise StateError(f"this conversation comes from other knowledge: {START_OVER}")

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
        if state.diagnosed and asks_prevention(text):
            return Turn("prevent")
        if not state.trouble or not state.diagnosed:
            return None
        of_trouble = read_of_trouble(text, len(self._advisor.diagnoses[state.diagnosed[-1]].steps))
        return of_trouble or (Turn("say", text) if asks_for_step(text) or asks_for_help(text) else None)  # "what do we do now" does not ask for the choice

    def _read_place(self, state: State, text: str) -> Turn | None:
        """A turn that answers the open question by the place of an option ("the second"); without a question it wants another choice."""
        question = self._consultation.open_question(state) if NTH.fullmatch(strip_polite(spoken(text))) else None
        picked = self._reader.read_answer(text, question, ()) if question else None
        return Turn("answer", text, option=picked) if picked else None

    def _name_compared(self, state: State, text: str) -> str:
        """A text in which "the second one" of those that stand compared is called by its name, where no question is open."""
        found = OF_COMPARED.search(text.lower())
        place = PLACES.get(found["place"], len(state.compared)) if found else 0
        if not found or state.facet or state.trouble or len(state.compared) < SEVERAL or place >= len(state.compared):
            return text
        name = self.name(state.compared[place])
        return TAKE_NAMED.format(name) if NTH.fullmatch(strip_polite(spoken(text))) else f"{text[: found.start()]}{name}{text[found.end() :]}"

    def _read_option(self, state: State, text: str) -> Turn | None:
        return read_option_asked(text, self._advisor.analyzer.analyze(state.posed).options) if state.posed else None

    def _read_return(self, state: State, text: str) -> Turn | None:
        said = [term for statement in state.statements for term in self._advisor.tokenizer.terms(statement.text)]
        return self._reader.read_return(text, said) if state.aside or len(state.needs) > 1 else None

    def _read_pending(self, state: State, text: str) -> Turn | None:
        question = None if self._advisor.analyzer.tells_amount_alone(text) else self._consultation.open_question(state)  # "no, 5 minutes" does not say no to it
        picked = self._reader.read_answer(text, question, self._consultation.answers(question)) if question else None
        if picked:
            return Turn("answer", text, option=picked)
        if spoken(text).isdigit() or any(pattern.fullmatch(spoken(text)) for pattern in (YES, NO, ANY_ANSWER)):
            return Turn("unclear", text)
        return None

    def _read_request(self, state: State, text: str) -> Turn | None:
        query = read_statement(Statement(text), self._advisor.analyzer)
        near = self._near(state, text) if state.statements and len(query.weights) <= MOST_HALF_NAME_TERMS else ()
        meant = self._find_meant(text, query) if state.choice else None
        if meant:
            return Turn("about", text, (meant,))
        turn = self._reader.read_request(text, query, state, near, lambda: self._consultation.last_named(state))
        return None if turn and turn.kind == "about" and self._tells_more(turn) else turn

    def _tells_more(self, turn: Turn) -> bool:
        """Whether a few words that name a service tell a trouble with it ("alb 503"), or a need that another one surely serves ("connect two vpcs")."""
        if is_question(turn.text):
            return False  # "why not SNS" before anything else was said
        alone = self._advisor.ask(turn.text)
        first = next(iter(alone.recommendations), None)
        return alone.kind == "diagnosis" or (alone.kind == "decision" and first is not None and first.service not in turn.services and first.confidence >= SURE_OF_OTHER)

    def _find_meant(self, text: str, query: Query) -> str | None:
        """The service that a few words mean more exactly than the one that is found in them ("and glacier instant?"), or None."""
        if len(query.mentions) != 1 or len(query.tokens) > MOST_HALF_NAME_TERMS or is_question(strip_polite(text).rstrip("?")):
            return None
        full = self._consultation.find_by_words(strip_polite(spoken(text)))
        named = query.mentions[0].service
        return full if full and full != named and self._consultation.find_by_words(text[query.mentions[0].start : query.mentions[0].end]) != full else None

    def _near(self, state: State, text: str) -> tuple[str, ...]:
        """The services that half a name may mean: those nearest to the need, or else, where one is put to the question ("why not spot?"), those of the choice's family, its own parts first."""
        near = [candidate.service for candidate in self._listener.understand(state).ranking.candidates[:MOST_NEAR]]
        if not state.choice or not PUT_TO_QUESTION.match(spoken(text)) or self._reader.find_half_names(text, near):
            return tuple(near)
        catalogue = self._advisor.catalogue
        family, root = catalogue[state.choice].family, catalogue.root(state.choice)
        return tuple(sorted((entry.id for entry in catalogue.entries if entry.family == family), key=lambda service: catalogue.root(service) != root))
