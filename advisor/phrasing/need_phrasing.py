"""How a need is worded, as a choice, a wish, a plan or a rule: a query in, yes or no out."""

from __future__ import annotations

import re

from advisor.phrasing.trouble_phrasing import forbids_fault, tells_error, tells_policy, tells_what_happened
from advisor.text.analysis import Query
from advisor.text.focus import lies_in
from advisor.text.memo import remember

CHOICE = (
    r"\b(?:which (?:aws )?(?:service|solution|option|storage|database|approach|feature|tool|type|one|of)|what (?:aws |amazon )?(?:service|solution|should|would|"
    r"storage|database|feature|tool|can|is the (?:most|best|simplest|easiest|cheapest|least|correct|right))|should (?:we|i|they|he|she|the|a|an|you)|recommend|"
    r"(?:we|i) (?:need|want|must)|most cost|meets? |choose|select)|(?:^|[,;.!?:] ?)(?:want|need|looking for) (?!help|to (?:fix|know|find out))"
)
SITUATION = r"\b(?:we (?:have|are|run|use|store|keep)|our\b|company|a customer)"
DECISION = rf"{CHOICE}|{SITUATION}"
WISH = r"\b(?:i|we) (?:want|need|must|wish|would like)\b|\b(?:i|we)'d like\b"
DEMAND = r"\b(?:must|has to|have to|should|needs? to|is to|are to) (?:not |never |always |only )?be \w"
# Who needs something back, or that it goes on, wants it mended: "we need it back", "we need the mails to go out again".
MENDED = (
    r"\b(?:i|we) (?:really |urgently |badly |just )?(?:need|want|must have|have to get|must get|need to get)\b[^.,;!?]{0,40}?\b"
    r"(?:back(?! up)\b|again(?! and)\b|to go out\b|to go on\b|to arrive\b)"
)
SURE_ERROR = r"\b\w*(?:Exception|Error|Failure|Timeout)\b|\b(?:errors?|warnings?|wraparound|fail\w*|denied|cannot|can't|couldn't|unable|refused|timed out|stuck|broken)\b"
ACT_ASKED = r"\b(?:how (?:do|can|should|would) (?:i|we|you)|how to|(?:can|could|may) (?:i|we|you)) (\w+)"
DUTY = (
    r"\b(?:must|has to|have to|needs? to) (?!have\b)(?:not |never |always |only )?\w|\bshould (?:stay|remain|keep|go on|continue)\b|"
    r"\bonly (?:the |our |an? )?\w+(?: \w+)? (?:may|can|should|is allowed to|are allowed to)\b"
)
WHICH_SERVICE = (
    r"\b(?:which|what) (?:(?!is\b|are\b|was\b|were\b|do\b|does\b|did\b|to\b)[\w-]+ ){0,3}?"
    r"(?:services?|solutions?|options?|features?|storage|tool|types?|combination|approach|setting|strategy|design|architecture|change)\b|"
    r"\bwhat (?:would|should|could|can) (?:be(?! done)|the|a|an|they|he|she|help|we use|i use|the \w+)\b|"
    r"\brecommend|\bsolutions architect\b|\b(?:is there|are there) (?:a|an|any) (?:aws )?(?:service|tool|feature|product)\b|\bmeets?\b|"
    r"\b(?:what|which) (?:is|are) (?:the )?(?:best|cheapest|easiest|simplest|right|most|least|needed|missing|used|meant)\b"
)
# What is asked for is less than a service: one of its settings, or something to be switched on in it.
PART = (
    r"\b(?:which|what)\s+(?:[\w-]+\s+){0,4}?(?:features?|settings?|attributes?|capabilit(?:y|ies)|options?|mode|state)\b|"
    r"\b(?:should|must|can|has to|have to|needs? to|is to)\b[^.?!]{0,40}?\b(?:enabled?|turn(?:ed)? on|switch(?:ed)? on|changed?|adjust(?:ed)?)\b"
)
KIND_OF_PART = r"(?:features?|parts?|settings?|options?|components?|capabilit(?:y|ies)|modes?|class(?:es)?|polic(?:y|ies)|types?|kinds?)"
PART_OF = rf"\b(?:which|what)\s+{KIND_OF_PART}\s+(?:of|in|on)\s+(?:the\s+|an?\s+|our\s+)?$"
WHICH_LAST, PART_FIRST = r"\b(?:which|what)\s+(?:aws\s+|amazon\s+)?$", rf"\s+(?:(?:launch|storage|purchas\w+|routing|scaling|volume|instance)\s+)?{KIND_OF_PART}\b"
MENDING = r"(?:fix|solve|repair|mend|know|understand|find out|debug|get (?:it|them|this|that|rid|back|in|to)|do|pay|see|recover|restore|act|stop (?:it|this|that))\b"
MENDING_ACT = r"fix|solve|repair|recover|restore|undelete|undo|get|stop|unlock|reset|regain|bring|roll|debug|troubleshoot|clean|free|log|sign|reach|access|see|make|do|tell|know"
PLAN = (
    rf"\b(?:i|we)(?: also| now| really| just| only| all)? (?:need|want|wish|would like|must|have to|are looking for|'re looking for|are planning|plan)\b"
    rf"(?! (?:to )?(?:{MENDING}|help\b|it \w+ed\b|it back))|"
    r"\b(?:i|we)'d (?:like|love)\b|\b(?:from now on|in (?:the )?future|so that (?:this|it|that) (?:never|can'?t|cannot|does ?n.t)|"
    r"we (?:are )?(?:going|planning) to (?:build|move|migrate|launch|start))\b"
)
RULE = r"\b(?:must|should|has to|have to|needs? to) (?:not |never |always |only )(?:\w+ )?\w|(?<!what )\b(?:must|should|has to|have to|needs? to) be (?!wrong|done|ok|fine|there)\w"
PROHIBITION = r"\bno(?:body|ne of \w+| one)?(?: \w+){0,3}? (?:may|must|should|shall|is allowed to|are allowed to)\b"
BARE_HAVING = (
    r"^\W*(?:hi |hello |so |well )*(?:(?:i|we)(?:'ve| have| run| use| are using)(?: got)? (?!\w+ed\b)|"
    r"(?:our|my) (?:[\w-]+ ){1,3}(?:runs?|lives?|sits?|is|are) (?:on|in|behind) )[^.!?]*$"
)
MOST_BESIDE_WHAT_IS_THERE = 3
GOES_ON = r"[,;:]|\b(?:and|but|so) (?:want|wants|need|needs|must|should|would|it|they|we|i|nobody)\b"  # more is told than what is there
NO_MORE = r"^\W*(?:no more|no longer any|never again)\W+(?:an? |any )?$"


def find_act_asked(query: Query) -> str | None:
    """The verb of what a query asks how to do, or whether it can be done."""
    found = re.search(ACT_ASKED, query.text, re.IGNORECASE)
    return found[1] if found else None


@remember
def says_need(query: Query) -> bool:
    """Whether a query is worded as a need or a choice."""
    return asks_for_choice(query) or bool(re.search(SITUATION, query.text, re.IGNORECASE))


@remember
def asks_for_choice(query: Query) -> bool:
    """Whether a query asks what to take or says what is needed, and not only how things are: "our site is slow"."""
    return bool(re.search(CHOICE, query.text, re.IGNORECASE))


def asks_for_part(query: Query) -> bool:
    """Whether a query asks for a feature or a setting of something, and not for a service."""
    return bool(re.search(PART, query.text, re.IGNORECASE))


def find_whole_asked(query: Query) -> str | None:
    """The service of which a query asks for a part by its name ("which S3 feature ...", "what part of IAM ..."), or None."""
    for mention in query.mentions:
        before, behind = query.text[: mention.start], query.text[mention.end :]
        if re.search(PART_OF, before, re.IGNORECASE) or (re.search(WHICH_LAST, before, re.IGNORECASE) and re.match(PART_FIRST, behind, re.IGNORECASE)):
            return mention.service
    return None


@remember
def says_wish(query: Query) -> bool:
    """Whether a query is worded as a wish, and as nothing that goes wrong: "must be handled once, never twice" tells what is wanted."""
    text = re.sub(MENDED, "", query.text, flags=re.IGNORECASE)
    is_demand = any(re.search(form, text, re.IGNORECASE) for form in (DEMAND, PROHIBITION)) and not re.search(SURE_ERROR, text, re.IGNORECASE)
    return is_demand or forbids_fault(query) or tells_policy(query) or (any(re.search(form, text, re.IGNORECASE) for form in (WISH, DUTY)) and not tells_error(query)) or says_no_more(query)


def says_no_more(query: Query) -> bool:
    """Whether a query begins with "no more" and the name of what is not wanted."""
    return any(re.search(NO_MORE, query.text[: mention.start], re.IGNORECASE) for mention in query.mentions[:1])


def asks_which_service(query: Query) -> bool:
    """Whether a query asks which service or what kind of thing to take."""
    return bool(re.search(WHICH_SERVICE, query.text, re.IGNORECASE))


def says_plan(query: Query) -> bool:
    """Whether a query says what somebody wants, but for that something is mended."""
    text = re.sub(MENDED, "", query.text, flags=re.IGNORECASE)
    return any(re.search(form, text, re.IGNORECASE) for form in (PLAN, PROHIBITION))


def says_rule(query: Query) -> bool:
    """Whether a query says how something must be."""
    return bool(re.search(RULE, query.text, re.IGNORECASE))


def only_tells_possession(query: Query) -> bool:
    """Whether a query tells what somebody has or uses, and nothing else ("we have a website on S3")."""
    return bool(re.search(BARE_HAVING, query.text, re.IGNORECASE)) and not tells_error(query)


def only_tells_what_is_there(query: Query) -> bool:
    """Whether a query tells that somebody has or uses what it names, and hardly a word beside that ("our website runs on EC2 behind an ALB")."""
    are_there = bool(query.mentions) and all(mention.is_wanted for mention in query.mentions)
    is_bare = are_there and not re.search(GOES_ON, query.text, re.IGNORECASE) and only_tells_possession(query)
    return is_bare and len(query.terms_beside(query.mentions)) <= MOST_BESIDE_WHAT_IS_THERE


def asks_how_to_build(query: Query) -> bool:
    """Whether a query asks how to do what mends nothing."""
    act = find_act_asked(query)
    return act is not None and not re.fullmatch(MENDING_ACT, act, re.IGNORECASE)


def asks_how_to_work(query: Query) -> bool:
    """Whether a query asks how to do what mends nothing, where nothing went wrong ("how do I restart all tasks")."""
    asked = re.search(ACT_ASKED, query.text, re.IGNORECASE)
    if not asked or not asks_how_to_build(query) or tells_what_happened(query):
        return False
    return all(lies_in([asked.span()], start) for start, _ in query.troubles)
