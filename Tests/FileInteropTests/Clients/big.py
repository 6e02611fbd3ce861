"""One file too big to be held: `STOR path` sends what a command of the shell writes, `RETR path` compares with it."""
import subprocess

from ftps import connect, expect, run


def main(args):
    verb, command = args.more
    ftp = connect(args, timeout=90)
    with subprocess.Popen(["sh", "-c", command], stdout=subprocess.PIPE) as source:
        if verb.startswith("STOR"):
            reply = ftp.storbinary(verb, source.stdout, 1 << 20)
        else:
            total = 0

            def compare(part):
                nonlocal total
                expect(source.stdout.read(len(part)) == part, f"a difference after {total} bytes")
                total += len(part)

            reply = ftp.retrbinary(verb, compare, 1 << 20)
            expect(source.stdout.read(1) == b"", f"cut short at {total} bytes")
    expect(reply.startswith("226"), reply)
    ftp.quit()


run(main)
