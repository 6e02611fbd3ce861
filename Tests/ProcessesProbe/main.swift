// Starts a shell with the script in its only argument, reaps it as the acceptor does, and tells what it saw.
// Or, called with `lock FILE`: locks that file, says whether it could, and keeps the lock until it is killed.
// Or does what is in Files.swift: strace(1) takes system calls away from it meanwhile.
import Glibc
import Processes

if try performOnFiles(CommandLine.arguments) { _exit(0) }

if CommandLine.arguments.count == 3 {
  let lock = try FileLock.take(try File.open(CommandLine.arguments[2], O_RDWR))
  try File.write(Array((lock == nil ? "busy\n" : "held\n").utf8), to: 1, name: "the output")
  while lock != nil { pause() }
  _exit(0)
}

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
