import ArgumentParser
import Glibc
import Handoff
import Processes

/// Where the running node has its runtime directory.
struct RuntimeOption: ParsableArguments {
  @Option(
    name: .customLong("runtime"),
    help: ArgumentHelp(
      "The node's runtime directory.",
      discussion: """
        Default: $RUNTIME_DIRECTORY; else /run/peertls for root; else $XDG_RUNTIME_DIR/peertls where it is there, else \
        /run/peertls.
        """,
      valueName: "dir"))
  private var given: String?

  func validate() throws {
    if given == "" { throw ValidationError("--runtime needs a directory") }
  }

  /// The directory.
  var directory: String {
    if let given { return given }
    if let first = Environment.value("RUNTIME_DIRECTORY")?.split(separator: ":").first { return String(first) }
    let system = "/run/peertls"
    guard geteuid() != 0, let own = Environment.value("XDG_RUNTIME_DIR").map({ $0 + "/peertls" }) else { return system }
    return File.exists(own) ? own : system
  }
}

/// The owner's line to the acceptor: questions and their answers.
final class OwnersCall {
  /// How long an answer may take, in milliseconds: the acceptor waits for nothing, but for a load of the machine.
  private static let patience = 10_000

  private let channel: Channel
  private let path: String
  /// The process, where it is one from before a restart.
  let former: Int32?

  /// Calls the node's acceptor, or a former one.
  init(_ runtime: RuntimeOption, former: Int32? = nil) throws(Failure) {
    self.former = former
    path = runtime.directory + "/" + (former.map(OwnerLine.formerName) ?? OwnerLine.name)
    do throws(SystemError) { channel = try LocalSocket.channel(to: path) } catch {
      switch error.code {
      case ENOENT, ECONNREFUSED: throw Failure(.unavailable, "no node runs here (\(error))")
      case EACCES, EPERM: throw Failure(.refused, "\(error): only root and the node's own user may ask")
      case EAGAIN: throw Failure(.temporary, "\(error): too many ask at once")
      default: throw Failure(.inputOutput, "\(error)")
      }
    }
  }

  /// Calls the node's acceptor, and those from before a restart that still have sessions.
  static func all(_ runtime: RuntimeOption) throws(Failure) -> [OwnersCall] {
    let names = (try? File.names(in: runtime.directory)) ?? []
    let formers = names.compactMap(OwnerLine.process(ofFormer:)).sorted().compactMap {
      try? OwnersCall(runtime, former: $0)
    }
    do throws(Failure) { return [try OwnersCall(runtime)] + formers } catch {
      // The next may not have begun yet.
      guard error.code == .unavailable, !formers.isEmpty else { throw error }
      return formers
    }
  }

  /// Asks, and waits for the answer.
  func ask(_ request: OwnerRequest) throws(Failure) -> OwnerAnswer {
    let deadline = Clock.monotonic + UInt64(OwnersCall.patience) * 1000
    do {
      try channel.send(request.encode())
      while true {
        switch try channel.receive() {
        case .message(let bytes, let passed): return try OwnerAnswer(decoding: bytes, descriptors: passed.count)
        case .ended: throw Failure(.refused, "\(path): the node has hung up; only root and its own user may ask")
        case .damaged(let error, _): throw error
        case .wouldBlock: break
        }
        guard Clock.monotonic < deadline else {
          throw Failure(.unavailable, "\(path): no answer in \(OwnersCall.patience / 1000) s")
        }
        var list = WaitingList()
        list.add(channel.descriptor.number, .read)
        list.wait(milliseconds: OwnersCall.patience)
      }
    } catch let failure as Failure {
      throw failure
    } catch let error as SystemError where error.isBrokenPipe || error.code == ECONNRESET {
      throw Failure(.refused, "\(path): the node has hung up; only root and its own user may ask")
    } catch {
      throw Failure(.protocolFailed, "\(path): not the answer of a node of this version: \(error)")
    }
  }

  /// What is wrong with an answer to another question.
  func mistaken() -> Failure { Failure(.protocolFailed, "\(path): not an answer to what was asked") }

  /// How the node is.
  func node() throws(Failure) -> NodeStatus {
    guard case .node(let status) = try ask(.node) else { throw mistaken() }
    return status
  }

  /// All sessions, by age. Page after page, so one that comes or goes meanwhile may be missing.
  func sessions() throws(Failure) -> [SessionStatus] {
    var (found, place): ([SessionStatus], UInt32?) = ([], 0)
    while let from = place {
      guard case .sessions(let page, let next) = try ask(.sessions(from: from)), next.map({ $0 > from }) ?? true else {
        throw mistaken()
      }
      found += page
      place = next
    }
    return found.sorted { $0.age > $1.age }
  }

  /// All penalties, the longest first.
  func penalties() throws(Failure) -> [PenaltyStatus] {
    var (found, place): ([SocketAddress: PenaltyStatus], UInt32?) = ([:], 0)
    while let from = place {
      guard case .penalties(let page, let next) = try ask(.penalties(from: from)), next.map({ $0 > from }) ?? true
      else { throw mistaken() }
      for penalty in page { found[penalty.source] = penalty }
      place = next
    }
    return found.values.sorted { ($0.left, $0.source.high, $0.source.low) > ($1.left, $1.source.high, $1.source.low) }
  }
}
