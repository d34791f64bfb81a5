#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Our libvirt XML beside libvirt's own, for pairs of config and XML (TAP).

Left out of the comparison, because libvirt makes it up when it reads the XML or
because the config does not say it:
  - <address> of disks, IDE controllers, default keyboard and mouse, the balloon,
    the <console> that repeats the first serial port;
  - the architecture, the number of heads and the memory of video cards, which
    card is the primary one;
  - <emulator> and <loader>: xl does not use device_model any more and finds the
    firmware by itself;
  - the disk driver where the config names no backendtype: xm's prefixes (phy:,
    file:, tap:) told libvirt one, xl and canonical XL do not keep them;
  - the HPET timer where the config has no hpet: conversion writes xm's default;
  - distances between NUMA nodes that follow from others or are the default;
  - "-q" and the folder of pygrub: xm's own default for the boot loader, which
    conversion writes out; the domain's id; attributes with libvirt's default.
"""
import glob
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
CANON = os.path.join(os.environ.get('top_builddir', '.'),
                     'tests/host/xl-compare/canon')
CORPUS = os.environ.get('XMXL_CORPUS') or os.path.join(
    os.environ.get('top_srcdir', HERE + '/../../..'), '../shared/corpus')


def made_up(node):
    if node.tag in ('address', 'memballoon', 'emulator', 'loader'):
        return not (node.tag == 'address' and node.get('domain'))
    if node.tag == 'controller':
        return node.get('type') == 'ide'
    if node.tag == 'input':
        return node.get('bus') in ('ps2', 'xen')
    if node.tag == 'console':
        target = node.find('target')
        return target is not None and target.get('type') == 'serial'
    return False


# Where libvirt's reading is not xm's.
OTHERWISE = {
    'xm-paravirt-old-pvfb-vncdisplay.cfg':
        'vnc= of a PV guest: xm has ignored it since 3.1',
}


def complete_distances(numa):
    """All distances, those that are not given by symmetry or default."""
    cells = {c.get('id'): c for c in numa}
    given = {(i, d.get('id')): d.get('value') for i, c in cells.items()
             for d in c.findall('distances/sibling')}
    for i, cell in cells.items():
        for old in cell.findall('distances'):
            cell.remove(old)
        node = ET.SubElement(cell, 'distances')
        for j in cells:
            value = given.get((i, j)) or given.get((j, i)) or \
                ('10' if i == j else '20')
            ET.SubElement(node, 'sibling', id=j, value=value)


def clean(node, text):
    for child in list(node):
        if made_up(child):
            node.remove(child)
        elif child.tag == 'timer' and child.get('name') == 'hpet' \
                and 'hpet' not in text:
            node.remove(child)
        elif child.tag == 'video' and 'stdvga' not in text \
                and 'vga' not in text:
            node.remove(child)      # follows from the graphics
        elif child.tag == 'bootloader_args' and child.text == '-q':
            node.remove(child)
        else:
            clean(child, text)
    if node.tag == 'type':
        node.attrib.pop('arch', None)
        if node.get('machine') == 'xenpv':
            node.attrib.pop('machine')
    if node.tag == 'driver' and 'backendtype' not in text:
        node.attrib.clear()
    if node.tag == 'disk' and 'backendtype' not in text:
        node.attrib.pop('type', None)
        for source in node.findall('source'):
            if source.get('dev') or source.get('file'):
                path = source.get('dev') or source.get('file')
                source.attrib.clear()
                source.set('path', path)
    if node.tag == 'numa':
        complete_distances(node)
    if node.tag == 'bootloader':
        node.text = os.path.basename(node.text)
    if node.tag == 'domain':
        node.attrib.pop('id', None)
    if node.tag == 'clock' and node.get('adjustment') == 'reset':
        node.attrib.pop('adjustment')
    if node.tag == 'model':
        for name in ('vram', 'heads', 'primary'):
            node.attrib.pop(name, None)


def lines(node, path=''):
    """Every element with its attributes and text, order aside."""
    path += '/' + node.tag
    out = ['%s %s %s' % (path, sorted(node.attrib.items()),
                         (node.text or '').strip())]
    for child in node:
        out += lines(child, path)
    return out


def differences(theirs, ours, text):
    a, b = ET.fromstring(theirs), ET.fromstring(ours)
    clean(a, text)
    clean(b, text)
    x, y = sorted(lines(a)), sorted(lines(b))
    return ['libvirt only: ' + l for l in x if x.count(l) > y.count(l)] + \
           ['ours only: ' + l for l in y if y.count(l) > x.count(l)]


def main():
    pairs = sorted(glob.glob(os.path.join(CORPUS, 'xm', 'libvirt', '*.cfg')))
    if not pairs:
        print('1..0 # SKIP no pairs of configs and XML (XMXL_CORPUS)')
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as tmp:
        copies = []
        for cfg in pairs:
            copy = os.path.join(tmp, os.path.basename(cfg))
            with open(cfg, 'rb') as f, open(copy, 'wb') as g:
                g.write(f.read())
            copies.append(copy)
        for dialect in ('xl', 'xm'):
            subprocess.run([CANON, dialect] + [
                c for c in copies
                if os.path.basename(c).startswith(dialect + '-')],
                check=True, timeout=300)
        for n, (cfg, copy) in enumerate(zip(pairs, copies), 1):
            name = os.path.basename(cfg)
            with open(cfg[:-4] + '.xml') as f, open(copy) as g:
                theirs, text = f.read(), g.read()
            if name in OTHERWISE:
                print('ok %d - %s # SKIP %s' % (n, name, OTHERWISE[name]))
                continue
            if os.path.exists(copy + '.error'):
                with open(copy + '.error') as f:
                    why = next((l for l in f if ' error: ' in l), '?')
                print('ok %d - %s # SKIP refused: %s' % (n, name, why.strip()))
                continue
            with open(copy + '.libvirt') as f:
                found = differences(theirs, f.read(), text)
            failed += bool(found)
            print('%s %d - %s' % ('not ok' if found else 'ok', n, name))
            for line in found[:20]:
                print('#   ' + line)
    print('1..%d' % len(pairs))
    return 1 if failed else 0


sys.exit(main())
