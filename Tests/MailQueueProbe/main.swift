// What must happen in a process of its own, for it is killed or locked out:
//   put ROOT COUNT      queues COUNT messages for two recipients each, and says the names of each two when it may
//   send ROOT           "sends" what waits: takes each message, says "sent NAME", and removes it
//   take ROOT NAME      takes a message, says "taken" or "not taken", and has it until it is killed
import Glibc
import MailQueue
import Processes
import SMTP

func say(_ text: String) throws(SystemError) { try File.write(Array((text + "\n").utf8), to: 1, name: "the output") }

func envelope(_ local: String, _ number: Int) -> Envelope? {
  guard let recipient = try? Mailbox("\(local)@example.org"), let sender = try? Mailbox("alice@example.org") else {
    return nil
  }
  return Envelope(sender: sender, recipient: recipient, contact: local, messageID: "<\(number)@example.org>")
}

func perform(_ task: String, _ root: String) throws(SystemError) {
  let queue = try MailQueue(in: root)
  switch task {
  case "put":
    for number in 0..<(Int(CommandLine.arguments[3]) ?? 0) {
      let message = Array("Subject: \(number)\r\n\r\n".utf8) + [UInt8](repeating: 0x61, count: number * 397 % 20_000)
      let names = try queue.put(message, for: ["bob", "carol"].compactMap { envelope($0, number) })
      try say(names.joined(separator: " "))
    }
  case "send":
    for name in try queue.names(in: .waiting) {
      guard let mail = try queue.take(name) else { continue }
      try say("sent \(name)")
      try mail.remove(queue)
    }
  case "take":
    let mail = try queue.take(CommandLine.arguments[3])
    try say(mail == nil ? "not taken" : "taken")
    // What nobody uses any more may end before its scope.
    withExtendedLifetime(mail) { while true { pause() } }
  default: exit(64)
  }
}

do throws(SystemError) { try perform(CommandLine.arguments[1], CommandLine.arguments[2]) } catch {
  try? File.write(Array("mail-queue-probe: \(error)\n".utf8), to: 2, name: "the log")
  exit(1)
}
