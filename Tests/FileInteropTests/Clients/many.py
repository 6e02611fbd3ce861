"""Lists a directory of very many files. The further words: its path, and how many there are."""
from ftps import connect, expect, expect_equal, run


def main(args):
    path, count = args.more[0], int(args.more[1])
    ftp = connect(args)
    ftp.cwd(path)
    files = {name: facts for name, facts in ftp.mlsd() if facts["type"] == "file"}
    expect_equal(len(files), count, "MLSD")
    expect_equal(set(ftp.nlst()), set(files), "NLST")
    expect(all(int(facts["size"]) == len(name.split()[0]) + 1 for name, facts in files.items()), "the sizes")
    ftp.quit()


run(main)
