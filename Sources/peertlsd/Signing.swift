import Glibc
import Handoff
import Journal
import Processes
import Systemd

/// peertls-keyd and the lines of the sessions to it.
extension Acceptor {
  /// The tokens of signers begin here, above those of the slots.
  static let signerTokens: UInt64 = 1 << 32
  /// Messages of a signer that are heard at a time.
  private static let signerBatch = 64
  /// The bits of a line's number that count; above them is its slot.
  private static let lineBits: UInt64 = 40

  /// Whether a session that is started now could shake hands.
  var canSign: Bool { inForce?.signer.phase == .ready }

  /// Starts a signer's process.
  func start(_ signer: Signer) throws(SystemError) {
    let pair = try Channel.pair()
    try poller.add(pair.ours.descriptor.number, token: Acceptor.signerTokens + signer.number)
    try signer.start(pair, null: null, now: now)
    if !signers.contains(where: { $0 === signer }) { signers.append(signer) }
  }

  /// A line for a session, with so many signatures: the session's end.
  func line(for slot: Slot, _ signer: Signer, signatures: UInt16) throws(SystemError) -> Channel {
    let pair = try Channel.pair()
    lines = (lines + 1) & (1 << Acceptor.lineBits - 1)
    let id = UInt64(slot.index + 1) << Acceptor.lineBits | lines
    try signer.give(pair.ours, id: id, signatures: signatures, now: now)
    if slot.phase == .free { slot.firstLine = id }
    slot.lastLine = id
    // Whose data is to be fetched has been let in.
    if slot.phase == .serving { signer.prefer(id) }
    return pair.theirs
  }

  /// A session needs its signer no more.
  func releaseSigner(_ slot: Slot) {
    guard let signer = slot.signer else { return }
    slot.signer = nil
    signer.users -= 1
    dismissUnneeded(signer)
  }

  /// Ends a signer whose load is no longer in force once no session can need it.
  func dismissUnneeded(_ signer: Signer) {
    guard !isNeeded(signer) else { return }
    if signer.phase == .gone { signers.removeAll { $0 === signer } }
    signer.dismiss()
  }

  private func isNeeded(_ signer: Signer) -> Bool {
    inForce?.signer === signer || candidate?.signer === signer || signer.users > 0
  }

  /// Reads what a signer says, so much of it that the others get their turn.
  func hear(_ signer: Signer) {
    for _ in 0..<Acceptor.signerBatch {
      guard let received = try? signer.channel?.receive() else { return }
      switch consume received {
      case .wouldBlock: return
      case .ended:
        // Its process ends too, or is made to.
        if let number = signer.channel?.descriptor.number { poller.remove(number) }
        return signer.kill("has closed its channel")
      case .damaged: return signer.kill("sent a malformed message")
      case .message(let bytes, let passed):
        guard let message = try? FromSigner(decoding: bytes, descriptors: passed.count) else {
          return signer.kill("sent a malformed message")
        }
        heed(message, from: signer)
      }
    }
  }

  private func heed(_ message: FromSigner, from signer: Signer) {
    switch message {
    case .ready(let microseconds) where signer.phase == .starting:
      signer.becomeReady(signature: UInt64(microseconds), now: now)
      if candidate?.signer === signer { signerIsReady() } else if inForce?.signer === signer { listen() }
    case .failed(let reason): signer.complaint = reason
    case .pong: signer.answered()
    case .signed(let id, let microseconds):
      signer.learn(UInt64(microseconds))
      slot(ofLine: id, hasEnded: true)?.signing += UInt64(microseconds)
    case .misbehaved(let id, let fault):
      guard let slot = slot(ofLine: id, hasEnded: false) else {
        signer.forget(id)
        return
      }
      slot.brokenLines.append((signer, id))
      guard slot.phase != .leaving else { return }
      misbehaved(slot, "asked peertls-keyd for what none of ours asks: \(fault)")
    default: signer.kill("sent a message out of turn")
    }
  }

  /// Whose line that is; nil where its session is no more, which with `hasEnded` may have ended just now.
  private func slot(ofLine id: UInt64, hasEnded: Bool) -> Slot? {
    let index = Int(id >> Acceptor.lineBits) - 1
    guard slots.indices.contains(index), id >= slots[index].firstLine else { return nil }
    let slot = slots[index]
    return slot.session > 0 || (hasEnded && slot.phase != .free) ? slot : nil
  }

  /// A signer's process has ended: that fails a load, or else it is started again where it is needed.
  func signerEnded(_ signer: Signer, _ exit: Exit) {
    hear(signer)
    let reason = signer.complaint ?? "peertls-keyd ended with \(Exit.text(status: exit.status))"
    if candidate?.signer === signer {
      candidate = nil
      signers.removeAll { $0 === signer }
      return reject(reason)
    }
    let isNews = signer.ended(now: now)
    guard isNeeded(signer) else { return signers.removeAll { $0 === signer } }
    if inForce?.signer === signer {
      // Callers wait in the kernel's queue; spares could not serve them.
      stopListening()
      for index in spares { dismiss(slots[index]) }
      spares.removeAll(keepingCapacity: true)
    }
    guard isNews else { return }
    let message = "nobody can be answered: \(reason); peertls-keyd is started again"
    var record = Record(.childMisbehaved, priority: .alert, message: message)
    record[.reason] = reason
    record[.exit] = Exit.text(status: exit.status)
    log.send(record)
  }

  /// Sees to the signers whose time has come.
  func hurrySigners() {
    for signer in signers where signer.due <= now {
      if signer.phase != .gone {
        signer.hurry(now: now)
      } else if (try? start(signer)) == nil {
        signer.postpone(now: now)
      }
    }
  }
}
