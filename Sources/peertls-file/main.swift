// The story of a connection for files: who is it, what may it do, and each command in its turn, until one side has
// finished.

import Glibc
import Journal
import Processes

func serve(_ options: Options) throws(Failure) -> Int32 {
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
  _exit(try serve(Options(commandLine: Arguments.all)))
} catch {
  Log.note(error.reason, priority: .error, identifier: "peertls-file")
  _exit(error.exit)
}
