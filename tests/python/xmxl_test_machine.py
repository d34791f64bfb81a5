# SPDX-License-Identifier: LGPL-2.1-only
"""
A machine that is the same everywhere, for the tests' own evaluator only.

The corpus says what programs gave on a machine called "host" (x86_64), with
no files, commands that print nothing, and addresses of 192.0.2.0/24.
"""

import io


class Silent(io.StringIO):
    def close(self):
        return None


def install(modules, files):
    os = modules.module('os')
    # A folder more of Python's library, which a test may make.
    modules.sys.path.append(files.state.config_dir + '/library')
    os.uname = lambda: ('Linux', 'host', '2.6.32', '#1 SMP', 'x86_64')
    os.getcwd = lambda: '/root'
    os.popen = lambda *args: Silent()
    os.system = lambda command: 0
    commands = modules.module('commands')
    commands.getstatusoutput = lambda command: (0, '')
    modules.module('socket').gethostname = lambda: 'host'
    import xmxl_ip as ip
    for name, value in (('ipaddr', '192.0.2.1'), ('ipmask', '255.255.255.0'),
                        ('ipgw', '192.0.2.254')):
        setattr(ip, 'get_current_' + name,
                lambda dev='defaultroute', value=value: value)
    ip.get_defaultroute = lambda: ['192.0.2.254', 'eth0']
    for name in ('xen.util.ip', 'xenctl.ip'):
        modules.forget(name)
    urllib = modules.module('urllib')

    class Opener:
        def retrieve(self, url):
            return '/tmp/fetched/' + os.path.basename(url), None
    urllib.FancyURLopener = Opener
    urllib.urlretrieve = Opener().retrieve
