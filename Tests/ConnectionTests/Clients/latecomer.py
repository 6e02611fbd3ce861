"""A peer that shakes hands but for the last bytes of its Finished, until it is told to go on.

usage: latecomer.py PORT CREDENTIAL.pem KEY.pem ALPN
Says "waiting"; on a line of its input it finishes the handshake, and then prints what it gets until the connection ends.
"""

import socket
import ssl
import sys

port, certificate, key, alpn = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.load_cert_chain(certificate, key)
context.set_alpn_protocols([alpn])
connection = socket.create_connection(("::1", int(port)), timeout=30)
incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
tls = context.wrap_bio(incoming, outgoing)
while True:
    try:
        tls.do_handshake()
        break
    except ssl.SSLWantReadError:
        connection.sendall(outgoing.read())
        incoming.write(connection.recv(65536))
flight = outgoing.read()
connection.sendall(flight[:-10])
print("waiting", flush=True)
sys.stdin.readline()
try:
    connection.sendall(flight[-10:])
    while True:
        data = connection.recv(65536)
        if not data:
            break
        incoming.write(data)
        try:
            print("got", tls.read(65536), flush=True)
        except ssl.SSLWantReadError:
            pass
except (ssl.SSLError, ConnectionError) as error:
    print(error, flush=True)
print("ended", flush=True)
