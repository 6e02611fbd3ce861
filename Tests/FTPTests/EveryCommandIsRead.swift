import FTP
import Testing

@Test(
  arguments: [
    ("USER alice@example.org", .user("alice@example.org")), ("PASS", .pass), ("PASS  any thing ", .pass),
    ("ACCT x", .acct),
    ("HOST node.example", .host("node.example")), ("REIN", .rein), ("QUIT", .quit), ("AUTH TLS", .auth),
    ("PBSZ 0", .pbsz),
    ("PROT P", .prot(.private)), ("PROT c", .prot(.clear)), ("PROT S", .prot(.safe)), ("CCC", .ccc), ("FEAT", .feat),
    ("OPTS UTF8 ON", .opts(.utf8)), ("OPTS utf8", .opts(.utf8)), ("OPTS HASH", .opts(.hash)),
    ("OPTS HASH sha-256", .opts(.hash)), ("OPTS MLST", .opts(.mlst([]))), ("LANG", .lang(nil)),
    ("LANG en", .lang("en")),
    ("OPTS MLST modify;TYPE;unix.MODE;no.such;", .opts(.mlst([.type, .modify, .mode]))), ("CLNT lftp", .clnt),
    ("SYST", .syst), ("HELP", .help), ("HELP RETR", .help), ("NOOP", .noop), ("SITE HELP", .site(.help)),
    ("site quota", .site(.quota)), ("EPSV", .epsv(.port)), ("EPSV 2", .epsv(.port)), ("EPSV all", .epsv(.all)),
    ("PASV", .pasv), ("LPSV", .pasv), ("PORT 1,2,3,4,5,6", .port), ("EPRT |2|::1|5|", .port), ("LPRT 6", .port),
    ("TYPE A", .type(.text)), ("TYPE a n", .type(.text)), ("TYPE I", .type(.image)), ("TYPE L 8", .type(.image)),
    ("MODE S", .mode), ("STRU F", .stru), ("REST 0", .rest(0)),
    ("REST 9223372036854775807", .rest(9_223_372_036_854_775_807)),
    ("ALLO 5", .allo(5)), ("ALLO 5 R 10", .allo(5)), ("RETR a b", .retr(bytesOf("a b"))),
    ("stor  a ", .stor(bytesOf(" a "))),
    ("APPE a", .appe(bytesOf("a"))), ("STOU", .stou), ("STOU a", .stou), ("ABOR", .abor),
    ("DELE -la", .dele(bytesOf("-la"))),
    ("RNFR a", .rnfr(bytesOf("a"))), ("RNTO a", .rnto(bytesOf("a"))), ("SIZE a", .size(bytesOf("a"))),
    ("MDTM a", .mdtm(bytesOf("a"))), ("MFMT 19700101000001 a b", .mfmt(1, bytesOf("a b"))),
    ("HASH a", .hash(bytesOf("a"))),
    ("CWD ..", .cwd(bytesOf(".."))), ("XCWD a", .cwd(bytesOf("a"))), ("CDUP", .cdup), ("XCUP", .cdup), ("PWD", .pwd),
    ("XPWD", .pwd), ("MKD a", .mkd(bytesOf("a"))), ("XMKD a", .mkd(bytesOf("a"))), ("RMD a", .rmd(bytesOf("a"))),
    ("XRMD a", .rmd(bytesOf("a"))), ("LIST", .list(nil)), ("LIST ", .list(nil)), ("LIST -la", .list(nil)),
    ("LIST -la  a", .list(bytesOf(" a"))), ("NLST a", .nlst(bytesOf("a"))), ("NLST -1 a", .nlst(bytesOf("a"))),
    ("LIST ./-a", .list(bytesOf("./-a"))), ("MLSD", .mlsd(nil)), ("MLSD -a", .mlsd(bytesOf("-a"))),
    ("MLST a", .mlst(bytesOf("a"))), ("STAT", .stat(nil)), ("STAT -l a", .stat(bytesOf("a"))),
  ] as [(String, Command)])
func readAsItIsMeant(_ line: String, _ expected: Command) { #expect(command(line) == expected) }

@Test func bytesOfAPathAreKept() {
  #expect(arrivals(Array("RETR ".utf8) + [0xc3, 0x28] + [13, 10]) == [.command(.retr([0xc3, 0x28]))])
  #expect(command("RETR \u{1F600} \"é\"\t") == .retr(bytesOf("\u{1F600} \"é\"\t")))
}
