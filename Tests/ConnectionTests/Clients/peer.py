"""A peer that half-closes as TLS 1.3 means it, which openssl s_client does not.

usage: peer.py ADDRESS PORT CREDENTIAL.pem KEY.pem ALPN MODE [ARGUMENT], where MODE is
  bulk BYTES    sends so many bytes and close_notify, meanwhile and after that reads to the end
  after TEXT    reads until the node has finished (close_notify), only then sends TEXT and finishes
  stuff SECONDS sends until nothing was taken for so long, says so, and waits for the end of its input
Prints one JSON object: sent, received, their SHA-256, and whether the node ended with close_notify.
"""

import hashlib
import json
import select
import socket
import ssl
import struct
import sys
import time


class Peer:
    def __init__(self, address, port, certificate, key, alpn):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.load_cert_chain(certificate, key)
        context.set_alpn_protocols([alpn])
        self.socket = socket.create_connection((address, int(port)), timeout=30)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing)
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.socket.sendall(self.outgoing.read())
                self.incoming.write(self.socket.recv(65536))
        self.socket.sendall(self.outgoing.read())
        self.socket.setblocking(False)
        self.waiting = memoryview(b"")
        self.sent, self.received = 0, 0
        self.sent_hash, self.received_hash = hashlib.sha256(), hashlib.sha256()
        self.ended = self.clean = self.finished = False

    def push(self):
        """Sends what is encrypted; true when all of it is gone."""
        while True:
            if not self.waiting:
                self.waiting = memoryview(self.outgoing.read())
            if not self.waiting:
                return True
            try:
                self.waiting = self.waiting[self.socket.send(self.waiting) :]
            except BlockingIOError:
                return False

    def write(self, chunk):
        self.tls.write(chunk)
        self.sent += len(chunk)
        self.sent_hash.update(chunk)

    def finish(self):
        """close_notify, once nothing lies in the way that SSL_shutdown would take for its answer."""
        self.finished = True
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass

    def pull(self):
        """Reads what is there."""
        try:
            data = self.socket.recv(1 << 18)
        except BlockingIOError:
            return
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()
        while not self.ended:
            try:
                chunk = self.tls.read(1 << 18)
            except ssl.SSLWantReadError:
                return
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
                chunk, self.clean = b"", isinstance(error, ssl.SSLZeroReturnError)
            else:
                self.clean = not chunk
            if not chunk:
                self.ended = True
            self.received += len(chunk)
            self.received_hash.update(chunk)

    def wait(self, write, seconds=30):
        ready = select.select([] if self.ended else [self.socket], [self.socket] if write else [], [], seconds)
        if not ready[0] and not ready[1]:
            raise TimeoutError("nothing moves")
        return ready

    def drain(self):
        """Sends the rest and reads to the end."""
        while not self.push() or not self.ended:
            readable, _, _ = self.wait(write=bool(self.waiting))
            if readable:
                self.pull()

    def bulk(self, count):
        block = bytearray(hashlib.shake_256(b"peertls").digest(1 << 18))
        left = count
        while left > 0:
            readable, writable, _ = self.wait(write=True)
            if readable:
                self.pull()
            if writable and self.push():
                block[:8] = left.to_bytes(8, "big")
                chunk = memoryview(block)[: min(left, len(block))]
                self.write(chunk)
                left -= len(chunk)
                self.push()
        self.finish()
        self.drain()

    def after(self, text):
        while not self.ended:
            self.wait(write=False)
            self.pull()
        self.write(text.encode())
        self.finish()
        while not self.push():
            self.wait(write=True)

    def stuff(self, seconds):
        # Its end is a reset, for a FIN would wait behind what nobody takes.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        block = bytes(1 << 16)
        quiet = time.monotonic()
        while time.monotonic() < quiet + seconds:
            before = len(self.waiting)
            if self.push():
                self.write(block)
                self.push()
            if len(self.waiting) != before:
                quiet = time.monotonic()
            select.select([], [self.socket], [], 0.1)
        self.report()
        sys.stdin.read()

    def report(self):
        print(json.dumps({
            "sent": self.sent, "received": self.received, "sent_hash": self.sent_hash.hexdigest(),
            "received_hash": self.received_hash.hexdigest(), "clean": self.clean,
        }), flush=True)


peer = Peer(*sys.argv[1:6])
mode, argument = sys.argv[6:8]
if mode == "stuff":
    peer.stuff(float(argument))
else:
    peer.after(argument) if mode == "after" else peer.bulk(int(argument))
    peer.report()
    peer.socket.close()
