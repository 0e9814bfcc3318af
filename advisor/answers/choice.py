"""Picking among the options of a multiple-choice question: a ranking and the options' texts in, the indices to pick, and the advice that tells them, out."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct

from advisor.answers.quiz import Quiz, QuizAnswer
from advisor.answers.reading import Reading
from advisor.answers.throughput import tell_throughput
from advisor.knowledge.catalogue import Catalogue
from advisor.model import Advice, Service
from advisor.pattern import compile_late
from advisor.phrasing.stance import EXTREMES, SIDES, Stance, compare_stances, read_stance, wants_wrong
from advisor.ranking.fusion import Ranking
from advisor.ranking.ranking import ServiceRanker
from advisor.text.analysis import Analyzer, Query
from advisor.text.options import count_wanted, list_labels
from advisor.text.quantities import add_asked_unit, find_quantities, have_amounts

LEAST = -6.0  # an option may name an unlikely service in passing ("update the alias")
# Found on the part of the exams that is looked at.
UNNAMED = -4.0  # an option that names no service is better than one that names an unlikely one
SUBJECT_SHARE = 0.15  # what the question names itself, all its options are about: naming it again hardly tells one of them
TOGETHER = 0.25
SUPPORT = 6.0
KNOWN, KNOWN_NEAR = 1.2, 12.0
# Where the wrong one is wanted: the wrong answers to a question are mostly anything, its right ones are right.
KNOWN_FOR_WRONG, KNOWN_AGAINST = 6.0, 12.0
DUTY_SHARE = 0.2  # whose duty something is, hardly depends on the services that it names
TOLD, SAME_EXTREME, LATER = 16.0, 0.3, 0.9  # what is told first is more of an answer than what follows
HOW_MANY = compile_late(r"\bhow many (\w+)", re.IGNORECASE)
MOST_AMOUNT_WORDS = 6
PIECE = compile_late(r"(?<=[.;!?,])\s+|\n+|\s(?=and |but |or )")
# Fitted (Platt scaling) on tests/scenarios/whole_questions.jsonl and statements.jsonl.
SURE_SLOPE, SURE_START = 0.62, -0.69
MOST_NAME_TERMS, MOST_NEAR = 3, 12
LIKELY_SUBJECT = 0.5  # what options that name no service are about is told where it is this sure


class Choice(Struct, frozen=True):
    """The indices of the options to take, ascending, what the quiz knows that speaks for each of them, where it is near enough to be told, and the services that they name.

    `sure` is the probability that they are right.
    """

    places: tuple[int, ...]
    known: tuple[QuizAnswer | None, ...]
    services: frozenset[str]
    sure: float


class Chooser:
    """Picks among options by the services that they name, by the known texts that support them, and by what the quiz knows of them."""

    def __init__(self, analyzer: Analyzer, ranker: ServiceRanker, quiz: Quiz, catalogue: Catalogue) -> None:
        self._analyzer, self._ranker, self._quiz, self._catalogue = analyzer, ranker, quiz, catalogue

    def choose(self, query: Query, ranking: Ranking, options: Sequence[str], count: int, told: Sequence[tuple[str, str]] = ()) -> Choice:
        """The `count` best options, or the worst where the question asks for what is not so; ties go to the earlier option.

        `told` are the texts, with their titles, that are known of what is asked: amounts are compared with them.
        """
        options = [add_asked_unit(query.text, option) for option in options]
        asked_for = read_stance(query.text)
        wrong = bool(asked_for & Stance.WRONG)
        judgements = self._quiz.judge(query, options)
        seen = [self._analyzer.analyze(option) for option in options]
        scores = []
        for option, judgement, said in zip(seen, judgements, self._find_amounts(query, options, told), strict=True):
            score = (DUTY_SHARE if asked_for & SIDES else 1.0) * self._score(query, ranking, option) + TOLD * said
            if wrong:
                score = KNOWN_FOR_WRONG * judgement.nearness - KNOWN_AGAINST * judgement.against - score
            else:
                score += KNOWN_NEAR * judgement.nearness
            scores.append(score + KNOWN * judgement.log_odds)
        places = sorted(sorted(range(len(options)), key=lambda index: (-scores[index], index))[:count])
        known_answers = tuple(self._quiz.find_answer(judgements[place]) for place in places)
        return Choice(tuple(places), known_answers, frozenset(mention.service for place in places for mention in seen[place].mentions), sure_of(scores, places))

    def _find_amounts(self, query: Query, options: Sequence[str], told: Sequence[tuple[str, str]]) -> list[float]:
        """For each option, in [0, 1], how much of what is asked the sentence says that tells its amount; 0 where the options are no amounts."""
        if sum(is_amount(option) for option in options) < len(options) - 1:  # one of them may be "no limit"
            return [0.0] * len(options)
        terms = self._analyzer.tokenizer.terms
        asked, stance = set(terms(query.text)), read_stance(query.text) & EXTREMES
        counted = HOW_MANY.search(query.text)
        best, place = [0.0] * len(options), 0
        for title, text in told:
            for piece in PIECE.split(text):
                own = read_stance(piece) & EXTREMES
                amounts = find_quantities(piece)
                if not amounts or compare_stances(stance, own) <= 0:
                    continue
                if counted:
                    amounts = [amount for amount in amounts if piece[amount.end :].lstrip().lower().startswith(counted.group(1).lower())] or amounts
                said = len(asked.intersection(terms(f"{title} {piece}"))) / (len(asked) or 1) + (SAME_EXTREME if stance & own else 0.0)
                said *= LATER**place
                best = [max(found, said) if is_amount(option) and have_amounts(amounts, option) else found for found, option in zip(best, options, strict=True)]
                place += 1
        return best

    def _score(self, query: Query, ranking: Ranking, option: Query) -> float:
        """How well an option answers.

        The best and the average log probability of the services that it names and the scenario does not, the best of those
        that it names when scenario and option are ranked as one text, and how well known texts support both. An option that
        names only what the scenario names is hardly told from one that names no service.
        """
        background = query.named
        wanted = {mention.service for mention in option.mentions if mention.is_wanted}
        named = wanted or self._named_in_part(ranking, option)
        likely = log_probabilities(ranking, (named - background) or named)
        together = log_probabilities(self._ranker.rank(self._analyzer.analyze(f"{query.text} {option.text}")), wanted) if wanted else [UNNAMED]
        by_service = (max(likely) + sum(likely) / len(likely)) / 2 if likely else UNNAMED
        share = SUBJECT_SHARE if named <= background else 1.0
        told = share * (by_service + TOGETHER * max(together)) + (1 - share) * (1 + TOGETHER) * UNNAMED
        return told + SUPPORT * self._ranker.support(query, option)

    def _named_in_part(self, ranking: Ranking, option: Query) -> set[str]:
        """The likely services whose names hold all of an option's few words: "Guardrails" where parts of Bedrock come into question."""
        words = option.weights.keys()
        if not 1 <= len(words) <= MOST_NAME_TERMS:
            return set()
        likely = (candidate.service for candidate in ranking.candidates[:MOST_NEAR])
        return {service for service in likely if words <= set(self._analyzer.tokenizer.terms(self._catalogue[service].name))}


class ChoiceTeller:
    """Tells which options to take beside what is answered."""

    def __init__(self, chooser: Chooser, catalogue: Catalogue, services: Mapping[str, Service]) -> None:
        self._chooser, self._catalogue, self._services = chooser, catalogue, services

    def tell(self, reading: Reading, advice: Advice, choose: int | None) -> Advice:
        """The advice with which of the query's options to take; a question more would not help who has these before him.

        None to `choose`: as many as the query says, where there is an answer.
        """
        query, labels = reading.query, tuple(reading.query.options)
        if advice.kind == "none" and choose is None and reading.off_topic:
            return advice
        choice = self._chooser.choose(query, reading.ranking, tuple(query.options.values()), count_wanted(query.text) if choose is None else choose, self._tell_known(query, advice))
        known = [(labels[place], found) for place, found in zip(choice.places, choice.known, strict=True) if found]
        advice = msgspec.structs.replace(advice, choice=choice.places, choice_confidence=round(choice.sure, 4))
        if not choice.places or reading.off_topic:
            return advice
        taken = f"Of the options I would take {list_labels([labels[place] for place in choice.places])}"
        notices = (*(f'{label}: to the question "{found.question}" a {"right" if found.is_right else "wrong"} answer is "{found.answer}".' for label, found in known), *advice.notices)
        if advice.kind == "none":
            return msgspec.structs.replace(advice, summary=f"{taken}, but I know too little of this to give reasons.", notices=notices)
        if wants_wrong(query.text):
            return msgspec.structs.replace(advice, summary=f"{taken}, which {'fits' if len(choice.places) == 1 else 'fit'} least.", notices=notices)
        service = next((one.service for one in advice.recommendations[:1] if any(self._catalogue.answers(one.service, other) for other in choice.services)), None)
        told = f" {advice.summary}".rstrip()
        if advice.kind == "decision" and not service:
            told = f" {'Without them I would choose' if choice.services else 'It is about'}{advice.summary.removeprefix('Choose')}" if choice.services or reading.sure >= LIKELY_SUBJECT else ""
        return msgspec.structs.replace(advice, summary=f"{taken}.{told}", choice_service=service, notices=notices)

    def _tell_known(self, query: Query, advice: Advice) -> list[tuple[str, str]]:
        """(title, text) of what the load takes that a query tells of, of what was looked up, and of what is known of the services that it names."""
        services = [self._services[id] for id in dict.fromkeys(mention.service for mention in query.mentions)]
        facts = [(service.name, fact.text) for service in services for fact in (*service.facts, *service.limits)]
        counted = tell_throughput(query.text)
        return [*((passage.title, passage.text) for passage in (*filter(None, [counted]), *advice.passages)), *facts]


def log_probabilities(ranking: Ranking, services: Collection[str]) -> list[float]:
    """The log probability of each of some services, at least `LEAST`."""
    probability = {candidate.service: candidate.probability for candidate in ranking.candidates}
    return [math.log(max(probability.get(service, 0.0), math.exp(LEAST))) for service in services]


def is_amount(option: str) -> bool:
    """Whether an option is hardly more than an amount."""
    return len(option.split()) <= MOST_AMOUNT_WORDS and bool(find_quantities(option))


def sure_of(scores: Sequence[float], places: Collection[int]) -> float:
    """The probability that the options at some places are right, from how far they are ahead of the others."""
    left = [score for place, score in enumerate(scores) if place not in places]
    if not left or not places:
        return 1.0
    return 1 / (1 + math.exp(-(SURE_SLOPE * (min(scores[place] for place in places) - max(left)) + SURE_START)))
