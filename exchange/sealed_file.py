"""Files that only their reader can open: content, compressed and encrypted, behind a header in the clear.

Layout, version 1: magic (8 bytes), version (1), a field of each kind of file, nonce (12), length of what follows (8),
then ChaCha20-Poly1305 (RFC 8439) over the zlib-compressed content. The whole header is associated data: a changed byte
anywhere and the file does not open.

* With a passphrase the field is log2 of scrypt's cost (1), its salt (16) and a check (16). scrypt (RFC 7914; r = 8,
  p = 1) gives 48 bytes: the key, and the check, which tells a wrong passphrase from a damaged file.
* With a key the field is the name under which the reader keeps the key (16).
"""

from __future__ import annotations

import secrets
import struct
import unicodedata
import zlib
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from exchange.errors import WrongFile
from exchange.tables import MEGABYTE

VERSION = 1
COST = 17  # log2: 128 MB of memory and about half a second for each guess
COSTS = range(14, 21)  # what is read: a file may not ask for more than 1 GB
LARGEST = 256 * MEGABYTE  # content: a small file may not unfold without end
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are taken for another
GROUPS, GROUP = 4, 5  # 20 letters of 31: 99 bits
KEY_BYTES, NAME_BYTES, _CHECK_BYTES, _SALT_BYTES, _NONCE_BYTES = 32, 16, 16, 16, 12
_START, _END = struct.Struct(">8sB"), struct.Struct(f">{_NONCE_BYTES}sQ")
_LOCK = struct.Struct(f">B{_SALT_BYTES}s{_CHECK_BYTES}s")


def new_passphrase() -> str:
    """Give a passphrase that nobody can guess and anybody can read out.

    Examples
    --------
    >>> [len(group) for group in new_passphrase().split("-")]
    [5, 5, 5, 5]
    """
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def lock(content: bytes, passphrase: str, magic: bytes, *, cost: int = COST) -> bytes:
    """Give a file that opens with the passphrase; capitals, dashes and spaces in it do not matter."""
    salt = secrets.token_bytes(_SALT_BYTES)
    key, check = _derived(passphrase, salt, cost)
    return _encrypted(content, key, magic, _LOCK.pack(cost, salt, check))


def unlock(data: bytes, name: str, passphrase: str, magic: bytes) -> bytes:
    """Give the content of a file that was locked with a passphrase.

    Raises
    ------
    WrongFile
        It is no such file, is of a newer program, was changed or cut short, or the passphrase is another.

    Examples
    --------
    >>> unlock(lock(b"words", "abcde-fghjk", b"VBPACKET", cost=14), "a.vbpacket", "ABCDE FGHJK", b"VBPACKET")
    b'words'
    """
    parts = _parts(data, name, magic, _LOCK.size)
    cost, salt, check = _LOCK.unpack(parts.field)
    if cost not in COSTS:
        raise WrongFile(f"{name} asks for a way of encrypting that is not in use. It was damaged on its way.")
    key, found = _derived(passphrase, salt, cost)
    if not secrets.compare_digest(found, check):
        raise WrongFile(
            f"The passphrase does not open {name}. Type it as it was shown when the file was made; capitals, dashes "
            "and spaces do not matter."
        )
    return _decrypted(parts, name, key)


def close(content: bytes, key: bytes, key_name: bytes, magic: bytes) -> bytes:
    """Give a file that opens with a key, whose name (16 bytes) stands in the clear."""
    return _encrypted(content, key, magic, key_name)


def key_name(data: bytes, name: str, magic: bytes) -> bytes:
    """Give the name of the key that opens a file; WrongFile where it is no such file."""
    return _parts(data, name, magic, NAME_BYTES).field


def disclose(data: bytes, name: str, key: bytes, magic: bytes) -> bytes:
    """Give the content of a file that was closed with a key; WrongFile where it was changed or is not whole.

    Examples
    --------
    >>> file = close(b"words", bytes(32), bytes(16), b"VBRETURN")
    >>> disclose(file, "a.vbreturn", bytes(32), b"VBRETURN")
    b'words'
    """
    return _decrypted(_parts(data, name, magic, NAME_BYTES), name, key)


class _Parts(NamedTuple):
    header: bytes
    field: bytes
    nonce: bytes
    body: bytes


def _derived(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    plain = unicodedata.normalize("NFKC", passphrase).casefold()
    typed = "".join(letter for letter in plain if not letter.isspace() and letter not in "-‐‑‒–—")
    made = Scrypt(salt=salt, length=KEY_BYTES + _CHECK_BYTES, n=2**cost, r=8, p=1).derive(typed.encode())
    return made[:KEY_BYTES], made[KEY_BYTES:]


def _encrypted(content: bytes, key: bytes, magic: bytes, field: bytes) -> bytes:
    if len(content) > LARGEST:
        raise WrongFile(f"The file would hold {len(content) / MEGABYTE:.0f} MB; {LARGEST // MEGABYTE} MB is the most.")
    packed, nonce = zlib.compress(content, 9), secrets.token_bytes(_NONCE_BYTES)
    length = len(packed) + 16  # the tag
    header = _START.pack(magic, VERSION) + field + _END.pack(nonce, length)
    return header + ChaCha20Poly1305(key).encrypt(nonce, packed, header)


def _parts(data: bytes, name: str, magic: bytes, field_bytes: int) -> _Parts:
    size = _START.size + field_bytes + _END.size
    if data[: len(magic)] != magic:
        raise WrongFile(
            f"{name} is not a file of this kind: it does not begin with {magic.decode()}. "
            "Ask for it once more, as Verbatim saved it."
        )
    if len(data) < size:
        raise WrongFile(f"{name} was cut short: it ends after {len(data):,} bytes. Ask for it again.")
    _, version = _START.unpack(data[: _START.size])
    if version != VERSION:
        raise WrongFile(f"{name} is of version {version}, this Verbatim reads version {VERSION}. Update it.")
    nonce, length = _END.unpack(data[size - _END.size : size])
    if len(data) - size != length:
        raise WrongFile(f"{name} is not whole: {len(data):,} bytes of {size + length:,}. Ask for it again.")
    return _Parts(data[:size], data[_START.size : size - _END.size], nonce, data[size:])


def _decrypted(parts: _Parts, name: str, key: bytes) -> bytes:
    try:
        packed = ChaCha20Poly1305(key).decrypt(parts.nonce, parts.body, parts.header)
    except InvalidTag as error:
        raise WrongFile(f"{name} was changed or damaged on its way. Ask for it again; nothing was taken in.") from error
    unfolding = zlib.decompressobj()
    try:
        content = unfolding.decompress(packed, LARGEST + 1)
    except zlib.error as error:
        raise WrongFile(f"{name} opens, but what is inside does not unfold. It is not a file of Verbatim's.") from error
    if len(content) > LARGEST:
        raise WrongFile(f"{name} unfolds to more than {LARGEST // MEGABYTE} MB. It is not a file of Verbatim's.")
    return content
