import Glibc
import Handoff
import Journal
import Processes

/// Where `peertls status` and `peertls end` ask: a socket in the runtime directory, for this node's user alone.
///
/// Every question has one answer, so nothing is ever left to be sent; whoever does not take its answer is cut off.
final class OwnersLine {
  /// The socket's token; those of the clients follow. Far above all others.
  static let token = 1 << 48

  fileprivate final class Client {
    let channel: Channel
    /// When it was heard last.
    var heard: UInt64

    init(_ channel: consuming Channel, now: UInt64) {
      self.channel = channel
      heard = now
    }
  }

  fileprivate let listener: Descriptor
  fileprivate var path: String
  /// The file that was made for it: another acceptor may have put its own there meanwhile.
  fileprivate let file: LocalSocket.Identity?
  fileprivate var clients = [Client?](repeating: nil, count: OwnerLine.clients)

  fileprivate init(at path: String) throws(SystemError) {
    listener = try LocalSocket.listen(at: path, backlog: 64)
    file = LocalSocket.identity(path)
    self.path = path
  }

  fileprivate var isInPlace: Bool { file != nil && file == LocalSocket.identity(path) }

  /// The place for a newcomer: a free one, or that of who was silent longest.
  fileprivate var place: Int {
    clients.indices.min { (clients[$0]?.heard ?? 0) < (clients[$1]?.heard ?? 0) } ?? 0
  }
}

extension Acceptor {
  /// Opens it. A node can do without.
  func openOwnersLine() {
    for name in (try? File.names(in: settings.runtime)) ?? [] {
      // Whoever was killed has left its own.
      guard let process = OwnerLine.process(ofFormer: name), kill(process, 0) != 0, errno == ESRCH else {
        continue
      }
      try? File.remove(settings.runtime + "/" + name)
    }
    do throws(SystemError) {
      let line = try OwnersLine(at: settings.runtime + "/" + OwnerLine.name)
      try poller.add(line.listener.number, token: UInt64(OwnersLine.token))
      ownersLine = line
    } catch {
      Settings.note("peertls status and end are not possible: \(error)", priority: .warning)
    }
  }

  func closeOwnersLine() {
    guard let line = ownersLine else { return }
    if line.isInPlace { try? File.remove(line.path) }
    ownersLine = nil
  }

  /// Makes room for the line of the acceptor that comes after, and answers under another name.
  func retireOwnersLine() {
    guard let line = ownersLine, line.isInPlace else { return }
    let path = settings.runtime + "/" + OwnerLine.formerName(process: getpid())
    do throws(SystemError) {
      try File.rename(line.path, to: path)
      line.path = path
    } catch {
      closeOwnersLine()
    }
  }

  /// Takes who has connected, if it is this node's user or root.
  func receiveVisitors() {
    guard let line = ownersLine else { return }
    for _ in 0..<OwnerLine.clients {
      guard let visitor = LocalSocket.accept(line.listener.number) else { return }
      guard visitor.user == geteuid() || visitor.user == 0 else { continue }
      let place = line.place
      let client = OwnersLine.Client(visitor.takeChannel(), now: now)
      line.clients[place] = nil
      let number = client.channel.descriptor.number
      if (try? poller.add(number, token: UInt64(OwnersLine.token + 1 + place))) != nil { line.clients[place] = client }
    }
  }

  /// Answers one question; whoever asks what is none, or does not take the answer, is cut off.
  func answer(client place: Int) {
    guard let line = ownersLine, let client = line.clients[place] else { return }
    client.heard = now
    do {
      switch try client.channel.receive() {
      case .wouldBlock: return
      case .message(let bytes, let passed):
        let request = try OwnerRequest(decoding: bytes, descriptors: passed.count)
        try client.channel.send(answer(request).encode())
      case .damaged: line.clients[place] = nil
      case .ended: line.clients[place] = nil
      }
    } catch {
      line.clients[place] = nil
    }
  }
}
