//! Stories of whole lists of results, as CSV and as workbooks.

use super::*;
use crate::domain::assessment::scoring::CutScore;
use crate::formats::mistake::Mistakes;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use time::macros::date;

const HEADER: &str = "STT,Họ và tên,Ngày sinh,Đơn vị,Chức vụ,Ngày đánh giá,Điểm,Kết quả,Mã cán bộ\n";

fn options() -> Options {
    Options { today: date!(2026 - 12 - 01), cut: CutScore::try_from(8_000).expect("a cut") }
}

fn codes(mistakes: &Mistakes) -> Vec<(&'static str, u32, u32)> {
    mistakes.iter().map(|mistake| (mistake.code, mistake.line, mistake.column)).collect()
}

fn refused(rows: &str) -> Vec<(&'static str, u32, u32)> {
    codes(&read("a.csv", format!("{HEADER}{rows}").as_bytes(), &options()).expect_err("mistakes"))
}

#[test]
fn a_list_is_read_with_all_it_says() {
    let text =
        format!("{HEADER}1,Nguyễn Thị Ánh,05/11/1990,UBND / Sở Y tế,Chuyên viên,20/11/2026,\"8,5/10\",Đạt,CB-1\n");
    let rows = read("a.csv", text.as_bytes(), &options()).expect("a good list").rows;
    let listed = rows[0].clone().listed(|levels| levels.join(", ")).expect("a day");
    assert_eq!((listed.full_name.as_str(), listed.unit.as_str()), ("Nguyễn Thị Ánh", "UBND, Sở Y tế"));
    assert_eq!(listed.birth_date, Some(date!(1990 - 11 - 05)));
    assert_eq!(listed.score.map(|score| (score.earned.0, score.possible.0)), Some((850, 1_000)));
    assert_eq!((listed.assessed_on, listed.staff_code.as_str()), (date!(2026 - 11 - 20), "CB-1"));
}

#[test]
fn each_mistake_is_told_at_its_cell() {
    assert_eq!(refused("1,,,Sở Y tế,,20/11/2026,,Đạt,\n"), [("empty-field", 2, 3)]);
    assert_eq!(refused("1,An,,Sở Y tế,,,,Đạt,\n"), [("empty-field", 2, 16)]);
    assert_eq!(refused("1,An,,Sở Y tế,,02/12/2026,,Đạt,\n"), [("date-future", 2, 16)]);
    assert_eq!(refused("1,An,,Sở Y tế,,20/11/2026,79%,,\n"), [("score-below-cut", 2, 27)]);
    assert_eq!(refused("1,An,,Sở Y tế,,20/11/2026,0.85,,\n"), [("score-format", 2, 27)]);
    assert_eq!(refused("1,An,,Sở Y tế,,20/11/2026,,không đạt,\n"), [("result-not-passed", 2, 28)]);
    assert_eq!(refused("1,=1+1,,Sở Y tế,,20/11/2026,,Đạt,\n"), [("formula-cell", 2, 3)]);
    assert_eq!(refused("1,A\u{202E}n,,Sở Y tế,,20/11/2026,,Đạt,\n"), [("hidden-character", 2, 3)]);
    assert_eq!(codes(&read("a.csv", b"", &options()).expect_err("empty")), [("empty-file", 1, 1)]);
}

#[test]
fn who_did_not_sit_is_not_taken_for_one_who_passed() {
    assert_eq!(refused("1,An,,Sở Y tế,,20/11/2026,,,\n"), [("no-result", 2, 27)]);
    assert_eq!(refused("1,An,,Sở Y tế,,20/11/2026,  , ,\n"), [("no-result", 2, 27)]);
    // A list without such columns is one of people who passed.
    let list = "Họ và tên,Đơn vị,Ngày đánh giá\nAn,Sở Y tế,20/11/2026\n";
    assert_eq!(read("a.csv", list.as_bytes(), &options()).expect("a good list").rows.len(), 1);
}

#[test]
fn the_same_person_twice_is_named_with_both_lines() {
    let twice = "1,An,,Sở Y tế,,20/11/2026,,Đạt,\n2,Bình,,Sở Y tế,,20/11/2026,,Đạt,\n3,AN,,Sở Y tế,,19/11/2026,,Đạt,\n";
    assert_eq!(refused(twice), [("duplicate-person", 4, 3)]);
    let mistakes = read("a.csv", format!("{HEADER}{twice}").as_bytes(), &options()).expect_err("mistakes");
    assert!(mistakes.to_string().contains("already on line 2"), "{mistakes}");
    let codes = "1,An,,Sở Y tế,,20/11/2026,,Đạt,CB-1\n2,Bình,,Sở Y tế,,20/11/2026,,Đạt,cb-1\n";
    assert_eq!(refused(codes), [("duplicate-staff-code", 3, 34)]);
    let told_apart = "1,An,01/01/1990,Sở Y tế,,20/11/2026,,Đạt,\n2,An,02/01/1990,Sở Y tế,,20/11/2026,,Đạt,\n";
    assert!(read("a.csv", format!("{HEADER}{told_apart}").as_bytes(), &options()).is_ok());
}

#[test]
fn one_bad_row_at_the_end_of_a_hundred_thousand_refuses_all_with_its_line() {
    let mut text = HEADER.to_owned();
    for number in 1..100_000 {
        text.push_str(&format!("{number},Nguyễn Thị Ánh,,Sở Y tế,,20/11/2026,84%,Đạt,CB-{number}\n"));
    }
    let good = format!("{text}100000,Nguyễn Thị Ánh,,Sở Y tế,,20/11/2026,84%,Đạt,CB-100000\n");
    assert_eq!(read("a.csv", good.as_bytes(), &options()).expect("a good list").rows.len(), 100_000);
    text.push_str("100000,Nguyễn Thị Ánh,,Sở Y tế,,20/11/2026,84%,trượt,CB-100000\n");
    let mistakes = read("a.csv", text.as_bytes(), &options()).expect_err("a bad row");
    assert_eq!(codes(&mistakes), [("result-not-passed", 100_001, 48)]);
    let more = format!("{good}100001,Bình,,Sở Y tế,,20/11/2026,84%,Đạt,CB-100001\n");
    assert_eq!(
        codes(&read("a.csv", more.as_bytes(), &options()).expect_err("too many")),
        [("too-many-rows", 100_002, 1)]
    );
}

fn workbook(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in ["Họ và tên", "Đơn vị", "Ngày đánh giá", "Điểm", "Mã cán bộ"].into_iter().enumerate()
    {
        sheet.write(0, column as u16, name).expect("written");
    }
    write(sheet);
    workbook.save_to_buffer().expect("saved")
}

fn good_row(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, name: &str) {
    let day = ExcelDateTime::from_ymd(2026, 11, 20).expect("a day");
    sheet.write(row, 0, name).expect("written");
    sheet.write(row, 1, "UBND / Sở Y tế").expect("written");
    sheet.write_with_format(row, 2, &day, &Format::new().set_num_format("dd/mm/yyyy")).expect("written");
    sheet.write(row, 3, "21/25").expect("written");
    sheet.write(row, 4, 1_000 + row).expect("written");
}

#[test]
fn a_workbook_is_read_like_the_text_it_shows() {
    let bytes = workbook(|sheet| {
        good_row(sheet, 1, "Nguyễn Thị Ánh");
        good_row(sheet, 3, "Trần\nĐức Ưng");
    });
    let rows = read("a.xlsx", &bytes, &options()).expect("a good list").rows;
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].line, rows[0].full_name.as_str()), (2, "Nguyễn Thị Ánh"));
    assert_eq!((rows[1].line, rows[1].full_name.as_str()), (4, "Trần Đức Ưng"));
    assert_eq!((rows[1].assessed_on, rows[1].staff_code.as_str()), (Some(date!(2026 - 11 - 20)), "1003"));
}

#[test]
fn formulas_and_errors_of_a_workbook_are_refused_at_their_cells() {
    let bytes = workbook(|sheet| {
        good_row(sheet, 1, "Nguyễn Thị Ánh");
        sheet.write(2, 0, Formula::new("=A2").set_result("Nguyễn Thị Ánh")).expect("written");
        good_row(sheet, 4, "1 + 1");
    });
    let mistakes = read("a.xlsx", &bytes, &options()).expect_err("a formula");
    assert_eq!(codes(&mistakes), [("formula-cell", 3, 1)]);
    let bytes = workbook(|sheet| {
        good_row(sheet, 4, "An 2");
        sheet.write(5, 3, "=1").expect("written");
    });
    let mistakes = read("a.xlsx", &bytes, &options()).expect_err("a digit and an empty row");
    assert_eq!(codes(&mistakes)[0], ("name-character", 5, 1));
    assert!(codes(&mistakes).contains(&("empty-field", 6, 1)), "{mistakes}");
}

#[test]
fn a_workbook_with_two_filled_sheets_is_refused() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "Họ và tên").expect("written");
    workbook.add_worksheet().write(0, 0, "khác").expect("written");
    let bytes = workbook.save_to_buffer().expect("saved");
    assert_eq!(codes(&read("a.xlsx", &bytes, &options()).expect_err("two")), [("several-sheets", 1, 1)]);
}

/// A workbook with one part replaced.
fn with_part(bytes: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let mut part = Vec::new();
        entry.read_to_end(&mut part).expect("read");
        let entry_name = entry.name().expect("a name").into_owned();
        out.start_file(&entry_name, zip::write::SimpleFileOptions::default()).expect("begun");
        out.write_all(if entry_name == name { content } else { &part }).expect("written");
    }
    out.finish().expect("finished").into_inner()
}

#[test]
fn bombs_document_types_and_far_cells_are_refused() {
    let good = workbook(|sheet| good_row(sheet, 1, "Nguyễn Thị Ánh"));
    let sheet = "xl/worksheets/sheet1.xml";
    let bomb = with_part(&good, sheet, &vec![b' '; 151_000_000]);
    assert!(bomb.len() < 1_000_000, "it is small on disk");
    assert_eq!(codes(&read("a.xlsx", &bomb, &options()).expect_err("a bomb")), [("workbook-too-large", 1, 1)]);
    let entity = b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>";
    let doctype = with_part(&good, sheet, entity);
    assert_eq!(codes(&read("a.xlsx", &doctype, &options()).expect_err("a type")), [("workbook-doctype", 1, 1)]);
    let far = workbook(|sheet| {
        sheet.write(1_000_000, 16_000, "x").expect("written");
    });
    assert_eq!(codes(&read("a.xlsx", &far, &options()).expect_err("far")), [("too-many-rows", 1_000_001, 1)]);
    let wide = workbook(|sheet| {
        sheet.write(1, 16_000, "x").expect("written");
    });
    assert_eq!(codes(&read("a.xlsx", &wide, &options()).expect_err("wide")), [("too-many-columns", 2, 16_001)]);
    let long = workbook(|sheet| good_row(sheet, 1, "Nguyễn Thị Ánh"));
    let words = "a".repeat(140_000);
    let cell = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"2\">\
         <c r=\"A2\" t=\"inlineStr\"><is><t>{words}</t></is></c></row></sheetData></worksheet>"
    );
    let long = with_part(&long, sheet, cell.as_bytes());
    assert!(codes(&read("a.xlsx", &long, &options()).expect_err("long")).contains(&("cell-too-long", 2, 1)));
    // One text of the shared ones in very many cells.
    let many = workbook(|sheet| {
        for row in 1..20_000 {
            sheet.write(row, 0, "Nguyễn ".repeat(300)).expect("written");
        }
    });
    assert!(many.len() < 2_000_000, "it is small on disk");
    let refused = codes(&read("a.xlsx", &many, &options()).expect_err("many"));
    assert_eq!(refused.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), ["workbook-too-large"]);
    for cut in [5, 100, good.len() / 2, good.len() - 1] {
        let mistakes = read("a.xlsx", &good[..cut], &options()).expect_err("cut");
        assert_eq!(codes(&mistakes), [("workbook-broken", 1, 1)], "{cut}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_with_places(bytes: Vec<u8>, is_workbook: bool) {
        let bytes = if is_workbook { [b"PK\x03\x04".to_vec(), bytes].concat() } else { bytes };
        if let Err(mistakes) = read("a", &bytes, &options()) {
            prop_assert!(mistakes.iter().all(|mistake| mistake.line >= 1 && mistake.column >= 1 && mistake.hint.is_some()));
        }
    }
}
