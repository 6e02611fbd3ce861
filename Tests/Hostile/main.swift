// A handler, or a session, that was taken over: it tries whatever escape its peer names, and says what came of it.

import CEscapes
import Glibc
import Handoff
import Processes

/// What came of one line.
func answer(_ line: [UInt8]) -> [UInt8] {
  var text = line.map { CChar(bitPattern: $0) } + [0]
  let answer = unsafe text.withUnsafeMutableBufferPointer { unsafe String(cString: escape_answer($0.baseAddress!)) }
  return Array(answer.utf8) + [0x0a]
}

/// One line from a pipe or socket.
func line(_ descriptor: Int32) -> [UInt8] {
  var (bytes, byte) = ([UInt8](), UInt8(0))
  while unsafe read(descriptor, &byte, 1) == 1 && byte != 0x0a { bytes.append(byte) }
  return bytes
}

/// Locked down as peertls-session is, and given a call as it is; but it talks to the peer without TLS.
func actAsSession() throws {
  Lockdown.ignoreBrokenPipes()
  try Lockdown.hideMemory()
  try Lockdown.closeDescriptors(from: SessionDescriptor.end)
  let channel = Channel(adopting: Descriptor(adopting: SessionDescriptor.acceptor))
  let wish = HandlerRequest(
    service: "echo", peerKey: [UInt8](repeating: 1, count: 32), line: 1, sessions: 0, rateCount: 0, rateSeconds: 0,
    environment: HandlerEnvironment())
  let message = ToAcceptor.startHandler(wish).encode()
  unsafe escape_keep_wish(message, message.count)
  try Lockdown.confineSession()
  while true {
    var list = WaitingList()
    list.add(channel.descriptor.number, .read)
    list.wait(milliseconds: -1)
    guard case .message(_, var passed) = try channel.receive() else { continue }
    guard let socket = passed.take(0) else { return }
    list = WaitingList()
    list.add(socket.number, .read)
    list.wait(milliseconds: -1)
    // The socket does not block, and the line comes at once.
    let result = answer(line(socket.number))
    _ = unsafe write(socket.number, result, result.count)
    return
  }
}

switch Arguments.all.last {
case "session": try actAsSession()
case "list":
  var index: Int32 = 0
  while let escape = unsafe escape_at(index) {
    let (handler, session) = unsafe (escape.pointee.in_handler, escape.pointee.in_session)
    unsafe print(
      String(cString: escape.pointee.name), handler, session, String(cString: escape.pointee.text), separator: "\t")
    index += 1
  }
default:
  let result = answer(line(0))
  _ = unsafe write(1, result, result.count)
}
