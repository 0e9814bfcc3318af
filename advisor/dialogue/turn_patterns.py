"""The patterns by which the turns of a conversation are read: what is said of a choice, asked, added or taken back.

All but NEW_ONE read what `turns.spoken` makes of a text. Words that patterns only list stand in `knowledge/vocabulary.yaml`.
"""

from __future__ import annotations

import re
from typing import Literal

POLITE = re.compile(
    r"^(?:(?:please|ok|okay|fine|alright|right|sorry|so|well|hmm?|(?:ha)+h?|hehe|lol|wow|oh|ah|now|and|but|then|hi|hello|hey|thanks|can you|could you|no|"
    r"actually|wait|scrap that|instead)[,.! ]+)+"
)
PLEASE = re.compile(r"(?:[,.! ]+(?:please|thanks|thank you|thx|then|again))+$")
EMOTICON = re.compile(r"(?<!\S)[:;=]'?-?[()dp/|*](?!\S)|[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]+")
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
    r"(?:explain|say|tell|describe)(?: (?:it|that|this|me))*(?: to me)? (?:like|as if|as though) (?:to )?(?:(?:i am|i'm|im|i was|i were) )?(?:a )?(?:five|5|ten|10|child|kid|beginner|layman)"
    r"(?: years? old)?|eli5|"
    r"(?:that is |that's |this is |it is |it's )?too (?:technical|complicated|difficult)(?: for (?:me|us))?|(?:i am|i'm) not technical|no idea what (?:that|this|it) (?:is|means)"
)
HELP = re.compile(
    r"help(?: me)?|what (?:else )?(?:can|could) (?:you|i) (?:do|ask|answer|say|help)\b.*|who are you|what are you|how (?:do|can|does) (?:i use|you work|this work|it work|i ask).*|"
    r"(?:[\w' ]+[,;.:!] )?(?:can|may|could) (?:i|we) ask (?:you )?(?:about )?(?:(?:some|a few|a couple of|a|any|more|\w+) )?(?:things?|questions?|something|stuff)(?: (?:here|about .+))?|"
    r"what do you know(?: about)?|commands|(?:you (?:do not|don't|dont) understand(?: me)?|that(?:'s| is) (?:wrong|not what i (?:meant|mean|asked|want)))"
)
GREETING = r"(?:hi|hello|hey|there|all|everyone|advisor|good (?:morning|evening|afternoon|day)|greetings|how are you|today|doing)"
HELLO = re.compile(rf"{GREETING}(?:[ ,!.]+{GREETING})*")
THANKS = re.compile(
    r"(?:(?:great|perfect|cool|nice|good|super|many|fine)[ ,!.]+)?(?:thanks?|thank you|thx|ty|tysm|cheers|great|perfect|cool|ok|okay|got it|fine|bye|goodbye)"
    r"(?:[ ,!.]+(?:a lot|very much|so much|you|that helps|that (?:is|was) (?:good|it|all)|that's (?:good|it|all)|"
    r"(?:it |that )?(?:works|worked|is fixed|helped)(?: now)?|fixed|solved|bye|then|all|again|good|great))*|"
    r"(?:(?:hm+|oh|ah|ok|okay|fine|right|well|so|i see|understood|noted|good|then|(?:that is|that's|thats|this is) (?:it|all|everything)(?: (?:i|we) (?:need|needed|wanted))?|nothing (?:else|more)|"
    r"no (?:more|further|other) questions?|thanks?|thank you|thx|for now)[ ,!.]*)+"
)
BYE = re.compile(
    r"(?:(?:ok|okay|well|so|then|alright|right)[ ,!.]+)*(?:bye(?:[ -]?bye)?|good ?bye|ciao|see you(?: later| soon)?|have a (?:nice|good|great) (?:day|evening|night|week|"
    r"weekend))(?:[ ,!.]+(?:then|now|all|for now))*"
)
LEAVES = re.compile(r"\W*(?:never ?mind|forget (?:it|that)|leave it)\b", re.IGNORECASE)
NEXT = re.compile(
    r"(?:something|anything) else(?: instead)?|(?:no,? )?not (?:that|this)(?: one)?|another(?: one)?|(?:no,? )?the (?:next|second|other)(?: one| best)?|"
    r"(?:i )?(?:do not|don't|dont) (?:like|want) (?:that|it|this)(?: one)?|give me (?:another|the next)(?: one)?|something different"
)
OTHERS = re.compile(
    r"(?:what|anything) else(?: is there| (?:could|can) (?:i|we) (?:use|take|do)| do you have)?|(?:(?:any|are there(?: any)?|what are(?: the| my)?|which are(?: the)?|show(?: me)?(?: the)?) )?"
    r"(?:other |more )?(?:options|ideas|choices|alternatives|possibilities)|(?:another|other) (?:option|idea|choice|alternative|services)|"
    r"what (?:is|are) the (?:next|second|other|alternative)(?: one| best| ones)?|"
    r"what (?:(?:would|could|can) (?:that|it) be )?(?:then|instead)(?: then)?|"
    r"(?:(?:that|this|it)(?:'s| is|s)? )?(?:(?:way )?too (?:little|few|small|low|short)|not (?:enough|fast enough|big enough|long enough|much|many))(?: for (?:me|us))?|"
    r"what (?:would|could|might) (?:change|alter) (?:your mind|the (?:answer|choice|decision)|that|it)|when (?:is (?:it|that|this)|would (?:it|that|this) be) (?:wrong|the wrong (?:choice|one))"
)
MONEY = r"(?:(?:[$€£] ?\d[\d.,]*k?|\d[\d.,]*k? ?(?:[$€£]|dollars?|euros?|bucks|pounds?|usd|eur))(?: (?:a|an|per|each) \w+)?\W+)?"
CHEAPER = re.compile(
    rf"{MONEY}(?:"
    r"(?:(?:(?:is|are) there |do you (?:have|know) |(?:i|we) (?:need|want) )?(?:something|anything|any|a|one)? ?(?:that is )?)?cheaper(?: one| option| way| alternative)?|"
    r"can (?:it|that|this) be (?:done )?cheaper|"
    r"(?:(?:that|this|it)(?:'s| is| sounds| looks)? )?(?:too|so|very|quite|rather|pretty) (?:expensive|dear|costly|much(?: money)?)(?: for (?:me|us))?|"
    r"(?:i|we) (?:can't|cannot|can not|could not|couldn't) (?:afford|pay(?: for)?) (?:that|it|this)|make (?:it|that) cheaper)"
)
EFFORT = r"(?:complicated|complex|difficult|hard|much(?: work| effort)?|advanced|heavy|big|overkill)"
SIMPLER = re.compile(
    r"(?:(?:(?:is|are) there |isn't there |do you (?:have|know) |(?:i|we) (?:need|want) )?(?:not )?(?:something|anything|any|an?|one)? ?(?:that is )?)?(?:simpler|easier|"
    r"less (?:complicated|complex|difficult|work|effort))"
    r"(?: (?:one|option|way|alternative|service|solution|thing))?(?: (?:for (?:me|us|that|this|it|one person|beginners)|to (?:use|do (?:it|that|this)|set up|run|start with)))*|"
    rf"(?:is|isn't|wouldn't|would|are|aren't) (?:that|this|it|they)(?: be)?(?: not)?(?: (?:too|a bit|a little|way too|rather|quite|far too))? {EFFORT}(?: for (?!(?:it|that)\b).*)?|"
    r"what(?:'s| is| would be) the (?:easiest|simplest)(?: (?:one|option|way|thing|solution|for (?:me|us)|to (?:use|set up|start with)))*|can (?:it|that|"
    r"this) be (?:done )?(?:simpler|easier)|make (?:it|that) (?:simpler|easier)|"
    r"(?:(?:that|this|it) ?)?(?:(?:'s|is|sounds|looks) )?(?:like )?(?:too much|a lot of|so much|quite some|much) (?:work|effort)(?: for (?:me|us))?|(?:(?:that|this|it)(?:'s| is|"
    r" sounds| looks)? )(?:like )?(?:an )?overkill(?: for (?:me|us))?"
)
NEEDED = re.compile(
    r"(?:do|does|would|will) (?:i|we|you|one|they) (?:really |even |actually |still )?(?:need|have to (?:use|have|take))\b(?! to\b)|is .+ (?:really |even |actually )?(?:needed|"
    r"necessary|required)(?: for .*)?$|"
    r".*\bneeds? .+[.,;?!]+\W*(?:so )?(?:do|does) (?:i|we|it|one)(?: really)?$"
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
ADDS_CLAUSE = re.compile(r"(?:(?:and|also|plus|then|besides|additionally|next)[, ]+)+(?:it|they|this|that|these|those|we|i|you|he|she|the \w+ (?:is|are|has|have|must|should))\b")
NAMES_THING = re.compile(r"(?:(?:and|also|plus|then|besides|additionally|next)[, ]+)+(?:an?|some|another)\b|(?:and )?(?:then|also) \w+e?\b (?:the|our|all|every|them)\b")
ANOTHER_THING = re.compile(r"(?:and |but |oh |ah )*(?:one more|another|one other|a last|one last|last) thing[:,;. –-]+")
ON_EVENT = re.compile(
    r"(?:(?:and|also|plus|then|besides|but)[,: ]+)*(?:if|when|whenever|once|as soon as|every time) .+?,? (?:(?:i|we|he|she|they|somebody|someone|(?:my|our|the) \w+)(?: also)? "
    r"(?:wants?|needs?|would like|should (?:get|receive)|must (?:get|receive)|has to get|have to get|gets?)|(?:please )?(?:send|mail|e-mail|email|text|call|notify|alert|remind|tell|warn|inform)) "
)
BESIDES = r"(?:(?:and|also|plus|then|besides|additionally|next|oh|but)[,:; ]+)*"
WHOM = r"(?:i|we|he|she|they|(?:my|our|the|some|all) (?:\w+ ){0,2}?\w+)"
NAMES_NEED = re.compile(
    rf"{BESIDES}(?:(?:what|how) about (?:the|our|my) \w+(?: \w+)?(?=$|[?.!])|where (?:do|does|should|could|can|to|will)\b|{WHOM}(?: also| now| then)? (?:wants?|needs?|would like|"
    rf"asks? for|asked for) (?:an?|some|another) )"
)
FOR_OURSELVES = re.compile(rf"{BESIDES}(?:i|we)\b")
MEANT = re.compile(
    r"(?:(?:sorry|oh|wait|ah|hm+)[,. ]+)*(?:no|nope|not that|not so|sorry|wrong)[,. ]+(?:(?:sorry|wait|that is wrong|that's wrong)[,. ]+)*(?:i|we) (?:mean|"
    r"meant|was talking|were talking|am talking|talk|only mean|only meant)\b"
)
FIRST_CLAUSE = re.compile(r"[?.;:!]\s")
CORRECTS = re.compile(r"(?:no|nope|wait|actually|sorry|i mean|i meant|rather|correction)\b")
AS_SOON_AS = re.compile(r" (?:when|if|once|whenever|as soon as) ")  # "an alarm when that happens" is a thing of its own
CLAUSE = re.compile(r"\b\w+s (?:must|should|has to|have to|needs? to|needs?|can|cannot|can't|will|are|is)\b")  # "passwords must change" tells a quality
OF_THE_CHOICE = re.compile(r"\b(?:it|its|them|that|this)\b")
TELLS_OF_CHOICE = re.compile(
    r"(?:(?:and|but|also|actually|sorry|well)[, ]+)*"
    r"(?:(?:it|they|that|this|there)(?:'s|'re| is| are| was| were| has(?! to)| have(?! to))|its\b(?! \w+ (?:must|should|need))|(?:we|i) (?:already|currently|now) )"
)
NEEDS = re.compile(r"\b(?:needs?|wants?|wanted|must|should|would like|has to|have to|require[sd]?|looking for|how (?:do|can|to)|which|instead|rather|prefer)\b|'d like\b")
NUMBER_WORD = r"(?:\d[\d.,]*k?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|a few|a couple of|some|few|many|most|several|nobody|everybody|everyone)"
DETAIL_OF_US = re.compile(
    rf"(?:(?:and|but|also|actually|sorry|well|oh|ok|okay|no|yes|hm+|by the way|btw)[, ]+)*(?:(?:we|i|they|he|she|you|it|this|that|there)(?:'re|'s|'ve|'m)?\b|(?:takes|lasts|runs|"
    rf"maybe|perhaps|about|around|roughly|approximately|only|just|mostly|usually|sometimes)\b|"
    r"no (?:budget|time|money|staff|people|resources|idea|clue|experience|knowledge|skills?|developers?|admins?|ops|plans?)\b|"
    rf"{NUMBER_WORD} (?!\w+ (?:must|should|needs?)\b)\w|(?:my|our|the) \w+ (?:says?|said|thinks?|told|(?:has|have) (?:read|heard))\b)"
)
WHAT_ABOUT = re.compile(r"(?:and |but |so |ok |then )*(?:(?:what|how) about|what if|what when|what happens|suppose)\b")
OURS = re.compile(r"\b(?:our|my)(?: own)?\b", re.IGNORECASE)
SUPPOSES = re.compile(r"(?:and |but |so |ok )*(?:(?:what|how about) (?:if|when)|if|suppose|assum)")
WHETHER = re.compile(r"(?:and |but |so |ok )*(?:is|are|was|can|could|do|does|will|would|may|should)\b")
WHO = re.compile(r"(?:and |but |so |ok |then )*(?:who|whose)\b")
WHO_DOES = re.compile(
    r"(?:and |but |so |ok |then )*(?:who|what) (?P<deed>(?:start|run|trigger|call|stop|clean|delete|check|send|build|deploy|restart|schedule|invoke|load|"
    r"copie|move|rotate|renew|scale)(?=s))s (?P<rest>(?:it|that|this|them|the \w+) \w.*)"
)
QUESTION = re.compile(r"(?:and |but |so |ok |then )*(?:what|is|are|was|can|could|do|does|did|will|would|should|who|whose|how|why|when|where|may|which)\b")
RECAP = re.compile(
    r"(?:what (?:did|have) (?:i|we) (?:say|said|tell you|told you|ask|asked|want|start with)(?: you)?(?: (?:for|about))?"
    r"(?: (?:so far|first|at first|at the (?:start|beginning)|in the beginning|originally|before|earlier|again))*|"
    r"what (?:was|is) (?:my|your) (?:first|original|last) (?:question|need|request|problem|wish|answer|choice|recommendation|suggestion)|"
    r"what (?:was|is) the (?:first|last) (?:thing|one|service|answer) (?:that )?(?:you|i) (?:said|told me|named|chose|recommended|suggested)|"
    r"(?:so )?what (?:was|is) (?:it|that|your (?:answer|choice)) (?:again|now)|so what (?:was|is) it(?: (?:again|now|then))*|(?:so )?what (?:do|should|"
    r"shall) (?:i|we) (?:do|take|use)(?: (?:now|then))?|"
    r"(?:which|what)(?: one| service)? (?:did|do|would|have|was it) (?:you|we) "
    r"(?:say|said|choose|chosen|take|taken|recommend|recommended|pick|picked|suggest|suggested|have|name|named)(?: again)? for .+|"
    r"summari[sz]e(?: it| that| this)?(?: please)?|(?:a |give me a )?(?:summary|recap)(?: please)?|"
    r"sum (?:it|this) up|where (?:are|were) we|what do you (?:know|have) so far)"
)
CHANGES_ANYTHING = re.compile(
    r"(?:and |so |but )*(?:does|did|do|will|would) (?:that|this|it|these|they) (?:change|alter|affect|matter|make)(?: (?:anything|something|a thing|much|"
    r"the (?:answer|choice)|your (?:answer|mind|choice)|that|it|"
    r"(?:a|any) difference))?(?: (?:then|now|at all))?|is it still the same(?: (?:answer|choice|then))?"
)
COMPARE = re.compile(r"\b(?:compared?|comparison|difference|differences|differs?|versus|vs|or|better than|side by side|against)\b")
IS_THAT = re.compile(r"(?:and |but |so |ok )*(?:isn't|aren't|is|are|wasn't) (?:that|this|it) (?:not )?(?:just |exactly |basically |also |simply )*(?:what|the same(?: thing)? as|like|how)\b")
OF_COMPARED = re.compile(
    r"\bthe (?P<place>first|second|third|former|latter|last)(?: one| of (?:them|these|those|the two|both))?\b(?! (?:thing|time|step|day|year|month|"
    r"week|region|server|account|need|question|zone|data)s?\b)"
)
COMPARES_WITH_CHOICE = re.compile(r"\b(?:compare|differ)")
COMPARE_BOTH = re.compile(
    r"compare (?:them|these|those|the (?:two|first two|top two)|both)|(?:what(?:'s| is)|where(?:'s| is)|explain|tell me) the difference(?: (?:between|of) (?:them|these|those|both|"
    r"(?:the|these|those) (?:two|both)))?|"
    r"how do (?:they|the two|these|these two) differ"
)
WHICH_FIRST = re.compile(
    r"(?:which|what) (?:one|of (?:them|these|those|the two|both))(?: (?:first|now|then|to (?:take|use|choose|start with)|should (?:i|we) (?:start with|take first)|do (?:i|"
    r"we) (?:start with|need first)|is (?:right|for me|for us)))?"
)
VERB = r"(?:'s|is|are|was|has|have|had|can|could|does|do|would|will|should|needs?|costs?|scales?|\w{3,}s)"
WHICH_OF_THEM = re.compile(
    rf"(?:which|(?:what|who)(?= (?:one|of)\b| ?{VERB} (?:\w+er|more|less|the (?:best|most|least|\w+est))\b))(?: one| of (?:them|these|those|the two|both|the (?:two|"
    rf"three)))?(?: is it that)? ?{VERB}\b|(?:which|what) (?:one|of (?:them|these|those|the two))\b"
)
COMPARATIVE = re.compile(
    r"\b(?:(?!(?:other|number|order|server|user|another|whether|docker|container|never|ever|after|under|over|per|customer|computer|cluster)\b)\w{3,}er|more|less|better|worse|best|"
    r"most|least|\w{3,}est)\b"
)
ONE_OF_THEM = re.compile(r"(?:which|what) (?:one|of (?:them|these|those|the two|both))\b")
WHICH_TO_TAKE = re.compile(r"\b(?:should (?:i|we|one)|would you|do you|recommend\w*|take|choose|pick|use|prefer)\b|\b(?:is|are|'s) (?:the )?(?:better|best)$")
MOST_WORDS_OF_WHICH, MOST_WORDS_OF_QUALITY = 12, 3  # "which is stateful?"
WHY_NOT = re.compile(
    r"(?:why (?:not|don't|isn't|wouldn't|shouldn't|no|did you not|do you not|can't)|what(?:'s| is| would be) wrong with|what about|how about|"
    r"wouldn't|couldn't|could|can't|can|would|isn't|is|should)\b"
)
PUT_TO_QUESTION = re.compile(r"why (?:not|don't|no|can't)\b|(?:and )?(?:what|how) about\b|what(?:'s| is) wrong with\b")
IS_IT = re.compile(r"(?:could|can|would|is|should)\b")  # "is Network Firewall stateful" asks for a fact
JUDGED = r"(?:wrong|right|correct|incorrect|false|true)\b"
ASKS_OPTION = re.compile(
    r"(?:(?:and|but|so|ok|okay|hm+|no)[,. ]+)*(?:why(?: (?:not|no|is|isn't|isn't it|would|wouldn't|don't you take|did you not take|can't it be))?|what(?:'s|"
    r" is) wrong with|(?:what|how) about|what(?:'s| is| does)|"
    r"when (?:would|is|could)|isn't|is|would|could|can|should) (?:(?:it|be|not|the|option|answer|letter|number) )*"
    rf"(?:(?P<letter>[b-h1-8]|(?-i:A))(?=$|,| (?:{JUDGED}|(?:better|worse|be|not|and|or|work|works|mean|means|do|does|too|then|instead|also|out|so)\b))|(?P<small>a)(?=$| {JUDGED})).*",
    re.IGNORECASE,
)
IS_MORE = re.compile(
    r"(?:and |but |so |ok )*(?:is|are|isn't|aren't|would|does|do|has|have|can|could)\b(?! (?:it|that|this|they|there)\b).+\b(?:(?!(?:other|number|order|"
    r"server|user|another|whether|docker|container|never|ever|after|under|"
    r"over|per|customer|computer|cluster|layer|broker|transfer|power|buffer|handler|worker|controller|router|header|parameter|consumer|producer|provider|"
    r"owner|partner)\b)\w{3,}er|more|less|better|worse)\b(?! than\b).{0,25}"
)
THAT_ONE = re.compile(r"why not (?:(?:just|simply|only|then|take|use) )*(?:that|this|it|the (?:other|cheaper|second|first|simpler|faster)(?: one)?|that one)(?: then)?")
WHY = re.compile(r"(?:why|how come|what for|what makes you|how (?:sure|certain|confident)|are you (?:sure|certain)|really|seriously|explain)\b")
ABOUT = re.compile(r"(?:tell (?:me|us) (?:more |something )?(?:about|on)|what(?:'s| is| are)|explain|describe|show(?: me)?|(?:more|info|information) (?:about|on)|define|who is|look up)\b")
ANY_ANSWER = re.compile(
    r"(?:it |that |this )?(?:does not matter|doesn't matter|doesnt matter|is not important|isn't important|makes no difference)|(?:i |we )?(?:do not|don't|dont) (?:care|know|mind)(?: yet)?|dunno|"
    r"no idea|not sure|unsure|skip(?: it| this| that)?|either(?: way| is fine)?|any(?: of them| is fine)?|whatever|no preference|neither|none(?: of (?:these|those|them))?|both|all(?: of them)?|next"
)
KNOWS_NOT = re.compile(
    r"(?:(?:sorry|well|hm+|oh|and|but|ok)[,. ]+)*(?:no (?:idea|clue)|(?:i|we) (?:do not|don't|dont) (?:know|remember)|not sure|dunno|"
    r"hard to say)\b(?!.*\b(?:how to|what to|kubernetes)\b)"
)
FOLLOW_UP = re.compile(
    r"(?:and|but|what if|what when|if|also|or|plus|actually|however|sorry|i mean|i meant|in fact|its?|it's|they|them|there (?:are|is|will)|that|this|these|those|must|should|"
    r"has to|have to|only|with|without|instead|make (?:it|that)|now|then|same|cheaper|faster|more|less|even|still|what about|how about|suppose|assume|assuming|provided|because|since|"
    r"we also|we (?:only )?need it|not|never|no|yes|well|ok)\b"
)
TAKES_UP = re.compile(r"(?:the|our|my|each|every|all|both|about|around|some|most)\b")
REFERS = re.compile(r"\b(?:its?|them|they|their|these|those|this|that one|ones|the same|as well|too|instead)\b", re.IGNORECASE)
FRAGMENT = re.compile(r"(?:must|should|has to|have to|needs? to|in|by|at|for|from|on|to|with|within|about|around|up to|over|under|per)\b(?!.*\b(?:we|i|they) (?:need|want)\b)")
THING_OF_CHOICE = re.compile(r"(?:and |but |also |plus )*(?:with|in|for|on|per|from|at)\b(?!.*\b(?:must|should|need|needs|want|have|has|is|are|can|will|instead|only)\b)")
MOST_DETAIL_WORDS = 5
DETAILS = re.compile(r"^(?:(?:we|i) )?(?:also|and|plus|with)\b(?! (?:if|when|what))|\b(?:it|they|them)\b")
TELLS = re.compile(r"\b(?:we|i|our|my|us|it|they|already|use|using|have|has|is|are|in|with|on|from|to)\b")
YES = re.compile(r"(?:yes|yeah|yep|yup|sure|correct|right|indeed|of course|absolutely|definitely)\b")
NO = re.compile(r"(?:no|nope|nah|not really|not at all)\b")
DID_NOT_HELP = re.compile(
    r"(?:no|nope|nah|still)|(?:(?:no|nope|nah)[, ]+)?(?:(?:that|this|it|those|none of (?:that|this|these|it)|nothing)(?: all)? )?(?:still )?"
    r"(?:did(?: not|n't|nt)|does(?: not|n't|nt)|has(?: not|n't|nt)) "
    r"(?:help(?:ed)?|work(?:ed)?|(?:fix|solve|change)d?(?: (?:it|that|this|anything))?)(?: (?:either|at all|though|anything))?|(?:it(?:'s| is) |that(?:'s| is) )?(?:still )?(?:not(?: (?:it|that))?|"
    r"(?:the )?same(?: (?:error|problem|message|thing))?|broken|failing|down|not working|no luck|nothing|there)|(?:i |we )?(?:(?:have )?already )?(?:tried|checked|did that|done that)"
    r"(?: (?:that|this|it|all(?: of (?:that|it|them))?))?(?: already)?|(?:what|something|anything) else(?: (?:could|can|may|might) (?:it be|i try|we try|i do|we do))?|"
    r"nothing help(?:s|ed)|none of (?:that|these|those|it|them) (?:helps|helped|works|worked)"
)
SOLVED = re.compile(
    r"(?:(?:(?:yes|yeah|ah|oh|ok|okay|great|perfect|cool|super|hurra|hooray|yay|good|right|nice)[,.! ]+)*"
    r"(?:(?:that|this|it) (?:was|is|did|has) (?:it|the (?:problem|reason|cause|one|trick|fault|culprit)|fixed|solved|resolved|gone)|that's it|"
    r"(?:that|this|it)(?: has| did| is)? (?:fixed|solved|resolved|helped|worked|did)(?: (?:it|that|the (?:problem|issue|trick)))?|"
    r"(?:(?:it|that|this|everything|all)(?:'s| is)? )(?:works?|working|running|back|fixed|solved|resolved|up)(?: (?:again|now|fine|well))*|works(?: (?:again|now|fine|well))*|"
    r"(?:(?:i|we)(?: have|'ve)? )?(?:found|solved|fixed|got|figured)(?: (?:it|that|the (?:problem|cause|reason|fault|error)))?(?: out)?|(?:problem|issue|trouble) (?:is )?(?:solved|fixed|gone)|"
    r"(?:it )?(?:was|is) (?:indeed|really) (?:the|a) .+|solved|resolved|fixed))"
    r"(?:(?:[,.;:!–-]+| and| because| since)\s*(?!.*\b(?:but|still|not (?:all|yet|quite|really|everywhere)|cannot|can't|except|how|why|what)\b).*)?"
)
FOUND_CAUSE = re.compile(
    r"(?:it|that|this|the (?:problem|reason|cause|culprit))(?:'s| was| is)(?: (?:indeed|really|just|only|simply))?(?! the same\b) (?:the|a|an|my|our|in|on|"
    r"missing)\b(?!.*\b(?:but|still|how|why|what)\b)"
)
GRATEFUL = re.compile(r"\b(?:thanks|thank you|thx|cheers|indeed|really was)\b")
UNSOLVED = re.compile(r"\b(?:but|still|not (?:all|yet|quite|really|everywhere)|how|why)\b")
DONE = re.compile(
    r"(?:(?:ok|okay|yes|yeah|yep|right|all)[,. ]+)*(?:(?:i|we)(?:'ve| have)? )?(?:done|did (?:it|that|so)|yes|yeah|yep|ok|okay|next|go on|continue|and now|"
    r"and then|(?:i )?(?:do not|don't) know|no idea|not sure|both|neither|"
    r"(?:it|they) (?:is|are)|it does|they do)(?: (?:already|now|both))*"
)
TRIED = re.compile(
    r"(?:(?:ok|yes|hm+|well|so)[,. ]+)*(?:(?:i|we)(?:'ve| have)? )?(?:already |also |just |even )*(?:checked|double[- ]checked|tried|restarted|rebooted|"
    r"looked|increased|decreased|raised|changed|verified|confirmed|"
    r"redeployed|reset|reinstalled|recreated|disabled|enabled|updated|upgraded|doubled|switched|turned|replaced|set|did|made)\b"
)
HAPPENS = re.compile(r"(?:(?:and|but|it|this|that|which|also|only|always|just|mostly|sometimes|usually) )*(?:happen|occur|start|appear|beg[ai]n|work|fail)(?:s|ed)?\b")  # "happens every morning"
STILL_WRONG = re.compile(
    r"\b(?:did(?: not|n't|nt)|does(?: not|n't|nt)) (?:help|work|fix (?:it|that)|solve (?:it|that)|change (?:it|anything|a thing))\b|"
    r"\bno (?:change|changes|luck|effect|difference|success|improvement|result|joy)\b|\bnothing (?:changed|changes|happened|happens)\b|\bsame (?:thing|result|error|problem|issue)\b|\bto no avail\b|"
    r"(?:\b(?:that|it|this)|[,:;-]) nothing$|\bno better\b|"
    r"\bstill (?:the )?(?:same|no|not|nothing|fail\w*|times? ?out|timeout|timing|broken|slow|stuck|down|wrong|there|happen\w*|getting|get|see|an? error|error\w*)\b"
)
ASKS_STEP = re.compile(
    r"\b(?:(?:what|anything|something|where|how)\b.*\b(?:first|next|else|now|begin|start|check|fix|solve|repair|mend|do about|have to (?:do|change|allow|set|add|check)|"
    r"need to (?:do|change|allow|set|add|check))|"
    r"first step|next step|quick fix|fix it|how do (?:i|we) (?:see|find out|know|tell|check))\b"
)
ASKS_ON_STEP = re.compile(r"(?:how|where|with what|which command|what (?:is|are|command))\b(?!.*\b(?:next|else|instead)\b)")
ASKS_LIMITS = re.compile(
    r"(?:(?:and|but|so|ok) )*(?:what(?:'s| is| are)|which|are there|does it have|has it got|do they have|tell me(?: about)?|(?:what|how) about)?(?: ?(?:its|the|their|any|some|known))* ?"
    r"(?:limits?|quotas?|limitations?|restrictions?)(?: (?:of|on|with|for) (?:it|that|this|them)| are there| does it have| do they have| (?:should|must) (?:i|we) know)*"
)
# "why does that happen", "what causes this", "where does it come from".
ASKS_CAUSE = re.compile(
    r"(?:(?:and|but|so|ok) )*(?:why(?: (?:is|does|do|did|would|has|are))?(?: (?:that|this|it|these|they))?"
    r"(?: (?:so|happen(?:s|ed|ing)?|occur(?:s|red)?|that way|like that|the case|at all|not work|fail(?:s|ed|ing)?))*|"
    r"what(?: is|'s| was)? (?:causes?|the (?:root )?cause|the reason|caused|behind)(?: (?:of|for|is|behind))?(?: (?:that|this|it))*|"
    r"(?:where|how) (?:does|did|do|has) (?:that|this|it) (?:come from|happen(?:ed)?|come about))"
)
HELPS = re.compile(
    r"(?:(?:and|or|but|so) )?(?:would|will|could|can|does|do|might|should)(?:n't)? .+ (?:help|fix|solve|mend|do it|be enough)(?: (?:it|that|here|with that|"
    r"against (?:it|that)|then|too))*|"
    r"(?:(?:and|or|but|so) )?(?:(?:could|can|may|might) (?:it|this|that) (?:also )?be|is (?:it|this|that) (?:because of|due to|maybe|perhaps|possibly)) (?!done\b|\w+ed\b).+|"
    r".+ (?:would|will|could|might) (?:help|fix (?:it|that)|solve (?:it|that))(?: (?:then|too|here))?"
)
PREVENTS = re.compile(
    r"(?:how|what|which|can|could|is there).*\b(?:prevent\w*|avoid\w*|(?:stop|keep)(?: \w+){1,2}? from|make sure|be (?:warned|alerted|told)|get (?:warned|alerted|a warning|an alert)|"
    r"(?:notice|see|know|find out|catch)\b.* (?:earlier|sooner|before|in time))\b.*|(?:how|what).*\b(?:never|not|does not|doesn't|will not|won't) (?:happens?|comes? back|occurs?) again.*|prevention|"
    r"(?:(?:and|so|ok|then|now|i want to|we want to|help (?:me|us)) )*(?:prevent|avoid) (?:this|that|it)\b.*|"
    r"(?:this|that|it) (?:must|should|shall|may)(?: not|n't|nt| never) (?:happen|occur|come back) again"
)
AGAIN_OR_IT = re.compile(r"\b(?:again|next time|future|it|that|this|earlier|sooner|before|happen\w*|recur\w*)\b|prevention")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
NTH = re.compile(rf"(?:(?:i|we)(?:'d| would)? (?:say|take|think) )?(?:the )?(?P<ordinal>{'|'.join(ORDINALS)}|last)(?: (?:one|option|answer))?")
STEP = re.compile(rf"(?:what(?:'s| is| was) |show(?: me)? |repeat |say )?(?:the )?(?:(?P<ordinal>{'|'.join(ORDINALS)}|last) (?:step|one|thing)|(?:step|number|point) (?P<number>\d))(?: again)?")
BACK_TO = re.compile(
    r"(?:(?:ok|okay|so|now|well|anyway|alright|right|thanks|thank you|but|and|then)[,.! ]+)*(?:let's |let us |can we |i want to |we )?(?:go |come |get |going |coming |return(?:ing)? )?(?:now )?"
    r"(?:back )?to (?:the |our |my |that |those |what i said about (?:the |our )?)?(?P<what>\w.*)"
)
TurnKind = Literal[
    "say",
    "answer",
    "unclear",
    "help",
    "hello",
    "thanks",
    "bye",
    "start_over",
    "undo",
    "back",
    "recap",
    "difference",
    "same",
    "unsaid",
    "take",
    "next",
    "others",
    "cheaper",
    "simpler",
    "price",
    "why",
    "why_not",
    "about",
    "needed",
    "compare",
    "which",
    "did_not_help",
    "solved",
    "step",
    "go_on",
    "prevent",
    "option",
]
COMMANDS: dict[TurnKind, re.Pattern[str]] = {
    "start_over": START_OVER,
    "undo": UNDO,
    "help": HELP,
    "hello": HELLO,
    "next": NEXT,
    "others": OTHERS,
    "cheaper": CHEAPER,
    "simpler": SIMPLER,
    "unsaid": UNSAID,
    "same": SAME,
    "take": TAKE,
    "difference": CHANGES_ANYTHING,
    "recap": RECAP,
    "bye": BYE,
    "thanks": THANKS,
}
