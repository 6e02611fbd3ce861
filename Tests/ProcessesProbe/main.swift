// Starts a shell with the script in its only argument, reaps it as the acceptor does, and tells what it saw.
import Glibc
import Processes

let pipe = try Pipe()
var program = Program(path: "/bin/sh", arguments: ["sh", "-c", CommandLine.arguments[1]])
program.descriptors = [-1, pipe.writing.number, 2]
let signals = try Signals([SIGCHLD])
_ = try program.spawn()

var exit: Exit?
while exit == nil {
  var waiting = WaitingList()
  waiting.add(signals.descriptor.number, .read)
  waiting.wait(milliseconds: -1)
  while signals.next() != nil {}
  exit = Children.nextExit()
}

close(pipe.writing.number)
var output: [UInt8] = []
var byte: UInt8 = 0
while unsafe read(pipe.reading.number, &byte, 1) == 1 { output.append(byte) }
if let exit {
  print("exit \(Exit.text(status: exit.status)) status \(exit.code ?? exit.signal ?? -1)", terminator: " ")
  print(String(decoding: output.filter { $0 != 10 }, as: UTF8.self))
  print("used \(exit.cpuMicroseconds)")
}
