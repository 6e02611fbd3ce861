import ArgumentParser
import FTPReplies
import Introduction
import Processes

/// All that one command has to do with the files of one person: over one connection, and over others when it breaks.
final class FileSession {
  /// Between two tries at most, in seconds; one second at first, and then twice as long each time.
  static let longestPause = 30

  /// What is said where all ends early.
  private let hint: String
  let screen: TransferScreen
  let contact: Contact
  /// What went wrong with single files, and the exit code of the first.
  private(set) var firstFailure: Failure?
  private let waiter: TransferWaiter
  private let caller: Caller
  private let callee: Callee
  private let user: String
  private let retries: Int
  private var control: FileControl?
  private var wasConnected = false

  /// With `movesFiles` there is something to go on with after an early end.
  init(_ options: FileOptions, movesFiles: Bool = true) throws {
    hint = movesFiles ? "; what has gone is kept: the same command goes on from there" : ""
    contact = try options.callee.contact(directory: options.config.directory)
    screen = TransferScreen(isQuiet: options.quiet)
    do throws(CallFailure) {
      caller = try Caller(directory: options.config.directory)
      if let given = options.user { user = given } else { user = try caller.names().user }
    } catch {
      throw Failure(error)
    }
    (callee, retries) = (options.callee, options.retries)
    waiter = try TransferWaiter(screen)
  }

  /// Does all of a command, and ends as what became of it says.
  func run(_ body: (FileSession) throws(TransferError) -> Void) throws {
    do throws(TransferError) {
      try body(self)
      control?.leave()
    } catch {
      screen.fail()
      if waiter.signal != nil {
        screen.complain("interrupted" + hint)
        waiter.takeSignal()
      }
      switch error {
      case .ended(let failure), .file(let failure), .broken(let failure): throw failure
      case .refused(let reply): throw Failure(reply, contact.name)
      }
    }
    // It was said when it happened.
    if let firstFailure { throw ExitCode(firstFailure.code.rawValue) }
  }

  /// Does something for one file. What is wrong with it is said, and the others' turn comes.
  func one(_ body: () throws(TransferError) -> Void) throws(TransferError) {
    do throws(TransferError) { try body() } catch { try take(error) }
  }

  /// Says what is wrong with one file; throws what is wrong with more.
  func take(_ error: TransferError) throws(TransferError) {
    screen.fail()
    switch error {
    case .file(let failure): note(failure)
    case .refused(let reply): note(Failure(reply, contact.name))
    case .broken, .ended: throw error
    }
  }

  /// Says what is wrong, and remembers it for the end.
  func note(_ failure: Failure) {
    screen.complain(failure.description)
    firstFailure = firstFailure ?? failure
  }

  /// Does something with the connection; again, with another one, where it breaks, and with more and more patience. Where
  /// it got further meanwhile than before, patience begins anew.
  func perform<Value>(
    _ body: (FileControl) throws(TransferError) -> Value
  ) throws(TransferError) -> Value {
    var tries = 0
    while true {
      let gain = screen.gain
      do throws(TransferError) { return try body(try connection()) } catch {
        // What is still said of a transfer that has ended here would be taken for another answer.
        if control?.isTransferring == true { control = nil }
        guard case .broken(let reason) = error else { throw error }
        control = nil
        if screen.gain > gain { tries = 0 }
        tries += 1
        guard tries <= retries else { throw .ended(Failure(.temporary, reason.description + hint)) }
        let pause = min(FileSession.longestPause, 1 << min(tries - 1, 10))
        screen.complain("\(reason.description); trying again in \(pause) s")
        try TransferError.calling { () throws(CallFailure) in try waiter.pause(seconds: pause) }
      }
    }
  }

  /// The connection that there is, or another.
  private func connection() throws(TransferError) -> FileControl {
    if let control { return control }
    do throws(TransferError) {
      let made = try TransferError.calling { () throws(CallFailure) in
        let call = try caller.call(
          contact, for: "file", protocolName: callee.noALPN ? nil : "ftp", milliseconds: callee.milliseconds,
          waiter: waiter)
        return try FileControl(call, caller: caller, waiter: waiter, milliseconds: callee.milliseconds)
      }
      try made.logIn(as: user)
      (control, wasConnected) = (made, true)
      return made
    } catch {
      // Nobody waits for somebody who was not there at all.
      if case .broken(let reason) = error, !wasConnected { throw .ended(reason) }
      throw error
    }
  }
}
