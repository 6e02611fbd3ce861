"""Makes a mail of a signature that somebody has made for something else: one without signed attributes.

forge.py handshake FROM <OUTPUT   of what `openssl s_client -msg` says of a TLS 1.3 handshake with SHA-256
forge.py attributes FROM <DER     of the attributes of a detached signature
"""
import base64
import hashlib
import re
import sys


def encode(tag, content):
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def read(der, at):
    """The start of a value, of its content, and of what follows it."""
    length, start = der[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, start = int.from_bytes(der[start:start + size], "big"), start + size
    return at, start, start + length


def children(der, at=0):
    _, start, end = read(der, at)
    found = []
    while start < end:
        value = read(der, start)
        found.append(der[value[0]:value[2]])
        start = value[2]
    return found


DATA = bytes.fromhex("06092a864886f70d010701")
SIGNED = bytes.fromhex("06092a864886f70d010702")
SHA256 = bytes.fromhex("300b0609608648016503040201")
ECDSA = bytes.fromhex("300a06082a8648ce3d040302")


def signed(content, certificates, signer):
    inner = encode(0x30, DATA + encode(0xA0, encode(4, content)))
    body = b"\x02\x01\x01" + encode(0x31, SHA256) + inner + certificates + encode(0x31, signer)
    return encode(0x30, SIGNED + encode(0xA0, encode(0x30, body)))


def handshake(text):
    """What was signed is RFC 8446, section 4.4.3."""
    messages, current = [], None
    for line in text.decode(errors="replace").split("\n"):
        head = re.match(r"^(<<<|>>>) (.*)$", line)
        digits = re.match(r"^    ([0-9a-f]{2}(?: [0-9a-f]{2})*)\s*$", line)
        if head:
            current = [head.group(2), b""]
            messages.append(current)
        elif digits and current:
            current[1] += bytes.fromhex(digits.group(1))
        elif not line.startswith("    "):
            current = None
    transcript, certificate, signature = b"", b"", b""
    for name, message in messages:
        if "Handshake" not in name:
            continue
        if name.endswith("CertificateVerify"):
            signature = message[8:]
            break
        if name.endswith(", Certificate"):
            certificate = message[11:11 + int.from_bytes(message[8:11], "big")]
        transcript += message
    content = b" " * 64 + b"TLS 1.3, server CertificateVerify\0" + hashlib.sha256(transcript).digest()
    fields = [field for field in children(children(certificate)[0]) if field[0] != 0xA0]
    name = encode(0x30, fields[2] + fields[0])
    signer = encode(0x30, b"\x02\x01\x01" + name + SHA256 + ECDSA + encode(4, signature))
    return signed(content, encode(0xA0, certificate), signer)


def attributes(der):
    """What was signed is the attributes, as a SET (RFC 5652, section 5.4)."""
    body = children(children(children(der)[1])[0])
    signer = children(children(body[-1])[0])
    content = b"\x31" + signer[3][1:]
    return signed(content, body[3], encode(0x30, b"".join(signer[:3] + signer[4:])))


forge = {"handshake": handshake, "attributes": attributes}[sys.argv[1]]
print("From: %s\nContent-Type: application/pkcs7-mime; smime-type=signed-data" % sys.argv[2])
print("Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(forge(sys.stdin.buffer.read())).decode())
