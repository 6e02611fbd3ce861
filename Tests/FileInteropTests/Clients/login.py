"""Logs in, looks around and leaves."""
from ftps import connect, expect, expect_equal, run


def main(args):
    ftp = connect(args)
    expect_equal(ftp.pwd(), "/", "PWD")
    expect_equal(sorted(ftp.nlst()), ["incoming", "pub"], "NLST")
    if args.alpn:
        expect_equal(ftp.sock.selected_alpn_protocol(), "ftp", "ALPN")
    expect(ftp.quit().startswith("221"), "QUIT")


run(main)
