import Glibc
import Processes
import Testing

/// Names its open descriptors below 64 without opening one.
private let listDescriptors = """
  n=0; while [ $n -lt 64 ]; do [ -e /proc/$$/fd/$n ] && echo $n; n=$((n + 1)); done
  """

@Test func aChildHasTheNamedDescriptorsAndNoOther() throws {
  let noise = (0..<20).map { _ in open("/dev/null", O_RDONLY) }  // not close-on-exec, as a library might leave it
  defer { for number in noise { close(number) } }
  let extra = try File.open("/dev/null")
  let outcome = try run(shell(listDescriptors), others: [-1, extra.number, -1, extra.number])
  #expect(outcome.lines == ["0", "1", "2", "4", "6"])
}

@Test func descriptorsMayChangePlaces() throws {
  // Each of the two is wanted at the other's number: a naive dup2 would lose one.
  let three = try File.open("/dev/null")
  let four = try MemoryFile.make("four")
  let outcome = try run(
    shell("readlink /proc/$$/fd/3 /proc/$$/fd/4"), others: [four.number, three.number])
  #expect(outcome.lines.first?.contains("memfd:four") == true)
  #expect(outcome.lines.last == "/dev/null")
}

@Test func aChildHasTheNamedEnvironmentArgumentsAndDirectory() throws {
  var program = Program(
    path: "/bin/sh", arguments: ["any name", "-c", "echo \"$0|$1\"; /usr/bin/env; /bin/pwd", "a b", "*"])
  program.environment = ["ONE=1", "TWO=a=b"]
  program.directory = "/usr"
  let outcome = try run(program)
  #expect(outcome.lines.first == "a b|*")
  #expect(outcome.lines.last == "/usr")
  let environment = Set(outcome.lines.dropFirst().dropLast())
  #expect(environment.subtracting(["PWD=/usr", "OLDPWD=", "SHLVL=0", "_=/usr/bin/env"]) == ["ONE=1", "TWO=a=b"])
}

@Test func aChildLeadsItsOwnSessionWithStandardSignals() throws {
  signal(SIGUSR2, SIG_IGN)
  defer { signal(SIGUSR2, SIG_DFL) }
  // Only the shell's own commands: it blocks signals while it starts others.
  // Fields 1, 5 and 6 of /proc/PID/stat are pid, process group and session (proc(5)).
  let outcome = try run(
    shell(
      "read -r pid name state parent group session rest < /proc/$$/stat; echo $pid $group $session; "
        + "while read -r line; do case $line in SigBlk:*|SigIgn:*) echo \"$line\";; esac; done < /proc/$$/status"))
  let numbers = try #require(outcome.lines.first).split(separator: " ")
  #expect(Set(numbers).count == 1 && numbers.count == 3)
  #expect(outcome.lines.dropFirst() == ["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"])
}
