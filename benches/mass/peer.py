"""The page of a certificate as somebody would draw it with reportlab and segno, for comparison: the same texts, fonts and code, one
document for each, in memory; of the ornaments only four lines, and no signature, no attachment, no standard for archives.
Prints how many pages and how many seconds of CPU.  python peer.py PAGES FONTS (of tests/independent/requirements.txt)"""

import io
import pathlib
import sys
import time

import segno
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = landscape(A4)
RED, BLUE, GOLD, GREY = (HexColor(colour) for colour in ("#8B1A1F", "#1C2F5C", "#B08D3C", "#555555"))
MIDDLE, LEFT, RIGHT = WIDTH / 2, 85 * mm, 223 * mm
TITLE = "ĐÁNH GIÁ KIẾN THỨC, KỸ NĂNG SỬ DỤNG TRÍ TUỆ NHÂN TẠO"
# Font, size, colour, x, distance from the top in mm, text.
LINES = [
    ("Regular", 12, black, LEFT - 2 * mm, 30, "ỦY BAN NHÂN DÂN THÀNH PHỐ ĐỒNG NAI"),
    ("Bold", 12, black, LEFT - 2 * mm, 36, "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
    ("Bold", 12, black, RIGHT, 30, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("Bold", 12, black, RIGHT, 36, "Độc lập - Tự do - Hạnh phúc"),
    ("Bold", 44, RED, MIDDLE, 64, "GIẤY CHỨNG NHẬN"),
    ("Bold", 15, BLUE, MIDDLE, 74, TITLE),
    ("Italic", 14, black, MIDDLE, 83, "Giám đốc Sở Khoa học và Công nghệ thành phố Đồng Nai chứng nhận"),
    ("Bold", 32, RED, MIDDLE, 97, "{name}"),
    ("Regular", 14, black, MIDDLE, 109, "Đơn vị: {unit} – Chức vụ: Chuyên viên"),
    ("Italic", 14, black, MIDDLE, 118, "đã đạt yêu cầu bài đánh giá kiến thức, kỹ năng sử dụng trí tuệ nhân tạo"),
    ("Bold", 17, BLUE, MIDDLE, 127, "Kết quả: 21/25 điểm (84%) – Đạt"),
    ("Regular", 12, black, MIDDLE, 134, "Ngày đánh giá: 25/11/2026 – Có giá trị không thời hạn"),
    ("Italic", 11, GREY, MIDDLE, 140, "This is to certify that {name} has passed the assessment of knowledge and skills in using AI."),
    ("Italic", 10, GREY, MIDDLE, 145, "Result: 21/25 points (84%), passed  ·  Assessed on 25 November 2026  ·  No expiry date"),
    ("Regular", 11, black, LEFT, 152, "Số hiệu: {number:05}/2026/AI-ĐN"),
    ("Regular", 11, black, LEFT, 157, "Số vào sổ: {number:06}/2026"),
    ("Bold", 10, black, LEFT, 165, "Tra cứu, xác thực tại:"),
    ("Regular", 10, BLUE, LEFT, 170, "chungnhan.example.vn/v/3SH0-XE15-HGDK-JRBK-9J68-3BRR-2P1"),
    ("Regular", 9, black, LEFT, 175, "Quét mã QR hoặc mở địa chỉ trên; hãy kiểm tra địa chỉ trang"),
    ("Italic", 9, GREY, LEFT, 179, "Scan the code or open the address; check the site"),
    ("Italic", 12, black, RIGHT, 153, "Đồng Nai, ngày 25 tháng 11 năm 2026"),
    ("Bold", 12, black, RIGHT, 159, "GIÁM ĐỐC"),
    ("Bold", 13, black, RIGHT, 184, "Trần Minh Chứng"),
    ("Regular", 8, GREY, MIDDLE, 191, "Bản điện tử kèm tệp credential.json, kiểm tra được bằng phần mềm độc lập."),
]
NAMES = ["Nguyễn Thị Phương Thảo", "H'Hen Niê", "Trần Quốc Toản", "Công Tằng Tôn Nữ Hoàng Phương Quỳnh"]
UNITS = ["UBND phường Trấn Biên", "Văn phòng, Sở Khoa học và Công nghệ", "UBND xã Xuân Định"]


def draw_code(canvas, number, x, y, size):
    """As long as a signed one: an address and 433 digits."""
    digits = "".join(str((place * place + place // 7 + number * 3) % 10) for place in range(433))
    matrix = segno.make(f"https://chungnhan.example.vn/v#{digits}", error="m", micro=False).matrix
    module = size / len(matrix)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        for column, is_dark in enumerate(modules):
            if is_dark:
                path.rect(x + column * module, y + size - (row + 1) * module, module, module)
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)


def page(number):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    for inset, colour in [(7, RED), (9, GOLD), (15, GOLD), (17, RED)]:
        canvas.setStrokeColor(colour)
        canvas.rect(inset * mm, inset * mm, WIDTH - 2 * inset * mm, HEIGHT - 2 * inset * mm)
    facts = {"name": NAMES[number % len(NAMES)], "unit": UNITS[number % len(UNITS)], "number": number}
    for font, size, colour, x, top, text in LINES:
        canvas.setFont(font, size)
        canvas.setFillColor(colour)
        write = canvas.drawString if x == LEFT else canvas.drawCentredString
        write(x, HEIGHT - top * mm, text.format(**facts))
    draw_code(canvas, number, 30 * mm, 27 * mm, 36 * mm)
    canvas.save()
    return out.getvalue()


def main():
    pages, fonts = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    for weight in ("Regular", "Bold", "Italic"):
        pdfmetrics.registerFont(TTFont(weight, fonts / f"Tinos-{weight}.ttf"))
    page(0)
    before = time.process_time()
    size = sum(len(page(number)) for number in range(1, pages + 1))
    print(pages, time.process_time() - before, size // pages)


main()
