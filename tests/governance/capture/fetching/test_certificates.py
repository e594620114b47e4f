"""Which certificates of a server are kept: all that it sent, in its order."""

import ssl
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from governance.capture.fetching.page import _chain_of

pytestmark = pytest.mark.pure
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)


def named(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(name, key, issuer, issuer_key, *, is_authority):
    """A certificate of that name and key, by an issuer."""
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("owl.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


@pytest.fixture
def connection(tmp_path):
    """A client's end of a handshake in memory with a server that sends its own certificate and one above it."""
    root_key, middle_key, own_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = certificate("root", root_key, "root", root_key, is_authority=True)
    middle = certificate("middle", middle_key, "root", root_key, is_authority=True)
    own = certificate("owl", own_key, "middle", middle_key, is_authority=False)
    secret = own_key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "chain.pem").write_bytes(secret + own.public_bytes(PEM) + middle.public_bytes(PEM))
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(tmp_path / "chain.pem")
    trusting = ssl.create_default_context(cadata=root.public_bytes(PEM).decode())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname="owl.example")
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    for end in (client, server, client, server):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return client, (own.public_bytes(DER), middle.public_bytes(DER))


def test_all_certificates_are_kept_as_the_server_sent_them(connection):
    client, sent = connection
    assert _chain_of(client) == sent


def test_where_python_gives_no_chain_it_is_the_server_s_own_certificate():
    class Old:
        def getpeercert(self, binary):
            return b"own" if binary else {}

    assert _chain_of(Old()) == (b"own",)
