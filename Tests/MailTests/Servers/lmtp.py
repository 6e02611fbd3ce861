"""An LMTP server at a Unix socket, for one connection after the other: lmtp.py SOCKET WAY.

It writes each RCPT to standard output. WAY is how it ends:
  dies      answers for the first recipient, and no more
  refuses   says that there is no room while the message arrives, and hangs up
  hangs     never answers for the message
"""
import os
import socket
import sys

path, way = sys.argv[1:]
server = socket.socket(socket.AF_UNIX)
server.bind(path + ".new")
server.listen()
os.rename(path + ".new", path)

while True:
    connection, _ = server.accept()
    lines = connection.makefile("rwb", 0)

    def say(text):
        lines.write(text.encode() + b"\r\n")

    say("220 here")
    for line in lines:
        word = line.split(b" ")[0].strip().upper()
        if word == b"RCPT":
            print(line.decode().strip(), flush=True)
        if word != b"DATA":
            say("250 yes")
            continue
        say("354 go on")
        if way == "refuses":
            say("552 5.2.2 over quota")
            break
        while lines.readline() != b".\r\n":
            pass
        if way == "dies":
            say("250 2.0.0 the first")
            break
        connection.recv(1)
        break
    lines.close()
    connection.close()
