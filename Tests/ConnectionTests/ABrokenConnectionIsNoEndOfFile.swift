import TestSupport
import Testing

/// Tells how its input ended. A shell's trap would wait for the shell's own child, so this is no shell script.
private let witness = """
  #!/usr/bin/perl
  use strict;
  $SIG{HUP} = sub { tell_("hang-up"); exit 3 };
  sub tell_ { open(my $file, ">>", "$ENV{STATE_DIRECTORY}/end") or die; print $file "$_[0]\\n"; close($file) }
  $| = 1;
  print "ready\\n";
  while (sysread(STDIN, my $buffer, 4096)) { }
  tell_("end of file");

  """

@Test func aBrokenConnectionIsNoEndOfFile() throws {
  let node = try Node(NodeSetup(program: witness))
  let caller = try Caller(node, as: PKI.alice)
  caller.write("half a mess")
  try caller.output.wait(for: "ready")
  caller.vanish()
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.exit] == "3")
  #expect(closed[.reason]?.contains("close_notify") == true, "\(closed[.reason] ?? "")")
  #expect(try node.scratch.read("state/echo/end") == "hang-up\n")
  #expect(try node.stop() == 0)
}

@Test func aProperEndIsOne() throws {
  let node = try Node(NodeSetup(program: witness))
  let caller = try Caller(node, as: PKI.alice)
  caller.write("a whole message\n")
  try caller.output.wait(for: "ready")
  caller.finish()
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.exit] == "0")
  #expect(try node.scratch.read("state/echo/end") == "end of file\n")
}
