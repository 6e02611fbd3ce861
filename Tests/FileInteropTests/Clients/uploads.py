"""Uploads, one after the other, to a node whose processes are killed or whose disk is full; after each, the disk is looked
at: what was acknowledged is there whole, and what was not is as it was, or whole.

The further words: how many, the largest size, the directory on the node's disk, its virtual path, and `fills` where there
are no kills but a disk that is soon full: then some file is deleted now and then.
"""
import ftplib
import io
import os
import random
import time

from ftps import connect, contents, expect, run

REPLACED = 20


class Uploads:
    def __init__(self, args):
        self.args = args
        self.count, self.largest = int(args.more[0]), int(args.more[1])
        self.root, self.here = args.more[2], args.more[3]
        self.fills = "fills" in args.more
        self.ftp = None
        self.stored = {}
        self.tries = self.resumed = self.refused = 0
        self.random = random.Random(4)

    def connection(self):
        if self.ftp is None:
            self.ftp = connect(self.args, timeout=20)
            self.ftp.cwd(self.here)
        return self.ftp

    def hang_up(self):
        if self.ftp is not None:
            self.ftp.close()
        self.ftp = None

    def on_disk(self, name):
        try:
            with open(os.path.join(self.root, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def upload(self, name, data):
        """Until it is acknowledged, or refused for want of room; every other new name goes on where it was."""
        resumes = name not in self.stored and self.random.random() < 0.5
        while True:
            self.tries += 1
            try:
                ftp = self.connection()
                start = self.kept(ftp, name) if resumes else 0
                self.resumed += start > 0
                reply = self.store(ftp, name, data[start:], start)
                expect(reply.startswith("226"), reply)
                expect(self.on_disk(name) == data, f"acknowledged, and not whole on the disk: {name}")
                self.stored[name] = data
                return True
            except (OSError, EOFError, ftplib.Error) as error:
                found = self.on_disk(name)
                if found == data:
                    self.stored[name] = data
                expect(found == self.stored.get(name), f"after {error!r}: {name} is neither what it was nor whole")
                if self.fills and str(error)[:3] in ("452", "552", "451", "450"):
                    self.refused += 1
                    expect(str(error).startswith("452"), f"for want of room: {error}")
                    return False
                expect(not self.fills, f"nothing else goes wrong: {error!r}")
                temporary = isinstance(error, ftplib.error_temp)
                expect(temporary or not isinstance(error, ftplib.Error), f"{error!r}")
                # Who has killed takes a moment to be gone, and its upload is busy so long.
                self.hang_up()
                time.sleep(0.005)

    def store(self, ftp, name, data, start):
        try:
            return ftp.storbinary("STOR " + name, io.BytesIO(data), 1 << 17, rest=start if start > 0 else None)
        except OSError:
            # The node gave the data connection up, and the reply says why.
            if self.fills:
                ftp.voidresp()
            raise

    @staticmethod
    def kept(ftp, name):
        try:
            ftp.voidcmd("TYPE I")
            return ftp.size(name) or 0
        except ftplib.error_perm:
            return 0

    def look(self):
        names = set(os.listdir(self.root)) - {".peertls"}
        expect(names == set(self.stored), f"there is {names ^ set(self.stored)}")
        for name, data in self.stored.items():
            expect(self.on_disk(name) == data, f"not whole: {name}")

    def make_room(self):
        for name in self.random.sample(sorted(self.stored), k=(len(self.stored) + 1) // 2):
            self.connection().delete(name)
            del self.stored[name]

    def run(self):
        for number in range(self.count):
            name = f"replaced {number % REPLACED}" if number % 2 else f"new {number}"
            data = contents(f"upload {number}", self.random.randrange(self.largest))
            if self.upload(name, data):
                print("stored", number)
            elif self.fills:
                self.look()
                self.make_room()
        self.look()
        print(f"{self.tries} tries, {self.resumed} resumed, {self.refused} refused")
        expect(not self.fills or self.refused > 5, "the disk was never full")


run(lambda args: Uploads(args).run())
