#include "copenssl.h"
#include <malloc.h>
#include <string.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* A key behind a passphrase cannot be read at a start without a person. */
static int no_passphrase(char *buffer, int size, int writing, void *owner) {
  (void)buffer, (void)size, (void)writing, (void)owner;
  return -1;
}

EVP_PKEY *copenssl_key_from_pem(const uint8_t *pem, size_t length) {
  BIO *bio = length <= INT_MAX ? BIO_new_mem_buf(pem, (int)length) : NULL;
  EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
  BIO_free(bio);
  return key;
}

int copenssl_key_matches(EVP_PKEY *key, X509 *certificate) {
  int good = X509_check_private_key(certificate, key);
  ERR_clear_error();
  return good;
}

int copenssl_key_kind(EVP_PKEY *key) {
  char group[32] = "";
  if (EVP_PKEY_is_a(key, "ED25519")) return COPENSSL_KEY_ED25519;
  if (EVP_PKEY_is_a(key, "RSA")) return COPENSSL_KEY_RSA;
  if (!EVP_PKEY_is_a(key, "EC") || !EVP_PKEY_get_group_name(key, group, sizeof group, NULL)) return 0;
  int curve = OBJ_sn2nid(group);
  return curve == NID_X9_62_prime256v1 ? COPENSSL_KEY_P256 : curve == NID_secp384r1 ? COPENSSL_KEY_P384 : 0;
}

int copenssl_key_sign(EVP_PKEY *key, const char *digest, int pss, const uint8_t *bytes, size_t count, uint8_t *signature,
                      size_t *length) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_PKEY_CTX *settings;
  ERR_clear_error();
  int good = context && EVP_DigestSignInit_ex(context, &settings, digest, NULL, NULL, key, NULL) == 1 &&
             (!pss || (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) > 0 &&
                       EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) > 0)) &&
             EVP_DigestSign(context, signature, length, bytes, count) == 1;
  EVP_MD_CTX_free(context);
  return good;
}

int copenssl_verify_signature(X509 *certificate, const char *digest, int pss, const uint8_t *bytes, size_t count,
                              const uint8_t *signature, size_t length) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_PKEY_CTX *settings;
  int good = context && EVP_DigestVerifyInit_ex(context, &settings, digest, NULL, NULL, X509_get0_pubkey(certificate), NULL) == 1 &&
             (!pss || (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) > 0 &&
                       EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) > 0)) &&
             EVP_DigestVerify(context, signature, length, bytes, count) == 1;
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  return good;
}

size_t copenssl_digest(const char *name, const uint8_t *bytes, size_t count, uint8_t digest[64]) {
  size_t length = 64;
  return EVP_Q_digest(NULL, name, NULL, bytes, count, digest, &length) ? length : 0;
}

static void *take_memory(size_t count, const char *file, int line) { return (void)file, (void)line, malloc(count); }

static void give_back(void *memory, const char *file, int line) {
  (void)file, (void)line;
  if (memory) OPENSSL_cleanse(memory, malloc_usable_size(memory));
  free(memory);
}

/* Without realloc(3), which would leave a copy behind where it moves. */
static void *change_size(void *memory, size_t count, const char *file, int line) {
  size_t before = memory ? malloc_usable_size(memory) : 0;
  if (memory && count <= before && count > 0) return memory;
  void *larger = count ? malloc(count) : NULL;
  if (count && !larger) return NULL;
  if (larger && memory) memcpy(larger, memory, before < count ? before : count);
  give_back(memory, file, line);
  return larger;
}

int copenssl_wipe_what_is_freed(void) { return CRYPTO_set_mem_functions(take_memory, change_size, give_back); }

void copenssl_wipe(void *bytes, size_t count) { OPENSSL_cleanse(bytes, count); }

size_t copenssl_ecdsa_der(const uint8_t *raw, size_t length, uint8_t *der, size_t room) {
  ECDSA_SIG *signature = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(raw, (int)(length / 2), NULL), *s = BN_bin2bn(raw + length / 2, (int)(length / 2), NULL);
  int size = 0;
  if (signature && r && s && length % 2 == 0 && ECDSA_SIG_set0(signature, r, s)) {
    size = i2d_ECDSA_SIG(signature, NULL);
    if (size > 0 && (size_t)size <= room) i2d_ECDSA_SIG(signature, &der);
    else size = 0;
  } else BN_free(r), BN_free(s);
  ECDSA_SIG_free(signature);
  return size > 0 ? (size_t)size : 0;
}

EVP_PKEY *copenssl_key_generate(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"); }

static int take_text(BIO *bio, int good, uint8_t **text) {
  char *data;
  long length = good ? BIO_get_mem_data(bio, &data) : -1;
  *text = length > 0 ? OPENSSL_memdup(data, (size_t)length) : NULL;
  BIO_free(bio);
  return *text ? (int)length : -1;
}

int copenssl_key_to_pem(EVP_PKEY *key, uint8_t **pem) {
  BIO *bio = BIO_new(BIO_s_mem());
  return take_text(bio, bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), pem);
}

int copenssl_certificate_to_pem(X509 *certificate, uint8_t **pem) {
  BIO *bio = BIO_new(BIO_s_mem());
  return take_text(bio, bio && PEM_write_bio_X509(bio, certificate), pem);
}

static int add_names(X509_NAME *subject, const char *name, const char *email) {
  return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) &&
         (!email[0] || X509_NAME_add_entry_by_NID(subject, NID_pkcs9_emailAddress, MBSTRING_UTF8, (const unsigned char *)email, -1, -1, 0));
}

/* The mailbox as rfc822Name: its own type, for a configuration string would let a comma in it add names of its own. */
static GENERAL_NAMES *mailbox(const char *email) {
  GENERAL_NAMES *names = GENERAL_NAMES_new();
  GENERAL_NAME *name = GENERAL_NAME_new();
  ASN1_IA5STRING *text = ASN1_IA5STRING_new();
  if (names && name && text && ASN1_STRING_set(text, email, -1)) {
    GENERAL_NAME_set0_value(name, GEN_EMAIL, text);
    if (sk_GENERAL_NAME_push(names, name)) return names;
  }
  GENERAL_NAMES_free(names);
  return NULL;
}

static int add_extension(X509 *x, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, x, x, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_nconf_nid(NULL, &context, nid, value);
  int good = extension && X509_add_ext(x, extension, -1);
  X509_EXTENSION_free(extension);
  return good;
}

static int identify(X509 *x, EVP_PKEY *key, const char *name, const char *email, int days) {
  unsigned char serial[16];
  if (RAND_bytes(serial, sizeof serial) != 1) return 0;
  serial[0] &= 0x7f;
  BIGNUM *number = BN_bin2bn(serial, sizeof serial, NULL);
  int good = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) && X509_set_version(x, X509_VERSION_3) &&
             X509_gmtime_adj(X509_getm_notBefore(x), -3600) && X509_time_adj_ex(X509_getm_notAfter(x), days, 0, NULL) &&
             add_names(X509_get_subject_name(x), name, email) && X509_set_issuer_name(x, X509_get_subject_name(x)) &&
             X509_set_pubkey(x, key);
  BN_free(number);
  return good;
}

X509 *copenssl_self_signed(EVP_PKEY *key, const char *name, const char *email, int days) {
  X509 *x = X509_new();
  GENERAL_NAMES *names = email[0] ? mailbox(email) : NULL;
  int good = x && (names || !email[0]) && identify(x, key, name, email, days) &&
             add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
             add_extension(x, NID_key_usage, "critical,digitalSignature,keyEncipherment,keyAgreement") &&
             add_extension(x, NID_ext_key_usage, "clientAuth,serverAuth,emailProtection") &&
             add_extension(x, NID_subject_key_identifier, "hash") &&
             (!names || X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, 0) == 1) && X509_sign(x, key, EVP_sha256()) > 0;
  GENERAL_NAMES_free(names);
  if (good) return x;
  X509_free(x);
  return NULL;
}

int copenssl_request_pem(EVP_PKEY *key, const char *name, const char *email, uint8_t **pem) {
  X509_REQ *request = X509_REQ_new();
  GENERAL_NAMES *names = email[0] ? mailbox(email) : NULL;
  STACK_OF(X509_EXTENSION) *extensions = NULL;
  BIO *bio = BIO_new(BIO_s_mem());
  int good = bio && request && add_names(X509_REQ_get_subject_name(request), name, email) && X509_REQ_set_pubkey(request, key) &&
             (!names || (X509V3_add1_i2d(&extensions, NID_subject_alt_name, names, 0, 0) == 1 &&
                         X509_REQ_add_extensions(request, extensions))) &&
             X509_REQ_sign(request, key, EVP_sha256()) > 0 && PEM_write_bio_X509_REQ(bio, request);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  GENERAL_NAMES_free(names);
  X509_REQ_free(request);
  return take_text(bio, good, pem);
}
