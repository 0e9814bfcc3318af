"""How a query is worded: as a question for a fact, a need, a wish, or something that goes wrong. A query in, yes or no out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from advisor.analysis import Query, lies_in

# Strings, which `re` compiles where they are first needed: to compile all of them takes a tenth as long as an answer.
LOOK_UP = (
    r"^\W*(?:and |so |please |hi |hello |can you |could you )*(?:tell me |explain |define |describe |remind me |i wonder |i want to know |what(?:'s| is| are| does|"
    r" do| did| happens| happened| was| were)\b|how (?:many|much|long|often|big|large|does|do|is|are|fast|old)\b|who\b|when (?:did|does|do|is|was)\b|where (?:are|is|"
    r"do|does)\b|why (?:do|does|is|are)\b|which (?:country|parts|sections|domains|threat|slide)|list |name |meaning of|difference between|is there|does |do |is |are |can )"
)
CHOICE = (
    r"\b(?:which (?:aws )?(?:service|solution|option|storage|database|approach|feature|tool|type|one|of)|what (?:aws |amazon )?(?:service|solution|should|would|"
    r"storage|database|feature|tool|can|is the (?:most|best|simplest|easiest|cheapest|least|correct|right))|should (?:we|i|they|he|she|the|a|an|you)|recommend|"
    r"(?:we|i) (?:need|want|must)|most cost|meets? |choose|select)|(?:^|[,;.!?:] ?)(?:want|need|looking for) (?!help|to (?:fix|know|find out))"
)
SITUATION = r"\b(?:we (?:have|are|run|use|store|keep)|our\b|company|a customer)"
DECISION = rf"{CHOICE}|{SITUATION}"
WISH = r"\b(?:i|we) (?:want|need|must|wish|would like)\b|\b(?:i|we)'d like\b"
ERROR = r"\b\w*(?:Exception|Error|Failure|Timeout|ETIMEDOUT|EACCES|Errno)\b|/var/task"
DEMAND = r"\b(?:must|has to|have to|should|needs? to) (?:not |never |always |only )?be \w"
SURE_ERROR = r"\b\w*(?:Exception|Error|Failure|Timeout)\b|\b(?:errors?|warnings?|wraparound|fail\w*|denied|cannot|can't|couldn't|unable|refused|timed out|stuck|broken)\b"
LOOK_UP_NOUN = (
    r"^\W*(?:the |please |give me |show me |in short,? |how about )*(?:an? |the )?(?:largest|smallest|longest|maximum|minimum|max|min|size|number|amount|price|cost|fee|limit|quota|savings?|"
    r"definition|overview|summary|recommended|default|failover time|duration|length|parts|names|example|walk me through)\b|^\W*(?:for|after|on|in|at|from|to) (?:how|which|what)\b|"
    r"^\W*(?:has|have|had|will|somebody told me)\b|, (?:what are they|which one|meaning|what does one gain by it)\?|;\s*what\b|\bmeaning\?"
)
YES_OR_NO = r"\W*(?:(?:and|so|but|please|hi|hello) )*(?:is|are|does|do|can|could|will|was|were|has|have) (?:(?:the|an?|aws|amazon) )*$"
WHETHER = r"^\W*(?:(?:and|so|but|please|hi|hello) )*(?:(?:can|could|may|should|shall|would) (?:i|we|you)\b|(?:is|are|would|could|will) )"
WHO_DID_IT = r"(?:^\W*|[,.;:!?\n]\s*|\b(?:out|see|know|tell|show|check|find|log|learn|me|us|of|and|but|so|then|user) )who (?:has |had |just )?(?:\w{2,}ed|made|did|put|shut|broke|took|gave|left)\b"
ACT_ASKED = r"\b(?:how (?:do|can|should|would) (?:i|we|you)|how to|(?:can|could|may) (?:i|we|you)) (\w+)"
HOW_TO = r"\bhow (?:(?:do|can|should|would|could) (?:i|we|you)|to)\b"
VERSUS = r"\b(?:vs\.?|versus)(?!\w)|\bdifferences? between\b"
# Which of two to take, and when; ¤ stands for each name.
OVER = r"[^.?!¤]{0,40}?\b(?:instead of|rather than|(?<!fail )over(?! to)|as opposed to|in place of|and not|and when(?: to \w+)?|not|better than|preferable to|compared (?:to|with))\b[^.?!¤]{0,12}"
EITHER = rf"(?:{OVER}|\W*(?:or|vs\.?|versus)\b[^.?!¤]{{0,12}})"
WHEN = r"\b(?:when|in (?:which|what) (?:cases?|situations?)|under (?:which|what) (?:circumstances|conditions)|for (?:which|what) (?:cases?|jobs?|workloads?))\b"
WHICH_TO_TAKE = (
    rf"{WHEN}[^.?!¤]{{0,50}}¤{EITHER}¤",
    rf"\b(?:why|what speaks for|(?:what (?:is|are) )?(?:the )?(?:advantages?|benefits?|point|pros) of|reasons? (?:to|for)|(?:is|does) it (?:ever )?(?:better|make sense|worth(?: it)?))\b"
    rf"[^.?!¤]{{0,50}}¤{OVER}¤",
    rf"¤{EITHER}¤[^.?!¤]{{0,40}}[,:;–-]? *\b(?:when|why|which one|which is better|what is better|what's better)\b",
    r"\b(?:is|are|isn't|aren't|would|will)\b (?:using )?(?:an? |the )?¤ (?:be )?(?:\w+ly |always |really |ever |still )?(?:an? |the |any )?(?:much )?"
    r"(?:better|worse|preferable|preferred|superior)(?: \w+){0,2}? (?:than|over|to|for)\b[^.?!¤]{0,12}¤",
    rf"\bwhich(?: one| of (?:them|these|the two))? (?:is|are|has|can|does|runs|scales|costs|keeps)\b[^.?!¤]{{0,40}}\b(?:\w{{3,}}er|more|less|better)\b[^.?!¤]{{0,30}}¤{EITHER}¤",
    r"\b(?:choose|choosing|decide|deciding|choice|decision|trade-?offs?|pros and cons) (?:of |between )?[^.?!¤]{0,12}¤,? (?:and|or|vs\.?|versus)\b[^.?!¤]{0,12}¤",
)
CLAUSE_BEHIND = r"[,.?!;:]\s*\w"  # "when we use Aurora instead of RDS, how do we back it up?" asks for something else
SHORT_FACT = r"\b(?:limits?|quotas?|max(?:imum)?|min(?:imum)?|defaults?|sizes?|retention|durability|availability|pricing|prices?|costs?|sla|timeout|duration|free)\b"
PRICE = r"\b(?:costs?|prices?|pricing|expensive|free|charged?|billed|how much (?:is|are|for|to pay))\b"
PRICE_QUESTION = (
    r"^\W*(?:(?:and|so|ok|okay|but|then|well|now)\W+)*(?:how (?:much|expensive|pricey)\b|"
    r"(?:what|is|are|do|does|can|would|will|must|when)\b.*\b(?:costs?|prices?|pricing|pay|paid|expensive|free|charged?|billed)\b)"
)
TELLS_PRICE = r"\b(?:costs?|prices?|free|charg\w+|bill\w*|pays?|paid|dollars?|cents?)\b|\$"
# A code of an error in CamelCase or in capitals with dashes, and a status of HTTP that is none of well.
CODE = r"\b(?:[A-Z](?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{5,}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{2,}-\d{3,})\b"
STATUS = r"(?<![\w.,:-])[45]\d\d(?=s?\b)(?![.,:-]\d)"
# A measure, an amount or a list that is asked for in a few words: at their end, at their beginning, or in a question of its own.
MEASURES = r"(?:limits?|quotas?|max(?:imum)?|min(?:imum)?|sizes?|ratios?|ranges?|intervals?|periods?|throughput|bandwidth|payload|ports?|states)"
TIME_OF = r"(?:retrieval|warning|notice|waiting|wait|grace|cool-?down|propagation|provisioning|failover|recovery|restore|execution|delivery|expiry|expiration|rotation|idle|run|storage)"
PER = r"per (?:second|minute|hour|day|month|year|account|region|prefix|vpc|resource|shard|queue|table|function)"
MEASURE_AT_END = rf"\b(?:{MEASURES}|durability|availability|retention|sla|(?<!by )defaults?|{TIME_OF} (?:times?|durations?)|{PER})\W*$"
MEASURE_AT_START = (
    r"^\W*(?:the )?(?:max(?:imum)?|min(?:imum)?|largest|smallest|longest|shortest) (?!availability|performance|security|savings?|effort|downtime|cost|latency)\w|"
    r"^\W*(?:the )?(?:number of \w+(?: \w+)? per|ports? (?:for|of|used by|number)|default (?:\w+ )?(?:limit|quota|size|timeout|period|retention|interval|port|value))\b"
)
MEASURE_WITHIN = r"\b(?:limits?|quotas?|max(?:imum)?) (?:per|of|sync|async|standard|express)\b|\bmax(?:imum)? (?:\w+ )?(?:size|number|length|memory|storage|targets|replicas|duration|payload)\b"
# Where no service is named, other measures are part of a need ("retention period").
NAMELESS_MEASURE = r"\b(?:ranges?|ratios?|states)\W*$|\b(?:limits?|quotas?|max(?:imum)? size)\W*\?\s*$|\b(?:timeout|retention|limit|quota|port) default\W*$"
MEASURE_QUESTION = (
    r"^\W*(?:how (?:many|much|long|often|big|large)\b|what(?:'s| is| are)? (?:the )?(?:max(?:imum)?|min(?:imum)?|largest|smallest|longest|shortest|default|limits?|quotas?|"
    r"size|number|ports?|range|ratio|interval)\b)"
)
AMOUNT_SAID = r"(?<![\w.-])\d"  # "2000 requests per IP" is what somebody has or wants
TERSE_QUESTION = r"^[^.!,;:]+\?\s*$"
JOINED_WORDS = r"\b(?:for|with|without|on|in|into|to|from|or|and|vs|by|as|via|using|instead|between|if|when|while|is|are|was|were|do|does|should|would|need)\b"
LIST_ASKED = r"^\W*which (?:metrics|ports|protocols|(?:volume|instance|storage|record) types|storage classes|engines|regions|limits|quotas|languages|runtimes|formats|states|policies) "
SAID_OF_SERVICE = r"^\W*(?:can (?:not )?be|can(?:not)? (?:have|hold|use|store|run|boot)|supports?|allows?)\b"
# What is told with an amount: its absence ("unlimited") is one too.
ASKS_AMOUNT = r"\b(?:limits?|quotas?|max(?:imum)?|min(?:imum)?|how (?:many|much|long|often|big|large)|number of|per)\b"
TELLS_AMOUNT = (
    r"\d|(?:^|\n)\W*one\b|\b(?:only one|exactly one|at most one|one (?:second|minute|hour|day|week|month|year|per|in each|for each)|two|three|four|five|six|seven|"
    r"eight|nine|ten|twelve|fifteen|thirty|hundred|thousand|million|once|twice|unlimited|indefinitely|forever|"
    r"no (?:limit|maximum|minimum|charge)|any (?:number|size|amount))\b"
)
ASKS_SHARE, TELLS_SHARE = r"\b(?:availability|durability|sla)\b", r"%|\b(?:nines|percent)\b"
OF_NOW = r"\b(?:we|our|my|us|running|right now|currently|today|yesterday|last)\b"
WISHED = r"\b(?:high|higher|highest|low|lower|lowest|more|less|fast|faster|better|cheap|cheaper|enough|guaranteed|dedicated|consistent|predictable|steady|unlimited|custom|increase|reduce|real)\b"
REMEDY = r"\bwhat (?:to do|(?:do|can|should) (?:i|we) do(?: now| first| about)?)\b|\bhow (?:do (?:i|we) |to |can (?:i|we) )?(?:fix|solve|repair|troubleshoot)\b"
ACCEPTED = r"^(?:\W+\w+){0,3}?\W+(?:ok|okay|fine|acceptable|tolerable|no problem|not a problem)\W*(?:$|[,.;)])"  # "lost on stop ok"
DUTY = (
    r"\b(?:must|has to|have to|needs? to) (?!have\b)(?:not |never |always |only )?\w|\bonly (?:the |our |an? )?\w+(?: \w+)? (?:may|can|should|is allowed to|are allowed to)\b|"
    r"\bshould (?:stay|remain|keep|go on|continue)\b"
)
WHICH_SERVICE = (
    r"\b(?:which|what) (?:(?!is\b|are\b|was\b|were\b|do\b|does\b|did\b|to\b)[\w-]+ ){0,3}?"
    r"(?:services?|solutions?|options?|features?|storage|tool|types?|combination|approach|setting|strategy|design|architecture|change)\b|"
    r"\bwhat (?:would|should|could|can) (?:be|the|a|an|they|he|she|help|we use|i use|the \w+)\b|"
    r"\brecommend|\bsolutions architect\b|\b(?:is there|are there) (?:a|an|any) (?:aws )?(?:service|tool|feature|product)\b|\bmeets?\b|"
    r"\b(?:what|which) (?:is|are) (?:the )?(?:best|cheapest|easiest|simplest|right|most|least|needed|missing|used|meant)\b"
)
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
FORBIDDEN_FAULT = r"\b(?:must|should|may|shall)(?: not|n't| never)(?: (?!when|if|while|although)\w+){1,3}(?: (?:when|if|while|although)\b[^.,;:!?]*)?"
# A fault that is only thought of: "if the first one is down", "that fails over".
CONDITION = (
    r"\b(?:if|(?:alarm|alert|warn|tell|mail|message|notify|page|know) (?:(?:me|us|them|somebody) )?when|"
    r"in case(?: of)?|even when|whenever|as soon as|should|against|survives?|tolerates?|in the event (?:of|that))(?! (?:i|we|you|my)\b)(?:\W+[\w'-]+){0,4}?\W*$"
)
# A fault that only says which things are meant: "a queue for failed messages".
ATTRIBUTE_BEFORE = r"\b(?:for|of|all|any|retry|replay|requeue|redrive|removes?|replaces?|detects?|finds?|collects?|stores?|keeps?|handles?|skips?|against|about)\s*$"
ATTRIBUTE = r"^(?:failed|failing|broken|lost|expired|stolen|leaked|unhealthy|invalid|corrupt|stuck|dead|denied|rejected|stale|slow)\s+\w+s\b"
PASTED = r"[\"'`][^\"'`]{6,}[\"'`]|^\W*[A-Z]{3,}:"
BARE_HAVING = r"^\W*(?:hi |hello |so |well )*(?:i|we)(?:'ve| have| run| use| are using)(?: got)? (?!\w+ed\b)[^.!?]*$"
HAPPENED = (
    r"\b(?:got|gets|getting|goes off|went|was|were|had|did|has been|have been|keeps?|still|although|though|but|since|suddenly|any ?more|again|why(?! not)|gone|(?<!costs )(?<!cost )nothing|look idle|"
    r"killed|evicted|empty|blocked|stays?|says?|"
    r"shows?|showing|oops|oh no|thought|no longer|old|yesterday|last night|ago)\b|\d ?%"
)
# What is as it should be: before what is not, or in a clause of its own.
FINE = (
    r"(?:^|[,.;:!?]\s|\b(?:but|while|although|though|yet|only|and)\s)(?P<fine>(?:(?!\b(?:but|while|although|though|yet|and)\b|\d ?(?:/|of) ?\d)[^,.;:!?])*?"
    r"(?<!not )(?<!n't )\b(?:ok|okay|fine|good|healthy|green|pass|passes|passed|succeeds?|succeeded|normal|works|worked)\b)(?=\W*(?:$|but|yet|however|though|and still|[,.;:!?](?:\s|$)|"
    r"since|for|all|now|again|before|until|there|here|from|in|on|with|to|too|as well))"
)
NO_MORE = r"^\W*(?:no more|no longer any|never again)\W+(?:an? |any )?$"
# What stands between the names of services that are set against each other, and between those that go with one of these.
AGAINST = r"^(?:\W+\w+){0,2}?\W+(?:vs\.?|versus)\W+(?:\w+\W+){0,2}?$"
BESIDE = r"^\W*(?:(?:and|or|plus)\W+)?(?:(?:the|an?|amazon|aws)\W+)*$"
DIFFERENCE = r"\bdifferences? between (?:(?:the|an?|amazon|aws)\W+)*$"
SEVERAL, MOST_LEADING_WORDS = 2, 4
MOST_MEASURE_WORDS, MOST_OPPOSED_WORDS = 9, 24
# A fact that is asked for anywhere in a text, not only where it begins, and what asks which things rather than which one.
FACT_WITHIN = (
    rf"\b(?:{MEASURES}|durability|availability|retention|sla|window|defaults?|biggest|largest|smallest|longest|shortest|how (?:many|much|long|often|big|large))\b|\bper \w+\W*$|{PER}|{PRICE}|{VERSUS}|"
    r"\b(?:can|could|may|does|do|is|are|was|were) (?:i|we|you|it|they|one|this|that)\b|\bwho\b|\bstands? for\b|\bmean(?:s|ing)?\b|\bwhat\b|^\W*which\b|\bwhich one\b|"
    r"\b(?:called|renamed|new name|still|the \w+ thing|discounts?|is which)\b|\?\s*$"
)
CHOICE_OF_TWO = rf"{VERSUS}|\bor\b.*\bwhich(?: one)?\b|\bwhich(?: one)?\b.*\bor\b|\bstill\b.*\brecommended\b"
DEFINITION = (
    r"^\W*(?:(?:and|so|but|please|hi|hello|hey|ok) )*(?:what(?:'s| is| are|s)|define|explain|meaning of|what do(?:es)?\b.*\bmean|what do(?:es)? .*\bstand for)\b|"
    r"\b(?:meaning|definition|means|stands for)\W*$"
)
AMOUNT_ASKED = r"^\W*(?:what (?:is|are|'s) the (?:max|min|default|number|size)\w*|how (?:many|much|long|often|big|large))\b"
ABBREVIATION = r"\bstands? for\b"
ASKS_WHETHER = r"^\W*(?:(?:and|so|but|please|hi|hello) )*(?:is|are|does|do|can|could|will|was|were|has|have|may|why)\b"
LISTED = (
    r"\b(?:what|which) (?:are|were|two|three|four|\w+ (?:types?|metrics|ports|engines|protocols) )|\btypes\b|\b(?:choose|select|pick|name|list) (?:two|three|all|any)\b|"
    r"\bdiffer(?:ences)?\b|\btrue\b|^\W*which (?:describe|apply|belong|fit|have)\b"
)
STRAY = " \t\n\"'(["
MOST_SHORT_WORDS = 6  # "lambda timeout limit" asks for a fact; more words are a need


def asks_for_fact(query: Query) -> bool:
    """Whether a query is worded as a question for a fact, or is a few words on a service with the name of a fact among them."""
    if says_need(query) or asks_who_did_it(query):
        return False
    return asks_in_short(query) or any(re.search(form, query.text, re.IGNORECASE) for form in (LOOK_UP, LOOK_UP_NOUN))


def seeks_fact(query: Query) -> bool:
    """Whether a query asks for a fact anywhere in it, and is no need: what tells something that went wrong does so only where it is worded as a question."""
    if (
        (query.is_order and not asks_for_definition(query.text))
        or asks_who_did_it(query)
        or re.search(SITUATION, query.text, re.IGNORECASE)
        or (asks_for_choice(query) and not re.search(CHOICE_OF_TWO, query.text, re.IGNORECASE))
    ):
        return False
    return asks_for_fact(query) or (not tells_error(query) and bool(re.search(FACT_WITHIN, query.text, re.IGNORECASE)))


def asks_for_definition(text: str) -> bool:
    """Whether a text asks what something is or means."""
    return bool(re.search(DEFINITION, text, re.IGNORECASE))


def asks_what_stands_for(text: str) -> bool:
    """Whether a text asks what an abbreviation stands for."""
    return bool(re.search(ABBREVIATION, text, re.IGNORECASE))


def asks_for_amount(text: str) -> bool:
    """Whether a text asks how much or how many of something there is or may be."""
    return bool(re.search(ASKS_AMOUNT, text, re.IGNORECASE)) or bool(re.search(rf"\b{MEASURES}\b|\b(?:retention|defaults?)\b", text, re.IGNORECASE))


def asks_how_to(text: str) -> bool:
    """Whether a text asks how to do something."""
    return bool(re.search(HOW_TO, text, re.IGNORECASE))


def asks_otherwise(text: str, other: str) -> bool:
    """Whether one of two questions asks whether or why something is so, and the other for an amount."""
    return any(re.search(ASKS_WHETHER, one, re.IGNORECASE) and re.search(AMOUNT_ASKED, two, re.IGNORECASE) for one, two in ((text, other), (other, text)))


def asks_for_list(text: str) -> bool:
    """Whether a question asks for several things, each an answer."""
    return bool(re.search(LISTED, text, re.IGNORECASE))


def asks_yes_or_no(query: Query) -> bool:
    """Whether a query asks whether something is so of a service: its name stands right behind the verb ("does S3 ...", and not "can we query S3 ...")."""
    return bool(query.mentions) and not says_need(query) and bool(re.match(YES_OR_NO, query.text[: query.mentions[0].start], re.IGNORECASE))


def asks_whether_it_serves(query: Query) -> bool:
    """Whether a query asks whether a service that it proposes will do ("can we put customer data in SQS?")."""
    return any(mention.role == "proposed" for mention in query.mentions) and bool(re.search(WHETHER, query.text, re.IGNORECASE))


def asks_who_did_it(query: Query) -> bool:
    """Whether a query asks who did something: that stands in the records of an account, and in no text."""
    return bool(re.search(WHO_DID_IT, query.text, re.IGNORECASE))


def find_act_asked(query: Query) -> str | None:
    """The verb of what a query asks how to do, or whether it can be done."""
    found = re.search(ACT_ASKED, query.text, re.IGNORECASE)
    return found[1] if found else None


def asks_in_short(query: Query) -> bool:
    """Whether a query is a few words on a service with the name of a fact among them."""
    if asks_for_measure(query):
        return True
    if not query.mentions or len(query.tokens) > MOST_SHORT_WORDS or says_need(query):
        return False
    facts = [match.span() for match in re.finditer(SHORT_FACT, query.text, re.IGNORECASE)]
    left = re.sub(SHORT_FACT, "", query.text, flags=re.IGNORECASE)
    return bool(facts) and not re.search(ERROR, left, re.IGNORECASE) and all(lies_in(facts, start) for start, _ in query.troubles)


def asks_for_measure(query: Query) -> bool:
    """Whether a few words that want nothing ask for a measure or a list ("ephemeral ports range", "which metrics need the agent"), or put something to the question ("EBS snapshot incremental?")."""
    text = query.text
    facts = [match.span() for match in re.finditer(SHORT_FACT, text, re.IGNORECASE)]  # a "timeout" goes wrong elsewhere
    if len(query.tokens) > MOST_MEASURE_WORDS or query.is_order or says_need(query) or asks_who_did_it(query) or not all(lies_in(facts, start) for start, _ in query.troubles):
        return False
    left = re.sub(SHORT_FACT, "", text, flags=re.IGNORECASE)
    if re.search(ERROR, left, re.IGNORECASE) or any(re.search(form, text, re.IGNORECASE) for form in (WISHED, PRICE, AMOUNT_SAID)):
        return False
    if re.search(LIST_ASKED, text, re.IGNORECASE) or re.search(MEASURE_AT_START, text, re.IGNORECASE):
        return True
    if not query.mentions:
        return bool(re.search(NAMELESS_MEASURE, text, re.IGNORECASE))
    first = query.mentions[0]
    if not text[: first.start].strip(STRAY) and re.search(SAID_OF_SERVICE, text[first.end :], re.IGNORECASE):
        return True
    is_terse = len(query.tokens) <= MOST_SHORT_WORDS
    is_measure = any(re.search(form, text, re.IGNORECASE) for form in (MEASURE_AT_END, MEASURE_WITHIN))
    return is_terse and (is_measure or bool(re.search(TERSE_QUESTION, text) and not re.search(JOINED_WORDS, text, re.IGNORECASE) and beside_names(query)))


def beside_names(query: Query) -> bool:
    """Whether a query says more than the names of services."""
    spans = [(mention.start, mention.end) for mention in query.mentions]
    return any(token.term in query.weights and not lies_in(spans, token.start) for token in query.tokens)


def asks_how_much(query: Query) -> bool:
    """Whether a query is a question for a measure of a service that it names, and for nothing of those that somebody runs ("how many SCPs can an OU have")."""
    return bool(query.mentions) and bool(re.search(MEASURE_QUESTION, query.text, re.IGNORECASE)) and not re.search(OF_NOW, query.text, re.IGNORECASE) and asks_for_fact(query)


def tells_amount_asked(query: Query, text: str) -> bool:
    """Whether a text tells an amount, where a query asks for one; any text does where it does not."""
    needed = (told for asked, told in ((ASKS_AMOUNT, TELLS_AMOUNT), (ASKS_SHARE, TELLS_SHARE)) if re.search(asked, query.text, re.IGNORECASE))
    return all(re.search(told, text, re.IGNORECASE) for told in needed)


def puts_side_by_side(query: Query) -> bool:
    """Whether a query is hardly more than "X vs Y"."""
    return len(query.weights) <= MOST_SHORT_WORDS and bool(re.search(VERSUS, query.text, re.IGNORECASE))


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


def asks_which_to_take(query: Query) -> bool:
    """Whether a query asks which of the services that it names to take, and when ("when should I use X instead of Y", "is X better than Y for small jobs")."""
    if len({mention.service for mention in query.mentions}) < SEVERAL or query.troubles:
        return False
    text = query.text
    for mention in reversed(query.mentions):
        text = f"{text[: mention.start]}¤{text[mention.end :]}"
    found = next((match for form in WHICH_TO_TAKE if (match := re.search(form, text, re.IGNORECASE))), None)
    return found is not None and len(text[: found.start()].split()) <= MOST_LEADING_WORDS and not re.search(CLAUSE_BEHIND, text[found.end() :])


def asks_for_price(query: Query) -> bool:
    """Whether a query asks what something costs."""
    return not says_need(query) and bool(re.search(PRICE, query.text, re.IGNORECASE))


def questions_price(query: Query) -> bool:
    """Whether a query is a question for what something costs, however it goes on ("what would that cost us a month")."""
    return bool(re.search(PRICE_QUESTION, query.text, re.IGNORECASE))


def tells_price(text: str) -> bool:
    """Whether a text says something of cost."""
    return bool(re.search(TELLS_PRICE, text, re.IGNORECASE))


def tells_price_asked(query: Query, text: str) -> bool:
    """Whether a text says something of cost, where a query asks for that; any text does where it does not."""
    return not asks_for_price(query) or tells_price(text)


def says_need(query: Query) -> bool:
    """Whether a query is worded as a need or a choice."""
    return asks_for_choice(query) or bool(re.search(SITUATION, query.text, re.IGNORECASE))


def asks_for_choice(query: Query) -> bool:
    """Whether a query asks what to take or says what is needed, and not only how things are: "our site is slow"."""
    return bool(re.search(CHOICE, query.text, re.IGNORECASE))


def says_wish(query: Query) -> bool:
    """Whether a query is worded as a wish, and as nothing that goes wrong: "must be handled once, never twice" tells what is wanted."""
    text = query.text
    is_demand = any(re.search(form, text, re.IGNORECASE) for form in (DEMAND, PROHIBITION)) and not re.search(SURE_ERROR, text, re.IGNORECASE)
    return is_demand or forbids_fault(query) or (any(re.search(form, text, re.IGNORECASE) for form in (WISH, DUTY)) and not tells_error(query)) or says_no_more(query)


def forbids_fault(query: Query) -> bool:
    """Whether the words of a query that say that something goes wrong say what must not come about ("reports must not slow the shop down"), and nothing that did."""
    spans = [match.span() for match in re.finditer(FORBIDDEN_FAULT, query.text, re.IGNORECASE)]
    return bool(spans) and all(lies_in(spans, start) for start, _ in query.troubles) and not tells_what_happened(query)


def says_no_more(query: Query) -> bool:
    """Whether a query begins with "no more" and the name of what is not wanted."""
    return any(re.search(NO_MORE, query.text[: mention.start], re.IGNORECASE) for mention in query.mentions[:1])


def tells_what_happened(query: Query) -> bool:
    """Whether a query tells of something that happened or is still so, rather than what is wanted."""
    return bool(re.search(HAPPENED, query.text, re.IGNORECASE))


def asks_which_service(query: Query) -> bool:
    """Whether a query asks which service or what kind of thing to take."""
    return bool(re.search(WHICH_SERVICE, query.text, re.IGNORECASE))


def says_plan(query: Query) -> bool:
    """Whether a query says what somebody wants, but for that something is mended."""
    return any(re.search(form, query.text, re.IGNORECASE) for form in (PLAN, PROHIBITION))


def says_rule(query: Query) -> bool:
    """Whether a query says how something must be."""
    return bool(re.search(RULE, query.text, re.IGNORECASE))


def only_tells_possession(query: Query) -> bool:
    """Whether a query tells what somebody has or uses, and nothing else ("we have a website on S3")."""
    return bool(re.search(BARE_HAVING, query.text, re.IGNORECASE)) and not tells_error(query)


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


def pastes_message(query: Query) -> bool:
    """Whether a query quotes a message, or begins as those of logs do."""
    return bool(re.search(PASTED, query.text))


def asks_remedy(query: Query) -> bool:
    """Whether a query asks what to do, or how to fix something."""
    return bool(re.search(REMEDY, query.text, re.IGNORECASE))


def find_fine(text: str) -> tuple[tuple[int, int], ...]:
    """The parts of a text that say of something that it is as it should be, beside what is not ("status checks ok but ...", "... fails, the instance is fine")."""
    return tuple(match.span("fine") for match in re.finditer(FINE, text, re.IGNORECASE))


def tells_error(query: Query) -> bool:
    """Whether a query is worded as something that goes wrong."""
    if forbids_fault(query):
        return False
    text = query.text
    codes = (match.span() for match in re.finditer(ERROR, text, re.IGNORECASE))
    told = (start for start, end in (*query.troubles, *codes) if not (re.search(ACCEPTED, text[end:], re.IGNORECASE) or re.search(CONDITION, text[:start], re.IGNORECASE) or is_attribute(text, start)))
    return next(told, None) is not None or asks_remedy(query)


def is_attribute(text: str, start: int) -> bool:
    """Whether a word of fault at a place only says which things are meant."""
    return bool(re.search(ATTRIBUTE, text[start:], re.IGNORECASE) and re.search(ATTRIBUTE_BEFORE, text[:start], re.IGNORECASE))


def find_codes(text: str) -> list[str]:
    """What is written as the code of an error: CamelCase, or capitals with dashes between them."""
    return re.findall(CODE, text)


def find_statuses(texts: Iterable[str]) -> frozenset[str]:
    """The statuses of HTTP in some texts that say that a call went wrong."""
    return frozenset(status for text in texts for status in re.findall(STATUS, text))


def statuses_told(query: Query) -> frozenset[str]:
    """The statuses of HTTP that a query tells as a trouble: "500 users" tells none."""
    return find_statuses(query.text[start:end] for start, end in query.troubles)
