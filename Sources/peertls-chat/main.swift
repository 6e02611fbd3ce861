// The story of a conversation's connection: who is it, what is said to be kept, what waits to be said, until one side
// has finished.

import Glibc
import Journal
import Processes

func converse(_ options: Options) throws(Failure) -> Int32 {
  // A peer that reads no more, or a disk that is full, is an answer to give and no end.
  Lockdown.ignoreBrokenPipes()
  Lockdown.ignoreFileSizeLimit()
  // People who share the state directory's group use what is kept.
  umask(0o007)
  let call = try Call()
  var engine = try Engine(call, options)
  return engine.run()
}

do throws(Failure) {
  _exit(try converse(Options(commandLine: Arguments.all)))
} catch {
  Log.note(error.reason, priority: .error, identifier: "peertls-chat")
  _exit(error.exit)
}
