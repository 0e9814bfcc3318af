"""What is asked about a choice and about services by name ("why not SQS?", "undo", "something cheaper"): a `Turn` in, its `Reply` out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from advisor.dialogue.consultation import Consultation
from advisor.dialogue.conversation import State, Statement
from advisor.dialogue.qualities import UNKNOWN_WHICH, Qualities
from advisor.dialogue.reply import Reply, WhyNot, quote_words
from advisor.dialogue.troubleshooting import Troubleshooter
from advisor.dialogue.turn_patterns import ABOUT, WHAT_ABOUT, TurnKind
from advisor.dialogue.turn_phrasing import is_choice_needed, spoken, strip_polite
from advisor.dialogue.turns import Turn
from advisor.model import Reason
from advisor.ranking.confidence import confidence
from advisor.ranking.ranking import refused_services
from advisor.text.analysis import Query
from advisor.text.wording import with_article

MOST_NEAR = 10
LEAST_TOLD = 0.05
HELP = (
    "Describe what you want to build, store, connect or protect, and what matters most. I name the AWS service, say why, and cite my source. "
    'Add to it as you go ("what if order matters?"), ask "why not SQS?", "SQS or SNS?", "tell me about Aurora", or paste an error message. "start over" begins afresh.'
)
HELLO = f"Hello. {HELP}"
TAKEN = '{} it is. Add to what you said if something changes, or say "start over" for something else.'
TAKEN_INSTEAD = '{} it is. By what you said I would have chosen {}: ask "why not {}?" for what speaks against yours.'
NO_QUESTION = 'No question of mine is open. Add to what you said, or say "start over" for something else.'
BYE = "Goodbye."
SOLVED = 'Good that it is solved. Tell me what comes next, or say "start over" for something else.'
THANKS = 'You are welcome. Add to what you said, or say "start over" for something else.'
GREETINGS: dict[TurnKind, str] = {"help": HELP, "hello": HELLO, "thanks": THANKS, "bye": BYE}
STARTED_OVER = "We start afresh. What do you need?"
NO_PRICES = "I hold no current prices: what {} is billed by stands on its pricing page, and the AWS Pricing Calculator adds up a plan."
NO_FIGURES = "I hold no current prices: the AWS Pricing Calculator adds up a plan."
SIMPLY = "It must be as simple as possible, with the least effort."
SIMPLER = "Simpler is {}."
MOST_SIMPLER = 2
NOTHING_SIMPLER = "I know nothing simpler than {} that does what you said."
ATTENDS = "{} takes no other's place, it goes beside {}: {}."
MOST_LIMITS = 4
NO_LIMITS = "I know no limits of {} that matter for a choice; Service Quotas lists those of your account."
NO_ANSWER = "I have no answer to that."
UNKNOWN = UNKNOWN_WHICH.split("{")[0]
RETURNED = "Back to that."
OPTION_TAKEN, OPTION_NOT_TAKEN = "I would take {}.", "I would not take {}."
NOT_NEEDED = "You do not need it when {}."
LEAST_NEEDED = 0.7  # how sure a text has to be of the service that it asks about where it names none
MOST_NOT_NEEDED = 2
CHEAPLY = "It must be as cheap as possible."
NOTHING_CHEAPER = "I know nothing cheaper than {} that does what you said: leave out a wish, and ask again."
CHANGED, UNCHANGED = "Yes: with that it is {}, and without it {}.", "No: it stays {}, by all that you said."
CHANGED_MIND = 'Say what is different now, "undo" to take back the last thing you said, or "start over" for something else.'
NO_CHOICE = "I have made no choice yet: add to what you said first."
NOTHING_YET = "Nothing has been said yet that this could be about: describe what you need first."
EXAMPLES = (
    "Orders must be processed exactly once, in the order they came in",
    "Store images that are rarely read, as cheaply as possible",
    "SQS or SNS?",
)


class Requests:
    """Serves the turns of a conversation that ask for something by themselves, and tell nothing more of the need."""

    def __init__(self, consultation: Consultation, troubleshooter: Troubleshooter) -> None:
        self._consultation, self._advisor = consultation, consultation.advisor
        self._wording, self._comparer, self._listener = consultation.wording, consultation.comparer, consultation.listener
        self._qualities, self._troubleshooter = Qualities(consultation.advisor), troubleshooter

    def serve(self, state: State, turn: Turn) -> Reply:
        """The reply to a turn of any kind but `say` and `answer`."""
        state = structs.replace(state, in_a_row=0)
        match turn.kind:
            case "start_over":
                return Reply("start_over", STARTED_OVER, State(), suggestions=EXAMPLES)
            case "help" | "hello" | "thanks" | "bye":
                return Reply("help", GREETINGS[turn.kind], state, suggestions=EXAMPLES)
            case "unclear":
                return self._tell_unclear(state)
            case "undo":
                return self._undo(state)
            case "back":
                return self._return_to(state, turn.text)
            case "solved":
                return Reply("help", SOLVED, structs.replace(state, aside=False, trouble=None, step=0), suggestions=EXAMPLES)
            case "did_not_help":
                return self._troubleshooter.diagnose_otherwise(state)
            case "go_on":
                return self._troubleshooter.tell_next(state)
            case "option":
                return self._tell_of_option(state, turn)
            case "prevent":
                return self._troubleshooter.tell_prevention(state)
            case "step":
                return self._troubleshooter.tell_step(state, turn.step)
            case "compare":
                return self._compare(state, turn.services)
            case "which":
                return self._tell_which(state, turn)
            case "about":
                return self._tell_about(state, turn)
            case "needed":
                return self._tell_needed(state, turn)
            case "why" | "why_not":
                return self._tell_what_attends(state, turn) or self._why_not(state, turn.services[0])
            case _:
                return self._take_instead(state, turn) if turn.services else self._serve_choice(state, turn.kind, turn.text)

    def _tell_unclear(self, state: State) -> Reply:
        """The reply to what answers no open question: the question again, where there is one."""
        question = self._consultation.open_question(state)
        if not question:
            return Reply("unclear", NO_QUESTION if state.statements else NOTHING_YET, state)
        return Reply("unclear", f"I cannot tell which answer you mean. {question.text} {' / '.join(option.label for option in question.options)}", state)

    def _serve_choice(self, state: State, kind: TurnKind, text: str) -> Reply:
        """The reply to what is said of the choice as a whole: `next` wants another, `take` agrees, `recap` asks what has been said."""
        if not state.statements:
            return Reply("unclear", NOTHING_YET, state)
        name = self._consultation.name(state.choice)
        if kind == "same":
            return self._join_needs(state)
        if kind == "unsaid":
            return Reply("unclear", CHANGED_MIND, state)
        if kind in ("others", "cheaper", "simpler", "price", "next") and not name:
            return Reply("unclear", NO_CHOICE, state)
        if kind == "next":
            return self._consultation.advise(state, state.said(Statement(f"not {name}")))
        if kind == "others":
            return self._tell_others(state)
        if kind == "cheaper":
            return self._find_cheaper(state, name)
        if kind == "simpler":
            return self._find_simpler(state, name)
        if kind == "price" and state.choice:
            return self.tell_price(state, state.choice)
        if kind == "take" and name:
            return Reply("help", TAKEN.format(name), state)
        if kind == "difference" and name:
            return self._tell_difference(state)
        return self._recap(state, text)

    def _recap(self, state: State, text: str) -> Reply:
        """The reply with what was said and chosen so far, need by need; of those alone that a text names behind "for" ("which one did you say for the site?")."""
        name = self._consultation.name(state.choice)
        *earlier, now = state.needs
        planned = self._consultation.judge(state).needs
        chosen = join_names(tuple(need.name for need in planned)) if planned else name
        choices = [*((need, self._consultation.name(self._listener.recall(need))) for need in earlier), (now, chosen)]
        asked = set(self._advisor.tokenizer.terms(text.partition(" for ")[2]))
        meant = [(need, choice) for need, choice in choices if any(asked.intersection(self._advisor.tokenizer.terms(one.text)) for one in need)]
        return Reply("help", " ".join(self._sum_up(need, choice) for need, choice in meant or choices), state)

    def _sum_up(self, need: Sequence[Statement], choice: str) -> str:
        """What was said of a need, its choice, and what stands beside that."""
        beside = dict.fromkeys(self._consultation.name(statement.beside) for statement in need if statement.beside)
        told = f"My choice so far: {choice}{f', and beside it {join_names(tuple(beside))}' if beside else ''}." if choice else "I have no choice yet."
        return f"You said: {' / '.join(statement.text for statement in need)}. {told}"

    def _join_needs(self, state: State) -> Reply:
        """The reply to what was taken for a need of its own, read as more of the one before."""
        if len(state.needs) < 2:
            return Reply("unclear", NO_QUESTION, state)
        *_, before, now = state.needs
        kept = state.statements[: len(state.statements) - len(now)]
        joined = structs.replace(state, statements=(*kept, structs.replace(now[0], opens=False), *now[1:]), choice=self._listener.recall(before))
        return self._consultation.advise(structs.replace(joined, statements=kept), joined)

    def _tell_others(self, state: State) -> Reply:
        """The reply to the question for what else there is, or what would change the answer: it leaves the choice as it is."""
        recommendations = self._consultation.judge(state).recommendations
        if not recommendations:
            return Reply("unclear", NO_CHOICE, state)
        first, *others = recommendations
        told = [f"I would choose {with_article(other.name)} when {other.when.rstrip('.')}." for other in first.choose_instead]
        known = {other.service for other in first.choose_instead}
        told += [f"{other.name} comes next ({other.confidence:.2f})." for other in others if other.service not in known and other.confidence >= LEAST_TOLD]
        return Reply("help", " ".join((f"So far it is {first.name} ({first.confidence:.2f}).", *told)), state)

    def _tell_difference(self, state: State) -> Reply:
        """The reply to the question whether what was said last changes anything."""
        before, name = self._listener.recall(state.need[:-1]), self._consultation.name(state.choice)
        changed = before is not None and before != state.choice
        return Reply("help", CHANGED.format(name, self._consultation.name(before)) if changed else UNCHANGED.format(name), state)

    def _find_cheaper(self, state: State, name: str) -> Reply:
        """The reply to the wish for something cheaper: another service of the same family where one is known, else that none is."""
        reply, families = self._consultation.advise(state, state.said(Statement(CHEAPLY))), self._advisor.catalogue
        if reply.state.choice and reply.state.choice != state.choice and families[reply.state.choice].family == families[state.choice or ""].family:
            return reply
        return Reply("help", f"{NOTHING_CHEAPER.format(name)} {NO_PRICES.format(name)}", state)

    def _find_simpler(self, state: State, name: str) -> Reply:
        """The reply to the wish for something simpler: what is known to be simpler, nearest to the need first, else what the wish leads to in the choice's family, else that none is known."""
        choice, catalogue = state.choice or "", self._advisor.catalogue
        places = {candidate.service: place for place, candidate in enumerate(self._listener.understand(state).ranking.candidates)}
        simpler = sorted((one for one in self._advisor.services[choice].not_when if one.simpler), key=lambda one: places.get(one.instead, len(places)))[:MOST_SIMPLER]
        if simpler:
            told = "; or ".join(f"{self._consultation.name(one.instead)}, when {one.situation.rstrip('.')}" for one in simpler)
            return Reply("help", SIMPLER.format(told), state, suggestions=tuple(f"Why not {self._consultation.name(one.instead)}?" for one in simpler))
        reply = self._consultation.advise(state, state.said(Statement(SIMPLY)))
        if reply.state.choice and reply.state.choice != choice and catalogue[reply.state.choice].family == catalogue[choice].family:
            return reply
        return Reply("help", NOTHING_SIMPLER.format(name), state)

    def tell_price(self, state: State, service: str) -> Reply:
        """The reply to the question what a service costs: what it is billed by where that is known, and that no prices are."""
        told = self._qualities.tell_price(service)
        name, state = self._consultation.name(service), structs.replace(state, in_a_row=0, aside=True)
        return Reply("advice", f"{told.summary} {NO_FIGURES}", state, advice=told) if told else Reply("unclear", NO_PRICES.format(name), state)

    def asks_price(self, query: Query) -> bool:
        """Whether a query is a question for what something costs."""
        return self._qualities.asks_price(query)

    def tell_quality(self, state: State, service: str, text: str) -> Reply | None:
        """The reply to the question for a quality of a service ("is it much work?"), or None where it asks for none, or nothing is known."""
        told = self._qualities.tell_quality(service, text)
        name, kept = self._consultation.name(service), structs.replace(state, in_a_row=0, aside=True)
        return Reply("help", f"{name}: {self._wording.lower_first(told).rstrip('.')}.", kept) if told else None

    def answer(self, state: State, text: str) -> str:
        """What is known of the choice, or of what was told about since, that answers a question; that it is not answered where nothing is."""
        subject = state.about or state.choice or ""
        told = self._qualities.tell(subject, text)
        return f"{self._consultation.name(subject)}: {self._wording.lower_first(told).rstrip('.')}." if told else NO_ANSWER

    def _take_instead(self, state: State, turn: Turn) -> Reply:
        """The reply to a choice of the user's own, which stays until it is refused; of a service refused before, it takes that back."""
        service, name, plain = turn.services[0], self._consultation.name(turn.services[0]), self._without_taken(state)
        taken = state.said(Statement(name, taken=True))
        if self._advisor.catalogue.is_covered(service, refused_services(self._listener.understand(state).heard.query)):
            return self._consultation.advise(state, taken)
        own = self._listener.recall(plain.need)
        told = TAKEN.format(name) if own == service else TAKEN_INSTEAD.format(name, self._consultation.name(own), name)
        return Reply("help", told, structs.replace(taken, choice=service))

    def _without_taken(self, state: State) -> State:
        """The state without the service that the user took; one that holds nothing else stays as it is."""
        return structs.replace(state, statements=tuple(statement for statement in state.statements if not statement.taken) or state.statements)

    def _undo(self, state: State) -> Reply:
        """The reply to what was said before the last statement."""
        if state.aside and state.statements:
            kept = structs.replace(state, aside=False, about=None, trouble=None, diagnosed=())
            return self._consultation.advise(kept, kept, undone=True)
        back = state.before
        if not back.statements:
            return Reply("start_over", STARTED_OVER, State(), suggestions=EXAMPLES)
        return self._consultation.advise(state, structs.replace(back, choice=self._listener.recall(back.need[:-1])), undone=True)

    def _return_to(self, state: State, text: str) -> Reply:
        """The reply to who comes back to something that was said before: the advice on that need, which is the last one from then on."""
        terms = set(self._advisor.tokenizer.terms(text))
        said = [len(terms.intersection(self._advisor.tokenizer.terms(" ".join(one.text for one in need)))) for need in state.needs]
        place = max(range(len(said)), key=lambda index: (said[index], index))
        need, others = state.needs[place], [one for index, one in enumerate(state.needs) if index != place]
        opened = (structs.replace(need[0], opens=bool(others)), *need[1:])
        kept = structs.replace(state, statements=(*(one for other in others for one in other), *opened), choice=self._listener.recall(need), about=None, aside=False, trouble=None, diagnosed=())
        return self._consultation.advise(kept, kept, RETURNED)

    def _compare(self, state: State, services: Sequence[str]) -> Reply:
        known = self._listener.understand(state) if state.statements else None
        comparison = self._comparer.compare(services, *((known.heard.query, known.ranking) if known else ()))
        return self._consultation.tell_comparison(state, comparison)

    def _tell_which(self, state: State, turn: Turn) -> Reply:
        """The reply to the question which of some services has more of something."""
        told = self._qualities.judge(turn.text, turn.services)
        if told.startswith(UNKNOWN):
            query = self._advisor.analyzer.analyze(turn.text)
            comparison = self._comparer.compare(turn.services, query, self._advisor.ranker.rank(query))  # "which one for orders to five teams?"
            if comparison.choice:
                return self._consultation.tell_comparison(state, comparison)
        state = structs.replace(state, compared=turn.services, aside=bool(state.statements))
        return Reply("help", told, state, suggestions=tuple(f"Tell me about {self._consultation.name(service)}" for service in turn.services))

    def _tell_about(self, state: State, turn: Turn) -> Reply:
        side = self._comparer.describe(turn.services[0])
        state = structs.replace(state, about=turn.services[0], aside=True)
        told = self._advisor.ask(turn.text)
        return Reply("service", f"{side.name}: {self._wording.lower_first(side.summary)}", state, advice=told if told.kind == "lookup" else None, service=side)

    def _tell_what_attends(self, state: State, turn: Turn) -> Reply | None:
        """The reply to "what about backups?", where that only half names what attends the choice: what the choice does for it by itself, else what it is beside that; else None."""
        service, said = turn.services[0], turn.text.lower()
        if not state.choice or not WHAT_ABOUT.match(said) or self._consultation.name(service).lower() in said or not self._listener.attends(service, state.choice):
            return None
        does = ATTENDS.format(self._consultation.name(service), self._consultation.name(state.choice), self._wording.lower_first(self._advisor.services[service].summary.rstrip(".")))
        return self.tell_quality(state, state.choice, turn.text) or Reply("help", does, structs.replace(state, in_a_row=0, aside=True))

    def tell_limits(self, state: State, subject: str) -> Reply:
        """The reply to the question what the limits of a service are."""
        limits = self._advisor.services[subject].limits[:MOST_LIMITS]
        name = self._consultation.name(subject)
        told = f"{name}: {' '.join(limit.text for limit in limits)}" if limits else NO_LIMITS.format(name)
        return Reply("help" if limits else "unclear", told, structs.replace(state, in_a_row=0, aside=True))

    def _tell_needed(self, state: State, turn: Turn) -> Reply:
        """The reply to the question whether something is needed: what it is for, and when something else is enough."""
        service = next(iter(turn.services), None) or self._find_asked(state, turn.text)
        if not service:
            return Reply("unclear", f"{NO_ANSWER} It stays {self._consultation.name(state.choice)}." if state.choice else NOTHING_YET, state)
        side = self._comparer.describe(service)
        told = [f"{side.name}: {self._wording.lower_first(side.summary).rstrip('.')}."]
        told += [NOT_NEEDED.format(f"{other.when.rstrip('.')}: {with_article(other.name)} is enough") for other in side.not_when[:MOST_NOT_NEEDED]]
        return Reply("service", " ".join(told), structs.replace(state, about=service if state.statements else None, aside=bool(state.statements)), service=side)

    def _find_asked(self, state: State, text: str) -> str | None:
        """The service that a question means where it names none: what it is surely about, else the choice where it says nothing but "it"."""
        if is_choice_needed(text):
            return state.about or state.choice
        best = next(iter(self._advisor.ask(text).recommendations), None)
        return best.service if best and best.confidence >= LEAST_NEEDED else None

    def _why_not(self, state: State, service: str) -> Reply:
        if not state.statements:
            return Reply("unclear", NOTHING_YET, state)
        plain = self._without_taken(state)
        known = self._listener.understand(plain)
        if not known.ranking.candidates:  # what was said so far says nothing
            return Reply("unclear", NOTHING_YET, state)
        sure = confidence(known.ranking, self._advisor.ranker.mix)
        why = self._comparer.explain_absence(service, known.heard.query, known.ranking, sure)
        if service == state.choice and len(plain.statements) == len(state.statements):
            why = structs.replace(why, place=1, confidence=max(why.confidence, sure))
            told = self._tell_choice(state, why)
        elif service != state.choice and self._advisor.catalogue.is_covered(service, refused_services(self._listener.understand(state).heard.query)):
            told = f"You said that you do not want {why.name}."
        elif why.ruled_out:
            told = f"{why.name} is ruled out: {self._wording.lower_first(why.ruled_out.text)}"
        else:
            told = self._tell_place(why, known.ranking.candidates[0].service)
        told += f" {why.instead[0].name} is the better choice when {why.instead[0].when.rstrip('.')}." if why.instead else ""
        told += f" {why.name} would be the better one when {why.otherwise[0].when.rstrip('.')}." if why.otherwise else ""
        told += f" It would gain if {', or if '.join(why.missing[:2])}." if why.missing and service != state.choice else ""
        return Reply("why_not", told, state, why_not=why)

    def _tell_of_option(self, state: State, turn: Turn) -> Reply:
        """The reply to the question about an option of the question that was pasted last: why it is taken or not, and what it is."""
        analyzer, catalogue = self._advisor.analyzer, self._advisor.catalogue
        options = analyzer.analyze(state.posed or "").options
        is_need = any(analyzer.analyze(statement.text).options for statement in state.need)
        advice = self._consultation.judge(state) if is_need else self._advisor.ask(state.posed or "")
        taken = [label for place, label in enumerate(options) if place in (advice.choice or ())]
        named = [mention.service for mention in analyzer.analyze(options[turn.label]).mentions]
        if not named:
            named = [service for service in [self._consultation.find_by_words(options[turn.label])] if service]
        option = f"{turn.label} ({options[turn.label].rstrip('.')})"
        if named and ABOUT.match(strip_polite(spoken(turn.text))):
            return self._tell_about(state, structs.replace(turn, text=options[turn.label], services=tuple(named[:1])))
        if is_need and state.choice and turn.label in taken:
            return self._with_opening(self._why_not(state, state.choice), OPTION_TAKEN.format(option))
        if is_need and state.choice and named and not any(catalogue.is_covered(one, {other}) for service in named for one, other in ((service, state.choice), (state.choice, service))):
            return self._with_opening(self._why_not(state, named[0]), f"{option}:")
        told = advice.summary if turn.label in taken or not taken else f"{OPTION_NOT_TAKEN.format(option)} {advice.summary}"
        return Reply("help", told, state)

    def _with_opening(self, reply: Reply, opening: str) -> Reply:
        return structs.replace(reply, text=f"{opening} {reply.text}")

    def _tell_choice(self, state: State, why: WhyNot) -> str:
        """What the choice is, and why it was chosen."""
        reasons = why.reasons or [reason for one in self._consultation.judge(state).recommendations[:1] for reason in one.reasons]
        since = self._join_reasons(reasons) or "your words are nearest to what it is for"
        summary = self._wording.lower_first(self._advisor.services[why.service].summary.rstrip("."))
        return f"{why.name}: {summary}. I chose it ({why.confidence:.2f}): {since}."

    def _tell_place(self, why: WhyNot, leader: str) -> str:
        """At which place a service is that nothing excludes, and what puts the leader before it."""
        where = f"{why.name} is at place {why.place} ({why.confidence:.2f})" if why.place and why.place <= MOST_NEAR else f"{why.name} comes far behind"
        spoken = self._join_reasons(why.reasons)
        told = f"{where}: {spoken}." if spoken else f"{where}."
        told += f" Your words {quote_words(why.words)} speak for {self._consultation.name(leader)}, and not for it." if why.words else ""
        is_told = spoken or why.otherwise
        return told if is_told else f"{told} It is for this: {self._wording.lower_first(self._advisor.services[why.service].summary)}"

    def _join_reasons(self, reasons: Sequence[Reason]) -> str:
        """Reasons as the end of a sentence."""
        return "; ".join(self._wording.lower_first(reason.text).rstrip(".") for reason in reasons)


def join_names(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
