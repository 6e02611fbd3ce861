"""Python's own ftplib over implicit TLS with a certificate, and what the tests of it share.

Each test is a program: FILE --port N --ca FILE --cert FILE --key FILE [--user NAME] [--tls 1.2|1.3] [--reuse] [--alpn]
[further words]. It says what is wrong on standard error, and then exits 1.
"""
import argparse
import ftplib
import hashlib
import ssl
import sys
import traceback

HOST = "::1"


class ImplicitFTPS(ftplib.FTP_TLS):
    """ftplib knows AUTH TLS only; here every socket is wrapped before a byte is sent, as every recipe for it does."""

    reuse = False
    _sock = None

    @property
    def sock(self):
        return self._sock

    @sock.setter
    def sock(self, value):
        if value is not None and not isinstance(value, ssl.SSLSocket):
            value = self.context.wrap_socket(value, server_hostname=self.host)
        self._sock = value

    def ntransfercmd(self, cmd, rest=None):
        if not self.reuse:
            return super().ntransfercmd(cmd, rest)
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        return self.context.wrap_socket(connection, server_hostname=self.host, session=self.sock.session), size


def words():
    parser = argparse.ArgumentParser()
    for name in ("port", "ca", "cert", "key"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--user", default="alice@example.org")
    parser.add_argument("--tls", default="1.3", choices=("1.2", "1.3"))
    parser.add_argument("--reuse", action="store_true")
    parser.add_argument("--alpn", action="store_true")
    parser.add_argument("more", nargs="*")
    return parser.parse_args()


def context_of(args, cert=None, key=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(args.ca)
    version = ssl.TLSVersion.TLSv1_2 if args.tls == "1.2" else ssl.TLSVersion.TLSv1_3
    context.minimum_version = context.maximum_version = version
    if cert != "":
        context.load_cert_chain(cert or args.cert, key or args.key)
    if args.alpn:
        context.set_alpn_protocols(["ftp"])
    return context


def connect(args, timeout=30):
    ftp = ImplicitFTPS(context=context_of(args), timeout=timeout, encoding="utf-8")
    ftp.reuse = args.reuse
    ftp.connect(HOST, int(args.port))
    ftp.login(args.user)
    ftp.prot_p()
    return ftp


def contents(seed, size):
    """Bytes that are nowhere the same twice, and different for each seed."""
    return hashlib.shake_128(seed.encode()).digest(size)


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def expect_equal(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: {shown(found)}, not {shown(expected)}")


def shown(value):
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:300]}… ({len(value)})"


def refused(call, *codes):
    """The reply with which a command is refused, which must have one of these codes."""
    try:
        reply = call()
    except ftplib.Error as error:
        reply = str(error)
    expect(reply[:3] in codes, f"refused with {' or '.join(codes)}: {reply}")
    return reply


def run(test):
    try:
        test(words())
    except Exception:
        traceback.print_exc()
        sys.exit(1)
