/* SPDX-License-Identifier: MIT */
#include "io/listen.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

static int
port_of(int fd)
{
	struct sockaddr_in6 address = { 0 };
	socklen_t len = sizeof(address);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	return ntohs(address.sin6_port); /* where IPv4 has it, too */
}

static void
listens_at_an_address_with_and_without_a_port(void **state)
{
	static const char *const addresses[] = { "127.0.0.1", "127.0.0.1:0", "::1", "[::1]:0",
		"[::1]" };

	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct error err = { "" };
		int fd = -1, listening = 0;
		socklen_t len = sizeof(listening);

		if (!listen_tcp(addresses[i], 0, &fd, &err)) {
			/* A host may have no IPv6. */
			assert_non_null(strchr(addresses[i], ']'));
			assert_non_null(strstr(err.text, addresses[i]));
			continue;
		}
		assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len), 0);
		assert_true(listening);
		assert_int_not_equal(port_of(fd), 0);
		close(fd);
	}
}

static void
the_port_of_the_address_goes_before(void **state)
{
	struct error err = { "" };
	char address[32];
	int first = -1, second = -1;

	assert_true(listen_tcp("127.0.0.1", 0, &first, &err));
	snprintf(address, sizeof(address), "127.0.0.1:%d", port_of(first));
	assert_false(listen_tcp(address, 0, &second, &err));
	assert_non_null(strstr(err.text, address));
	assert_non_null(strstr(err.text, "somebody else listens"));
	close(first);
}

static void
says_what_is_wrong_with_an_address(void **state)
{
	static const struct {
		const char *address, *words;
	} cases[] = {
		{ "localhost:9464", "is no IP address with a port" },
		{ "127.0.0.1:http", "is no IP address with a port" },
		{ "192.0.2.1:0", "is no address of this host" },
		{ "", "is no IP address with a port" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = { "" };
		int fd;

		assert_false(listen_tcp(cases[i].address, 9464, &fd, &err));
		assert_non_null(strstr(err.text, cases[i].words));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listens_at_an_address_with_and_without_a_port),
		cmocka_unit_test(the_port_of_the_address_goes_before),
		cmocka_unit_test(says_what_is_wrong_with_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
