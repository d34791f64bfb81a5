/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sequences of hypercalls from several domains, decoded from the fuzzer's
 * bytes; with calls stopped and continued, other CPUs acting in between, and
 * domains created and destroyed on the way.
 *
 * Made with libFuzzer. With -DREPLAY it has a main() of its own that runs the
 * files it is given once.
 */
#include "fuzz.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;

	if (!ready)
		world_init();
	ready = true;
	input.p = input.end = NULL;
	world_begin();
	input.p = data;
	input.end = data + size;
	while (input_left()) {
		call_play();
		world_check();
	}
	world_end();
	return 0;
}

#ifdef REPLAY
int main(int argc, char **argv)
{
	static uint8_t buf[1 << 16];

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t n = f ? fread(buf, 1, sizeof(buf), f) : 0;

		if (!f) {
			perror(argv[i]);
			return 1;
		}
		fclose(f);
		printf("%s: %zu bytes\n", argv[i], n);
		fflush(stdout);
		LLVMFuzzerTestOneInput(buf, n);
	}
	return 0;
}
#endif
