/*
 * harvest: from rows of an agent to the model. Memory by what recorded devices showed,
 * with the percentages another NMS made of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <cmocka.h>

#include "probes/wire/harvest.h"

static struct text_pool pool;
static struct rows rows;
static struct buf text;
static struct memory memory[32];
static uint32_t memory_n;

static int setup(void **state)
{
	(void)state;
	text_pool_init(&pool);
	rows_begin(&rows, sizeof(struct health_row));
	buf_reset(&text);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	text_pool_fini(&pool);
	rows_fini(&rows);
	buf_fini(&text);
	return 0;
}

static struct span span(const char *s)
{
	struct span at = {.at = (uint32_t)text.len, .len = (uint32_t)strlen(s)};

	buf_str(&text, s);
	return at;
}

/* --- interfaces ------------------------------------------------------------------- */

static void an_interface_is_what_its_row_says(void **state)
{
	struct name_row row = {.row.index = 7,
			       .name = span("ge-0/0/1"),
			       .descr = span("Gigabit\r\n1"),
			       .type = 6,
			       .mtu = 9000,
			       .mac = {2, 0, 0, 0, 0, 1}};
	struct if_found found;
	(void)state;

	harvest_interface(&found, &row, &text, &pool);
	assert_int_equal(found.index, 7);
	assert_int_equal(found.mtu, 9000);
	assert_int_equal(found.type, 6);
	assert_int_equal(found.mac[5], 1);
	assert_int_equal(found.alias, 0);
	assert_string_equal(text_at(&pool, found.name)->s, "ge-0/0/1");
	assert_string_equal(text_at(&pool, found.descr)->s, "Gigabit 1");
}

static uint64_t speed(uint32_t mbps, uint32_t bps, uint64_t configured,
		      enum speed_source source)
{
	struct name_row row = {.speed_mbps = mbps, .speed_bps = bps};
	struct if_found found = {0};

	harvest_speed(&found, &row, configured);
	assert_int_equal(found.speed_source, source);
	return found.speed_bps;
}

static void speed_is_the_operators_word_or_the_agents(void **state)
{
	(void)state;
	assert_int_equal(speed(1000, 10, 0, SPEED_IFHIGHSPEED), 1000000000);
	assert_int_equal(speed(1000, 10, 5000, SPEED_CONFIGURED), 5000);
	assert_int_equal(speed(0, 64000, 0, SPEED_IFSPEED), 64000);
	/* a signed ifHighSpeed that went negative */
	assert_int_equal(speed(0x80000001, 64000, 0, SPEED_IFSPEED), 64000);
	assert_int_equal(speed(0, UINT32_MAX, 0, SPEED_UNKNOWN), 0);
}

static void counters_are_wide_where_there_are_wide_ones(void **state)
{
	struct traffic_row row = {.c.in_octets = UINT64_C(1) << 40,
				  .c.out_octets = 5,
				  .in_octets32 = 7,
				  .in_pkts32 = 8,
				  .c.in_errors = 9,
				  .c.discontinuity = 10,
				  .c.uptime_cs = 11};
	struct if_counters c;
	(void)state;

	row.row.has = GOT_IN_OCTETS | GOT_OUT_OCTETS | GOT_IN_OCTETS32 | GOT_IN_PKTS32 |
		      GOT_IN_ERRORS | GOT_DISCONTINUITY;
	harvest_counters(&c, &row);
	assert_true(c.in_octets == UINT64_C(1) << 40);
	assert_int_equal(c.in_pkts, 8);
	assert_int_equal(c.uptime_cs, 11);
	assert_int_equal(c.has, HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_HC_OCTETS |
					HAS_IN_PKTS | HAS_IN_ERRORS |
					HAS_DISCONTINUITY);
	row.row.has = GOT_IN_OCTETS32 | GOT_OUT_DISCARDS;
	harvest_counters(&c, &row);
	assert_int_equal(c.in_octets, 7);
	assert_int_equal(c.has, HAS_IN_OCTETS | HAS_OUT_DISCARDS);
}

/* --- processors ------------------------------------------------------------------- */

static void each_processor_is_a_row(void **state)
{
	struct processor out[4];
	(void)state;

	rows_begin(&rows, sizeof(struct health_row));
	for (uint32_t i = 0; i < 3; i++) {
		struct health_row *row = rows_get(&rows, 196608 + i);
		row->row.has = i < 2 ? GOT_LOAD : GOT_STORAGE_USED;
		row->load_pct = i == 1 ? 101 : 42;
	}
	assert_int_equal(harvest_processors(out, &rows, &pool), 2);
	assert_true(out[0].pct == 42);
	assert_true(isnan(out[1].pct));
	assert_string_equal(text_at(&pool, out[1].name)->s, "CPU 2");
}

static void ticks_become_the_time_that_was_not_idle(void **state)
{
	struct scalars a = {.row.has = GOT_CPU_IDLE | GOT_CPU,
			    .cpu_idle = UINT32_MAX - 9,
			    .cpu_user = 100,
			    .cpu_system = 50};
	struct scalars b = a;
	struct processor cpu;
	(void)state;

	assert_int_equal(harvest_ticks(&cpu, &a, &b, &pool), 0); /* nothing moved */
	b.cpu_idle += 60;					 /* wraps */
	b.cpu_user += 30;
	b.cpu_system += 10;
	assert_int_equal(harvest_ticks(&cpu, &a, &b, &pool), 1);
	assert_true(fabsf(cpu.pct - 40) < 0.01f);
	assert_int_equal(harvest_ticks(&cpu, &b, &a, &pool),
			 0); /* the agent began anew */
	a.row.has = 0;
	assert_int_equal(harvest_ticks(&cpu, &a, &b, &pool), 0);
}

/* --- memory ----------------------------------------------------------------------- */

static void storage(uint32_t index, uint32_t type, const char *name, uint32_t unit,
		    uint32_t size, uint32_t used)
{
	struct health_row *row = rows_get(&rows, index);

	row->row.has = GOT_STORAGE_TYPE | GOT_STORAGE_DESCR | GOT_STORAGE_UNIT |
		       GOT_STORAGE_SIZE | GOT_STORAGE_USED;
	row->descr = span(name);
	row->type = type;
	row->unit_bytes = unit;
	row->size = size;
	row->used = used;
}

static void harvest(const struct scalars *ucd)
{
	memory_n = harvest_memory(memory, &rows, &text, ucd, &pool);
}

static const struct memory *found(const char *name)
{
	for (uint32_t i = 0; i < memory_n; i++)
		if (strcmp(text_at(&pool, memory[i].name)->s, name) == 0)
			return &memory[i];
	return NULL;
}

static int ram_pct(const char *name)
{
	const struct memory *m = found(name);

	assert_non_null(m);
	assert_int_equal(m->class, MEMORY_RAM);
	return (int)lroundf(m->pct);
}

static void linux_rows(void)
{
	storage(1, 2, "Physical memory", 1024, 948072, 563960);
	storage(3, 3, "Virtual memory", 1024, 1050468, 563960);
	storage(6, 1, "Memory buffers", 1024, 948072, 49956);
	storage(7, 1, "Cached memory", 1024, 443848, 443848);
	storage(8, 1, "Shared memory", 1024, 47792, 47792);
	storage(10, 3, "Swap space", 1024, 102396, 51198);
	storage(31, 4, "/", 4096, 3657824, 625707);
}

static void caches_of_linux_are_not_used_memory(void **state)
{
	(void)state;
	linux_rows();
	harvest(NULL);
	assert_int_equal(ram_pct("Physical memory"), 7);
	assert_true(found("Physical memory")->used_bytes == 71839744);
	assert_int_equal(found("Swap space")->class, MEMORY_SWAP);
	assert_true(found("Swap space")->pct == 50);
	assert_int_equal(found("Virtual memory")->class, MEMORY_OTHER);
	assert_int_equal(found("Cached memory")->class, MEMORY_OTHER);
	assert_int_equal(found("/")->class, STORAGE_DISK);
	assert_true(found("/")->total_bytes == UINT64_C(4096) * 3657824);
}

static void buffers_and_caches_may_be_of_type_ram(void **state)
{
	(void)state;
	storage(1, 2, "RAM", 1024, 3956120, 3174044);
	storage(2, 2, "RAM (Buffers)", 1024, 3956120, 192108);
	storage(3, 2, "RAM (Cache)", 1024, 3956120, 2145960);
	storage(4, 9, "Flash", 4096, 386808, 307676);
	harvest(NULL);
	assert_int_equal(ram_pct("RAM"), 21);
	assert_true(found("RAM")->used_bytes == 856039424);
	assert_int_equal(found("RAM (Cache)")->class, MEMORY_OTHER);
	assert_int_equal(found("Flash")->class, STORAGE_DISK);
}

static void available_memory_is_the_kernels_own_estimate(void **state)
{
	(void)state;
	linux_rows();
	storage(11, 1, "Available memory", 1024, 474036, 0);
	harvest(NULL);
	assert_int_equal(ram_pct("Physical memory"), 50);
	assert_null(found("Available memory"));
}

static void ucd_says_what_is_available(void **state)
{
	struct scalars ucd = {.row.has = GOT_MEM_TOTAL | GOT_MEM_AVAIL |
					 GOT_MEM_BUFFER | GOT_MEM_CACHED,
			      .mem_total = 1000000,
			      .mem_avail = 100000,
			      .mem_buffer = 50000,
			      .mem_cached = 150000};
	(void)state;

	linux_rows();
	harvest(&ucd);
	assert_int_equal(ram_pct("Physical memory"), 70);
	ucd.row.has |= GOT_MEM_SYS_AVAIL;
	ucd.mem_sys_avail = 600000;
	harvest(&ucd);
	assert_int_equal(ram_pct("Physical memory"), 40);
	ucd.mem_sys_avail = 2000000; /* nonsense: as without it */
	harvest(&ucd);
	assert_int_equal(ram_pct("Physical memory"), 7);
}

static void ucd_alone_is_enough(void **state)
{
	struct scalars ucd = {.row.has = GOT_MEM_TOTAL | GOT_MEM_AVAIL,
			      .mem_total = 1000,
			      .mem_avail = 250};
	(void)state;

	harvest(&ucd);
	assert_int_equal(memory_n, 1);
	assert_int_equal(ram_pct("Physical memory"), 75);
	assert_true(memory[0].total_bytes == 1024000);
}

static void the_pools_of_an_allocator_are_no_memory(void **state)
{
	(void)state;
	storage(1, 2, "Real Memory Metrics", 4096, 59033, 50000);
	storage(7, 2, "UMA: UMA Kegs", 384, 100, 126);
	storage(58, 2, "UMA: mbuf", 256, 2069475, 3361);
	storage(176, 2, "MALLOC: DEVFS", 9, 5, 16);
	harvest(NULL);
	assert_int_equal(memory_n, 1);
}

static void what_bsd_mounts_is_a_disk_by_its_short_name(void **state)
{
	(void)state;
	/* types are those of hrFSTypes */
	storage(1, 2, "Real Memory Metrics", 4096, 59033, 50000);
	storage(3, 3, "/, type: ufs, dev: /dev/ufsid/5be59cf2", 4096, 1000, 110);
	storage(4, 1, "/dev, type: devfs, dev: devfs", 512, 2, 2);
	storage(5, 1, "/var/run, type: tmpfs, dev: tmpfs", 4096, 1000, 20);
	harvest(NULL);
	assert_int_equal(memory_n, 3);
	assert_int_equal(found("/")->class, STORAGE_DISK);
	assert_int_equal((int)found("/")->pct, 11);
	assert_int_equal(found("/var/run")->class, STORAGE_DISK);
}

static void what_is_always_full_is_no_disk(void **state)
{
	(void)state;
	storage(1, 2, "Physical memory", 1024, 1000, 500);
	storage(7, 1, "Cached memory", 1024, 100, 100);
	storage(31, 4, "/", 4096, 1000, 110);
	storage(32, 4, "/snap/core20/2015", 1024, 65000, 65000);
	storage(33, 4, "C:\\ Label:System  Serial Number 4a1f", 4096, 1000, 500);
	storage(34, 4, "/dev/md3: /packages/mnt/jkernel-ex-12.3", 1024, 1000, 1000);
	harvest(NULL);
	assert_int_equal(memory_n, 4);
	assert_int_equal((int)found("Cached memory")->pct, 10);
	assert_non_null(found("C:\\ Label:System"));
}

static void a_type_that_says_nothing_leaves_it_to_the_name(void **state)
{
	(void)state;
	storage(1, 1, "Main memory", 1024, 1000, 250);
	storage(2, 1, "swap space", 1024, 1000, 500);
	storage(3, 1, "/flash", 1024, 1000, 100);
	storage(4, 1, "Kernel slabs", 1024, 1000, 100);
	harvest(NULL);
	assert_int_equal(memory[0].class, MEMORY_RAM);
	assert_int_equal(memory[1].class, MEMORY_SWAP);
	assert_int_equal(memory[2].class, STORAGE_DISK);
	assert_int_equal(memory[3].class, MEMORY_OTHER);
}

static void more_used_than_there_is_has_no_percent(void **state)
{
	(void)state;
	storage(1, 4, "/snapshots", 4096, 100, 655);
	storage(2, 4, "/odd", 0xffffffff, 100, 50); /* units of -1 octet */
	harvest(NULL);
	assert_int_equal(memory_n, 1);
	assert_true(isnan(memory[0].pct));
}

static void rows_without_size_are_left_out(void **state)
{
	(void)state;
	storage(1, 7, "/media/cdrom", 2048, 0, 0);
	storage(2, 4, "/home", 0, 100, 50);
	storage(3, 4, "/var", 512, 100, 50);
	((struct health_row *)rows_find(&rows, 3))->row.has &=
		~(uint32_t)GOT_STORAGE_USED;
	storage(4, 4, "/usr", 512, 0xfffffffe,
		0x80000000); /* as agents show 2^32 - 2 */
	harvest(NULL);
	assert_int_equal(memory_n, 1);
	assert_true(memory[0].total_bytes == UINT64_C(512) * 0xfffffffe);
	assert_true(fabsf(memory[0].pct - 50) < 0.01f);
}

/* Whatever it was before, it becomes what it would have become without. */
static void a_text_that_comes_again_is_the_same(void **state)
{
	static const char *const texts[] = {"",
					    "uplink",
					    "uplink to fra",
					    "caf\xc3\xa9",
					    "\x1b[31mred",
					    "bad \xff byte"};
	struct text_pool own;
	struct buf bytes = {0};

	(void)state;
	text_pool_init(&own);
	for (unsigned i = 0; i < 6; i++)
		for (unsigned k = 0; k < 6; k++) {
			struct span span = {.at = (uint32_t)bytes.len,
					    .len = (uint32_t)strlen(texts[i])};
			buf_add(&bytes, texts[i], span.len);
			str_id was = text_intern_str(&own, texts[k]);
			assert_int_equal(harvest_text_again(&own, &bytes, span, was),
					 harvest_text(&own, &bytes, span));
		}
	text_pool_fini(&own);
	buf_fini(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(an_interface_is_what_its_row_says),
		TEST(speed_is_the_operators_word_or_the_agents),
		TEST(counters_are_wide_where_there_are_wide_ones),
		TEST(each_processor_is_a_row),
		TEST(ticks_become_the_time_that_was_not_idle),
		TEST(caches_of_linux_are_not_used_memory),
		TEST(buffers_and_caches_may_be_of_type_ram),
		TEST(available_memory_is_the_kernels_own_estimate),
		TEST(ucd_says_what_is_available),
		TEST(ucd_alone_is_enough),
		TEST(the_pools_of_an_allocator_are_no_memory),
		TEST(what_bsd_mounts_is_a_disk_by_its_short_name),
		TEST(what_is_always_full_is_no_disk),
		TEST(a_type_that_says_nothing_leaves_it_to_the_name),
		TEST(more_used_than_there_is_has_no_percent),
		TEST(rows_without_size_are_left_out),
		cmocka_unit_test(a_text_that_comes_again_is_the_same),
	};
	return cmocka_run_group_tests_name("harvest", tests, NULL, NULL);
}
