#include "copenssl.h"
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

X509_CRL *copenssl_crl_from_pem(const uint8_t *text, size_t length, size_t *consumed) {
  const uint8_t *p = text;
  X509_CRL *crl = NULL;
  *consumed = 0;
  if (length == 0 || length > INT_MAX) return NULL;
  if (text[0] == 0x30) {
    if ((crl = d2i_X509_CRL(NULL, &p, (long)length))) *consumed = (size_t)(p - text);
  } else {
    BIO *bio = BIO_new_mem_buf(text, (int)length);
    if (bio && (crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL))) *consumed = length - (size_t)BIO_pending(bio);
    BIO_free(bio);
  }
  ERR_clear_error();
  return crl;
}

int copenssl_crl_names_issuer(const X509_CRL *crl, const X509 *issuer) {
  return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer)) == 0;
}

int copenssl_crl_signed_by(X509_CRL *crl, X509 *issuer) {
  EVP_PKEY *key = X509_get0_pubkey(issuer);
  int good = copenssl_crl_names_issuer(crl, issuer) && key && (X509_get_key_usage(issuer) & KU_CRL_SIGN) &&
             X509_CRL_verify(crl, key) == 1;
  ERR_clear_error();
  return good;
}

int copenssl_crl_is_complete(X509_CRL *crl) {
  for (int i = 0; i < X509_CRL_get_ext_count(crl); i++)
    if (X509_EXTENSION_get_critical(X509_CRL_get_ext(crl, i))) return 0;
  return X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) < 0;
}

int64_t copenssl_crl_this_update(const X509_CRL *crl, int *bad) { return copenssl_seconds(X509_CRL_get0_lastUpdate(crl), bad); }
int64_t copenssl_crl_next_update(const X509_CRL *crl, int *bad) { return copenssl_seconds(X509_CRL_get0_nextUpdate(crl), bad); }

void copenssl_crl_each(X509_CRL *crl, void *owner, void (*found)(void *owner, const uint8_t *serial, size_t length)) {
  STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(crl);
  for (int i = 0; i < sk_X509_REVOKED_num(revoked); i++) {
    const ASN1_INTEGER *serial = X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(revoked, i));
    found(owner, ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));
  }
}

void copenssl_crl_issuer(const X509_CRL *crl, char *text, size_t length) {
  X509_NAME_oneline(X509_CRL_get_issuer(crl), text, (int)length);
}
