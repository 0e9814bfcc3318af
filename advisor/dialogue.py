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

from msgspec import structs

from advisor.advisor import Advisor
from advisor.analysis import Query
from advisor.answer import ENGLISH_ONLY
from advisor.consultation import BY_ITSELF, STILL_THE_SAME, Consultation, suggest
from advisor.conversation import MOST_TROUBLE_CHARACTERS, MOST_TURN_CHARACTERS, START_OVER, State, Statement
from advisor.errors import ScenarioError, StateError
from advisor.fact_phrasing import asks_for_amount, asks_for_fact, asks_who_did_it, tells_amount_asked
from advisor.hearing import read_statement
from advisor.model import Advice, Option
from advisor.need_phrasing import asks_for_choice
from advisor.passages import first_sentence
from advisor.qualities import PRICE
from advisor.questions import IT_DOES_NOT_MATTER
from advisor.ranking import compared_services
from advisor.reply import Change, Reply
from advisor.requests import EXAMPLES, MOST_NEAR, NO_ANSWER, NOTHING_YET, Requests
from advisor.scenario import advice_id, ask_statement, clean_text
from advisor.trouble_phrasing import tells_error
from advisor.troubleshooting import Troubleshooter, alone_is_clear
from advisor.turn_patterns import ANY as ANY_ANSWER
from advisor.turn_patterns import NO, OURS, PUT_TO_QUESTION, QUESTION, REFERS, SUPPOSES, WHAT_ABOUT, YES
from advisor.turn_phrasing import adds_deed, adds_something, asks_for_another, asks_something, asks_whether, asks_who, is_question, looks_back, names_need, spoken, tells_detail_of_us, tells_wish
from advisor.turns import Turn, TurnReader, read_command, read_of_trouble
from advisor.wording import upper_first, with_article

ANY = "any"
LONG_SCENARIO, FULL_SCENARIO = 25, 10
MOST_FACT_TERMS, MOST_PRICE_TERMS = 5, 8
LEAST_ON = 0.6  # how much of what is asked of the choice has to stand in what is told
MOST_WORDS_IN_PASSING = 4
MOST_ATTRIBUTE_TERMS = 4
NEW_SCENARIO = "I take this as a new scenario."
BESIDE = "Beside {}, for this:"
NO_SERVICE = "I know no service for that which I am sure of. It stays {}."
STAYS = "It stays {}."
LEFT = 'All right: nothing changes. Add to what you said, or say "start over" for something else.'


class Dialogue:
    """Holds conversations over an advisor; it keeps nothing of them itself."""

    def __init__(self, advisor: Advisor, top: int = 3) -> None:
        self._advisor = advisor
        self._consultation = Consultation(advisor, top)
        self._troubleshooter = Troubleshooter(self._consultation)
        self._requests = Requests(self._consultation, self._troubleshooter)
        self._reader = TurnReader(advisor.catalogue, advisor.tokenizer, advisor.vocabulary)
        self._table, self._listener = self._consultation.table, self._consultation.listener

    def reply(self, state: State | None, text: str = "", option: str | None = None) -> Reply:
        """The reply to a turn: a text, or the `option` of a question (a cue, or ANY).

        Raises ScenarioError where the text cannot be read, StateError where the state or the option is not ours.
        """
        state = state or State()
        self._check(state)
        if option is not None:
            return self._take_answer(state, self._find_option(state, option))
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
        turn = self._read_of_trouble(state, text) or read_command(text) or self._read_return(state, text) or self._read_pending(state, text) or self._read_request(state, text) or Turn("say", text)
        if turn.kind == "say":
            return self._say(state, turn)
        if turn.option:
            return self._take_answer(state, turn.option)
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
        return read_of_trouble(text, len(self._advisor.diagnoses[state.diagnosed[-1]].steps)) if state.trouble and state.diagnosed else None

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
        near = self._near(state, text) if state.statements and len(query.weights) <= 6 else ()
        return self._reader.read_request(text, query, state, near, lambda: self._consultation.last_named(state))

    def _near(self, state: State, text: str) -> tuple[str, ...]:
        """The services that half a name may mean: those nearest to the need, and where one is put to the question ("why not spot?") those of the choice's family behind them."""
        near = [candidate.service for candidate in self._listener.understand(state).ranking.candidates[:MOST_NEAR]]
        if not state.choice or not PUT_TO_QUESTION.match(spoken(text)) or self._reader.find_half_names(text, near):
            return tuple(near)
        family = self._advisor.catalogue[state.choice].family
        return tuple(entry.id for entry in self._advisor.catalogue.entries if entry.family == family)

    # Saying something ------------------------------------------------------------------------------------------------

    def _say(self, state: State, turn: Turn) -> Reply:
        query = read_statement(Statement(turn.text), self._advisor.analyzer)
        said_before = [term for statement in state.need for term in self._advisor.tokenizer.terms(statement.text)]
        if state.statements and self._advisor.finder.is_in_other_language(query):
            return Reply("unclear", ENGLISH_ONLY, state)
        is_circumstance = bool(state.choice) and not turn.is_new and self._advisor.analyzer.tells_circumstance(turn.text)
        goes_well = bool(state.choice) and not (turn.is_new or query.is_order or tells_error(query) or self._advisor.troubles.knows_code(query))
        is_detail = goes_well and tells_detail_of_us(turn.text) and len(query.weights) < FULL_SCENARIO
        is_elsewhere = not turn.is_new and self._is_trouble_elsewhere(state, turn.text, query)
        is_another = bool(state.choice) and not (turn.is_new or is_circumstance or is_detail or is_elsewhere) and self._asks_for_another(state, turn.text, query)
        takes_up = looks_back(turn.text, query, said_before) or any(not one.terms.isdisjoint(said_before) for one in self._advisor.analyzer.find_retracted(turn.text))
        added = is_circumstance or is_detail or (bool(state.statements) and not turn.is_new and not is_another and takes_up and len(query.weights) <= LONG_SCENARIO)
        added = added and not is_elsewhere
        if state.trouble and state.diagnosed and not turn.is_new:
            more = self._troubleshooter.go_on(state, turn.text, query)
            if more:
                return more
        about_choice = self._tell_of_choice(state, turn.text, query)
        if about_choice:
            return about_choice
        if state.choice and not turn.is_new and asks_who(turn.text) and not (query.mentions or asks_who_did_it(query)) and len(query.weights) <= MOST_FACT_TERMS:
            return self._answer_in_passing(state, turn.text)
        if added:
            return self._add(state, turn.text)
        ranking = self._advisor.ranker.rank(query)
        alone = self._advisor.advise(query, ranking, self._consultation.top, answers=int(is_another))  # what is worded as a need is a decision
        if state.choice and alone.kind == "lookup" and not query.mentions and asks_whether(turn.text) and len(query.weights) <= MOST_FACT_TERMS:
            return self._answer_in_passing(state, turn.text)
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
        is_off_topic = not is_aside and self._advisor.is_off_topic(query, ranking) and not (in_passing or is_another)
        if is_off_topic and turn.leaves and state.statements:
            return Reply("help", LEFT, structs.replace(state, in_a_row=0, aside=True))
        if is_off_topic and state.choice and asks_something(turn.text) and not (turn.is_new or query.products):
            return self._answer_in_passing(state, turn.text)
        if is_aside or is_off_topic:
            named = {mention.service for mention in query.mentions}
            kept = structs.replace(state, in_a_row=0, aside=True, about=next(iter(named)) if len(named) == 1 and alone.kind == "lookup" else state.about)
            if alone.diagnosis:
                return self._consultation.tell_diagnosis(structs.replace(kept, trouble=turn.text[:MOST_TROUBLE_CHARACTERS].strip(), diagnosed=()), structs.replace(alone, id=advice_id(turn.text)))
            return Reply("advice", alone.summary, kept, advice=structs.replace(alone, id=advice_id(turn.text)), suggestions=() if alone.kind != "none" else EXAMPLES)
        if state.statements and not turn.is_new and not self._listener.is_new(state, query, ranking, is_another):
            return self._add(state, turn.text)
        beside = bool(state.choice) and not turn.is_new
        fresh = State(statements=state.statements if beside else (), in_a_row=state.in_a_row, compared=() if state.statements else state.compared)
        fresh = fresh.said(Statement(turn.text, opens=beside))
        opening = BESIDE.format(self._consultation.name(state.choice)) if is_another else f"{NEW_SCENARIO} {STILL_THE_SAME}" if beside else NEW_SCENARIO
        return self._consultation.advise(state if state.statements else None, fresh, opening if state.statements else "")

    def _is_trouble_elsewhere(self, state: State, text: str, query: Query) -> bool:
        """Whether a text that is worded as an addition tells a trouble of something else ("also, my instance does not start")."""
        if not state.choice or not (tells_error(query) or self._advisor.troubles.knows_code(query)):
            return False
        alone, root = self._advisor.ask(text), self._advisor.catalogue.root
        is_elsewhere = bool(query.mentions) and all(root(mention.service) != root(state.choice) for mention in query.mentions)
        return alone.kind == "diagnosis" and (is_elsewhere or alone_is_clear(alone))

    def _tell_of_choice(self, state: State, text: str, query: Query) -> Reply | None:
        """The reply to a question for a fact about what was chosen ("how long can it run?"), or None where it is none, or nothing is known."""
        subject, supposes = state.about or state.choice, bool(SUPPOSES.match(spoken(text)))
        if not subject or query.mentions or supposes:
            return None
        name, kept = self._consultation.name(subject), structs.replace(state, in_a_row=0, aside=True)
        asked = OURS.sub("the", REFERS.sub(name, text, count=1) if REFERS.search(text) else f"{text.rstrip(' ?')} of {name}")
        is_worded = bool(QUESTION.match(spoken(text)))  # "and backups?" is a wish
        of_price = self._requests.asks_price(query) and len(query.weights) <= MOST_PRICE_TERMS
        if not of_price and (len(query.weights) > MOST_FACT_TERMS or not (asks_for_fact(query) or is_worded)):
            return None
        known = self._requests.tell_quality(state, subject, text) if is_worded else None
        if known and not self._keys_asked(query):  # "how much work is it"
            return known
        same = self._look_up_same(text, asked) if not of_price or self._keys_asked(query) - {PRICE} else None
        if same:
            return Reply("advice", same.summary, kept, advice=same)
        if of_price:
            return self._requests.tell_price(state, subject)
        told = self._advisor.ask(asked)
        is_fact = asks_for_fact(query) and told.kind == "lookup"
        is_told = known is not None and told.passages[:1] != () and told.passages[0].kind == "note"  # a note is about all of a service
        if is_fact and not is_told and self._is_on(told, query, subject):
            return Reply("advice", told.summary, kept, advice=told)
        return known or (self._answer_in_passing(state, text) if is_fact and is_worded and not asks_whether(text) else None)

    def _look_up_same(self, text: str, asked: str) -> Advice | None:
        """What answers the known question that asks the same as a text, in the words that it is `asked` in of the choice; None where none is known."""
        same = self._advisor.finder.questions.find_same(self._advisor.analyzer.analyze(asked))
        if not same:
            return None
        passage = same.tell()
        return Advice(advice_id(text), text, "lookup", upper_first(first_sentence(passage.text)), passages=(passage,))

    def _keys_asked(self, query: Query) -> frozenset[str]:
        """The words of what is asked of the choice, without those that only tell a circumstance ("at night")."""
        around = {self._advisor.tokenizer.term(word) for word in self._advisor.vocabulary.circumstances}
        return self._advisor.finder.questions.asks_beside_names(query) - around

    def _is_on(self, told: Advice, query: Query, subject: str) -> bool:
        """Whether what was looked up is on a subject, or on none of its own, and holds most of what is asked, where that says anything, or an amount that is asked for."""
        passage, root = told.passages[0], self._advisor.catalogue.root
        asked, text = self._keys_asked(query), f"{passage.title} {passage.text}"
        is_on_subject = not passage.services or root(subject) in {root(service) for service in passage.services}
        if passage.kind == "note" and root(subject) in {root(service) for service in passage.services} and asks_for_amount(query.text) and tells_amount_asked(query, first_sentence(passage.text)):
            return True
        return is_on_subject and len(asked & self._advisor.finder.questions.keys(text)) >= LEAST_ON * len(asked)

    def _asks_for_another(self, state: State, text: str, query: Query) -> bool:
        """Whether a text is a need beside the choice: it is worded as one, or adds what another service is for."""
        if asks_for_another(text) or (adds_something(text) and self._listener.is_other_need(state, query)) or (adds_deed(text) and self._listener.is_other_deed(state, query)):
            return True
        return names_need(text) and self._listener.is_surely_other_need(state, query)

    def _is_elsewhere(self, state: State, after: State) -> bool:
        """Whether a choice is another than the one before, and neither a part of that nor known to take its place."""
        old, new = state.choice, after.choice
        return old is not None and new is not None and old != new and not self._listener.is_near(old, new)

    def _answer_in_passing(self, state: State, text: str, instead: str | None = None) -> Reply:
        """The reply to a question about the choice that is no wish: what is known of it, what attends it or would be chosen for that alone (`instead`), or that this is not answered."""
        beside = self._listener.find_attendant(state, text) if WHAT_ABOUT.match(spoken(text)) and "happens" not in text.lower().split() else None
        told = self._requests.answer(state, text)
        if beside and told == NO_ANSWER:
            told = f'Beside it, for "{text}": {with_article(self._consultation.name(beside))}.'
        elif instead and told == NO_ANSWER:
            told = f"{NO_ANSWER} {BY_ITSELF.format(text, with_article(self._consultation.name(instead)))}"
        return Reply("unclear" if told.startswith(NO_ANSWER) else "help", f"{told} {STAYS.format(self._consultation.name(state.choice))}", structs.replace(state, in_a_row=0, aside=True))

    def _tell_attendant(self, state: State, text: str, alone: Advice) -> Reply:
        """The reply to a wish for what attends the choice ("and backups?"): that stands beside it, and "it" goes on meaning the choice."""
        service = alone.reasoned.service if alone.reasoned else None
        change = Change("first", BESIDE.format(self._consultation.name(state.choice)), state.choice, state.choice)
        kept = structs.replace(state.said(Statement(text, passing=True, beside=service)), in_a_row=0, about=None, aside=False, trouble=None, diagnosed=())
        return Reply("advice", f"{change.text} {alone.summary}", kept, structs.replace(alone, id=advice_id(text), question=None), change, suggestions=("Undo", "Start over"))

    def _leave_attendant(self, state: State, text: str) -> Reply | None:
        """The reply where a text takes back what stands beside the choice ("forget the backups"), or None."""
        gone = {term for one in self._advisor.analyzer.find_retracted(text) for term in one.terms}
        left = [statement for statement in state.statements if not (statement.beside and gone & set(self._advisor.tokenizer.terms(statement.text)))]
        return self._consultation.advise(state, structs.replace(state, statements=tuple(left)), undone=True) if len(left) < len(state.statements) else None

    def _add(self, state: State, text: str) -> Reply:
        """The reply to an addition; where it tells the answer to the open question in more words, it counts as that too."""
        left = self._leave_attendant(state, text)
        if left:
            return left
        question = self._consultation.open_question(state)
        told = self._reader.match_words(text, self._consultation.answers(question)) if question else None
        if told and told.cue:
            return self._consultation.advise(state, state.said(self._answer_statement(told)).said(Statement(text, joined=True)))
        note = self._listener.note(state, text)
        if note.passing and not note.beside and (names_need(text) or adds_something(text) or asks_for_another(text)) and not self._advisor.analyzer.tells_circumstance(text):
            return Reply("unclear", NO_SERVICE.format(self._consultation.name(state.choice)), structs.replace(state, in_a_row=0, aside=True))
        supposes = bool(SUPPOSES.match(spoken(text)))
        if note.passing and not note.beside and asks_something(text) and not (supposes and tells_wish(text)):
            return self._answer_in_passing(state, text)
        reply = self._consultation.advise(state, state.said(note))
        if asks_whether(text) and not supposes and self._is_elsewhere(state, reply.state):
            return self._answer_in_passing(state, text, reply.state.choice)
        is_open = self._only_stays(reply) or (asks_whether(text) and not note.beside and reply.state.choice == state.choice)
        if asks_something(text) and is_open and not (reply.question or (supposes and tells_wish(text))):  # "what if it must be cheap" is answered by what stays
            return self._answer_in_passing(reply.state if supposes else state, text)
        if not state.choice or reply.state.choice:
            return reply
        if not self._advisor.analyzer.find_retracted(text):
            return self._consultation.advise(state, state.said(Statement(text, passing=True)))  # of what leaves nothing known, nothing is known
        return self._close_need(state) if len(state.needs) > 1 else reply

    def _only_stays(self, reply: Reply) -> bool:
        """Whether a reply says nothing but that the choice stays what it was."""
        return reply.change is not None and reply.change.text == STAYS.format(self._consultation.name(reply.state.choice))

    def _close_need(self, state: State) -> Reply:
        """The reply where the need that was told last is taken back as a whole: that to the one before."""
        kept = state.statements[: len(state.statements) - len(state.need)]
        return self._consultation.advise(state, structs.replace(state, statements=kept, facet=None, offered=(), choice=self._listener.recall(state.needs[-2][:-1])), undone=True)

    def _answer_statement(self, option: Option) -> Statement:
        assert option.cue
        return Statement(f"{self._table.facets[self._table.facet_of[option.cue]].question} {option.label}", option.cue)

    def _take_answer(self, state: State, option: Option) -> Reply:
        if option.cue is None:
            return self._consultation.advise(state, structs.replace(state, facet=None, offered=()))
        return self._consultation.advise(state, state.said(self._answer_statement(option)))
