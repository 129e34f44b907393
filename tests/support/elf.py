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
    """(e_machine, names in NEEDED) of a program, whatever its processor; raises ValueError for anything else."""
    if data[:4] != b"\x7fELF" or data[4] not in (1, 2) or data[5] not in (1, 2):
        raise ValueError("It is not a program.")
    order, is_wide = "<" if data[5] == 1 else ">", data[4] == 2
    (machine,) = struct.unpack_from(order + "H", data, 18)
    (offset,) = struct.unpack_from(order + ("Q" if is_wide else "I"), data, 32 if is_wide else 28)
    size, count = struct.unpack_from(order + "HH", data, 54 if is_wide else 42)
    # Of each: p_type, p_offset, p_vaddr, p_filesz.
    headers = []
    for i in range(count):
        values = struct.unpack_from(order + ("IIQQQQQQ" if is_wide else "IIIIIIII"), data, offset + i * size)
        headers.append((values[0], *((values[2], values[3], values[5]) if is_wide else (values[1], values[2], values[4]))))
    dynamic = [header for header in headers if header[0] == DYNAMIC]
    if not dynamic:
        return machine, []
    entry = struct.Struct(order + ("QQ" if is_wide else "II"))
    entries = list(entry.iter_unpack(data[dynamic[0][1]:dynamic[0][1] + dynamic[0][3] // entry.size * entry.size]))
    table = next((value for tag, value in entries if tag == STRTAB), 0)
    place = next((header[1] + table - header[2] for header in headers if header[0] == LOAD and header[2] <= table < header[2] + header[3]), 0)
    return machine, [data[place + value:data.index(b"\0", place + value)].decode() for tag, value in entries if tag == NEEDED]
