/* A PKCS#11 module for the tests: SoftHSM's, but slow or failing on demand.
 *
 * TOKEN_PROXY in the environment names a file of words, which is read at each call that matters; no file, no change:
 *   delay MS     a signature takes so much longer
 *   fail CODE    C_Sign returns this CK_RV (0x32: CKR_DEVICE_REMOVED)
 *   gone         the same with 0x32, and no token is listed: a device that was pulled out
 *   escape FILE  before a signature it tries what no module needs, and writes "NAME ERRNO" lines into the file
 * If there is a file of that name and .loads, it gets a byte each time that the module is loaded. */
#ifndef TOKEN_PROXY_H
#define TOKEN_PROXY_H

/* Tries it. */
void token_proxy_escape(const char *report);

#endif
