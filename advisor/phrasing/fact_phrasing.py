"""How a question for a fact is worded, and whether a text tells the amount or price that it asks for: a query or text in, yes or no out."""

from __future__ import annotations

import re

from advisor.phrasing.need_phrasing import SITUATION, asks_for_choice, says_need
from advisor.phrasing.opposition import VERSUS, asks_which_to_take
from advisor.phrasing.trouble_phrasing import ERROR, tells_error
from advisor.text.analysis import Query
from advisor.text.focus import lies_in
from advisor.text.memo import remember

# Strings, which `re` compiles where they are first needed: to compile all of them takes a tenth as long as an answer.
LOOK_UP = (
    r"^\W*(?:and |so |please |hi |hello |can you |could you )*(?:tell me |explain |define |describe |remind me |i wonder |i want to know |what(?:'s| is| are| does|"
    r" do| did| happens| happened| was| were)\b|how (?:many|much|long|often|big|large|does|do|is|are|fast|old)\b|who\b|when (?:did|does|do|is|was)\b|where (?:are|is|"
    r"do|does)\b|why (?:do|does|is|are)\b|which (?:country|parts|sections|domains|threat|slide)|list |name |meaning of|difference between|is there|does |do |is |are |can )"
)
LOOK_UP_NOUN = (
    r"^\W*(?:the |please |give me |show me |in short,? |how about )*(?:an? |the )?(?:largest|smallest|longest|maximum|minimum|max|min|size|number|amount|price|cost|fee|limit|quota|savings?|"
    r"definition|overview|summary|recommended|default|failover time|duration|length|parts|names|example|walk me through)\b|^\W*(?:for|after|on|in|at|from|to) (?:how|which|what)\b|"
    r"^\W*(?:has|have|had|will|somebody told me)\b|, (?:what are they|which one|meaning|what does one gain by it)\?|;\s*what\b|\bmeaning\?"
)
YES_OR_NO = r"\W*(?:(?:and|so|but|please|hi|hello) )*(?:is|are|isn['’]?t|aren['’]?t|does|do|can|could|will|would|was|were|has|have) (?:(?:the|an?|aws|amazon) )*$"
WHETHER = r"^\W*(?:(?:and|so|but|please|hi|hello) )*(?:(?:can|could|may|should|shall|would) (?:i|we|you)\b|(?:is|are|would|could|will) )"
WHO_DID_IT = (
    r"(?:^\W*|[,.;:!?\n][ \t]*|\b(?:out|see|know|tell|show|check|find|log|learn|me|us|of|and|but|so|then|user) )who(?:['’]?s)? "
    r"(?:has |had |just )?(?:\w{2,}ed|made|did|put|shut|broke|took|gave|left)\b"
)
HOW_TO = r"\bhow (?:(?:do|can|should|would|could) (?:i|we|you)|to)\b"
SHORT_FACT = r"\b(?:limits?|quotas?|max(?:imum)?|min(?:imum)?|defaults?|sizes?|retention|durability|availability|pricing|prices?|costs?|sla|timeout|duration|free)\b"
PRICE = r"\b(?:costs?|prices?|pricing|expensive|free|charged?|billed|how much (?:is|are|for|to pay))\b"
PRICE_QUESTION = (
    r"^\W*(?:(?:and|so|ok|okay|but|then|well|now)\W+)*(?:how (?:much|expensive|pricey)\b|"
    r"(?:what|is|are|do|does|can|would|will|must|when)\b.*\b(?:costs?|prices?|pricing|pay|paid|expensive|free|charged?|billed)\b)"
)
TELLS_PRICE = r"\b(?:costs?|prices?|free|charg\w+|bill\w*|pays?|paid|dollars?|cents?)\b|\$"
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
MOST_MEASURE_WORDS = 9
# A fact that is asked for anywhere in a text, not only where it begins, and what asks which things rather than which one.
FACT_WITHIN = (
    rf"\b(?:{MEASURES}|durability|availability|retention|sla|window|defaults?|biggest|largest|smallest|longest|shortest|how (?:many|much|long|often|big|large))\b|\bper \w+\W*$|{PER}|{PRICE}|{VERSUS}|"
    r"\b(?:can|could|may|does|do|is|are|was|were) (?:i|we|you|it|they|one|this|that)\b|\bwho\b|\bstands? for\b|\bmean(?:s|ing)?\b|\bwhat\b|^\W*which\b|\bwhich one\b|"
    r"\b(?:called|renamed|new name|still|the \w+ thing|discounts?|is which)\b|\?\s*$"
)
# A design that is put to the question, for which the quiz may hold what it costs and gains.
DESIGN_ASKED = (
    r"^\W*(?:(?:and|so|but|ok|hi|hello) )*(?:should|(?:do|would) (?:we|i) (?:really |still |even |actually )?(?:need|want|lose|gain)|is (?:it|a|an|one|this|our)\b|are (?:we|our)\b|"
    r"how (?:much|do|should|bad)\b)"
)
EITHER_DESIGN = r"^[^.?!]{3,60}\bor\b[^.?!]{3,60}\??$"
WEIGHS = r"\b(?:pros and cons|downsides?|disadvantages?|drawbacks?|trade-?offs?|advantages|benefits)\b"
# How things are or will be, in one sentence and with nothing to be chosen: "does our data leave Europe", "what happens if we stop paying".
STATE_ASKED = (
    r"^\W*(?:(?:and|so|but|ok|please|hi|hello) )*(?:(?:is|are)(?! (?:there|it possible|needed|wanted|required)\b)|"
    r"(?:does|will)(?! (?:aws|amazon|any\w+|some\w+) (?:have|offer|know)\b)|do (?:we|i|they|people|customers|users|others)(?! (?:have to|need|want)\b)|"
    r"what (?:happens|if)\b|who (?:owns|pays)\b|can (?:aws|amazon|some(?:one|body)|any(?:one|body)|others|hackers|strangers)\b)[^.!?\n]*[.!?\s]*$"
)
# One short sentence that asks: what it tells of somebody's own things ("our data") makes no need of it.
PLAIN_QUESTION = (
    r"^\W*(?:(?:and|so|but|ok|please|hi|hello) )*(?:is|are|does|do|did|can|could|may|will|has|have|was|were|who|where|when|why|what|how (?:long|safe|hard|easy|often|many|much|do))\b"
    r"(?! (?:service|tool)\b)[^.!?\n]{4,80}[.!?\s]*$"
)
USE_ASKED = r"^\W*(?:\w+ )?(?:can|could|may|should) (?:i|we|you|one) use\b"  # "can we use Cognito with SAML" proposes it
# Whether something is needed at all, or worth it: a single word says what ("do we need Kubernetes").
NEED_ASKED = (
    r"^\W*(?:(?:and|so|but|ok|hi|hello) )*(?:do (?:we|i|you) (?:really |still |even |actually )?(?:need|have to)\b|should (?:we|i) (?:use|have|take|learn|buy|get)\b|"
    r"(?:is|are)\b.*\b(?:necessary|needed|required|overkill|worth it|a must|too much)\b)"
)
# Whether something can be done with what is nobody's name: "can we leave AWS".
POSSIBLE_ASKED = r"^\W*(?:(?:and|so|but|ok|hi|hello) )*(?:(?:can|could|may) (?:i|we|you|one)\b|is it possible\b)"
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


@remember
def asks_for_fact(query: Query) -> bool:
    """Whether a query is worded as a question for a fact, or is a few words on a service with the name of a fact among them."""
    if says_need(query) or asks_who_did_it(query):
        return False
    return asks_in_short(query) or any(re.search(form, query.text, re.IGNORECASE) for form in (LOOK_UP, LOOK_UP_NOUN))


def seeks_fact(query: Query) -> bool:
    """Whether a query asks for a fact anywhere in it, and is no need: what tells something that went wrong does so only where it is worded as a question."""
    if asks_of_design(query):
        return True
    is_question = bool(re.search(PLAIN_QUESTION, query.text, re.IGNORECASE)) and not (query.mentions and re.search(USE_ASKED, query.text, re.IGNORECASE))
    if (
        (query.is_order and not (asks_for_definition(query.text) or is_question))
        or asks_who_did_it(query)
        or (re.search(SITUATION, query.text, re.IGNORECASE) and not (begins_yes_or_no(query) or is_question))
        or (asks_for_choice(query) and not re.search(CHOICE_OF_TWO, query.text, re.IGNORECASE))
    ):
        return False
    return asks_for_fact(query) or (not tells_error(query) and (is_question or bool(re.search(FACT_WITHIN, query.text, re.IGNORECASE))))


def asks_of_design(query: Query) -> bool:
    """Whether a query asks which of two designs to take, whether one is worth it, or what it costs ("should we go multi-cloud", "monolith or microservices", "downsides of ...")."""
    return any(re.search(form, query.text, re.IGNORECASE) for form in (DESIGN_ASKED, EITHER_DESIGN, WEIGHS))


def asks_whether_needed(text: str) -> bool:
    """Whether a text asks whether something is needed, or worth it."""
    return bool(re.search(NEED_ASKED, text, re.IGNORECASE))


def asks_whether_possible(text: str) -> bool:
    """Whether a text asks whether something can be done."""
    return bool(re.search(POSSIBLE_ASKED, text, re.IGNORECASE))


def asks_how_things_are(query: Query) -> bool:
    """Whether a query asks in one sentence how something is or what becomes of it, and not what to take."""
    return bool(re.search(STATE_ASKED, query.text, re.IGNORECASE)) and not asks_for_choice(query)


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


def asks_whether(text: str) -> bool:
    """Whether a text asks whether or why something is so."""
    return bool(re.search(ASKS_WHETHER, text, re.IGNORECASE))


def asks_otherwise(text: str, other: str) -> bool:
    """Whether one of two questions asks whether or why something is so, and the other for an amount."""
    return any(asks_whether(one) and re.search(AMOUNT_ASKED, two, re.IGNORECASE) for one, two in ((text, other), (other, text)))


def asks_for_list(text: str) -> bool:
    """Whether a question asks for several things, each an answer."""
    return bool(re.search(LISTED, text, re.IGNORECASE))


def asks_yes_or_no(query: Query) -> bool:
    """Whether a query asks whether something is so of a service: its name stands right behind the verb ("does S3 ...", and not "can we query S3 ...")."""
    return begins_yes_or_no(query) and not says_need(query)


def begins_yes_or_no(query: Query) -> bool:
    """Whether a query begins with a verb and the name of a service right behind it, whatever else it says ("does Bedrock train on our documents")."""
    return bool(query.mentions) and bool(re.match(YES_OR_NO, query.text[: query.mentions[0].start], re.IGNORECASE))


def asks_whether_it_serves(query: Query) -> bool:
    """Whether a query asks whether a service that it proposes will do ("can we put customer data in SQS?")."""
    return any(mention.role == "proposed" for mention in query.mentions) and bool(re.search(WHETHER, query.text, re.IGNORECASE))


@remember
def asks_who_did_it(query: Query) -> bool:
    """Whether a query asks who did something: that stands in the records of an account, and in no text."""
    return bool(re.search(WHO_DID_IT, query.text, re.IGNORECASE))


@remember
def asks_in_short(query: Query) -> bool:
    """Whether a query is a few words on a service with the name of a fact among them."""
    if asks_for_measure(query):
        return True
    if not query.mentions or len(query.tokens) > MOST_SHORT_WORDS or says_need(query):
        return False
    facts = [match.span() for match in re.finditer(SHORT_FACT, query.text, re.IGNORECASE)]
    left = re.sub(SHORT_FACT, "", query.text, flags=re.IGNORECASE)
    return bool(facts) and not re.search(ERROR, left, re.IGNORECASE) and all(lies_in(facts, start) for start, _ in query.troubles)


@remember
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


@remember
def asks_how_much(query: Query) -> bool:
    """Whether a query is a question for a measure of a service that it names, and for nothing of those that somebody runs ("how many SCPs can an OU have")."""
    return bool(query.mentions) and bool(re.search(MEASURE_QUESTION, query.text, re.IGNORECASE)) and not re.search(OF_NOW, query.text, re.IGNORECASE) and asks_for_fact(query)


def tells_amount_asked(query: Query, text: str) -> bool:
    """Whether a text tells an amount, where a query asks for one; any text does where it does not."""
    needed = (told for asked, told in ((ASKS_AMOUNT, TELLS_AMOUNT), (ASKS_SHARE, TELLS_SHARE)) if re.search(asked, query.text, re.IGNORECASE))
    return all(re.search(told, text, re.IGNORECASE) for told in needed)


def puts_side_by_side(query: Query) -> bool:
    """Whether a query is hardly more than "X vs Y" or "X or Y, which one"."""
    return len(query.weights) <= MOST_SHORT_WORDS and (bool(re.search(VERSUS, query.text, re.IGNORECASE)) or asks_which_to_take(query))


@remember
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
