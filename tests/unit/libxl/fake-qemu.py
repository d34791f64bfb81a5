#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""As much of QEMU as libxl sees: a process with a QMP socket.

Takes QEMU's command line; after -fake stands how it misbehaves:
    die      says something and ends with status 3
    mute     never says that it runs
    deaf     does not end when asked to
    junk     its greeting is no JSON
    noscreen says that it runs, then that it does not, as one without a port
    hangup   closes the connection at the first command
    refuse   answers every command with an error
    slow     sends byte by byte, events in between
It makes a file "qemu-DOMID" beside its socket when it runs (the test then
says so in its xenstore), and takes it away when it ends.
"""

import json
import os
import re
import signal
import socket
import sys
import time


def option(name, default=None):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


HOW = option("-fake", "")
DOMID = option("-xen-domid")
PATH = next(re.search("path=([^,]*)", a).group(1) for a in sys.argv
            if a.startswith("socket,id=libxl-cmd"))
READY = os.path.join(os.path.dirname(PATH), f"qemu-{DOMID}")


def answer(command, args):
    if HOW == "refuse":
        return {"error": {"class": "GenericError", "desc": "not today"}}
    if command == "query-vnc":
        vnc = option("-vnc", "none").split(",")[0]
        host, _, display = vnc.rpartition(":")
        return {"return": {"enabled": vnc != "none", "host": host,
                           "service": str(5900 + int(display or 0))}}
    if command == "query-chardev":
        ids = re.findall(r"(pty|socket),id=([^, ]*)", " ".join(sys.argv))
        return {"return": [{"label": name, "frontend-open": True, "filename":
                            f"pty:/dev/pts/{n}" if kind == "pty" else "unix:x"}
                           for n, (kind, name) in enumerate(ids)]}
    if command == "change-vnc-password":
        with open(READY, "a", encoding="utf-8") as f:
            f.write("password " + args["password"])
        return {"return": {}}
    if command == "human-monitor-command":
        return {"return": "you said: " + args["command-line"] + "\r\n"}
    if command == "qmp_capabilities":
        return {"return": {}}
    return {"error": {"class": "CommandNotFound", "desc": f"no {command}"}}


def send(conn, message):
    data = json.dumps(message).encode() + b"\r\n"
    if HOW != "slow":
        conn.sendall(data)
        return
    for i in range(len(data)):
        conn.sendall(data[i:i + 1])
        time.sleep(0.001)


def serve(conn):
    if HOW == "junk":
        conn.sendall(b"hello, who is there?\r\n")
    send(conn, {"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": []}})
    for line in conn.makefile():
        if HOW == "hangup":
            return
        asked = json.loads(line)
        if HOW == "slow":
            send(conn, {"event": "RTC_CHANGE", "data": {"offset": 1}})
        reply = answer(asked["execute"], asked.get("arguments", {}))
        if HOW == "refuse" and asked["execute"] == "qmp_capabilities":
            reply = {"return": {}}
        send(conn, {**reply, "id": asked["id"]})


def end(*_):
    os.unlink(READY)
    os._exit(0)


def main():
    print("fake qemu:", *sys.argv[1:], flush=True)
    if HOW == "die":
        print("fake qemu: there is no screen", flush=True)
        sys.exit(3)
    signal.signal(signal.SIGHUP, signal.SIG_IGN if HOW == "deaf" else end)
    server = socket.socket(socket.AF_UNIX)
    server.bind(PATH)
    server.listen()
    if HOW != "mute":
        with open(READY, "w", encoding="utf-8") as f:
            f.write(f"pid {os.getpid()} session {os.getsid(0)}\n")
    while True:
        conn, _ = server.accept()
        if HOW == "noscreen":
            print("fake qemu: the port is in use", flush=True)
            end()
        try:
            serve(conn)
        except OSError:
            pass
        conn.close()


main()
