/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Channels: consoles with a name, for programs in the guest. QEMU serves them,
 * by a character device of its that is called libxl-channelDEVID.
 *
 * Their numbers begin at 1; number 0 is the primary console, which
 * domain/console.c makes.
 */
#include "device/classes.h"

#include "core/log.h"
#include "idl/types.h"

/* How much output QEMU keeps for a guest, in bytes. */
#define OUTPUT_LIMIT "1048576"

static int complete_channel(struct lx_scope *s, uint32_t domid, void *dev,
			    const libxl_domain_config *c)
{
	const libxl_device_channel *channel = dev;

	(void)domid;
	(void)c;
	if (!channel->name || !*channel->name)
		return lx_fail(s, ERROR_INVAL, "channel %d: it has no name",
			       channel->devid);
	if (channel->connection == LIBXL_CHANNEL_CONNECTION_UNKNOWN)
		return lx_fail(s, ERROR_INVAL,
			       "channel \"%s\": connection is neither pty nor socket",
			       channel->name);
	if (channel->connection == LIBXL_CHANNEL_CONNECTION_SOCKET &&
	    !channel->u.socket.path)
		return lx_fail(s, ERROR_INVAL,
			       "channel \"%s\": its socket has no path",
			       channel->name);
	return 0;
}

static int channel_to_xs(struct lx_scope *s, const struct lx_device *d,
			 const void *dev, struct lx_device_keys *k)
{
	const libxl_device_channel *channel = dev;

	(void)s;
	lx_keys_add(&k->back, "protocol", "vt100");
	lx_keys_add(&k->back, "name", channel->name);
	lx_keys_add(&k->back, "connection",
		    libxl_channel_connection_to_string(channel->connection));
	if (channel->connection == LIBXL_CHANNEL_CONNECTION_SOCKET)
		lx_keys_add(&k->back, "path", channel->u.socket.path);
	lx_keys_add(&k->front, "protocol", "vt100");
	lx_keys_add(&k->front_fixed, "name", channel->name);
	lx_keys_add(&k->front_fixed, "limit", OUTPUT_LIMIT);
	lx_keys_add(&k->front_fixed, "type", "ioemu");
	lx_keys_addf(&k->front_fixed, "output", "chardev:libxl-channel%d",
		     d->devid);
	lx_keys_add(&k->front_fixed, "tty", "");
	return 0;
}

static const char *console_key(struct lx_scope *s, xs_transaction_t t,
			       const struct lx_device *d, const char *key)
{
	return lx_xs_getf(s, t, "%s/%s", lx_device_note(s, d), key);
}

static int channel_from_xs(struct lx_scope *s, xs_transaction_t t,
			   const struct lx_device *d, void *dev)
{
	libxl_device_channel *channel = dev;
	const char *word = console_key(s, t, d, "connection");
	libxl_channel_connection kind = LIBXL_CHANNEL_CONNECTION_UNKNOWN;

	channel->name = lx_out_strdup(console_key(s, t, d, "name"));
	if (word)
		libxl_channel_connection_from_string(word, &kind);
	libxl_device_channel_init_connection(channel, kind);
	if (kind == LIBXL_CHANNEL_CONNECTION_SOCKET)
		channel->u.socket.path =
			lx_out_strdup(console_key(s, t, d, "path"));
	return 0;
}

static int tell_channel(struct lx_scope *s, const struct lx_device *d,
			const void *dev, void *info)
{
	const libxl_device_channel *channel = dev;
	libxl_channelinfo *told = info;

	told->evtch = lx_device_front_number(s, d, "port");
	libxl_channelinfo_init_connection(told, channel->connection);
	if (channel->connection == LIBXL_CHANNEL_CONNECTION_PTY)
		told->u.pty.path = lx_out_strdup(
			lx_xs_getf(s, XBT_NULL, "%s/tty",
				   lx_device_front(s, d)));
	return 0;
}

const struct lx_device_class lx_console_class = {
	.name = "channel",
	.kind = "console",
	.back_kind = "console",
	.type = &lx_type_device_channel,
	.info = &lx_type_channelinfo,
	.count_at = offsetof(libxl_domain_config, num_channels),
	.list_at = offsetof(libxl_domain_config, channels),
	.devid_at = offsetof(libxl_device_channel, devid),
	.first_devid = 1,
	.back_domid_at = offsetof(libxl_device_channel, backend_domid),
	.back_domname_at = offsetof(libxl_device_channel, backend_domname),
	.complete = complete_channel,
	.to_xs = channel_to_xs,
	.from_xs = channel_from_xs,
	.tell = tell_channel,
};
