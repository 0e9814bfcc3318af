"""Yes or no to what is proposed: a query and the rules that it fires in, those that judge it and what they say out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from advisor.knowledge.catalogue import Catalogue
from advisor.model import PROPOSED_REFERENCE, SERVICE_REFERENCE, Rule
from advisor.pattern import compile_late
from advisor.ranking.rules import FiredRule
from advisor.text.analysis import Query
from advisor.text.wording import Wording, with_article

NOT_THAT, RATHER_NOT, NO, YES = "No, not {}: {}", "Rather not {}: {}", "No: {}", "Yes: {}"
MOST_JUDGED_WORDS = 50
WORD = compile_late(r"[\w'’]+")


def find_verdicts(query: Query, fired: Iterable[FiredRule]) -> tuple[FiredRule, ...]:
    """The fired rules that judge a service that a query proposes or asks about, those that say no first; none in a long story, which asks for more than that."""
    if len(query.tokens) > MOST_JUDGED_WORDS:
        return ()
    in_question = {mention.service for mention in query.mentions if mention.is_in_question}
    return tuple(sorted((one for one in fired if judges(one.rule, in_question)), key=lambda one: not (one.rule.limit or one.rule.rule_out)))


def judges(rule: Rule, in_question: Collection[str]) -> bool:
    """Whether a rule, where it fires, says yes or no to one of some services.

    It says no where it excludes one and is a limit or rests on what is proposed; a limit does too that rests on a
    service that is named and excludes nothing ("an Express workflow ends after five minutes"). It says yes where it
    rests on a service that is proposed, excludes nothing and prefers it.
    """
    conditions = (*rule.when.all, *rule.when.any)
    if rule.rule_out:
        rests_on_proposal = any(name.startswith(PROPOSED_REFERENCE) for name in conditions)
        return (rule.limit or rests_on_proposal) and any(service in in_question for service, _ in rule.rule_out)
    if rule.limit:
        return any(name.startswith((SERVICE_REFERENCE, PROPOSED_REFERENCE)) for name in conditions)
    return any(service in in_question and PROPOSED_REFERENCE + service in conditions for service, _ in rule.prefer)


def tell_verdict(query: Query, verdicts: Sequence[FiredRule], catalogue: Catalogue, wording: Wording, against: Iterable[str]) -> str:
    """Yes or no to what a query proposes or asks of a service, with the reason and a blank behind it; nothing where no rule judges that.

    Who asks with one of the words `against` ("overkill") is not told "no".
    """
    if not verdicts:
        return ""
    rule = verdicts[0].rule
    in_question = {mention.service for mention in query.mentions if mention.is_in_question}
    excluded = next(((service, reason) for service, reason in rule.rule_out if service in in_question), None)
    if excluded is None:
        return f"{(NO if rule.limit else YES).format(wording.lower_first(rule.why))} "
    service, reason = excluded
    said = f" {' '.join(re.findall(WORD.pattern, query.text.lower()))} "
    form = RATHER_NOT if any(f" {phrase} " in said for phrase in against) else NOT_THAT
    return f"{form.format(with_article(catalogue[service].name), wording.lower_first(reason))} "
