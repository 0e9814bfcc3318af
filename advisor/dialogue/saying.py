"""What a turn of a conversation says: more of a trouble or of the need, something about the choice or beside it, or a scenario of its own. A state and a turn in, the `Reply` out."""

from __future__ import annotations

from msgspec import Struct, structs

from advisor.answers.answer import ENGLISH_ONLY
from advisor.answers.known_questions import NEAR_QUIZ, NEAREST, SAME_QUIZ
from advisor.answers.passages import first_sentence
from advisor.dialogue.consultation import BY_ITSELF, STILL_THE_SAME, Consultation
from advisor.dialogue.conversation import MOST_POSED_CHARACTERS, MOST_TROUBLE_CHARACTERS, State, Statement
from advisor.dialogue.hearing import read_statement
from advisor.dialogue.qualities import PRICE
from advisor.dialogue.reply import Change, Reply
from advisor.dialogue.requests import EXAMPLES, NO_ANSWER, Requests
from advisor.dialogue.troubleshooting import Troubleshooter, alone_is_clear
from advisor.dialogue.turn_patterns import OF_THE_CHOICE, OURS, POLITE, QUESTION, REFERS, SUPPOSES, WHAT_ABOUT
from advisor.dialogue.turn_phrasing import (
    adds_deed,
    adds_something,
    asks_for_another,
    asks_for_limits,
    asks_something,
    asks_whether,
    asks_who,
    find_deed_asked,
    is_fragment,
    is_question,
    knows_not,
    looks_back,
    misread,
    names_need,
    spoken,
    strip_polite,
    tells_detail_of_us,
    tells_wish,
)
from advisor.dialogue.turns import Turn, TurnReader
from advisor.model import Advice, Option
from advisor.phrasing.fact_phrasing import asks_for_amount, asks_for_fact, asks_who_did_it, tells_amount_asked
from advisor.phrasing.need_phrasing import asks_for_choice
from advisor.phrasing.trouble_phrasing import tells_error
from advisor.ranking.ranking import compared_services
from advisor.text.analysis import Query
from advisor.text.focus import SENTENCE_END
from advisor.text.scenario import advice_id
from advisor.text.wording import upper_first, with_article

LONG_SCENARIO, FULL_SCENARIO = 25, 10
MOST_FACT_TERMS, MOST_PRICE_TERMS = 5, 8
LEAST_ON = 0.6  # how much of what is asked of the choice has to stand in what is told
LEAST_OF_WISH = 2
LEAST_BY_ITSELF, SURELY_BY_ITSELF = 0.4, 0.5  # how sure a wish beside the choice has to be of the service that is told for it, and a question that is no wish
MOST_WORDS_IN_PASSING = 4
MOST_ATTRIBUTE_TERMS = 4
NEW_SCENARIO = "I take this as a new scenario."
BESIDE = "Beside {}, for this:"
NO_SERVICE = "I know no service for that which I am sure of. It stays {}."
TOO = "For that it is {} too."
STAYS = "It stays {}."
LEFT = 'All right: nothing changes. Add to what you said, or say "start over" for something else.'


class Said(Struct, frozen=True):
    """What a turn says. `follows`: behind a choice, and not told as something new; `adds`: it is worded as more of the need that stands; `is_another`: as a need beside it."""

    text: str
    query: Query
    is_new: bool
    leaves: bool
    follows: bool
    adds: bool
    is_another: bool

    @property
    def is_short_and_names_nothing(self) -> bool:
        """Whether it says so little, and names no service, that it can only be about what stands."""
        return not self.query.mentions and len(self.query.weights) <= MOST_FACT_TERMS


class Sayings:
    """Takes the turns of a conversation that say something."""

    def __init__(self, consultation: Consultation, troubleshooter: Troubleshooter, requests: Requests, reader: TurnReader) -> None:
        self._consultation, self._advisor = consultation, consultation.advisor
        self._troubleshooter, self._requests, self._reader = troubleshooter, requests, reader
        self._table, self._listener = consultation.table, consultation.listener

    def take(self, state: State, turn: Turn) -> Reply:
        """The reply to a turn of the kind `say`."""
        query = read_statement(Statement(turn.text), self._advisor.analyzer)
        if state.statements and self._advisor.finder.is_in_other_language(query):
            return Reply("unclear", ENGLISH_ONLY, state)
        reply = self._take(state, turn, query)
        return structs.replace(reply, state=structs.replace(reply.state, posed=turn.text)) if query.options and len(turn.text) <= MOST_POSED_CHARACTERS else reply

    def _take(self, state: State, turn: Turn, query: Query) -> Reply:
        """The reply to a turn in our language."""
        said = self._read(state, turn, query)
        pasted = self._advisor.ask(turn.text) if state.statements and self._advisor.identifiers.find(turn.text) else None
        if pasted and pasted.kind == "lookup":
            return self._tell_aside(state, said, pasted)
        return self._go_on(state, said) or self._take_by_itself(state, said)

    def take_answer(self, state: State, option: Option) -> Reply:
        """The reply to an answer to a clarifying question."""
        if option.cue is None:
            return self._consultation.advise(state, structs.replace(state, facet=None, offered=()))
        return self._consultation.advise(state, state.said(self._answer_statement(option)))

    def _read(self, state: State, turn: Turn, query: Query) -> Said:
        """What a turn says, and how that is meant behind what was said before."""
        text, follows = turn.text, bool(state.choice) and not turn.is_new
        said_before = [term for statement in state.need for term in self._advisor.tokenizer.terms(statement.text)]
        is_circumstance = follows and self._advisor.analyzer.tells_circumstance(text)
        is_detail = follows and not (query.is_order or self._goes_wrong(query)) and tells_detail_of_us(text) and len(query.weights) < FULL_SCENARIO
        is_elsewhere = not turn.is_new and self._is_trouble_elsewhere(state, text, query)
        is_another = follows and not (is_circumstance or is_detail or is_elsewhere) and self._asks_for_another(state, text, query)
        retracted = self._advisor.analyzer.find_retracted(text)
        takes_up = looks_back(text, query, said_before) or any(not one.terms.isdisjoint(said_before) for one in retracted) or (follows and bool(retracted) and not query.mentions)
        is_addition = bool(state.statements) and not (turn.is_new or is_another) and takes_up and len(query.weights) <= LONG_SCENARIO
        adds = not is_elsewhere and (is_circumstance or is_detail or is_addition)
        return Said(text, query, turn.is_new, turn.leaves, follows, adds, is_another)

    def _go_on(self, state: State, said: Said) -> Reply | None:
        """The reply to what goes on with what stands: with a trouble, a question about the choice, more of the need; None where a text has to be read by itself."""
        if state.trouble and state.diagnosed and not said.is_new:
            more = self._troubleshooter.go_on(state, said.text, said.query)
            if more:
                return more
        about_choice = self._tell_of_choice(state, said.text, said.query) or self._tell_at_end(state, said.text)
        if about_choice:
            return about_choice
        if said.follows and asks_who(said.text) and not asks_who_did_it(said.query) and said.is_short_and_names_nothing:
            return self._tell_who_does_it(state, said.text) or self._answer_in_passing(state, said.text)
        return self._add(state, said.text) if said.adds else None

    def _take_by_itself(self, state: State, said: Said) -> Reply:
        """The reply to a text by what it asks for by itself: something beside the choice, nothing that a need could rest on, more of the need after all, or a need of its own."""
        ranking = self._advisor.ranker.rank(said.query)
        alone = self._advisor.advise(said.query, ranking, self._consultation.top, answers=int(said.is_another))  # what is worded as a need is a decision
        if state.choice and alone.kind == "lookup" and asks_whether(said.text) and said.is_short_and_names_nothing:
            return self._answer_in_passing(state, said.text)
        if state.choice and (said.is_another or tells_attribute(said)) and alone.reasoned and self._listener.attends(alone.reasoned.service, state.choice):
            return self._tell_attendant(state, said.text, alone)
        is_aside = self._is_aside(state, said, alone)
        is_off_topic = not is_aside and self._advisor.is_off_topic(said.query, ranking) and not (said.is_another or (state.choice and is_in_passing(said.query)))
        if is_off_topic and said.leaves and state.statements:
            return Reply("help", LEFT, structs.replace(state, in_a_row=0, aside=True))
        if is_off_topic and said.follows and asks_something(said.text) and not said.query.products:
            return self._answer_in_passing(state, said.text)
        if is_aside or is_off_topic:
            return self._tell_aside(state, said, alone)
        if state.statements and not said.is_new and not self._listener.is_new(state, said.query, ranking, said.is_another):
            return self._add(state, said.text)
        return self._begin(state, said)

    def _goes_wrong(self, query: Query) -> bool:
        """Whether a text tells a trouble in plain words, or by a code that is known."""
        return tells_error(query) or self._advisor.troubles.knows_code(query)

    def _is_aside(self, state: State, said: Said, alone: Advice) -> bool:
        """Whether a text is answered on its own and leaves the conversation as it is: it is not about a choice; first words are kept where they tell a need."""
        is_fact = asks_for_fact(said.query)
        if alone.kind == "none" and state.trouble and not said.is_new:
            return True  # what is not known ends no trouble
        if said.follows and not (is_fact or (alone.diagnosis and self._goes_wrong(said.query)) or alone_is_clear(alone)):
            return False  # "to another account", "we can't change the application": more of what was chosen
        is_known = alone.kind == "lookup" and any(passage.kind == "quiz" and passage.score >= SAME_QUIZ for passage in alone.passages[:1]) and not said.query.mentions
        tells_nothing_more = is_fact or is_known or (alone.kind == "diagnosis" and not compared_services(said.query))
        return alone.kind in ("lookup", "diagnosis") and (bool(state.statements) or tells_nothing_more)

    def _tell_aside(self, state: State, said: Said, alone: Advice) -> Reply:
        """The reply to what leaves the conversation as it is; a trouble is kept in mind, and so is the one service that was looked up."""
        named, alone = said.query.named, structs.replace(alone, id=advice_id(said.text))
        kept = structs.replace(state, in_a_row=0, aside=True, about=next(iter(named)) if len(named) == 1 and alone.kind == "lookup" else state.about)
        if alone.diagnosis:
            return self._consultation.tell_diagnosis(structs.replace(kept, trouble=said.text[:MOST_TROUBLE_CHARACTERS].strip(), diagnosed=()), alone)
        return Reply("advice", alone.summary, kept, advice=alone, suggestions=() if alone.kind != "none" else EXAMPLES)

    def _begin(self, state: State, said: Said) -> Reply:
        """The reply to a need of its own, which stands beside the one before."""
        before = State(statements=state.statements if said.follows else (), in_a_row=state.in_a_row, compared=() if state.statements else state.compared)
        fresh = before.said(Statement(said.text, opens=said.follows))
        if not state.statements:
            return self._consultation.advise(None, fresh)
        opening = BESIDE.format(self._consultation.name(state.choice)) if said.is_another else f"{NEW_SCENARIO} {STILL_THE_SAME}" if said.follows else NEW_SCENARIO
        return self._consultation.advise(state, fresh, opening)

    def _is_trouble_elsewhere(self, state: State, text: str, query: Query) -> bool:
        """Whether a text that is worded as an addition tells a trouble of something else ("also, my instance does not start")."""
        if not state.choice or not self._goes_wrong(query):
            return False
        alone, root = self._advisor.ask(text), self._advisor.catalogue.root
        is_elsewhere = bool(query.mentions) and all(root(mention.service) != root(state.choice) for mention in query.mentions)
        return alone.kind == "diagnosis" and (is_elsewhere or alone_is_clear(alone))

    def _tell_of_choice(self, state: State, text: str, query: Query) -> Reply | None:
        """The reply to a question for a fact about what was chosen ("how long can it run?"), or None where it is none, or nothing is known."""
        subject, supposes = state.about or state.choice, bool(SUPPOSES.match(spoken(text)))
        if supposes and state.choice:
            supposed = self._look_up_same(text, text)
            return tell_beside(state, supposed) if supposed else None
        if not subject or query.mentions or supposes:
            return None
        if asks_for_limits(text):
            return self._requests.tell_limits(state, subject)
        name = self._consultation.name(subject)
        asked = OURS.sub("the", REFERS.sub(name, text, count=1) if REFERS.search(text) else f"{text.rstrip(' ?')} of {name}")
        is_worded = bool(QUESTION.match(spoken(text))) or (text.rstrip().endswith("?") and is_fragment(POLITE.sub("", spoken(text))))  # "and backups?" is a wish
        of_price = self._requests.asks_price(query) and len(query.weights) <= MOST_PRICE_TERMS
        if not of_price and (len(query.weights) > MOST_FACT_TERMS or not (asks_for_fact(query) or is_worded)):
            return None
        known = self._requests.tell_quality(state, subject, text) if is_worded else None
        if known and not self._keys_asked(query):  # "how much work is it"
            return known
        same = self._look_up_same(text, asked) if not of_price or self._keys_asked(query) - {PRICE} else None
        if same:
            return tell_beside(state, same)
        if of_price:
            return self._requests.tell_price(state, subject)
        told = self._advisor.ask(asked)
        is_fact = asks_for_fact(query) and told.kind == "lookup"
        is_told = known is not None and told.passages[:1] != () and told.passages[0].kind == "note"  # a note is about all of a service
        if is_fact and not is_told and self._is_on(told, query, subject):
            return tell_beside(state, told)
        return known or (self._answer_in_passing(state, text) if is_fact and is_worded and not asks_whether(text) else None)

    def _tell_at_end(self, state: State, text: str) -> Reply | None:
        """The reply to a question for a fact about the choice that stands behind a few words ("ok compliance. how do I turn it on?"), or None."""
        *before, last = SENTENCE_END.split(text.strip())
        if not before or len(" ".join(before).split()) > MOST_WORDS_IN_PASSING or not (is_question(last) and OF_THE_CHOICE.search(spoken(last))):
            return None
        return self._tell_of_choice(state, last, self._advisor.analyzer.analyze(last))

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
        if asks_for_amount(query.text) and not tells_amount_asked(query, text):
            return False
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
        told = self._requests.answer(state, text)
        known = (self._look_up_of_choice(state, text) or self._look_up_by_itself(state, text)) if told == NO_ANSWER else None
        if known:
            return known
        says_enough = len(self._advisor.analyzer.analyze(text).weights) >= LEAST_OF_WISH  # "and until then?" wishes for nothing
        if told == NO_ANSWER and (names_need(text) or (adds_something(text) and says_enough) or self._is_surely_by_itself(state, text)):
            return self._tell_by_itself(state, text)
        beside = self._listener.find_attendant(state, text) if WHAT_ABOUT.match(spoken(text)) and "happens" not in text.lower().split() else None
        if beside and told == NO_ANSWER:
            told = f'Beside it, for "{text}": {with_article(self._consultation.name(beside))}.'
        elif instead and told == NO_ANSWER:
            told = f"{NO_ANSWER} {BY_ITSELF.format(text, with_article(self._consultation.name(instead)))}"
        return Reply("unclear" if told.startswith(NO_ANSWER) else "help", f"{told} {STAYS.format(self._consultation.name(state.choice))}", structs.replace(state, in_a_row=0, aside=True))

    def _is_surely_by_itself(self, state: State, text: str) -> bool:
        """Whether a question does not speak of the choice, and another service would surely be chosen for it by itself ("and how do users log in?")."""
        said = strip_polite(spoken(text))
        if REFERS.search(said) or OF_THE_CHOICE.search(said) or asks_for_amount(text) or asks_who(text):
            return False
        alone, root = self._advisor.ask(text), self._advisor.catalogue.root
        return alone.kind == "decision" and any(one.confidence >= SURELY_BY_ITSELF and root(one.service) != root(state.choice or "") for one in alone.recommendations[:1])

    def _look_up_of_choice(self, state: State, text: str) -> Reply | None:
        """The reply to a question that names another service beside the choice ("how do I get it into S3?"), where it is known of both; else None."""
        name = self._consultation.name(state.about or state.choice)
        known = self._look_up_same(text, REFERS.sub(name, text, count=1)) if REFERS.search(text) else None
        return tell_beside(state, known) if known else None

    def _look_up_by_itself(self, state: State, text: str) -> Reply | None:
        """The reply to a question in the middle of a need that is on something of its own ("what is a CDN?"), where that is surely known; None where it speaks of the choice, or nothing is known."""
        said, query = strip_polite(spoken(text)), self._advisor.analyzer.analyze(text)
        speaks_of_choice = REFERS.search(said) or OF_THE_CHOICE.search(said) or OURS.search(text) or (asks_for_amount(text) and not query.mentions)  # "how many per second"
        if speaks_of_choice or not (is_question(text) or asks_for_fact(query)):
            return None
        alone = self._advisor.ask(text)
        first = next(iter(alone.passages), None)
        if alone.kind != "lookup" or not first or first.score < NEAR_QUIZ or first.title.startswith(NEAREST):
            return None
        return tell_beside(state, alone)

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
        if state.choice and knows_not(text):
            return self._consultation.advise(state, state.said(Statement(text, passing=True)))
        if misread(text) and len(state.need) > 1 and self._listener.recall(state.need[:-1]) != state.choice:
            state = structs.replace(state.before, choice=self._listener.recall(state.need[:-1]))  # what is put right is what changed the choice
        question = self._consultation.open_question(state)
        told = self._reader.match_words(text, self._consultation.answers(question)) if question else None
        if told and told.cue:
            return self._consultation.advise(state, state.said(self._answer_statement(told)).said(Statement(text, joined=True)))
        note = self._listener.note(state, text)
        if note.passing and not note.beside and (names_need(text) or adds_something(text) or asks_for_another(text)) and not self._advisor.analyzer.tells_circumstance(text):
            return self._tell_by_itself(state, text)
        supposes = bool(SUPPOSES.match(spoken(text)))
        if note.passing and not note.beside and asks_something(text) and not (supposes and tells_wish(text)):
            return self._answer_in_passing(state, text)
        reply = self._consultation.advise(state, state.said(note))
        if asks_whether(text) and not supposes and reply.state.choice not in (None, state.choice):
            return self._answer_in_passing(state, text, reply.state.choice)
        is_open = self._only_stays(reply) or (asks_whether(text) and not note.beside and reply.state.choice == state.choice)
        if asks_something(text) and is_open and not (reply.question or (supposes and tells_wish(text))):  # "what if it must be cheap" is answered by what stays
            return self._answer_in_passing(reply.state if supposes else state, text)
        if not state.choice or reply.state.choice:
            return reply
        if not self._advisor.analyzer.find_retracted(text):
            return self._consultation.advise(state, state.said(Statement(text, passing=True)))  # of what leaves nothing known, nothing is known
        return self._close_need(state) if len(state.needs) > 1 else reply

    def _tell_by_itself(self, state: State, text: str) -> Reply:
        """The reply to a wish beside the choice that is not sure enough to be a need: what would be chosen for it by itself, if anything, said to be that."""
        name = self._consultation.name(state.choice)
        query = self._advisor.analyzer.analyze(text)
        alone = self._advisor.advise(query, self._advisor.ranker.rank(query), self._consultation.top, answers=1)
        first = next(iter(alone.recommendations), None)
        kept, root = structs.replace(state, in_a_row=0, aside=True), self._advisor.catalogue.root
        if first and first.confidence >= LEAST_BY_ITSELF and root(first.service) == root(state.choice or ""):
            return Reply("help", f"{TOO.format(name)} {STAYS.format(name)}", kept)
        if not first or first.confidence < LEAST_BY_ITSELF:
            return Reply("unclear", NO_SERVICE.format(name), kept)
        return Reply("help", f"{BY_ITSELF.format(text, with_article(first.name))} {STAYS.format(name)}", kept)

    def _tell_who_does_it(self, state: State, text: str) -> Reply | None:
        """The reply to the question who or what does something with the choice ("who starts it every night?"): what would be chosen for that deed; None where none is sure."""
        deed, root = find_deed_asked(text), self._advisor.catalogue.root
        first = next(iter(self._advisor.ask(deed).recommendations), None) if deed else None
        if not first or first.confidence < LEAST_BY_ITSELF or root(first.service) == root(state.choice or ""):
            return None
        return Reply("help", f"{BY_ITSELF.format(deed, with_article(first.name))} {STAYS.format(self._consultation.name(state.choice))}", structs.replace(state, in_a_row=0, aside=True))

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


def tell_beside(state: State, known: Advice) -> Reply:
    """The reply with what is known beside the need, which leaves the conversation as it is."""
    return Reply("advice", known.summary, structs.replace(state, in_a_row=0, aside=True), advice=known)


def is_in_passing(query: Query) -> bool:
    """Whether a text says too little to be off topic ("at night only")."""
    return not query.products and len(query.tokens) <= MOST_WORDS_IN_PASSING and not asks_for_fact(query)


def tells_attribute(said: Said) -> bool:
    """Whether a text may be a few words on how something has to be ("reachable only from our servers")."""
    return not (said.is_new or asks_for_choice(said.query) or is_question(said.text) or tells_error(said.query)) and len(said.query.weights) <= MOST_ATTRIBUTE_TERMS
