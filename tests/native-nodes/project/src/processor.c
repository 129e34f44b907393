/* SPDX-FileCopyrightText: Slipway contributors
   SPDX-License-Identifier: Apache-2.0 */

const char *processor(void)
{
#if defined(__x86_64__)
    return "x86_64";
#elif defined(__aarch64__)
    return "aarch64";
#else
    return "another";
#endif
}
