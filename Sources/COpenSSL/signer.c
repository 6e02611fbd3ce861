/* A server's signatures made elsewhere: for a process that has certificates and no key. OpenSSL gives a provider's
 * one-shot signing function exactly the bytes that are to be signed, so the provider's signature algorithms are copied with
 * that one function of ours. The key that a context uses is then the certificate's public one: what OpenSSL asks of a key
 * before it signs, such as whether it belongs to the certificate and which schemes it can do, is public. */
#include "copenssl.h"
#include "signer.h"
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>
#include <strings.h>

enum { MAX_ALGORITHMS = 8, MAX_FUNCTIONS = 40, MAX_SIGNATURE = 2048 };
enum kind { RSA_KEY, EC_KEY_KIND, ED25519_KEY, KINDS };

static copenssl_sign *sign_elsewhere;
static void *owner;
static OSSL_FUNC_signature_get_ctx_params_fn *settings_of[KINDS];

/* The low byte of the scheme's number for ECDSA and PKCS#1, whose high byte names the digest: RFC 5246, 7.4.1.4.1. */
enum { TLS12_RSA = 1, TLS12_ECDSA = 3, PSS = 0x0804, ED25519_SCHEME = 0x0807 };

static int digest_index(const char *name) {
  static const char *const names[][2] = { { "SHA256", "SHA2-256" }, { "SHA384", "SHA2-384" }, { "SHA512", "SHA2-512" } };
  for (int i = 0; i < 3; i++)
    if (!strcasecmp(name, names[i][0]) || !strcasecmp(name, names[i][1])) return i;
  return -1;
}

/* The number of the scheme for which the context is set up; 0 for none that TLS has. */
static unsigned scheme_of(enum kind kind, void *context) {
  char digest[32] = "", padding[32] = "";
  OSSL_PARAM wanted[] = {
    OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, digest, sizeof digest),
    OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, padding, sizeof padding), OSSL_PARAM_construct_end()
  };
  if (kind == ED25519_KEY) return ED25519_SCHEME;
  if (!settings_of[kind] || !settings_of[kind](context, wanted)) return 0;
  int index = digest_index(digest);
  if (index < 0) return 0;
  if (kind == EC_KEY_KIND) return (unsigned)(4 + index) << 8 | TLS12_ECDSA;
  if (!strcmp(padding, OSSL_PKEY_RSA_PAD_MODE_PSS)) return PSS + (unsigned)index;
  return strcmp(padding, OSSL_PKEY_RSA_PAD_MODE_PKCSV15) ? 0 : (unsigned)(4 + index) << 8 | TLS12_RSA;
}

static int sign(enum kind kind, void *context, unsigned char *signature, size_t *length, size_t room, const unsigned char *bytes,
                size_t count) {
  if (!signature) return *length = MAX_SIGNATURE, 1;
  unsigned scheme = scheme_of(kind, context);
  *length = scheme ? sign_elsewhere(owner, scheme, bytes, count, signature, room) : 0;
  return *length > 0;
}

#define SIGNS_AS(name, kind)                                                                                            \
  static int name(void *context, unsigned char *signature, size_t *length, size_t room, const unsigned char *bytes,      \
                  size_t count) {                                                                                       \
    return sign(kind, context, signature, length, room, bytes, count);                                                  \
  }
SIGNS_AS(sign_rsa, RSA_KEY)
SIGNS_AS(sign_ec, EC_KEY_KIND)
SIGNS_AS(sign_ed25519, ED25519_KEY)

static const struct { const char *name; void (*function)(void); } ours[KINDS] = {
  { "RSA", (void (*)(void))sign_rsa }, { "ECDSA", (void (*)(void))sign_ec }, { "ED25519", (void (*)(void))sign_ed25519 }
};

static int kind_of(const char *names) {
  for (int kind = 0; kind < KINDS; kind++) {
    size_t length = strlen(ours[kind].name);
    if (!strncasecmp(names, ours[kind].name, length) && (!names[length] || names[length] == ':')) return kind;
  }
  return -1;
}

/* Copies an algorithm's functions with ours for signing in one go, in front: the first one counts. */
static int redirect(int kind, const OSSL_DISPATCH *from, OSSL_DISPATCH *to) {
  *to++ = (OSSL_DISPATCH){ OSSL_FUNC_SIGNATURE_DIGEST_SIGN, ours[kind].function };
  for (int n = 1; from->function_id; from++) {
    if (n == MAX_FUNCTIONS - 1) return 0;
    if (from->function_id == OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS) settings_of[kind] = OSSL_FUNC_signature_get_ctx_params(from);
    if (from->function_id != OSSL_FUNC_SIGNATURE_DIGEST_SIGN) *to++ = *from, n++;
  }
  *to = (OSSL_DISPATCH){ 0, NULL };
  return 1;
}

const OSSL_ALGORITHM *copenssl_sign_elsewhere_in(const OSSL_ALGORITHM *algorithms) {
  static OSSL_ALGORITHM changed[MAX_ALGORITHMS];
  static OSSL_DISPATCH functions[KINDS][MAX_FUNCTIONS];
  if (!sign_elsewhere) return algorithms;
  int n = 0;
  for (const OSSL_ALGORITHM *a = algorithms; a && a->algorithm_names && n < MAX_ALGORITHMS - 1; a++) {
    int kind = kind_of(a->algorithm_names);
    if (kind < 0 || !redirect(kind, a->implementation, functions[kind])) continue;
    changed[n] = *a;
    changed[n++].implementation = functions[kind];
  }
  return changed;
}

void copenssl_sign_with(copenssl_sign *function, void *its_owner) {
  sign_elsewhere = function;
  owner = its_owner;
}

int copenssl_signs_elsewhere(void) { return sign_elsewhere != NULL; }
