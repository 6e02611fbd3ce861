import Glibc
import Processes
import Testing

@Test func aChildCannotGainPrivileges() throws {
  let outcome = try run(shell("grep NoNewPrivs /proc/$$/status"))
  #expect(outcome.output == "NoNewPrivs:\t1\n")
}

@Test func limitsAreSoftAndHard() throws {
  var program = shell("ulimit -Sn; ulimit -Hn; ulimit -Sc; ulimit -Hc; ulimit -Sd; ulimit -St")
  program.limits = [
    ResourceLimit(.openFiles, 19), ResourceLimit(.core, 0), ResourceLimit(.data, 64 << 20),
    ResourceLimit(.cpuSeconds, 7),
  ]
  #expect(try run(program).lines == ["19", "19", "0", "0", "65536", "7"])
}

@Test func aLimitThatNobodyMaySetStaysTheHardOne() throws {
  var program = shell("ulimit -Sn; ulimit -Hn")
  program.limits = [ResourceLimit(.openFiles, .max)]  // above fs.nr_open even for root
  var own = rlimit()
  try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &own) == 0)
  #expect(try run(program).lines == [String(own.rlim_max), String(own.rlim_max)])
}

@Test(.enabled(if: geteuid() == 0, "only root can become another user"))
func aChildBecomesTheUserWithItsGroupsAlone() throws {
  var program = shell("id -u; id -g; id -G; grep -E 'CapEff|CapPrm' /proc/$$/status")
  program.account = try Account(named: "nobody")
  let none = "0000000000000000"
  let group = String(try #require(program.account).group)
  #expect(try run(program).lines == ["65534", group, group, "CapPrm:\t" + none, "CapEff:\t" + none])
}

@Test func accountsAreFoundByNameAndNumber() throws {
  #expect(try Account(named: "0") == Account(named: "root"))
  #expect(try Account(named: "root").user == 0)
  #expect(try Account(named: "nobody", group: "0").group == 0)
  #expect(errorOf { () throws(SystemError) in _ = try Account(named: "no-such-user-of-ours") }?.code == ENOENT)
  #expect(errorOf { () throws(SystemError) in _ = try Account(named: "root", group: "no-such") }?.code == ENOENT)
}
