/* Any bytes as a configuration: nothing crashes, faults are lines that are safe to
 * show, what lint lets pass iniparser reads too, and secrets are in no fault. */
#include "probes/conf/conf.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ini ini = {0};
	struct faults f = {0};
	uint32_t lines = 0;
	ini_parse(&ini, "f", (const char *)data, size, &f);
	faults_sort(&f);
	for (size_t i = 0; i < f.text.len; i++) {
		unsigned char c = (unsigned char)f.text.data[i];
		lines += c == '\n';
		CHECK(c == '\n' || (c >= ' ' && c != 0x7f));
	}
	CHECK(lines == f.n);
	CHECK(f.n == 0 || !strstr(f.text.data, "iniparser reads this"));
	for (uint32_t s = 0; s < ini.section_n; s++)
		for (uint32_t k = 0; k < ini.section[s].key_n; k++)
			CHECK(ini_key(&ini.section[s], ini.section[s].key[k].name) ==
			      &ini.section[s].key[k]);
	ini_fini(&ini);
	faults_fini(&f);
	return 0;
}
