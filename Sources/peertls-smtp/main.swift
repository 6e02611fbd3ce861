// The story of a mail connection: who is it, what does it bring and may it, and where is it kept, until one side has
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
  let call = try Call(options)
  var engine = try Engine(call, options)
  return engine.run()
}

do throws(Failure) {
  _exit(try serve(Options(commandLine: Arguments.all)))
} catch {
  Log.note(error.reason, priority: .error, identifier: "peertls-smtp")
  _exit(error.exit)
}
