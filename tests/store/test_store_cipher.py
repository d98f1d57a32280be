from __future__ import annotations

import pytest

from bot.errors import Misconfigured
from bot.store import Cipher


def test_what_was_encrypted_can_be_read() -> None:
    cipher = Cipher([Cipher.new_key()])

    assert cipher.decrypt(cipher.encrypt("PIN 4815 ✓")) == "PIN 4815 ✓"


def test_what_was_encrypted_does_not_show() -> None:
    assert "4815" not in Cipher([Cipher.new_key()]).encrypt("4815")


def test_keys_are_all_different() -> None:
    assert Cipher.new_key() != Cipher.new_key()


def test_a_new_key_reads_what_the_old_one_wrote() -> None:
    old, new = Cipher.new_key(), Cipher.new_key()
    token = Cipher([old]).encrypt("secret")

    assert Cipher([new, old]).decrypt(token) == "secret"


def test_the_first_key_writes() -> None:
    old, new = Cipher.new_key(), Cipher.new_key()
    token = Cipher([new, old]).encrypt("secret")

    assert Cipher([new]).decrypt(token) == "secret"


def test_only_what_an_older_key_wrote_is_written_anew() -> None:
    old, new = Cipher.new_key(), Cipher.new_key()
    cipher = Cipher([new, old])

    renewed = cipher.renewed(Cipher([old]).encrypt("secret"))

    assert renewed
    assert Cipher([new]).decrypt(renewed) == "secret"
    assert cipher.renewed(renewed) is None


def test_what_no_key_wrote_is_not_written_anew() -> None:
    with pytest.raises(Misconfigured):
        Cipher([Cipher.new_key()]).renewed(Cipher([Cipher.new_key()]).encrypt("secret"))


@pytest.mark.parametrize("token", ["", "gAAAA", "ü"])
def test_what_is_no_token_cannot_be_read(token: str) -> None:
    with pytest.raises(Misconfigured):
        Cipher([Cipher.new_key()]).decrypt(token)


def test_a_wrong_key_is_explained_without_showing_one() -> None:
    token = Cipher([Cipher.new_key()]).encrypt("secret")
    wrong = Cipher.new_key()

    with pytest.raises(Misconfigured, match="ENCRYPTION_KEY does not fit") as caught:
        Cipher([wrong]).decrypt(token)
    assert wrong not in str(caught.value)


@pytest.mark.parametrize("keys", [[], [""], ["short"]])
def test_what_is_no_key_is_refused(keys: list[str]) -> None:
    with pytest.raises(Misconfigured, match="webcast-bot key"):
        Cipher(keys)


def test_a_cipher_never_shows_its_keys() -> None:
    key = Cipher.new_key()

    assert key not in repr(Cipher([key])) + str(Cipher([key]))


def test_a_secret_of_another_shape_is_stretched_into_the_same_key_every_time() -> None:
    secret = "f3a9" * 16

    token = Cipher([secret]).encrypt("PYFE3")

    assert Cipher([secret]).decrypt(token) == "PYFE3"
    with pytest.raises(Misconfigured):
        Cipher([secret[:-1]]).decrypt(token)
