"""How a query is understood: a query and its ranking in, how sure that is and what kind of text it is taken for out."""

from __future__ import annotations

from collections.abc import Mapping, Set

from msgspec import Struct, structs

from advisor.answers.passages import LIKELY_KIND, SURELY_DAILY, SURELY_OFF_TOPIC, Finder
from advisor.answers.preference import chooses_between
from advisor.answers.questions import is_thin
from advisor.answers.throughput import tell_throughput
from advisor.answers.troubles import LIKELY_TROUBLE, TroubleFinder
from advisor.model import Passage
from advisor.phrasing.fact_phrasing import asks_for_fact, asks_for_measure, asks_how_much, asks_how_things_are, asks_what_stands_for, puts_side_by_side
from advisor.phrasing.need_phrasing import find_whole_asked, says_need
from advisor.phrasing.trouble_phrasing import tells_error
from advisor.ranking.confidence import confidence
from advisor.ranking.fusion import Ranking, put_first
from advisor.ranking.ranking import ServiceRanker, compares_product
from advisor.ranking.retrieval import Scores
from advisor.text.analysis import Analyzer, Query
from advisor.text.identifiers import IdentifierFinder

SURE_OF_VERDICT = 0.7  # what a rule judges that knows the service by its name
LIKELY_BRIEF, SURELY_BRIEF = 0.5, 0.75
LIKELY_FACT, SURE_DESPITE_QUESTION = 0.5, 0.75  # the second where it is asked how something is, and no service is named

LEAST_OF_PART = 0.01  # how likely a part has to be that is asked for of a whole


class Reading(Struct, frozen=True):
    """A query as it is understood: its ranking and how sure it is, the kinds of question it may be, and the scores of all notes and those nearest to it.

    `decides`: it is taken as a decision, whatever its few words look like. `wants_fact`: it likely asks for a fact, and no
    service is likely enough to be an answer where none is known. `is_vague`, `is_story`: it tells a trouble in words that
    may mean any of several, or at length. `recommends`: the first of its ranking is likely enough to be told. `known`: what
    surely answers it.
    """

    query: Query
    ranking: Ranking
    sure: float
    kinds: Mapping[str, float]
    note_scores: Scores
    found: tuple[Passage, ...]
    off_topic: bool = False
    decides: bool = False
    wants_fact: bool = False
    is_vague: bool = False
    is_story: bool = False
    recommends: bool = False
    known: Passage | None = None


class Reader:
    """Reads queries; `telling` are the cues by which even a few words are on our subject."""

    def __init__(self, analyzer: Analyzer, finder: Finder, identifiers: IdentifierFinder, ranker: ServiceRanker, troubles: TroubleFinder, telling: Set[str]) -> None:
        self._analyzer, self._finder, self._identifiers, self._ranker, self._troubles, self._telling = analyzer, finder, identifiers, ranker, troubles, telling

    def read(self, query: Query, ranking: Ranking, answers: int) -> Reading:
        """How a ranked query is understood; `answers` questions on it have been answered."""
        note_scores = self._finder.score_notes(query)
        kinds, found = self._ranker.kinds(query), self._finder.find_notes(query, note_scores)
        is_of_bill = self._troubles.explains_bill(query)
        known = None if answers or query.options or is_of_bill else self._find_known(query)
        if known and known.kind == "identifier":  # it names its service, whatever its words are like
            ranking = structs.replace(ranking, candidates=tuple(put_first(ranking.candidates, dict.fromkeys(known.services, 1))))
        elif not known:
            ranking = self._lead_with_part(query, ranking)
        sure = confidence(ranking, self._ranker.mix, for_whole=True)
        if known:
            return Reading(query, ranking, sure, kinds, note_scores, found, wants_fact=True, recommends=self._recommends(query, ranking, sure), known=known)
        sure = max(sure, SURE_OF_VERDICT) if ranking.verdicts else sure
        judged = bool(ranking.verdicts) and not self._finder.questions.knows(query)
        is_vague, is_story = is_of_bill or self._troubles.tells_vaguely(query), self._troubles.tells_story(query)
        decides = answers > 0 or judged or (self._is_brief(query, kinds, sure) and not (is_vague or is_story)) or (compares_product(query) and not tells_error(query)) or chooses_between(query)
        off_topic = not (decides or is_vague) and self._finder.is_off_topic(query, found, kinds, sure) and not (self._finder.questions.knows(query) or self._troubles.knows(query))
        asks = asks_for_fact(query) and kinds.get("lookup", 0.0) >= LIKELY_FACT and (sure < LIKELY_FACT or asks_how_much(query))
        asks = asks or (asks_how_things_are(query) and sure < (LIKELY_FACT if query.mentions else SURE_DESPITE_QUESTION))
        wants_fact = not decides and (puts_side_by_side(query) or asks_for_measure(query) or asks)
        recommends = not off_topic and self._recommends(query, ranking, sure)
        return Reading(query, ranking, sure, kinds, note_scores, found, off_topic, decides, wants_fact, is_vague, is_story, recommends)

    def _lead_with_part(self, query: Query, ranking: Ranking) -> Ranking:
        """The ranking with the best part of a service first where a query asks for a part of that by its name ("which CloudWatch part warns me"), and one comes into question."""
        whole = find_whole_asked(query)
        parts = {one.service: 1 for one in ranking.candidates if whole and ranking.is_part(one.service, whole) and one.probability >= LEAST_OF_PART}
        return structs.replace(ranking, candidates=tuple(put_first(ranking.candidates, parts))) if parts else ranking

    def _find_known(self, query: Query) -> Passage | None:
        """What surely answers a query: what a load takes that it tells of, before the known question that asks the same of other figures; that question's answer; or what an identifier is."""
        counted = tell_throughput(query.text)
        same = None if counted or self._asks_of_services(query) else self._finder.questions.find_same(query)
        if same or counted:
            return same.tell() if same else counted
        return None if self._troubles.knows_code(query) else self._identifiers.find(query.text)

    def _asks_of_services(self, query: Query) -> bool:
        """Whether a query asks what a service is, or how several differ, for which their entries are the answer: not for an abbreviation, nor for two names of one service ("gp2 vs gp3")."""
        are_several_names_of_one = len(query.mentions) > len(query.named)
        return not are_several_names_of_one and not asks_what_stands_for(query.text) and self._finder.asks_what_it_is(query)

    def _recommends(self, query: Query, ranking: Ranking, sure: float) -> bool:
        """Whether the first of a ranking is likely enough to be told, and for a query that says anything."""
        return sure >= self._ranker.mix.threshold and bool(query.weights or (ranking.leads and self._analyzer.wants_other(query.text)))

    def _is_brief(self, query: Query, kinds: Mapping[str, float], sure: float) -> bool:
        """Whether a query is only a few words, which say too little of its kind, but are on our subject."""
        if not is_thin(query) or tells_error(query) or asks_for_fact(query) or asks_how_things_are(query) or puts_side_by_side(query):
            return False
        if self._finder.names_other_cloud(query) or self._finder.asks_what_it_is(query) or self._finder.is_pasted(query, sure):
            return False
        told = any(match.cue in self._telling for match in query.cues)
        decision, trouble = kinds.get("decision", 0.0), kinds.get("diagnosis", 0.0)
        if trouble and not query.mentions and not self._troubles.find_diagnosis(query, kinds, sure):  # it sounds like one ("message queue"), but is none that is known
            decision, trouble = decision + trouble, 0.0
        if not told and min(sure, decision) < LIKELY_BRIEF:
            return False
        other = 0.0 if says_need(query) and trouble < LIKELY_TROUBLE else max(trouble, kinds.get("lookup", 0.0))
        none = kinds.get("none", 0.0)
        on_subject = none < SURELY_OFF_TOPIC or (told and sure >= SURELY_BRIEF and (none < SURELY_DAILY or bool(query.mentions)))
        return on_subject and (other < LIKELY_KIND or other < decision)
