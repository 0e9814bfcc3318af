"""Which of two services has more of something: a question about those that stand side by side in, an answer in plain sentences out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from advisor.advisor import Advisor
from advisor.answers.known_questions import NEAREST
from advisor.answers.passages import first_sentence
from advisor.model import Advice, Passage
from advisor.phrasing.fact_phrasing import questions_price, tells_price
from advisor.text.amounts import find_amounts
from advisor.text.analysis import Query
from advisor.text.vocabulary import Quality

LEAST_NEAR = 0.7  # how near what is looked up must be to the question for one service
LEAST_SAID = 0.6  # how much of what is asked a sentence on a service has to say
TELLS_OF_EACH = 'For what I know of each, say "tell me about {}".'
UNKNOWN_WHICH = "I do not know which of {} it is."
UNKNOWN_OF = "Of {} I know nothing that says so."
NOT_TOLD = "Which it is does not follow from that alone."
AGAINST = "it is the wrong choice when {}"
MOST_AGAINST = 2
ANSWERED = re.compile(r"^(?:yes|no), ", re.IGNORECASE)
HOW_MUCH_OF = r"\bhow much (?!is|are|does|do|did|would|will|can|for|to|money|it|that|this|per|a|an|i|we|in|on|more|less)[a-z]+"  # "how much memory can it have"
FREE, CHEAPER_IS = r"\b(?:is|are) free\b(?! only)", "By that {} is the cheaper one."
MORE_IS = "By these figures it is {}."


PRICE = "price"  # the word by which the quality of what something costs is known

COMPARATIVES = re.findall(r"\w+", "more less fewer better worse best most least one two both support supports offer offers allow allows give gives come comes work works")


class Qualities:
    """Asks of each service what was asked of all, and compares the amounts in the answers."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor, self._tokenizer, self._qualities = advisor, advisor.tokenizer, advisor.vocabulary.qualities

    def judge(self, text: str, services: Sequence[str]) -> str:
        """What is known of some services, two or more, in what a text asks, and which it is where amounts tell that."""
        names = [self._advisor.catalogue[service].name for service in services]
        quality = self._find_quality(text)
        asked = set(self._advisor.analyzer.analyze(text).weights) - self._comparing()
        looked_up = [self._look_up(service, quality) if quality else None for service in services]
        told = [said or (quality and self._find_fact(service, quality)) or self._find_said(service, services, asked) for service, said in zip(services, looked_up, strict=True)]
        if not any(told):
            return " ".join((UNKNOWN_WHICH.format(" and ".join(names)), TELLS_OF_EACH.format('" or "tell me about '.join(names))))
        sentences = [f"{name}: {said.rstrip('.')}." if said else UNKNOWN_OF.format(name) for name, said in zip(names, told, strict=True)]
        return " ".join((*sentences, *self._conclude(names, looked_up, quality)))

    def tell(self, service: str, text: str) -> str | None:
        """What is known of one service that answers a question about it, or None."""
        quality, asked = self._find_quality(text), set(self._advisor.analyzer.analyze(text).weights) - self._comparing()
        told = (self.tell_quality(service, text) or self._look_up(service, quality) or self._find_fact(service, quality)) if quality else None
        return told or self._find_said(service, (service,), asked)

    def tell_quality(self, service: str, text: str) -> str | None:
        """What is looked up of a service, or else of the whole that it is a part of, in the quality that a question about it says; None where it says none, or nothing is known."""
        quality = self._find_quality(text)
        if not quality or not quality.say:
            return None
        whole = dict.fromkeys((service, self._advisor.catalogue.root(service)))
        told = next((said for one in whole if (said := self._look_up(one, quality))), None)
        return told or (self._tell_against(service) if quality.against else None) or quality.otherwise.format(self._advisor.catalogue[service].name) or None

    def asks_price(self, query: Query) -> bool:
        """Whether a query is a question for what something costs, and not for how much of something else it takes ("how much work is it")."""
        quality = self._find_quality(query.text)
        return questions_price(query) and (is_price(quality) if quality else not re.search(HOW_MUCH_OF, query.text, re.IGNORECASE))

    def tell_price(self, service: str) -> Advice | None:
        """What a service, or else the whole that it is a part of, is billed by, as it is looked up; None where that is not known."""
        quality = next(filter(is_price, self._qualities), None)
        for one in dict.fromkeys((service, self._advisor.catalogue.root(service))):
            for question in quality.ask if quality else ():
                advice = self._advisor.ask(question.format(self._advisor.catalogue[one].name))
                first = next(iter(advice.passages), None)
                if advice.kind == "lookup" and first and first.kind != "service" and first.score >= LEAST_NEAR and tells_price(first.title) and self._is_named(one, first.title):
                    return advice
        return None

    def _is_named(self, service: str, text: str) -> bool:
        """Whether a text names a service."""
        return any(mention.service == service for mention in self._advisor.analyzer.analyze(text).mentions)

    def _find_quality(self, text: str) -> Quality | None:
        """The first quality that a text asks for."""
        words = {token.word for token in self._tokenizer.tokens(text)}
        return next((quality for quality in self._qualities if asks_for(words, quality)), None)

    def _look_up(self, service: str, quality: Quality) -> str | None:
        """What a look-up of a quality of one service says, where it is near and says something of that."""
        for question in quality.ask:
            advice = self._advisor.ask(question.format(self._advisor.catalogue[service].name))
            found = next((passage for passage in advice.passages[:1] if advice.kind == "lookup" and passage.score >= LEAST_NEAR and self._may_tell(passage, quality)), None)
            paragraph = found.text.strip().split("\n\n")[0] if found else ""
            items = [ANSWERED.sub("", item.removeprefix("- ")) for item in paragraph.splitlines()] if paragraph.startswith("- ") else [first_sentence(paragraph)]
            said = next((item for item in items if self._tells(item, quality)), None)
            if said:
                return said
        return None

    def _may_tell(self, passage: Passage, quality: Quality) -> bool:
        """Whether a passage may tell a quality: what a service is for tells none but an amount, and what is only near tells none that any words may tell."""
        return (passage.kind != "service" or quality.measure is not None) and (bool(quality.told) or not passage.title.startswith(NEAREST))

    def _tell_against(self, service: str) -> str | None:
        """When another service is the better choice than a service, or None where that is not known."""
        cases = self._advisor.services[service].not_when[:MOST_AGAINST]
        return AGAINST.format("; or ".join(f"{case.situation.rstrip('.')} (then {self._advisor.catalogue[case.instead].name})" for case in cases)) if cases else None

    def _find_fact(self, service: str, quality: Quality) -> str | None:
        """What is known of a service that says something of a quality; nothing where any words may tell it."""
        if not quality.told:
            return None
        known = self._advisor.services[service]
        return next((said for said in (*(fact.text for fact in (*known.limits, *known.facts)), known.summary) if self._tells(said, quality)), None)

    def _tells(self, text: str, quality: Quality) -> bool:
        """Whether a text says something of a quality, with an amount where that has a measure."""
        told = {self._tokenizer.term(word) for word in quality.told}
        return (not told or not told.isdisjoint(self._tokenizer.terms(text))) and (not quality.measure or any(amount.measure == quality.measure for amount in find_amounts(text)))

    def _find_said(self, service: str, services: Sequence[str], asked: set[str]) -> str | None:
        """The sentence known of a service, or of when it is chosen rather than one of the others, that says most of what is asked."""
        if not asked:
            return None
        shares = [(len(asked.intersection(self._tokenizer.terms(said))) / len(asked), said) for said in self._sentences_on(service, services)]
        share, best = max(shares, key=lambda one: one[0])
        return best if share >= LEAST_SAID else None

    def _sentences_on(self, service: str, services: Sequence[str]) -> Iterator[str]:
        known = self._advisor.services
        yield known[service].summary
        yield from (fact.text for fact in (*known[service].facts, *known[service].limits))
        yield from (f"To be chosen when {case.situation.rstrip('.')}." for other in services for case in known[other].not_when if case.instead == service)

    def _comparing(self) -> set[str]:
        """The terms of words that only compare."""
        return {self._tokenizer.term(word) for word in COMPARATIVES}

    def _conclude(self, names: Sequence[str], told: Sequence[str | None], quality: Quality | None) -> Iterator[str]:
        """Which it is, where what was looked up of each holds amounts of what is asked for and one is the greatest (a fact may tell another amount than that); else that this is not known."""
        if not quality:
            return
        most = [max((amount.value for amount in find_amounts(said or "") if amount.measure == quality.measure), default=0.0) for said in told]
        free = [bool(re.search(FREE, said or "")) and not re.search(r"\d", said or "") for said in told]  # "a million requests are free" says little
        if is_price(quality) and free.count(True) == 1 and all(told):
            yield CHEAPER_IS.format(names[free.index(True)])
            return
        yield MORE_IS.format(names[most.index(max(most))]) if all(most) and most.count(max(most)) == 1 else NOT_TOLD


def asks_for(words: Collection[str], quality: Quality) -> bool:
    """Whether the words of a text ask for a quality: one of each group, or all of one way to say it."""
    in_groups = bool(quality.asked) and all(not set(group).isdisjoint(words) for group in quality.asked)
    return in_groups or any(set(said.split()) <= set(words) for said in quality.say)


def is_price(quality: Quality) -> bool:
    """Whether a quality is what something costs."""
    return bool(quality.asked) and PRICE in quality.asked[0]
