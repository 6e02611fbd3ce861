import FTP
import Testing

@Test(arguments: [
  "REST", "REST -1", "REST +1", "REST 9223372036854775808", "REST 99999999999999999999999999999", "REST 0x10",
  "REST 1 2",
  "REST  1", "REST a", "USER", "USER ", "USER a\tb", "USER \u{85}", "RETR", "RETR ", "STOR", "DELE", "ABOR now",
  "PWD x",
  "QUIT it", "FEAT x", "SIZE", "MFMT", "MFMT 19700101000001", "MFMT 1970010100000 a", "MFMT 19701301000001 a",
  "MFMT 19700101000001.5", "ALLO", "ALLO x", "ALLO 5 10", "ALLO 5 R x", "EPSV x", "EPSV -1", "TYPE", "TYPE X", "MODE",
  "MODE X", "STRU", "STRU FF", "PBSZ", "PBSZ x", "PBSZ 4294967296", "OPTS", "OPTS NONE", "OPTS HASH MD5", "AUTH",
])
func with501(_ line: String) { #expect(refusal(line) == 501, "\(line)") }

@Test(arguments: [
  "TYPE E", "TYPE L", "MODE B", "MODE C", "STRU R", "STRU P", "PROT X", "PROT PP", "OPTS UTF8 OFF",
])
func with504WhatExistsElsewhere(_ line: String) { #expect(refusal(line) == 504, "\(line)") }

@Test(arguments: ["SITE CHMOD 777 a", "SITE EXEC ls", "SMNT a", "ADAT a", "MIC a", "CONF a", "ENC a", "MFF a=b; c"])
func with502WhatIsNotServed(_ line: String) { #expect(refusal(line) == 502, "\(line)") }

@Test(arguments: ["EPSV 1", "EPSV 3", "EPSV 18446744073709551615"])
func with522AnotherNetwork(_ line: String) { #expect(refusal(line) == 522, "\(line)") }

@Test(arguments: ["X", "GET a", "RETRa", "USERNAME", "ＵＳＥＲ a", "\u{1B}[A", "POST / HTTP/1.1"])
func with500WhatIsNoCommand(_ line: String) { #expect(refusal(line) == 500, "\(line)") }
