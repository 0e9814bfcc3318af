"""Which services a query sets against each other, and whether it asks which of them to take: a query in, their ids, or yes or no, out."""

from __future__ import annotations

import re
from itertools import pairwise

from advisor.text.analysis import Query
from advisor.text.memo import remember

VERSUS = r"\b(?:vs\.?|versus)(?!\w)|\bdifferences? between\b"
# Which of two to take, and when; ¤ stands for each name.
OVER = r"[^.?!¤]{0,40}?\b(?:instead of|rather than|(?<!fail )over(?! to)|as opposed to|in place of|and not|and when(?: to \w+)?|not|better than|preferable to|compared (?:to|with))\b[^.?!¤]{0,12}"
EITHER = rf"(?:{OVER}|\W*(?:or|vs\.?|versus)\b[^.?!¤]{{0,12}})"
WHEN = r"\b(?:when|in (?:which|what) (?:cases?|situations?)|under (?:which|what) (?:circumstances|conditions)|for (?:which|what) (?:cases?|jobs?|workloads?))\b"
WHICH_TO_TAKE = (
    rf"{WHEN}[^.?!¤]{{0,50}}¤{EITHER}¤",
    rf"\b(?:why|what speaks for|(?:what (?:is|are) )?(?:the )?(?:advantages?|benefits?|point|pros) of|reasons? (?:to|for)|(?:is|does) it (?:ever )?(?:better|make sense|worth(?: it)?))\b"
    rf"[^.?!¤]{{0,50}}¤{OVER}¤",
    rf"¤{EITHER}¤[^.?!¤]{{0,40}}[,:;–-]? *\b(?:when(?=\W*$| (?:to|should|do|would)\b)|why|which one|which is better|what is better|what's better)\b",
    r"\b(?:is|are|isn't|aren't|would|will)\b (?:using )?(?:an? |the )?¤ (?:be )?(?:\w+ly |always |really |ever |still )?(?:an? |the |any )?(?:much )?"
    r"(?:better|worse|preferable|preferred|superior)(?: \w+){0,2}? (?:than|over|to|for)\b[^.?!¤]{0,12}¤",
    rf"\bwhich(?: one| of (?:them|these|the two))? (?:is|are|has|can|does|runs|scales|costs|keeps)\b[^.?!¤]{{0,40}}\b(?:\w{{3,}}er|more|less|better)\b[^.?!¤]{{0,30}}¤{EITHER}¤",
    r"\b(?:choose|choosing|decide|deciding|choice|decision|trade-?offs?|pros and cons) (?:of |between )?[^.?!¤]{0,12}¤,? (?:and|or|vs\.?|versus)\b[^.?!¤]{0,12}¤",
)
CLAUSE_BEHIND = r"[,.?!;:]\s*\w"  # "when we use Aurora instead of RDS, how do we back it up?" asks for something else
# What stands between the names of services that are set against each other, and between those that go with one of these.
AGAINST = r"^(?:\W+\w+){0,2}?\W+(?:vs\.?|versus)\W+(?:\w+\W+){0,2}?$"
BESIDE = r"^\W*(?:(?:and|or|plus)\W+)?(?:(?:the|an?|amazon|aws)\W+)*$"
DIFFERENCE = r"\bdifferences? between (?:(?:the|an?|amazon|aws)\W+)*$"
SEVERAL, MOST_LEADING_WORDS = 2, 4
MOST_OPPOSED_WORDS = 24


@remember
def find_opposed(query: Query) -> tuple[str, ...]:
    """The services between which a "vs" stands, or whose difference is asked for, whatever else a short text says of the need ("ALB vs NLB for websockets")."""
    text = query.text
    if len(query.tokens) > MOST_OPPOSED_WORDS or query.troubles or not re.search(VERSUS, text, re.IGNORECASE):
        return ()
    wanted = [mention for mention in query.mentions if mention.is_wanted]
    chain, is_opposed = wanted[:1], bool(wanted) and bool(re.search(DIFFERENCE, text[: wanted[0].start], re.IGNORECASE))
    for first, second in pairwise(wanted):
        between = text[first.end : second.start]
        is_against = bool(re.search(AGAINST, f" {between} ", re.IGNORECASE))
        if is_against or re.search(BESIDE, between, re.IGNORECASE):
            chain, is_opposed = [*chain, second], is_opposed or is_against
        elif is_opposed:
            break
        else:
            chain = [second]
    services = tuple(dict.fromkeys(mention.service for mention in chain))
    return services if is_opposed and len(services) >= SEVERAL else ()


@remember
def asks_which_to_take(query: Query) -> bool:
    """Whether a query asks which of the services that it names to take, and when ("when should I use X instead of Y", "is X better than Y for small jobs")."""
    if len(query.named) < SEVERAL or query.troubles:
        return False
    text = query.text
    for mention in reversed(query.mentions):
        text = f"{text[: mention.start]}¤{text[mention.end :]}"
    found = next((match for form in WHICH_TO_TAKE if (match := re.search(form, text, re.IGNORECASE))), None)
    return found is not None and len(text[: found.start()].split()) <= MOST_LEADING_WORDS and not re.search(CLAUSE_BEHIND, text[found.end() :])
