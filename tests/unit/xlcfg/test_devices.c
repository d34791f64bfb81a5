/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Device syntaxes by table: what a text reads as, written in canonical form;
 * NULL where xl 4.17 refuses it. Each row was tried on the real xl.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "xlcfg/domain.h"

struct row {
	const char *text, *canonical;
};

struct fixture {
	struct arena *arena;
	struct diags diags;
	struct xl_reader reader;
};

static void start(struct fixture *f, const char *key)
{
	f->arena = arena_new();
	diags_init(&f->diags, f->arena);
	f->reader = (struct xl_reader){
		.arena = f->arena, .diags = &f->diags, .key = key,
		.pos = { "test.cfg", 3, 5 },
	};
}

static const char *disk(struct xl_reader *r, const char *text)
{
	struct xl_disk d;

	return xl_disk_parse(r, text, &d) ? NULL :
					    xl_disk_text(r->arena, &d);
}

static const char *vif(struct xl_reader *r, const char *text)
{
	struct xl_vif v;

	return xl_vif_parse(r, text, &v) ? NULL :
					   xl_pairs_text(r->arena, &v.pairs);
}

static const char *pci(struct xl_reader *r, const char *text)
{
	struct xl_pci p;

	return xl_pci_parse(r, text, &p) ? NULL : xl_pci_text(r->arena, &p);
}

static const char *pairs(struct xl_reader *r, const char *text)
{
	struct xl_pairs p;

	return xl_pairs_parse(r, xl_syntax_find(r->key), text, &p) ? NULL :
		xl_pairs_text(r->arena, &p);
}

/* Every row, and what it makes read once more. */
static void check(const char *key,
		  const char *(*read)(struct xl_reader *, const char *),
		  const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct fixture f;
		const char *out;

		start(&f, key);
		out = read(&f.reader, rows[i].text);
		assert_int_equal(diags_have_error(&f.diags), out == NULL);
		if (!rows[i].canonical) {
			assert_null(out);
			assert_int_equal(f.diags.v[0].pos.line, 3);
		} else {
			assert_non_null(out);
			assert_string_equal(out, rows[i].canonical);
			out = read(&f.reader, out);
			assert_string_equal(out, rows[i].canonical);
		}
		arena_free(f.arena);
	}
}

#define CHECK(key, read, rows) check(key, read, rows, sizeof(rows) / sizeof((rows)[0]))

static void disks(void **state)
{
	static const struct row rows[] = {
		{ "phy:/dev/x,xvda,w", "format=raw, vdev=xvda, access=rw, target=/dev/x" },
		{ "tap:tapdisk:aio:/x,sda1,r", "format=raw, vdev=sda1, access=r, target=/x" },
		{ "tap2:vhd:/x,hda,w", "format=vhd, vdev=hda, access=rw, target=/x" },
		{ "tap:qcow:aio:/x,xvda,w", "format=qcow, vdev=xvda, access=rw, target=/x" },
		{ ",hdc:cdrom,r", "format=raw, vdev=hdc, access=r, devtype=cdrom" },
		{ "phy:,hdc:cdrom,r", "format=raw, vdev=hdc, access=r, devtype=cdrom" },
		{ "/x.iso,,hdc,cdrom", "format=raw, vdev=hdc, access=r, devtype=cdrom, target=/x.iso" },
		{ "vdev=xvda,cdrom,access=rw,target=/x", "format=raw, vdev=xvda, access=r, devtype=cdrom, target=/x" },
		{ "/x,,xvda", "format=raw, vdev=xvda, access=rw, target=/x" },
		{ "phy:/x,ioemu:hda,w", "format=raw, vdev=hda, access=rw, target=/x" },
		{ "drbd:r0,xvda,w", "format=raw, vdev=xvda, access=rw, script=block-drbd, target=r0" },
		{ "vdev=xvda,backend=d,discard,direct-io-safe,target=a,b=c", "format=raw, vdev=xvda, access=rw, backend=d, discard, direct-io-safe, target=a,b=c" },
		{ "vdev=xvda, target= /x ", "format=raw, vdev=xvda, access=rw, target= /x " },
		{ "format=raw,format=raw,vdev=xvda,target=/x", "format=raw, vdev=xvda, access=rw, target=/x" },
		{ "access=w,access=r,vdev=xvda,target=/x", "format=raw, vdev=xvda, access=r, target=/x" },
		{ "phy:/x,xvda,w!", NULL }, { "phy:/x,xvda,w,0", NULL },
		{ "npiv:x,xvda,w", NULL }, { "tap:vmdk:/x,xvda,w", NULL },
		{ "/x=1,xvda,w", NULL }, { "vdev=xvda,bogus=1,target=/x", NULL },
		{ "vdev=xvda", NULL }, { "/x,raw", NULL }, { "", NULL },
		{ "phy:/x,hda:floppy,r", NULL }, { "phy:/x,hda:,r", NULL },
		{ "/x,,xvda,target=/y", NULL }, { "vdev=a,vdev=b,target=/x", NULL },
		{ "format=RAW,vdev=xvda,target=/x", NULL },
	};

	(void)state;
	CHECK("disk", disk, rows);
}

static void vifs(void **state)
{
	static const struct row rows[] = {
		{ "", "" },
		{ "mac=0:16:3E:0:0:1", "mac=00:16:3e:00:00:01" },
		{ "mac=00:16:3E:AA:00:01", "mac=00:16:3E:AA:00:01" },
		{ "mac=zz", "mac=00:00:00:00:00:00" },
		{ "bridge=br0 , ip=1.2.3.4", "bridge=br0 ,ip=1.2.3.4" },
		{ "bridge =br0", "" }, { "bogus=1,type=netfront,bridge=b", "bridge=b" },
		{ "netdev=eth0", "gatewaydev=eth0" },
		{ "untrusted,type=vif", "untrusted,type=vif" },
		{ "rate=10Mb/s@50ms", "rate=10Mb/s@50ms" },
		{ "rate=bogus", NULL }, { "rate=0Mb/s", NULL },
		{ "rate=10mb/s", NULL }, { "mtu=x", NULL }, { "devid=-1", NULL },
	};

	(void)state;
	CHECK("vif", vif, rows);
}

static void rates(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
		uint32_t usecs;
	} rows[] = {
		{ "10Mb/s", 62500, 50000 },	{ "1MB/s@20ms", 20000, 20000 },
		{ "250KB/s", 12500, 50000 },	{ "1GB/s@1s", 1000000000, 1000000 },
		{ "100Kb/s@10us", 0, 10 },	{ "10MB/s@5", 50000000, 5000000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct xl_rate rate;
		struct fixture f;

		start(&f, "vif");
		assert_int_equal(xl_rate_parse(&f.reader, rows[i].text, &rate),
				 0);
		assert_int_equal(rate.bytes_per_interval, rows[i].bytes);
		assert_int_equal(rate.interval_usecs, rows[i].usecs);
		arena_free(f.arena);
	}
}

static void pci_devices(void **state)
{
	static const struct row rows[] = {
		{ "07:00.0", "0000:07:00.0" },
		{ "a:1f.7@1a", "0000:0a:1f.7@1a" },
		{ "0001:07:00.*,msitranslate=1", "0001:07:00.*,msitranslate=1" },
		{ "vslot=5,bdf=07:00.0", "0000:07:00.0@05" },
		{ "07:00.0,msitranslate=yes", "0000:07:00.0,msitranslate=0" },
		{ "name=nic,vslot=4,seize=1", "name=nic,vslot=04,seize=1" },
		{ "07:00.0,", "0000:07:00.0" },
		{ "07:00.0-1", NULL }, { "07,00,0", NULL }, { "07:20.0", NULL },
		{ "07:00.8", NULL }, { "07:00.0@20", NULL }, { "", NULL },
		{ "07:00.0,bogus=1", NULL }, { "07:00.0,1", NULL },
		{ " 07:00.0", NULL }, { "bdf=07:00.0,name=x", NULL },
		{ "07:00.0,rdm_policy=x", NULL }, { "07:00", NULL },
	};

	(void)state;
	CHECK("pci", pci, rows);
}

static void lists_of_pairs(void **state)
{
	static const struct row vfb[] = {
		{ "vnc=1, vncdisplay=2", "vnc=1,vncdisplay=2" },
		{ "type=vnc,vncunused=1", "vncunused=1" },
		{ "vnc=1,bogus,sdl=1", "vnc=1" },
	};
	static const struct row usbctrl[] = {
		{ "type=PV,version=2", "type=pv,version=2" },
		{ "type=x", NULL }, { "backend=d", NULL }, { "version", NULL },
	};
	static const struct row channel[] = {
		{ " name = n , connection = pty ", "name=n,connection=pty" },
		{ "connection=pty,bogus=1", "connection=pty" },
		{ "connection=PTY", NULL }, { "connection=socket", NULL },
		{ "name=n", NULL }, { "", NULL },
	};
	static const struct row vtpm[] = {
		{ "backend=d,uuid=00000000-0000-0000-0000-00000000000A", "backend=d,uuid=00000000-0000-0000-0000-00000000000a" },
		{ "backend=d,instance=1", NULL }, { "uuid=x,backend=d", NULL }, { "", NULL },
	};
	static const struct row vdispl[] = {
		{ "connectors=a:1x2;b:3x4", "connectors=a:1x2;b:3x4" },
		{ "connectors=x", NULL }, { "be-alloc=1", NULL },
	};

	(void)state;
	CHECK("vfb", pairs, vfb);
	CHECK("usbctrl", pairs, usbctrl);
	CHECK("channel", pairs, channel);
	CHECK("vtpm", pairs, vtpm);
	CHECK("vdispl", pairs, vdispl);
}

static void ranges(void **state)
{
	struct fixture f;
	struct xl_range x;

	(void)state;
	start(&f, "ioports");
	assert_int_equal(xl_ioport_parse(&f.reader, "2f8-2ff", &x), 0);
	assert_int_equal(x.start, 0x2f8);
	assert_int_equal(x.count, 8);
	assert_int_equal(xl_ioport_parse(&f.reader, "2f8-", &x), -1);
	assert_int_equal(xl_ioport_parse(&f.reader, "-5", &x), -1);
	assert_int_equal(xl_irq_parse(&f.reader, "010", &x), 0);
	assert_int_equal(x.start, 10);
	assert_int_equal(xl_irq_parse(&f.reader, "7x", &x), -1);
	assert_int_equal(xl_iomem_parse(&f.reader, "f0000,10@20", &x), 0);
	assert_int_equal(x.count, 16);
	assert_true(x.has_gfn);
	assert_int_equal(x.gfn, 32);
	assert_int_equal(xl_iomem_parse(&f.reader, "f0000", &x), -1);
	arena_free(f.arena);
}

static void sets_of_cpus(void **state)
{
	static const struct {
		const char *text;
		const char *first_four;	/* "1011": CPUs 0, 2, 3; NULL: refused */
	} rows[] = {
		{ "0-3,^1", "1011" },	{ "0-3,^1,1", "1111" },
		{ "^1,0-3", "1111" },	{ "all,^1", "1011" },
		{ " 0, 1", "1100" },	{ "0,,1", "1100" },
		{ "010", "0000" },	{ "node:0", "0000" },
		{ "", NULL },		{ "^1", NULL },
		{ "0 ,1", NULL },	{ "3-1", NULL },
		{ "0x3", NULL },	{ "^all", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f;
		struct xl_cpus c;
		int ret;

		start(&f, "cpus");
		ret = xl_cpus_parse(&f.reader, rows[i].text, &c);
		assert_int_equal(ret, rows[i].first_four ? 0 : -1);
		for (int k = 0; !ret && k < 4; k++)
			assert_int_equal(c.set[k],
					 rows[i].first_four[k] == '1');
		arena_free(f.arena);
	}
}

static void cpuid_policies(void **state)
{
	struct pos nowhere = { 0 };
	struct xl_cpuid c;
	struct fixture f;

	(void)state;
	start(&f, "cpuid");
	assert_int_equal(xl_cpuid_parse(&f.reader,
		value_string(f.arena, "host,tm=0,family=16,bogus=1", nowhere),
		&c), 0);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.v[0].leaf, 1);
	assert_string_equal(c.v[0].regs[3], "xx0xxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	assert_string_equal(c.v[0].regs[0], "xxxx00000001xxxxxxxx1111xxxxxxxx");
	assert_int_equal(diags_worst(&f.diags), DIAG_WARNING);
	assert_int_equal(xl_cpuid_parse(&f.reader,
		value_string(f.arena, "tm=0", nowhere), &c), 0);
	assert_int_equal(c.n, 0);
	arena_free(f.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disks),
		cmocka_unit_test(vifs),
		cmocka_unit_test(rates),
		cmocka_unit_test(pci_devices),
		cmocka_unit_test(lists_of_pairs),
		cmocka_unit_test(ranges),
		cmocka_unit_test(sets_of_cpus),
		cmocka_unit_test(cpuid_policies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
