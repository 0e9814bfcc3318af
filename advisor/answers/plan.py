"""Which service serves which of several needs: a text that lists needs or tells of a whole system, and its ranking, in; each need with a service and a reason out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from advisor.knowledge.catalogue import Catalogue
from advisor.model import ServedNeed, Service
from advisor.phrasing.needs import Part, find_needs, find_parts
from advisor.phrasing.opposition import find_opposed
from advisor.ranking.confidence import confidence, share_confidence
from advisor.ranking.fusion import Ranking
from advisor.ranking.ranking import ServiceRanker, compared_services, refused_services
from advisor.ranking.rules import find_exclusions
from advisor.text.analysis import Analyzer, Query
from advisor.text.wording import upper_first, with_article

MOST_PARTS, MOST_TOLD = 14, 8  # texts that are ranked, needs that are told
LEAST_SEVERAL, LEAST_SEVERAL_TOLD = 2, 3  # services that make a plan: of needs that are listed, and of a story, where one need may take many sentences
SURE_OF_ONE = 0.87  # so sure of a text as a whole, it tells one need at length, of which its parts are conditions, unless several sentences stand by themselves
LEAST_OF_TWO, SURE_OF_TWO = 0.5, 0.6  # how sure each of two has to be, and both in the mean, to make one too, where they are of different families
ANYWHERE = 10_000
# How sure a part has to be by itself, by how far its service comes in the ranking of the whole, which knows what the part is about.
LEAST_SURE = ((2, 0.3), (5, 0.4), (12, 0.5), (ANYWHERE, 0.75))
LEAST_SURE_OF_SCENE = ((5, 0.5), (ANYWHERE, 1.0))
LEAST_SURE_OF_PIECE = ((3, 0.5), (9, 0.7), (ANYWHERE, 0.88))
LEAST_SURE_OF_ITEM = ((3, 0.35), (9, 0.5), (ANYWHERE, 0.65))
LEAST_SURE_OF_LISTED = ((ANYWHERE, 0.35),)
LEAST_SURE_OF_WORD = 0.65  # of one word alone
SURE_OF_WHOLE = 0.9
WHOLE_SHARE, FAINT = 0.25, 1e-3  # what the whole says counts with that power; nothing is impossible to it

FOR_EACH = "Choose {}, one for each need."
Places = Mapping[str, tuple[int, float]]  # of the services that are open to the parts, in the ranking of the whole: place and probability
Threshold = tuple[tuple[int, float], ...]


class Found(Struct, frozen=True):
    """What serves a part of a text: how sure that is, and the rule's words for it, if one fired; `is_whole` where the part is a sentence with a subject of its own."""

    part: str
    service: str
    sure: float
    why: str | None
    is_whole: bool = False


class Planner:
    """Finds the services of a system, need by need."""

    def __init__(self, analyzer: Analyzer, ranker: ServiceRanker, catalogue: Catalogue, services: Mapping[str, Service]) -> None:
        self._analyzer, self._ranker, self._catalogue, self._services = analyzer, ranker, catalogue, services

    def plan(self, query: Query, ranking: Ranking) -> tuple[ServedNeed, ...]:
        """The needs that a text lists or tells of, in its order, each with its service; none where they come down to one."""
        if not ranking.candidates or find_opposed(query) or compared_services(query):
            return ()
        listed = find_needs(query.text)
        parts = [Part(need) for need in listed] if listed else find_parts(query.text)
        if not parts:
            return ()
        is_one = not listed and confidence(ranking, self._ranker.mix) >= SURE_OF_ONE
        if is_one and sum(part.may_be_whole for part in parts) < LEAST_SEVERAL_TOLD:
            return ()
        root = self._catalogue.root
        closed = {*refused_services(query), *find_exclusions(ranking.fired)}
        places = {one.service: (place, one.probability) for place, one in enumerate(ranking.candidates) if one.service not in closed}
        found: dict[str, Found] = {}
        for one in self._serve_parts(parts, places, bool(listed)):
            known = found.get(root(one.service))
            if known is None or (one.sure, one.is_whole) > (known.sure, known.is_whole):
                found[root(one.service)] = one
        if not self._are_several(list(found.values()), bool(listed) or any(part.is_wish for part in parts)):
            return ()
        if is_one and sum(one.is_whole for one in found.values()) < LEAST_SEVERAL_TOLD:
            return ()
        first = ranking.candidates[0]
        if first.probability >= SURE_OF_WHOLE and root(first.service) in found:  # "..., and they must keep their order" stands in another part
            found[root(first.service)] = structs.replace(found[root(first.service)], service=first.service)
        order = sorted(found.values(), key=lambda one: query.text.find(one.part))
        return tuple(self._tell(one) for one in order[:MOST_TOLD])

    def _are_several(self, found: Sequence[Found], are_listed: bool) -> bool:
        """Whether what serves the parts of a text makes a plan, and is not one thing told at length."""
        if are_listed or len(found) >= LEAST_SEVERAL_TOLD:
            return len(found) >= LEAST_SEVERAL
        families = {self._catalogue[one.service].family for one in found}
        mean = sum(one.sure for one in found) / (len(found) or 1)
        return len(families) == LEAST_SEVERAL and mean >= SURE_OF_TWO and all(one.is_whole and one.sure >= LEAST_OF_TWO for one in found)

    def _serve_parts(self, parts: Sequence[Part], places: Places, are_listed: bool) -> Iterator[Found]:
        """What serves each part, and each piece of a part that asks for something else than the part as a whole."""
        left = MOST_PARTS
        for part in parts:
            pieces = [found for piece in part.pieces[:left] if (found := self._serve(piece, part, places, LEAST_SURE_OF_ITEM if part.is_list else LEAST_SURE_OF_PIECE))]
            yield from pieces
            left -= len(part.pieces) + 1
            if left < 0:
                return
            if part.text and not part.is_list:
                told = self._serve(part.text, part, places, LEAST_SURE_OF_LISTED if are_listed else LEAST_SURE_OF_SCENE if part.is_scene else LEAST_SURE)
                same = [piece for piece in pieces if told and self._catalogue.root(piece.service) == self._catalogue.root(told.service)]
                if told:
                    yield structs.replace(max(same, key=lambda one: one.sure, default=told), is_whole=part.may_be_whole)

    def _serve(self, text: str, part: Part, places: Places, least: Threshold) -> Found | None:
        """The service that a text asks for, as far as the whole that it is a part of bears it out."""
        query = self._analyzer.analyze(text)
        if not query.weights:
            return None
        ranking = self._ranker.rank(query)
        if not ranking.candidates:
            return None
        shares = share_confidence(ranking, confidence(ranking, self._ranker.mix))
        nowhere = (ANYWHERE - 1, 0.0)
        own = max(shares, key=lambda service: shares[service])
        weighed = {service: share * (places.get(service, nowhere)[1] + FAINT) ** WHOLE_SHARE for service, share in shares.items() if service in places or service == own}
        service = max(weighed, key=lambda one: weighed[one])
        place = places.get(service, nowhere)[0]
        there = query.named if part.tells_what_is_there else frozenset[str]()
        if shares[service] < max(next(sure for most, sure in least if place <= most), 0.0 if " " in text else LEAST_SURE_OF_WORD) or self._is_left_out(service, there):
            return None
        return Found(text, service, shares[service], next((one.rule.why for one in ranking.fired if service in dict(one.rule.prefer)), None))

    def _is_left_out(self, service: str, there: Collection[str]) -> bool:
        """Whether a service is there, with what it is a part of, or takes no new customers."""
        status = self._services[service].status
        return self._catalogue.is_covered(service, there) or (status is not None and status.is_closed)

    def _tell(self, one: Found) -> ServedNeed:
        """A need as it is told, with one reason: that of a rule, else what the service is for."""
        known = self._services[one.service]
        return ServedNeed(one.part, one.service, known.name, round(one.sure, 4), one.why or upper_first(known.summary))


def tell_plan(needs: Sequence[ServedNeed]) -> str:
    """What to choose for several needs, in one sentence."""
    *names, last = (with_article(need.name) for need in needs)
    return FOR_EACH.format(f"{', '.join(names)} and {last}")
