"""Sealed addresses open with the same secret only, and say nothing without it."""

from __future__ import annotations

import pytest

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import SecretUrl
from avatar_intake.store.vault import seal, unseal

SECRET = "secret-key-of-nobody-0123456789"
URL = "https://store.example/abc_trainingVideo?AccessKeyId=AK&Signature=c2VjcmV0&partNumber={}"
ADDRESSES = {
    Role.TRAINING_VIDEO: tuple(SecretUrl(URL.format(number)) for number in range(1, 4)),
    Role.GRANT_FILE: (SecretUrl(URL.format("x")),),
}


def test_what_was_sealed_opens_with_the_same_secret() -> None:
    assert unseal(seal(ADDRESSES, SECRET), SECRET) == ADDRESSES


def test_a_thousand_addresses_are_sealed_in_order() -> None:
    many = {Role.TRAINING_VIDEO: tuple(SecretUrl(URL.format(number)) for number in range(1000))}

    assert unseal(seal(many, SECRET), SECRET) == many


@pytest.mark.parametrize("other", ["", SECRET[:-1], SECRET + " ", SECRET.upper(), "秘密"])
def test_another_secret_opens_nothing(other: str) -> None:
    assert unseal(seal(ADDRESSES, SECRET), other) is None


def test_any_text_can_be_a_secret() -> None:
    for secret in ("秘密", "x" * 5000, " "):
        assert unseal(seal(ADDRESSES, secret), secret) == ADDRESSES


def test_nothing_of_an_address_or_of_the_secret_can_be_read() -> None:
    sealed = seal(ADDRESSES, SECRET)

    for plain in (b"store.example", b"Signature", b"training", SECRET.encode()):
        assert plain not in sealed


def test_no_two_seals_are_alike() -> None:
    assert seal(ADDRESSES, SECRET)[:16] != seal(ADDRESSES, SECRET)[:16]


def test_damage_is_noticed_wherever_it_is() -> None:
    sealed = seal(ADDRESSES, SECRET)
    for place in range(0, len(sealed), 37):
        damaged = bytearray(sealed)
        damaged[place] ^= 1
        assert unseal(bytes(damaged), SECRET) is None


@pytest.mark.parametrize("rest", [b"", b"short", b"x" * 16, b"x" * 500])
def test_what_is_no_seal_opens_nothing(rest: bytes) -> None:
    assert unseal(rest, SECRET) is None


def test_a_cut_seal_opens_nothing() -> None:
    sealed = seal(ADDRESSES, SECRET)

    assert all(unseal(sealed[:end], SECRET) is None for end in (0, 10, 16, 17, 100, len(sealed) - 1))
