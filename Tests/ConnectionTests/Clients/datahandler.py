#!/usr/bin/python3 -I
"""A handler with a control channel that does what its peer's lines say, and tells what it is told.

  listen ID           port ID NUMBER, or none ID ERRNO
  send ID BYTES       so many bytes go to the peer; half ID BYTES: the same, and no word that this is all
  receive ID          read ID BYTES when the pipe has ended
  deaf ID             as receive, and nobody reads the pipe
  close ID
Events come as they are: connected ID, ended ID HOW BYTES.
"""
import os, socket, struct, sys, threading

channel = socket.socket(fileno=3)
channel.setblocking(True)
lock = threading.Lock()


def say(*words):
    with lock:
        print(*words, flush=True)


def message(kind, number, more=b"", pipe=None):
    bytes = struct.pack("<BI", kind, number) + more
    socket.send_fds(channel, [bytes], [] if pipe is None else [pipe])
    if pipe is not None:
        os.close(pipe)


def events():
    while event := channel.recv(4096):
        kind, number = struct.unpack("<BI", event[:5])
        if kind == 1:
            say("port", number, *struct.unpack("<H", event[5:]))
        elif kind == 2:
            say("none", number, *struct.unpack("<i", event[5:]))
        elif kind == 3:
            say("connected", number)
        else:
            say("ended", number, *struct.unpack("<BQ", event[5:]))


def feed(number, pipe, count, is_all):
    try:
        rest = count
        while rest:
            rest -= os.write(pipe, b"x" * min(rest, 1 << 18))
        if is_all:
            message(5, number, struct.pack("<Q", count))
    except BrokenPipeError:
        pass
    os.close(pipe)


def drain(number, pipe):
    count = 0
    while part := os.read(pipe, 1 << 18):
        count += len(part)
    os.close(pipe)
    say("read", number, count)


threading.Thread(target=events, daemon=True).start()
for line in sys.stdin:
    word, number, *more = line.split()
    number = int(number)
    if word == "listen":
        message(1, number)
    elif word in ("send", "half"):
        reading, writing = os.pipe()
        message(2, number, pipe=reading)
        threading.Thread(target=feed, args=(number, writing, int(more[0]), word == "send"), daemon=True).start()
    elif word == "receive":
        reading, writing = os.pipe()
        message(3, number, pipe=writing)
        threading.Thread(target=drain, args=(number, reading), daemon=True).start()
    elif word == "deaf":
        reading, writing = os.pipe()
        message(3, number, pipe=writing)
        os.close(reading)
    elif word == "close":
        message(4, number)
    elif word == "nonsense":
        channel.send(b"\xff" * number)
