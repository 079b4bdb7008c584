/*
 * From cells of an agent to readings, by profiles written here and by the one that
 * ships. A case is a profile, what an agent holds (OID = TYPE VALUE, in MIB order), and
 * the readings as lines.
 */
#include "tests/wire/sensed.h"

/* --- values ----------------------------------------------------------------------- */

static void values(void **state)
{
	static const struct sense_case cases[] = {
		{"a scalar, scaled",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME "1.0\n"
		      "scale = 0.1\n",
		 ACME "1.0 = i 235\n", "temperature '' 'temperature' 23.5\n"},
		{"a column: rows are numbered by their index",
		 HEAD "[reading t]\nkind = fan\ntitle = Fan\nvalue = " ACME "1\n",
		 ACME "1.1 = i 0\n" ACME "1.7 = i 6000\n",
		 "fan '' 'Fan 1' 0\nfan '' 'Fan 7' 6000\n"},
		{"a text with a number in it",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME "1\n",
		 ACME "1.1 = s 24C\n" ACME "1.2 = s Temp: -7.5 C\n" ACME
		      "1.3 = s n/a\n" ACME "1.4 = s \n",
		 "temperature '' 'temperature 1' 24\n"
		 "temperature '' 'temperature 2' -7.5\n"},
		{"an opaque float of net-snmp",
		 HEAD "[reading t]\nkind = voltage\nvalue = " ACME "1.0\n",
		 ACME "1.0 = p 9f780441480000\n", "voltage '' 'voltage' 12.5\n"},
		{"a negative number that is one above 2^31",
		 HEAD "[reading m]\nkind = storage\nvalue = " ACME "2\ntotal = " ACME
		      "1\nunit = 4096\nunsigned = yes\ntitle = disk\n",
		 ACME "1.1 = i -1294967296\n" ACME "2.1 = i 1500000000\n",
		 "storage '' 'disk 1' 50% 6144000000000/12288000000000\n"},
		{"light in watts is shown in dBm; no light is no reading",
		 HEAD "[reading o]\nkind = optical\nvalue = " ACME
		      "1\nscale = 0.000001\nwatts = yes\n",
		 ACME "1.1 = i 1000\n" ACME "1.2 = i 100\n" ACME "1.3 = i 0\n",
		 "optical '' 'optical 1' 0\noptical '' 'optical 2' -10\n"},
		{"degrees of Fahrenheit, limits too",
		 HEAD "[reading t]\nkind = temperature\nscale = 0.1\nfahrenheit = yes\n"
		      "value = " ACME "1\nhigh.warning = " ACME "2\n",
		 ACME "1.1 = i 680\n" ACME "1.2 = i -1\n" ACME "2.1 = i 1040\n",
		 "temperature '' 'temperature 1' 20 [nan nan 40 nan]\n"},
		{"a text in the index is a name, an address is none",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME "1\n",
		 ACME "1.0.4.68.82.65.77.1 = i 39\n" ACME
		      "1.1.4.65.66.67.68 = i 40\n" ACME "1.3.65.66 = i 41\n",
		 "temperature '' 'DRAM 1' 39\ntemperature '' 'temperature 66/67/68' 40\n"
		 "temperature '' 'temperature 3/65/66' 41\n"},
		{"100 minus x",
		 HEAD "[reading c]\nkind = cpu\nvalue = " ACME "1.0\ninvert = yes\n",
		 ACME "1.0 = g 93\n", "cpu '' 'cpu' 7\n"},
		{"used and free; total and free; percent",
		 HEAD "[reading a]\nkind = memory\nvalue = " ACME "1.0\nfree = " ACME
		      "2.0\n[reading b]\nkind = swap\nfree = " ACME "2.0\ntotal = " ACME
		      "3.0\n[reading c]\nkind = memory\nvalue = " ACME "4.0\n",
		 ACME "1.0 = g 300\n" ACME "2.0 = g 100\n" ACME "3.0 = g 200\n" ACME
		      "4.0 = i 71\n",
		 "memory '' 'memory' 75% 300/400\nswap '' 'swap' 50% 100/200\n"
		 "memory '' 'memory #2' 71\n"},
		{"more used than there is, nothing of nothing",
		 HEAD "[reading a]\nkind = memory\nvalue = " ACME "1\ntotal = " ACME
		      "2\n",
		 ACME "1.1 = g 300\n" ACME "1.2 = g 0\n" ACME "2.1 = g 200\n" ACME
		      "2.2 = g 0\n",
		 ""},
		{"a share of a total", /* of what PoE can give */
		 HEAD "[reading a]\nkind = load\nvalue = " ACME "1\ntotal = " ACME
		      "2\n",
		 ACME "1.1 = g 185\n" ACME "2.1 = g 370\n", "load '' 'load 1' 50\n"},
	};

	(void)state;
	RUN(cases);
}

static void what_is_no_reading(void **state)
{
	static const struct sense_case cases[] = {
		{"sentinels",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\nabsent = 0, -32768, 255\n",
		 ACME "1.1 = i 0\n" ACME "1.2 = i -32768\n" ACME "1.3 = i 255\n" ACME
		      "1.4 = i 41\n",
		 "temperature '' 'temperature 4' 41\n"},
		{"sentinels count before the scale",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\nabsent = 255\nscale = 0.1\n",
		 ACME "1.1 = i 255\n" ACME "1.2 = i 250\n",
		 "temperature '' 'temperature 2' 25\n"},
		{"what is impossible, though nobody wrote it down",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME "1\n",
		 ACME "1.1 = i -32768\n" ACME "1.2 = i 2147483647\n" ACME
		      "1.3 = g 4294967295\n" ACME "1.4 = i 6450\n",
		 ""},
		{"655 % of a processor; -1 rpm; 101 % of charge; 300 dBm",
		 HEAD "[reading a]\nkind = cpu\nvalue = " ACME
		      "1.0\n[reading b]\nkind = fan\nvalue = " ACME
		      "2.0\n[reading c]\nkind = charge\nvalue = " ACME
		      "3.0\n[reading d]\nkind = optical\nvalue = " ACME "4.0\n",
		 ACME "1.0 = g 655\n" ACME "2.0 = i -1\n" ACME "3.0 = i 101\n" ACME
		      "4.0 = i 300\n",
		 ""},
		{"a range of the profile's own",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\nmin = 5\nmax = 90\n",
		 ACME "1.1 = i 4\n" ACME "1.2 = i 5\n" ACME "1.3 = i 90\n" ACME
		      "1.4 = i 91\n",
		 "temperature '' 'temperature 2' 5\ntemperature '' 'temperature 3' "
		 "90\n"},
		{"a sensor that does not work; one that does not say may",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\nvalid = " ACME "2: 1\n",
		 ACME "1.1 = i 30\n" ACME "1.2 = i 31\n" ACME "1.3 = i 32\n" ACME
		      "2.1 = i 1\n" ACME "2.2 = i 3\n",
		 "temperature '' 'temperature 1' 30\ntemperature '' 'temperature 3' "
		 "32\n"},
		{"rows that are something else",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME "1\nonly = " ACME
		      "2: 6|7, " ACME "3: chassis*\n",
		 ACME "1.1 = i 30\n" ACME "1.2 = i 31\n" ACME "1.3 = i 32\n" ACME
		      "2.1 = i 6\n" ACME "2.2 = i 7\n" ACME "2.3 = i 8\n" ACME
		      "3.1 = s Chassis 1\n" ACME "3.2 = s module\n" ACME
		      "3.3 = s chassis\n",
		 "temperature '' 'temperature 1' 30\n"},
		{"rows by a number of their index, from either end",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\nonly = index@2: 1|3\nexcept = index@-1: 9\n",
		 ACME "1.1.1 = i 30\n" ACME "1.1.2 = i 31\n" ACME "1.1.3 = i 32\n" ACME
		      "1.2.3.9 = i 33\n" ACME "1.7 = i 34\n",
		 "temperature '' 'temperature 1/1' 30\ntemperature '' 'temperature "
		 "1/3' 32\n"},
		{"rows but those of optics",
		 HEAD "[reading t]\nkind = power\nvalue = " ACME "1\nexcept = " ACME
		      "2: DOM*|*sfp*\n",
		 ACME "1.1 = i 30\n" ACME "1.2 = i 31\n" ACME "1.3 = i 32\n" ACME
		      "2.1 = s DOM Power\n" ACME "2.2 = s PSU\n",
		 "power '' 'power 2' 31\npower '' 'power 3' 32\n"},
	};

	(void)state;
	RUN(cases);
}

/* --- states and limits ------------------------------------------------------------ */

static void states(void **state)
{
	static const struct sense_case cases[] = {
		{"numbers, words, and any other",
		 HEAD "[reading f]\nkind = state\ncomponent = fan\nstate = " ACME
		      "1\nstate.map = 1: ok, 2|3: critical gone bad, 4: absent, "
		      "*: unknown\n",
		 ACME "1.1 = i 1\n" ACME "1.2 = i 3\n" ACME "1.3 = i 4\n" ACME
		      "1.4 = i 9\n",
		 "state 'fan' 'fan 1' ok\nstate 'fan' 'fan 2' critical (gone bad)\n"
		 "state 'fan' 'fan 3' absent\nstate 'fan' 'fan 4'\n"},
		{"a state that is a text",
		 HEAD "[reading f]\nkind = state\nstate = " ACME
		      "1.0\ntitle = RPS\nstate.map = normal*: ok, *fail*: critical\n",
		 ACME "1.0 = s PSU Failure\n", "state '' 'RPS' critical\n"},
		{"bits that are set make it worse",
		 HEAD "[reading f]\nkind = state\nstate = " ACME
		      "1\nstate.map = 1: ok\nalarm = " ACME
		      "2\nalarm.bits = 3: critical major, 5: warning, 9: critical\n",
		 ACME "1.1 = i 1\n" ACME "1.2 = i 1\n" ACME "1.3 = i 1\n" ACME
		      "1.4 = i 1\n" ACME "2.1 = x 00\n" ACME "2.2 = x 14\n" ACME
		      "2.3 = x 04\n" ACME "2.4 = x 0040\n",
		 "state '' 'state 1' ok\nstate '' 'state 2' critical (major)\n"
		 "state '' 'state 3' warning\nstate '' 'state 4' critical\n"},
		{"a temperature with a state: an empty bay is no zero degrees",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\nstate = " ACME
		      "2\nstate.map = 1: ok, 2: warning, 5: absent\n",
		 ACME "1.1 = i 30\n" ACME "1.2 = i 71\n" ACME "1.3 = i 0\n" ACME
		      "2.1 = i 1\n" ACME "2.2 = i 2\n" ACME "2.3 = i 5\n",
		 "temperature '' 'temperature 1' 30 ok\n"
		 "temperature '' 'temperature 2' 71 warning\n"},
		{"limits of the device, in the unit of the reading",
		 HEAD "[reading t]\nkind = temperature\nvalue = " ACME
		      "1\nscale = 0.001\nlow.critical = -5\nhigh.warning = " ACME
		      "2\nhigh.critical = " ACME "3\nabsent = 0\n",
		 ACME "1.1 = i 30000\n" ACME "1.2 = i 31000\n" ACME
		      "2.1 = i 60000\n" ACME "2.2 = i 0\n" ACME "3.1 = i 70000\n" ACME
		      "3.2 = i 2000000000\n",
		 "temperature '' 'temperature 1' 30 [-5 nan 60 70]\n"
		 "temperature '' 'temperature 2' 31 [-5 nan nan nan]\n"},
	};

	(void)state;
	RUN(cases);
}

/* --- names and rows --------------------------------------------------------------- */

static void names(void **state)
{
	static const struct sense_case cases[] = {
		{"the first label that is not empty",
		 HEAD "[reading t]\nkind = fan\nvalue = " ACME "1\nlabel = " ACME
		      "2, " ACME "3\n",
		 ACME "1.1 = i 1\n" ACME "1.2 = i 2\n" ACME "1.3 = i 3\n" ACME
		      "2.1 = s Left\n" ACME "2.2 = s  \n" ACME "3.1 = s x\n" ACME
		      "3.2 = s Right \n",
		 "fan '' 'Left' 1\nfan '' 'Right' 2\nfan '' 'fan 3' 3\n"},
		{"a second of that name",
		 HEAD "[reading t]\nkind = fan\nvalue = " ACME "1\nlabel = " ACME "2\n",
		 ACME "1.1 = i 1\n" ACME "1.2 = i 2\n" ACME "1.3 = i 3\n" ACME
		      "2.1 = s Fan\n" ACME "2.2 = s Fan\n" ACME "2.3 = s Fan\n",
		 "fan '' 'Fan' 1\nfan '' 'Fan #2' 2\nfan '' 'Fan #3' 3\n"},
		{"a name that is like a second one",
		 HEAD "[reading t]\nkind = fan\nvalue = " ACME "1\nlabel = " ACME "2\n",
		 ACME "1.1 = i 1\n" ACME "1.2 = i 2\n" ACME "1.3 = i 3\n" ACME
		      "2.1 = s Fan\n" ACME "2.2 = s Fan #2\n" ACME "2.3 = s Fan\n",
		 "fan '' 'Fan' 1\nfan '' 'Fan #2' 2\nfan '' 'Fan #3' 3\n"},
		{"the label of the first arc, of the last, and of another's row",
		 HEAD "[reading a]\nkind = fan\nvalue = " ACME "1\nlabel = " ACME
		      "2@1\n[reading b]\nkind = power\nvalue = " ACME "1\nlabel = " ACME
		      "2@-1\n[reading c]\nkind = load\nvalue = " ACME "1\nlabel = " ACME
		      "2@" ACME "3\n",
		 ACME "1.7.8 = i 42\n" ACME "2.5 = s five\n" ACME "2.7 = s seven\n" ACME
		      "2.8 = s eight\n" ACME "3.7.8 = i 5\n",
		 "fan '' 'seven' 42\npower '' 'eight' 42\nload '' 'five' 42\n"},
		{"scalars are for all rows",
		 HEAD "[reading a]\nkind = temperature\nvalue = " ACME
		      "1\nhigh.warning = " ACME "2.0\n",
		 ACME "1.3.9 = i 42\n" ACME "2.0 = i 60\n",
		 "temperature '' 'temperature 3/9' 42 [nan nan 60 nan]\n"},
		{"a 0 behind every index counts nothing, one behind some does",
		 HEAD "[reading a]\nkind = fan\nvalue = " ACME
		      "1\n[reading b]\nkind = load\nvalue = " ACME "2\n",
		 ACME "1.1.0 = i 1\n" ACME "1.2.0 = i 2\n" ACME "2.1.0 = i 3\n" ACME
		      "2.1.1 = i 4\n",
		 "fan '' 'fan 1' 1\nfan '' 'fan 2' 2\nload '' 'load 1/0' 3\n"
		 "load '' 'load 1/1' 4\n"},
		{"words that are a state are no part of a name",
		 HEAD "[reading a]\nkind = fan\nvalue = " ACME "1\nlabel = " ACME
		      "2\ndrop = GREEN|RED|RPS|NotExist\n",
		 ACME "1.1 = i 1\n" ACME "1.2 = i 2\n" ACME "1.3 = i 3\n" ACME
		      "2.1 = s SW#1, Sensor#1, GREEN\n" ACME
		      "2.2 = s SW#1 red, PS1, RPS NotExist\n" ACME "2.3 = s GREEN\n",
		 "fan '' 'SW#1, Sensor#1' 1\nfan '' 'SW#1, PS1' 2\nfan '' 'fan 3' 3\n"},
		{"rows by the length of their index",
		 HEAD "[reading a]\nkind = fan\narcs = 2\nvalue = " ACME
		      "1\n[reading b]\nkind = load\narcs = 1\nvalue = " ACME "1\n",
		 ACME "1.1.4 = i 1\n" ACME "1.3 = i 2\n",
		 "fan '' 'fan 1/4' 1\nload '' 'load 3' 2\n"},
		{"a number behind a word",
		 HEAD "[reading a]\nkind = cpu\nafter = 300 Secs (\nvalue = " ACME
		      "1.0\n[reading b]\nkind = load\nafter = Hours\nvalue = " ACME
		      "1.0\n",
		 ACME "1.0 = s  5 Secs (  6.5%)   300 Secs ( 5.8%)\n",
		 "cpu '' 'cpu' 5.8\n"},
		{"a scalar has one row, whatever the agent puts below it",
		 HEAD "[reading a]\nkind = temperature\nvalue = " ACME "1.0\n",
		 ACME "1.0 = i 42\n" ACME "1.1 = i 43\n" ACME "1.0.1 = i 44\n",
		 "temperature '' 'temperature' 42\n"},
		{"what it is of: its own row, the rows it is in, its name",
		 HEAD "[reading a]\nkind = temperature\nvalue = " ACME
		      "1\nlabel = " ACME "2\ncomponent = board\ncomponent.by = " ACME
		      "3\ncomponent.up = " ACME "4\ncomponent.map = 6: psu, 7: fan\n"
		      "component.names = *inlet*: inlet\n",
		 ACME "1.1 = i 1\n" ACME "1.2 = i 2\n" ACME "1.3 = i 3\n" ACME
		      "1.4 = i 4\n" ACME "2.1 = s a\n" ACME "2.2 = s b\n" ACME
		      "2.3 = s Inlet\n" ACME "2.4 = s d\n" ACME "3.1 = i 6\n" ACME
		      "3.2 = i 8\n" ACME "3.20 = i 9\n" ACME "3.21 = i 7\n" ACME
		      "4.2 = i 20\n" ACME "4.4 = i 4\n" ACME "4.20 = i 21\n",
		 "temperature 'psu' 'a' 1\ntemperature 'fan' 'b' 2\n"
		 "temperature 'inlet' 'Inlet' 3\ntemperature 'board' 'd' 4\n"},
	};

	(void)state;
	RUN(cases);
}

/* What the device says it is; "" nothing. */
static void assert_says(const struct device *d, enum reading_kind kind,
			const char *words)
{
	assert_string_equal(text_at(&d->pool, d->rows.text[kind - READ_TEXT])->s,
			    words);
}

/* One word of a text, and what it stands for whatever it says. */
static void words_of_texts(void **state)
{
	struct device d;

	(void)state;
	device_open(&d, "[profile p]\nmatch = 1.3.6.1.4.1.99999\n"
			"[reading v]\nkind = vendor\nvalue = " ACME
			"1.0\nonly = " ACME "1.0: *acmeOS*\ntitle = Acme & Sons\n"
			"[reading m]\nkind = model\nvalue = " ACME
			"1.0\nafter = AcmeOS\nword = 2\n"
			"[reading s]\nkind = serial\nvalue = " ACME
			"1.0\nword = 9\n"
			"[reading t]\nkind = serial\nvalue = " ACME
			"1.0\nword = -9\n"
			"[reading r]\nkind = version\nvalue = " ACME
			"1.0\nafter = AcmeOS\nbefore = kernel\nword = -1\n");
	device_survey(&d, ACME "1.0 = s AcmeOS fw1.net  X-1 7.4-p2 kernel 5\n");
	assert_says(&d, READ_VENDOR, "Acme & Sons");
	assert_says(&d, READ_MODEL, "X-1");
	assert_says(&d, READ_VERSION, "7.4-p2");
	assert_says(&d, READ_SERIAL, "");
	device_close(&d);
}

/* Texts say what the device is: the first of each that says anything, and the profile's
 * own word for the maker before all. */
static void texts(void **state)
{
	struct device d;

	(void)state;
	device_open(&d, "[profile p]\nmatch = 1.3.6.1.4.1.99999\nvendor = Acme\n"
			"[reading v]\nkind = vendor\nvalue = " ACME "1\n"
			"[reading m]\nkind = model\nvalue = " ACME "1\n"
			"[reading s]\nkind = serial\nvalue = " ACME
			"2\nexcept = " ACME "2: n/a|none\n"
			"[reading r]\nkind = version\nvalue = " ACME
			"3.0\nafter = Version\nbefore = ,|RELEASE\n");
	device_survey(&d, ACME "1.1 = s  \n" ACME "1.2 = s X-1 \n" ACME
			       "1.3 = s X-2\n" ACME "2.1 = s N/A\n" ACME
			       "2.2 = s 4711\n" ACME
			       "3.0 = s OS, Version 12.2(55)SE10 RELEASE, (fc2)\n");
	assert_int_equal(d.rows.n, 0);
	assert_int_equal(d.senses.n, 0);
	assert_says(&d, READ_VENDOR, "Acme");
	assert_says(&d, READ_MODEL, "X-1");
	assert_says(&d, READ_SERIAL, "4711");
	assert_says(&d, READ_VERSION, "12.2(55)SE10");
	device_close(&d);
}

static void folds_and_alternatives(void **state)
{
	static const struct sense_case cases[] = {
		{"the mean and the largest of all rows",
		 HEAD "[reading a]\nkind = cpu\nfold = mean\nvalue = " ACME
		      "1\n[reading b]\nkind = temperature\nfold = max\nvalue = " ACME
		      "1\ntitle = hottest\n[reading c]\nkind = fan\nvalue = " ACME
		      "1\n",
		 ACME "1.1 = i 10\n" ACME "1.2 = i 40\n" ACME "1.3 = i 25\n",
		 "cpu '' 'cpu' 25\ntemperature '' 'hottest' 40\nfan '' 'fan 1' 10\n"
		 "fan '' 'fan 2' 40\nfan '' 'fan 3' 25\n"},
		{"the first that answers wins, wherever it stands",
		 HEAD "[reading third]\nkind = cpu\nvalue = " ACME
		      "3.0\nunless = first, second\n[reading first]\nkind = "
		      "cpu\nvalue = " ACME
		      "1.0\n[reading second]\nkind = cpu\nvalue = " ACME
		      "2.0\nunless = first\n",
		 ACME "1.0 = i 300\n" ACME "2.0 = i 20\n" ACME "3.0 = i 30\n",
		 "cpu '' 'cpu' 20\n"},
		{"a reading like another has its keys, where it says nothing else",
		 HEAD "[reading b]\nlike = a\nvalue = " ACME
		      "2.0\n[reading a]\nkind = cpu\nvalue = " ACME
		      "1.0\ntitle = CPU\nscale = 0.5\n[reading c]\nlike = b\n"
		      "title = C\n",
		 ACME "1.0 = i 10\n" ACME "2.0 = i 20\n",
		 "cpu '' 'CPU' 10\ncpu '' 'CPU #2' 5\ncpu '' 'C' 10\n"},
		{"a profile has what it inherits, but for what it does not want",
		 HEAD "[reading a]\nkind = cpu\nvalue = " ACME
		      "1.0\n[reading b]\nkind = fan\nvalue = " ACME
		      "2.0\n[profile acme]\nmatch = 1.3.6.1.4.1.99999\ninherit = "
		      "standard\nwithout = b\n[reading c]\nkind = power\nvalue = " ACME
		      "3.0\n",
		 ACME "1.0 = i 10\n" ACME "2.0 = i 20\n" ACME "3.0 = i 30\n",
		 "power '' 'power' 30\ncpu '' 'cpu' 10\n"},
	};

	(void)state;
	RUN(cases);
}

static void a_kind_by_a_column(void **state)
{
	static const struct sense_case cases[] = {
		{"scale and precision, both with their signs",
		 HEAD "[reading s]\nkind.by = " ACME
		      "1\nkind.map = 4: voltage, 8: temperature\nvalue = " ACME
		      "4\nscale.by = " ACME
		      "2\nscale.map = 8: 1e-3, 9: 1, 10: 1e3\nprecision = " ACME "3\n",
		 ACME "1.1 = i 4\n" ACME "1.2 = i 4\n" ACME "1.3 = i 8\n" ACME
		      "1.4 = i 12\n" ACME "2.1 = i 8\n" ACME "2.2 = i 10\n" ACME
		      "2.3 = i 9\n" ACME "3.1 = i 1\n" ACME "3.2 = i -1\n" ACME
		      "3.3 = i 1\n" ACME "4.1 = i 33105\n" ACME "4.2 = i 1\n" ACME
		      "4.3 = i -55\n" ACME "4.4 = i 1\n",
		 "voltage '' 'voltage 1' 3.3105\nvoltage '' 'voltage 2' 10000\n"
		 "temperature '' 'temperature 3' -5.5\n"},
	};

	(void)state;
	RUN(cases);
}

/* --- reading again ---------------------------------------------------------------- */

static void later_readings_move_and_vanish(void **state)
{
	struct device d;

	(void)state;
	device_open(&d, HEAD "[reading t]\nkind = temperature\nvalue = " ACME
			     "1\nstate = " ACME
			     "2\nstate.map = 1: ok, 2: warning hot, 5: absent\n");
	device_survey(&d, ACME "1.1 = i 30\n" ACME "1.2 = i 31\n" ACME
			       "2.1 = i 1\n" ACME "2.2 = i 1\n");
	device_again(&d, ACME "1.1 = i 60\n" ACME "2.1 = i 2\n");
	assert_string_equal(say(&d), "temperature '' 'temperature 1' 60 warning (hot)\n"
				     "temperature '' 'temperature 2'\n");
	device_again(&d, ACME "1.1 = n\n" ACME "1.2 = i -32768\n" ACME "2.1 = n\n" ACME
			      "2.2 = i 5\n");
	assert_string_equal(say(&d), "temperature '' 'temperature 1'\n"
				     "temperature '' 'temperature 2' absent\n");
	device_close(&d);
}

static void rows_of_one_device_are_limited(void **state)
{
	struct buf cells = {0};
	struct device d;

	(void)state;
	device_open(&d, HEAD "[reading t]\nkind = fan\nvalue = " ACME "1\n");
	for (int i = 1; i <= SENSES_MAX + 10; i++)
		buf_printf(&cells, ACME "1.%d = i %d\n", i, i);
	buf_char(&cells, '\0');
	device_survey(&d, cells.data);
	assert_int_equal(d.senses.n, SENSES_MAX);
	assert_int_equal(d.rows.n, SENSES_MAX);
	buf_fini(&cells);
	device_close(&d);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(what_is_no_reading),
		cmocka_unit_test(states),
		cmocka_unit_test(names),
		cmocka_unit_test(words_of_texts),
		cmocka_unit_test(texts),
		cmocka_unit_test(folds_and_alternatives),
		cmocka_unit_test(a_kind_by_a_column),
		cmocka_unit_test(later_readings_move_and_vanish),
		cmocka_unit_test(rows_of_one_device_are_limited),
	};

	return cmocka_run_group_tests_name("sense", tests, NULL, NULL);
}
