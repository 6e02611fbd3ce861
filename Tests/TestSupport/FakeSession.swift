/// A program in the place of peertls-session: a session that was taken over, as the acceptor sees it.
public struct FakeSession: Sendable {
  /// The program, with `channel`, the line to the acceptor, and `connection`, what it was given.
  let text: String

  /// A program that is to be a session itself, with one argument.
  public init(program: String, argument: String) { text = "#!/bin/sh\nexec '\(program)' \(argument)\n" }

  /// What it does once it has a connection, in Python.
  public init(_ python: String) {
    text = """
      #!/usr/bin/python3 -I
      import array, os, signal, socket, struct, sys, time
      channel = socket.socket(fileno=3)
      channel.setblocking(True)
      def passing(message, *descriptors):
          channel.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))])
      first, control, _, _ = channel.recvmsg(8192, socket.CMSG_SPACE(16))
      if not first: sys.exit(0)
      connection = struct.unpack("i", control[0][2][:4])[0]
      \(python)

      """
  }
}
