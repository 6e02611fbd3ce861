#include "copenssl.h"
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

enum { MAX_PEM_CERTIFICATES = 1024 };

X509 *copenssl_certificate_from_der(const uint8_t *der, size_t length) {
  const uint8_t *p = der;
  if (length > LONG_MAX) return NULL;
  X509 *certificate = d2i_X509(NULL, &p, (long)length);
  if (certificate && p != der + length) X509_free(certificate), certificate = NULL;
  return certificate;
}

copenssl_chain *copenssl_certificates_from_pem(const uint8_t *pem, size_t length) {
  BIO *bio = length <= INT_MAX ? BIO_new_mem_buf(pem, (int)length) : NULL;
  copenssl_chain *chain = sk_X509_new_null();
  X509 *certificate;
  ERR_clear_error();
  while (bio && chain && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
    if (sk_X509_num(chain) >= MAX_PEM_CERTIFICATES || !sk_X509_push(chain, certificate)) {
      X509_free(certificate);
      sk_X509_pop_free(chain, X509_free);
      chain = NULL;
    }
  }
  /* Reading ends with "no start line"; anything else is a broken certificate. */
  int ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (chain && (!ended || sk_X509_num(chain) == 0)) sk_X509_pop_free(chain, X509_free), chain = NULL;
  ERR_clear_error();
  BIO_free(bio);
  return chain;
}

int copenssl_chain_count(const copenssl_chain *chain) { return chain ? sk_X509_num(chain) : 0; }
X509 *copenssl_chain_at(const copenssl_chain *chain, int index) { return sk_X509_value(chain, index); }
copenssl_chain *copenssl_chain_new(void) { return sk_X509_new_null(); }
void copenssl_chain_free(copenssl_chain *chain) { sk_X509_pop_free(chain, X509_free); }

int copenssl_chain_append(copenssl_chain *chain, X509 *certificate) {
  if (!X509_up_ref(certificate)) return 0;
  if (sk_X509_push(chain, certificate)) return 1;
  X509_free(certificate);
  return 0;
}

int copenssl_der(X509 *certificate, uint8_t **der) { return *der = NULL, i2d_X509(certificate, der); }

int copenssl_public_key_der(X509 *certificate, uint8_t **der) {
  return *der = NULL, i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), der);
}

void copenssl_release(void *memory) { OPENSSL_free(memory); }

uint32_t copenssl_subject_hash(const X509 *certificate) {
  return (uint32_t)X509_NAME_hash_ex(X509_get_subject_name(certificate), NULL, NULL, NULL);
}

uint32_t copenssl_issuer_hash(const X509 *certificate) {
  return (uint32_t)X509_NAME_hash_ex(X509_get_issuer_name(certificate), NULL, NULL, NULL);
}

size_t copenssl_serial(const X509 *certificate, uint8_t *bytes, size_t room) {
  const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
  size_t length = (size_t)ASN1_STRING_length(serial);
  if (length > room) return 0;
  memcpy(bytes, ASN1_STRING_get0_data(serial), length);
  return length;
}

int64_t copenssl_seconds(const ASN1_TIME *time, int *bad) {
  int days, seconds;
  ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
  *bad = !epoch || !time || !ASN1_TIME_diff(&days, &seconds, epoch, time);
  ASN1_TIME_free(epoch);
  return *bad ? 0 : (int64_t)days * 86400 + seconds;
}

int64_t copenssl_not_before(const X509 *certificate, int *bad) { return copenssl_seconds(X509_get0_notBefore(certificate), bad); }
int64_t copenssl_not_after(const X509 *certificate, int *bad) { return copenssl_seconds(X509_get0_notAfter(certificate), bad); }

int copenssl_may_be_a_persons(X509 *certificate) {
  const uint32_t good = XKU_SSL_CLIENT | XKU_SSL_SERVER | XKU_SMIME | XKU_ANYEKU;
  uint32_t flags = X509_get_extension_flags(certificate);
  if (flags & EXFLAG_INVALID) return 0;
  return !(flags & EXFLAG_XKUSAGE) || (X509_get_extended_key_usage(certificate) & good) != 0;
}

int copenssl_may_sign_handshakes(X509 *certificate) {
  return copenssl_may_be_a_persons(certificate) && (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) != 0;
}

int copenssl_is_signed_by(X509 *certificate, X509 *issuer) {
  EVP_PKEY *key = X509_get0_pubkey(issuer);
  int good = key && X509_verify(certificate, key) == 1;
  ERR_clear_error();
  return good;
}

int copenssl_sha256(const uint8_t *bytes, size_t length, uint8_t digest[32]) {
  return EVP_Q_digest(NULL, "SHA2-256", NULL, bytes, length, digest, NULL);
}
