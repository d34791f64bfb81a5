/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who gets what is typed, and the guests' console_io.
 *
 * Locking: input_lock guards the input ring and the switch; taken from the
 * serial interrupt, so always irqsave.
 */
#include <hv/bug.h>
#include <hv/cmdline.h>
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/softirq.h>
#include <hv/spinlock.h>
#include <hv/string.h>

#define INPUT_RING	128U
#define SWITCHES	3U		/* of the switch character in a row */
#define CHUNK		127U	/* the distribution's, with its zero */

static spinlock_t input_lock = SPINLOCK_INIT;
static char input[INPUT_RING];			/* [input_lock] */
static uint32_t input_prod, input_cons;		/* [input_lock] */
static unsigned int switch_count;		/* [input_lock] */
static bool input_to_dom0;			/* [input_lock] */
static char switch_char = 'a' & 0x1f;
static bool switch_at_boot = true;
static bool opt_console_to_ring;

static int parse_conswitch(const char *s)
{
	if (!*s)
		return -EINVAL;
	switch_char = s[0] >= 'a' && s[0] <= 'z' ? (char)(s[0] & 0x1f) : '\0';
	switch_at_boot = s[1] != 'x';
	return 0;
}

static const struct option options[] = {
	{ "conswitch", OPTION_FUNC, .parse = parse_conswitch },
	{ "console_to_ring", OPTION_BOOL, .dest = &opt_console_to_ring },
};


void console_init(void)
{
	printk_register_options();
	cmdline_register(options, ARRAY_SIZE(options));
}

/* ---- debug keys ---- */

#define NR_KEYS		128

static struct {
	const char *what;
	void (*run)(char key);
} keys[NR_KEYS];
static struct tasklet key_tasklet;
static volatile char typed_key;

void keyhandler_register(char key, const char *what, void (*run)(char key))
{
	keys[(unsigned char)key % NR_KEYS].what = what;
	keys[(unsigned char)key % NR_KEYS].run = run;
}

void keyhandler_run(char key)
{
	unsigned int k = (unsigned char)key;

	if (k < NR_KEYS && keys[k].run)
		keys[k].run(key);
}

static void key_deferred(void *data)
{
	(void)data;
	keyhandler_run(typed_key);
}

static void show_help(char key)
{
	printk(XL_ERR "'%c' pressed -> keys and what they do\n", key);
	for (int k = 0; k < NR_KEYS; k++)
		if (keys[k].run)
			printk(XL_ERR " key '%c' => %s\n", k, keys[k].what);
}

static void show_all(char key)
{
	static const char others[] = "*CRWh";	/* do more than show */

	(void)key;
	for (int k = 0; k < NR_KEYS; k++)
		if (keys[k].run && !strchr(others, k)) {
			printk(XL_ERR "['%c': %s]\n", k, keys[k].what);
			keys[k].run((char)k);
		}
}

static void key_reboot(char key)
{
	printk(XL_ERR "'%c' pressed -> rebooting machine\n", key);
	arch_machine_stop(MACHINE_REBOOT);
}

static void key_crash(char key)
{
	panic("'%c' pressed -> crashing", key);
}

void keyhandlers_init(void)
{
	keyhandler_register('*', "print all diagnostics", show_all);
	keyhandler_register('C', "trigger a crash", key_crash);
	keyhandler_register('R', "reboot machine", key_reboot);
	tasklet_init(&key_tasklet, key_deferred, NULL);
	keyhandler_register('h', "show this message", show_help);
}

/* ---- input ---- */

static void say_who(void)
{
	printk(XL_ERR "*** Serial input to %s (type 'CTRL-%c' three times to "
	       "switch input)\n", input_to_dom0 ? "DOM0" : "Xen",
	       switch_char ? switch_char + 'a' - 1 : '?');
}

/* Caller holds input_lock. */
static void input_put(char c)
{
	if (input_prod - input_cons < INPUT_RING)
		input[input_prod++ % INPUT_RING] = c;
}

static void deliver(char c, bool to_dom0)
{
	if (to_dom0) {
		evtchn_send_virq_host(VIRQ_CONSOLE);
	} else {
		typed_key = c;
		tasklet_schedule(&key_tasklet);
	}
}

void console_input(char c)
{
	unsigned long flags = spin_lock_irqsave(&input_lock);
	bool to_dom0, toggled = false;

	if (switch_char && c == switch_char) {
		toggled = ++switch_count == SWITCHES;
		if (toggled) {
			input_to_dom0 = !input_to_dom0;
			switch_count = 0;
		}
		spin_unlock_irqrestore(&input_lock, flags);
		if (toggled)
			say_who();
		return;
	}
	to_dom0 = input_to_dom0;
	if (to_dom0) {
		for (; switch_count; switch_count--)
			input_put(switch_char);
		input_put(c);
	}
	switch_count = 0;
	spin_unlock_irqrestore(&input_lock, flags);
	deliver(c, to_dom0);
}

void console_give_to_dom0(void)
{
	input_to_dom0 = switch_at_boot;
	say_who();
}

static uint32_t input_take(char *buf, uint32_t max)
{
	unsigned long flags = spin_lock_irqsave(&input_lock);
	uint32_t n = 0;

	while (input_cons != input_prod && n < max)
		buf[n++] = input[input_cons++ % INPUT_RING];
	spin_unlock_irqrestore(&input_lock, flags);
	return n;
}

/* ---- console_io ---- */

/* Text of an ordinary guest: whole lines, printable characters only. */
static void write_lines(struct domain *d, const char *s, size_t n)
{
	spin_lock(&d->lock);		/* its vCPUs share the line */
	for (; n; n--, s++) {
		if (*s != '\n' && (*s < ' ' || *s > '~') && *s != '\t')
			continue;
		if (*s != '\n')
			d->con_buf[d->con_len++] = *s;
		if (*s != '\n' && d->con_len < sizeof(d->con_buf) - 1)
			continue;
		d->con_buf[d->con_len] = '\0';
		gprintk(d, XLG_DEBUG "%s\n", d->con_buf);
		d->con_len = 0;
	}
	spin_unlock(&d->lock);
}

static long io_write(struct domain *d, struct hypercall *hc)
{
	char *p = (char *)hc->arg[2];
	uint64_t left = hc->arg[1];
	char buf[CHUNK];

	while (left) {
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		if (hypercall_preempt()) {
			hc->arg[1] = left;
			hc->arg[2] = (unsigned long)p;
			return -ERESTART;
		}
		if (guest_read(buf, p, n))
			return -EFAULT;
		if (d->is_privileged)
			console_write_raw(buf, n, opt_console_to_ring);
		else
			write_lines(d, buf, n);
		p += n;
		left -= n;
	}
	return 0;
}

static long io_read(char *p, uint64_t count)
{
	uint64_t done = 0;
	char buf[CHUNK];

	if (count > INT32_MAX)
		return -E2BIG;
	while (done < count) {
		uint64_t want = count - done < CHUNK ? count - done : CHUNK;
		uint32_t n = input_take(buf, (uint32_t)want);

		if (!n)
			break;
		if (guest_write(p + done, buf, n))
			return -EFAULT;
		done += n;
	}
	return (long)done;
}

long hc_console_io(struct hypercall *hc)
{
	struct domain *d = arch_current()->domain;
	unsigned int cmd = (unsigned int)hc->arg[0];
	int err;

	if (!d->is_console) {
		err = xsm_check(XSM_PRIV, "console_io", d, NULL);
		if (err)
			return err;
	}
	hc->arg[1] = (unsigned int)hc->arg[1];
	switch (cmd) {
	case CONSOLEIO_write:
		return io_write(d, hc);
	case CONSOLEIO_read:
		return io_read((char *)hc->arg[2], hc->arg[1]);
	}
	return -ENOSYS;
}
