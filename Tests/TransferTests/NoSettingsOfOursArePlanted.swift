import TestSupport
import Testing

@Test(arguments: ["/", ".", "pub/.."]) func whatHidesIsNotPutAmongOurs(_ path: String) throws {
  let transferring = try Transferring()
  for name in [".bashrc", ".ssh/authorized_keys", "pub/.hidden", "a"] { try transferring.make("there/" + name, 10) }
  for options in [[], ["-o", "."]] {
    let run = try Run(transferring.command("get", ["-r", path] + options), seconds: 60)
    let shown = path == "/" ? "/" : path + "/"
    #expect(run.code == 0)
    #expect(
      run.errors
        == [".bashrc", ".ssh"].map {
          "peertls: note: \(shown)\($0) begins with a dot, and is passed over; its path fetches it\n"
        }.joined(), "\(run.errors)")
    #expect(try transferring.names("here") == ["a", "incoming/", "pub/", "pub/.hidden"])
  }
}

@Test func whatHidesComesWhereItIsMeant() throws {
  let transferring = try Transferring()
  for name in [".bashrc", ".ssh/config"] { try transferring.make("there/" + name, 10) }
  #expect(try transferring.run("get", "-r", "/", "-o", "new").code == 0)
  #expect(try transferring.run("get", "-r", "/", "-o", "newer/").code == 0)
  #expect(try transferring.run("get", "-r", ".bashrc", "/.ssh").code == 0)
  for place in ["here", "here/new", "here/newer"] {
    #expect(try Set(transferring.names(place)).isSuperset(of: [".bashrc", ".ssh/", ".ssh/config"]), "\(place)")
  }
}
