# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0
"""What the header of a program says: for which machine it is and which shared libraries it asks for (System V ABI, "Dynamic Section")."""

import struct

DYNAMIC, LOAD = 2, 1             # p_type
NEEDED, STRTAB = 1, 5            # d_tag
# glibc's own, and what each base with a C library for Rust programs has (distroless/cc).
SYSTEM = ("libc.so.", "libm.so.", "libpthread.so.", "libdl.so.", "librt.so.", "libutil.so.", "libresolv.so.", "libgcc_s.so.", "libstdc++.so.", "ld-linux", "ld64.so.")


def is_system(library):
    return library.startswith(SYSTEM)


def section(data, name):
    """The bytes of a section of a 64-bit little-endian program, or None (System V ABI, "Sections")."""
    (offset,) = struct.unpack_from("<Q", data, 40)
    size, count, names = struct.unpack_from("<HHH", data, 58)
    headers = [struct.unpack_from("<IIQQQQIIQQ", data, offset + i * size) for i in range(count)]
    for header in headers:
        begin = headers[names][4] + header[0]
        if data[begin:data.index(b"\0", begin)] == name.encode():
            return data[header[4]:header[4] + header[5]]
    return None


def facts(data):
    """(e_machine, names in NEEDED) of a 64-bit little-endian program; raises ValueError for anything else."""
    if data[:6] != b"\x7fELF\x02\x01":
        raise ValueError("It is not a 64-bit little-endian program.")
    (machine,) = struct.unpack_from("<H", data, 18)
    (offset,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    headers = [struct.unpack_from("<IIQQQQQQ", data, offset + i * size) for i in range(count)]
    dynamic = [header for header in headers if header[0] == DYNAMIC]
    if not dynamic:
        return machine, []
    begin, length = dynamic[0][2], dynamic[0][5]
    entries = [struct.unpack_from("<QQ", data, begin + i * 16) for i in range(length // 16)]
    table = next(value for tag, value in entries if tag == STRTAB)
    place = next(header[2] + table - header[3] for header in headers if header[0] == LOAD and header[3] <= table < header[3] + header[6])
    return machine, [data[place + value:data.index(b"\0", place + value)].decode() for tag, value in entries if tag == NEEDED]
