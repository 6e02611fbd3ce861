"""Others come to a data port before the peer does, and the peer notices nothing.

The further words: who they are, the file on the node's disk that is fetched as /pub/file, and the certificate and key of
somebody else.
"""
import socket
import ssl

from ftps import HOST, connect, context_of, expect, expect_equal, run

IPV6_FREEBIND = 78


def come(port, source=None):
    connection = socket.socket(socket.AF_INET6)
    connection.settimeout(10)
    if source:
        connection.setsockopt(socket.IPPROTO_IPV6, IPV6_FREEBIND, 1)
        connection.bind((source, 0))
    connection.connect((HOST, port))
    return connection


def expect_nothing(connection):
    """Cut off without a word of what was asked for."""
    try:
        expect_equal(connection.recv(100), b"", "what a stranger hears")
    except (ssl.SSLError, ConnectionResetError):
        pass


def try_to_shake_hands(port, context):
    try:
        # A TLS 1.3 client has finished before it is judged.
        with context.wrap_socket(come(port), server_hostname=HOST) as connection:
            expect_nothing(connection)
    except (ssl.SSLError, ConnectionResetError, BrokenPipeError):
        pass


def intrude(kind, port, args):
    """What stays open is returned."""
    if kind == "elsewhere":
        expect_nothing(come(port, "2001:db8:bad::7"))
    elif kind == "without-certificate":
        try_to_shake_hands(port, context_of(args, ""))
    elif kind == "another-key":
        try_to_shake_hands(port, context_of(args, *args.more[2:]))
    elif kind == "babble":
        connection = come(port)
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        return [connection]
    elif kind == "crowd":
        # More than may try at a time, all silent: each has a second.
        return [come(port) for _ in range(14)]
    return []


def transfer(ftp, args, verb, is_early, expected):
    """With the data connection made before the command, as curl does it, or after, as ftplib does."""
    _, port = ftp.makepasv()

    def ask():
        ftp.putcmd(verb)
        expect(ftp.getresp().startswith("150"), "150")

    if not is_early:
        ask()
    others = intrude(args.more[0], port, args)
    connection = context_of(args).wrap_socket(come(port), server_hostname=HOST)
    if is_early:
        ask()
    if verb.startswith("STOR"):
        connection.sendall(expected)
    else:
        parts = []
        while part := connection.recv(1 << 16):
            parts.append(part)
        expect_equal(b"".join(parts), expected, "the file")
    connection.unwrap()
    connection.close()
    expect(ftp.voidresp().startswith("226"), "226")
    for other in others:
        expect_nothing(other)


def main(args):
    with open(args.more[1], "rb") as file:
        expected = file.read()
    ftp = connect(args)
    ftp.voidcmd("TYPE I")
    for is_early in (True, False):
        for verb in ("STOR /incoming/file", "RETR /incoming/file", "RETR /pub/file"):
            transfer(ftp, args, verb, is_early, expected)
            if args.more[0] == "crowd":
                return ftp.quit()
    ftp.quit()


run(main)
