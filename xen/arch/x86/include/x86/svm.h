/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef X86_SVM_H
#define X86_SVM_H

/* Turns AMD's virtualization extension on where there is one. */
void svm_cpu_init(void);

#endif
