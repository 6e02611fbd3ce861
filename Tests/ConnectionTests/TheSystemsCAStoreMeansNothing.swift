import TestSupport
import Testing

/// Everything that OpenSSL would look at for a CA store has the caller's issuer; only the policy's anchors count.
@Test func theSystemsCAStoreMeansNothing() throws {
  let authority = try Authority("Trusted By The System")
  let caller = try authority.issue(.person("Alice Example", email: "alice@example.org"))
  let store = try Scratch()
  try store.write("store.pem", try authority.pem)
  try store.write("certs/issuer.pem", try authority.pem)
  try ChildProcess.run(["openssl", "rehash", store.path + "/certs"])
  try store.write(
    "openssl.cnf",
    "openssl_conf=all\n[all]\nssl_conf=ssl\n[ssl]\nsystem_default=default\n[default]\nVerifyCAFile=\(store.path)/store.pem\n"
  )
  var setup = NodeSetup()
  setup.environment = [
    "SSL_CERT_FILE": store.path + "/store.pem", "SSL_CERT_DIR": store.path + "/certs",
    "OPENSSL_CONF": store.path + "/openssl.cnf",
  ]
  try expectRefusal(of: caller, by: setup, .unknownCA, reason: "issuer")
}
