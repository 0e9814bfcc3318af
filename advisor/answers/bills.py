"""Whether a text complains of the bill that a service makes: a query in, yes or no out."""

from __future__ import annotations

import re

from advisor.phrasing.need_phrasing import asks_for_choice
from advisor.text.analysis import Query
from advisor.text.focus import lies_in

BILL = r"\b(?:(?:aws|monthly|month's|daily) )?(?:bills?|billed|billing|invoices?|costs?|charges?|charged|fees?|spend|spending|budget|pay(?:s|ing)?|expensive|pricey|dear)\b"
COMPLAINT = (
    r"\b(?:(?:too |so |very |really |quite |suddenly |unexpectedly )+(?:expensive|pricey|dear)|(?:too |so |very |really |quite )*(?:high|higher|huge|large|larger|much)|"
    r"(?:un)?expected(?:ly)?|surpris\w+|why|doubled|tripled|"
    r"exploded?|exploding|"
    r"rose|rises?|rising|grow(?:s|ing)?|grew|keeps?|eats?|eating|kills?|killing|lower|reduce|cut|bring down|get down|save on|half|third|quarter|most|biggest|largest|main|got|went|goes|"
    r"jump(?:s|ed)?|climb(?:s|ed|ing)?|up|through the roof|insane|crazy|ridiculous|out of control|make up|makes up|a lot|a fortune|where does|what makes|dollars?|euros?)\b|"
    r"[$€£] ?\d[\d.,]*k?|\b\d[\d.,]*k?(?: ?(?:[$€£%]|percent|dollars?|euros?|usd|eur)|\b)|\b(?:a|per|each|every|last|this) (?:month|day|week|year|quarter)\b"
)
MOST_BESIDE = 1  # a word more, and something else may be asked than why a bill is high: "S3 costs too much for rarely read files"


def complains_of_bill(query: Query) -> bool:
    """Whether a query complains of the bill of what it names, and tells hardly anything beside that ("KMS is half of our bill", "how do I lower what DynamoDB costs?")."""
    names = [(mention.start, mention.end) for mention in query.mentions]  # some say "cost" themselves
    bill, complaint = ([match.span() for match in re.finditer(form, query.text, re.IGNORECASE) if not lies_in(names, match.start())] for form in (BILL, COMPLAINT))
    if not (names and bill and complaint) or asks_for_choice(query):
        return False
    told = [*bill, *complaint]
    beside = {token.term for token in query.tokens if not lies_in(told, token.start)} & query.terms_beside(query.mentions)
    return len(beside) <= MOST_BESIDE
