"""What a turn of a conversation wants: the user's text, its query and the state so far in, a `Turn` out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from advisor.analysis import Query, lies_in
from advisor.catalogue import Catalogue
from advisor.conversation import State
from advisor.model import Option, Question
from advisor.phrasing import asks_which_to_take
from advisor.ranking import compares_product, refused_services
from advisor.tokens import Tokenizer

# All patterns but NEW_ONE read what `spoken` makes of a text.
POLITE = re.compile(r"^(?:(?:please|ok|okay|fine|alright|right|sorry|so|well|hmm?|now|and|but|then|hi|hello|hey|thanks|can you|could you|no|actually|wait|scrap that|instead)[,.! ]+)+")
PLEASE = re.compile(r"(?:[,.! ]+(?:please|thanks|thank you|thx|then|again))+$")
NEW_ONE = re.compile(
    r"^\W*(?:(?:now )?(?:a|an|the)? ?(?:new|another|different|next) (?:question|scenario|topic|case|problem)|start over|something else|"
    r"never ?mind|forget (?:it|that)|leave it)\s*[:.,;–-]+\s*(?=\w)",
    re.IGNORECASE,
)
START_OVER = re.compile(
    r"(?:let's |let us )?(?:start(?: all)? over|start again|start afresh|restart|reset|begin again|clear|forget (?:everything|all (?:of )?(?:it|that))|"
    r"(?:a )?new (?:question|scenario|topic|conversation|chat))(?: again| please)?"
)
UNDO = re.compile(
    r"(?:undo|take back|go back|forget|scratch|cancel|ignore)(?: (?:that|it|this|the last (?:one|thing|answer|part|bit)(?: i said)?|what i (?:just )?said(?: last)?))?(?: again)?|"
    r"(?:go )?back(?: one(?: step)?)?"
)
AGAIN = re.compile(
    r"what (?:do|does) (?:you|that|this|it) mean(?: by that)?|(?:i )?(?:do not|don't|dont|did not|didn't) (?:understand|get (?:it|that))(?: that| it)?|"
    r"(?:(?:say|explain|tell me|put) (?:that |it |this )?)?(?:again|differently|simpler|simply|(?:in|with) (?:plain|simple|simpler|easy|other) (?:words|english|terms|language))|huh|what|pardon|"
    r"(?:that is |that's |this is |it is |it's )?too (?:technical|complicated|difficult)(?: for (?:me|us))?|(?:i am|i'm) not technical|no idea what (?:that|this|it) (?:is|means)"
)
HELP = re.compile(
    r"help(?: me)?|what (?:else )?(?:can|could) (?:you|i) (?:do|ask|answer|say|help)\b.*|who are you|what are you|how (?:do|can|does) (?:i use|you work|this work|it work|i ask).*|"
    r"what do you know(?: about)?|commands|(?:you (?:do not|don't|dont) understand(?: me)?|that(?:'s| is) (?:wrong|not what i (?:meant|mean|asked|want)))"
)
GREETING = r"(?:hi|hello|hey|there|all|everyone|advisor|good (?:morning|evening|afternoon|day)|greetings|how are you|today|doing)"
HELLO = re.compile(rf"{GREETING}(?:[ ,!.]+{GREETING})*")
THANKS = re.compile(
    r"(?:(?:great|perfect|cool|nice|good|super|many|fine)[ ,!.]+)?(?:thanks?|thank you|thx|cheers|great|perfect|cool|ok|okay|got it|fine|bye|goodbye)"
    r"(?:[ ,!.]+(?:a lot|very much|so much|you|that helps|that (?:is|was) (?:good|it|all)|that's (?:good|it|all)|"
    r"(?:it |that )?(?:works|worked|is fixed|helped)(?: now)?|fixed|solved|bye|then|all|again|good|great))*|"
    r"(?:(?:hm+|oh|ah|ok|okay|fine|right|well|so|i see|understood|noted|good|then|(?:that is|that's|thats|this is) (?:it|all|everything)(?: (?:i|we) (?:need|needed|wanted))?|nothing (?:else|more)|"
    r"no (?:more|further|other) questions?|thanks?|thank you|thx|for now)[ ,!.]*)+"
)
NEXT = re.compile(
    r"(?:something|anything) else(?: instead)?|(?:no,? )?not (?:that|this)(?: one)?|another(?: one)?|(?:no,? )?the (?:next|second|other)(?: one| best)?|"
    r"(?:i )?(?:do not|don't|dont) (?:like|want) (?:that|it|this)(?: one)?|give me (?:another|the next)(?: one)?|something different"
)
OTHERS = re.compile(
    r"(?:what|anything) else(?: is there| (?:could|can) (?:i|we) (?:use|take|do)| do you have)?|(?:(?:any|are there(?: any)?|what are(?: the| my)?|which are(?: the)?|show(?: me)?(?: the)?) )?"
    r"(?:other |more )?(?:options|ideas|choices|alternatives|possibilities)|(?:another|other) (?:option|idea|choice|alternative|services)|"
    r"what (?:is|are) the (?:next|second|other|alternative)(?: one| best| ones)?|"
    r"what (?:would|could|might) (?:change|alter) (?:your mind|the (?:answer|choice|decision)|that|it)|when (?:is (?:it|that|this)|would (?:it|that|this) be) (?:wrong|the wrong (?:choice|one))"
)
CHEAPER = re.compile(
    r"(?:(?:(?:is|are) there |do you (?:have|know) |(?:i|we) (?:need|want) )?(?:something|anything|any|a|one)? ?(?:that is )?)?cheaper(?: one| option| way| alternative)?|"
    r"can (?:it|that|this) be (?:done )?cheaper|"
    r"(?:(?:that|this|it)(?:'s| is| sounds| looks)? )?(?:too|so|very|quite|rather|pretty) (?:expensive|dear|costly|much(?: money)?)(?: for (?:me|us))?|"
    r"(?:i|we) (?:can't|cannot|can not|could not|couldn't) (?:afford|pay(?: for)?) (?:that|it|this)|make (?:it|that) cheaper"
)
SAME = re.compile(
    r"(?:(?:it|that|this|they)(?:'s| is| are)? )?(?:still )?(?:(?:about )?the )?same(?: (?:thing|one|need|scenario|project|app|case))?|"
    r"(?:it|that|this) (?:still )?belongs to (?:it|that|this|the (?:same|first|one before).*)|"
    r"(?:(?:it|that|this) (?:is|was) )?(?:not|no) (?:a )?new (?:one|scenario|need|question)|(?:it|that|this) was (?:more|a detail) (?:of|on) (?:it|that|the same)"
)
UNSAID = re.compile(r"(?:i|we)(?: have|'ve)? (?:just )?changed (?:my|our) minds?|(?:that|this|it) (?:has changed|is (?:wrong|different) now)|(?:i|we) (?:was|were) wrong")
TAKE = re.compile(
    r"(?:(?:i|we)(?: will|'ll)? )?(?:take|use|choose|go (?:with|for)|went with)(?: it| that| this)?(?: one)?|(?:let's|lets|let us) (?:do|take|use|go (?:with|for)) (?:it|that|this)(?: one)?|"
    r"(?:sounds|looks|that is|that's|thats|it is|it's) (?:good|great|fine|perfect|ok|right)|agreed|deal|done"
)
TAKE_THAT = re.compile(
    r"(?:(?:let's|lets|let us|(?:i|we)(?: will|'ll| would rather|'d rather)) )?(?:rather )?(?:take|use|choose|pick|go (?:with|for))\b|"
    r"(?:i|we)(?:'d| would)? (?:take|choose|pick|prefer|go (?:with|for)|went with|decided (?:on|for))\b|make it\b"
)
TAKING = frozenset(
    re.findall(
        r"[\w']+",
        "let's lets let us i i'll i'd id we we'll we'd wed make it fine alright right sorry will would rather take use choose pick go with for prefer went decided on then please now ok okay so well "
        "the a an and no actually wait scrap that instead",
    )
)
WANTS = r"(?:need|want|require|must have|have to have)"
ANOTHER_NEED = re.compile(
    rf"(?:(?:and|also|plus|then|besides|additionally|next)[, ]+)+(?:somewhere|something|(?:(?:what|how) about )?for \w+ing\b|what (?:do|should|would|can) (?:we|i) (?:use|take) (?:for|to)\b|"
    rf"(?:(?:i|we)(?: will|'ll)? )?(?:also )?{WANTS} (?:also )?(?:an?|some|somewhere|something|another)\b)|"
    rf"(?:i|we)(?: will|'ll)? (?:also|additionally) {WANTS} (?:an?|some|somewhere|something|another)\b|"
    rf"(?:i|we)(?: will|'ll)? {WANTS} (?:an?|some|another) .+ (?:too|as well|besides)"
)
ADDS = re.compile(
    r"(?:(?:(?:and|also|plus|then|besides|additionally|next)[, ]+)+(?:(?:i|we)(?: will|'ll)? (?:also )?(?:need|want|have|must|would like)(?: to)? )?|"
    r"(?:i|we)(?: will|'ll)? (?:also|additionally) (?:need|want|have|must|would like)(?: to)? )"
    r"(?!(?:if|when|what|why|how|which|who|where|is|are|can|could|does|do|will|would|must|should|has|have|needs?|only|not|no|never|always|cheap|low|high|more|less|very|"
    r"fast|still|there|they|as|to|with|without|for)\b)(?=\w)"
)
NAMES_THING = re.compile(r"(?:(?:and|also|plus|then|besides|additionally|next)[, ]+)+(?:an?|some|another)\b|(?:and )?(?:then|also) \w+e?\b (?:the|our|all|every|them)\b")
ANOTHER_THING = re.compile(r"(?:and |but |oh |ah )*(?:one more|another|one other|a last|one last|last) thing[:,;. –-]+")
BESIDES = r"(?:(?:and|also|plus|then|besides|additionally|next|oh|but)[,:; ]+)*"
WHOM = r"(?:i|we|he|she|they|(?:my|our|the|some|all) (?:\w+ ){0,2}?\w+)"
NAMES_NEED = re.compile(rf"{BESIDES}(?:where (?:do|does|should|could|can|to|will)\b|{WHOM}(?: also| now| then)? (?:wants?|needs?|would like|asks? for|asked for) (?:an?|some|another) )")
FOR_OURSELVES = re.compile(rf"{BESIDES}(?:i|we)\b")
CORRECTS = re.compile(r"(?:no|nope|wait|actually|sorry|i mean|i meant|rather|correction)\b")
AS_SOON_AS = re.compile(r" (?:when|if|once|whenever|as soon as) ")  # "an alarm when that happens" is a thing of its own
CLAUSE = re.compile(r"\b\w+s (?:must|should|has to|have to|needs? to|needs?|can|cannot|can't|will|are|is)\b")  # "passwords must change" tells a quality
OF_THE_CHOICE = re.compile(r"\b(?:it|its|them|that|this)\b")
TELLS_OF_CHOICE = re.compile(
    r"(?:(?:and|but|also|actually|sorry|well)[, ]+)*"
    r"(?:(?:it|they|that|this|there)(?:'s|'re| is| are| was| were| has(?! to)| have(?! to))|its\b(?! \w+ (?:must|should|need))|(?:we|i) (?:already|currently|now) )"
)
SUPPOSES = re.compile(r"(?:and |but |so |ok )*(?:(?:what|how about) (?:if|when)|if|suppose|assum)")
WHETHER = re.compile(r"(?:and |but |so |ok )*(?:is|are|was|can|could|do|does|will|would|may|should)\b")
QUESTION = re.compile(r"(?:and |but |so |ok |then )*(?:what|is|are|was|can|could|do|does|did|will|would|should|who|whose|how|why|when|where|may|which)\b")
RECAP = re.compile(
    r"(?:what (?:did|have) (?:i|we) (?:say|said|tell you|told you)(?: so far)?|summari[sz]e(?: it| that| this)?(?: please)?|(?:a |give me a )?(?:summary|recap)(?: please)?|"
    r"sum (?:it|this) up|where (?:are|were) we|what do you (?:know|have) so far)"
)
COMPARE = re.compile(r"\b(?:compared?|comparison|difference|differences|differs?|versus|vs|or|better than|side by side|against)\b")
COMPARES_WITH_CHOICE = re.compile(r"\b(?:compare|differ)")
COMPARE_BOTH = re.compile(r"compare (?:them|these|those|the (?:two|first two|top two)|both)|what(?:'s| is) the difference")
VERB = r"(?:'s|is|are|was|has|have|had|can|could|does|do|would|will|should|needs?|costs?|scales?|\w{3,}s)"
WHICH_OF_THEM = re.compile(rf"(?:which|what|who)(?: one| of (?:them|these|those|the two|both|the (?:two|three)))?(?: is it that)? ?{VERB}\b|(?:which|what) (?:one|of (?:them|these|those|the two))\b")
COMPARATIVE = re.compile(
    r"\b(?:(?!(?:other|number|order|server|user|another|whether|docker|container|never|ever|after|under|over|per|customer|computer|cluster)\b)\w{3,}er|more|less|better|worse|best|most|least|\w{3,}est)\b"
)
ONE_OF_THEM = re.compile(r"(?:which|what) (?:one|of (?:them|these|those|the two|both))\b")
WHICH_TO_TAKE = re.compile(r"\b(?:should (?:i|we|one)|would you|do you|recommend\w*|take|choose|pick|use|prefer)\b|\b(?:is|are|'s) (?:the )?(?:better|best)$")
MOST_WORDS_OF_WHICH, MOST_WORDS_OF_QUALITY = 12, 3  # "which is stateful?"
WHY_NOT = re.compile(
    r"(?:why (?:not|don't|isn't|wouldn't|shouldn't|no|did you not|do you not|can't)|what(?:'s| is| would be) wrong with|what about|how about|"
    r"wouldn't|couldn't|could|can't|can|would|isn't|is|should)\b"
)
IS_IT = re.compile(r"(?:could|can|would|is|should)\b")  # "is Network Firewall stateful" asks for a fact
WHY = re.compile(r"(?:why|how come|what for|what makes you|how (?:sure|certain|confident)|are you (?:sure|certain)|really|seriously|explain)\b")
ABOUT = re.compile(r"(?:tell (?:me|us) (?:more |something )?(?:about|on)|what(?:'s| is| are)|explain|describe|show(?: me)?|(?:more|info|information) (?:about|on)|define|who is|look up)\b")
ANY = re.compile(
    r"(?:it |that |this )?(?:does not matter|doesn't matter|doesnt matter|is not important|isn't important|makes no difference)|(?:i |we )?(?:do not|don't|dont) (?:care|know|mind)(?: yet)?|dunno|"
    r"no idea|not sure|unsure|skip(?: it| this| that)?|either(?: way| is fine)?|any(?: of them| is fine)?|whatever|no preference|neither|none(?: of (?:these|those|them))?|both|all(?: of them)?|next"
)
FOLLOW_UP = re.compile(
    r"(?:and|but|what if|what when|if|also|or|plus|actually|however|sorry|i mean|i meant|in fact|its?|it's|they|them|there (?:are|is|will)|that|this|these|those|must|should|"
    r"has to|have to|only|with|without|instead|make (?:it|that)|now|then|same|cheaper|faster|more|less|even|still|what about|how about|suppose|assume|assuming|provided|because|since|"
    r"we also|we (?:only )?need it|not|never|no|yes|well|ok)\b"
)
TAKES_UP = re.compile(r"(?:the|our|my|each|every|all|both|about|around|some|most)\b")
REFERS = re.compile(r"\b(?:its?|them|they|their|these|those|this|that one|the same|as well|too|instead)\b", re.IGNORECASE)
FRAGMENT = re.compile(r"(?:must|should|has to|have to|needs? to|in|by|at|for|from|on|to|with|within|about|around|up to|over|under|per)\b(?!.*\b(?:we|i|they) (?:need|want)\b)")
THING_OF_CHOICE = re.compile(r"(?:and |but |also |plus )*(?:with|in|for|on|per|from|at)\b(?!.*\b(?:must|should|need|needs|want|have|has|is|are|can|will|instead|only)\b)")
MOST_DETAIL_WORDS = 5
DETAILS = re.compile(r"^(?:(?:we|i) )?(?:also|and|plus|with)\b(?! (?:if|when|what))|\b(?:it|they|them)\b")
TELLS = re.compile(r"\b(?:we|i|our|my|us|it|they|already|use|using|have|has|is|are|in|with|on|from|to)\b")
YES = re.compile(r"(?:yes|yeah|yep|yup|sure|correct|right|indeed|of course|absolutely|definitely)\b")
NO = re.compile(r"(?:no|nope|nah|not really|not at all)\b")
REQUEST_WORDS = frozenset(
    re.findall(
        r"\w+",
        """compare compared difference differences differ differs versus vs or between why not about what how tell explain describe show more info define
        service services aws amazon feature option use take choose better wrong would could can should work works just simply instead side one two sure certain confident really seriously
        and please also""",
    )
)

DID_NOT_HELP = re.compile(
    r"(?:no|nope|nah|still)|(?:(?:no|nope|nah)[, ]+)?(?:(?:that|this|it|those|none of (?:that|this|these|it)|nothing)(?: all)? )?(?:still )?"
    r"(?:did(?: not|n't|nt)|does(?: not|n't|nt)|has(?: not|n't|nt)) "
    r"(?:help(?:ed)?|work(?:ed)?|(?:fix|solve|change)d?(?: (?:it|that|this|anything))?)(?: (?:either|at all|though|anything))?|(?:it(?:'s| is) |that(?:'s| is) )?(?:still )?(?:not(?: (?:it|that))?|"
    r"(?:the )?same(?: (?:error|problem|message|thing))?|broken|failing|down|not working|no luck|nothing|there)|(?:i |we )?(?:(?:have )?already )?(?:tried|checked|did that|done that)"
    r"(?: (?:that|this|it|all(?: of (?:that|it|them))?))?(?: already)?|(?:what|something|anything) else(?: (?:could|can|may|might) (?:it be|i try|we try|i do|we do))?|nothing helps"
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
STEP = re.compile(rf"(?:what(?:'s| is| was) |show(?: me)? |repeat |say )?(?:the )?(?:(?P<ordinal>{'|'.join(ORDINALS)}|last) (?:step|one|thing)|(?:step|number|point) (?P<number>\d))(?: again)?")
COMMANDS = {
    "start_over": START_OVER,
    "undo": UNDO,
    "help": HELP,
    "hello": HELLO,
    "next": NEXT,
    "others": OTHERS,
    "cheaper": CHEAPER,
    "unsaid": UNSAID,
    "same": SAME,
    "take": TAKE,
    "recap": RECAP,
    "thanks": THANKS,
}
SHORT_ANSWER = 7
LEAST_LABEL_SHARE = 0.5
MOST_COMPARED = 4
MOST_NAME_WORDS = 5
MOST_SHARING = 3
LEAST_SHARED = 2


class Turn(Struct, frozen=True):
    """What is wanted: `help`, `hello`, `thanks`, `next`, `others`, `cheaper`, `unsaid`, `same`, `take`, `recap`, `did_not_help`, `step`,
    `start_over`, `undo`, `compare`, `which`, `why_not`, `why`, `about`, `answer`, `unclear` or `say`.

    `services` are those it is about, `option` the answer that was picked, `text` what is left to be read as a scenario.
    """

    kind: str
    text: str = ""
    services: tuple[str, ...] = ()
    option: Option | None = None
    is_new: bool = False


def strip_polite(said: str) -> str:
    """What was said without the courtesies around it ("ok, and in plain words please")."""
    return PLEASE.sub("", POLITE.sub("", said))


def spoken(text: str) -> str:
    """A text as patterns read it: lower case, one kind of apostrophe, no punctuation around it."""
    return " ".join(text.lower().replace("’", "'").split()).strip(' .,;:!?"()[]')


def read_command(text: str) -> Turn | None:
    """A turn that needs no knowledge to be understood, or None."""
    new = NEW_ONE.match(text)
    if new:
        return Turn("say", text[new.end() :], is_new=True)
    said = spoken(text)
    for words in dict.fromkeys((said, POLITE.sub("", said), strip_polite(said))):
        for kind, pattern in COMMANDS.items():
            if pattern.fullmatch(words):
                return Turn(kind)
    return Turn("help") if not said else None


def read_of_trouble(text: str, steps: int) -> Turn | None:
    """A turn that says of a diagnosis with so many steps that it did not help, or asks for a step of it (`text` is its number from 1), or None."""
    said = strip_polite(spoken(text))
    if DID_NOT_HELP.fullmatch(said):
        return Turn("did_not_help")
    asked = STEP.fullmatch(said)
    if not asked:
        return None
    number = int(asked["number"]) if asked["number"] else steps if asked["ordinal"] == "last" else ORDINALS.index(asked["ordinal"]) + 1
    return Turn("step", str(number)) if 1 <= number <= steps else None


def read_answer(text: str, question: Question, answers: Sequence[Option], tokenizer: Tokenizer) -> Option | None:
    """The answer to an open question that a short text gives: an option by its number, yes or no, or "it does not matter"; any of `answers` by its label or words of it."""
    said = spoken(text)
    if said.isascii() and said.isdigit():
        return question.options[int(said) - 1] if len(said) < 3 and 1 <= int(said) <= len(question.options) else None
    for answer in answers:
        if said == spoken(answer.label):
            return answer
    if ANY.fullmatch(POLITE.sub("", said)):
        return next((option for option in question.options if option.cue is None), None)
    for pattern, word in ((YES, "yes"), (NO, "no")):
        if pattern.match(said) and len(said.split()) <= SHORT_ANSWER:
            meant = [option for option in question.options if re.match(rf"{word}\b", option.label, re.IGNORECASE)]
            if len(meant) == 1:
                return meant[0]
    return match_label(text, answers, tokenizer)


def match_label(text: str, options: Sequence[Option], tokenizer: Tokenizer) -> Option | None:
    """The one option whose label holds most of a short text's words."""
    said = set(tokenizer.terms(text))
    if not said or len(text.split()) > SHORT_ANSWER:
        return None
    shares = sorted(((len(said & set(tokenizer.terms(option.label))) / len(said), index) for index, option in enumerate(options) if option.cue), reverse=True)
    if not shares or shares[0][0] <= LEAST_LABEL_SHARE or (len(shares) > 1 and shares[1][0] == shares[0][0]):
        return None
    return options[shares[0][1]]


def match_words(text: str, options: Sequence[Option], tokenizer: Tokenizer) -> Option | None:
    """The one option that shares at least two words with a text of any length."""
    said = set(tokenizer.terms(text))
    shared = sorted(((len(said & set(tokenizer.terms(option.label))), index) for index, option in enumerate(options) if option.cue), reverse=True)
    if not shared or shared[0][0] < LEAST_SHARED or (len(shared) > 1 and shared[1][0] == shared[0][0]):
        return None
    return options[shared[0][1]]


def read_request(text: str, query: Query, state: State, near: Sequence[str], catalogue: Catalogue, tokenizer: Tokenizer) -> Turn | None:
    """A turn that asks about services by name, or None. `near` are the services of the conversation, best first, that half a name may mean."""
    said = strip_polite(spoken(text))
    mentioned = list(dict.fromkeys(mention.service for mention in query.mentions))
    if state.choice and mentioned and not refused_services(query) and takes(said, text, query):
        return Turn("take", text, (mentioned[0],))
    compared = mentioned if len(mentioned) > 1 else state.compared
    own = {catalogue.root(service) for service in compared}
    if len(compared) > 1 and (len(mentioned) > 1 or all(catalogue.root(service) in own for service in mentioned)) and asks_which_of_them(said):
        return Turn("compare" if WHICH_TO_TAKE.search(said) else "which", text, tuple(compared[:MOST_COMPARED]))
    if asks_which_to_take(query):
        return Turn("compare", text, tuple(mentioned[:MOST_COMPARED]))
    if any(not mention.is_wanted for mention in query.mentions) and not WHY.match(said):
        return None  # "but not Aurora" says more of the need
    if compares_product(query):
        return None  # "what is Amazon's Azure Functions?" asks for a choice
    named = mentioned or find_half_names(text, near, catalogue, tokenizer)
    if state.choice and COMPARE_BOTH.fullmatch(said) and len(near) > 1:
        return Turn("compare", text, (state.choice, next(service for service in near if service != state.choice)))
    if state.choice and AGAIN.fullmatch(said):
        return Turn("why", text, (state.choice,))
    left = words_left(query, tokenizer, [catalogue[service].name for service in named])
    if left > 1:
        return None
    if len(named) >= 2:
        return Turn("compare", text, tuple(named[:MOST_COMPARED])) if COMPARE.search(said) else None
    if named:
        return read_request_for_one(text, said, named[0], bool(mentioned), state, left)
    return Turn("why", text, (state.choice,)) if state.choice and left == 0 and WHY.match(said) else None


def asks_which_of_them(said: str) -> bool:
    """Whether what was said asks which of those that stand side by side has more of something, or has it at all ("which one keeps messages longer?", "which of them is serverless?")."""
    words = len(said.split())
    return (
        words <= MOST_WORDS_OF_WHICH and bool(WHICH_OF_THEM.match(said)) and bool(COMPARATIVE.search(said) or ONE_OF_THEM.match(said) or WHICH_TO_TAKE.search(said) or words <= MOST_WORDS_OF_QUALITY)
    )


def read_request_for_one(text: str, said: str, service: str, is_named: bool, state: State, left: int) -> Turn | None:
    """A turn that asks about one service, or None; `is_named` where it is named in full, `left` counts the words that say something else."""
    if state.choice and service != state.choice and COMPARES_WITH_CHOICE.search(said):
        return Turn("compare", text, (state.choice, service))
    if state.statements and (WHY.match(said) or (WHY_NOT.match(said) and not ABOUT.match(said) and (left == 0 or not IS_IT.match(said)))):
        return Turn("why_not", text, (service,))
    if ABOUT.match(said) or (is_named and len(said.split()) <= MOST_NAME_WORDS and not TELLS.search(said)):
        return Turn("about", text, (service,))
    return None


def words_left(query: Query, tokenizer: Tokenizer, names: Sequence[str]) -> int:
    """How many words of a query say something besides the names and the request itself."""
    named = {term for name in names for term in tokenizer.terms(name)}
    inside = [(mention.start, mention.end) for mention in query.mentions]
    left = {
        token.term
        for token in query.tokens
        if not tokenizer.is_stop(token) and token.word not in REQUEST_WORDS and token.term not in named and len(token.word) > 1 and not any(start <= token.start < end for start, end in inside)
    }
    return len(left)


def find_half_names(text: str, near: Sequence[str], catalogue: Catalogue, tokenizer: Tokenizer) -> list[str]:
    """The services of the conversation that a text means by words of their names, as in "standard or FIFO"; a word that most of the names have means none of them."""
    said = {token.term for token in tokenizer.tokens(text)}
    terms = {service: set(tokenizer.terms(catalogue[service].name)) for service in near}
    telling = {term for term in said if 0 < sum(term in own for own in terms.values()) <= MOST_SHARING}
    found = []
    for service in near:
        own = terms[service] & telling
        if own:
            found.append(service)
            telling -= own
    return found


def looks_back(text: str, query: Query, before: Collection[str]) -> bool:
    """Whether a text is worded as an addition to what was said before, whose terms are `before`."""
    said = spoken(text)
    is_short = len(query.weights) <= SHORT_ANSWER
    return bool(FOLLOW_UP.match(said)) or (is_short and is_fragment(text)) or (is_short and (bool(REFERS.search(said)) or (bool(TAKES_UP.match(said)) and not query.weights.keys().isdisjoint(before))))


def asks_for_another(text: str) -> bool:
    """Whether a text is worded as a need beside the one that was told before, and not as one of what was chosen ("a backup of it")."""
    said = ANOTHER_THING.sub("also ", spoken(text))
    return bool(ANOTHER_NEED.match(said)) and not OF_THE_CHOICE.search(said)


def names_need(text: str) -> bool:
    """Whether a text is worded as a need of its own, where what it asks for is sure ("my boss wants a dashboard", "and where do the invoices go")."""
    said = spoken(text)
    return bool(NAMES_NEED.match(said)) and not OF_THE_CHOICE.search(said)


def is_for_ourselves(text: str) -> bool:
    """Whether those who ask need what a text names, and nobody else does."""
    return bool(FOR_OURSELVES.match(spoken(text)))


def corrects(text: str) -> bool:
    """Whether a text corrects what was said before ("actually they land on our server")."""
    return bool(CORRECTS.match(spoken(text)))


def tells_of_choice(text: str) -> bool:
    """Whether a text only tells how the choice, or what it is for, is ("it's in MySQL now", "we already have ...")."""
    return bool(TELLS_OF_CHOICE.match(spoken(text)))


def is_question(text: str) -> bool:
    """Whether a text is worded as a question, and not as something to suppose ("what if it must be cheap?")."""
    said = spoken(text)
    return not SUPPOSES.match(said) and (text.rstrip().endswith("?") or bool(QUESTION.match(said)))


def asks_whether(text: str) -> bool:
    """Whether a text asks whether something is so of the choice ("is that legal")."""
    said = spoken(text)
    return bool(WHETHER.match(said)) and bool(OF_THE_CHOICE.search(said))


def adds_something(text: str) -> bool:
    """Whether a text adds a thing or a deed with an "and" or an "also" ("and a search box", "then translate the articles"), and nothing of what was chosen."""
    said = ANOTHER_THING.sub("also ", spoken(text))
    return bool(ADDS.match(said)) and not OF_THE_CHOICE.search(AS_SOON_AS.split(said)[0]) and not CLAUSE.search(said)


def names_thing(text: str) -> bool:
    """Whether what a text adds is a thing with an article, or a deed done to something: no quality of what was chosen."""
    return bool(NAMES_THING.match(spoken(text)))


def takes(said: str, text: str, query: Query) -> bool:
    """Whether a text takes what it names, and says nothing else ("let's go with Fargate then")."""
    spans = [(mention.start, mention.end) for mention in query.mentions]
    takes_it = TAKE_THAT.match(said) or spoken(text).endswith(" then") or spoken(text).startswith("ok then ")
    return bool(takes_it) and not text.rstrip().endswith("?") and all(token.word in TAKING for token in query.tokens if not lies_in(spans, token.start))


def tells_detail(text: str) -> bool:
    """Whether a text is worded as a detail of what was chosen ("it must survive restarts", "with encryption")."""
    return bool(DETAILS.search(spoken(text))) or is_fragment(text)


def names_detail(text: str) -> bool:
    """Whether a text is a few words that only name something that belongs to what was chosen ("with captions", "in two languages"), and ask for nothing."""
    said = spoken(text)
    return bool(THING_OF_CHOICE.match(said)) and len(said.split()) <= MOST_DETAIL_WORDS


def is_fragment(text: str) -> bool:
    """Whether a text is half a sentence, which only what was said before makes whole ("in two languages", "must survive a restart")."""
    return bool(FRAGMENT.match(spoken(text)))
