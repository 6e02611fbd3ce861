"""A mail server that behaves as it is told.

usage: smtp.py CERTIFICATE.pem KEY.pem DIRECTORY MODE

Listens on a free port of [::1], which it prints; ends when its standard input does. Each message that it says yes to is a
file in DIRECTORY, 0, 1, ..., envelope first; commands are lines of DIRECTORY/commands. MODE is
  plain       offers nothing
  old         knows no EHLO
  text        PIPELINING, SIZE, 8BITMIME, SMTPUTF8 and no CHUNKING
  chunks      those and CHUNKING
  slowly      the same, each byte of a reply in a packet of its own
  small       SIZE 1000
  nobody      550 to RCPT, with what could harm a terminal
  nobody-data the same where DATA is pipelined behind it, and 354 to that
  later       451 to the first message, 250 to it the next time
  full        452 to MAIL
  busy        421 as the greeting
  closed      554 as the greeting
  farewell    421 to MAIL
  endless     a greeting of lines without end
  wide        a greeting that is a line of 10 MB
  mute        says nothing
  garbage     a greeting that is no SMTP
  early       552 in the middle of a message, of which it reads no more
  amid        closes in the middle of a message
  deaf        takes the message, and closes before it replies; the next time it replies
  gone        says 250 and closes at once
  hasty       says 250 before the message has come
  chatty      says 250 twice to everything
"""

import os
import socket
import ssl
import sys
import threading

certificate, key, directory, mode = sys.argv[1:5]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
context.set_alpn_protocols(["smtp"])
listener = socket.socket(socket.AF_INET6)
listener.bind(("::1", 0))
listener.listen()
lock = threading.Lock()
stored = connections = attempts = 0
commands = open(os.path.join(directory, "commands"), "a", buffering=1)


class Session:
    def __init__(self, raw):
        self.tls = context.wrap_socket(raw, server_side=True)
        self.rest = b""

    def say(self, text):
        data = text.encode() if isinstance(text, str) else text
        if mode == "slowly":
            for byte in data:
                self.tls.sendall(bytes([byte]))
        else:
            self.tls.sendall(data * 2 if mode == "chatty" else data)

    def more(self):
        data = self.tls.recv(65536)
        if not data:
            raise EOFError
        self.rest += data

    def line(self):
        while b"\r\n" not in self.rest:
            self.more()
        line, self.rest = self.rest.split(b"\r\n", 1)
        commands.write(line.decode("utf-8", "replace") + "\n")
        return line

    def take(self, count):
        while len(self.rest) < count:
            self.more()
        data, self.rest = self.rest[:count], self.rest[count:]
        return data

    def text(self):
        while not (self.rest.startswith(b".\r\n") or b"\r\n.\r\n" in self.rest):
            self.more()
        if self.rest.startswith(b".\r\n"):
            data, self.rest = b"", self.rest[3:]
        else:
            data, self.rest = self.rest.split(b"\r\n.\r\n", 1)
            data += b"\r\n"
        lines = data.split(b"\r\n")
        return b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines)

    def cut(self):
        """Closes without a farewell."""
        os.close(self.tls.detach())

    def store(self, envelope, message):
        global stored
        with lock:
            with open(os.path.join(directory, ".new"), "wb") as file:
                file.write(b"\n".join(envelope) + b"\n\n" + message)
            os.rename(os.path.join(directory, ".new"), os.path.join(directory, str(stored)))
            stored += 1

    def finish(self, envelope, message):
        """The reply to a message; False where the connection has gone."""
        global attempts
        attempts += 1
        if mode == "later" and attempts == 1:
            self.say("451 4.3.0 come again\r\n")
            return True
        self.store(envelope, message)
        if mode == "deaf" and attempts == 1:
            self.cut()
            return False
        self.say("250 2.0.0 taken\r\n")
        if mode == "gone":
            self.cut()
            return False
        return True

    def greet(self):
        if mode == "mute":
            threading.Event().wait(60)
        if mode == "busy":
            return self.say("421 4.3.2 not now\r\n")
        if mode == "closed":
            return self.say("554 5.3.2 no mail here\r\n")
        if mode == "endless":
            while True:
                self.say("220-still greeting you\r\n" * 100)
        if mode == "wide":
            return self.say(b"220 " + b"x" * 10_000_000)
        if mode == "garbage":
            return self.say("HTTP/1.0 400 Bad Request\r\n\r\n")
        self.say("220-first.example.org ESMTP\r\n220 second line\r\n")

    def offers(self):
        if mode == "plain":
            return []
        names = ["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "SIZE 1000" if mode == "small" else "SIZE"]
        return names if mode in ("text", "nobody-data", "hasty") else names + ["CHUNKING"]

    def run(self):
        self.greet()
        envelope, isWanted = [], True
        while True:
            line = self.line()
            verb = line.split(b" ", 1)[0].upper()
            if verb == b"EHLO":
                if mode == "old":
                    self.say("502 5.5.1 what?\r\n")
                    continue
                lines = ["first.example.org"] + self.offers()
                self.say("".join("250%s%s\r\n" % ("-" if i < len(lines) - 1 else " ", l) for i, l in enumerate(lines)))
            elif verb == b"MAIL":
                if mode == "farewell":
                    self.say("421 4.3.2 going down\r\n")
                    return
                if mode == "full":
                    self.say("452 4.3.1 no room\r\n")
                    isWanted = False
                    continue
                envelope, isWanted = [line], True
                self.say("250 2.1.0 ok\r\n")
            elif verb == b"RCPT":
                if mode.startswith("nobody"):
                    self.say("550 5.1.1 no\u202e \u001b[2Jsuch user\r\n")
                    isWanted = mode == "nobody-data"
                    continue
                if not isWanted:
                    self.say("503 5.5.1 MAIL first\r\n")
                    continue
                envelope.append(line)
                self.say("250 2.1.5 ok\r\n")
            elif verb == b"DATA":
                if not isWanted:
                    self.say("503 5.5.1 RCPT first\r\n")
                    continue
                self.say("354 go on\r\n" + ("250 2.0.0 taken\r\n" if mode == "hasty" else ""))
                if mode == "hasty":
                    while True:
                        self.more()
                message = self.text()
                if mode == "nobody-data":
                    self.say("554 5.5.1 no valid recipients\r\n")
                elif not self.finish(envelope, message):
                    return
            elif verb == b"BDAT":
                size = int(line.split()[1])
                if mode in ("early", "amid"):
                    self.take(min(size, 1000))
                    if mode == "amid":
                        return self.cut()
                    self.say("552 5.3.4 that is too much\r\n")
                    threading.Event().wait(60)
                if not self.finish(envelope, self.take(size)):
                    return
            elif verb == b"QUIT":
                self.say("221 2.0.0 bye\r\n")
                return
            else:
                self.say("250 2.0.0 ok\r\n")


def serve(raw):
    global connections
    connections += 1
    try:
        session = Session(raw)
        session.run()
        session.tls.unwrap()
    except (EOFError, OSError, ValueError):
        pass
    finally:
        raw.close()


def accept():
    while True:
        raw = listener.accept()[0]
        threading.Thread(target=serve, args=(raw,), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
os._exit(0)
