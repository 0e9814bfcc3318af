"""How a query is worded: as a question for a fact, a need, a wish, or something that goes wrong. A query in, yes or no out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.analysis import Query, lies_in

# Strings, which `re` compiles where they are first needed: to compile all of them takes a tenth as long as an answer.
LOOK_UP = (
    r"^\W*(?:and |so |please |hi |hello |can you |could you )*(?:tell me |explain |define |describe |remind me |i wonder |i want to know |what(?:'s| is| are| does|"
    r" do| did| happens| happened| was| were)\b|how (?:many|much|long|often|big|large|does|do|is|are|fast|old)\b|who\b|when (?:did|does|do|is|was)\b|where (?:are|is|"
    r"do|does)\b|why (?:do|does|is|are)\b|which (?:parts|sections|domains|threat|slide)|list |name |meaning of|difference between|is there|does |do |is |are |can )"
)
CHOICE = (
    r"\b(?:which (?:aws )?(?:service|solution|option|storage|database|approach|feature|tool|type|one|of)|what (?:aws |amazon )?(?:service|solution|should|would|"
    r"storage|database|feature|tool|can|is the (?:most|best|simplest|easiest|cheapest|least|correct|right))|should (?:we|i|they|he|she|the|a|an|you)|recommend|"
    r"(?:we|i) (?:need|want|must)|most cost|meets? |choose|select)"
)
SITUATION = r"\b(?:we (?:have|are|run|use|store|keep)|our\b|company|a customer)"
DECISION = rf"{CHOICE}|{SITUATION}"
WISH = r"\b(?:i|we) (?:want|need|must|wish|would like)\b|\b(?:i|we)'d like\b"
ERROR = r"\b\w*(?:Exception|Error|Failure|Timeout|ETIMEDOUT|EACCES|Errno)\b|/var/task"
DEMAND = r"\b(?:must|has to|have to|should|needs? to) (?:not |never |always |only )?be \w"
SURE_ERROR = r"\b\w*(?:Exception|Error|Failure|Timeout)\b|\b(?:errors?|fail\w*|denied|cannot|can't|couldn't|unable|refused|timed out|stuck|broken)\b"
LOOK_UP_NOUN = (
    r"^\W*(?:the |please |give me |show me |in short,? |how about )*(?:an? |the )?(?:largest|smallest|longest|maximum|minimum|max|min|size|number|amount|price|cost|fee|limit|quota|savings?|"
    r"definition|overview|summary|recommended|default|failover time|duration|length|parts|names|example|walk me through)\b|^\W*(?:for|after|on|in|at|from|to) (?:how|which|what)\b|"
    r"^\W*(?:has|have|had|will|somebody told me)\b|, (?:what are they|which one|meaning|what does one gain by it)\?|;\s*what\b|\bmeaning\?"
)
YES_OR_NO = r"\W*(?:(?:and|so|but|please|hi|hello) )*(?:is|are|does|do|can|could|will|was|were|has|have) (?:(?:the|an?|aws|amazon) )*$"
WHETHER = r"^\W*(?:(?:and|so|but|please|hi|hello) )*(?:can|could|may|should|shall|would) (?:i|we|you)\b"
WHO_DID_IT = r"\bwho (?:has |had |just )?(?:\w{2,}ed|made|did|put|shut|broke|took|gave|left)\b"
ACT_ASKED = r"\b(?:how (?:do|can|should|would) (?:i|we|you)|how to|(?:can|could|may) (?:i|we|you)) (\w+)"
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
SEVERAL, MOST_LEADING_WORDS = 2, 4
MOST_SHORT_WORDS = 6  # "lambda timeout limit" asks for a fact; more words are a need


def asks_for_fact(query: Query) -> bool:
    """Whether a query is worded as a question for a fact, or is a few words on a service with the name of a fact among them."""
    if says_need(query) or asks_who_did_it(query):
        return False
    return asks_in_short(query) or any(re.search(form, query.text, re.IGNORECASE) for form in (LOOK_UP, LOOK_UP_NOUN))


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
    if not query.mentions or len(query.tokens) > MOST_SHORT_WORDS or says_need(query):
        return False
    facts = [match.span() for match in re.finditer(SHORT_FACT, query.text, re.IGNORECASE)]
    left = re.sub(SHORT_FACT, "", query.text, flags=re.IGNORECASE)
    return bool(facts) and not re.search(ERROR, left, re.IGNORECASE) and all(lies_in(facts, start) for start, _ in query.troubles)


def puts_side_by_side(query: Query) -> bool:
    """Whether a query is hardly more than "X vs Y"."""
    return len(query.weights) <= MOST_SHORT_WORDS and bool(re.search(VERSUS, query.text, re.IGNORECASE))


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
    is_demand = bool(re.search(DEMAND, query.text, re.IGNORECASE)) and not re.search(SURE_ERROR, query.text, re.IGNORECASE)
    return is_demand or (bool(re.search(WISH, query.text, re.IGNORECASE)) and not tells_error(query))


def tells_error(query: Query) -> bool:
    """Whether a query is worded as something that goes wrong."""
    return bool(query.troubles or re.search(ERROR, query.text, re.IGNORECASE))


def find_codes(text: str) -> list[str]:
    """What is written as the code of an error: CamelCase, or capitals with dashes between them."""
    return re.findall(CODE, text)


def find_statuses(texts: Iterable[str]) -> frozenset[str]:
    """The statuses of HTTP in some texts that say that a call went wrong."""
    return frozenset(status for text in texts for status in re.findall(STATUS, text))


def statuses_told(query: Query) -> frozenset[str]:
    """The statuses of HTTP that a query tells as a trouble: "500 users" tells none."""
    return find_statuses(query.text[start:end] for start, end in query.troubles)
