"""Answers of passkeys: right to what was asked, here and now, and by a key that is known."""

import json
from uuid import UUID

import pytest
from fido2 import cbor
from fido2.utils import websafe_encode
from hypothesis import given
from hypothesis import strategies as st

from huiliu.accounts.passkeys import (
    Begun,
    Used,
    begin_adding,
    begin_giving,
    can_be_used,
    finish_adding,
    finish_giving,
)
from tests.passkeys import Passkey

HOST = "testserver"
LUO = UUID("0199d3e0-0000-7000-8000-000000000001")


def adding() -> Begun:
    return begin_adding(host=HOST, account_id=LUO, username="luo", name="罗社区", known=[])


def added(passkey: Passkey) -> Used:
    begun = adding()
    used = finish_adding(host=HOST, state=begun.state, answer=passkey.made(begun.options))
    assert used is not None
    return used


def test_new_passkey_answers_what_it_is_asked() -> None:
    passkey = Passkey()
    known = added(passkey)
    begun = begin_giving(host=HOST, known=[known.credential])

    used = finish_giving(
        host=HOST, state=begun.state, known=[known.credential], answer=passkey.given(begun.options)
    )

    assert used == Used(known.credential, 2)


def test_browser_is_told_which_keys_there_are_already() -> None:
    known = added(Passkey())

    asked = begin_adding(
        host=HOST, account_id=LUO, username="luo", name="罗社区", known=[known.credential]
    )

    options = json.loads(asked.options)["publicKey"]
    assert options["rp"] == {"id": HOST, "name": "汇流"}
    assert options["user"]["displayName"] == "罗社区"
    assert len(options["excludeCredentials"]) == 1


@pytest.mark.parametrize(
    "passkey",
    [
        Passkey(origin="https://elsewhere.example"),
        Passkey(origin="http://testserver"),
        Passkey(host="elsewhere.example"),
    ],
)
def test_passkey_of_another_address_is_not_taken(passkey: Passkey) -> None:
    begun = adding()

    assert finish_adding(host=HOST, state=begun.state, answer=passkey.made(begun.options)) is None


def test_answer_to_another_question_is_not_taken() -> None:
    passkey = Passkey()
    known = [added(passkey).credential]
    earlier, now = begin_giving(host=HOST, known=known), begin_giving(host=HOST, known=known)
    answer = passkey.given(earlier.options)

    assert finish_giving(host=HOST, state=now.state, known=known, answer=answer) is None
    assert finish_giving(host=HOST, state={}, known=known, answer=answer) is None


def test_key_of_somebody_else_is_not_taken() -> None:
    known = [added(Passkey()).credential]
    begun = begin_giving(host=HOST, known=known)

    answer = Passkey().given(begun.options)

    assert finish_giving(host=HOST, state=begun.state, known=known, answer=answer) is None


def test_signature_of_another_key_under_a_known_name_is_not_taken() -> None:
    passkey, thief = Passkey(), Passkey()
    known = [added(passkey).credential]
    thief.id = passkey.id
    begun = begin_giving(host=HOST, known=known)

    answer = thief.given(begun.options)

    assert finish_giving(host=HOST, state=begun.state, known=known, answer=answer) is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "signature"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JUNK)
def test_what_is_no_answer_is_refused_and_breaks_nothing(junk: object) -> None:
    begun = adding()
    answer = json.dumps(junk)

    assert finish_adding(host=HOST, state=begun.state, answer=answer) is None
    assert finish_giving(host=HOST, state=begun.state, known=[], answer=answer) is None


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", '{"response": {}}', "[" * 100_000])
def test_text_that_is_no_answer_is_refused(answer: str) -> None:
    assert finish_adding(host=HOST, state=adding().state, answer=answer) is None


def with_part(answer: str, name: str, part: bytes) -> str:
    """Return a browser's answer with one packed part replaced."""
    said = json.loads(answer)
    said["response"][name] = websafe_encode(part)
    return json.dumps(said)


def packed(**said: object) -> bytes:
    return cbor.encode({"fmt": "none", "attStmt": {}, "authData": b"", **said})


BROKEN_OFF = b"\x00" * 32 + b"\x80" + b"\x00" * 4 + b"\x19\x01"
"""What an authenticator says, with extensions announced that are not there."""


@pytest.mark.parametrize(
    "part",
    [
        packed(authData=10**14),
        packed(authData=BROKEN_OFF),
        packed(attStmt={"x5c": ["A"] * 20_000}),
    ],
    ids=["number", "broken off", "long"],
)
def test_packed_part_that_is_none_is_refused(part: bytes) -> None:
    begun = adding()
    answer = with_part(Passkey().made(begun.options), "attestationObject", part)

    assert finish_adding(host=HOST, state=begun.state, answer=answer) is None


def test_given_answer_that_breaks_off_is_refused() -> None:
    passkey = Passkey()
    known = [added(passkey).credential]
    begun = begin_giving(host=HOST, known=known)
    answer = with_part(passkey.given(begun.options), "authenticatorData", BROKEN_OFF)

    assert finish_giving(host=HOST, state=begun.state, known=known, answer=answer) is None


@pytest.mark.parametrize("number", [10**14, 1e14, True])
def test_number_in_the_place_of_bytes_takes_no_memory(number: float) -> None:
    """A number where the library wants bytes is how many it makes: this one fits no machine."""
    answer = json.dumps({"id": number, "rawId": number, "type": "public-key"})

    assert finish_adding(host=HOST, state=adding().state, answer=answer) is None
    assert finish_giving(host=HOST, state=adding().state, known=[], answer=answer) is None


@pytest.mark.parametrize(
    ("host", "can"),
    [
        ("huiliu.example", True),
        ("localhost", True),
        ("127.0.0.1", False),
        ("[::1]", False),
        ("10.0.0.7", False),
    ],
)
def test_passkeys_need_a_name(host: str, *, can: bool) -> None:
    assert can_be_used(host) is can
