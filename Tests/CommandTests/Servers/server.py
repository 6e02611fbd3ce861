"""A server that behaves as it is told, and the caller that it starts.

usage: server.py CERTIFICATE.pem KEY.pem ALPN MODE COMMAND..., where @ in COMMAND stands for [::1]:PORT, an empty ALPN is
a server that knows none, and MODE is
  takes   reads to the end and finishes
  unread  finishes (close_notify, FIN) at once and takes nothing for a while, then all of it
  gone    the caller's standard input and output are one socket, which is closed once hands are shaken; never finishes
  deaf    the caller's standard output is a socket, which is closed once hands are shaken; finishes after a while
Prints one JSON object: the caller's exit code and processor time in seconds, its standard error, and the bytes received.
"""

import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time

WHILE = 1.5

certificate, key, alpn, mode = sys.argv[1:5]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
if alpn:
    context.set_alpn_protocols([alpn])
listener = socket.socket(socket.AF_INET6)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
listener.bind(("::1", 0))
listener.listen()
command = [word.replace("@", "[::1]:%d" % listener.getsockname()[1]) for word in sys.argv[5:]]

errors = tempfile.TemporaryFile()
ours, theirs = socket.socketpair()
if mode == "unread":
    given = tempfile.TemporaryFile()
    given.truncate(64 << 20)
elif mode == "takes":
    given = tempfile.TemporaryFile()
    given.write(b"a secret\n")
    given.seek(0)
else:
    given = theirs if mode == "gone" else subprocess.PIPE
caller = subprocess.Popen(command, stdin=given, stdout=theirs, stderr=errors)
theirs.close()

connection = listener.accept()[0]
connection.settimeout(20)
incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
tls = context.wrap_bio(incoming, outgoing, server_side=True)
received = 0


def pull():
    try:
        data = connection.recv(1 << 18)
    except ConnectionError:  # It is broken: no more comes.
        data = b""
    incoming.write(data) if data else incoming.write_eof()


def push():
    connection.sendall(outgoing.read())


def finish():
    try:
        tls.unwrap()
    except ssl.SSLError:
        pass
    try:
        push()
        connection.shutdown(socket.SHUT_WR)
    except OSError:  # The caller has gone first.
        pass


def drain():
    global received
    while True:
        try:
            count = len(tls.read(1 << 18))
            received += count
            if not count:
                return
        except ssl.SSLWantReadError:
            pull()
        except (ssl.SSLError, ConnectionError):
            return


while True:
    try:
        tls.do_handshake()
        break
    except ssl.SSLWantReadError:
        push()
        pull()
push()
if mode == "unread":
    finish()
    time.sleep(WHILE)
    while connection.recv(1 << 18):
        pass
elif mode == "takes":
    drain()
    finish()
else:
    ours.close()
    if mode == "deaf":
        time.sleep(WHILE)
        finish()
        caller.stdin.close()
        drain()
_, status, usage = os.wait4(caller.pid, 0)
errors.seek(0)
print(json.dumps({
    "code": os.waitstatus_to_exitcode(status), "processor": usage.ru_utime + usage.ru_stime,
    "errors": errors.read().decode(), "received": received,
}))
