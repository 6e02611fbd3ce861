"""An FTP server over TLS that does what it is told, also what no server should do.

usage: ftpd.py CERTIFICATE.pem KEY.pem ANCHORS.pem ROOT SETTINGS, where SETTINGS is a JSON object:
  alpn       what it speaks; null for a server that knows no ALPN
  features   lines of FEAT; without HASH, MLST or REST it does not know those
  breaks     a number for each transfer: after so many bytes the session is gone; null for one that is not
  hashes     what HASH says in the place of the truth, one after the other; null for the truth
  listings   what MLSD sends for a path
  facts      what MLST says of a path
  replies    replies, by verb, in the place of what the command would do, one after the other; null for what it would do
  extra      so many bytes are sent behind a file, one number for each
  cut        files end so many bytes early, without close_notify, and are said to be sent
  data       certificate and key of the data connections
  unasked    bytes behind the reply to TYPE
  stall      no file ever comes
The first line on standard output is the port of [::1]; each command that comes is another. At the end of its input it ends.
"""

import hashlib
import json
import os
import socket
import ssl
import sys
import threading
import time

certificate, key, anchors, root = sys.argv[1:5]
settings = json.loads(sys.argv[5])
alpn = settings.get("alpn", "ftp")
features = settings.get("features", ["EPSV", "SIZE", "MDTM", "MFMT", "REST STREAM", "MLST type*;size*;modify*;",
                                     "HASH SHA-256*", "UTF8", "PBSZ", "PROT"])
known = {feature.split()[0] for feature in features}
lock = threading.Lock()


def context(certificate, key):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.load_cert_chain(certificate, key)
    made.load_verify_locations(anchors)
    made.verify_mode = ssl.CERT_REQUIRED
    return made


control_context = context(certificate, key)
if alpn: control_context.set_alpn_protocols([alpn])
data_context = context(*settings.get("data", [certificate, key]))


def take(name, by=None):
    """The next of a list in the settings; None at its end."""
    with lock:
        given = settings.get(name, {} if by else [])
        if by: given = given.get(by, [])
        return given.pop(0) if given else None


def note(line):
    with lock: print(line, flush=True)


def listen():
    listener = socket.socket(socket.AF_INET6)
    listener.bind(("::1", 0))
    listener.listen()
    listener.settimeout(30)
    return listener


def stamp(seconds): return time.strftime("%Y%m%d%H%M%S", time.gmtime(seconds))


def facts(path):
    status = os.stat(path)
    kind = "dir" if os.path.isdir(path) else "file"
    return "type=%s;size=%d;modify=%s;" % (kind, status.st_size, stamp(status.st_mtime))


class Gone(Exception): pass


class Session:
    def __init__(self, connection):
        connection.settimeout(60)
        self.raw = connection
        self.tls = control_context.wrap_socket(connection, server_side=True)
        self.passive = None
        self.offset = 0

    def say(self, text):
        self.tls.sendall(text.encode("utf-8", "surrogateescape") + b"\r\n")

    def vanish(self):
        """As a session that was killed."""
        self.raw.close()
        os.close(self.tls.detach())
        raise Gone

    def data(self):
        connection = self.passive.accept()[0]
        self.passive.close()
        connection.settimeout(60)
        try: return data_context.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            self.say("425 no TLS there")
            return None

    def send(self, content, verb):
        self.say("150 it comes")
        data = self.data()
        if not data: return
        note("# data from %s" % dict(x[0] for x in data.getpeercert()["subject"]).get("commonName"))
        content = content[self.offset:]
        self.offset = 0
        if verb == "RETR":
            if settings.get("stall"):
                time.sleep(3600)
            limit = take("breaks")
            if limit is not None:
                data.sendall(content[:limit])
                os.close(data.detach())
                self.vanish()
            if "cut" in settings:
                data.sendall(content[:len(content) - settings["cut"]])
                os.close(data.detach())
                return self.say("226 all was sent")
            content += b"x" * (take("extra") or 0)
        try:
            data.sendall(content)
            data.unwrap().close()
        except (ssl.SSLError, OSError): pass
        self.say("226 sent")

    def store(self, path):
        try: file = open(path, "r+b" if self.offset and os.path.exists(path) else "wb")
        except OSError as error: return self.say("550 %s" % error.strerror)
        self.say("150 go on")
        data = self.data()
        if not data: return
        limit, count = take("breaks"), 0
        with file:
            file.seek(self.offset)
            file.truncate()
            self.offset = 0
            while True:
                try: piece = data.recv(65536)
                except ssl.SSLEOFError: return self.say("426 cut off")
                if not piece: break
                if limit is not None: piece = piece[:limit - count]
                file.write(piece)
                count += len(piece)
                if limit is not None and count >= limit:
                    file.flush()
                    os.close(data.detach())
                    self.vanish()
        try: data.unwrap().close()
        except (ssl.SSLError, OSError): pass
        self.say("226 stored")

    def command(self, verb, argument):
        path = root + "/" + argument.strip("/")
        if verb == "USER": self.say("230 hello")
        elif verb == "QUIT": self.say("221 bye")
        elif verb == "FEAT": self.say("211-all\r\n" + "".join(" %s\r\n" % f for f in features) + "211 end")
        elif verb == "TYPE": self.say("200 fine" + settings.get("unasked", ""))
        elif verb in ("PBSZ", "PROT", "OPTS"): self.say("200 fine")
        elif verb == "EPSV":
            if self.passive: self.passive.close()
            self.passive = listen()
            self.say("229 there (|||%d|)" % self.passive.getsockname()[1])
        elif verb == "REST" and "REST" in known:
            self.offset = int(argument)
            self.say("350 from there")
        elif verb in ("SIZE", "MDTM", "HASH", "RETR") and not os.path.isfile(path): self.say("550 no such file")
        elif verb == "SIZE": self.say("213 %d" % os.path.getsize(path))
        elif verb == "MDTM": self.say("213 " + stamp(os.path.getmtime(path)))
        elif verb == "HASH" and "HASH" in known:
            content = open(path, "rb").read()
            digest = take("hashes") or hashlib.sha256(content).hexdigest()
            self.say("213 SHA-256 0-%d %s %s" % (len(content), digest, argument))
        elif verb == "MFMT" and "MFMT" in known:
            when, name = argument.split(" ", 1)
            seconds = time.mktime(time.strptime(when, "%Y%m%d%H%M%S")) - time.timezone
            os.utime(root + "/" + name.strip("/"), (seconds, seconds))
            self.say("213 Modify=%s; %s" % (when, name))
        elif verb == "MLST" and "MLST" in known:
            given = settings.get("facts", {}).get(argument)
            if given is None and not os.path.exists(path): return self.say("550 nothing there")
            self.say("250-\r\n %s\r\n250 end" % (given or facts(path) + " " + argument))
        elif verb == "MLSD" and "MLST" in known:
            given = settings.get("listings", {}).get(argument)
            if given is None and not os.path.isdir(path): return self.say("501 no directory")
            if given is None:
                given = "".join("%s %s\r\n" % (facts(path + "/" + n), n) for n in os.listdir(path))
            self.send(given.encode("utf-8", "surrogateescape"), verb)
        elif verb == "MKD":
            try: os.mkdir(path)
            except OSError as error: return self.say("550 " + error.strerror)
            self.say('257 "%s" made' % argument)
        elif verb == "RETR": self.send(open(path, "rb").read(), verb)
        elif verb == "STOR": self.store(path)
        else: self.say("502 what is %s?" % verb)

    def serve(self):
        self.say(take("replies", "greeting") or "220 hello")
        reader = self.tls.makefile("rb")
        while True:
            line = reader.readline()
            if not line: return
            verb, _, argument = line.decode("utf-8", "surrogateescape").rstrip("\r\n").partition(" ")
            note("%s %s" % (verb, argument))
            given = take("replies", verb)
            if given is not None: self.say(given)
            else: self.command(verb, argument)
            if verb == "QUIT": return


def serve(connection):
    try: Session(connection).serve()
    except (Gone, OSError): pass


listener = listen()
listener.settimeout(None)
note(listener.getsockname()[1])


def accept():
    while True: threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
