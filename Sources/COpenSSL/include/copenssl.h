/* OpenSSL's C API for Swift: its macros as functions, and the loops over its types that Swift cannot see.
 * Sources/TLS is the only importer. Names are C: what returns a pointer gives it to the caller unless it says "borrowed". */
#ifndef COPENSSL_H
#define COPENSSL_H
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* start.c */
/* Readies the library without its configuration file. Where libcrypto is linked statically only the algorithms that
 * PeerTLS speaks are registered, for registering all is most of a fresh process's start. 1, or 0 when OpenSSL fails. */
int copenssl_start(void);
/* signer.c: from copenssl_start on, which comes after this, servers' handshakes are signed by `function` and no key of this
 * process: it is given the scheme's number in TLS, the bytes that are signed and room for the signature, and returns the
 * signature's length, or 0. What it does must not call OpenSSL. */
typedef size_t copenssl_sign(void *owner, unsigned scheme, const uint8_t *bytes, size_t count, uint8_t *signature, size_t room);
void copenssl_sign_with(copenssl_sign *function, void *owner);
/* The text and code of the first queued error; empties the queue. */
unsigned long copenssl_take_error(char *text, size_t length);
int copenssl_error_is_missing_certificate(unsigned long code);
int copenssl_error_is_end_of_file(unsigned long code);

/* certificate.c */
typedef struct stack_st_X509 copenssl_chain;
X509 *copenssl_certificate_from_der(const uint8_t *der, size_t length);
/* The certificates of a PEM text in order, or NULL when there is none or one is broken. */
copenssl_chain *copenssl_certificates_from_pem(const uint8_t *pem, size_t length);
int copenssl_chain_count(const copenssl_chain *chain);
X509 *copenssl_chain_at(const copenssl_chain *chain, int index); /* borrowed */
copenssl_chain *copenssl_chain_new(void);
int copenssl_chain_append(copenssl_chain *chain, X509 *certificate); /* takes a reference of its own */
void copenssl_chain_free(copenssl_chain *chain);
/* DER; a negative length on failure. The buffer is OpenSSL's: copenssl_release. */
int copenssl_der(X509 *certificate, uint8_t **der);
int copenssl_public_key_der(X509 *certificate, uint8_t **der);
void copenssl_release(void *memory);
/* The hash by which OpenSSL finds issuers: equal for names that compare equal. */
uint32_t copenssl_subject_hash(const X509 *certificate);
uint32_t copenssl_issuer_hash(const X509 *certificate);
size_t copenssl_serial(const X509 *certificate, uint8_t *bytes, size_t room);
/* Seconds since 1970; 0 with *bad set when the time cannot be read. */
int64_t copenssl_seconds(const ASN1_TIME *time, int *bad);
int64_t copenssl_not_before(const X509 *certificate, int *bad);
int64_t copenssl_not_after(const X509 *certificate, int *bad);
/* Whether a person's or device's certificate may sign a TLS handshake: digitalSignature where key usage is stated, and
 * clientAuth, serverAuth, emailProtection or any where extended key usage is. */
int copenssl_may_sign_handshakes(X509 *certificate);
/* The part of it that holds for issuers too: the extended key usage, where it is stated. */
int copenssl_may_be_a_persons(X509 *certificate);
int copenssl_is_signed_by(X509 *certificate, X509 *issuer);
int copenssl_sha256(const uint8_t *bytes, size_t length, uint8_t digest[32]);

enum copenssl_name {
  COPENSSL_COMMON_NAME, COPENSSL_EMAIL, COPENSSL_USER_ID, COPENSSL_ORGANIZATION, COPENSSL_UNIT, COPENSSL_SUBJECT, COPENSSL_ISSUER
};
/* Calls `found` for each name of the subject and its alternative names, in UTF-8; 0 when one cannot be read. */
int copenssl_names(const X509 *certificate, void *owner,
                   void (*found)(void *owner, enum copenssl_name kind, const uint8_t *text, size_t length));

/* verify.c */
/* Builds and checks a chain to one of `anchors` at a time; gives the chain it built. Returns an X509_V code. */
int copenssl_verify(X509 *leaf, copenssl_chain *untrusted, copenssl_chain *anchors, int64_t now, int depth,
                    copenssl_chain **built);
const char *copenssl_verify_text(int code);

/* crl.c */
X509_CRL *copenssl_crl_from_pem(const uint8_t *text, size_t length, size_t *consumed); /* or DER where it is not PEM */
int copenssl_crl_signed_by(X509_CRL *crl, X509 *issuer);
/* 0 when it has a critical extension, or is a delta or a partial list: those cannot be judged as the whole truth. */
int copenssl_crl_is_complete(X509_CRL *crl);
int64_t copenssl_crl_this_update(const X509_CRL *crl, int *bad);
int64_t copenssl_crl_next_update(const X509_CRL *crl, int *bad);
int copenssl_crl_names_issuer(const X509_CRL *crl, const X509 *issuer);
void copenssl_crl_each(X509_CRL *crl, void *owner, void (*found)(void *owner, const uint8_t *serial, size_t length));
void copenssl_crl_issuer(const X509_CRL *crl, char *text, size_t length);

/* key.c */
enum copenssl_key_kind { COPENSSL_KEY_RSA = 1, COPENSSL_KEY_P256, COPENSSL_KEY_P384, COPENSSL_KEY_ED25519 };
EVP_PKEY *copenssl_key_from_pem(const uint8_t *pem, size_t length);
int copenssl_key_matches(EVP_PKEY *key, X509 *certificate);
/* What it is, 0 when PeerTLS has no use for such a key. */
int copenssl_key_kind(EVP_PKEY *key);
/* Signs in one go: with RSA, PSS (a salt as long as the digest) or PKCS#1 v1.5; `digest` is NULL for Ed25519. `length` is
 * the room, and then the signature's length. 1, or 0 with OpenSSL's error. */
int copenssl_key_sign(EVP_PKEY *key, const char *digest, int pss, const uint8_t *bytes, size_t count, uint8_t *signature,
                      size_t *length);
/* A digest by OpenSSL's name for it, at most 64 bytes; its length, or 0. */
size_t copenssl_digest(const char *name, const uint8_t *bytes, size_t count, uint8_t digest[64]);
/* From now on OpenSSL overwrites whatever memory it gives back; before its first call. 1, or 0 where it is too late. */
int copenssl_wipe_what_is_freed(void);
/* Overwrites what is secret. */
void copenssl_wipe(void *bytes, size_t count);
/* An ECDSA signature as tokens give it, two numbers of equal length, in TLS's form; 0 when it is none. */
size_t copenssl_ecdsa_der(const uint8_t *raw, size_t length, uint8_t *der, size_t room);
int copenssl_verify_signature(X509 *certificate, const char *digest, int pss, const uint8_t *bytes, size_t count,
                              const uint8_t *signature, size_t length);
EVP_PKEY *copenssl_key_generate(void); /* P-256 */
int copenssl_key_to_pem(EVP_PKEY *key, uint8_t **pem);
int copenssl_certificate_to_pem(X509 *certificate, uint8_t **pem);
/* A certificate for a person, self-signed: CN, e-mail, good from an hour ago for `days`. */
X509 *copenssl_self_signed(EVP_PKEY *key, const char *name, const char *email, int days);
/* A certificate request for the same names. */
int copenssl_request_pem(EVP_PKEY *key, const char *name, const char *email, uint8_t **pem);

/* context.c */
struct copenssl_hooks {
  void *owner;
  /* Server: the offered protocols in wire form; the offset of the chosen one's length byte, or -1 to refuse. */
  int (*choose)(void *owner, SSL *ssl, const uint8_t *protocols, unsigned length);
  /* The peer's certificate: X509_V_OK, or the X509_V code of a refusal and the alert that says so best. A TLS 1.3 client
   * gets that alert, once it has proved that it holds the certificate's key; others get OpenSSL's for the code, at once. */
  int (*judge)(void *owner, SSL *ssl, X509 *leaf, copenssl_chain *untrusted, uint8_t *alert);
};
SSL_CTX *copenssl_context(int server, const struct copenssl_hooks *hooks);
/* A NULL key: the certificate's own public one, for a process that has its signatures made elsewhere. */
int copenssl_context_use(SSL_CTX *context, copenssl_chain *chain, EVP_PKEY *key);
/* The socket stays the caller's. */
SSL *copenssl_connection(SSL_CTX *context, int socket, int allow_tls12);
void copenssl_connection_free(SSL *ssl);
void copenssl_require_certificate(SSL *ssl, int required);
/* Whether the judge has refused this peer although the handshake may have been let through. */
int copenssl_is_refused(const SSL *ssl);
/* Whether that is what has ended the handshake. */
int copenssl_has_said_refusal(const SSL *ssl);
/* The last alert either way, -1 while there was none. */
int copenssl_alert_sent(const SSL *ssl);
int copenssl_alert_received(const SSL *ssl);
/* What arrives is read by many records at a time, not one by one. */
void copenssl_read_ahead(SSL *ssl);
int copenssl_set_server_name(SSL *ssl, const char *name);
#endif
