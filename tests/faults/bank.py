"""What a drill installs: issuer, bank and assessment, as files of the service."""

ISSUER = """
[[issuer]]
from = 2025-01-01
superior_body = "UBND THÀNH PHỐ ĐỒNG NAI"
issuing_body = "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
name = { vi = "Sở Khoa học và Công nghệ", en = "Department of Science and Technology" }
certifier_line = "Giám đốc Sở Khoa học và Công nghệ chứng nhận"
place = "Đồng Nai"
signer_title = "GIÁM ĐỐC"
signer_name = "Trần Minh Chứng"
"""

BANK = """
code = "fault-drill"
languages = ["vi", "en"]
framework = "757/QĐ-BKHCN (2025)"
licence = "CC-BY-4.0"
title.vi = "Ngân hàng thử nghiệm"
title.en = "A bank for drills"
description.vi = "Chỉ để thử."
description.en = "For drills only."

[[competency]]
code = "alpha"
title.vi = "Năng lực"
title.en = "Competency"
"""

ITEM = """
[[item]]
id = "cau-NUMBER"
type = "single_choice"
competency = "alpha"
level = 1
kind = "knowledge"
key = "a"
source = "Kiến thức chung"
as_of = 2026-11-21
review_by = 2036-11-21
stem.vi = "Câu hỏi NUMBER?"
stem.en = "Question NUMBER?"
rationale.vi = "Vì a đúng."
rationale.en = "Because a is right."
legal_basis.vi = "Nguyên tắc chung."
legal_basis.en = "A general principle."
option = [
    { id = "a", vi = "Phương án một NUMBER", en = "Option one NUMBER" },
    { id = "b", vi = "Phương án hai NUMBER", en = "Option two NUMBER" },
    { id = "c", vi = "Phương án ba NUMBER", en = "Option three NUMBER" },
    { id = "d", vi = "Phương án bốn NUMBER", en = "Option four NUMBER" },
]
"""

DEFINITION = """
code = "fault-drill"
bank = "fault-drill"
languages = ["vi", "en"]
time_limit_minutes = MINUTES
grace_seconds = 60
attempts = "unlimited"
pause_hours = 0
presentation = "one_item"
cut_score_percent = 60
review = "never"
title.vi = "Bài đánh giá thử nghiệm"
title.en = "An assessment for drills"
description.vi = "Chỉ để thử."
description.en = "For drills only."

[[blueprint]]
competency = "alpha"
count = 6

[certificate]
serial_pattern = "{seq:05}/{year}/TN"
register_pattern = "{seq:06}/{year}"
shows_score = true
subtitle.vi = "BÀI ĐÁNH GIÁ THỬ NGHIỆM"
subtitle.en = "AN ASSESSMENT FOR DRILLS"
statement.vi = "Đã đạt bài đánh giá thử nghiệm."
statement.en = "Has passed an assessment for drills."
description.vi = "Có năng lực."
description.en = "Is able."
criteria.vi = "Đạt từ 60 %."
criteria.en = "60 % or more."
"""
