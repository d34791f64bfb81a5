# SPDX-License-Identifier: GPL-2.0-only
# The host is up: the tools see the hypervisor and dom0.
set -e
xl info | grep -E '^(xen_version|xen_caps|total_memory|nr_cpus)'
xl list
xl vcpu-list
xl list | grep -q '^Domain-0  *0 '
