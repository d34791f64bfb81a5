/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Every diagnostic there is: DIAG(SYMBOL, "stable-name", LEVEL, "for the manual").
 * Included with DIAG defined; no include guard on purpose. Each module keeps
 * its rows together under its own heading. A name, once released, stays.
 */

/* -- base, config -------------------------------------------------------- */
DIAG(FILE_UNREADABLE, "file-unreadable", DIAG_ERROR,
     "The file cannot be opened or read; the text names the system's reason.")
DIAG(FILE_NOT_REGULAR, "file-not-regular", DIAG_ERROR,
     "A directory, device, socket or pipe was given where a config is read.")
DIAG(FILE_TOO_LARGE, "file-too-large", DIAG_ERROR,
     "The file is larger than any domain config; the limit is 4 MiB.")
DIAG(NAME_KEPT, "name-kept", DIAG_NOTE,
     "The name and its value mean the same in xl.")
DIAG(NAME_RENAMED, "name-renamed", DIAG_NOTE,
     "xl knows the same setting under another name.")
DIAG(NAME_REWRITTEN, "name-rewritten", DIAG_NOTE,
     "The value is spelled as xl reads it; its meaning is the same.")
DIAG(DEFAULT_EXPLICIT, "default-explicit", DIAG_NOTE,
     "The file relied on a default of xm that xl does not share; it is now "
     "written out.")
DIAG(HELPER_VARIABLE, "helper-variable", DIAG_NOTE,
     "A name that only the script uses; it is no setting of xm or xl.")
DIAG(PROGRAM_IN_XL, "program-in-xl", DIAG_ERROR,
     "The file holds Python code, which xl's dialect has not, but the dialect "
     "was forced to xl by option, setting or mode line.")
DIAG(PROGRAM_REFUSED, "program-refused", DIAG_ERROR,
     "The file is a program and the policy for programs is \"never\".")
DIAG(READ_AS_XM_ONLY, "read-as-xm-only", DIAG_NOTE,
     "Both tools could have written the file, but xl refuses it, so it is "
     "read as xm reads it.")
DIAG(READ_AS_XL_ONLY, "read-as-xl-only", DIAG_WARNING,
     "Both tools could have written the file, but xm refuses it, so it is "
     "read as xl reads it, with xl's defaults.")
DIAG(WORD_APPEND_KIND, "word-append-kind", DIAG_ERROR,
     "A += on the command line joins values of different kinds.")
DIAG(WORD_NOT_CONFIG, "word-not-config", DIAG_ERROR,
     "A word given to xl create is no config line; strings need their quotes.")
DIAG(SETTING_UNKNOWN, "setting-unknown", DIAG_ERROR,
     "xmxl.conf sets a name that is no setting.")
DIAG(SETTING_INVALID, "setting-invalid", DIAG_ERROR,
     "xmxl.conf gives a setting a value it cannot have.")

/* -- lang ---------------------------------------------------------------- */
DIAG(SYNTAX, "syntax-error", DIAG_ERROR,
     "Neither Python nor xl can read this. The text says what stands where it "
     "cannot, the advice what could be meant.")
DIAG(STRING_UNTERMINATED, "string-unterminated", DIAG_ERROR,
     "A string is not closed on its line, or one in triple quotes not before "
     "the file ends. The position is where it begins.")
DIAG(BRACKET_UNBALANCED, "bracket-unbalanced", DIAG_ERROR,
     "A bracket is never closed, closes nothing, or closes one of another "
     "kind.")
DIAG(STRAY_CHARACTER, "stray-character", DIAG_ERROR,
     "A character that means nothing outside of strings and comments, such as "
     "a typographic quotation mark from a web page.")
DIAG(NUL_BYTE, "nul-byte", DIAG_ERROR,
     "The file holds a NUL byte: it is no text file, or was damaged.")
DIAG(NUMBER_INVALID, "number-invalid", DIAG_ERROR,
     "A word that begins with a digit but is a number in neither language, "
     "such as 512M.")
DIAG(ESCAPE_INVALID, "escape-invalid", DIAG_ERROR,
     "A backslash escape that needs hexadecimal digits lacks them.")
DIAG(NESTING_TOO_DEEP, "nesting-too-deep", DIAG_ERROR,
     "Brackets are nested more than 100 deep, which no setting needs.")
DIAG(TOO_MANY_ERRORS, "too-many-errors", DIAG_ERROR,
     "After twenty errors the rest of the file is not read.")
DIAG(APPEND_KIND, "append-kind", DIAG_ERROR,
     "+= joins a list with text, or text with a list.")
DIAG(APPEND_NUMBER, "append-number", DIAG_WARNING,
     "In xl += joins the digits of numbers, and what was set with += is then "
     "refused where a number is wanted.")
DIAG(STRINGS_JOINED, "strings-joined", DIAG_WARNING,
     "Two strings of a list stand on two lines without a comma between them. "
     "Python joins them to one; most often the comma was forgotten.")
DIAG(NOT_A_VALUE, "not-a-value", DIAG_ERROR,
     "A value was expected, but this would be a program; text needs quotes.")
DIAG(ONLY_XM, "only-xm", DIAG_ERROR,
     "The dialect was set to xl, but xl has no such value, name or statement.")
DIAG(ONLY_XL, "only-xl", DIAG_ERROR,
     "The dialect was set to xm, but Python 2 has no such value, name or "
     "statement.")
DIAG(DIALECT_CONFLICT, "dialect-conflict", DIAG_ERROR,
     "One place in the file is something only xm (Python) reads, another "
     "something only xl reads, so no tool ever read the whole file. Correct "
     "one of them, or set the dialect.")
DIAG(MODE_LINE_INVALID, "mode-line-invalid", DIAG_ERROR,
     "A line \"# xmxl: ...\" in the first or last five lines sets what such "
     "a line cannot set.")
DIAG(CODING_MISSING, "coding-missing", DIAG_NOTE,
     "The file holds characters beyond ASCII but no line that names their "
     "encoding. xl does not mind; xm refused such files under Python 2.5 and "
     "later. The bytes are kept as they are.")
DIAG(XL_OCTAL_ESCAPE, "xl-octal-escape", DIAG_WARNING,
     "xl accepts an escape such as \\101 in a string but puts nothing in its "
     "place; in xm it was a character.")

/* -- python -------------------------------------------------------------- */
DIAG(PYTHON_SYNTAX, "python-syntax", DIAG_ERROR,
     "The file is a program and not valid Python 2 at this place.")
DIAG(PYTHON_EXCEPTION, "python-exception", DIAG_ERROR,
     "The program ended in an exception, as it would have in xm. The text is "
     "Python's own; the position is the config's innermost line.")
DIAG(PYTHON_REFUSED_ACTION, "python-refused-action", DIAG_ERROR,
     "The program tried something that the sandbox does not let configs do, "
     "such as running a command or writing a file. See xmxl-python(7).")
DIAG(PYTHON_LIMIT, "python-limit", DIAG_ERROR,
     "The program used more time, memory or output than a config may. The "
     "limits are settings of xmxl.conf.")
DIAG(PYTHON_CRASH, "python-crash", DIAG_ERROR,
     "The process that ran the program ended without a result.")
DIAG(PYTHON_EVALUATOR, "python-evaluator", DIAG_ERROR,
     "The evaluator could not be started or failed itself; the file is not "
     "to blame.")

/* -- xm ------------------------------------------------------------------ */
DIAG(WORD_INVALID, "word-invalid", DIAG_ERROR,
     "A KEY=VALUE word gives a variable a value that its type does not take: "
     "numbers are decimal, switches yes, y, no or n.")
DIAG(TYPE_DROPPED, "type-dropped", DIAG_WARNING,
     "xm takes strings, ints, floats and lists from a file and drops all else "
     "(bool, long, unicode, tuple, ...) without a word. Conversion does the "
     "same; --as-meant takes the value for what its author meant.")
DIAG(TYPE_DROPPED_SAME, "type-dropped-same", DIAG_NOTE,
     "xm dropped a value because of its type, and used the same by default.")
DIAG(TYPE_AS_MEANT, "type-as-meant", DIAG_NOTE,
     "With --as-meant a value that xm would have dropped counts as its author "
     "meant it.")
DIAG(XM_REFUSES, "xm-refuses", DIAG_ERROR,
     "xm itself refused such a config, before it asked xend.")
DIAG(NAME_ODD, "name-odd", DIAG_WARNING,
     "The domain's name holds characters that xend never took. It is kept, as "
     "xl takes it; scripts that read names by column may not.")
DIAG(XEND_REFUSES, "xend-refuses", DIAG_ERROR,
     "xm took such a config, but xend refused it or could not start it.")
DIAG(NAME_LEFT_OUT, "name-left-out", DIAG_NOTE,
     "The domain is the same without this setting: it had no effect, or xl "
     "does so by itself.")
DIAG(SETTING_LOST, "setting-lost", DIAG_WARNING,
     "xl has nothing that does what this setting did.")
DIAG(RUN_CONTROL_LOST, "run-control-lost", DIAG_WARNING,
     "The file sets a switch of the xm command; for xl it belongs on the "
     "command line.")
DIAG(BOOTARGS_UNHEARD, "bootargs-unheard", DIAG_WARNING,
     "xm passes bootargs on only together with a bootloader; the pygrub that "
     "xend takes when there is no kernel either never hears of them.")
DIAG(STUBDOM_COMPANION, "stubdom-companion", DIAG_WARNING,
     "The config describes a stub domain that xm's user had to write; xl makes "
     "it by itself.")
DIAG(BUILDER_PV, "builder-pv", DIAG_WARNING,
     "builder is a word for a PV guest, but not xm's: 'pv' was taken by xl "
     "before 4.10, 'netbsd' and 'plan9' by Xen 2.")
DIAG(CPU_WEIGHT_ZERO, "cpu-weight-zero", DIAG_WARNING,
     "cpu_weight = 0 is below what the scheduler takes.")
DIAG(PATH_RELATIVE, "path-relative", DIAG_WARNING,
     "A relative path depends on the directory the tool is started in.")
DIAG(PATH_MISSING, "path-missing", DIAG_WARNING,
     "With --check-host: the file is not there.")
DIAG(DEVICE_MODEL_CUSTOM, "device-model-custom", DIAG_WARNING,
     "The guest has a device model of its own, which may not fit today's "
     "toolstack.")
DIAG(KERNEL_LINE_LONG, "kernel-line-long", DIAG_WARNING,
     "The kernel's command line is longer than 1024 bytes.")
DIAG(RESTART_NEVER, "restart-never", DIAG_WARNING,
     "restart = 'never' was documented, but xend 3.1 and later refused it.")
DIAG(ONLY_OLD_XM, "only-old-xm", DIAG_WARNING,
     "Only releases of xm before 4.0 read this variable.")
DIAG(OLD_VARIABLE, "old-variable", DIAG_WARNING,
     "Only Xen 3.0 read this variable; it is converted as it was meant.")
DIAG(READ_AS_XL, "read-as-xl", DIAG_NOTE,
     "The file holds what only xl could mean (a setting, a device syntax): it "
     "was written for xl and has xl's meaning and defaults.")
DIAG(KEY_OF_OURS, "key-of-ours", DIAG_NOTE,
     "The key is kept although stock xl does not know it and ignores it "
     "without a word; the commands of this package honour it.")
DIAG(XL_KEY_KEPT, "xl-key-kept", DIAG_WARNING,
     "The file sets a key of xl that xm would have ignored; it is kept, and "
     "the guest differs from the one that xm made.")
DIAG(CPUS_XL_WORD, "cpus-xl-word", DIAG_WARNING,
     "cpus has a word of xl's, all or node:, which xend did not know; xl's "
     "meaning is kept.")
DIAG(XL_KEY_OVERRULED, "xl-key-overruled", DIAG_WARNING,
     "The file makes one setting in xm's and in xl's name with different "
     "values; xm's counts.")
DIAG(NAME_MISSPELT, "name-misspelt", DIAG_WARNING,
     "The name looks like a setting's with a slip of the pen. xm took it for a "
     "helper variable.")
DIAG(NAME_NEVER_READ, "name-never-read", DIAG_WARNING,
     "Manuals or samples named this variable, but no xm ever read it.")

/* -- xm/device ----------------------------------------------------------- */
DIAG(DEVICE_NOT_LIST, "device-not-list", DIAG_ERROR,
     "A device variable is a string or number. xm walks over a string letter "
     "by letter and fails at the first; write a list of strings.")
DIAG(DEVICE_ELEMENT_TYPE, "device-element-type", DIAG_ERROR,
     "An element of a device list is no string.")
DIAG(DEVICE_NOT_PAIR, "device-not-pair", DIAG_ERROR,
     "A part of a device text that is made of key=value pairs has no '='; a "
     "comma at the end makes an empty part.")
DIAG(DEVICE_UNKNOWN_KEY, "device-unknown-key", DIAG_ERROR,
     "xm knows no such key for this device and refuses the config.")
DIAG(DEVICE_VALUE, "device-value", DIAG_ERROR,
     "A value in a device text is outside what xm or xend take.")
DIAG(DISK_FIELDS, "disk-fields", DIAG_ERROR,
     "A disk needs three to five fields: TYPE:PATH,VDEV,MODE and perhaps "
     "BACKEND and PROTOCOL. Commas in paths are impossible.")
DIAG(PCI_ADDRESS, "pci-address", DIAG_ERROR,
     "A PCI device is not of the form [DDDD:]BB:SS.F[@VV][,OPTION=VALUE].")
DIAG(PCI_FUNCTIONS, "pci-functions", DIAG_ERROR,
     "The functions of a PCI device repeat, or none becomes the guest's "
     "function 0.")
DIAG(PCI_OPTION, "pci-option", DIAG_ERROR,
     "PCI options are msitranslate and power_mgmt; values 0, 1, yes, no.")
DIAG(PCI_ALL_FUNCTIONS, "pci-all-functions", DIAG_WARNING,
     "\".*\" stands for the functions that the host has; without the host "
     "they cannot be listed.")
DIAG(VSCSI_FIELDS, "vscsi-fields", DIAG_ERROR,
     "A vscsi text is not PDEV, VDEV[, BACKEND].")
DIAG(VSCSI_UNRESOLVED, "vscsi-unresolved", DIAG_WARNING,
     "xm resolves a SCSI device on the host; a dry run writes it as it stands "
     "in the config.")
DIAG(VUSB_OPTION, "vusb-option", DIAG_ERROR,
     "usbver is 1 or 2, numports 1 to 16.")
DIAG(VTPM_INSTANCE, "vtpm-instance", DIAG_ERROR,
     "A vtpm instance is a number above 0, or VTPMD.")
DIAG(IOPORTS_RANGE, "ioports-range", DIAG_ERROR,
     "I/O ports are A or A-B in hexadecimal without 0x.")
DIAG(CPUID_SYNTAX, "cpuid-syntax", DIAG_ERROR,
     "A CPUID text is not LEAF[,SUBLEAF]:REG=BITS, or a register has not "
     "exactly 32 bits.")
DIAG(ACM_SYNTAX, "acm-syntax", DIAG_ERROR,
     "access_control takes one text policy=P,label=L.")
DIAG(DISK_XL_SYNTAX, "disk-xl-syntax", DIAG_NOTE,
     "The disk is written in xl's syntax though the file is xm's; it is taken "
     "as xl means it.")
DIAG(DISK_UNAME, "disk-uname", DIAG_ERROR,
     "The first field of a disk is no TYPE:PATH; only a CD-ROM drive may be "
     "empty.")
DIAG(DISK_DRIVER, "disk-driver", DIAG_ERROR,
     "blktap has no such driver; xend says \"not a valid disk type\".")
DIAG(DISK_DRIVER_LOST, "disk-driver-lost", DIAG_WARNING,
     "xl cannot do what this driver of blktap did.")
DIAG(DISK_RELATIVE, "disk-relative", DIAG_WARNING,
     "A disk's path is relative; xend and xl look for it from different "
     "places.")
DIAG(DISK_NO_TYPE, "disk-no-type", DIAG_WARNING,
     "A disk's path has no type in front of it; xend refused that, xl takes "
     "it.")
DIAG(DISK_VDEV, "disk-vdev", DIAG_ERROR,
     "A disk does not say what the guest shall call it.")
DIAG(DISK_VDEV_UNKNOWN, "disk-vdev-unknown", DIAG_WARNING,
     "The guest's name of a disk is none that Xen knows: hd, sd or xvd with a "
     "letter and perhaps a partition, or a device number.")
DIAG(DISK_MODE, "disk-mode", DIAG_ERROR,
     "The mode of a disk is r, w or w!; Xen 3.0 also took ro and rw.")
DIAG(DISK_SHARED, "disk-shared", DIAG_WARNING,
     "xl has no mode for a disk that several guests write to; it becomes an "
     "ordinary one.")
DIAG(DISK_PROTOCOL, "disk-protocol", DIAG_NOTE,
     "The fifth field of a disk, the ring's layout, is negotiated today.")
DIAG(DISK_CDROM_MODE, "disk-cdrom-mode", DIAG_NOTE,
     "A CD-ROM drive was given write access, which it does not have.")
DIAG(DISK_TWICE, "disk-twice", DIAG_WARNING,
     "Two disks have the same device or the same image, which xend refused.")
DIAG(DISK_BLANKS, "disk-blanks", DIAG_WARNING,
     "Blanks around a field of a disk, which xend took for a part of it.")
DIAG(VIF_KEY_LOST, "vif-key-lost", DIAG_WARNING,
     "An option of a network interface that xl does not have.")
DIAG(VIF_RATE, "vif-rate", DIAG_WARNING,
     "A rate that cannot be read: xm then limited nothing, without a word.")
DIAG(VIF_TYPE_CARD, "vif-type-card", DIAG_WARNING,
     "type names a network card; xm makes the interface a PV one then.")
DIAG(VIF_MAC_TWICE, "vif-mac-twice", DIAG_WARNING,
     "Two interfaces have the same MAC address, which xend refused.")
DIAG(VIF2_PLAIN, "vif2-plain", DIAG_WARNING,
     "vif2 interfaces (netchannel2) become plain ones.")
DIAG(VFB_KEY_LOST, "vfb-key-lost", DIAG_WARNING,
     "An option of a frame buffer that xl does not have.")
DIAG(VFB_SECOND, "vfb-second", DIAG_WARNING,
     "An HVM guest has one screen; only the first vfb counts.")
DIAG(PCI_TOPOLOGY, "pci-topology", DIAG_WARNING,
     "Several functions of one device were one device in the guest; in xl "
     "each becomes its own.")
DIAG(VUSB_DEVICES, "vusb-devices", DIAG_WARNING,
     "USB devices named by the port they are plugged into; stock xl knows no "
     "such name.")
DIAG(USB_PORTS, "usb-ports", DIAG_WARNING,
     "usb is a list of ports, a form of Xen 3.0.")
DIAG(USBDEVICE_LIST, "usbdevice-list", DIAG_NOTE,
     "usbdevice is a list, which only xl takes.")
DIAG(VSCSI_CONFLICT, "vscsi-conflict", DIAG_ERROR,
     "A SCSI device or an address in the guest is there twice, or those of "
     "one virtual host do not agree.")
DIAG(VSCSI_KEPT, "vscsi-kept", DIAG_WARNING,
     "SCSI devices are kept for this xl; no release of stock xl passes them.")
DIAG(VTPM_SECOND, "vtpm-second", DIAG_WARNING,
     "xm uses only the first vtpm.")
DIAG(VTPM_INSTANCE_LOST, "vtpm-instance-lost", DIAG_WARNING,
     "The TPMs of xm's time had numbers; those of xl are domains of their "
     "own.")
DIAG(IRQ_TEXT, "irq-text", DIAG_WARNING,
     "An interrupt in quotes, at which xend failed.")
DIAG(CPUID_TWICE, "cpuid-twice", DIAG_WARNING,
     "Two texts for one CPUID leaf: the last one counts, the first is gone.")
DIAG(CPUID_CHECK_LOST, "cpuid-check-lost", DIAG_WARNING,
     "What the host's CPUID must be is not checked by xl.")
DIAG(ACM_LOST, "acm-lost", DIAG_WARNING,
     "Labels of the ACM policy went with it, before Xen 4.2.")

/* -- read (SXP, XML) ----------------------------------------------------- */
DIAG(XENAPI_SYNTAX, "xenapi-syntax", DIAG_ERROR,
     "XML that is malformed, declares entities, or is not what xm wrote.")
DIAG(XENAPI_MAXMEM, "xenapi-maxmem", DIAG_WARNING,
     "xm wrote a wrong static_max when maxmem was given in quotes.")
DIAG(SXP_TRAILING, "sxp-trailing", DIAG_WARNING,
     "Closing parentheses behind the end of an S-expression; xend did not "
     "read that far.")
DIAG(SXP_BOOT_FILE, "sxp-boot-file", DIAG_NOTE,
     "The kernel or ramdisk of a running domain is what its boot loader took "
     "out of the guest's disk, and will do so again.")
DIAG(SXP_NO_DOMAIN, "sxp-no-domain", DIAG_ERROR,
     "The S-expressions of the file describe no domain but perhaps dom0.")
DIAG(SXP_SEVERAL_ONE_PLACE, "sxp-several-one-place", DIAG_ERROR,
     "The file describes several domains, as xm list -l does, and there is one "
     "place for the conversion: standard output, or the file itself.")
DIAG(SXP_SEVERAL, "sxp-several", DIAG_WARNING,
     "The file describes several domains, as xm list -l does; one is read.")
DIAG(SXP_VCPU_MASK, "sxp-vcpu-mask", DIAG_WARNING,
     "A mask of virtual CPUs that are online, with gaps; xl knows only how "
     "many are.")
DIAG(SXP_CPUS_MIXED, "sxp-cpus-mixed", DIAG_WARNING,
     "Only some of the virtual CPUs are pinned to physical ones.")
DIAG(SXP_INLINE_IMAGE, "sxp-inline-image", DIAG_WARNING,
     "A kernel or ramdisk is in the file itself, as Xen-API clients could "
     "send it.")
DIAG(SXP_COMMA, "sxp-comma", DIAG_ERROR,
     "A device's value holds a comma, which separates values in a config.")
DIAG(SXP_DEVICE_UNKNOWN, "sxp-device-unknown", DIAG_WARNING,
     "A device of a class that no xm had.")
DIAG(SXP_DEVICE_KEY, "sxp-device-key", DIAG_WARNING,
     "A device of an S-expression has a setting that no xm config could hold; "
     "it is left out.")
DIAG(SXP_SYNTAX, "sxp-syntax", DIAG_ERROR,
     "An S-expression is malformed: an open list or string, a parenthesis too "
     "many, or nesting beyond reason.")

/* -- xlcfg --------------------------------------------------------------- */
DIAG(XL_REFUSED, "xl-refused", DIAG_ERROR,
     "xl would refuse the file because of this value.")
DIAG(XL_LEFT_OUT, "xl-left-out", DIAG_WARNING,
     "xl complains about a part of the value and goes on without it.")
DIAG(XL_NOT_A_NUMBER, "xl-not-a-number", DIAG_WARNING,
     "xl wants a number here; it complains, ignores the key and keeps its "
     "default.")
DIAG(XL_WRONG_KIND, "xl-wrong-kind", DIAG_WARNING,
     "xl wants a list where a single value stands, or the reverse; it "
     "complains and ignores the key.")
DIAG(XL_UNKNOWN_KEY, "xl-unknown-key", DIAG_WARNING,
     "xl never reads a key of this name and says nothing about it.")
DIAG(XL_NO_EFFECT, "xl-no-effect", DIAG_WARNING,
     "xl reads the key but it changes nothing, here or any more.")
DIAG(XL_DOUBTFUL, "xl-doubtful", DIAG_WARNING,
     "xl takes the value, but no guest can be meant by it.")
DIAG(XL_MISSING_KEY, "xl-missing-key", DIAG_ERROR,
     "The file lacks a key that xl cannot do without.")
DIAG(XL_DEFAULT, "xl-default", DIAG_NOTE,
     "The file left a key to xl whose default xm does not share; it is now "
     "written out.")
DIAG(XL_CONFLICT, "xl-conflict", DIAG_ERROR,
     "Two settings exclude each other; xl refuses the file.")

/* -- emit ---------------------------------------------------------------- */
DIAG(XL_UNPRINTABLE, "xl-unprintable", DIAG_WARNING,
     "XL has numbers, text and lists of these; the value is of another kind.")
DIAG(XL_VERSION_LOST, "xl-version-lost", DIAG_WARNING,
     "The release of xl that was asked for cannot say this.")
DIAG(XL_VERSION_CHANGED, "xl-version-changed", DIAG_WARNING,
     "The release of xl that was asked for can say this only nearly.")
DIAG(XL_VERSION_RENAMED, "xl-version-renamed", DIAG_NOTE,
     "The release of xl that was asked for says the same in other words.")
DIAG(LIBVIRT_NONE, "libvirt-none", DIAG_WARNING,
     "libvirt's domain XML cannot say this; the document leaves it out.")
DIAG(JSON_NODES, "json-numa-nodes", DIAG_NOTE,
     "cpus names NUMA nodes, whose CPUs only the host knows; the document "
     "leaves them out.")
DIAG(XML_MISSING, "xml-missing", DIAG_ERROR,
     "libxml2, which reads and writes XML, is not installed.")
DIAG(XENAPI_LOST, "xenapi-lost", DIAG_WARNING,
     "The XML of XenAPI has no element for this setting.")
DIAG(XENAPI_TEXT, "xenapi-text", DIAG_ERROR,
     "A value holds bytes that are no UTF-8 or control characters, which XML "
     "cannot hold.")
DIAG(SXP_NOT_TEXT, "sxp-not-text", DIAG_ERROR,
     "xm joins this value to text and fails because it is a number or list.")
DIAG(SXP_NFS_SERVER, "sxp-nfs-server", DIAG_ERROR,
     "xm refuses nfs_root without nfs_server.")
DIAG(SXP_VCPUS_NUMBER, "sxp-vcpus-number", DIAG_ERROR,
     "With maxvcpus, xm computes a mask from vcpus and fails if that is text.")

/* -- convert ------------------------------------------------------------- */
DIAG(NOT_A_CONFIG, "not-a-config", DIAG_ERROR,
     "The file that was named is no domain config; the text says what it is. "
     "In a directory such a file is only passed over.")
DIAG(PROGRAM_EXIT, "program-exit", DIAG_ERROR,
     "The config is a program that ended with sys.exit(): it makes no domain. "
     "It may want variables (KEY=VALUE) on the command line.")
DIAG(FORMAT_NEEDS_XM, "format-needs-xm", DIAG_ERROR,
     "S-expressions and XenAPI XML say what xm made of a config; a file that "
     "is certainly xl's has no such form.")
DIAG(PATH_UNUSABLE, "path-unusable", DIAG_ERROR,
     "A path to convert is a directory without -r, a link to nothing, or "
     "cannot be read.")
DIAG(OUTPUT_UNWRITABLE, "output-unwritable", DIAG_ERROR,
     "The converted file, its backup or its directory cannot be written; the "
     "text gives the system's reason. What stood there before is untouched.")
DIAG(OUTPUT_EXISTS, "output-exists", DIAG_ERROR,
     "Something else stands where the converted file should go. It is only "
     "overwritten with --force, and never when this run has just written it.")
DIAG(OUTPUT_IS_INPUT, "output-is-input", DIAG_ERROR,
     "The output directory is the one the file is in.")
DIAG(INPUT_CHANGED, "input-changed", DIAG_ERROR,
     "Somebody wrote to the file while it was being converted in place.")
DIAG(CONVERTER_CRASHED, "converter-crashed", DIAG_ERROR,
     "The process that converted the file ended unexpectedly: a bug in this "
     "program, or the system ran out of memory. Other files are not affected.")
