"""Sends mail with Python's smtplib and a client's certificate.

usage: send.py PORT CERT KEY MODE ARGUMENTS…
  message FROM TO FILE     send_message(): what smtplib makes of it
  data FROM TO FILE        DATA, as the file is
  pipelined FROM TO FILE   the same with the envelope in one write
  chunks FROM TO FILE      BDAT, in pieces
  binary FROM TO FILE      the same with BODY=BINARYMIME
  all FROM TO DONE COUNT   COUNT messages; each that was taken is noted in the file DONE, what is in it is not sent
"""

import email
import email.policy
import os
import smtplib
import ssl
import sys
import time

port, certificate, key, mode = sys.argv[1:5]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.load_cert_chain(certificate, key)


def connect():
    return smtplib.SMTP_SSL("::1", int(port), "client.example", context=context, timeout=60)


def check(answer, wanted=250):
    if answer[0] != wanted:
        sys.exit(f"{answer}")


def all_of_them(sender, recipient, done, count):
    taken = set(open(done).read().split()) if os.path.exists(done) else set()
    smtp = None
    with open(done, "a", buffering=1) as notes:
        for number in range(count):
            if str(number) in taken:
                continue
            lines = "".join(f"line {line} of {number}\r\n" for line in range(number % 50 + 1))
            text = f"From: {sender}\r\nSubject: {number}\r\nMessage-ID: <{number}@client.example>\r\n\r\n{lines}"
            while True:
                try:
                    smtp = smtp or connect()
                    smtp.sendmail(sender, recipient, text)
                    break
                except (smtplib.SMTPException, OSError):
                    smtp = None
                    time.sleep(0.01)
            notes.write(f"{number}\n")
    smtp and smtp.quit()


sender, recipient = sys.argv[5:7]
if mode == "all":
    all_of_them(sender, recipient, sys.argv[7], int(sys.argv[8]))
    sys.exit(0)
text = open(sys.argv[7], "rb").read()
with connect() as smtp:
    smtp.ehlo()
    utf8 = " SMTPUTF8" if not (sender + recipient).isascii() else ""
    smtp.command_encoding = "utf-8" if utf8 else "ascii"
    if mode == "message":
        message = email.message_from_bytes(text, policy=email.policy.SMTPUTF8 if utf8 else email.policy.SMTP)
        smtp.send_message(message, sender, [recipient])
    elif mode == "pipelined":
        commands = f"MAIL FROM:<{sender}>{utf8}\r\nRCPT TO:<{recipient}>\r\nNOOP\r\nDATA\r\n"
        smtp.sock.sendall(commands.encode())
        for code in [250, 250, 250, 354]:
            check(smtp.getreply(), code)
        smtp.sock.sendall(b"\r\n".join(b"." + line if line[:1] == b"." else line for line in text.split(b"\r\n")))
        smtp.sock.sendall(b".\r\nRSET\r\n")
        check(smtp.getreply())
        check(smtp.getreply())
    else:
        body = " BODY=BINARYMIME" if mode == "binary" else " BODY=8BITMIME"
        check(smtp.docmd(f"MAIL FROM:<{sender}>{body}{utf8}"))
        check(smtp.docmd(f"RCPT TO:<{recipient}>"))
        if mode == "data":
            check(smtp.data(text))
        else:
            size = max(1, len(text) // 5)
            pieces = [text[start : start + size] for start in range(0, len(text), size)]
            for piece in pieces:
                smtp.sock.sendall(f"BDAT {len(piece)}\r\n".encode() + piece)
            smtp.sock.sendall(b"BDAT 0 LAST\r\n")
            for _ in pieces + [b""]:
                check(smtp.getreply())
