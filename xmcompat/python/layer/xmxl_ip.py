# SPDX-License-Identifier: LGPL-2.1-only
"""The helpers of xen.util.ip: addresses, and what the machine's are.

xm asked ip, ifconfig and route; here the kernel's route table and the
evaluator (for the interfaces' addresses) say the same.
"""

import _xmxl


def inet_aton(address):
    parts = address.split('.')
    if len(parts) != 4 or not all(p.isdigit() and int(p) < 256 for p in parts):
        raise _error('illegal IP address string passed to inet_aton')
    n = 0
    for p in parts:
        n = n << 8 | int(p)
    return n


def _error(message):
    import socket
    return socket.error(message)


def inet_ntoa(n):
    return '.'.join(str(n >> shift & 255) for shift in (24, 16, 8, 0))


def add_offset_to_ip(address, offset):
    return inet_ntoa(inet_aton(address) + offset & 0xffffffff)


def check_subnet(address, network, netmask):
    mask = inet_aton(netmask)
    return int(inet_aton(address) & mask == inet_aton(network) & mask)


def _routes():
    """(device, destination, gateway, mask) per route, as text."""
    def dotted(word):
        n = int(word, 16)       # in the machine's byte order
        return '.'.join(str(n >> shift & 255) for shift in (0, 8, 16, 24))
    try:
        with open('/proc/net/route') as f:
            rows = [line.split() for line in f][1:]
    except OSError:
        return []
    return [(r[0], dotted(r[1]), dotted(r[2]), dotted(r[7]))
            for r in rows if len(r) > 7]


def _interfaces():
    """device: (address, netmask), the first of each."""
    err, data, _ = _xmxl.ask(b'a')
    out = {}
    if not err:
        for line in data.decode('latin-1').splitlines():
            device, address, mask = line.split(' ')
            out.setdefault(device, (address, mask))
    return out


def get_defaultroute():
    for device, destination, gateway, mask in _routes():
        if destination == '0.0.0.0' and mask == '0.0.0.0':
            return [gateway, device]
    return [None, None]


def _device(dev):
    return get_defaultroute()[1] if dev == 'defaultroute' else dev


def get_current_ipaddr(dev='defaultroute'):
    return _interfaces().get(_device(dev), (None, None))[0]


def get_current_ipmask(dev='defaultroute'):
    return _interfaces().get(_device(dev), (None, None))[1]


def get_current_ipgw(dev='defaultroute'):
    for device, destination, gateway, _ in _routes():
        if device == _device(dev) and destination == '0.0.0.0':
            return gateway
    return None
