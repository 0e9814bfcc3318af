"""What is answered: a query as it was read in, the advice out, without an id and without a question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from advisor.answers import passages
from advisor.answers.explanation import explain_ruled_out
from advisor.answers.notices import NoticeFinder
from advisor.answers.passages import Finder
from advisor.answers.preference import PreferenceTeller, find_preferable
from advisor.answers.reading import LIKELY_FACT, Reading
from advisor.answers.recommender import Recommender
from advisor.answers.sheet import put_side_by_side
from advisor.answers.troubles import FEW_WORDS, LIKELY_DECISION, LIKELY_TROUBLE, NEARLY_SURE_TROUBLE, QUITE_SURE_CHOICE, NearDiagnosis, TroubleFinder
from advisor.knowledge.catalogue import Catalogue
from advisor.model import Advice, DiagnosisFound, Passage, Recommendation, Service
from advisor.phrasing.fact_phrasing import asks_whether_it_serves, asks_who_did_it, asks_yes_or_no, puts_side_by_side
from advisor.phrasing.need_phrasing import asks_for_choice, only_tells_what_is_there, says_wish
from advisor.phrasing.opposition import find_opposed
from advisor.phrasing.trouble_phrasing import asks_remedy, tells_error
from advisor.ranking.confidence import share_confidence
from advisor.ranking.ranking import refused_services
from advisor.ranking.rules import decides_for, find_exclusions
from advisor.ranking.verdicts import tell_verdict
from advisor.text.analysis import Query
from advisor.text.wording import Wording, upper_first, with_article

UNKNOWN = "I do not know: nothing that I know matches this well enough. Say what you want to build, store, connect or protect, and what matters most."
ENGLISH_ONLY = "I understand English only: please say in English what you want to build, store, connect or protect, or what goes wrong."
ONLY_THERE = "You tell what is there: {}. Say what it shall do better or what shall come beside it, or what goes wrong there."
ONLY_REFUSED = "You tell only that you do not want {}. What mostly takes its place: {}. Say what it has to do, or, if something goes wrong there, what."
UNKNOWN_TROUBLE = "Something goes wrong there, but I know no trouble that is near enough to it. Tell me the service that it happens in and the exact message or code."
MAY_BE_OTHER = "What you tell may be something else as well: name the service, or the exact message, to be sure. Or: {}."
NOT_EXACTLY = "I know no answer to exactly this. What I know of {}"
NEAREST_NOTE = 'The nearest that I know is told under "{}"'
LEAN = "For what you say rather {} ({:.2f}). {}"
LEAST_LEAN, LEAST_LEAD = 0.2, 2.0  # how likely the better of two that are compared must be, and how many times as likely as the other
LEAST_NEAR = 0.4  # a note that is further is not worth being told in place of an answer


class AnswerBuilder:
    """Builds the advice on a reading: a comparison, a diagnosis, what was looked up, a choice, or that it is not known."""

    def __init__(
        self,
        finder: Finder,
        troubles: TroubleFinder,
        recommender: Recommender,
        notices: NoticeFinder,
        preferences: PreferenceTeller,
        catalogue: Catalogue,
        services: Mapping[str, Service],
        wording: Wording,
        verdicts_against: Collection[str],
    ) -> None:
        self._finder, self._troubles, self._recommender, self._notices, self._preferences = finder, troubles, recommender, notices, preferences
        self._catalogue, self._services, self._wording, self._verdicts_against = catalogue, services, wording, verdicts_against

    def build(self, reading: Reading, top: int) -> Advice:
        """The advice on a reading, with at most `top` recommendations."""
        query, ranking, sure, kinds, found = reading.query, reading.ranking, reading.sure, reading.kinds, reading.found
        text, may_be_other = query.text, not (reading.off_topic or reading.decides or reading.known)
        if not (reading.off_topic or reading.known) and only_tells_what_is_there(query) and not (ranking.leads or any(one.asked for one in ranking.fired)):
            there = " and ".join(self._services[service].name for service in sorted(query.named))
            return Advice("", text, "none", ONLY_THERE.format(there), passages=())
        compared = self._compare(reading, top) if may_be_other else None
        if compared:
            return compared
        is_ruled = bool(ranking.candidates) and decides_for(ranking.candidates[0].service, ranking.fired)
        likely = share_confidence(ranking, sure) if may_be_other and ranking.candidates else {}
        near = self._troubles.find_diagnosis(query, kinds, sure, likely, is_ruled=is_ruled) if may_be_other else None
        near = None if near and self._finder.asks_what_it_is(query) else near
        recommendations = self._recommender.recommend(reading, top, find_preferable(query, ranking)) if reading.recommends else ()
        notices = self._notices.find(query, ranking, recommendations) if reading.recommends else ()
        if near:
            return self._diagnose(near, Advice("", text, "diagnosis", "", recommendations, (), found, notices=notices))
        may_be_asked = may_be_other and not (reading.is_vague or reading.is_story)
        told = (reading.known,) if reading.known else self._finder.look_up(query, found, kinds, sure) if may_be_asked else ()
        if told:
            title = told[0].title
            recommendations = () if self._finder.asks_what_it_is(query) else recommendations  # who asks what a service is, is not choosing one
            answer = passages.first_sentence(told[0].text)
            summary = upper_first(answer) if reading.known else f"{title}{'' if title.endswith('?') else ':'} {answer}"  # who hears his own question again learns nothing
            about = query.named.union(told[0].services)
            notices = self._notices.find(query, ranking, [one for one in recommendations if one.service in about]) if reading.recommends else ()
            return Advice("", text, "lookup", summary, recommendations, (), told, notices=notices)
        described = self._describe_nearest(reading, recommendations) if may_be_asked else None
        if described:
            recommendations = recommendations if reading.wants_fact and sure >= LIKELY_FACT and not puts_side_by_side(query) else ()
            return Advice("", text, "lookup", f"{described.title}: {passages.first_sentence(described.text)}", recommendations, passages=(described,))
        if may_be_other and not reading.wants_fact:
            is_unknown = self._is_unknown_trouble(reading)
            is_told = is_unknown or (tells_error(query) and kinds.get("diagnosis", 0.0) >= NEARLY_SURE_TROUBLE)
            near = self._troubles.find_diagnosis(query, kinds, sure, likely, is_ruled=is_ruled, is_no_fact=True) if is_told else None
            if near:
                return self._diagnose(near, Advice("", text, "diagnosis", "", recommendations, (), found, notices=notices))
            if is_unknown:
                return Advice("", text, "none", UNKNOWN_TROUBLE, passages=tuple(passage for passage in found if passage.score >= LEAST_NEAR), notices=notices)
        if not recommendations or reading.wants_fact:
            found = tuple(passage for passage in found if passage.score >= LEAST_NEAR and not reading.off_topic)
            return Advice("", text, "none", self._tell_unknown(reading), passages=found, notices=() if reading.wants_fact else notices)
        first = self._services[recommendations[0].service]
        verdict = "" if query.options else tell_verdict(query, ranking.verdicts, self._catalogue, self._wording, self._verdicts_against)
        rather = self._preferences.tell(query, recommendations[0])
        summary = f"{verdict}{rather or f'Choose {with_article(first.name)}: {self._wording.lower_first(first.summary)}'}"
        return Advice("", text, "decision", summary, recommendations, explain_ruled_out(query, ranking, self._catalogue, first.id), found, notices=notices)

    def _compare(self, reading: Reading, top: int) -> Advice | None:
        """The advice on services that a query sets against each other for some need ("ALB vs NLB for websockets"): what each is for and, where the need speaks clearly for one, that.

        None where it does nothing of the kind, asks for no more than how they differ, or is a known question.
        """
        query, ranking = reading.query, reading.ranking
        opposed = find_opposed(query)
        if not 2 <= len(opposed) <= passages.MOST_DESCRIBED or self._finder.asks_what_it_is(query) or self._finder.questions.knows(query):
            return None
        told = put_side_by_side([self._services[id] for id in opposed])
        shares = share_confidence(ranking, reading.sure)
        likely = sorted(opposed, key=lambda id: -shares.get(id, 0.0))
        first, second = (shares.get(id, 0.0) for id in likely[:2])
        made: tuple[Recommendation, ...] = ()
        if first >= max(LEAST_LEAN, LEAST_LEAD * second):
            made = self._recommender.recommend(reading, top, [candidate for candidate in ranking.candidates if candidate.service in opposed and candidate.service not in ranking.ended])
            told = msgspec.structs.replace(told, title=LEAN.format(self._services[likely[0]].name, first, told.title))
        notices = self._notices.find(query, ranking, made)
        return Advice("", query.text, "lookup", f"{told.title}: {passages.first_sentence(told.text)}", made, passages=(told,), notices=notices)

    def _describe_nearest(self, reading: Reading, recommendations: Sequence[Recommendation]) -> Passage | None:
        """The note that is nearest to a query for a fact, or what is known of the service that it names or is likely about, told as such: no text answers it."""
        query = reading.query
        if reading.wants_fact:
            telling = self._finder.find_telling(query)
            if telling:
                return telling
            note = self._finder.find_nearest_note(query, reading.found)
            if note:
                return msgspec.structs.replace(note, title=NEAREST_NOTE.format(note.title))
            described = self._finder.describe(query, recommendations[0].service if recommendations and reading.sure >= LIKELY_FACT else None)
        else:
            asks_of_named = asks_yes_or_no(query) or (asks_whether_it_serves(query) and not self._gives_way(reading, recommendations))
            described = self._finder.describe(query) if asks_of_named and not self._recommends_named(query, recommendations) else None
        return msgspec.structs.replace(described, title=NOT_EXACTLY.format(described.title)) if described else None

    def _is_unknown_trouble(self, reading: Reading) -> bool:
        """Whether a query tells a trouble, and is more likely one than anything else: where no diagnosis is near, a service to choose would mend nothing, unless it is quite sure."""
        query, kinds = reading.query, reading.kinds
        if not (reading.is_vague or reading.is_story or tells_error(query)):
            return False
        if reading.sure >= QUITE_SURE_CHOICE and not (reading.is_vague or self._troubles.is_known_elsewhere(query)):
            return False
        if reading.is_vague or (reading.is_story and (tells_error(query) or reading.sure < LIKELY_FACT)):
            return True
        asks_what_to_do = asks_remedy(query) and reading.sure < LIKELY_DECISION
        if query.is_order or refused_services(query) or asks_who_did_it(query) or (asks_for_choice(query) and not asks_what_to_do) or not tells_error(query):
            return False
        is_brief = len(query.weights) <= FEW_WORDS and max(kinds.get("decision", 0.0), reading.sure) < LIKELY_DECISION  # "network slow"
        return is_brief or asks_what_to_do or kinds.get("diagnosis", 0.0) >= LIKELY_TROUBLE or (not says_wish(query) and self._troubles.is_known_elsewhere(query))

    def diagnose_otherwise(self, query: Query, but: Collection[str]) -> Advice | None:
        """The advice on a trouble, without an id, with the nearest diagnosis but for some, by id; None where no other is near."""
        near = self._troubles.find_other_diagnosis(query, but)
        return self._diagnose(near, Advice("", query.text, "diagnosis", "", passages=())) if near else None

    def _diagnose(self, near: NearDiagnosis, advice: Advice) -> Advice:
        """The advice with a diagnosis, and with those that it may be as well."""
        one = near.diagnosis
        found = DiagnosisFound(one.id, one.title, one.cause, one.steps, one.source, round(near.confidence, 4), one.services, one.prevention)
        rivals = (MAY_BE_OTHER.format("; or: ".join(rival.title for rival in near.rivals)),) if near.rivals else ()
        return msgspec.structs.replace(advice, summary=f"{one.title}: {one.cause}", diagnosis=found, notices=(*rivals, *advice.notices))

    def _recommends_named(self, query: Query, recommendations: Sequence[Recommendation]) -> bool:
        """Whether the first recommendation is a service that the query names, or a part of one."""
        return any(self._catalogue.answers(one.service, mention.service) for one in recommendations[:1] for mention in query.mentions)

    def _gives_way(self, reading: Reading, recommendations: Sequence[Recommendation]) -> bool:
        """Whether what is recommended first is known to take the place of a service that a query names: by a rule that excludes that, by its own entry, or as one of its family."""
        exclusions = find_exclusions(reading.ranking.fired)
        for one in recommendations[:1]:
            for named in reading.query.named:
                entry = self._catalogue[named]
                if named in exclusions or entry.over or entry.family == self._catalogue[one.service].family or self._catalogue.is_covered(one.service, entry.near):
                    return True
        return False

    def _tell_unknown(self, reading: Reading) -> str:
        """That nothing is known of what was asked, and what takes the place of another vendor's product, or of a service of which no more is told than that it is not wanted."""
        query = reading.query
        if not reading.off_topic:
            refused, leads = refused_services(query), reading.ranking.leads
            if not refused or not leads or query.weights:
                return UNKNOWN
            instead = self._services[max(leads, key=lambda service: leads[service])].name
            return ONLY_REFUSED.format(" and ".join(self._services[service].name for service in sorted(refused)), instead)
        if self._finder.is_in_other_language(query):
            return ENGLISH_ONLY
        if not query.products:
            return UNKNOWN
        product = query.products[0]
        ours = " and ".join(self._services[service].name for service in product.services)
        return f"I do not know {product.name}, only AWS. What takes its place there: {ours}."
