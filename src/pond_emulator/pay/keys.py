"""The platform's own keys: one behind a certificate, one as the newer public key with an id."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

from pond_emulator.kit import crypto
from pond_emulator.kit.store import Store


@dataclass(frozen=True)
class PlatformKeys:
    certificate: str
    certificate_key: rsa.RSAPrivateKey
    certificate_serial: str
    public_key: rsa.RSAPrivateKey

    @property
    def public_key_pem(self) -> str:
        return crypto.public_pem(self.public_key)

    def for_serial(self, serial: str) -> rsa.RSAPrivateKey:
        """The key that signs under this Wechatpay-Serial."""
        return self.public_key if serial.startswith("PUB_KEY_ID_") else self.certificate_key


def platform_keys(store: Store) -> PlatformKeys:
    """Made once per home folder, then always the same."""
    certificate_key = stored_key(store, "pay_certificate_key")
    certificate = store.get("pay_certificate")
    if certificate is None:
        certificate = crypto.certificate_pem(certificate_key, "Tenpay.com Root CA (emulated)")
        store.put("pay_certificate", certificate)
    return PlatformKeys(
        certificate=certificate,
        certificate_key=certificate_key,
        certificate_serial=crypto.certificate_serial(certificate),
        public_key=stored_key(store, "pay_public_key"),
    )


def stored_key(store: Store, name: str) -> rsa.RSAPrivateKey:
    pem = store.get(name)
    if pem is None:
        pem = crypto.private_pem(crypto.new_key())
        store.put(name, pem)
    return crypto.load_private(pem)
