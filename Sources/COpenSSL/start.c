/* OpenSSL ready to use, quickly: no configuration file, and where we link libcrypto.a a view of its default provider
 * that offers only what PeerTLS speaks. OpenSSL 3.0 registers every algorithm of an operation at the first fetch of any
 * of them; the implementations are the same. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "copenssl.h"
#include "signer.h"
#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <string.h>
#include <strings.h>

/* Not exported by libcrypto.so: there the reference stays null and the whole default provider serves. */
extern OSSL_provider_init_fn ossl_default_provider_init __attribute__((weak));

enum { MAX_OFFERED = 40, MAX_DISPATCH = 24 };

static const struct offer {
  int operation;
  const char *names; /* each between colons */
} offers[] = {
  { OSSL_OP_DIGEST, ":SHA1:SHA2-256:SHA2-384:SHA2-512:" },
  { OSSL_OP_CIPHER, ":AES-128-GCM:AES-256-GCM:ChaCha20-Poly1305:AES-256-CTR:AES-256-ECB:" },
  { OSSL_OP_MAC, ":HMAC:" },
  { OSSL_OP_KDF, ":HKDF:TLS13-KDF:TLS1-PRF:" },
  { OSSL_OP_RAND, ":CTR-DRBG:SEED-SRC:" },
  { OSSL_OP_KEYMGMT, ":EC:X25519:RSA:RSA-PSS:ED25519:" },
  { OSSL_OP_KEYEXCH, ":ECDH:X25519:" },
  { OSSL_OP_SIGNATURE, ":ECDSA:RSA:ED25519:" },
  { OSSL_OP_DECODER, ":EC:X25519:RSA:RSA-PSS:ED25519:DER:" },
};
enum { OFFERS = sizeof offers / sizeof *offers };

static const char groups[] = ":x25519:secp256r1:secp384r1:";

static OSSL_ALGORITHM offered[OFFERS][MAX_OFFERED];
static OSSL_FUNC_provider_query_operation_fn *query_all;
static OSSL_FUNC_provider_get_capabilities_fn *capabilities_all;

static int listed(const char *list, const char *name, size_t length) {
  for (const char *p = list; *p && p[1]; p = strchr(p + 1, ':'))
    if (!strncasecmp(p + 1, name, length) && p[1 + length] == ':') return 1;
  return 0;
}

/* An algorithm has several names, between colons; one that we want is enough. */
static int wanted(const char *list, const char *names) {
  for (;;) {
    size_t length = strcspn(names, ":");
    if (listed(list, names, length)) return 1;
    if (!names[length]) return 0;
    names += length + 1;
  }
}

static const OSSL_ALGORITHM *query(void *provider, int operation, int *no_cache) {
  *no_cache = 0;
  for (int i = 0; i < OFFERS; i++) {
    if (offers[i].operation != operation) continue;
    if (!offered[i][0].algorithm_names) {
      const OSSL_ALGORITHM *a = query_all(provider, operation, no_cache);
      if (operation == OSSL_OP_SIGNATURE) a = copenssl_sign_elsewhere_in(a);
      for (int n = 0; a && a->algorithm_names && n < MAX_OFFERED - 1; a++)
        if (wanted(offers[i].names, a->algorithm_names)) offered[i][n++] = *a;
    }
    return offered[i];
  }
  return NULL;
}

struct group_filter { OSSL_CALLBACK *pass; void *argument; };

static int pass_group(const OSSL_PARAM *parameters, void *argument) {
  struct group_filter *f = argument;
  const OSSL_PARAM *name = OSSL_PARAM_locate_const(parameters, "tls-group-name");
  if (name && name->data && !listed(groups, name->data, strlen(name->data))) return 1;
  return f->pass(parameters, f->argument);
}

static int capabilities(void *provider, const char *capability, OSSL_CALLBACK *pass, void *argument) {
  struct group_filter f = { pass, argument };
  if (strcasecmp(capability, "TLS-GROUP")) return capabilities_all(provider, capability, pass, argument);
  return capabilities_all(provider, capability, pass_group, &f);
}

static int provide(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **provider) {
  static OSSL_DISPATCH ours[MAX_DISPATCH];
  const OSSL_DISPATCH *theirs;
  if (!ossl_default_provider_init(handle, in, &theirs, provider)) return 0;
  for (int n = 0; theirs->function_id && n < MAX_DISPATCH - 1; theirs++, n++) {
    ours[n] = *theirs;
    if (theirs->function_id == OSSL_FUNC_PROVIDER_QUERY_OPERATION) {
      query_all = OSSL_FUNC_provider_query_operation(theirs);
      ours[n].function = (void (*)(void))query;
    } else if (theirs->function_id == OSSL_FUNC_PROVIDER_GET_CAPABILITIES) {
      capabilities_all = OSSL_FUNC_provider_get_capabilities(theirs);
      ours[n].function = (void (*)(void))capabilities;
    }
  }
  *out = ours;
  return 1;
}

/* Where libcrypto is shared, what its default provider offers is had through another library context. */
static OSSL_PROVIDER *whole;

static const OSSL_ALGORITHM *query_whole(void *provider, int operation, int *no_cache) {
  (void)provider;
  const OSSL_ALGORITHM *a = OSSL_PROVIDER_query_operation(whole, operation, no_cache);
  return operation == OSSL_OP_SIGNATURE ? copenssl_sign_elsewhere_in(a) : a;
}

static int capabilities_whole(void *provider, const char *capability, OSSL_CALLBACK *pass, void *argument) {
  (void)provider;
  return OSSL_PROVIDER_get_capabilities(whole, capability, pass, argument);
}

static int provide_whole(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **provider) {
  static const OSSL_DISPATCH ours[] = {
    { OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query_whole },
    { OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))capabilities_whole }, { 0, NULL }
  };
  (void)handle, (void)in;
  OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
  if (!context || !(whole = OSSL_PROVIDER_load(context, "default"))) return 0;
  *provider = OSSL_PROVIDER_get0_provider_ctx(whole);
  *out = ours;
  return 1;
}

static int load(OSSL_provider_init_fn *provider) {
  return OSSL_PROVIDER_add_builtin(NULL, "peertls", provider) && OSSL_PROVIDER_load(NULL, "peertls");
}

int copenssl_start(void) {
  uint64_t options = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS;
  if (!ossl_default_provider_init)
    return OPENSSL_init_crypto(options, NULL) && (!copenssl_signs_elsewhere() || load(provide_whole)) &&
           OPENSSL_init_ssl(options, NULL);
  options |= OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS;
  if (!OPENSSL_init_crypto(options, NULL)) return 0;
  /* X509_get_signature_info and the RSA code look digests up by their legacy names. */
  if (!EVP_add_digest(EVP_sha1()) || !EVP_add_digest(EVP_sha256()) || !EVP_add_digest(EVP_sha384()) ||
      !EVP_add_digest(EVP_sha512()))
    return 0;
  return load(provide) && OPENSSL_init_ssl(options | OPENSSL_INIT_NO_LOAD_SSL_STRINGS, NULL);
}

unsigned long copenssl_take_error(char *text, size_t length) {
  unsigned long code = ERR_get_error();
  if (code) {
    /* The texts are a table of thousands; only a process that has something to say loads it. */
    ERR_load_SSL_strings();
    ERR_load_X509_strings();
    ERR_load_PEM_strings();
    ERR_load_EVP_strings();
    ERR_load_ERR_strings();
    const char *reason = ERR_reason_error_string(code);
    if (reason) OPENSSL_strlcpy(text, reason, length);
    else ERR_error_string_n(code, text, length);
  } else if (length) text[0] = 0;
  ERR_clear_error();
  return code;
}

int copenssl_error_is_missing_certificate(unsigned long code) {
  return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
}

int copenssl_error_is_end_of_file(unsigned long code) {
  return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}
