"""How a trouble is worded: a query or text in, yes or no, or the codes, statuses and parts that tell of it out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.text.analysis import Query
from advisor.text.focus import lies_in
from advisor.text.memo import remember

ERROR = r"\b\w*(?:Exception|Error|Failure|Timeout|ETIMEDOUT|EACCES|Errno)\b|\b\w+(?:Denied|NotFound|Exceeded|Refused)\b|/var/task"
# A code of an error in CamelCase or in capitals with dashes, and a status of HTTP that is none of well.
CODE = r"\b(?:[A-Z](?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{5,}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{2,}-\d{3,})\b"
STATUS = r"(?<![\w.,:-])[45]\d\d(?=s?\b)(?![.,:-]\d)"
# Codes that say by themselves that something goes wrong, as they are written: "AccessDenied", "InvalidParameterValue", "TooManyRequests".
FAULT_CODE = (
    r"\b(?:[A-Z]\w*(?:Denied|Exceeded|Expired|Failed|Failures?|Invalid|Mismatch|Rejected|Refused|Unavailable|NotFound|NotExist|NotAuthorized|AlreadyExists|InUse|Throttled|Throttling|Violation|Unreachable)"
    r"|(?:Invalid|Insufficient|TooMany|Missing|Malformed|Unauthorized|Unrecognized|Unsupported|NoSuch|Incorrect)[A-Z]\w+|Throttling|SlowDown|[A-Z]+(?:_[A-Z]+)*_(?:FAILED|DENIED|ERROR|EXCEEDED|REFUSED|INVALID|MISMATCH|NOT_FOUND))\b"
)
REMEDY = r"\bwhat (?:to do|(?:do|can|should) (?:i|we) do(?: now| first| about)?)\b|\bhow (?:do (?:i|we) |to |can (?:i|we) )?(?:fix|solve|repair|troubleshoot)\b"
ACCEPTED = r"^(?:\W+\w+){0,3}?\W+(?:ok|okay|fine|acceptable|tolerable|no problem|not a problem)\W*(?:$|[,.;)])"  # "lost on stop ok"
# A fault that is only thought of: "if the first one is down", "that fails over".
CONDITION = (
    r"\b(?:if|(?:alarm|alert|warn|tell|mail|message|notify|page|know) (?:(?:me|us|them|somebody) )?when|in case(?: of)?|even when|whenever|as soon as|should|against|survives?|tolerates?|"
    r"so that|unless|prevents?|preventing|avoids?|avoiding|without|in the event (?:of|that))(?! (?:i|we|you|my)\b)(?:\W+[\w'-]+){0,4}?\W*$"
)
# A fault that only says which things are meant: "a queue for failed messages".
ATTRIBUTE_BEFORE = r"\b(?:for|of|all|any|retry|replay|requeue|redrive|removes?|replaces?|detects?|finds?|collects?|stores?|keeps?|handles?|skips?|against|about)\s*$"
ATTRIBUTE = r"^(?:failed|failing|broken|lost|expired|stolen|leaked|unhealthy|invalid|corrupt|stuck|dead|denied|rejected|stale|slow)\s+\w+s\b"
PASTED = r"[\"'`][^\"'`]{6,}[\"'`]|^\W*[A-Z]{3,}:"
HAPPENED = (
    r"\b(?:got|gets|getting|goes off|went|was|were|had|did|has been|have been|keeps?|still|although|though|but|since|suddenly|any ?more|again|why(?! not)|gone|(?<!costs )(?<!cost )nothing|look idle|"
    r"killed|evicted|empty|blocked|stays?|says?|"
    r"shows?|showing|this (?:morning|afternoon|evening)|each time|every time|turned|(?:has|have)(?: not|n't) been|nobody can|no one can|"
    r"oops|oh no|thought|no longer|old|yesterday|last night|ago)\b|\d ?%"
)
EACH_GETS = r"^\W*(?:every|each|any|all)(?: [\w-]+){1,3} gets? (?:an?|the|its|their|one|only)\b"  # a rule: "every new account gets the same role"
# What is as it should be: before what is not, or in a clause of its own.
FINE = (
    r"(?:^|[,.;:!?]\s|\b(?:but|while|although|though|yet|only|and)\s)(?P<fine>(?:(?!\b(?:but|while|although|though|yet|and)\b|\d ?(?:/|of) ?\d)[^,.;:!?])*?"
    r"(?<!not )(?<!n't )\b(?:ok|okay|fine|good|healthy|green|pass|passes|passed|succeeds?|succeeded|normal|works|worked)\b)(?=\W*(?:$|but|yet|however|though|and still|[,.;:!?](?:\s|$)|"
    r"since|for|all|now|again|before|until|there|here|from|in|on|with|to|too|as well))"
)
FORBIDDEN_FAULT = (
    r"\b(?:(?:must|should|may|shall)(?: not|n't| never)|no(?:body|thing| one)?(?: (?!when|if)\w+){0,3}? (?:must|should|may|shall))"
    r"(?: (?!when|if|while|although)\w+){1,3}(?: (?:when|if|while|although)\b[^.,;:!?]*)?"
)
NEVERTHELESS = r"\bbut (?:they|it|he|she|we) (?:do|does|did|is|are)\b"  # what should not come about came about
BEFELL = rf"\b(?:got|went|was|were|had|did|has been|have been|keeps?|suddenly|since|yesterday|ago|again|any ?more|no longer)\b|{NEVERTHELESS}"
# A fault that says which things are meant, of all things of a kind: "orders that fail go to ...", "slow clients should ...".
EVERY_THING_THAT = (
    r"(?:^|[.;:!?,]\s*)(?:(?!(?:our|my|the|these|those|we|i|your|two|three|many|several|both|most|half|some)\b)[\w'-]+\s+)?"
    r"(?:[\w'-]+s|people|data)\s+(?:that|which|who)(?:\W+[\w'-]+){0,3}?\W*$"
)
EVERY_BEFORE = r"(?:^|[.;:!?,]\s*)(?:an?|all|any|every|each)?\s*$"
# Whether something is good enough for something: "is Lambda too slow for an API", "would S3 be fast enough".
WHETHER_TOO = (
    r"^\W*(?:(?:and|so|but|ok|hi|hello|please|hm+) )*(?:is|are|isn['’]?t|aren['’]?t|would(?:n['’]?t)?|will|won['’]?t|could|might|does|do)\b[^.;!?]{2,60}?\b"
    r"(?:too \w+(?: and \w+| or \w+)?|(?:slow|fast|expensive|cheap|dear|big|small|weak|limited|complicated|safe|reliable|quick|strong|powerful)(?: enough)?)\b (?:for|to|as)\b"
    r"(?! (?:(?:any|every|some)(?:one|body)|us|me|you|others|our|(?:an?|the last|\w+) (?:hours?|minutes?|days?|weeks?|while))\b)"
)
OF_OWN = r"^\W*\w+ (?:our|my|the|this|that|it|they|these)\b"
IS_TO_BE = r"^[\w'-]+(?:\s+[\w'-]+){1,2}?\s+(?:should|must|may|shall|(?:is|are|have|has|needs?) to)\b"
# A rule in the passive: what is done to what is out of the ordinary ("requests above the limit are rejected"), where that is no fault of somebody's own things and did not befall.
POLICY_SUBJECT = r"^\W*(?:(?:an?|all|any|every|each|no|only|if|when)\s+)?(?!(?:our|my|the|these|those|this|some|two|three|many|several|both|most|half|we|i|it|they|he|she)\b)(?:[\w'/-]+\s+){0,3}?"
DEED = (
    r"(?:rejected|refused|denied|dropped|blocked|turned away|held(?: back)?|closed|kept|removed|deleted|destroyed|undone|rolled back|reverted|withdrawn|taken back|replaced|stopped|terminated|"
    r"shut down|reported|flagged|slowed(?: down)?|throttled|limited|restarted|retried|repaired|corrected|set aside|moved|sent|stored|quarantined|archived|forbidden|banned|not allowed|"
    r"disabled|locked|discarded|split|found)"
)
IS_DONE = rf"(?:is|are|gets?)\s+(?:always\s+|automatically\s+|then\s+|only\s+)?{DEED}\b"
BEYOND = r"(?:above|over|beyond|past|exceeding|in excess of)\s+(?:(?:the|an?|their|its|our|his|any|that|this|set|customer)\b|[\w'’-]+['’]s\b|\w*(?:limit|quota|budget))|(?:older|later) than\b"
DEVIATES = (
    r"(?:that|which|who|whose)\s+(?:[\w'-]+\s+){0,3}?(?:not|n['’]t|never|no|too (?:often|many|much)|fails?|breaks?|violates?|exceeds?|lacks?|miss(?:es)?|rais(?:es?|ing)|trips?|throws?|"
    r"unencrypted|open|public|older)\b"
)
OUT_OF_THE_ORDINARY = rf"(?:without\s|with no\s|except\b|but\b(?! not\b)|other than\b|outside\b|(?:not|never)\s|{BEYOND}|{DEVIATES})"
# What one word tells to be out of the ordinary ("failed releases are undone"), or when or by whom nothing may be done ("backups cannot be deleted by accident").
ODD = r"(?:failed|failing|unhealthy|unencrypted|unsigned|untagged|expired|invalid|old|unused|idle|foreign|unknown|malicious|suspicious|stale)"
SPARED = r"cannot be (?:deleted|terminated|changed|altered|overwritten|removed|stopped|disabled|edited|read|opened|shared|tampered with|switched off|turned off)"
SPARED_FROM = r"(?:by (?:accident|mistake|an?\b|any|admin|users?|employees|developers|members?|staff|outsiders)|accidentally|before|until|unless|without)"
BY_POLICY = r"\b(?:until|unless|(?:by|under) (?:our|a|the|company) (?:\w+ )?(?:polic(?:y|ies)|rules?))\b"
SERVED = r"(?:sent|copied|saved|stored|backed up|encrypted|recorded|logged|signed|scanned|checked|tested|archived)\b(?![^.;!?]*\b(?:twice|double|doubled|wrong|spam|same|times|late|only|but|not)\b)"
NOT_BEYOND = r"\b(?:never|no longer than|at most|no more than)"
# Each form of such a rule behind what every text of it holds, by which most others are left out before the form is compiled.
POLICIES = (
    (IS_DONE, rf"{POLICY_SUBJECT}[\w'/-]+\s+{OUT_OF_THE_ORDINARY}[^.;!?]*?\b{IS_DONE}"),
    (IS_DONE, rf"(?:^\W*|\b(?:and|then)\s+|,\s+)(?:(?:an?|all|any|every|each)\s+)?{ODD}\s+(?:[\w-]+\s+)?[\w-]+\s+{IS_DONE}"),
    (IS_DONE, rf"{POLICY_SUBJECT}[\w'/-]+\s+{IS_DONE}[^.;!?]*?{BY_POLICY}"),
    (r"cannot be", rf"{POLICY_SUBJECT}[\w'/-]+\s+{SPARED}\s+{SPARED_FROM}"),
    (r"^\W*(?:every|each)\b", rf"^\W*(?:every|each)\s+(?:new\s+)?[\w-]+(?:\s+[\w-]+)?\s+is\s+(?:always\s+|also\s+)?{SERVED}"),
    (
        NOT_BEYOND,
        rf"^\W*(?:(?:an?|all|any|every|each|no|only)\s+)?(?!(?:our|my|the|these|those|this|we|i|it|they)\b)[\w'-]+\s+(?:[\w'-]+\s+)?{NOT_BEYOND}\s+(?:[\w'-]+\s+){{0,2}}(?:more|longer|less|fewer|\d)",
    ),
)
NO_POLICY = (
    r"\b(?:got|went|was|were|had|did|has|have|keeps?|suddenly|since|yesterday|today|now|ago|again|any ?more|no longer|still|why|instead|although|though|but (?:they|it|he|she|we|i|is|are)|"
    r"errors? (?:code|message)|message says|(?:that|which|who) (?:we|i|you)|(?:by|from|to) (?:gmail|outlook|yahoo))\b|\?\s*$"
)
MOST_POLICY_WORDS = 30


@remember
def tells_policy(query: Query) -> bool:
    """Whether a query states a rule by which something is refused, undone or kept ("requests above the limit are rejected"), and tells nothing that befell somebody."""
    text = query.text
    if len(query.tokens) > MOST_POLICY_WORDS:
        return False
    is_rule = any(re.search(sign, text, re.IGNORECASE) and re.search(form, text, re.IGNORECASE) for sign, form in POLICIES)
    return is_rule and not (re.search(NO_POLICY, text, re.IGNORECASE) or find_codes(text) or statuses_told(query) or pastes_message(query))


@remember
def forbids_fault(query: Query) -> bool:
    """Whether the words of a query that say that something goes wrong say what must not come about ("reports must not slow the shop down"), and nothing that did."""
    spans = [match.span() for match in re.finditer(FORBIDDEN_FAULT, query.text, re.IGNORECASE)]
    return bool(spans) and all(lies_in(spans, start) for start, _ in query.troubles) and not re.search(BEFELL, query.text, re.IGNORECASE)


@remember
def tells_what_happened(query: Query) -> bool:
    """Whether a query tells of something that happened or is still so, rather than what is wanted."""
    return bool(re.search(HAPPENED, re.sub(EACH_GETS, "", query.text, flags=re.IGNORECASE), re.IGNORECASE))


def pastes_message(query: Query) -> bool:
    """Whether a query quotes a message, or begins as those of logs do."""
    return bool(re.search(PASTED, query.text))


@remember
def asks_remedy(query: Query) -> bool:
    """Whether a query asks what to do, or how to fix something."""
    return bool(re.search(REMEDY, query.text, re.IGNORECASE))


def find_fine(text: str) -> tuple[tuple[int, int], ...]:
    """The parts of a text that say of something that it is as it should be, beside what is not ("status checks ok but ...", "... fails, the instance is fine")."""
    return tuple(match.span("fine") for match in re.finditer(FINE, text, re.IGNORECASE))


@remember
def asks_whether_too(query: Query) -> bool:
    """Whether a query asks of a kind of thing whether it is too slow, dear or the like, or not enough so, for something ("is X too slow for search?"), and tells nothing of its own."""
    text = query.text
    return bool(re.search(WHETHER_TOO, text, re.IGNORECASE)) and not (re.search(OF_OWN, text, re.IGNORECASE) or tells_what_happened(query))


@remember
def tells_error(query: Query) -> bool:
    """Whether a query is worded as something that goes wrong."""
    if forbids_fault(query) or tells_policy(query) or asks_whether_too(query):
        return False
    text = query.text
    codes = (match.span() for form, flags in ((ERROR, re.IGNORECASE), (FAULT_CODE, 0)) for match in re.finditer(form, text, flags))
    told = (start for start, end in (*query.troubles, *codes) if not (re.search(ACCEPTED, text[end:], re.IGNORECASE) or re.search(CONDITION, text[:start], re.IGNORECASE) or is_attribute(text, start)))
    return next(told, None) is not None or asks_remedy(query) or (bool(query.troubles) and bool(re.search(NEVERTHELESS, text, re.IGNORECASE)))


def is_attribute(text: str, start: int) -> bool:
    """Whether a word of fault at a place only says which things are meant."""
    ways = ((EVERY_THING_THAT, ""), (EVERY_BEFORE, IS_TO_BE), (ATTRIBUTE_BEFORE, ATTRIBUTE))
    return any(re.search(before, text[:start], re.IGNORECASE) and re.search(behind, text[start:], re.IGNORECASE) for before, behind in ways)


def find_codes(text: str) -> list[str]:
    """What is written as the code of an error: CamelCase, or capitals with dashes between them."""
    return re.findall(CODE, text)


def find_statuses(texts: Iterable[str]) -> frozenset[str]:
    """The statuses of HTTP in some texts that say that a call went wrong."""
    return frozenset(status for text in texts for status in re.findall(STATUS, text))


@remember
def statuses_told(query: Query) -> frozenset[str]:
    """The statuses of HTTP that a query tells as a trouble: "500 users" tells none."""
    return find_statuses(query.text[start:end] for start, end in query.troubles)
