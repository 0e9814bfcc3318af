"""What a question asks for: what fits or what does not, whose duty, the most or the least. A text in, a `Stance` out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntFlag

from advisor.pattern import compile_late

SENTENCE = compile_late(r"[^.?!]+")
# A question of its own, and what the last sentence, or what is to be completed, may ask with besides.
OPENING = r"(?:^|[,:;] *|\b(?:and|so|then|but) )\W{0,9}(?:(?:for|in|of|from|to|with|at|on|under|by|about) )?(?:which|what|who|select|choose|pick|identify)\b"
REFERRING = r"\b(?:following|below|all of|each of|these|statements?|options?)\b"
INVERTED = r"\bwhich of (?:these|the following)\b"  # "AWS is not responsible for which of these?"
COUNTING = r"^\W{0,9}(?:choose|select|pick) (?:any |the |all )?\w+(?: (?:answers?|options?|that apply))?\W*$"
# Behind these a clause tells of something else than the answer: "Which service makes sure that messages are not lost?"
ASIDE = (
    r"(?<!something )(?<!anything )\b(?:that|which|what|when|where|while|if|unless|because|since|so|without|who|whose|"
    r"after|before|until|although|though|whether|they|as soon as|ensur\w+|guarantees?|makes? sure|reasons?|causes?|why|how)\b"
)
CAPITAL = compile_late(r"\b(?:NOT|EXCEPT|INCORRECT|FALSE|WRONG|LEAST LIKELY)\b|\b[A-Z]+N['’]?T\b")
VERB = r"(?:is|are|was|were|be|do|does|did|can|could|will|would|should|must|may|has|have)"
SUBJECT = r"(?:(?!(?:be|been|used?|for|of|with|in|on|to|from|by|at|do|as)\b)[^\s,;]+ ){0,4}?"
NOT = rf"(?:\b{VERB} {SUBJECT}(?:not|never)\b|\b(?:is|are|was|were|do|does|did|could|would|should|must|has|have|had)n['’]?t\b|\b(?:can['’]?t|won['’]?t|cannot)\b)"
# What is so without something is known by that, not by its opposite; "not only" and "not X but Y" say what is so.
STILL_SO = r"(?! (?:only|just|more|less|require|need|have to|involve|want|[^,;]{1,30} but)\b)"
WRONG = (
    rf"{NOT}{STILL_SO}"
    rf"|\b{VERB} (?:(?:an?|the|clearly|most likely|probably) )?(?:incorrect|false|wrong|untrue|invalid|unsuitable|inappropriate|unrelated|unsupported)\b"
    r"|\b(?:incorrect|false|wrong|untrue|invalid) (?:statement|answer|option|claim|description|assumption|example)s?\b"
    r"|\b(?:bad|poor|worst) (?:practice|choice|idea|fit|use|design)s?\b|\banti-?patterns?\b"
    r"|\bleast (?:likely|suitable|suited|appropriate|fitting|helpful|useful|relevant)\b|\blacks?\b"
    rf"|\b(?:should|must|would) {SUBJECT}avoid\b"
)
EXCEPT = r"\b(?:except|apart from|other than|but)(?: for)? ?(?:one|which|what|this|these|the following|[:.?_… ]*$)"
ALL = r"\b(?:all|each|every|any)\b"

MODEL = r"\bshared[- ]responsibility(?: model)?(?: between [\w ]+)?|\bshared between [\w ]+"
DUTY = r"(?:responsib\w+|dut(?:y|ies)|obligations?|tasks?|jobs?|part|half|share|accountab\w+|in charge|takes? care|looks? after|manages?|maintains?|handles?|patch\w*)"
PROVIDER, CUSTOMER = r"(?:aws|amazon|the provider|the cloud provider)", r"(?:(?:the |a |an )?(?:customer|user|subscriber|consumer)s?|you|we|your (?:team|company|organization))"
RESPONSIBILITY = (
    r"\bresponsib|\bdut(?:y|ies)\b|\bobligation|\bsecurity ['\"“”]?(?:of|in)\b|\b(?:aws|amazon|customer)['’]s? (?:part|side|half|share|job|task)\b|\btakes? care\b|\baccountab"
    r"|\b(?:stays?|remains?|falls?|left|belongs?) (?:with|to|on) (?:the |a )?(?:customer|aws)\b|\bdo(?:es)? (?:aws|(?:the |a )?customers?) (?:do|have to)\b"
)
OWNER = (
    r"(?:\b{0}(?:['’]s?)?(?: (?:is|are|be|has|have|the|own|main|sole|to|only))* {1}"  # AWS's duty, AWS is responsible
    r"|\b{1}(?: (?:is|are|of|to|by|with|for|lies|falls?|belongs?|remains?|stays?|the|mainly|solely|assumed|held|borne|done|on))* {0}\b"  # duty of AWS
    r"|\b(?:to|by|with|falls? to|of) {0}\b(?= ?(?:[?,:;.]|under|when|in|for|$))"
    r"|\bdo(?:es)? {0} (?:have to |need to )?(?:do|take|manage|handle|secure|protect|patch|maintain|have|carry|perform|look|control|bear)"
    r"|^{0} (?:is|are|must|has to|takes?)\b)"
)
AWS_DUTY = rf"\bsecurity (?:['\"“”] ?)?of (?:the )?['\"“”]?cloud|{OWNER.format(PROVIDER, DUTY)}"
CUSTOMER_DUTY = rf"\bsecurity (?:['\"“”] ?)?in (?:the )?['\"“”]?cloud|{OWNER.format(CUSTOMER, DUTY)}"

OPENING_WHO = r"(?:^|[.?!:;,]\s)\W*who\b"
WHO = r"\b(?:who|whose|which party)\b"
PARTY_OF = rf"\W*(?:by |it is |only )?(?:(?P<aws>{PROVIDER})|{CUSTOMER}|the (?:account )?owner)\b(?! and | or )(?! shared)"

MOST = r"\b(?:maximum|max|at most|up to|no more than|longest|largest|biggest|greatest|upper limit|at maximum)\b"
LEAST_OF = r"\b(?:minimum|min|smallest|shortest|least (?:amount|number|size|time))\b"
DEFAULT = r"\bdefaults?\b"


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of this module, which `re` keeps: to compile all of them takes longer than an answer, and few texts need them."""
    return re.compile(pattern, re.IGNORECASE)


class Stance(IntFlag):
    """What is asked for, as far as a question says; the flags are kept in compiled knowledge."""

    ANY = 0
    WRONG = 1
    AWS = 2
    CUSTOMER = 4
    MAXIMUM = 8
    MINIMUM = 16
    DEFAULT = 32
    PARTY = 64  # who it is that has to; where the answer is known, AWS or CUSTOMER says it


SIDES = Stance.AWS | Stance.CUSTOMER
EXTREMES = Stance.MAXIMUM | Stance.MINIMUM | Stance.DEFAULT
COUNT = 128  # of all combinations


def read_stance(text: str) -> Stance:
    """What a question asks for."""
    found = Stance.WRONG if wants_wrong(text) else Stance.ANY
    found |= Stance.PARTY if compiled(WHO).search(text) and (compiled(MODEL).search(text) or compiled(RESPONSIBILITY).search(text) or compiled(OPENING_WHO).search(text)) else read_side(text)
    for extreme, pattern in ((Stance.MAXIMUM, MOST), (Stance.MINIMUM, LEAST_OF), (Stance.DEFAULT, DEFAULT)):
        if compiled(pattern).search(text):
            found |= extreme
    return found


def read_known_stance(question: str, answers: Sequence[str]) -> Stance:
    """What a question asks for whose right answers are known: with the party, where it asks for that."""
    found = read_stance(question)
    told = compiled(PARTY_OF).match(answers[0]) if found & Stance.PARTY else None
    if told is None:
        return found
    return found | (Stance.AWS if told.group("aws") else Stance.CUSTOMER)


def read_side(text: str) -> Stance:
    """Whose duty is asked for, AWS's or the customer's; neither where a question is about no duty, or about both."""
    if not compiled(RESPONSIBILITY).search(text) and not compiled(MODEL).search(text):
        return Stance.ANY
    told = compiled(MODEL).sub("", text)
    is_aws, is_customer = bool(compiled(AWS_DUTY).search(told)), bool(compiled(CUSTOMER_DUTY).search(told))
    return Stance.ANY if is_aws == is_customer else Stance.AWS if is_aws else Stance.CUSTOMER


def wants_wrong(text: str) -> bool:
    """Whether a question asks for what does not fit ("Which is NOT ...?", "Which statement is wrong?"); "What is wrong?" asks for a cause.

    A negation counts only where it negates the question itself: not in what is told before it, nor in a clause behind it.
    """
    sentences = [sentence for sentence in SENTENCE.findall(text) if sentence.strip() and not compiled(COUNTING).match(sentence)]
    return any(negates(sentence, place == len(sentences)) for place, sentence in enumerate(sentences, start=1))


def negates(sentence: str, is_last: bool) -> bool:
    """Whether a sentence asks for what does not fit."""
    asking = compiled(OPENING).search(sentence) or compiled(INVERTED).search(sentence) or (compiled(REFERRING).search(sentence) if is_last else None)
    if not asking:
        return False
    if CAPITAL.search(sentence, asking.end()) or (compiled(ALL).search(sentence) and compiled(EXCEPT).search(sentence)):
        return True
    inverted = compiled(INVERTED).search(sentence)
    if inverted and compiled(WRONG).search(sentence, max(sentence.rfind(mark, 0, inverted.start()) for mark in ",;:") + 1, inverted.start()):
        return True
    aside = compiled(ASIDE).search(sentence, asking.end())
    found = compiled(WRONG).search(sentence, asking.end(), aside.start() if aside else len(sentence))
    return found is not None and not (found.group().endswith("wrong") and asking.group().lower().endswith("what"))


def compare_stances(one: int, other: int) -> int:
    """What is right for one question is right for another (1), wrong for it (-1), or says nothing of it (0)."""
    if (one ^ other) & Stance.PARTY:
        return 0
    if one & EXTREMES and other & EXTREMES and not one & other & EXTREMES:
        return 0
    are_opposed = not one & Stance.PARTY and bool(one & SIDES and other & SIDES and not one & other & SIDES)
    return -1 if are_opposed != bool((one ^ other) & Stance.WRONG) else 1


def compare_party(asked: int, known: int) -> int:
    """Whether the party that a known question asks for is the one whose duties are asked for: 1, for the other one -1; 0 where one of them tells of none."""
    if asked & Stance.PARTY or not known & Stance.PARTY or not asked & SIDES or not known & SIDES:
        return 0
    return 1 if bool(asked & known & SIDES) != bool(asked & Stance.WRONG) else -1
