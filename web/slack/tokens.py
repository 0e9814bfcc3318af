"""The conversation's state as a button carries it: packed, and signed for the place that it belongs to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib

import msgspec
from msgspec import Struct, structs

from advisor.dialogue.conversation import START_OVER, State, Statement
from advisor.errors import StateError

VERSION = "v1"
MOST_CHARACTERS = 2_000  # of a button's value
SIGNATURE_BYTES = 16
ALTERED = f"This conversation was altered or belongs to somebody else: {START_OVER}."


class Place(Struct, frozen=True):
    """Where something is said, and by whom; a message that everybody in the channel sees belongs to no user."""

    team: str
    channel: str
    user: str = ""

    @property
    def shared(self) -> Place:
        """The same place for everybody in the channel."""
        return structs.replace(self, user="")


class Tokens:
    """Signs states and reads them back, with a key made from the signing secret."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"advisor conversation state", hashlib.sha256)

    def sign(self, state: State, place: Place) -> str:
        """The state as a token of at most 2,000 characters.

        A conversation that is too long loses its oldest additions, and at last the end of its longest text.
        """
        while True:
            packed = base64.urlsafe_b64encode(zlib.compress(msgspec.json.encode(state.encode()), 9)).decode()
            token = f"{VERSION}.{packed}.{self._signature(packed, place)}"
            if len(token) <= MOST_CHARACTERS:
                return token
            state = shorten(state, len(token))

    def read(self, token: str, place: Place) -> State:
        """The state of a token for this place, the user's own or everybody's.

        Raises StateError where it was altered, belongs to somebody else or was made by another version.
        """
        version, _, rest = token.partition(".")
        packed, _, signature = rest.partition(".")
        if version != VERSION:
            raise StateError(f"This conversation comes from another version of the program: {START_OVER}.")
        given = signature.encode("utf-8", "replace")
        if not any(hmac.compare_digest(given, self._signature(packed, owner).encode()) for owner in (place, place.shared)):
            raise StateError(ALTERED)
        return State.decode(msgspec.json.decode(zlib.decompress(base64.urlsafe_b64decode(packed))))

    def _signature(self, packed: str, place: Place) -> str:
        said = msgspec.json.encode((VERSION, packed, place.team, place.channel, place.user))
        return base64.urlsafe_b64encode(hmac.digest(self._key, said, hashlib.sha256)[:SIGNATURE_BYTES]).decode().rstrip("=")


def shorten(state: State, size: int) -> State:
    """The state with less in it.

    Without the trouble and the pasted question that were told, else without the first statement of an earlier need, else without its second statement, else without what was asked, else
    with its text cut in proportion to the size of its token.
    """
    if state.trouble or state.posed:
        return structs.replace(state, trouble=None, diagnosed=(), posed=None)
    if len(state.needs) > 1:
        return structs.replace(state, statements=state.statements[1:])
    if len(state.statements) > 1:
        return structs.replace(state, statements=(state.statements[0], *state.statements[2:]))
    if len(state.asked) > 1:
        return structs.replace(state, asked=state.asked[-1:])
    text = state.statements[0].text
    kept = text[: min(len(text) - 1, int(len(text) * 0.95 * MOST_CHARACTERS / size))].rstrip()
    return structs.replace(state, statements=(Statement(kept, state.statements[0].cue),))
