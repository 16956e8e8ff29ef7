"""The platform's own keys: those behind certificates, and the newer public key with an id."""

from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa

from pond_emulator.kit import crypto
from pond_emulator.kit.store import Store

ISSUED_TO = "Tenpay.com Root CA (emulated)"


@dataclass(frozen=True)
class Certificate:
    pem: str
    key: rsa.RSAPrivateKey
    serial: str


class PlatformKeys:
    """`certificates` has the one that signs now last. A new one is shown to merchants first and
    signs only when it is put into use, as the real platform does it over weeks.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.public_key = stored_key(store, "pay_public_key")
        self.certificates = [first_certificate(store)]
        for row in listed(store):
            key = crypto.load_private(row["key"])
            serial = crypto.certificate_serial(row["pem"])
            self.certificates.append(Certificate(row["pem"], key, serial))
        self._in_use = store.get("pay_certificate_in_use") or self.certificates[0].serial

    @property
    def current(self) -> Certificate:
        return next(one for one in self.certificates if one.serial == self._in_use)

    @property
    def certificate(self) -> str:
        return self.current.pem

    @property
    def certificate_serial(self) -> str:
        return self.current.serial

    @property
    def public_key_pem(self) -> str:
        return crypto.public_pem(self.public_key)

    def for_serial(self, serial: str) -> rsa.RSAPrivateKey:
        """The key that signs under this Wechatpay-Serial; the current one for a strange name."""
        if serial.startswith("PUB_KEY_ID_"):
            return self.public_key
        named = (one.key for one in self.certificates if one.serial == serial)
        return next(named, self.current.key)

    def issue(self) -> Certificate:
        """A further certificate, which merchants can fetch from now on."""
        key = crypto.new_key()
        pem = crypto.certificate_pem(key, ISSUED_TO)
        made = Certificate(pem, key, crypto.certificate_serial(pem))
        rows = [*listed(self._store), {"pem": pem, "key": crypto.private_pem(key)}]
        self._store.put("pay_certificates_more", msgspec.json.encode(rows).decode())
        self.certificates.append(made)
        return made

    def use_newest(self) -> Certificate:
        """Sign with the newest certificate from now on; the older ones are no longer shown."""
        self._in_use = self.certificates[-1].serial
        self._store.put("pay_certificate_in_use", self._in_use)
        return self.current

    @property
    def shown(self) -> list[Certificate]:
        """What merchants are given: the current one and those to come."""
        return self.certificates[self.certificates.index(self.current) :]


def platform_keys(store: Store) -> PlatformKeys:
    """Made once per home folder, then always the same."""
    return PlatformKeys(store)


def first_certificate(store: Store) -> Certificate:
    key = stored_key(store, "pay_certificate_key")
    pem = store.get("pay_certificate")
    if pem is None:
        pem = crypto.certificate_pem(key, ISSUED_TO)
        store.put("pay_certificate", pem)
    return Certificate(pem, key, crypto.certificate_serial(pem))


def listed(store: Store) -> list[dict[str, str]]:
    kept = store.get("pay_certificates_more")
    return msgspec.json.decode(kept, type=list[dict[str, str]]) if kept else []


def stored_key(store: Store, name: str) -> rsa.RSAPrivateKey:
    pem = store.get(name)
    if pem is None:
        pem = crypto.private_pem(crypto.new_key())
        store.put(name, pem)
    return crypto.load_private(pem)
