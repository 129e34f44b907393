# Notes in each program of a folder which crates are linked into it: zlib and JSON in the ELF section .dep-v0, as cargo-auditable has it. Scanners
# of images (Syft, which is Docker's; Trivy; cargo audit) read it there. Cargo itself says which: for the target, with the features of the call.
#   python3 crates.py TARGET FOLDER [CARGO WORD]...
import json, os, re, struct, subprocess, sys, zlib

target, folder, words = sys.argv[1], sys.argv[2], sys.argv[3:]

def cargo(*call):
    return subprocess.run(["cargo", *call], check=True, stdout=subprocess.PIPE, text=True).stdout

def read_tree():
    crates, needs, above = [], {}, []
    for line in cargo("tree", "--target", target, "-e", "normal,no-proc-macro", "--prefix", "depth", "--format", "|{p}", *words).splitlines():
        depth, _, text = line.partition("|")
        found = re.match(r"(\S+) v(\S+)(?: \((?!\*\))(.*?)\))?", text)
        if not found:
            continue
        crate = found.groups()
        if crate not in needs:
            needs[crate] = set()
            crates.append(crate)
        del above[int(depth):]
        if above:
            needs[above[-1]].add(crate)
        above.append(crate)
    return crates, needs

def source(place):
    if not place:
        return "crates.io"
    return "local" if place.startswith("/") else "git" if "://" in place else "registry"

def described(roots, needs):
    inside, open_ones = set(), list(roots)
    while open_ones:
        crate = open_ones.pop()
        if crate not in inside:
            inside.add(crate)
            open_ones += needs[crate]
    order = sorted(inside, key=lambda crate: (crate[0], crate[1], crate[2] or ""))
    packages = []
    for crate in order:
        package = {"name": crate[0], "version": crate[1], "source": source(crate[2])}
        if needs[crate]:
            package["dependencies"] = sorted(order.index(one) for one in needs[crate])
        if crate in roots:
            package["root"] = True
        packages.append(package)
    return zlib.compress(json.dumps({"packages": packages}, separators=(",", ":")).encode(), 9)

def add_section(path, name, data):
    """A section that no segment has: the program is loaded as before (System V ABI, "Sections")."""
    with open(path, "rb") as file:
        elf = bytearray(file.read())
    if elf[:4] != b"\x7fELF":
        return
    order, wide = "<" if elf[5] == 1 else ">", elf[4] == 2
    place, counts, form = (0x28, 0x3A, "IIQQQQIIQQ") if wide else (0x20, 0x2E, "IIIIIIIIII")
    word = order + ("Q" if wide else "I")
    (table,) = struct.unpack_from(word, elf, place)
    size, count, names = struct.unpack_from(order + "HHH", elf, counts)
    if not table or not count:
        sys.exit(f"{path} has no sections, so its crates cannot be noted in it.")
    sections = [list(struct.unpack_from(order + form, elf, table + size * i)) for i in range(count)]
    text = bytes(elf[sections[names][4]:sections[names][4] + sections[names][5]])
    if name + b"\0" in text:
        return  # the project has it from elsewhere
    sections[names][4], sections[names][5] = len(elf), len(text) + len(name) + 1
    elf += text + name + b"\0"
    sections.append([len(text), 1, 0, 0, len(elf), len(data), 0, 0, 1, 0])
    elf += data
    elf += b"\0" * (-len(elf) % 8)
    struct.pack_into(word, elf, place, len(elf))
    struct.pack_into(order + "H", elf, counts + 2, count + 1)
    for section in sections:
        elf += struct.pack(order + form, *section)
    with open(path, "wb") as file:
        file.write(elf)

crates, needs = read_tree()
owners = {one["name"]: package["name"] for package in json.loads(cargo("metadata", "--no-deps", "--format-version", "1"))["packages"]
          for one in package["targets"] if "bin" in one["kind"]}
for name in sorted(os.listdir(folder)):
    local = [crate for crate in crates if source(crate[2]) == "local"]
    roots = {crate for crate in local if crate[0] == owners.get(name)}
    if not roots:
        sys.exit(f"Cargo's tree has no package of the binary {name}.")
    add_section(os.path.join(folder, name), b".dep-v0", described(roots, needs))
