/* SPDX-License-Identifier: MIT */
/* An authority of the test's own, and servers with certificates that it signed. */
#ifndef TESTS_UNIT_IO_CERTS_H
#define TESTS_UNIT_IO_CERTS_H

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

struct authority {
	EVP_PKEY *key;
	X509 *cert;
};

#define CERTS_DAY (24L * 60 * 60)

static inline void
certs_extend(X509 *cert, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	if (!extension || !X509_add_ext(cert, extension, -1))
		abort();
	X509_EXTENSION_free(extension);
}

/* from, until: in seconds from now. */
static inline X509 *
certs_make(const char *name, EVP_PKEY *key, long from, long until)
{
	static long serial = 1;
	X509 *cert = X509_new();
	X509_NAME *subject = X509_get_subject_name(cert);

	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), serial++);
	X509_gmtime_adj(X509_getm_notBefore(cert), from);
	X509_gmtime_adj(X509_getm_notAfter(cert), until);
	X509_set_pubkey(cert, key);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1,
	    0);
	return cert;
}

static inline void
certs_authority(struct authority *ret, const char *name)
{
	ret->key = EVP_EC_gen("P-256");
	ret->cert = certs_make(name, ret->key, -CERTS_DAY, 3650 * CERTS_DAY);
	X509_set_issuer_name(ret->cert, X509_get_subject_name(ret->cert));
	certs_extend(ret->cert, NID_basic_constraints, "critical,CA:TRUE");
	if (!X509_sign(ret->cert, ret->key, EVP_sha256()))
		abort();
}

static inline void
certs_done(struct authority *authority)
{
	EVP_PKEY_free(authority->key);
	X509_free(authority->cert);
}

static inline void
certs_write(const struct authority *authority, const char *path)
{
	FILE *file = fopen(path, "w");

	if (!file || !PEM_write_X509(file, authority->cert) || fclose(file) != 0)
		abort();
}

/* names: "IP:127.0.0.1,DNS:api.example". Freed with SSL_CTX_free(). */
static inline SSL_CTX *
certs_server(const struct authority *authority, const char *names, long from, long until)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = certs_make("server", key, from, until);

	X509_set_issuer_name(cert, X509_get_subject_name(authority->cert));
	certs_extend(cert, NID_subject_alt_name, names);
	if (!X509_sign(cert, authority->key, EVP_sha256()) || !SSL_CTX_use_certificate(ctx, cert) ||
	    !SSL_CTX_use_PrivateKey(ctx, key))
		abort();
	X509_free(cert);
	EVP_PKEY_free(key);
	return ctx;
}

#endif
