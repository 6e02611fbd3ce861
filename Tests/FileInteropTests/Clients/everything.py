"""What ftplib can do with a peer's own directory, each result compared with what is on the disk.

The further words: the directory on the node's disk, and the virtual path of the same.
"""
import ftplib
import io
import os
import re
import sys
import time

from ftps import connect, contents, expect, expect_equal, refused, run

NAMES = [
    "plain.txt", "with space", " leading", "trailing ", 'double "quotes"', "it's", "-rf", "--help", "*", "a?b", "[x]",
    "back\\slash", "semi;colon", "equals=", "percent%20", "emoji 🦊👩‍👩‍👧", "e\u0301 decomposed", "é composed", "中文", "~",
    ".hidden", "...", "tele\u00ff", "x" * 255, "€" * 85,
]


def fetched(ftp, name, rest=None):
    parts = []
    reply = ftp.retrbinary("RETR " + name, parts.append, 65536, rest)
    expect(reply.startswith("226"), reply)
    return b"".join(parts)


def stored(ftp, name, data, rest=None, verb="STOR "):
    reply = ftp.storbinary(verb + name, io.BytesIO(data), 65536, rest=rest)
    expect(reply.startswith("226"), reply)


def on_disk(root, name):
    with open(os.path.join(root, name), "rb") as file:
        return file.read()


def sizes(ftp, root):
    for size in (0, 1, 1 << 20):
        data = contents(f"size {size}", size)
        stored(ftp, f"size-{size}", data)
        expect_equal(on_disk(root, f"size-{size}"), data, f"{size} bytes on the disk")
        expect_equal(fetched(ftp, f"size-{size}"), data, f"{size} bytes fetched")
        expect_equal(ftp.size(f"size-{size}"), size, "SIZE")
        reply = ftp.sendcmd(f"MDTM size-{size}")
        expect(re.fullmatch(r"213 \d{14}(\.\d+)?", reply), reply)
        there = os.stat(os.path.join(root, f"size-{size}")).st_mtime
        expect_equal(reply[4:18], time.strftime("%Y%m%d%H%M%S", time.gmtime(there)), "MDTM")


def listings(ftp, root, here):
    expect_equal(sorted(ftp.nlst()), sorted(n for n in os.listdir(root) if n != ".peertls"), "NLST")
    facts = dict(ftp.mlsd())
    files = {name: fact for name, fact in facts.items() if fact["type"] == "file"}
    expect_equal(set(files), set(ftp.nlst()), "MLSD names the same")
    for name, fact in files.items():
        expect_equal(int(fact["size"]), os.path.getsize(os.path.join(root, name)), f"MLSD size of {name}")
        expect(re.match(r"\d{14}", fact["modify"]), f"MLSD modify of {name}: {fact}")
    expect({f["type"] for f in facts.values()} <= {"file", "cdir", "pdir"}, "and at most itself")
    lines = []
    ftp.dir(lines.append)
    lines = [line for line in lines if not line.startswith("total")]
    expect_equal(len(lines), len(files), "LIST has a line for each")
    for line in lines:
        found = re.fullmatch(r"-rw[-rwx]{7} +\d+ +\S+ +\S+ +(\d+) \w{3} [ \d]\d +[\d:]{4,5} (.+)", line)
        expect(found, f"LIST line {line!r}")
        expect_equal(int(found[1]), os.path.getsize(os.path.join(root, found[2])), f"LIST size of {found[2]}")
    expect_equal(dict(ftp.mlsd(here)).keys(), facts.keys(), "MLSD of a path")
    reply = ftp.sendcmd(f"MLST {here}/size-1")
    expect(re.search(r"\n [^\n]*size=1;[^\n]* " + re.escape(f"{here}/size-1") + "\n", reply, re.I), reply)


def names(ftp, root):
    for number, name in enumerate(NAMES):
        data = contents(name, 100 + number)
        stored(ftp, name, data)
        expect_equal(on_disk(root, name), data, f"on the disk: {name}")
        expect_equal(fetched(ftp, name), data, f"fetched: {name}")
        expect_equal(ftp.size(name), len(data), f"SIZE of {name}")
    expect(set(NAMES) <= set(ftp.nlst()), "NLST has them all")
    expect(set(NAMES) <= set(dict(ftp.mlsd())), "MLSD has them all")
    for name in NAMES:
        expect(ftp.rename(name, name[:50] + " renamed").startswith("250"), "rename")
        expect(not os.path.exists(os.path.join(root, name)), f"renamed away: {name}")
        expect(ftp.delete(name[:50] + " renamed").startswith("250"), "delete")
    expect(set(NAMES).isdisjoint(os.listdir(root)), "all are deleted")


def directories(ftp, root, here):
    for name in ("directory", "of emoji 🦊", 'say "hi"', "it's ""'twice'"):
        expect_equal(ftp.mkd(name), f"{here}/{name}", "MKD says the path, quotes doubled")
        expect(os.path.isdir(os.path.join(root, name)), name)
        ftp.cwd(name)
        expect_equal(ftp.pwd(), f"{here}/{name}", "PWD")
        stored(ftp, "inside", b"x")
        ftp.cwd("..")
        expect_equal(ftp.pwd(), here, "CWD .. is CDUP")
        expect_equal(dict(ftp.mlsd())[name]["type"], "dir", "MLSD type")
        refused(lambda: ftp.rmd(name), "550", "450")
        refused(lambda: ftp.delete(name), "550", "450")
        expect(ftp.delete(f"{name}/inside").startswith("250"), "delete")
        expect(ftp.rmd(name).startswith("250"), "rmd")
        expect(not os.path.exists(os.path.join(root, name)), f"removed: {name}")


def resuming(ftp, root):
    data = contents("resumed", 500_000)
    stored(ftp, "resumed", data)
    expect_equal(fetched(ftp, "resumed", rest=499_990), data[499_990:], "RETR after REST")
    expect_equal(fetched(ftp, "resumed", rest=500_000), b"", "RETR at the end")
    stored(ftp, "resumed", data[200_000:], rest=200_000)
    expect_equal(on_disk(root, "resumed"), data, "STOR after REST")
    stored(ftp, "resumed", b"more", verb="APPE ")
    expect_equal(on_disk(root, "resumed"), data + b"more", "APPE")
    ftp.delete("resumed")


def cut_off(ftp, root):
    """A data connection that ends without close_notify is no end of a file."""
    data = contents("cut", 300_000)
    ftp.voidcmd("TYPE I")
    connection = ftp.transfercmd("STOR cut")
    connection.sendall(data[:100_000])
    connection.close()
    refused(ftp.voidresp, "426")
    expect("cut" not in os.listdir(root) and "cut" not in ftp.nlst(), "nothing is seen of it")
    ftp.voidcmd("TYPE I")
    start = ftp.size("cut")
    expect(0 < start <= 100_000, f"what came is kept: {start}")
    stored(ftp, "cut", data[start:], rest=start)
    expect_equal(on_disk(root, "cut"), data, "resumed")
    ftp.delete("cut")


def replies_of_abort(ftp):
    """What ends the transfer, and then what answers ABOR itself; nothing is left over for the next command."""
    replies = [ftp.abort()]
    if replies[0].startswith("426"):
        replies.append(ftp.voidresp())
    expect(replies[-1].startswith(("225", "226")), str(replies))
    expect(ftp.sendcmd("PWD").startswith("257"), "the next command has its own reply")
    return replies


def aborted(ftp, root):
    # More than all the buffers between there and here can hold.
    size = 32 << 20
    with open(os.path.join(root, "aborted"), "wb") as file:
        file.truncate(size)
    ftp.voidcmd("TYPE I")
    connection = ftp.transfercmd("RETR aborted")
    expect_equal(connection.recv(1000), bytes(1000), "it has begun")
    replies_of_abort(ftp)
    connection.close()
    expect_equal(fetched(ftp, "aborted"), bytes(size), "the next transfer")
    connection = ftp.transfercmd("STOR never")
    connection.sendall(bytes(1000))
    replies_of_abort(ftp)
    connection.close()
    expect("never" not in ftp.nlst(), "an aborted upload is not seen")
    expect_equal(len(replies_of_abort(ftp)), 1, "replies where there is nothing to abort")
    ftp.delete("aborted")


def text(ftp, root):
    """TYPE A, as retrlines and storlines speak it."""
    lines = [f"line {number} ü" for number in range(1000)]
    reply = ftp.storlines("STOR text", io.BytesIO("".join(line + "\n" for line in lines).encode()))
    expect(reply.startswith("226"), reply)
    found = []
    ftp.retrlines("RETR text", found.append)
    expect_equal(found, lines, "the lines")
    ftp.delete("text")


def refusals(ftp, root):
    """What could be taken for two commands, or leave the root, or is no name at all; nothing is done by halves."""
    before = sorted(os.listdir(root))
    # RFC 2640, section 3.1: a CR in a name goes as CR NUL.
    for line in (b"MKD a\r\0b\r\n", b"MKD a\nb\r\n", b"MKD a\0b\r\n", b"MKD a\tb\r\n", b"MKD a\x7fb\r\n",
                 b"MKD a\xe2\x80\xa8b\r\n", b"MKD a\xc3\r\n", b"MKD " + b"x" * 256 + b"\r\n", b"MKD .peertls\r\n"):
        ftp.sock.sendall(line + b"NOOP\r\n")
        reply = ftp.getmultiline()
        expect(reply[:3] in ("500", "501", "550", "553"), f"{line!r}: {reply}")
        while not reply.startswith("2"):
            reply = ftp.getmultiline()
        expect_equal(sorted(os.listdir(root)), before, f"after {line!r}")
    refused(lambda: ftp.size("../" * 40 + "etc/passwd"), "550")
    refused(lambda: ftp.size("missing"), "550")
    refused(lambda: ftp.delete("missing"), "550")
    refused(lambda: ftp.rename("missing", "found"), "550", "553")
    refused(lambda: ftp.cwd("missing"), "550")
    refused(lambda: ftp.nlst("missing"), "550")
    refused(lambda: ftp.storbinary("STOR missing/x", io.BytesIO(b"x")), "550", "553")
    refused(lambda: ftp.sendcmd("PROT C"), "534", "536", "504", "521")
    refused(lambda: ftp.sendcmd("AUTH TLS"), "503", "534", "504", "502")
    refused(lambda: ftp.sendcmd("PASV"), "425", "522", "502", "503")
    refused(lambda: ftp.sendeprt("::1", 4711), "500", "501", "502", "503", "504", "522")


def main(args):
    root, here = args.more
    ftp = connect(args)
    ftp.cwd(here)
    expect_equal(ftp.sock.version(), f"TLSv{args.tls}", "TLS")
    sizes(ftp, root)
    listings(ftp, root, here)
    names(ftp, root)
    directories(ftp, root, here)
    resuming(ftp, root)
    cut_off(ftp, root)
    aborted(ftp, root)
    text(ftp, root)
    refusals(ftp, root)
    expect(ftp.quit().startswith("221"), "QUIT")


run(main)
