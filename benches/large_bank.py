"""A made-up bank of 10,000 bilingual items in 25 files (20 MB), to time reading and writing of large banks:

    python3 benches/large_bank.py FOLDER
    minhchung bank convert FOLDER large.xml --accept-loss      (and large.csv, .xlsx, .gift, .zip)
    /usr/bin/time -v minhchung bank check large.xml --accept-loss
"""

import pathlib
import random
import sys

ITEMS, FILES, COMPETENCIES = 10_000, 25, 10
VI = "hồ sơ trực tuyến người dân cán bộ mật khẩu điện thoại thư chữ ký số tài liệu công việc gửi nhận kiểm tra nguồn tin ảnh".split()
EN = "file online citizen official password phone letter signature document work send receive check source picture".split()


def words(chance, of, count):
    sentence = " ".join(chance.choice(of) for _ in range(count))
    return sentence[0].upper() + sentence[1:]


def text(chance, name, count, number=""):
    vi, en = words(chance, VI, count), words(chance, EN, count)
    return f'{name}vi = "{vi} {number}."\n{name}en = "{en} {number}."\n'


def item(chance, number):
    out = f"""[[item]]
id = "item-{number:05}"
type = "single_choice"
competency = "competency-{number % COMPETENCIES}"
level = {1 + number % 4}
kind = "knowledge"
key = "b"
source = "Kiến thức chung"
as_of = 2026-01-01
review_by = 2030-01-01
"""
    out += text(chance, "stem.", 25, number) + text(chance, "rationale.", 40, number) + text(chance, "legal_basis.", 5)
    for option in "abcd":
        out += f'[[item.option]]\nid = "{option}"\n' + text(chance, "", 12, option)
    return out + "\n"


def main():
    folder = pathlib.Path(sys.argv[1])
    (folder / "items").mkdir(parents=True)
    chance = random.Random(1)
    about = 'code = "large-bank"\nlanguages = ["vi", "en"]\nframework = "-"\nlicence = "CC0-1.0"\n'
    for name in ("title", "description"):
        about += f'{name}.vi = "Ngân hàng lớn"\n{name}.en = "Large bank"\n'
    for number in range(COMPETENCIES):
        about += f'[[competency]]\ncode = "competency-{number}"\ntitle.vi = "Năng lực {number}"\n'
        about += f'title.en = "Competency {number}"\n'
    (folder / "bank.toml").write_text(about)
    each = ITEMS // FILES
    for file in range(FILES):
        items = (item(chance, number) for number in range(file * each, (file + 1) * each))
        (folder / f"items/items-{file:02}.toml").write_text("".join(items))


main()
