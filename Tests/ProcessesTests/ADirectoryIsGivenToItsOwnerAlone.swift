import Glibc
import Processes
import Testing

/// The number of the account nobody, which stands for a handler's.
private let nobody: uid_t = 65534

private func status(_ path: String) -> (mode: mode_t, owner: uid_t)? {
  var status = stat()
  return lstat(path, &status) == 0 ? (status.st_mode & 0o7777, status.st_uid) : nil
}

@Test func anOwnersDirectoryHasExactlyItsMode() throws {
  try withDirectory { directory in
    let path = directory + "/state"
    try File.makeDirectory(path, exactly: 0o770, owner: geteuid())
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o770)
    // One that is there is somebody's decision.
    chmod(path, 0o700)
    try File.makeDirectory(path, exactly: 0o770, owner: geteuid())
    #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o700)
  }
}

@Test(.enabled(if: geteuid() == 0, "only root gives a directory away"))
func anOwnersDirectoryIsTheirs() throws {
  try withDirectory { directory in
    try File.makeDirectory(directory + "/a", exactly: 0o770, owner: nobody)
    try File.makeDirectory(directory + "/a/b", exactly: 0o770, owner: nobody)
    for path in ["/a", "/a/b"] {
      let found = try #require(status(directory + path))
      #expect(found.mode == 0o770 && found.owner == nobody)
    }
  }
}

/// Whoever owns a directory can put a link into it at any time, such as before the node is loaded again.
@Test(.enabled(if: geteuid() == 0, "only root gives a directory away"))
func anOwnersLinkIsNotFollowed() throws {
  try withDirectory { directory in
    let theirs = directory + "/theirs"
    for path in ["/etc", "/etc/shadow"] { mkdir(directory + path, 0o700) }
    try File.makeDirectory(theirs, exactly: 0o770, owner: nobody)
    symlink(directory + "/etc", theirs + "/link")
    lchown(theirs + "/link", nobody, nobody)
    let error = errorOf { () throws(SystemError) in
      try File.makeDirectory(theirs + "/link/made", exactly: 0o770, owner: nobody)
    }
    #expect(error?.code == ELOOP, "\(error as Any)")
    #expect(status(directory + "/etc/made") == nil)
    // The last part is not followed either.
    symlink(directory + "/etc/shadow", theirs + "/last")
    try? File.makeDirectory(theirs + "/last", exactly: 0o777, owner: nobody)
    let shadow = try #require(status(directory + "/etc/shadow"))
    #expect(shadow.mode == 0o700 && shadow.owner == 0)
  }
}

/// systemd's DynamicUser= makes /var/lib/peertls a link to private/peertls.
@Test func anAdministratorsLinkIsFollowed() throws {
  try withDirectory { directory in
    mkdir(directory + "/private", 0o755)
    symlink("private", directory + "/state")
    try File.makeDirectory(directory + "/state/chat", exactly: 0o770, owner: nil)
    #expect(status(directory + "/private/chat")?.mode == 0o770)
  }
}
