import Foundation
import TestSupport
import Testing

/// The units beside each other, with a program that is there: `verify` looks for it.
private func units() throws -> Scratch {
  let scratch = try Scratch()
  for unit in [
    "peertls.socket", "peertls.service", "peertls-reload.path", "peertls-reload.service", "peertls-deliver.service",
    "peertls-deliver.timer", "peertls-queue.service",
  ] {
    let text = try Repository.text("systemd/\(unit)")
      .replacing("ExecStart=/usr/sbin/peertlsd", with: "ExecStart=\(Programs.path("peertlsd"))")
      .replacing("ExecStart=/usr/bin/peertls ", with: "ExecStart=\(Programs.path("peertls")) ")
    try scratch.write(unit, text)
  }
  return scratch
}

private func analyze(_ arguments: [String]) throws -> (code: Int32, text: String) {
  let child = try ChildProcess(["systemd-analyze"] + arguments)
  child.closeInput()
  let code = try child.wait(seconds: 60)
  try child.output.waitForEnd()
  try child.errors.waitForEnd()
  return (code, child.output.text + child.errors.text)
}

@Test func systemdFindsNothingWrongWithTheUnits() throws {
  let scratch = try units()
  let result = try analyze([
    "verify", "--man=no", scratch.path + "/peertls.socket", scratch.path + "/peertls.service",
    scratch.path + "/peertls-reload.path", scratch.path + "/peertls-reload.service",
  ])
  #expect(result.code == 0)
  #expect(!result.text.contains(scratch.path), "\(result.text)")
}

@Test func systemdFindsNothingWrongWithThePersonsUnits() throws {
  let scratch = try units()
  let result = try analyze([
    "verify", "--man=no", scratch.path + "/peertls-deliver.service", scratch.path + "/peertls-deliver.timer",
    scratch.path + "/peertls-queue.service",
  ])
  #expect(result.code == 0)
  #expect(!result.text.contains(scratch.path), "\(result.text)")
}

/// What `deliver` says where it will try again is no failure of the unit.
@Test(arguments: ["peertls-deliver", "peertls-queue"]) func whatStillWaitsIsNoFailureOfTheUnit(_ unit: String) throws {
  #expect(try Repository.text("systemd/\(unit).service").contains("\nSuccessExitStatus=69 75\n"))
}

/// One timer sends chat messages and mail.
@Test func theTimerRunsTheQueueAsWell() throws {
  #expect(try Repository.text("systemd/peertls-deliver.service").contains("\nWants=peertls-queue.service\n"))
}

@Test func theServiceIsExposedNoMoreThanItMustBe() throws {
  let scratch = try units()
  // In tenths: what is left is being root for three capabilities, and the network.
  let result = try analyze([
    "security", "--offline=yes", "--no-pager", "--threshold=20", scratch.path + "/peertls.service",
  ])
  #expect(result.code == 0, "\(result.text.suffix(200))")
  let service = try Repository.text("systemd/peertls.service")
  #expect(service.contains("\nCapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_KILL\n"))
}

@Test func theStopTakesLongerThanTheDrain() throws {
  let service = try Repository.text("systemd/peertls.service")
  let minutes = try #require(service.firstMatch(of: /\nTimeoutStopSec=(\d+)min\n/)?.output.1)
  let page = try ManualPage("peertlsd.conf.5")
  let drain = try #require(page.source.firstMatch(of: /DrainTimeout=[^E]*the default is (\d+) seconds/)?.output.1)
  #expect(try #require(Int(minutes)) * 60 >= (try #require(Int(drain))) + 10)
}

@Test func accountsAndDirectoriesAreMade() throws {
  let root = try Scratch()
  try root.directory("etc")
  try ChildProcess.run(["systemd-sysusers", "--root=\(root.path)", Repository.path("systemd/peertls.sysusers")])
  let group = try root.read("etc/group")
  let passwd = try root.read("etc/passwd")
  // The account of the sessions must not be in the group that the handlers' state is shared with.
  let people = try #require(group.firstMatch(of: /(?m)^peertls:x:(\d+):$/)?.output.1)
  let sessions = try #require(passwd.firstMatch(of: /(?m)^peertls:x:\d+:(\d+):/)?.output.1)
  #expect(people != sessions)
  #expect(passwd.contains("\npeertls-echo:"))
  // The key's account is nobody else's, and shares no group.
  let key = try #require(passwd.firstMatch(of: /(?m)^peertls-keyd:x:\d+:(\d+):/)?.output.1)
  #expect(key != people && key != sessions)
}

@Test func theSocketIsIPv6AndNamesAService() throws {
  let socket = try Repository.text("systemd/peertls.socket")
  for line in ["ListenStream=[::]:4605", "BindIPv6Only=ipv6-only", "FileDescriptorName=chat"] {
    #expect(socket.contains("\n\(line)\n"), "\(line)")
  }
}
